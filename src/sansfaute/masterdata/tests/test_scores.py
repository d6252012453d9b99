"""The score of a record and of a base, by dimension."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sansfaute.masterdata import rules
from sansfaute.masterdata.rules import scores
from sansfaute.masterdata.rules.records import RecordFinding

TODAY = date(2026, 11, 24)
FRESH = rules.Freshness(confirmed_date=TODAY)


def finding(rule: str, level: str = "error") -> RecordFinding:
    return RecordFinding("name", rule, "error" if level == "error" else "warning")


FINDINGS = st.builds(finding, st.sampled_from(sorted(rules.FINDINGS)), st.sampled_from(["error", "warning"]))


def test_a_record_in_order_and_fresh_has_it_all() -> None:
    score = rules.score_of_record([], today=TODAY, freshness=FRESH)
    assert (score.score, score.reasons) == (Decimal(100), ())


def test_what_is_missing_and_what_is_wrong_lower_their_own_dimension() -> None:
    score = rules.score_of_record(
        [finding("siren_missing"), finding("vat_key", "warning")], today=TODAY, freshness=FRESH
    )
    assert [score.complete, score.valid, score.unique, score.current] == [60, 95, 100, 100]
    assert score.score == Decimal("84.25")
    assert [one.rule for one in score.reasons] == ["siren_missing", "vat_key"]


def test_a_rule_of_a_user_is_about_validity() -> None:
    assert rules.score_of_record([finding("audit:1")], today=TODAY, freshness=FRESH).valid == 60


def test_open_duplicates_lower_unique() -> None:
    sure = rules.score_of_record([], today=TODAY, freshness=FRESH, duplicates=rules.OpenDuplicates(sure=1))
    review = rules.score_of_record([], today=TODAY, freshness=FRESH, duplicates=rules.OpenDuplicates(review=2))
    assert [sure.unique, review.unique] == [0, 60]


def test_current_falls_with_age_and_the_later_proof_counts() -> None:
    def current(**dates: date) -> Decimal:
        return rules.score_of_record([], today=TODAY, freshness=rules.Freshness(**dates)).current

    old = TODAY - timedelta(days=scores.STALE_DAYS)
    middle = TODAY - timedelta(days=(scores.STALE_DAYS + scores.FRESH_DAYS) // 2)
    assert [current(), current(registry_date=old), current(registry_date=middle)] == [50, 0, 50]
    assert current(registry_date=old, confirmed_date=TODAY - timedelta(days=scores.FRESH_DAYS)) == 100


@given(st.lists(FINDINGS, max_size=12))
def test_a_finding_more_never_helps_and_no_dimension_leaves_its_bounds(found: list[RecordFinding]) -> None:
    one = rules.score_of_record(found, today=TODAY)
    more = rules.score_of_record([*found, finding("vat_key")], today=TODAY)
    assert more.score <= one.score
    assert all(0 <= getattr(one, name) <= 100 for name in (*scores.DIMENSIONS, "score"))


def test_the_base_weighs_its_records_by_what_they_bill() -> None:
    good = rules.score_of_record([], today=TODAY, freshness=FRESH)
    bad = rules.score_of_record([finding("vat_key")] * 3, today=TODAY, freshness=FRESH)
    assert [good.valid, bad.valid] == [100, 0]
    even = rules.score_of_base([(good, Decimal(0)), (bad, Decimal(0))])
    heavy = rules.score_of_base([(good, Decimal(0)), (bad, Decimal(99))])
    assert [even.valid, even.record_count] == [50, 2]
    assert heavy.valid == Decimal("0.99")
    assert heavy.reasons[0].rule == "vat_key"
    assert rules.score_of_base([]).score == 100


def test_every_reason_has_words() -> None:
    for rule in ("duplicate_sure", "never_confirmed", "not_confirmed_since", "vat_key"):
        for language in ("fr", "en"):
            assert rules.reason_sentence(scores.Reason("valid", rule, Decimal(1)), language).endswith(".")
