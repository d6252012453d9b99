"""Whose books are open: one seller at a time, and what the person may do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sansfaute.masterdata import queries as masterdata
from sansfaute.people import queries as people
from sansfaute.people import rules as people_rules

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Seller
    from sansfaute.people.models import Person


@dataclass(frozen=True)
class Books:
    """The books of one seller, as open to one person."""

    person: Person
    seller: Seller
    sellers: list[Seller]
    acts: frozenset[str]

    def may(self, act: str) -> bool:
        """Whether the person may do this act in these books."""
        return act in self.acts

    @property
    def address_ending(self) -> str:
        """What links carry so that a copied one never lands in other books; nothing when there is one seller."""
        return f"?seller={self.seller.pk}" if len(self.sellers) > 1 else ""

    @property
    def sees_exceptions(self) -> bool:
        return self.may(people_rules.SEE_EXCEPTIONS)

    @property
    def decides_exceptions(self) -> bool:
        return self.may(people_rules.DECIDE_EXCEPTIONS)

    @property
    def sees_rows(self) -> bool:
        return self.may(people_rules.SEE_ROWS)

    @property
    def sees_records(self) -> bool:
        return self.may(people_rules.SEE_RECORDS)

    @property
    def mends_records(self) -> bool:
        return self.may(people_rules.MEND_RECORDS)

    @property
    def corrects_invoices(self) -> bool:
        return self.may(people_rules.CORRECT_INVOICES)

    @property
    def edits_drafts(self) -> bool:
        return self.may(people_rules.EDIT_DRAFTS)

    @property
    def sees_contracts(self) -> bool:
        return self.may(people_rules.SEE_CONTRACTS)

    @property
    def manages_contracts(self) -> bool:
        return self.may(people_rules.MANAGE_CONTRACTS)

    @property
    def runs_billing(self) -> bool:
        return self.may(people_rules.RUN_BILLING)

    @property
    def imports_files(self) -> bool:
        return self.may(people_rules.IMPORT_FILES)


def books_for(person: Person, act: str, seller_id: UUID | None = None) -> Books | None:
    """The books of this seller, else of the first by name where the person may do the act; None when closed."""
    acts = people.acts_of(person)
    sellers = [one for one in masterdata.sellers_for(person) if act in acts.get(one.pk, ())]
    chosen = next((one for one in sellers if seller_id in (None, one.pk)), None)
    return Books(person, chosen, sellers, frozenset(acts[chosen.pk])) if chosen else None
