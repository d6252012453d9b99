"""What the e-mail says, and to whom it may go."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.delivery import rules
from sansfaute.documents.tests import samples
from sansfaute.documents.tests.samples import due, invoice


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("compta@mercier.example", None),
        ("é.dupont@mercier.fr", None),
        ("", rules.NO_ADDRESS),
        ("   ", rules.NO_ADDRESS),
        ("compta@mercier", rules.WRONG_ADDRESS),
        ("a@b.fr, c@d.fr", rules.WRONG_ADDRESS),
        ("a@b.fr\nBcc: x@y.fr", rules.WRONG_ADDRESS),
        ("<a@b.fr>", rules.WRONG_ADDRESS),
        ("compta mercier.fr", rules.WRONG_ADDRESS),
    ],
)
def test_an_address_is_used_or_held_with_a_reason(address: str, reason: str | None) -> None:
    assert rules.hold_reason(address) == reason
    assert reason is None or {"fr", "en"} == set(rules.REASONS[reason])


def test_the_french_letter() -> None:
    letter = rules.letter(invoice(), "fr")
    assert letter.subject == "Facture F2026-000012 – Ondine Informatique"
    assert letter.reply_to == "factures@ondine.example"
    for part in (
        "notre facture F2026-000012 du 31 octobre 2026, d'un montant de 2 671,20 € à régler",
        " au plus tard le 30 novembre 2026.",
        "Votre commande : BC-2026-0417",
        "Référence à rappeler : F2026-000012",
        "Claire Fabre",
        "+33 4 72 00 00 00",
    ):
        assert part in plain(letter.body)


def test_the_english_letter() -> None:
    letter = rules.letter(invoice(), "en")
    assert letter.subject == "Invoice F2026-000012 from Ondine Informatique"
    assert "amount due €2,671.20, payable by 30 November 2026." in plain(letter.body)


def test_a_credit_note_and_a_paid_invoice_ask_for_nothing() -> None:
    credit = plain(rules.letter(due("10", type_code="381"), "fr").body)
    paid = plain(rules.letter(due("0"), "fr").body)
    assert "notre avoir F2026-000012" in credit
    assert "10,00 € en votre faveur" in credit
    assert "Rien ne reste à régler" in paid
    assert "à régler" not in credit + paid.replace("reste à régler", "")


def test_without_a_contact_somebody_still_answers() -> None:
    letter = rules.letter(invoice(seller=replace(samples.SELLER, contact=None)), "fr")
    assert letter.reply_to is None
    assert "une personne de notre équipe" in letter.body


@given(st.text(), st.sampled_from(["fr", "en"]))
def test_no_name_makes_a_header_of_its_own(text: str, language: str) -> None:
    contact = replace(samples.SELLER.contact or samples.SellerContact(), email=text, point=text)
    letter = rules.letter(invoice(seller=replace(samples.SELLER, name=text, contact=contact)), language)
    for header in (letter.subject, letter.sender_name, letter.reply_to or ""):
        assert not set(header) & set("\r\n\x00\x0b\x0c\x85\u2028\u2029")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**15), max_value=10**15))
def test_every_decimal_of_an_amount_is_kept(value: Decimal) -> None:
    shown = plain(rules.money(value, "EUR", "fr")).removesuffix(" €").replace(" ", "").replace(",", ".")
    assert Decimal(shown.replace("\u2212", "-")) == value


def test_language_and_key() -> None:
    assert [rules.language_of(code) for code in ("fr", "FR", "", "en", "de")] == ["fr", "fr", "fr", "en", "en"]
    assert rules.idempotency_key("x") == "invoice:x:email:1"
