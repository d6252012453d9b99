"""House checks as tables: one case is right, each change of it is held for one reason."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.masterdata.rules import PaymentTerms
from sansfaute.review import rules
from sansfaute.review.rules.sentences import SENTENCES

ISSUED = date(2026, 10, 31)


def case(**values: Any) -> rules.Case:
    """A French business customer, all in order; `values` say what is not."""
    given: dict[str, Any] = {
        "buyer_kind": "business",
        "buyer_name": "Garage du Marché",
        "buyer_country_code": "FR",
        "buyer_city": "Lyon",
        "buyer_line_1": "2 rue Neuve",
        "siren": "552100554",
        "record_errors": [],
        "issue_date": ISSUED,
        "payment_due_date": date(2026, 11, 30),
        "payment_terms": PaymentTerms(30),
        "purchase_order_reference": "",
        "total_with_vat": Decimal("120.00"),
        "clauses": {},
        "treatments": [{"known": True}],
        "norm_errors": [],
    }
    return rules.Case(**given | values)


def error(field: str, rule: str, **more: str) -> dict[str, str]:
    return {"field": field, "rule": rule, "level": "error", "value": "123", "fix": "", **more}


def test_a_case_in_order_is_not_held() -> None:
    assert rules.holds(case()) == []


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"buyer_name": "  "}, "buyer_name_missing"),
        ({"buyer_line_1": ""}, "buyer_address_missing"),
        ({"buyer_city": ""}, "buyer_address_missing"),
        ({"buyer_kind": "", "siren": ""}, "buyer_kind_unknown"),
        ({"siren": ""}, "siren_missing"),
        ({"siren": "", "buyer_kind": "public"}, "siren_missing"),
        ({"siren": "", "buyer_country_code": "RE"}, "siren_missing"),
        ({"siren": "123456789", "record_errors": [error("siren", "siren_checksum")]}, "siren_wrong"),
        ({"clauses": {"purchase_order_required": True}}, "purchase_order_missing"),
        ({"clauses": {"discounts": [{"percentage": "10.01"}]}}, "discount_above_limit"),
        ({"payment_due_date": date(2027, 1, 29), "payment_terms": PaymentTerms(90)}, "payment_term_beyond_law"),
        ({"payment_due_date": date(2026, 12, 31), "payment_terms": PaymentTerms(61)}, "payment_term_beyond_law"),
        (
            {"treatments": [{"known": False, "why": {"fr": "pays inconnu", "en": "unknown country"}}]},
            "treatment_unknown",
        ),
        ({"clauses": {"unread": ["selon accord verbal"]}}, "conditions_unread"),
        ({"clauses": {"copy_of": "F2026-000001"}}, "copy_unchanged"),
        ({"total_with_vat": Decimal("0.00")}, "amount_not_positive"),
        ({"total_with_vat": Decimal("-5.00")}, "amount_not_positive"),
        ({"norm_errors": [{"rule": "BR-CO-15", "term": "BT-112", "message": {}}]}, "norm_broken"),
    ],
)
def test_each_fault_is_held_for_its_own_reason(values: dict[str, Any], rule: str) -> None:
    assert [hold.rule for hold in rules.holds(case(**values))] == [rule]


@pytest.mark.parametrize(
    "values",
    [
        {"buyer_kind": "consumer", "siren": ""},
        {"buyer_country_code": "DE", "siren": ""},
        {"clauses": {"purchase_order_required": True}, "purchase_order_reference": "BC1"},
        {"clauses": {"discounts": [{"percentage": "10"}]}},
        {"payment_due_date": date(2026, 12, 30), "payment_terms": PaymentTerms(60)},
        {"payment_due_date": date(2026, 12, 31), "payment_terms": PaymentTerms(45, end_of_month=True)},
        {"clauses": {"copy_of": "F2026-000001"}, "revision": 1},
    ],
)
def test_what_the_law_and_the_policy_allow_is_not_held(values: dict[str, Any]) -> None:
    assert rules.holds(case(**values)) == []


def test_the_legal_maximum_is_for_professionals_and_the_limits_of_roles_for_all() -> None:
    consumer = case(payment_due_date=date(2027, 6, 1), payment_terms=PaymentTerms(200), buyer_kind="consumer", siren="")
    (hold,) = rules.holds(consumer)
    assert (hold.rule, hold.owner_role, hold.evidence["limit"]) == ("payment_term_above_limit", "admin", "90")


def test_a_public_buyer_pays_within_thirty_days() -> None:
    late = case(buyer_kind="public", payment_due_date=date(2026, 12, 1), payment_terms=PaymentTerms(31))
    assert [hold.rule for hold in rules.holds(late)] == ["payment_term_beyond_law"]


def test_all_reasons_are_told_at_once() -> None:
    many = case(buyer_name="", siren="", clauses={"purchase_order_required": True, "unread": ["x"]})
    assert len(rules.holds(many)) == 4


def test_the_later_of_both_month_end_computations_is_the_limit() -> None:
    issued = date(2026, 1, 20)
    latest = rules.latest_due_date(issued, PaymentTerms(45, end_of_month=True), public=False)
    assert latest is not None
    assert latest[0] == date(2026, 3, 31)  # 6 March then month end; 31 January + 45 is only 17 March


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_has_its_sentence(language: str) -> None:
    evidence = {
        "percentage": "15.00", "limit": "2026-12-30", "due_date": "2027-01-29", "source": "C. com.", "lines": 2,
        "texts": ["x"], "total_with_vat": "-5.00", "other": "F2026-000001", "rules": ["BR-01"], "why": "dead",
        "value": "123", "proposed": "552100554", "fr": ["raison"], "en": ["reason"],
        "before_total": "120.00", "before_lines": 1, "after_total": "130.00", "after_lines": 2,
        "usual": ["S 20"], "count": 7, "low": "90.00", "high": "110.00", "other_date": "2026-10-28",
        "new": ["S 5.5", "AE"], "days": 75, "reason": "impayé", "by": "claire", "since": "2026-10-01",
        "party_fr": "du client", "party_en": "the customer",
        "currency": "USD", "day": "2026-10-31", "words": "IRM", "amount": "3.00",
    }  # fmt: skip
    for rule in SENTENCES:
        said = rules.exception_sentence(rule, evidence, language)
        assert "{" not in said
        assert len(said) > 20
        assert rules.mend_sentence(rule, language)
    assert "30/12/2026" in rules.exception_sentence("payment_term_beyond_law", evidence, "fr")
    assert "15" in rules.exception_sentence("discount_above_limit", evidence | {"limit": "10"}, "fr")
