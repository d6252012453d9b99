"""The third parties that the documents of a chunk may name: read once for all its buyers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sansfaute.contracts import rules as contracts_rules
from sansfaute.drafts import rules
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata import rules as masterdata_rules

if TYPE_CHECKING:
    from sansfaute.contracts.models import BillableItem
    from sansfaute.masterdata.models import Buyer, Party, PartyRole


@dataclass(frozen=True, slots=True)
class NamedParties:
    """The roles that bear on the buyers of a chunk, and the parties that its orders name."""

    roles: Sequence[PartyRole]
    named: Mapping[str, Party]

    def beside(self, buyer: Buyer, day: date) -> rules.Beside:
        """Whom a document of this day for this buyer may name."""
        if not (self.roles or self.named or buyer.receiving_addresses):
            return rules.NOBODY
        roles = masterdata_rules.roles_on(self.roles, [buyer.pk], day)
        return rules.Beside(roles=roles, named=self.named, receiving=buyer.receiving_addresses)


def named_parties(seller_id: UUID, buyer_ids: Iterable[UUID], work: Iterable[BillableItem]) -> NamedParties:
    """One query, two where orders name parties."""
    details = (rules.details_of(one) for one in work if "details" in one.basis)
    codes = {code for one in details for code in contracts_rules.party_codes(one)}
    return NamedParties(masterdata.party_roles(seller_id, buyer_ids), masterdata.parties_by_code(seller_id, codes))
