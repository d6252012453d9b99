"""What a quantity costs, against the same computed one unit at a time."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.contracts.rules.charge_derivations import derivation
from sansfaute.contracts.rules.charge_differences import charge_difference, difference
from sansfaute.contracts.rules.charges import Charged, amount_of, charge
from sansfaute.contracts.rules.price_reading import read_price
from sansfaute.contracts.rules.prices import Price, Tier, price_of_share
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.tests.price_strategies import QUANTITIES, prices, tiers
from sansfaute.en16931 import totals
from sansfaute.en16931.model import LineAllowance
from sansfaute.lib.derivations import Derivation

CURRENCIES = {0: "JPY", 2: "EUR", 3: "TND"}
PLACES = st.sampled_from(list(CURRENCIES))
SHARES = st.fractions(0, 3, max_denominator=366)
TELEPHONE = read_price(
    {
        "structure": "tiered",
        "tiers": [{"up_to": 100, "unit_price": "0.10"}, {"up_to": 500, "unit_price": "0.08"}, {"unit_price": "0.05"}],
    }
)


def shown(lines: tuple[Charged, ...]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.tier, str(one.amount)) for one in lines]


def exact(lines: tuple[Charged, ...]) -> Fraction:
    """The lines before their rounding."""
    return sum(
        (Fraction(one.quantity) * Fraction(one.unit_price) / Fraction(one.base_quantity) for one in lines), Fraction()
    )


def cents(value: Fraction, places: int = 2) -> Decimal:
    """Half away from zero, by whole numbers."""
    units, half = divmod(abs(value) * 10**places, 1)
    number = int(units) + (half >= Fraction(1, 2))
    return Decimal(-number if value < 0 else number).scaleb(-places)


@st.composite
def stepped(draw: st.DrawFn) -> tuple[tuple[Tier, ...], int]:
    """Tiers, and a quantity that falls on one of their limits as often as not."""
    steps = draw(tiers(whole=True))
    limits = [int(one.up_to) for one in steps if one.up_to is not None]
    quantities = st.integers(0, 700)
    return steps, draw(quantities | st.sampled_from(limits) if limits else quantities)


class TestUnitByUnit:
    @settings(max_examples=100, deadline=None)
    @given(of=stepped(), included=st.integers(0, 60), base=st.integers(1, 5))
    def test_tiers_cost_what_each_unit_costs(self, of: tuple[tuple[Tier, ...], int], included: int, base: int) -> None:
        steps, charged = of
        quantity = charged + included
        price = Price("tiered", tiers=steps, included_quantity=Decimal(included), base_quantity=Decimal(base))
        by_tier = [Fraction(0)] * len(steps)
        reached = {0}
        for unit in range(1, charged + 1):
            tier = next(index for index, one in enumerate(steps) if one.up_to is None or unit <= one.up_to)
            by_tier[tier] += Fraction(steps[tier].unit_price) / base
            reached.add(tier)
        flats = sum((Fraction(steps[tier].flat_amount) for tier in reached), Fraction())
        lines = charge(price, Decimal(quantity))
        assert exact(lines) == sum(by_tier, flats)
        assert amount_of(lines) == sum((cents(one) for one in by_tier), Decimal(0)) + cents(flats)

    @settings(max_examples=100, deadline=None)
    @given(of=stepped())
    def test_volume_costs_every_unit_at_the_tier_of_the_last(self, of: tuple[tuple[Tier, ...], int]) -> None:
        steps, quantity = of
        last = next(one for one in steps if one.up_to is None or quantity <= one.up_to)
        lines = charge(Price("volume", tiers=steps), Decimal(quantity))
        assert exact(lines) == Fraction(last.flat_amount) + quantity * Fraction(last.unit_price)

    @settings(max_examples=100, deadline=None)
    @given(quantity=st.integers(0, 300), size=st.integers(1, 40), included=st.integers(0, 50))
    def test_a_package_once_begun_is_due_whole(self, quantity: int, size: int, included: int) -> None:
        price = Price("package", Decimal("1.99"), package_size=Decimal(size), included_quantity=Decimal(included))
        begun = {(unit - 1) // size for unit in range(1, max(quantity - included, 0) + 1)}
        assert amount_of(charge(price, Decimal(quantity))) == len(begun) * Decimal("1.99")

    def test_nothing_beyond_the_included_quantity_costs_nothing(self) -> None:
        price = Price("per_unit", Decimal(1), included_quantity=Decimal(100))
        assert charge(price, Decimal("99.9999")) == charge(price, Decimal(100)) == ()

    def test_the_limit_belongs_to_the_tier_that_it_ends(self) -> None:
        assert shown(charge(TELEPHONE, Decimal(100))) == [("tier", "0-100", "10.00")]
        assert shown(charge(TELEPHONE, Decimal("100.0001"))) == [
            ("tier", "0-100", "10.00"),
            ("tier", "100-500", "0.00"),
        ]
        assert shown(charge(TELEPHONE, Decimal(700)))[-1] == ("tier", "500+", "10.00")


class TestLines:
    @settings(max_examples=150, deadline=None)
    @given(price=prices(), quantity=QUANTITIES, share=st.just(Fraction(1)) | SHARES, places=PLACES)
    def test_each_amount_is_that_of_its_invoice_line(
        self, price: Price, quantity: Decimal, share: Fraction, places: int
    ) -> None:
        for one in charge(price, quantity, share=share, base_amount=quantity, decimals=places):
            self.assert_is_its_line(one, places)
            assert one.unit_price == round(one.unit_price, 6)
            assert one.quantity == round(one.quantity, 4)
            assert Charged.from_dict(json.loads(json.dumps(one.to_dict()))) == one

    @staticmethod
    def assert_is_its_line(one: Charged, places: int) -> None:
        allowances = (LineAllowance(amount=one.reduction),) if one.reduction else ()
        net = totals.line_net_amount(
            quantity=one.quantity,
            item_net_price=one.unit_price,
            base_quantity=one.base_quantity,
            allowances=allowances,
            currency_code=CURRENCIES[places],
        )
        assert str(one.amount) == str(net)

    @settings(max_examples=120, deadline=None)
    @given(price=prices(bounded=True), quantity=QUANTITIES, share=st.just(Fraction(1)) | SHARES, places=PLACES)
    def test_the_sum_stays_between_minimum_and_maximum(
        self, price: Price, quantity: Decimal, share: Fraction, places: int
    ) -> None:
        assert price.minimum_amount is not None
        assert price.maximum_amount is not None
        lines = charge(price, quantity, share=share, base_amount=quantity, decimals=places)
        least, most = (cents(Fraction(one) * share, places) for one in (price.minimum_amount, price.maximum_amount))
        assert least <= amount_of(lines) <= most
        own = amount_of(tuple(one for one in lines if one.kind not in ("minimum", "maximum")))
        assert amount_of(lines) == min(max(own, least), most)

    def test_a_minimum_is_a_supplement_and_a_maximum_an_allowance(self) -> None:
        price = read_price(
            {"structure": "per_unit", "unit_price": "2", "minimum_amount": "50", "maximum_amount": "100"}
        )
        assert shown(charge(price, Decimal(0))) == [("minimum", "", "50.00")]
        assert shown(charge(price, Decimal(25))) == [("unit", "", "50.00")]
        assert shown(charge(price, Decimal(50))) == [("unit", "", "100.00")]
        low, high = charge(price, Decimal(10)), charge(price, Decimal(75))
        assert shown(low) == [("unit", "", "20.00"), ("minimum", "", "30.00")]
        assert shown(high) == [("unit", "", "150.00"), ("maximum", "", "-50.00")]
        assert high[1].reduction == Decimal("50.00")
        assert high[1].fr == "Réduction au maximum convenu : -50,00."

    def test_nothing_used_costs_nothing_but_what_is_flat(self) -> None:
        assert charge(TELEPHONE, Decimal(0)) == ()
        with_flat = Price("tiered", tiers=(Tier(None, Decimal(1), Decimal(9)),))
        assert shown(charge(with_flat, Decimal(0))) == [("flat", "0+", "9.00")]
        assert shown(charge(Price("flat", Decimal(30)), Decimal(0))) == [("flat", "", "30.00")]

    def test_a_price_for_a_thousand(self) -> None:
        price = Price("per_unit", Decimal("0.35"), base_quantity=Decimal(1000))
        (line,) = charge(price, Decimal(1_234_567))
        assert (line.amount, line.fr) == (Decimal("432.10"), "1\u202f234\u202f567 × 0,35 les 1\u202f000 = 432,10.")

    def test_a_percentage_of_an_amount(self) -> None:
        price = Price("percentage", percentage=Decimal("2.5"), included_quantity=Decimal(1000))
        (line,) = charge(price, Decimal(1), base_amount=Decimal("4333.33"))
        assert (line.quantity, line.amount) == (Decimal("3333.33"), Decimal("83.33"))
        with pytest.raises(TermsRefused, match="percent"):
            charge(price, Decimal(1))

    def test_a_quantity_beyond_all_measure_is_exact(self) -> None:
        price = Price("per_unit", Decimal("0.000001"), maximum_amount=Decimal("0.01"))
        quantity = Decimal("9" * 40 + ".9999")
        own, reduction = charge(price, quantity)
        assert own.amount == Decimal("1" + "0" * 34 + ".00")
        assert amount_of((own, reduction)) == Decimal("0.01")

    def test_a_negative_quantity_is_refused(self) -> None:
        with pytest.raises(TermsRefused) as refused:
            charge(TELEPHONE, Decimal(-1))
        assert refused.value.code == "negative_quantity"
        with pytest.raises(TermsRefused):
            charge(TELEPHONE, Decimal(1), share=Fraction(-1, 2))


class TestShares:
    @settings(max_examples=120, deadline=None)
    @given(price=prices(bounded=False), quantity=QUANTITIES, share=SHARES)
    def test_a_share_of_what_is_held_costs_that_share(self, price: Price, quantity: Decimal, share: Fraction) -> None:
        price = Price.from_dict(price.to_dict() | {"prorate_tiers": False})
        whole = charge(price, quantity, base_amount=quantity)
        part = charge(price, quantity, share=share, base_amount=quantity)
        slack = sum((Fraction(one.quantity) / Fraction(one.base_quantity) for one in whole), Fraction()) / 2_000_000
        assert abs(exact(part) - share * exact(whole)) <= slack

    @settings(max_examples=120, deadline=None)
    @given(
        steps=tiers(), quantity=QUANTITIES, share=SHARES.filter(bool), structure=st.sampled_from(["tiered", "volume"])
    )
    def test_thresholds_shrink_with_the_period_and_prices_stay(
        self, steps: tuple[Tier, ...], quantity: Decimal, share: Fraction, structure: str
    ) -> None:
        price = Price.from_dict(Price("tiered", tiers=steps, prorate_tiers=True).to_dict() | {"structure": structure})
        lines = charge(price, quantity, share=share)
        shrunk = price_of_share(price, share)
        assert [one.unit_price for one in shrunk.tiers] == [one.unit_price for one in steps]
        for small, tier in zip(shrunk.tiers, steps, strict=True):
            assert small.up_to == (None if tier.up_to is None else cents(Fraction(tier.up_to) * share, 4))
        assert sum(one.quantity for one in lines if one.kind != "flat") == quantity

    @settings(max_examples=120, deadline=None)
    @given(steps=tiers(), quantity=QUANTITIES, share=SHARES.filter(bool))
    def test_what_is_used_in_a_share_costs_the_share_of_the_same_use_all_along(
        self, steps: tuple[Tier, ...], quantity: Decimal, share: Fraction
    ) -> None:
        price = Price("tiered", tiers=steps, prorate_tiers=True)
        lower, owed = Fraction(0), Fraction(0)
        for tier in steps:
            upper = Fraction(quantity) if tier.up_to is None else min(Fraction(quantity), share * Fraction(tier.up_to))
            owed += max(upper - lower, Fraction(0)) * Fraction(tier.unit_price)
            lower = upper if tier.up_to is None else share * Fraction(tier.up_to)
        lines = charge(price, quantity, share=share)
        found = exact(tuple(one for one in lines if one.kind == "tier"))
        highest = max(Fraction(tier.unit_price) for tier in steps)
        assert abs(found - owed) <= highest * len(steps) / 10_000

    def test_a_week_of_a_month_with_included_calls(self) -> None:
        price = Price(
            "tiered",
            tiers=(Tier(Decimal(310), Decimal("0.10"), Decimal(31)), Tier(None, Decimal("0.05"))),
            included_quantity=Decimal(62),
            prorate_tiers=True,
        )
        lines = charge(price, Decimal(94), share=Fraction(7, 31))
        assert shown(lines) == [("flat", "0-70", "7.00"), ("tier", "0-70", "7.00"), ("tier", "70+", "0.50")]

    def test_bounds_are_rounded_once(self) -> None:
        price = Price("per_unit", Decimal(1), minimum_amount=Decimal("0.01"))
        assert amount_of(charge(price, Decimal(0), share=Fraction(4999999, 10_000_000))) == 0


class TestDifferences:
    @settings(max_examples=100, deadline=None)
    @given(price=prices(), before=QUANTITIES, after=QUANTITIES, share=st.just(Fraction(1)) | SHARES, places=PLACES)
    def test_the_difference_leads_from_one_total_to_the_other(
        self, price: Price, before: Decimal, after: Decimal, share: Fraction, places: int
    ) -> None:
        amounts = (before, after)
        lines = charge_difference(price, before, after, share=share, base_amounts=amounts, decimals=places)
        was = charge(price, before, share=share, base_amount=before, decimals=places)
        becomes = charge(price, after, share=share, base_amount=after, decimals=places)
        assert amount_of(lines) == amount_of(becomes) - amount_of(was)
        for one in lines:
            TestLines.assert_is_its_line(one, places)
            assert not one.reduction
            assert one.unit_price >= 0

    @settings(max_examples=100, deadline=None)
    @given(old=prices(), new=prices(), quantity=QUANTITIES)
    def test_so_does_a_change_of_price(self, old: Price, new: Price, quantity: Decimal) -> None:
        was, becomes = (charge(one, quantity, base_amount=quantity) for one in (old, new))
        assert amount_of(difference(was, becomes)) == amount_of(becomes) - amount_of(was)
        assert difference(was, was) == ()

    def test_tiers_that_a_tiny_share_makes_alike_are_kept_apart(self) -> None:
        steps = tuple(Tier(up_to, Decimal(0), Decimal(500)) for up_to in (Decimal(1), Decimal(2), None))
        price = Price("tiered", tiers=steps, prorate_tiers=True)
        lines = charge_difference(price, Decimal(0), Decimal(5), share=Fraction(1, 100_000))
        assert [one for one in shown(lines) if one[0] == "flat"] == [("flat", "0-0", "0.01"), ("flat", "0+", "0.01")]

    def test_a_late_event_costs_what_it_adds_to_the_total(self) -> None:
        assert shown(charge_difference(TELEPHONE, Decimal(90), Decimal(110))) == [
            ("tier", "0-100", "1.00"),
            ("tier", "100-500", "0.80"),
        ]

    def test_where_netting_would_lose_a_cent_both_lines_are_shown(self) -> None:
        price = Price("per_unit", Decimal("0.005"))
        assert shown(charge_difference(price, Decimal(1), Decimal(2))) == [("unit", "", "-0.01"), ("unit", "", "0.01")]

    def test_a_maximum_that_bites_less_is_given_back(self) -> None:
        price = Price("per_unit", Decimal(2), maximum_amount=Decimal(100))
        lines = charge_difference(price, Decimal(75), Decimal(60))
        assert shown(lines) == [("unit", "", "-30.00"), ("maximum", "", "30.00")]
        assert lines[1].fr == "Correction de la réduction au maximum convenu : 30,00."


class TestDerivations:
    @settings(max_examples=150, deadline=None)
    @given(price=prices(), quantity=QUANTITIES, share=st.just(Fraction(1)) | SHARES)
    def test_tells_the_amount_and_each_line(self, price: Price, quantity: Decimal, share: Fraction) -> None:
        lines = charge(price, quantity, share=share, base_amount=quantity)
        found = derivation(price, quantity, share=share, base_amount=quantity, source="TARIF-2026")
        assert (found.name, found.value, found.source) == ("charge", str(amount_of(lines)), "TARIF-2026")
        told = found.sentence("fr"), found.sentence("en")
        assert all(one.fr in told[0] and one.en in told[1] for one in lines)
        assert "{" not in "".join(told)
        assert Derivation.from_dict(json.loads(json.dumps(found.to_dict()))) == found

    def test_reads_as_a_paragraph(self) -> None:
        price = Price("per_unit", Decimal("0.12"), included_quantity=Decimal(100), minimum_amount=Decimal(20))
        assert derivation(price, Decimal(160)).sentence("fr") == (
            "Le prix à l'unité donne 20,00 HT. La quantité est 160. 100 sont compris ; il reste 60 à facturer. "
            "60 × 0,12 = 7,20. Le minimum est 20,00 ; les lignes donnent 7,20. "
            "Complément pour atteindre le minimum : 12,80."
        )
