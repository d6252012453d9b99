"""What contracts decide: periods over decades, prices to the cent, clauses and rows as people write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sansfaute.contracts import rules
from sansfaute.contracts.rules.periods import describe_months
from sansfaute.en16931 import totals
from sansfaute.intake import rules as intake

PARIS = ZoneInfo("Europe/Paris")
LENGTHS = st.sampled_from([1, 3, 6, 12])
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
OCTOBER_END = date(2026, 10, 31)


def cycle(
    start: date, end: date | None = None, months: int = 1, advance: bool = False, every: int | None = None
) -> rules.Cycle:
    return rules.Cycle(start=start, end=end, period_months=months, in_advance=advance, bill_every_months=every)


def spans(found: list[rules.Period]) -> list[tuple[str, str]]:
    return [(period.start.isoformat(), period.end.isoformat()) for period in found]


class TestPeriods:
    @settings(max_examples=60, deadline=None)
    @given(start=DAYS, months=LENGTHS, every=st.none() | LENGTHS)
    def test_no_day_is_billed_twice_or_forgotten_over_forty_years(
        self, start: date, months: int, every: int | None
    ) -> None:
        stop = start + timedelta(days=366 * 40)
        found = list(takewhile(lambda one: one.start <= stop, rules.periods(cycle(start, months=months, every=every))))
        assert found[0].start == start
        for one, following in pairwise(found):
            assert following.start == one.end + timedelta(days=1)
            assert one.start <= one.end

    @settings(deadline=None)
    @given(start=DAYS, length=st.integers(0, 3000), months=LENGTHS)
    def test_the_last_period_ends_with_the_contract(self, start: date, length: int, months: int) -> None:
        end = start + timedelta(days=length)
        found = list(rules.periods(cycle(start, end, months)))
        assert found[-1].end == end
        assert sum((one.end - one.start).days + 1 for one in found) == length + 1

    @settings(deadline=None)
    @given(start=DAYS, length=st.integers(0, 800), cut=st.integers(0, 800))
    def test_parts_of_any_split_count_as_much_as_the_whole(self, start: date, length: int, cut: int) -> None:
        assume(cut < length)
        end, middle = start + timedelta(days=length), start + timedelta(days=cut)
        parts = rules.months_counted(start, middle) + rules.months_counted(middle + timedelta(days=1), end)
        assert parts == rules.months_counted(start, end)

    def test_the_thirty_first_of_january_gives_a_part_month_then_whole_months(self) -> None:
        found = list(rules.billable_periods(cycle(date(2026, 1, 31), advance=True), date(2026, 3, 1)))
        assert spans(found) == [
            ("2026-01-31", "2026-01-31"),
            ("2026-02-01", "2026-02-28"),
            ("2026-03-01", "2026-03-31"),
        ]
        assert [one.whole for one in found] == [False, True, True]

    def test_a_contract_of_29_february(self) -> None:
        found = list(rules.billable_periods(cycle(date(2024, 2, 29), months=12), date(2026, 1, 1)))
        assert spans(found) == [("2024-02-29", "2024-12-31"), ("2025-01-01", "2025-12-31")]
        assert describe_months(found[0].start, found[0].end) == "1/29 + 10"

    @pytest.mark.parametrize(
        ("advance", "until", "count"),
        [(True, date(2026, 9, 30), 9), (True, date(2026, 10, 1), 10), (False, date(2026, 10, 30), 9)]
        + [(False, OCTOBER_END, 10)],
    )
    def test_in_advance_on_the_first_day_in_arrears_on_the_last(self, advance: bool, until: date, count: int) -> None:
        assert len(list(rules.billable_periods(cycle(date(2026, 1, 1), advance=advance), until))) == count

    def test_months_billed_by_the_quarter_wait_for_it_in_arrears_and_open_it_in_advance(self) -> None:
        arrears = cycle(date(2026, 5, 15), every=3)
        assert spans(list(rules.billable_periods(arrears, date(2026, 6, 29)))) == []
        assert len(list(rules.billable_periods(arrears, OCTOBER_END))) == 5  # 15 May to September
        advance = cycle(date(2026, 5, 15), advance=True, every=3)
        assert len(list(rules.billable_periods(advance, date(2026, 5, 14)))) == 0
        assert len(list(rules.billable_periods(advance, date(2026, 5, 15)))) == 2  # May and June
        assert len(list(rules.billable_periods(advance, OCTOBER_END))) == 8  # May to December

    def test_a_quarter_that_the_contract_ends_closes_on_its_last_day(self) -> None:
        ended = cycle(date(2026, 5, 1), date(2026, 10, 5), every=3)
        assert len(list(rules.billable_periods(ended, date(2026, 10, 4)))) == 5
        assert spans(list(rules.billable_periods(ended, date(2026, 10, 5))))[-1] == ("2026-10-01", "2026-10-05")

    def test_a_yearly_price_billed_by_the_quarter_is_cut_in_quarters(self) -> None:
        found = list(rules.billable_periods(cycle(date(2026, 1, 1), months=12, every=3), OCTOBER_END))
        assert spans(found)[-1] == ("2026-07-01", "2026-09-30")

    def test_periods_ended_before_since_were_invoiced_elsewhere(self) -> None:
        found = list(rules.billable_periods(cycle(date(2024, 2, 29)), OCTOBER_END, since=date(2026, 9, 30)))
        assert spans(found) == [("2026-09-01", "2026-09-30"), ("2026-10-01", "2026-10-31")]


class TestPrices:
    @pytest.mark.parametrize(
        ("start", "end", "text", "months"),
        [
            (date(2026, 10, 25), date(2026, 10, 31), "7/31", Fraction(7, 31)),
            (date(2026, 4, 15), date(2026, 6, 30), "16/30 + 2", Fraction(16, 30) + 2),
            (date(2026, 1, 29), date(2026, 3, 9), "3/31 + 1 + 9/31", Fraction(12, 31) + 1),
            (date(2026, 10, 3), date(2026, 10, 9), "7/31", Fraction(7, 31)),
            (date(2024, 2, 1), date(2024, 2, 29), "1", Fraction(1)),
        ],
    )
    def test_months_are_counted_as_clerks_write_them(self, start: date, end: date, text: str, months: Fraction) -> None:
        assert describe_months(start, end) == text
        assert rules.months_counted(start, end) == months

    def price(self, period: rules.Period, unit: str = "MON", months: int = 1, piece: int = 1) -> tuple[str, str, str]:
        found = rules.subscription_price(
            unit_price=Decimal("245.00"), unit_code=unit, period_months=months, piece_months=piece, period=period
        )
        return str(found.unit_price), found.unit_code, found.proration

    def test_a_price_by_the_month_counts_for_each_month_of_a_quarter(self) -> None:
        quarter = rules.Period(date(2026, 7, 1), date(2026, 9, 30), whole=True)
        assert self.price(quarter, months=3, piece=3) == ("735.000000", "QAN", "")
        assert self.price(quarter, unit="C62", months=3, piece=3) == ("245.000000", "C62", "")
        assert self.price(quarter, unit="C62", months=12, piece=3) == ("61.250000", "C62", "")

    def test_a_part_month_is_prorated_half_up_to_six_decimals(self) -> None:
        week = rules.Period(date(2026, 10, 25), date(2026, 10, 31), whole=False)
        assert self.price(week) == ("55.322581", "MON", "7/31")

    @settings(deadline=None)
    @given(price=st.decimals("0", "99999", places=4), start=DAYS, length=st.integers(1, 400), data=st.data())
    def test_prorated_parts_sum_to_the_whole_price(
        self, price: Decimal, start: date, length: int, data: st.DataObject
    ) -> None:
        end = start + timedelta(days=length)
        middle = start + timedelta(days=data.draw(st.integers(0, length - 1)))
        one = rules.prorated(price, rules.months_counted(start, middle))
        other = rules.prorated(price, rules.months_counted(middle + timedelta(days=1), end))
        whole = rules.prorated(price, rules.months_counted(start, end))
        assert abs(one + other - whole) <= Decimal("0.000001")

    @settings(deadline=None)
    @given(
        quantity=st.decimals("0", "999999999", places=4),
        price=st.decimals("0", "999999999", places=6),
        percentage=st.decimals("0", "100", places=4),
    )
    def test_a_discounted_line_is_its_gross_less_its_allowance(
        self, quantity: Decimal, price: Decimal, percentage: Decimal
    ) -> None:
        net = rules.net_amount(quantity=quantity, unit_price=price, percentage=percentage)
        gross = totals.line_net_amount(quantity=quantity, item_net_price=price)
        found = rules.line_allowances(quantity=quantity, unit_price=price, percentage=percentage, reason="r")
        assert abs(net - (gross - sum((one.amount for one in found), Decimal(0)))) <= Decimal("0.01")
        assert 0 <= net <= gross
        assert net == round(net, 2)

    def test_discounts_never_add_up_and_a_stated_zero_ends_the_search(self) -> None:
        first = rules.choose_discount({"contract": None, "buyer": Decimal(5)})
        assert (first.percentage, first.origin) == (5, "buyer")
        assert rules.choose_discount({"order": Decimal(0), "buyer": Decimal(5)}).percentage == 0
        assert rules.choose_discount({"contract": Decimal(15), "buyer": Decimal(5)}).percentage == 15
        assert rules.choose_discount({"contract": None, "buyer": Decimal(0)}).origin == ""

    def test_a_colon_in_a_code_cannot_make_two_sources_one(self) -> None:
        keys = {rules.source_key("usage", "A:B", "C"), rules.source_key("usage", "A", "B:C")}
        assert len(keys | {rules.source_key("usage", "A%3AB", "C")}) == 3


class TestConditions:
    @pytest.mark.parametrize(
        ("text", "clauses"),
        [
            ("", {}),
            ("  ", {}),
            ("règlement 90 jours", {"payment_terms": {"days": 90}}),
            ("REGLEMENT : 45 JOURS FIN DE MOIS", {"payment_terms": {"days": 45, "end_of_month": True}}),
            ("Paiement à réception de facture.", {"payment_terms": {"days": 0}}),
            (
                "remise exceptionnelle 15% jusqu'au 31/12/2026",
                {"discount_percentage": "15", "discount_until": "2026-12-31"},
            ),
            (
                "Remise de 2,5 % jusqu’au 1er mars 2027",
                {"discount_percentage": "2.5", "discount_until": "2027-03-01"},
            ),
            ("remise 5 %", {"discount_percentage": "5"}),
            ("facturer au trimestre", {"bill_every_months": 3}),
            ("Facturation mensuelle", {"bill_every_months": 1}),
            ("ne pas facturer sans bon de commande", {"purchase_order_required": True}),
            ("NE PAS FACTURER SANS BC", {"purchase_order_required": True}),
            (
                "Règlement 30 jours ; facturer au trimestre, ne pas facturer sans bon de commande",
                {"payment_terms": {"days": 30}, "bill_every_months": 3, "purchase_order_required": True},
            ),
            ("remise 15% jusqu'au 31/02/2026", {"unread": ["remise 15% jusqu'au 31/02/2026"]}),
            ("remise 150%", {"unread": ["remise 150%"]}),
            ("prix bloqué 3 ans", {"unread": ["prix bloqué 3 ans"]}),
            (
                "facturer au trimestre; prévenir Mme Girard",
                {"bill_every_months": 3, "unread": ["prévenir Mme Girard"]},
            ),
            (
                "règlement 30 jours; règlement 60 jours",
                {"unread": ["règlement 30 jours", "règlement 60 jours"]},
            ),
        ],
    )
    def test_clauses_as_people_write_them(self, text: str, clauses: dict[str, object]) -> None:
        assert rules.read_conditions(text) == clauses

    @settings(deadline=None)
    @given(st.text(max_size=80))
    def test_any_text_is_read_or_kept(self, text: str) -> None:
        clauses = rules.read_conditions(text)
        assert clauses or not any(character.isalnum() for character in text) or text.strip().lower() in ("et", "puis")

    def test_a_discount_ends_with_its_last_day(self) -> None:
        clauses = rules.read_conditions("remise exceptionnelle 15% jusqu'au 31/12/2026")
        assert rules.clause_discount(clauses, date(2026, 12, 31)) == 15
        assert rules.clause_discount(clauses, date(2027, 1, 1)) is None


CONTRACT = {
    "contract_number": "CT-1", "buyer_code": "C1", "item_code": "M", "quantity": "2", "unit_price": "245.00",
    "start_date": "2026-04-29", "end_date": "", "periodicity": "trimestriel", "billing": "échu",
    "purchase_order_reference": "BC1", "conditions": "règlement 90 jours",
}  # fmt: skip
USAGE = {
    "event_id": "U1",
    "contract_number": "CT-1",
    "item_code": "H",
    "used_at": "2026-10-31T23:30:00",
    "quantity": "0,718",
}
ORDER = {
    "order_number": "CMD1", "buyer_code": "C1", "item_code": "E", "order_date": "2026-10-24", "quantity": "2",
    "unit_price": "219.9", "discount": "12.5", "delivery_date": "2026-11-02", "buyer_reference": "REF",
}  # fmt: skip


class TestReadings:
    def test_a_contract(self) -> None:
        read = rules.read_contract(CONTRACT | {"start_date": "29/04/2026", "billing": "  A ECHOIR ", "unit_price": ""})
        assert (read.start_date, read.end_date, read.rhythm["count"]) == (date(2026, 4, 29), None, 3)
        assert (read.in_advance, read.unit_price) == (True, None)
        assert read.clauses == {"payment_terms": {"days": 90}}

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"periodicity": "bimensuel"}, "unreadable_periodicity"),
            ({"billing": "plus tard"}, "unreadable_billing"),
            ({"start_date": "2026-02-30"}, "unreadable_date"),
            ({"start_date": ""}, "missing_value"),
            ({"end_date": "2026-04-28"}, "end_before_start"),
            ({"quantity": "-1"}, "negative_quantity"),
            ({"quantity": "0"}, "no_quantity"),
            ({"quantity": "deux"}, "unreadable_number"),
            ({"quantity": "1e400"}, "unreadable_number"),
            ({"quantity": "9" * 40}, "unreadable_number"),
            ({"quantity": "1.00001"}, "unreadable_number"),
            ({"unit_price": "-3"}, "negative_price"),
            ({"contract_number": "X" * 61}, "value_too_long"),
            ({"buyer_code": None}, "missing_value"),
        ],
    )
    def test_a_contract_that_cannot_be_used_says_why(self, change: dict[str, str], code: str) -> None:
        with pytest.raises(rules.RowUnusable) as refused:
            rules.read_contract(CONTRACT | change)
        assert refused.value.code == code
        sentences = {intake.reason_sentence(code, refused.value.details, language) for language in ("fr", "en")}
        assert len(sentences) == 2
        assert not any("—" in sentence or "{" in sentence or code in sentence for sentence in sentences)

    def test_usage_belongs_to_the_civil_day_in_paris(self) -> None:
        read = rules.read_usage(USAGE, PARIS)
        assert read.used_on == OCTOBER_END
        assert read.used_at.astimezone(UTC) == datetime(2026, 10, 31, 22, 30, tzinfo=UTC)
        told_in_utc = rules.read_usage(USAGE | {"used_at": "2026-10-31T23:30:00+00:00"}, PARIS)
        assert told_in_utc.used_on == date(2026, 11, 1)

    @pytest.mark.parametrize(
        ("change", "code"),
        [({"used_at": "2026-10-32T10:00"}, "unreadable_date"), ({"quantity": "0"}, "no_quantity")]
        + [({"event_id": " "}, "missing_value"), ({"used_at": "1999-12-31T10:00"}, "unreadable_date")],
    )
    def test_usage_that_cannot_be_used_says_why(self, change: dict[str, str], code: str) -> None:
        with pytest.raises(rules.RowUnusable) as refused:
            rules.read_usage(USAGE | change, PARIS)
        assert refused.value.code == code

    def test_an_order_line_tells_no_discount_from_a_discount_of_zero(self) -> None:
        assert rules.read_order_line(ORDER | {"discount": ""}).discount_percentage is None
        assert rules.read_order_line(ORDER | {"discount": "0 %"}).discount_percentage == 0
        assert rules.read_order_line(ORDER | {"delivery_date": ""}).delivery_date is None
        for discount in ("101", "-1", "beaucoup"):
            with pytest.raises(rules.RowUnusable, match="unreadable_discount"):
                rules.read_order_line(ORDER | {"discount": discount})
