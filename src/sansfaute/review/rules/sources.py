"""Where an exception is mended: the record, contract, order or draft that a page can lead to."""

from collections.abc import Mapping
from typing import Any

from sansfaute.review.rules.case import Case

Source = dict[str, Any]
"""`kind` (buyer, contract, order, draft, bank or block), `code`, and `field` where one is at fault."""

_OF_BUYER: Mapping[str, str] = {
    "buyer_name_missing": "name",
    "buyer_address_missing": "line_1",
    "buyer_kind_unknown": "kind",
    "siren_missing": "siren",
    "siren_wrong": "siren",
}
_OF_DRAFT = frozenset(
    {
        "amount_not_positive",
        "amount_unusual",
        "copy_unchanged",
        "duplicate_suspected",
        "near_duplicate",
        "norm_broken",
        "vat_unusual",
    }
)


def source_of(rule: str, evidence: Mapping[str, Any], case: Case) -> Source | None:
    """The place to mend, or None where there is nothing to mend but a decision to take."""
    if rule in _OF_BUYER:
        fields = evidence.get("fields") or [_OF_BUYER[rule]]
        return {"kind": "buyer", "code": case.buyer_code, "field": fields[0]}
    if rule == "treatment_unknown":
        return {"kind": "buyer", "code": case.buyer_code, "field": "vat_identifier"}
    if rule == "purchase_order_missing":
        return _contract(case, evidence, "purchase_order_reference")
    if rule == "conditions_unread":
        return _contract(case, evidence, "conditions")
    if rule in ("payment_term_beyond_law", "payment_term_above_limit"):
        return _of_terms(case, evidence)
    if rule == "discount_above_limit":
        return _of_discount(case, evidence)
    if rule == "bank_details_changed":
        code = case.buyer_code if evidence.get("party") == "buyer" else ""
        return {"kind": "bank", "code": code, "field": "iban"}
    if rule in ("buyer_blocked", "buyer_disputed"):
        return {"kind": "block", "code": case.buyer_code, "field": ""}
    return {"kind": "draft", "code": "", "field": ""} if rule in _OF_DRAFT else None


def _of_terms(case: Case, evidence: Mapping[str, Any]) -> Source:
    origin = case.clauses.get("terms_origin", "")
    if origin == "contract":
        return _contract(case, evidence, "conditions")
    if origin == "hand":
        return {"kind": "draft", "code": "", "field": "payment_terms"}
    return {"kind": "buyer", "code": case.buyer_code, "field": "payment_terms"}


def _of_discount(case: Case, evidence: Mapping[str, Any]) -> Source:
    origin = evidence.get("origin", "")
    if origin == "order":
        return _first(case, "order", "discount_percentage")
    if origin == "buyer":
        return {"kind": "buyer", "code": case.buyer_code, "field": "discount_percentage"}
    if origin == "hand":
        return {"kind": "draft", "code": "", "field": "lines"}
    return _contract(case, evidence, "conditions")


def _contract(case: Case, evidence: Mapping[str, Any], field: str) -> Source:
    numbers = evidence.get("contracts") or case.clauses.get("contracts") or []
    return {"kind": "contract", "code": numbers[0], "field": field} if numbers else _first(case, "order", field)


def _first(case: Case, kind: str, field: str) -> Source:
    found = next((one for one in case.sources if one["kind"] == kind), None)
    return {"kind": kind, "code": found["code"] if found else "", "field": field}
