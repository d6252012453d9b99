"""Which part of a document a finding is about: what a person looks at to mend it.

Native findings say it by their path in the model (`lines[3].vat`), official ones by their place in
the XML or by their term. What concerns the XML itself is the part "structure".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from sansfaute.en16931.cdar import Message
from sansfaute.en16931.model import Invoice, terms
from sansfaute.en16931.values import Finding

Words = dict[str, str]

PARTS: dict[str, Words] = {
    "document": {"fr": "Document", "en": "Document"},
    "seller": {"fr": "Vendeur", "en": "Seller"},
    "buyer": {"fr": "Acheteur", "en": "Buyer"},
    "payment": {"fr": "Paiement", "en": "Payment"},
    "delivery": {"fr": "Livraison", "en": "Delivery"},
    "amounts": {"fr": "Montants et TVA", "en": "Amounts and VAT"},
    "lines": {"fr": "Lignes", "en": "Lines"},
    "attachments": {"fr": "Pièces jointes", "en": "Attachments"},
    "structure": {"fr": "Structure du fichier", "en": "Structure of the file"},
}
"""In the order of the page."""

_FIELDS = {
    "seller": "seller",
    "tax_representative": "seller",
    "seller_agent": "seller",
    "invoicer": "seller",
    "buyer": "buyer",
    "buyer_agent": "buyer",
    "invoicee": "buyer",
    "payee": "payment",
    "payer": "payment",
    "partial_payment_amount": "payment",
    "partial_payment_payee": "payment",
    "further_payment_terms": "payment",
    "payment_instructions": "payment",
    "payment_terms": "payment",
    "payment_due_date": "payment",
    "delivery": "delivery",
    "delivery_terms": "delivery",
    "totals": "amounts",
    "vat_breakdown": "amounts",
    "allowances": "amounts",
    "charges": "amounts",
    "logistics_charges": "amounts",
    "currency_code": "amounts",
    "vat_accounting_currency_code": "amounts",
    "supporting_documents": "attachments",
    "lines": "lines",
}
"""Fields of the invoice that are not the document's own."""

_ELEMENTS = {
    "IncludedSupplyChainTradeLineItem": "lines",
    "InvoiceLine": "lines",
    "CreditNoteLine": "lines",
    "SellerTradeParty": "seller",
    "SellerTaxRepresentativeTradeParty": "seller",
    "AccountingSupplierParty": "seller",
    "TaxRepresentativeParty": "seller",
    "BuyerTradeParty": "buyer",
    "AccountingCustomerParty": "buyer",
    "PayeeTradeParty": "payment",
    "PayeeParty": "payment",
    "SpecifiedTradeSettlementPaymentMeans": "payment",
    "SpecifiedTradePaymentTerms": "payment",
    "PaymentMeans": "payment",
    "PaymentTerms": "payment",
    "ApplicableHeaderTradeDelivery": "delivery",
    "Delivery": "delivery",
    "InvoicePeriod": "delivery",
    "BillingSpecifiedPeriod": "delivery",
    "ApplicableTradeTax": "amounts",
    "SpecifiedTradeAllowanceCharge": "amounts",
    "SpecifiedTradeSettlementHeaderMonetarySummation": "amounts",
    "TaxTotal": "amounts",
    "AllowanceCharge": "amounts",
    "LegalMonetaryTotal": "amounts",
    "AdditionalReferencedDocument": "attachments",
    "AdditionalDocumentReference": "attachments",
}
"""Elements of CII and UBL that tell the part; the outermost one decides."""

_STRUCTURE = re.compile(
    r"(XSD|FX-SCH-|FX-UNUSED|CII-(SR|DT|FREXT)-|UBL-(SR|DT|CR)-|read\.(xml|doctype|size|root|json|pdf)|PDF)"
)
_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
_FIRST_FIELD = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One rule and what it says, with every place where it says the same.

    `places` are the line numbers of the document (BT-126 where it is known), or paths; `values`
    what was found there.
    """

    finding: Finding
    lines: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document, and what is to be mended there: errors first."""

    key: str
    told: list[Told] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """How many distinct errors."""
        return sum(one.finding.level == "error" for one in self.told)


def part_of(finding: Finding) -> str:
    """The part of the document that a finding is about; the document itself when nothing tells more."""
    if _STRUCTURE.match(finding.rule):
        return "structure"
    if "/" in finding.path:
        return _part_of_element(finding.path) or _part_of_term(finding.term) or "document"
    first = _FIRST_FIELD.match(finding.path)
    if first and first[1] in _top_fields():
        return _FIELDS.get(first[1], "document")
    return _part_of_term(finding.term) or "document"


def line_of(finding: Finding, invoice: Invoice | None) -> str:
    """The line's own identifier (BT-126), or its place counted from 1; empty when it is about no line."""
    if "/" in finding.path:
        place = next((int(number or 1) for name, number in _steps(finding.path) if _ELEMENTS.get(name) == "lines"), 0)
    else:
        first = _FIRST_FIELD.match(finding.path)
        place = int(first[2]) + 1 if first and first[1] == "lines" and first[2] else 0
    if not place:
        return ""
    known = invoice.lines[place - 1].identifier if invoice and place <= len(invoice.lines) else ""
    return known or str(place)


def parts_of(findings: Iterable[Finding], invoice: Invoice | None) -> list[Part]:
    """Findings by part, in the order of the page; the same words about several places are said once."""
    parts = {key: Part(key) for key in PARTS}
    for alike in _alike(findings).values():
        parts[part_of(alike[0])].told.append(_told(alike, invoice))
    for part in parts.values():
        part.told.sort(key=lambda one: one.finding.level != "error")
    return [part for part in parts.values() if part.told]


def term_name(term: str, language: str) -> str:
    """What the norm calls a term: BT-31 reads "Seller VAT identifier"; empty when unknown, or when there is none."""
    names = _names().get(term) if term else None
    return names[language] if names else ""


def _alike(findings: Iterable[Finding]) -> dict[tuple[str, ...], list[Finding]]:
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        key = (part_of(one), one.rule, one.level, one.term, one.message["fr"], one.fix["fr"])
        groups.setdefault(key, []).append(one)
    return groups


def _told(alike: Sequence[Finding], invoice: Invoice | None) -> Told:
    lines = dict.fromkeys(filter(None, (line_of(one, invoice) for one in alike)))
    values = dict.fromkeys(one.value for one in alike if one.value not in ("", "NaN"))
    paths = dict.fromkeys(one.path for one in alike if one.path)
    return Told(finding=alike[0], lines=tuple(lines), values=tuple(values), paths=tuple(paths))


def _part_of_element(path: str) -> str:
    return next((_ELEMENTS[name] for name, _ in _steps(path) if name in _ELEMENTS), "")


def _steps(path: str) -> list[tuple[str, str]]:
    """Names and numbers of the steps of an XPath, prefixes left out."""
    return [(match[1], match[2] or "") for step in path.split("/") if (match := _STEP.match(step.rpartition(":")[2]))]


def _part_of_term(term: str) -> str:
    return _parts_by_term().get(term, "")


@cache
def _top_fields() -> frozenset[str]:
    return frozenset(Invoice.__dataclass_fields__)


@cache
def _parts_by_term() -> dict[str, str]:
    """The part of each term, by the field of the invoice that holds it."""
    found: dict[str, str] = {}
    part = "document"
    for group, one in terms():
        if group is Invoice:
            part = _FIELDS.get(one.name, "document")
        found.setdefault(one.metadata["term"], part)
    return found


@cache
def _names() -> dict[str, Words]:
    """The names of the terms of an invoice, and of a lifecycle message."""
    found: dict[str, Words] = {}
    for meta in (*(one.metadata for _, one in terms()), *_of_message(Message)):
        found.setdefault(meta["term"], {"fr": meta["fr"], "en": meta["en"]})
    return found


def _of_message(group: type) -> Iterator[Mapping[str, Any]]:
    """The metadata of every field at and below a group of a lifecycle message."""
    hints = get_type_hints(group)
    for one in fields(group):
        if "term" in one.metadata:
            yield one.metadata
            for part in (hints[one.name], *get_args(hints[one.name])):
                if isinstance(part, type) and is_dataclass(part):
                    yield from _of_message(part)
