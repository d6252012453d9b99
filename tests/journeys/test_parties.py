"""Who else an invoice names: stories of factors, agents, mandates, partnerships and addresses.

Each story ends in documents that both official packs accept, in CII and in UBL (XP Z12-014, cases 8, 9, 11, 12,
15, 17b and 37).
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.en16931 import totals
from sansfaute.issuing import actions as issuing
from sansfaute.issuing import queries
from sansfaute.issuing.actions import CorrectionRefused
from sansfaute.issuing.models import Invoice
from sansfaute.issuing.tests import trade
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata.actions import BankDecisionRefused, PartyRefused
from sansfaute.masterdata.models import BankChange, Buyer, Party, Seller
from sansfaute.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders", "steps", "moreau")]


def give(owner: Seller, party: str, role: str, **terms: Any) -> Any:
    given: dict[str, Any] = {"buyer_code": "C1", "since": date(2026, 10, 1), "at": trade.NOW, **terms}
    return masterdata.give_role(seller_id=owner.pk, party_code=party, role=role, **given)


def test_a_factor_owns_the_claims_on_one_customer(ondine: Seller, steps: Any) -> None:
    """Case 8: type 393, the factor is paid on its own account, the note ACC says so; credit note 396, corrective 472.

    Another customer pays Ondine itself.
    """
    trade.moreau(ondine, "C2")
    trade.third_party(ondine, "FAC", "Affacturage de France", siren="443061841", iban=trade.FACTOR_IBAN)
    give(ondine, "FAC", "factor")
    factored = trade.one_sale(ondine, ("SCREEN", "2"), steps=steps)
    ordinary = trade.one_sale(ondine, ("SCREEN", "3"), steps=steps, to="C2")
    assert (factored.type_code, ordinary.type_code, ordinary.payee) == ("393", "380", None)
    assert factored.payee is not None
    assert factored.payee.legal_registration is not None
    assert factored.payment_instructions is not None
    assert (factored.payee.name, factored.payee.role_code) == ("Affacturage de France", "DL")
    assert factored.payee.legal_registration.value == "443061841"
    (transfer,) = factored.payment_instructions.credit_transfers
    assert transfer.payment_account_identifier == trade.FACTOR_IBAN
    assert transfer.payment_account_name == "Affacturage de France"
    assert "Affacturage de France" in trade.notes(factored, "ACC")[0]

    first = Invoice.objects.get(invoice_number=factored.invoice_number)
    issuing.credit_invoice(
        invoice_id=first.pk, how="amount", amount_with_vat=Decimal(12), why="Geste", actor=None, at=trade.NOW
    )
    credit = trade.issued(steps)[-1]
    assert (credit.type_code, credit.preceding_invoices[0].invoice_number) == ("396", first.invoice_number)
    second = Invoice.objects.get(invoice_number=trade.one_sale(ondine, ("SCREEN", "5"), steps=steps).invoice_number)
    right = replace(queries.model_of(second), buyer_reference="BC-77")
    issuing.replace_invoice(invoice_id=second.pk, document=right, why="Référence", actor=None, at=trade.NOW)
    corrective = trade.issued(steps)[-1]
    assert (corrective.type_code, corrective.buyer_reference) == ("472", "BC-77")
    assert trade.notes(corrective, "ACC") == trade.notes(factored, "ACC")
    trade.accepted()


def test_the_account_of_a_factor_changes_only_with_a_second_person(ondine: Seller, steps: Any) -> None:
    """Case 8, and what fraud tries first: new bank details of a factor wait; invoices keep the known account."""
    clerk, head = (
        Person.objects.create_user(name, f"{name}@ondine.example", "a long password of theirs")
        for name in ("clerk", "head")
    )
    trade.third_party(ondine, "FAC", "Affacturage de France", siren="443061841", iban=trade.FACTOR_IBAN)
    give(ondine, "FAC", "factor")
    new = "FR7630004000031234567890143"
    masterdata.agree_party(seller_id=ondine.pk, code="FAC", values={"iban": new}, at=trade.NOW, actor=clerk)
    document = trade.one_sale(ondine, ("SCREEN", "1"), steps=steps)
    assert document.payment_instructions is not None
    assert document.payment_instructions.credit_transfers[0].payment_account_identifier == trade.FACTOR_IBAN
    change = BankChange.objects.get(party_type="party")
    asked: dict[str, Any] = {"seller_id": ondine.pk, "bank_change_id": change.pk, "at": trade.NOW}
    with pytest.raises(BankDecisionRefused):
        masterdata.confirm_bank_change(**asked, actor=clerk)
    masterdata.confirm_bank_change(**asked, actor=head)
    assert masterdata.apply_bank_changes(at=trade.NOW + timedelta(days=30)) == 1
    assert Party.objects.get(code="FAC").iban == new
    trade.accepted()


def test_the_group_is_paid_for_all_its_companies(ondine: Seller, steps: Any) -> None:
    """Cases 8 and 9: cash pooling, or a depositary who collects: the type stays 380, BG-10 and its account change."""
    trade.third_party(ondine, "POOL", "Ondine Trésorerie", siren="443061841", iban=trade.FACTOR_IBAN)
    give(ondine, "POOL", "payee", buyer_code="")
    document = trade.one_sale(ondine, ("SCREEN", "1"), steps=steps)
    assert document.payee is not None
    assert document.payment_instructions is not None
    assert (document.type_code, document.payee.name, document.payee.role_code) == ("380", "Ondine Trésorerie", None)
    assert document.payment_instructions.credit_transfers[0].payment_account_identifier == trade.FACTOR_IBAN
    assert (trade.is_extended(document), trade.notes(document, "ACC")) == (False, [])
    trade.accepted()


def test_each_site_of_a_customer_receives_its_own_invoices(ondine: Seller, steps: Any) -> None:
    """Case 11: the accountant receives all but what is for cost centre CC-7 or for the works of Lille."""
    masterdata.agree_receiving_addresses(
        seller_id=ondine.pk, buyer_code="C1", at=trade.NOW,
        addresses=[
            {"address": "552100554_CC7", "for": "CC-7", "label": "Informatique"},
            {"address": "0225:552100554_LILLE", "for": "Lille", "label": "Travaux"},
        ],
    )  # fmt: skip
    with pytest.raises(PartyRefused, match="552100554"):
        masterdata.agree_receiving_addresses(
            seller_id=ondine.pk, buyer_code="C1", at=trade.NOW,
            addresses=[{"address": "0225:443061841_COMPTA", "for": "CC-8"}],
        )  # fmt: skip
    for rank, details in enumerate(({}, {"cost_centre": "CC-7"}, {"site": "lille"}), 1):
        trade.sold(ondine, ("SCREEN", str(rank)), details=details)
    addresses = {one.buyer.electronic_address.value for one in trade.issued(steps) if one.buyer.electronic_address}
    assert addresses == {"552100554", "552100554_CC7", "552100554_LILLE"}
    (of_cost_centre,) = [one for one in trade.issued(steps) if one.buyer_accounting_reference]
    assert of_cost_centre.buyer_accounting_reference == "CC-7"
    assert not trade.is_extended(of_cost_centre)
    trade.accepted()


def test_an_agency_buys_for_its_advertiser(ondine: Seller, steps: Any) -> None:
    """Cases 12 and 15: the buyer is the advertiser; the agency that ordered is named, and receives at the address it
    gave, one of the advertiser's own."""
    trade.third_party(ondine, "AGY", "Agence Médias", siren="443061841", email="achats@agence.example")
    give(ondine, "AGY", "buyer_agent")
    masterdata.agree_receiving_addresses(
        seller_id=ondine.pk, buyer_code="C1", at=trade.NOW,
        addresses=[{"address": "552100554_AGENCE", "for": "campaign", "label": "Agence Médias"}],
    )  # fmt: skip
    document = trade.one_sale(ondine, ("HOUR", "4"), steps=steps, details={"purpose": "campaign"})
    assert document.buyer_agent is not None
    assert (document.buyer.name, document.buyer_agent.name) == ("Moreau", "Agence Médias")
    assert document.buyer_agent.role_code == "AB"
    assert document.buyer.electronic_address is not None
    assert document.buyer.electronic_address.value == "552100554_AGENCE"
    assert trade.is_extended(document)
    trade.accepted()


def test_a_marketplace_invoices_in_the_name_of_the_seller(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 17b: sold, collected and invoiced by the marketplace, in a series of its own, under a recorded mandate."""
    trade.third_party(
        ondine, "MKT", "Place du Marché", siren="443061841", electronic_address=f"0225:{ondine.siren}_MARCHE"
    )
    masterdata.record_mandate(
        seller_id=ondine.pk, kind="invoicing", reference="MKT-2026", counterpart_code="MKT", since=date(2026, 1, 1),
        acceptance_days=15, at=trade.NOW,
    )  # fmt: skip
    issuing.plan_series(
        seller_id=ondine.pk, kind="invoice", channel="MKT", prefix="MKT", reason="Mandat de Place du Marché",
        since=date(2026, 1, 1), actor=None, at=trade.NOW,
    )  # fmt: skip
    like = trade.one_sale(
        ondine, ("SCREEN", "1"), steps=steps, details={"paid_on": "2026-10-30", "collected_by": "MKT"}
    )
    basket = (replace(like.lines[0], invoiced_quantity=Decimal(3)),)  # 3 screens, 720 € with VAT
    paid = replace(like.totals, paid_amount=Decimal("720.00"))
    again = totals.calculate(replace(like, invoice_number="", buyer_reference="PANIER-9", lines=basket, totals=paid))
    asked: dict[str, Any] = {
        "seller_id": ondine.pk, "buyer_id": moreau.pk, "channel": "MKT", "mandate_reference": "MKT-2026",
        "document": again, "why": "Vente",
        "actor": None,
    }  # fmt: skip
    issuing.bill_on_behalf(**asked, at=trade.NOW)
    made = trade.issued(steps)[-1]
    assert made.invoice_number == "MKT2026-000001"
    assert made.invoicer is not None
    assert (made.seller.name, made.invoicer.name, made.invoicer.role_code) == ("Ondine", "Place du Marché", "II")
    assert made.seller.electronic_address is not None
    assert made.seller.electronic_address.value == f"{ondine.siren}_MARCHE"
    assert made.payee is not None
    assert (made.totals.total_with_vat, made.totals.amount_due) == (Decimal("720.00"), Decimal(0))
    assert made.payee.name == "Place du Marché"
    assert "mandat MKT-2026 du 01/01/2026" in trade.notes(made, "DCL")[0]
    masterdata.end_mandate(
        seller_id=ondine.pk, reference="MKT-2026", last_day=trade.TODAY, why="Résiliation", at=trade.NOW
    )
    with pytest.raises(CorrectionRefused, match="MKT-2026"):
        issuing.bill_on_behalf(**asked, at=trade.NOW + timedelta(days=1))
    trade.accepted()


def test_an_accountant_invoices_for_us_under_a_mandate(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 19a: its own series for invoices and credit notes, the mention of the mandate, the invoicer (EXTENDED)."""
    like = trade.one_sale(ondine, ("SCREEN", "1"), steps=steps)
    hours = (replace(like.lines[0], invoiced_quantity=Decimal(2)),)
    asked: dict[str, Any] = {
        "seller_id": ondine.pk, "buyer_id": moreau.pk, "mandate_reference": "MA-4", "channel": "CABINET",
        "document": totals.calculate(replace(like, invoice_number="", lines=hours)), "why": "Mandat", "actor": None,
        "at": trade.NOW,
    }  # fmt: skip
    trade.third_party(ondine, "CABINET", "Cabinet Durand", siren="443061841")
    with pytest.raises(CorrectionRefused, match="MA-4"):
        issuing.bill_on_behalf(**asked)
    masterdata.record_mandate(
        seller_id=ondine.pk, kind="invoicing", reference="MA-4", counterpart_code="CABINET", since=trade.TODAY,
        at=trade.NOW,
    )  # fmt: skip
    with pytest.raises(CorrectionRefused, match="CABINET"):
        issuing.bill_on_behalf(**asked)
    issuing.plan_series(
        seller_id=ondine.pk, kind="invoice", channel="CABINET", prefix="CD", reason="Mandat du cabinet",
        since=trade.TODAY, actor=None, at=trade.NOW,
    )  # fmt: skip
    issuing.bill_on_behalf(**asked)
    made = trade.issued(steps)[-1]
    assert (like.invoice_number, made.invoice_number) == ("F2026-000001", "CD2026-000001")
    assert made.invoicer is not None
    assert (made.invoicer.name, trade.is_extended(made)) == ("Cabinet Durand", True)
    assert "Cabinet Durand au nom et pour le compte de Ondine" in trade.notes(made, "DCL")[0]
    issued = Invoice.objects.get(invoice_number=made.invoice_number)
    issuing.credit_invoice(invoice_id=issued.pk, how="full", why="Annulation", actor=None, at=trade.NOW)
    assert trade.issued(steps)[-1].invoice_number == "ACD2026-000001"
    trade.accepted()


def test_the_manager_of_a_partnership_invoices_for_it(ondine: Seller, steps: Any) -> None:
    """Case 37: the undisclosed partnership has no SIREN: the manager's, with a suffix, and numbers of its own."""
    trade.third_party(ondine, "SEP", "SEP du Quai", electronic_address=f"{ondine.siren}_SEP1")
    with pytest.raises(PartyRefused, match="canal"):
        give(ondine, "SEP", "partnership", buyer_code="")
    issuing.plan_series(
        seller_id=ondine.pk, kind="invoice", channel="SEP1", prefix="SEP", reason="SEP du Quai",
        since=date(2026, 1, 1), actor=None, at=trade.NOW,
    )  # fmt: skip
    own = trade.one_sale(ondine, ("SCREEN", "1"), steps=steps)
    ordered = trade.one_sale(ondine, ("SCREEN", "2"), steps=steps, details={"partnership": "SEP", "channel": "SEP1"})
    trade.moreau(ondine, "C2")
    give(ondine, "SEP", "partnership", buyer_code="C2", details={"channel": "SEP1"})
    agreed = trade.one_sale(ondine, ("SCREEN", "3"), steps=steps, to="C2")
    numbers = [one.invoice_number for one in (own, ordered, agreed)]
    assert numbers == ["F2026-000001", "SEP2026-000001", "SEP2026-000002"]
    for one in (ordered, agreed):
        assert one.seller.electronic_address is not None
        assert one.seller.electronic_address.value == f"{ondine.siren}_SEP1"
    trade.accepted()
