"""What wrongly gives several taxes: how they are noted, and the sums that it enters."""

from dataclasses import replace
from decimal import Decimal

import pytest

from sansfaute.en16931.further import noted, taxes
from sansfaute.en16931.model import LineVat
from sansfaute.en16931.rules import check
from sansfaute.en16931.rules.bases import Bases
from sansfaute.en16931.tests.rule_cases import VALID, spoilt

OF_FRANCE = "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr"


def named(syntax: str, category: str, rate: str) -> set[str]:
    """The rules that are broken when the first line (S, 20 %; the second is S, 10 %) gives this tax as well."""
    invoice = spoilt("plain", ("process_control.specification_identifier", OF_FRANCE))
    raw = {"lines[0].vat.further": noted([(category, rate)])}
    return {one.rule for one in check(invoice, syntax=syntax, raw=raw)}


def test_taxes_come_back_as_they_were_noted() -> None:
    written = noted([("S|L", " 20 ", "VATEX-EU-G", "Un motif"), (None, None, None, None), (" S ", "x", "", "")])
    assert taxes(written) == [
        LineVat(
            vat_category_code="S|L",
            vat_rate=Decimal(20),
            exemption_reason="Un motif",
            exemption_reason_code="VATEX-EU-G",
        ),
        LineVat(vat_category_code=""),
        LineVat(vat_category_code=" S "),
    ]


@pytest.mark.parametrize("rate", ["", "x", "1 0", "NaN", "Infinity"])
def test_a_rate_that_is_no_number_is_none(rate: str) -> None:
    assert taxes(noted([("S", rate)])) == [LineVat(vat_category_code="S")]


def test_in_cii_a_line_is_of_each_category_at_each_rate() -> None:
    assert "BR-FXEXT-S-08" in named("cii", "Z", " 10 ")
    assert "BR-FXEXT-S-08" not in named("cii", "Z", "20.00")


def test_in_ubl_each_category_has_its_own_rate() -> None:
    assert "BR-FREXT-S-08" not in named("ubl", "Z", "10")
    assert "BR-FREXT-S-08" in named("ubl", " S ", "10")


def test_a_reason_given_once_is_that_of_the_line() -> None:
    line = VALID["plain"].lines[0]
    further = {id(line): taxes(noted([("Z", "20", "VATEX-EU-G")]))}
    row = replace(VALID["plain"].vat_breakdown[0], exemption_reason_code="VATEX-EU-G")
    crossed, zipped = (Bases(VALID["plain"], [line], further, crossed=way).of(row) for way in (True, False))
    assert [one.count for one in crossed] == [1, 1]
    assert [one.count for one in zipped] == [0, 1]
