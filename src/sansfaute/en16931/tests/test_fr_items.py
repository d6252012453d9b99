"""Attributes of items and invoiced objects: what is read beside the model counts, and what is said names the place."""

import pytest

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules import check
from sansfaute.en16931.tests.rule_cases import VALID, put, spoilt
from sansfaute.en16931.tests.wide_cases import WIDE
from sansfaute.en16931.values import Finding, Identifier

ONCE = "BR-FR-29_BT-18"


def found(invoice: Invoice, syntax: str = "cii", **raw: str) -> dict[str, Finding]:
    return {one.rule: one for one in check(invoice, syntax=syntax, raw=raw) if one.rule.startswith("BR-FR-")}


def test_an_empty_object_is_said_to_be_that_of_the_invoice_or_of_the_line() -> None:
    empty = Identifier(" ", "AFL")
    document = found(put(VALID["full"], "invoiced_object_identifier", empty))["BR-FR-29_AFL"]
    assert document.message["fr"] == "L'objet facturé de schéma AFL (BT-18) est vide."
    assert document.message["en"] == "The invoiced object of scheme AFL (BT-18) is empty."
    line = found(put(WIDE["wide"], "lines.4.object_identifier", empty), "ubl")["BR-FR-30_AFL"]
    assert line.message["fr"] == "L'objet facturé à la ligne de schéma AFL (BT-128) est vide."
    assert line.message["en"] == "The invoiced object of the line of scheme AFL (BT-128) is empty."


@pytest.mark.parametrize(
    ("own", "others", "holds"),
    [
        (Identifier("1", "AFL"), "AFL", False),
        (Identifier("1", "AFL"), "AVV", True),
        (Identifier("1", "AFL"), "", True),
        (None, "AFL|AVV", True),
        (None, "AVV|AVV", False),
    ],
)
def test_of_each_scheme_one_invoiced_object_is_allowed(own: Identifier | None, others: str, holds: bool) -> None:
    invoice = put(VALID["full"], "invoiced_object_identifier", own)
    assert (ONCE not in found(invoice, other_objects=others)) is holds


def test_a_value_that_is_there_but_blank_is_a_value() -> None:
    blank = put(WIDE["wide"], "lines.4.item.attributes.0.value", "")
    assert "BR-FR-28-Value" in found(blank)
    assert "BR-FR-28-Value" not in found(blank, **{"lines[4].item.attributes[0].value": " "})


def test_in_cii_alone_blanks_that_are_written_are_an_address() -> None:
    blank = spoilt("plain", ("seller.electronic_address", Identifier(" ", "EM")))
    raw = {"seller.electronic_address": " "}
    assert "BR-FR-13_BT-34" in found(blank)
    assert "BR-FR-13_BT-34" not in found(blank, **raw)
    assert "BR-FR-13_BT-34" in found(blank, "ubl", **raw)
