"""What the documents of a chunk take from elsewhere: discounts of documents, exchange rates, documents corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sansfaute.contracts import queries as contracts
from sansfaute.drafts import queries, rules
from sansfaute.drafts.rules import discounts, valuing
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata.rules.exchange_rates import EURO, KnownRate

if TYPE_CHECKING:
    from sansfaute.contracts.models import BillableItem
    from sansfaute.contracts.rules import DiscountTerm
    from sansfaute.drafts.models import Draft, DraftLine
    from sansfaute.en16931.model import Invoice
    from sansfaute.masterdata.models import Buyer


class AgreedPriceError(AssertionError):
    """A document does not ask the prices that were agreed with VAT: cents would be lost or invented."""


@dataclass(slots=True)
class Granting:
    """Read once for a chunk: the discounts of documents, and the lines that corrections take back."""

    seller_id: UUID
    terms: list[DiscountTerm]
    earlier: Mapping[str, DraftLine]
    rates: dict[tuple[str, date], KnownRate | None] = field(default_factory=dict)
    nets: dict[UUID, Decimal] = field(default_factory=dict)  # of items priced with VAT, as their documents say

    @classmethod
    def read(cls, seller_id: UUID, buyers: Mapping[UUID, Buyer], work: Iterable[BillableItem]) -> Granting:
        """One query; two when something is corrected."""
        origins = {origin for item in work if (origin := discounts.origin_of(item))}
        lines = queries.lines_billing(origins) if origins else {}
        return cls(seller_id, contracts.granted_discounts(seller_id, buyers, "document"), lines)

    def discounts(self, sheet: rules.Sheet, buyer_code: str, issue_date: date) -> discounts.Granted:
        """The discounts of the document of a sheet."""
        carried = {
            origin: discounts.carried_of(
                queries.invoice_of(line.draft), _told(line.draft), line.line_identifier
            )
            for one in sheet.treated
            if (origin := discounts.origin_of(one.work)) and (line := self.earlier.get(origin)) is not None
        }  # fmt: skip
        return discounts.granted(sheet.treated, self.terms, carried, buyer_code=buyer_code, day=issue_date)

    def rate(self, sheet: rules.Sheet, issue_date: date) -> tuple[KnownRate | None, dict[str, Any]]:
        """The exchange rate of a document, and what its draft keeps of it; a credit has that of its invoice."""
        currency_code = sheet.key.currency_code
        if currency_code == EURO:
            return None, {}
        day = valuing.vat_day(sheet.treated, issue_date)
        found = self._of_invoice(sheet) or self._of_day(currency_code, day)
        return found, valuing.rate_clause(currency_code, day, found)

    def keep_nets(self, sheet: rules.Sheet, items: Iterable[BillableItem], invoice: Invoice) -> None:
        """Remember the amounts without VAT of items priced with it, where they are not those foreseen."""
        if not sheet.key.with_vat:
            return
        lines = [line for line in invoice.lines if line.parent_line_identifier is None]
        for item, line in zip(items, lines, strict=True):
            net = -line.line_net_amount if item.kind == "credit" else line.line_net_amount
            if net != item.net_amount:
                self.nets[item.pk] = net

    def _of_invoice(self, sheet: rules.Sheet) -> KnownRate | None:
        if sheet.key.kind != "credit":
            return None
        lines = (self.earlier.get(discounts.origin_of(one.work)) for one in sheet.treated)
        return next((rate for one in lines if one and (rate := valuing.rate_kept(one.draft.clauses))), None)

    def _of_day(self, currency_code: str, day: date) -> KnownRate | None:
        if (currency_code, day) not in self.rates:
            self.rates[currency_code, day] = masterdata.exchange_rate(self.seller_id, currency_code, day)
        return self.rates[currency_code, day]


def _told(draft: Draft) -> list[Mapping[str, Any]]:
    return list(draft.clauses.get("document_discounts", []))


def clauses_granted(
    clauses: dict[str, Any], granted: discounts.Granted, sheet: rules.Sheet, rate: Mapping[str, Any]
) -> dict[str, Any]:
    """The clauses of a draft with what its discounts and its exchange rate were."""
    if granted.told:
        told = [*clauses["discounts"], *discounts.limits_told(granted, sheet.treated)]
        clauses = {**clauses, "discounts": told, "document_discounts": [dict(one) for one in granted.told]}
    return {**clauses, **rate}


def refuse_unless_agreed(invoice: Invoice, sheet: rules.Sheet, granted: discounts.Granted) -> None:
    """The customer pays what was agreed with VAT, to the cent."""
    if sheet.key.with_vat and not valuing.is_agreed_price(invoice, sheet.treated, granted.allowances):
        raise AgreedPriceError(f"{invoice.totals.total_with_vat} asked: {sheet.treated[0].work.basis}")
