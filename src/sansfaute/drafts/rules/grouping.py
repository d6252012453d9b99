"""Which billable items go on one invoice, and what review must look at on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sansfaute.drafts.rules.lines import TreatedWork
from sansfaute.drafts.rules.payment import payment_notices
from sansfaute.drafts.rules.records import BuyerRecord, WorkRecord
from sansfaute.drafts.rules.treatments import Treatment
from sansfaute.masterdata.rules import PaymentTerms

W = TypeVar("W", bound=WorkRecord)


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What items of one buyer must share to be on one invoice.

    `terms`: the contract's own payment terms, as sorted pairs; () for the buyer's. `waits`: a
    purchase order is demanded and missing, so that the rest of the buyer's work is not held with it.
    """

    purchase_order_reference: str
    terms: tuple[tuple[str, Any], ...]
    waits: bool


def group_key(work: WorkRecord) -> GroupKey:
    """The invoice that an item of a given buyer belongs to."""
    clauses: Mapping[str, Any] = work.contract.clauses if work.contract else {}
    waits = bool(clauses.get("purchase_order_required")) and not work.purchase_order_reference
    terms = tuple(sorted((clauses.get("payment_terms") or {}).items()))
    return GroupKey(work.purchase_order_reference, terms, waits)


@dataclass(slots=True)
class Sheet(Generic[W]):
    """The items of one invoice to be, with their treatments."""

    key: GroupKey
    treated: list[TreatedWork]
    work: list[W]


def sheets(work: Iterable[tuple[W, Treatment]]) -> list[Sheet[W]]:
    """One buyer's items as invoices to be, in the order of the items.

    EN 16931 has one exemption code for each VAT category and rate (BG-23), so an item exempt for
    another reason starts another invoice.
    """
    found: list[Sheet[W]] = []
    reasons: list[dict[tuple[str, object], str]] = []
    for one, treatment in work:
        key, vat = group_key(one), (treatment.category, treatment.rate)
        place = next(
            (
                number
                for number, sheet in enumerate(found)
                if sheet.key == key
                and reasons[number].get(vat, treatment.exemption_reason_code) == treatment.exemption_reason_code
            ),
            None,
        )
        if place is None:
            place = len(found)
            found.append(Sheet(key, [], []))
            reasons.append({})
        reasons[place][vat] = treatment.exemption_reason_code
        found[place].treated.append(TreatedWork(one, treatment))
        found[place].work.append(one)
    return found


def clauses_of(
    buyer: BuyerRecord, key: GroupKey, work: Sequence[WorkRecord], terms: PaymentTerms | None
) -> dict[str, Any]:
    """What the contracts of a draft ask and what review must look at.

    `purchase_order_required`, `contracts` (numbers), `payment_terms` with `terms_origin` ("contract",
    "buyer" or "law"), `discounts` (line, origin, percentage, reason), `unread` (texts), `notices`
    (code and sentence in both languages).
    """
    contracts = {one.contract.contract_number: one.contract.clauses for one in work if one.contract}
    origin = "contract" if key.terms else "buyer" if terms else "law"
    return {
        "purchase_order_required": any(clauses.get("purchase_order_required") for clauses in contracts.values()),
        "contracts": list(contracts),
        "payment_terms": terms.to_dict() if terms else {},
        "terms_origin": origin,
        "discounts": list(_discounts(work)),
        "unread": [text for clauses in contracts.values() for text in clauses.get("unread", [])],
        "notices": [*payment_notices(buyer, terms), *_late_usage(work)],
    }


def _discounts(work: Sequence[WorkRecord]) -> Iterable[dict[str, str]]:
    for number, one in enumerate(work, 1):
        if one.discount_percentage:
            percentage = f"{one.discount_percentage.normalize():f}"
            yield {
                "line": str(number),
                "origin": one.discount_origin,
                "percentage": percentage,
                "reason": one.discount_reason,
            }


def _late_usage(work: Sequence[WorkRecord]) -> Iterable[dict[str, str]]:
    """Usage of a month that began after its contract ended: billed, and said."""
    for one in work:
        ended = one.contract.end_date if one.contract else None
        if one.kind == "usage" and one.contract and ended and one.period_start and one.period_start > ended:
            number = one.contract.contract_number
            yield {
                "code": "usage_after_end",
                "fr": f"Le contrat {number} est terminé depuis le {ended:%d/%m/%Y}, mais il a été consommé ensuite.",
                "en": f"Contract {number} ended on {ended:%d/%m/%Y}, but was used afterwards.",
            }
