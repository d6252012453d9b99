"""Options of a seller's VAT: each wrong one is named, with a sentence; right ones pass."""

from typing import Any

import pytest

from sansfaute.masterdata.rules.sellers import check_seller
from sansfaute.masterdata.rules.vat_options import vat_option_problems

GROUP = {
    "name": "Groupe AU", "siren": "552100554", "vat_identifier": "FR96552100554", "line_1": "1 quai de Saône",
    "post_code": "69002", "city": "Lyon", "since": "2026-01-01",
}  # fmt: skip


@pytest.mark.parametrize(
    ("options", "problems"),
    [
        ({}, []),
        ({"oss": "registered", "vies_days": 7, "deposits": "prepaid", "vat_group": GROUP}, []),
        ({"oss": [{"option": "domestic", "since": "2026-01-01"}], "foreign_rates": {"DE": {"*": "19"}, "ES": 21}}, []),
        ({"corsica_items": {"FUEL": "oil_products"}, "choices": ["travel_code"], "ancillary_items": ["PORT"]}, []),
        ([], ["vat_options"]),
        ({"corsica": "yes"}, ["vat_options"]),
        ({"oss": "since 2026"}, ["vat_options_oss"]),
        ({"oss": [{"option": "domestic", "since": "29/02/2026"}]}, ["vat_options_oss"]),
        ({"foreign_rates": {"DE": "nineteen"}}, ["vat_options_foreign_rates"]),
        ({"foreign_rates": {"Germany": "19"}}, ["vat_options_foreign_rates"]),
        ({"corsica_items": {"FUEL": "fuel"}}, ["vat_options_corsica_items"]),
        ({"choices": ["everything"]}, ["vat_options_choices"]),
        ({"ancillary_items": "PORT"}, ["vat_options_ancillary_items"]),
        ({"vat_group": GROUP | {"vat_identifier": "FR44732829320"}}, ["vat_options_vat_group"]),
        ({"vat_group": GROUP | {"since": ""}}, ["vat_options_vat_group"]),
        ({"vies_days": 0, "deposits": "both"}, ["vat_options_vies_days", "vat_options_deposits"]),
    ],
)
def test_options_are_checked(options: Any, problems: list[str]) -> None:
    assert list(vat_option_problems(options)) == problems


def test_a_seller_is_told_of_them() -> None:
    told = [one["en"] for one in check_seller({"vat_options": {"deposits": "both"}})]
    assert any("vat_options.deposits" in one for one in told)
