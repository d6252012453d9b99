"""Prices as people write them: read exactly, or refused with a sentence; as JSON and back."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from sansfaute.contracts.rules.price_reading import read_price
from sansfaute.contracts.rules.prices import Price, Tier
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.term_values import SENTENCES
from sansfaute.contracts.tests.price_strategies import prices

OPEN = {"unit_price": "1"}
TIERS = [{"up_to": "100", "unit_price": "0,10"}, {"up_to": "1 000", "unit_price": "0.08", "flat_amount": "5"}, OPEN]


class TestReading:
    def test_numbers_may_be_written_as_people_write_them(self) -> None:
        read = read_price({"structure": "tiered", "tiers": TIERS, "minimum_amount": "1 200,50", "with_vat": "oui"})
        assert read == Price(
            structure="tiered",
            tiers=(
                Tier(Decimal(100), Decimal("0.10")),
                Tier(Decimal(1000), Decimal("0.08"), Decimal(5)),
                Tier(None, Decimal(1)),
            ),
            minimum_amount=Decimal("1200.50"),
            with_vat=True,
        )

    @settings(max_examples=200, deadline=None)
    @given(price=prices())
    def test_what_is_written_reads_back(self, price: Price) -> None:
        stored = json.loads(json.dumps(price.to_dict()))
        assert Price.from_dict(stored) == price
        assert read_price(stored) == price

    @pytest.mark.parametrize(
        ("code", "values"),
        [
            ("unknown_price_structure", {"structure": "stairs", "unit_price": "1"}),
            ("unknown_price_structure", {}),
            ("value_missing", {"structure": "flat"}),
            ("value_missing", {"structure": "package", "unit_price": "1"}),
            ("value_missing", {"structure": "percentage"}),
            ("value_missing", {"structure": "tiered", "tiers": [{"up_to": ""}]}),
            ("unreadable_number", {"structure": "flat", "unit_price": "dix"}),
            ("unreadable_number", {"structure": "flat", "unit_price": True}),
            ("unreadable_number", {"structure": "flat", "unit_price": Decimal("NaN")}),
            ("negative_number", {"structure": "flat", "unit_price": "-1"}),
            ("number_too_precise", {"structure": "flat", "unit_price": "0.0000001"}),
            ("number_too_large", {"structure": "flat", "unit_price": "1" + "0" * 13}),
            ("percentage_too_large", {"structure": "percentage", "percentage": "100.01"}),
            ("value_not_used", {"structure": "flat", "unit_price": "1", "included_quantity": "5"}),
            ("value_not_used", {"structure": "per_unit", "unit_price": "1", "tiers": [OPEN]}),
            ("value_not_used", {"structure": "volume", "unit_price": "1", "tiers": [OPEN]}),
            ("not_above_zero", {"structure": "per_unit", "unit_price": "1", "base_quantity": "0"}),
            ("not_above_zero", {"structure": "package", "unit_price": "1", "package_size": "0"}),
            (
                "minimum_above_maximum",
                {"structure": "flat", "unit_price": "1", "minimum_amount": 2, "maximum_amount": 1},
            ),
            ("no_tiers", {"structure": "volume"}),
            ("unreadable_tiers", {"structure": "tiered", "tiers": "100"}),
            ("unreadable_tiers", {"structure": "tiered", "tiers": [100]}),
            ("last_tier_closed", {"structure": "tiered", "tiers": [{"up_to": "10", "unit_price": "1"}]}),
            ("open_tier_before_last", {"structure": "tiered", "tiers": [OPEN, OPEN]}),
            ("tiers_out_of_order", {"structure": "tiered", "tiers": [TIERS[1], TIERS[0], OPEN]}),
            ("tiers_out_of_order", {"structure": "tiered", "tiers": [{"up_to": "0", "unit_price": "1"}, OPEN]}),
            ("gap_between_tiers", {"structure": "tiered", "tiers": [TIERS[0], OPEN | {"above": "101"}]}),
            ("gap_between_tiers", {"structure": "tiered", "tiers": [OPEN | {"above": "1"}]}),
            ("tiers_overlap", {"structure": "tiered", "tiers": [TIERS[0], OPEN | {"above": "99"}]}),
            ("unreadable_truth", {"structure": "flat", "unit_price": "1", "with_vat": "peut-être"}),
        ],
    )
    def test_refused_with_a_sentence_in_both_languages(self, code: str, values: dict[str, Any]) -> None:
        with pytest.raises(TermsRefused) as refused:
            read_price(values)
        assert refused.value.code == code
        for sentence in (refused.value.fr, refused.value.en):
            assert sentence[0] in "«“" or sentence[0].isupper()
            assert sentence.endswith(".")
            assert "{" not in sentence

    def test_a_refusal_says_which_value_and_how_to_mend_it(self) -> None:
        with pytest.raises(TermsRefused) as refused:
            read_price({"structure": "tiered", "tiers": [TIERS[0], OPEN | {"above": "150"}]})
        assert refused.value.details == {"tier": "2", "above": "150", "previous": "100"}
        assert refused.value.fr == (
            "La tranche n° 2 commence à 150 alors que la précédente s'arrête à 100 : il reste un trou. "
            "Faites-la commencer à 100."
        )
        assert str(refused.value) == refused.value.en

    def test_every_sentence_is_in_both_languages(self) -> None:
        for table in SENTENCES.values():
            for code, sentence in table.items():
                assert set(sentence) == {"fr", "en"}, code
