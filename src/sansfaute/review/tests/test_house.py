"""The checks against a buyer's past and standing, thresholds, deadlines, proposals: plain values, no database."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.masterdata.rules import PaymentTerms
from sansfaute.review import rules
from sansfaute.review.rules.proposals import clauses_of_term
from sansfaute.review.tests.test_rules import ISSUED, case


def past(*amounts: str, vat: str = "S 20", **items: str) -> list[rules.Past]:
    """Issued invoices, latest first."""
    seen = {"near": "", "vat": [vat], "items": items}
    return [
        rules.Past(ISSUED - timedelta(days=30 * place), "EUR", Decimal(one), seen)
        for place, one in enumerate(amounts, 1)
    ]


def told(policy: rules.Policy = rules.POLICY, **values: Any) -> list[str]:
    return [hold.rule for hold in rules.holds(case(**values), policy)]


def only(policy: rules.Policy = rules.POLICY, **values: Any) -> rules.Hold:
    (hold,) = rules.holds(case(**values), policy)
    return hold


def lookalike(days: int) -> rules.Lookalike:
    return rules.Lookalike("id", ISSUED - timedelta(days=days), "F2026-000001")


SEEN = rules.Seen("near", ("S 20",), {"BOOK": "S 20"})
USUAL = past("1000", "1100", "900", "1000", "1050", "950")


class TestAmounts:
    def test_far_from_the_usual_amounts_is_held_with_the_figures(self) -> None:
        hold = only(total_with_vat=Decimal("9000"), past=USUAL)
        assert (hold.rule, hold.owner_role) == ("amount_unusual", "approver")
        assert (hold.evidence["usual"], hold.evidence["spread"], hold.evidence["count"]) == ("1000.00", "64.55", 6)

    def test_small_too_is_unusual(self) -> None:
        large = past(*["5000"] * 6)
        assert told(total_with_vat=Decimal("12"), past=large) == ["amount_unusual"]

    @pytest.mark.parametrize(
        "values",
        [
            {"total_with_vat": Decimal("1900"), "past": USUAL},  # beyond the spread, below the floor
            {"total_with_vat": Decimal("9000"), "past": USUAL[:5]},  # too few to tell
            {"total_with_vat": Decimal("9000"), "past": past("100", "9000", "50", "7000", "20", "12000")},  # always so
            {"total_with_vat": Decimal("9000"), "past": USUAL, "currency_code": "USD"},
            {"total_with_vat": Decimal("9000"), "past": USUAL, "corrects": "F2026-000001"},
            {"total_with_vat": Decimal("9000"), "past": USUAL, "type_code": "381"},
        ],
    )
    def test_what_cannot_be_compared_or_is_ordinary_passes(self, values: dict[str, Any]) -> None:
        assert told(**values) == []

    def test_the_thresholds_are_the_sellers(self) -> None:
        strict = rules.Policy(history_floor=Decimal(100), history_min=3)
        assert told(strict, total_with_vat=Decimal("1400"), past=USUAL[:3]) == ["amount_unusual"]
        assert told(rules.Policy(history_floor=None), total_with_vat=Decimal("9000"), past=USUAL) == []

    def test_a_first_invoice_is_looked_at_when_the_seller_asks(self) -> None:
        asked = rules.Policy(first_invoice_above=Decimal(100))
        assert told(asked) == ["first_invoice"]
        assert told(asked, total_with_vat=Decimal("99")) == []
        assert told(asked, past=USUAL[:1]) == []
        assert told() == []

    def test_a_large_amount_needs_four_eyes(self) -> None:
        policy = rules.Policy(four_eyes_above=Decimal(100))
        assert told(policy) == ["amount_needs_four_eyes"]
        assert rules.needs_four_eyes("purchase_order_missing", Decimal(-120), policy)
        assert not rules.needs_four_eyes("purchase_order_missing", Decimal(100), policy)


class TestDoublesAndVat:
    def test_the_same_lines_a_few_days_apart_are_held(self) -> None:
        hold = only(seen=SEEN, lookalikes=[lookalike(10), lookalike(3)])
        assert (hold.rule, hold.evidence["other_date"]) == ("near_duplicate", "2026-10-28")
        assert told(seen=SEEN, lookalikes=[lookalike(11)]) == []
        assert told(rules.Policy(near_duplicate_days=0), seen=SEEN, lookalikes=[lookalike(0)]) == []

    def test_a_vat_never_seen_is_the_accountants(self) -> None:
        seen = rules.Seen("n", ("AE", "S 20"), {})
        hold = only(seen=seen, past=past("100", "100", "100"))
        assert (hold.rule, hold.owner_role, hold.evidence["new"]) == ("vat_unusual", "accountant", ["AE"])
        assert told(seen=seen, past=past("100", "100")) == []

    def test_an_item_whose_rate_changed_is_told_even_if_the_rate_is_known(self) -> None:
        seen = rules.Seen("n", ("S 20",), {"BOOK": "S 20"})
        before = [*past("1", "1", BOOK="S 5.5"), *past("1", "1", "1", vat="S 5.5", BOOK="S 5.5")]
        hold = only(seen=seen, past=before)
        assert hold.evidence["items"] == [{"item": "BOOK", "before": "S 5.5", "now": "S 20"}]
        assert "20 %, au lieu de" in rules.exception_sentence("vat_unusual", hold.evidence, "fr")


class TestStanding:
    BLOCK = {"kind": "blocked", "why": "impayé de juin", "by": "claire", "since": "2026-10-02"}

    def test_a_blocked_or_disputed_buyer(self) -> None:
        assert told(blocks=[self.BLOCK]) == ["buyer_blocked"]
        hold = only(blocks=[{**self.BLOCK, "kind": "disputed"}])
        assert hold.rule == "buyer_disputed"
        assert "02/10/2026 par claire : impayé de juin" in rules.exception_sentence(hold.rule, hold.evidence, "fr")

    def test_bank_details_that_wait_are_told_ours_first(self) -> None:
        waiting = [{"party": one, "code": "C1", "since": "2026-10-30", "until": ""} for one in ("buyer", "seller")]
        hold = only(bank_changes=waiting)
        assert (hold.rule, hold.evidence["party"]) == ("bank_details_changed", "seller")
        assert "de l'entreprise" in rules.exception_sentence(hold.rule, hold.evidence, "fr")
        assert told(rules.Policy(hold_on_bank_changes=False), bank_changes=waiting) == []

    @pytest.mark.parametrize(("percentage", "owner", "limit"), [("10.01", "approver", "10"), ("30.5", "admin", "30")])
    def test_discounts_by_role(self, percentage: str, owner: str, limit: str) -> None:
        hold = only(clauses={"discounts": [{"percentage": percentage, "origin": "order"}]})
        assert (hold.owner_role, hold.evidence["limit"]) == (owner, limit)

    @pytest.mark.parametrize(("days", "owner"), [(75, "approver"), (120, "admin")])
    def test_payment_terms_by_role(self, days: int, owner: str) -> None:
        hold = only(payment_terms=PaymentTerms(days), buyer_kind="consumer", siren="")
        assert (hold.rule, hold.owner_role) == ("payment_term_above_limit", owner)

    def test_beyond_the_law_is_told_alone(self) -> None:
        assert told(payment_terms=PaymentTerms(120), payment_due_date=date(2027, 2, 28)) == ["payment_term_beyond_law"]


@pytest.mark.parametrize(
    ("values", "fix"),
    [
        ({"siren": "", "buyer_code": "C7"}, {"kind": "buyer", "code": "C7", "field": "siren"}),
        (
            {"clauses": {"purchase_order_required": True, "contracts": ["CT-1"]}},
            {"kind": "contract", "code": "CT-1", "field": "purchase_order_reference"},
        ),
        (
            {
                "clauses": {"discounts": [{"percentage": "20", "origin": "order"}]},
                "sources": [{"kind": "order", "code": "CMD7"}],
            },
            {"kind": "order", "code": "CMD7", "field": "discount_percentage"},
        ),
        (
            {"clauses": {"discounts": [{"percentage": "20", "origin": "hand"}]}},
            {"kind": "draft", "code": "", "field": "lines"},
        ),
    ],
)  # fmt: skip
def test_the_evidence_says_where_to_mend_it(values: dict[str, Any], fix: dict[str, str]) -> None:
    assert only(**values).evidence["fix"] == fix


class TestPolicy:
    def test_it_is_kept_as_json_and_read_again(self) -> None:
        policy = rules.Policy(
            four_eyes_above=Decimal("5000"), four_eyes_rules=("buyer_blocked",), first_invoice_above=None
        )
        assert rules.read_policy(policy.to_dict()) == policy

    def test_all_faults_are_told_at_once_in_both_languages(self) -> None:
        given = {"discount_limit": "dix", "history_min": "-1", "four_eyes_rules": ["siren_missing"], "nope": 1}
        faults = rules.policy_faults(given, frozenset({"buyer_blocked"}))
        assert [one.name for one in faults] == ["discount_limit", "history_min", "four_eyes_rules", "nope"]
        assert all(one.fr and one.en for one in faults)

    @pytest.mark.parametrize("value", ["101", "NaN", "Infinity", "1e3", ""])
    def test_a_percentage_is_between_0_and_100(self, value: str) -> None:
        assert rules.policy_faults({"discount_limit": value}, frozenset())

    def test_an_approver_may_do_no_less_than_a_clerk(self) -> None:
        assert [one.name for one in rules.policy_faults({"discount_limit": "40"}, frozenset())] == [
            "discount_limit_approver"
        ]

    def test_a_comma_is_a_decimal_sign_and_nothing_switches_a_check_off(self) -> None:
        read = rules.read_policy({"discount_limit": "12,5", "four_eyes_above": "", "hold_on_bank_changes": "non"})
        assert (read.discount_limit, read.four_eyes_above, read.hold_on_bank_changes) == (Decimal("12.5"), None, False)


def test_deadlines_are_working_days() -> None:
    friday = date(2026, 10, 30)
    assert rules.decide_by("discount_above_limit", friday, rules.POLICY) == date(2026, 11, 3)
    assert rules.decide_by("norm_broken", friday, rules.POLICY) == date(2026, 11, 2)
    assert rules.decide_by("purchase_order_missing", friday, rules.POLICY) == date(2026, 11, 6)


class TestProposals:
    def granted(self, *percentages: str, origin: str = "order") -> list[dict[str, Any]]:
        return [{"percentage": one, "origin": origin, "contracts": ["CT-1"]} for one in percentages]

    def test_three_alike_become_a_term_that_covers_the_fourth(self) -> None:
        term = rules.propose("discount_above_limit", self.granted("12.5", "12.5", "12"), 3)
        assert term == {"discount_accepted_up_to": "12.5", "contracts": ["CT-1"]}
        assert rules.covers("discount_above_limit", term, {"percentage": "12.5"})
        assert not rules.covers("discount_above_limit", term, {"percentage": "12.51"})
        assert told(
            clauses={"discounts": [{"percentage": "12.5"}]}, agreed={"discount_above_limit": term}
        ) == []  # fmt: skip
        assert clauses_of_term(term) == {"discount_accepted_up_to": "12.5"}

    @pytest.mark.parametrize(
        ("rule", "granted", "after"),
        [
            ("discount_above_limit", ["12.5", "12.5"], 3),
            ("discount_above_limit", ["12.5", "25", "12.5"], 3),
            ("discount_above_limit", ["12.5", "12.5", "12.5"], 0),
            ("duplicate_suspected", ["1", "1", "1"], 3),
        ],
    )
    def test_too_few_or_unlike_or_no_matter_of_contracts(self, rule: str, granted: list[str], after: int) -> None:
        assert rules.propose(rule, self.granted(*granted), after) is None

    def test_an_order_that_never_comes_and_days_that_are_always_given(self) -> None:
        order = rules.propose("purchase_order_missing", [{"contracts": ["A", "B"]}, {"contracts": ["B"]}], 2)
        assert order == {"purchase_order_required": False, "contracts": ["B"]}
        days = rules.propose("payment_term_above_limit", [{"days": 75}] * 3, 3)
        assert days is not None
        assert rules.covers("payment_term_above_limit", days, {"days": 75})
        assert rules.term_sentence(days, "fr") == "Règlement convenu à 75 jours."

    def test_no_term_covers_what_the_law_forbids(self) -> None:
        assert not rules.covers("payment_term_beyond_law", {"payment_days_accepted": 120}, {"days": 90})
