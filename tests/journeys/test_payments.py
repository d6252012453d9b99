"""Who pays, and when: stories of invoices that are paid before they are issued, or not by the customer alone.

Each story ends in documents that both official packs accept, in CII and in UBL (XP Z12-014, cases 2 to 5, 7, 17a,
35 and 41).
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts.actions import SaleRefused
from sansfaute.contracts.models import OrderLine
from sansfaute.issuing import actions as issuing
from sansfaute.issuing.models import Invoice
from sansfaute.issuing.tests import trade
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata.models import Buyer, Seller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders", "steps", "moreau")]


def test_an_invoice_is_paid_before_it_is_issued(ondine: Seller, steps: Any) -> None:
    """Case 2: Moreau paid on the 29th, its holding paid on the 30th: nothing is left to pay, BT-9 is that day.

    A screen that comes back is credited by a credit note that is to be refunded.
    """
    trade.third_party(ondine, "HOLD", "Moreau Participations", siren="443061841")
    own = trade.one_sale(ondine, ("SCREEN", "2"), steps=steps, details={"paid_on": "29/10/2026", "paid_with": "58"})
    held = trade.one_sale(ondine, ("HOUR", "1"), steps=steps, details={"paid_on": "2026-10-30", "paid_by": "HOLD"})
    assert [one.process_control.business_process_type for one in (own, held)] == ["B2", "S2"]
    assert [one.payment_due_date for one in (own, held)] == [date(2026, 10, 29), date(2026, 10, 30)]
    for one in (own, held):
        assert one.totals.paid_amount == one.totals.total_with_vat
        assert one.totals.amount_due == 0
    assert own.payment_terms == "Facture acquittée le 29/10/2026."
    assert (own.payer, trade.is_extended(own)) == (None, False)
    assert held.payer is not None
    assert (held.payer.name, held.buyer.name, trade.is_extended(held)) == ("Moreau Participations", "Moreau", True)

    paid = Invoice.objects.get(invoice_number=own.invoice_number)
    issuing.credit_invoice(invoice_id=paid.pk, how="full", why="Retour de l'écran", actor=None, at=trade.NOW)
    credit = trade.issued(steps)[-1]
    assert (credit.type_code, credit.process_control.business_process_type) == ("381", "B1")
    assert credit.totals.amount_due == own.totals.total_with_vat
    trade.accepted()


def test_the_holding_of_a_customer_pays_its_invoices(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 3: the payer is on the customer's record from November on: not on the invoices of October."""
    holding = trade.third_party(
        ondine, "HOLD", "Moreau Participations", siren="443061841", siret="44306184100047",
        electronic_address="443061841_FOURNISSEURS",
    )  # fmt: skip
    masterdata.give_role(
        seller_id=ondine.pk, party_code="HOLD", role="payer", buyer_code="C1", since=date(2026, 10, 31), at=trade.NOW
    )
    document = trade.one_sale(ondine, ("SCREEN", "1"), steps=steps)
    assert document.payer is not None
    assert document.payer.name == holding.name
    assert document.payer.legal_registration is not None
    assert document.payer.electronic_address is not None
    assert document.payer.electronic_address.value == "443061841_FOURNISSEURS"
    assert (document.totals.paid_amount, document.totals.amount_due) == (None, Decimal("240.00"))
    assert document.process_control.business_process_type == "B1"
    trade.accepted()


def test_an_insurer_pays_seventy_percent_of_a_repair(ondine: Seller, steps: Any) -> None:
    """Case 4: three hours at 100 € are 360 € with VAT; the insurer pays 252 €, the customer 108 €.

    A subsidy of 150 € on another order pays its screens and its book: 150 € less to pay, to the cent.
    """
    trade.third_party(ondine, "INS", "Assurances du Rhône", siren="443061841")
    trade.third_party(ondine, "ADEME", "Agence de la transition", siren="385290309")
    insured = {"part_kind": "third", "part_percentage": "70", "part_party": "INS", "part_text": "Sinistre 2026-88."}
    repair = trade.one_sale(ondine, ("HOUR", "3"), steps=steps, details=insured)
    assert (repair.totals.total_with_vat, repair.totals.paid_amount) == (Decimal("360.00"), Decimal("252.00"))
    assert repair.totals.amount_due == Decimal("108.00")
    assert repair.payer is not None
    assert repair.payer.name == "Assurances du Rhône"
    assert trade.notes(repair, "PAI") == [
        "Sinistre 2026-88. Assurances du Rhône prend en charge 252,00 € TTC ; reste à payer par le client : 108,00 €."
    ]
    helped = {"part_kind": "third", "part_amount": "150", "part_party": "ADEME"}
    green = trade.one_sale(ondine, ("SCREEN", "2"), ("BOOK", "1"), steps=steps, details=helped)
    assert green.totals.paid_amount == Decimal("150.00")
    assert green.totals.amount_due == green.totals.total_with_vat - 150
    trade.accepted()


def test_an_employee_buys_for_his_company(ondine: Seller, steps: Any) -> None:
    """Case 5: paid by the employee; his number in BT-18 (AHK) is enough for EN 16931, his name needs EXTENDED.

    The company has an address of its own for expenses.
    """
    masterdata.agree_receiving_addresses(
        seller_id=ondine.pk, buyer_code="C1", at=trade.NOW,
        addresses=[{"address": "0225:552100554_FRAIS", "for": "expenses", "label": "Notes de frais"}],
    )  # fmt: skip
    expense = {"paid_on": "2026-10-28", "paid_with": "48", "purpose": "expenses"}
    numbered = trade.one_sale(ondine, ("BOOK", "1"), steps=steps, details={**expense, "employee_reference": "SAL-042"})
    named = trade.one_sale(ondine, ("BOOK", "2"), steps=steps, details={**expense, "employee": "Claire Petit"})
    assert numbered.invoiced_object_identifier is not None
    assert numbered.invoiced_object_identifier.scheme == "AHK"
    assert numbered.invoiced_object_identifier.value == "SAL-042"
    assert (trade.is_extended(numbered), numbered.payer) == (False, None)
    assert named.payer is not None
    assert (trade.is_extended(named), named.payer.name) == (True, "Claire Petit")
    for one in (numbered, named):
        assert one.buyer.name == "Moreau"
        assert one.buyer.electronic_address is not None
        assert one.buyer.electronic_address.value == "552100554_FRAIS"
        assert (one.totals.amount_due, one.process_control.business_process_type) == (Decimal(0), "B2")
    trade.accepted()


def test_a_purchasing_card_pays_and_its_number_is_never_kept(ondine: Seller, steps: Any) -> None:
    """Case 7: the card pays at once; only its last four digits and its holder are known afterwards."""
    card = {"paid_on": "2026-10-31", "card": "4970 1012 3456 7890", "card_holder": "Moreau, achats"}
    document = trade.one_sale(ondine, ("SCREEN", "1"), steps=steps, details=card)
    payment = document.payment_instructions
    assert payment is not None
    assert payment.payment_card is not None
    assert (payment.means_type_code, payment.credit_transfers) == ("48", ())
    assert (payment.payment_card.primary_account_number, payment.payment_card.holder_name) == ("7890", "Moreau, achats")
    assert document.totals.amount_due == 0
    kept = OrderLine.objects.get().details
    assert "497010123456" not in str(kept)
    with pytest.raises(SaleRefused, match="quatre derniers"):
        trade.sold(ondine, ("SCREEN", "1"), details={**card, "card": "12"})
    with pytest.raises(SaleRefused, match="paid_on"):
        trade.sold(ondine, ("SCREEN", "1"), details={"card": "7890"})
    trade.accepted()


def test_a_marketplace_collects_for_the_seller(ondine: Seller, steps: Any) -> None:
    """Case 17a: the customer paid the marketplace, which is the payee; netting is how Ondine gets its money."""
    trade.third_party(ondine, "MKT", "Place du Marché", siren="443061841")
    collected = {"paid_on": "2026-10-30", "collected_by": "MKT"}
    document = trade.one_sale(ondine, ("SCREEN", "1"), ("BOOK", "2"), steps=steps, details=collected)
    agreed = trade.one_sale(ondine, ("BOOK", "1"), steps=steps, details={**collected, "paid_with": "57"})
    assert [one.payment_instructions and one.payment_instructions.means_type_code for one in (document, agreed)] == [
        "97", "57",
    ]  # fmt: skip
    for one in (document, agreed):
        assert one.payee is not None
        assert one.payee.name == "Place du Marché"
        assert (one.totals.amount_due, one.process_control.business_process_type) == (Decimal(0), "B2")
        assert not trade.is_extended(one)
    with pytest.raises(SaleRefused, match="NOBODY"):
        trade.sold(ondine, ("BOOK", "1"), details={**collected, "collected_by": "NOBODY"})
    trade.accepted()


def test_a_publisher_withholds_the_contributions_of_an_author(ondine: Seller, steps: Any) -> None:
    """Case 35: 10 hours of writing are 1,000 € and 200 € of VAT; 1.1 % of the price is withheld and paid for her."""
    withheld = {"part_kind": "withheld", "part_percentage": "1,1", "part_text": "Précompte Urssaf des auteurs"}
    document = trade.one_sale(ondine, ("HOUR", "10"), steps=steps, details=withheld)
    assert (document.totals.total_with_vat, document.totals.paid_amount) == (Decimal("1200.00"), Decimal("11.00"))
    assert document.totals.amount_due == Decimal("1189.00")
    assert document.payer is None
    assert "Précompte Urssaf des auteurs" in trade.notes(document, "PAI")[0]
    assert not trade.is_extended(document)
    trade.accepted()


def test_a_part_is_bartered(ondine: Seller, steps: Any) -> None:
    """Case 41: a barter company takes 100 € of a screen, the customer pays the other 140 €."""
    trade.third_party(ondine, "TROC", "Échange Pro", siren="443061841")
    bartered = {"part_kind": "barter", "part_amount": "100,00", "part_party": "TROC"}
    document = trade.one_sale(ondine, ("SCREEN", "1"), steps=steps, details=bartered)
    assert (document.totals.paid_amount, document.totals.amount_due) == (Decimal("100.00"), Decimal("140.00"))
    assert document.payer is not None
    assert document.payer.name == "Échange Pro"
    assert "échange avec Échange Pro" in trade.notes(document, "PAI")[0]
    trade.accepted()
