"""Which billable items go on one invoice, and what review must look at on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sansfaute.contracts.rules import details_of_document
from sansfaute.drafts.rules.headings import NOBODY, Beside, details_of, due_amounts, kind_of_document, purposes
from sansfaute.drafts.rules.lines import TreatedWork
from sansfaute.drafts.rules.payment import payment_notices
from sansfaute.drafts.rules.records import BuyerRecord, ContractRecord, WorkRecord
from sansfaute.drafts.rules.treatments import Treatment
from sansfaute.drafts.rules.valuing import has_vat_included, percentage_given
from sansfaute.masterdata.rules import PaymentTerms, receiving_address


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What items of one buyer must share to be on one invoice.

    `terms`: the contract's own payment terms, as sorted pairs; () for the buyer's. `waits`: a
    purchase order is demanded and missing, so that the rest of the buyer's work is not held with it.
    `kind`: "credit" of the invoice `credits`, "deposit", or "". `apart`: the contract, site or cost
    centre that has invoices of its own. `payer`, `invoicee`: codes of the parties beside the buyer.
    `place`: where the contract delivers, as sorted pairs. `details`: what the order says that a document has
    once (paid on which day, by whom). `receiving`: the buyer's own address for this cost centre, site or purpose.
    """

    purchase_order_reference: str
    terms: tuple[tuple[str, Any], ...]
    waits: bool
    kind: str = ""
    credits: str = ""
    currency_code: str = "EUR"
    apart: str = ""
    cost_centre: str = ""
    payer: str = ""
    invoicee: str = ""
    place: tuple[tuple[str, Any], ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    receiving: str = ""
    with_vat: bool = False  # prices agreed with VAT: the document is worked out from what the customer pays


def group_key(work: WorkRecord, beside: Beside = NOBODY) -> GroupKey:
    """The invoice that an item of a given buyer belongs to."""
    details = details_of(work)
    clauses: Mapping[str, Any] = work.contract.clauses if work.contract else {}
    waits = bool(clauses.get("purchase_order_required")) and not work.purchase_order_reference
    terms = tuple(sorted((clauses.get("payment_terms") or {}).items()))
    kind = kind_of_document(work)
    return GroupKey(
        purchase_order_reference=work.purchase_order_reference,
        terms=terms,
        waits=waits and kind != "credit",
        kind=kind,
        credits=str(work.basis.get("invoice_number", "")) if kind == "credit" else "",
        currency_code=work.currency_code,
        with_vat=has_vat_included(work),
        details=details_of_document(details) if details else (),
        receiving=receiving_address(beside.receiving, *purposes(work.contract, details)) if beside.receiving else "",
        **_of_contract(work.contract),
    )


def _of_contract(contract: ContractRecord | None) -> dict[str, Any]:
    if contract is None:
        return {}
    return {
        "apart": _apart(contract),
        "cost_centre": contract.cost_centre,
        "payer": contract.payer.code if contract.payer else "",
        "invoicee": contract.invoicee.code if contract.invoicee else "",
        "place": tuple(sorted(contract.deliver_to.items())),
    }


def _apart(contract: ContractRecord) -> str:
    """What has invoices of its own by the contract's rule of grouping."""
    own = {"contract": contract.contract_number, "site": contract.site, "cost_centre": contract.cost_centre}
    return own.get(contract.grouping, "")


@dataclass(slots=True)
class Sheet:
    """One invoice to be: its key, its items with their treatments, and their places in what was given."""

    key: GroupKey
    reasons: dict[tuple[str, Decimal], str] = field(default_factory=dict)
    treated: list[TreatedWork] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def takes(self, key: GroupKey, treatment: Treatment) -> bool:
        """May a line of this key and treatment join? One VAT category and rate has one exemption code (BG-23)."""
        reason = treatment.exemption_reason_code
        return self.key == key and self.reasons.get((treatment.category, treatment.rate), reason) == reason


def sheets(work: Iterable[TreatedWork], beside: Beside = NOBODY) -> list[Sheet]:
    """One buyer's items as invoices to be, in the order of the items."""
    found: list[Sheet] = []
    for place, one in enumerate(work):
        key = group_key(one.work, beside)
        sheet = next((sheet for sheet in found if sheet.takes(key, one.treatment)), None)
        if sheet is None:
            sheet = Sheet(key)
            found.append(sheet)
        sheet.reasons[one.treatment.category, one.treatment.rate] = one.treatment.exemption_reason_code
        sheet.treated.append(one)
        sheet.places.append(place)
    return found


def clauses_of(
    buyer: BuyerRecord, key: GroupKey, treated: Sequence[TreatedWork], terms: PaymentTerms | None
) -> dict[str, Any]:
    """What the contracts of a draft ask and what review must look at.

    `purchase_order_required`, `contracts` (numbers), `payment_terms` with `terms_origin` ("contract",
    "buyer" or "law"), `discounts` (line, origin, percentage, reason), `unread` (texts), `notices`
    (code and sentence in both languages), `due_amounts` (retention money: kind, amount, day) when there are any.
    """
    work = [one.work for one in treated]
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
        **({"due_amounts": held} if (held := due_amounts(work)) else {}),
    }


def _discounts(work: Sequence[WorkRecord]) -> Iterable[dict[str, str]]:
    for number, one in enumerate(work, 1):
        if percentage := percentage_given(one):
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
