"""What France asks and no pack codes, at its limits; who decides, the document alone or a person."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sansfaute.en16931.model import (
    DeliveryInformation,
    Invoice,
    InvoicingPeriod,
    LineDelivery,
    LineDeliveryAddress,
    Note,
)
from sansfaute.en16931.rules import Given, check
from sansfaute.en16931.tests.rule_cases import VALID, put, spoilt
from sansfaute.en16931.tests.wide_cases import GIVEN, UNCODED
from sansfaute.en16931.values import Identifier

JUDGED_BY_A_PERSON = {"BR-FR-07", "BR-FR-14", "BR-FR-CO-06", "BR-FR-CO-11", "BR-FR-CO-17", "fr.profile"}


def found(invoice: Invoice) -> set[str]:
    return {one.rule for one in check(invoice)}


def goods(day: date = date(2027, 9, 1)) -> Invoice:
    """An invoice for goods that says nothing of their delivery, from the day on which the address is due."""
    return spoilt("plain", ("process_control.business_process_type", "M1"), ("issue_date", day))


@pytest.mark.parametrize(("rule", "base", "changes"), [one for one in UNCODED if one[0] != "BR-FR-30"])
def test_only_what_the_document_decides_alone_is_an_error(rule: str, base: str, changes: list[tuple[str, Any]]) -> None:
    said = check(spoilt(base, *changes), given=GIVEN.get(rule, Given()))
    levels = {one.level for one in said if one.rule == rule}
    assert levels == {"warning" if rule in JUDGED_BY_A_PERSON else "error"}


def test_goods_have_an_address_and_a_date_of_delivery() -> None:
    both = {"BR-FR-14", "BR-FR-CO-17"}
    assert both <= found(goods())
    assert not both & found(put(goods(), "process_control.business_process_type", "S1"))
    for code in ("386", "500", "503", "261", "381", "396", "502", "262"):
        assert not both & found(put(goods(), "type_code", code))
    delivered = LineDelivery(
        postal_address=LineDeliveryAddress(country_code="FR"), actual_delivery_date=date(2027, 8, 1)
    )
    assert not both & found(put(goods(), "lines.0.delivery", delivered))
    assert not both & found(replace(goods(), delivery=VALID["full"].delivery))
    assert "BR-FR-CO-17" not in found(put(goods(), "lines.0.period", VALID["full"].lines[0].period))


@pytest.mark.parametrize(
    "delivery",
    [
        DeliveryInformation(actual_delivery_date=date(2027, 8, 1)),
        DeliveryInformation(invoicing_period=InvoicingPeriod(start_date=date(2027, 8, 1))),
    ],
)
def test_a_date_of_delivery_or_a_period_is_enough(delivery: DeliveryInformation) -> None:
    assert "BR-FR-CO-17" not in found(replace(goods(), delivery=delivery))
    assert "BR-FR-CO-17" in found(replace(goods(), delivery=DeliveryInformation()))


def test_a_deposit_gives_the_day_on_which_it_was_paid() -> None:
    assert "BR-FR-CO-06" in found(spoilt("deposit", ("payment_due_date", None), ("type_code", "500")))
    assert "BR-FR-CO-06" not in found(spoilt("plain", ("payment_due_date", None)))


@pytest.mark.parametrize(
    ("subject", "text", "holds"),
    [
        ("TXD", "MEMBRE_ASSUJETTI_UNIQUE", True),
        ("TXD", " MEMBRE_ASSUJETTI_UNIQUE ", True),
        ("TXD", "B2G", False),
        ("ADN", "B2G", True),
        ("ADN", "B2C", False),
        ("AAI", "Merci de votre confiance", True),
        (None, "Merci de votre confiance", True),
    ],
)
def test_two_subject_codes_have_a_fixed_text(subject: str | None, text: str, holds: bool) -> None:
    noted = spoilt("vat group", ("notes.4", Note(subject_code=subject, text=text)))
    assert ("BR-FR-07" not in found(noted)) is holds


@pytest.mark.parametrize(
    ("scheme", "right", "wrong"),
    [
        ("0223", "DE123456789", "FR12345678901"),
        ("0223", "DE" + "1" * 16, "DE" + "1" * 17),
        ("0227", "USAcme", "usAcme"),
        ("0227", "US" + "A" * 16, "US" + "A" * 17),
        ("0228", "123456789", "12345678"),
        ("0228", "1234567890", "12345678901"),
        ("0229", "12345678A", "1234567"),
    ],
)
def test_identifiers_of_other_territories_have_a_shape(scheme: str, right: str, wrong: str) -> None:
    for path in ("seller.identifiers", "buyer.further_identifiers"):
        assert "BR-FR-CO-11" not in found(put(VALID["plain"], path, (Identifier(right, scheme),)))
        assert "BR-FR-CO-11" in found(put(VALID["plain"], path, (Identifier(wrong, scheme),)))
    legal = put(VALID["plain"], "buyer.legal_registration", Identifier(wrong, scheme))
    assert "BR-FR-CO-11" in found(legal)


def test_the_shape_wanted_is_said_in_both_languages_beside_the_beginning_of_what_was_found() -> None:
    long = put(VALID["plain"], "seller.identifiers", (Identifier("1" * 41, "0228"),))
    (fix,) = (one.fix for one in check(long) if one.rule == "BR-FR-CO-11")
    shown = "1" * 40
    assert fix == {
        "fr": f"« {shown} » (schéma 0228) : donner un RIDET de 9 ou 10 chiffres.",
        "en": f"'{shown}' (scheme 0228): give a RIDET of 9 or 10 digits.",
    }
