"""What was invoiced wrongly is made right by new documents, never by touching the old one: stories of a billing desk.

Each story ends in documents that both official packs accept, in CII and in UBL (XP Z12-014, cases 2.2, 2.5 to 2.7,
8, 19a, 19b, 20, 22 and scenarios of France's credit notes).
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts.models import OrderLine
from sansfaute.contracts.tests import factories as contract_factories
from sansfaute.drafts import actions as drafts
from sansfaute.drafts.models import Draft
from sansfaute.drafts.rules.commercial_credits import RebateShare
from sansfaute.drafts.rules.corrections import LineCredit
from sansfaute.en16931 import totals
from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.model import Item, Line, LineVat, Payee, Price
from sansfaute.en16931.syntaxes import cii, ubl
from sansfaute.en16931.values import Identifier
from sansfaute.issuing import actions, queries
from sansfaute.issuing.actions import CorrectionRefused
from sansfaute.issuing.models import Correction, Invoice
from sansfaute.journal.models import Fact
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata.models import Buyer, Seller
from sansfaute.review import actions as review
from sansfaute.review.adapters import official
from sansfaute.review.models import DraftException
from sansfaute.review.tests import factories

NOW, TODAY = factories.NOW, factories.LAST_DAY
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders", "steps")]


@pytest.fixture
def ondine() -> Seller:
    """Ondine sells screens at 20 % and books at 5.5 %."""
    owner = factories.seller(contact_email="facturation@ondine.example")
    contract_factories.item(owner, "SCREEN", "219.90", nature="goods", name="Écran 27 pouces")
    contract_factories.item(owner, "BOOK", "31.45", nature="goods", name="Manuel", vat_rate=Decimal("5.5"))
    return owner


@pytest.fixture
def moreau(ondine: Seller) -> Buyer:
    """Moreau, a regular customer."""
    return factories.buyer(ondine, "MOREAU", email="compta@moreau.example")


def sold(to: Buyer, **quantities: str) -> None:
    """An order of these items, delivered."""
    for number, (code, quantity) in enumerate(quantities.items(), 1):
        item = to.seller.items.get(code=code)
        OrderLine.objects.create(
            seller=to.seller, order_number=f"CMD{OrderLine.objects.count()}", line_number=number, buyer=to, item=item,
            order_date=date(2026, 10, 1), delivery_date=date(2026, 10, 20), quantity=Decimal(quantity),
            unit_price=item.unit_price,
        )  # fmt: skip


def invoiced(to: Buyer, steps: Any, **quantities: str) -> Invoice:
    """The invoice that the month's run makes of it."""
    sold(to, **quantities)
    factories.drafts_of(to.seller)
    for draft in Draft.objects.filter(seller=to.seller, verdict=None, discard=None):
        judge(draft, steps)
    return Invoice.objects.filter(buyer=to).latest("chain_position")


def judge(draft: Draft, steps: Any) -> None:
    review.check_drafts(seller_id=draft.seller_id, draft_ids=[draft.pk], at=NOW)
    steps.run()


def issued(draft: Draft, steps: Any) -> Invoice:
    """What came of a draft once the journey went on."""
    steps.run()
    held = list(DraftException.objects.filter(draft=draft).values_list("rule", "evidence"))
    assert held == []
    return Invoice.objects.get(draft=draft)


def accepted(*documents: Invoice) -> None:
    """Both official packs accept them, in both syntaxes; numbers and seals hold."""
    models = [queries.model_of(one) for one in documents]
    for write in (cii.write, ubl.write):
        for verdict in official.judge([write(one) for one in models]):
            assert (verdict.verdict, [one.rule for one in verdict.findings if one.level == "error"]) == ("passed", [])
    assert [*queries.verify_series(), *queries.verify_chain()] == []


def credited(invoice: Invoice, steps: Any, how: str = "full", **asked: Any) -> Invoice:
    correction = actions.credit_invoice(
        invoice_id=invoice.pk, how=how, actor=None, at=NOW, **{"why": "Retour du client"} | asked
    )
    return issued(correction.draft, steps)


def by_rate(document: Document) -> dict[str, tuple[str, str]]:
    return {str(one.vat_rate): (str(one.taxable_amount), str(one.tax_amount)) for one in document.vat_breakdown}


def dated_notes(invoice: Invoice) -> str:
    return " ".join(one.text for one in queries.model_of(invoice).notes)


def test_the_customer_sends_one_of_three_screens_back(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    invoice = invoiced(moreau, steps, SCREEN="3", BOOK="2")
    screen = next(one for one in queries.model_of(invoice).lines if one.item.name.startswith("Écran"))
    note = credited(invoice, steps, "lines", lines={screen.identifier: LineCredit(quantity=Decimal(1))})
    assert (note.type_code, note.invoice_number) == ("381", "AF2026-000001")
    assert (note.total_without_vat, note.total_vat) == (Decimal("219.90"), Decimal("43.98"))
    assert f"facture {invoice.invoice_number} du 31/10/2026" in dated_notes(note)
    assert queries.left_to_credit(invoice).with_vat == invoice.total_with_vat - note.total_with_vat
    accepted(invoice, note)


def test_a_price_was_too_high_on_one_line(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    invoice = invoiced(moreau, steps, SCREEN="3", BOOK="2")
    book = next(one for one in queries.model_of(invoice).lines if one.item.name.startswith("Manuel"))
    note = credited(invoice, steps, "lines", lines={book.identifier: LineCredit(net_amount=Decimal("2.90"))})
    assert by_rate(queries.model_of(note)) == {"5.5": ("2.90", "0.16")}
    with pytest.raises(CorrectionRefused, match=r"60[.,]00"):
        credited(invoice, steps, "lines", lines={book.identifier: LineCredit(net_amount=Decimal("60.01"))})
    accepted(note)


def test_gestures_with_vat_and_then_the_rest_end_at_nothing_for_every_rate(
    ondine: Seller, moreau: Buyer, steps: Any
) -> None:
    invoice = invoiced(moreau, steps, SCREEN="1", BOOK="3")
    amounts = [Decimal("33.33"), Decimal("0.01"), Decimal("100.10")]
    notes = [credited(invoice, steps, "amount", amount_with_vat=one, why=f"Geste {one}") for one in amounts]
    assert [one.total_with_vat for one in notes] == amounts
    notes.append(credited(invoice, steps))
    whole = {key: [Decimal(one) for one in pair] for key, pair in by_rate(queries.model_of(invoice)).items()}
    for note in notes:
        for key, pair in by_rate(queries.model_of(note)).items():
            whole[key] = [left - Decimal(taken) for left, taken in zip(whole[key], pair, strict=True)]
    assert {key: pair for key, pair in whole.items() if any(pair)} == {}
    with pytest.raises(CorrectionRefused):
        credited(invoice, steps, "amount", amount_with_vat=Decimal("0.01"))
    accepted(*notes)


def test_discount_for_early_payment_when_both_leave_the_vat_as_it_was(
    ondine: Seller, moreau: Buyer, steps: Any
) -> None:
    invoice = invoiced(moreau, steps, SCREEN="2")
    note = credited(invoice, steps, "amount", amount_with_vat=Decimal("8.80"), without_vat=True, why="Escompte de 2 %")
    assert (note.total_vat, note.total_with_vat) == (Decimal(0), Decimal("8.80"))
    (row,) = queries.model_of(note).vat_breakdown
    assert (row.vat_category_code, row.exemption_reason_code) == ("E", "VATEX-FR-CNWVAT")
    rest = credited(invoice, steps)
    assert rest.total_vat == invoice.total_vat
    assert rest.total_with_vat + note.total_with_vat == invoice.total_with_vat
    accepted(note, rest)


def test_the_buyer_refused_the_invoice(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 2.5: a credit note for the books only, and a new invoice with a new number."""
    invoice = invoiced(moreau, steps, SCREEN="1")
    right = replace(queries.model_of(invoice), purchase_order_reference="BC-77")
    gone, again = actions.cancel_and_rebill(
        invoice_id=invoice.pk, document=right, internal=True, why="Commande absente", actor=None, at=NOW
    )
    note, new = issued(gone.draft, steps), issued(again.draft, steps)
    assert "ARCHIVEONLY" in dated_notes(note)
    assert (new.type_code, new.purchase_order_reference) == ("380", "BC-77")
    assert new.invoice_number != invoice.invoice_number
    assert f"Remplace la facture {invoice.invoice_number}" in dated_notes(new)
    accepted(note, new)


def test_a_dispute_ends_in_a_credit_note_and_a_new_invoice_at_the_right_price(
    ondine: Seller, moreau: Buyer, steps: Any
) -> None:
    """Case 2.6."""
    invoice = invoiced(moreau, steps, SCREEN="2")
    original = queries.model_of(invoice)
    lines = tuple(replace(one, price=Price(item_net_price=Decimal("199.90"))) for one in original.lines)
    gone, again = actions.cancel_and_rebill(
        invoice_id=invoice.pk, document=replace(original, lines=lines), why="Prix du devis", actor=None, at=NOW
    )
    note, new = issued(gone.draft, steps), issued(again.draft, steps)
    assert note.total_with_vat == invoice.total_with_vat
    assert new.total_without_vat == Decimal("399.80")
    facts = Fact.objects.filter(kind="InvoiceCorrected")
    assert {one.data["invoice_id"] for one in facts} == {str(invoice.pk)}
    assert {one.subject_id for one in facts} == {note.pk, new.pk}
    accepted(note, new)


def test_a_dispute_ends_in_a_corrective_invoice(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 2.7: one invoice, which cancels and replaces exactly one; it can itself be replaced."""
    invoice = invoiced(moreau, steps, SCREEN="2")
    fewer = _with_quantity(queries.model_of(invoice), "1")
    first = issued(_replaced(invoice, fewer), steps)
    assert (first.type_code, first.total_without_vat) == ("384", Decimal("219.90"))
    assert f"annule et remplace la facture {invoice.invoice_number} du 31/10/2026" in dated_notes(first)
    second = issued(_replaced(first, _with_quantity(queries.model_of(first), "1.5")), steps)
    assert [one.invoice_number for one in queries.model_of(second).preceding_invoices] == [first.invoice_number]
    assert dated_notes(second).count("annule et remplace") == 1
    with pytest.raises(CorrectionRefused):
        credited(invoice, steps)
    note = credited(second, steps, "amount", amount_with_vat=Decimal("10.00"))
    accepted(first, second, note)


def _replaced(invoice: Invoice, document: Document) -> Draft:
    done = actions.replace_invoice(invoice_id=invoice.pk, document=document, why="Quantité", actor=None, at=NOW)
    return done.draft


def _with_quantity(document: Document, quantity: str) -> Document:
    return replace(document, lines=tuple(replace(one, invoiced_quantity=Decimal(quantity)) for one in document.lines))


def test_a_copy_to_be_edited_is_not_issued_by_itself(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    invoice = invoiced(moreau, steps, SCREEN="2")
    done = actions.replace_invoice(invoice_id=invoice.pk, why="À revoir", actor=None, at=NOW)
    steps.run()
    assert "copy_unchanged" in DraftException.objects.filter(draft=done.draft).values_list("rule", flat=True)
    assert not Invoice.objects.filter(draft=done.draft).exists()
    drafts.discard_draft(draft_id=done.draft_id, why="Avoir plutôt", actor=None, at=NOW)
    steps.run()
    assert Correction.objects.get(pk=done.pk).dropped_at is not None
    accepted(credited(invoice, steps))


def test_a_deposit_is_given_back(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 20: deposits in a series of their own, their credit note is a 503."""
    actions.plan_series(
        seller_id=ondine.pk, kind="deposit", prefix="AC", reason="Acomptes suivis à part", since=TODAY, actor=None,
        at=NOW,
    )  # fmt: skip
    like = queries.model_of(invoiced(moreau, steps, SCREEN="1"))
    deposit = _proposed(ondine, moreau, replace(like, type_code="386"), "deposit", steps)
    assert (deposit.type_code, deposit.invoice_number) == ("386", "AC2026-000001")
    with pytest.raises(CorrectionRefused):
        actions.replace_invoice(invoice_id=deposit.pk, why="x", actor=None, at=NOW)
    note = credited(deposit, steps, why="Commande annulée")
    assert (note.type_code, note.total_with_vat) == ("503", deposit.total_with_vat)
    accepted(deposit, note)


def _proposed(seller: Seller, buyer: Buyer, like: Document, purpose: str, steps: Any) -> Invoice:
    """A document of one line, like another."""
    line = replace(like.lines[0], item=Item(name="Acompte sur commande"), invoiced_quantity=Decimal(1))
    document = totals.calculate(replace(like, invoice_number="", lines=(line,)))
    return issued(
        drafts.propose_document(
            seller_id=seller.pk, buyer_id=buyer.pk, document=document, purpose=purpose, corrects={}, actor=None, at=NOW
        ),
        steps,
    )


def test_a_factored_invoice_is_credited_by_a_factored_credit_note(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 8."""
    like = queries.model_of(invoiced(moreau, steps, SCREEN="1"))
    factor = Payee(name="Banque d'affacturage", legal_registration=Identifier("552032534", "0002"))
    factored = _proposed(ondine, moreau, replace(like, type_code="393", payee=factor), "sale", steps)
    note = credited(factored, steps, "amount", amount_with_vat=Decimal("12.00"))
    assert note.type_code == "396"
    accepted(factored, note)


def test_the_rebate_of_the_year_names_a_contract_and_a_period(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    invoice = invoiced(moreau, steps, SCREEN="4", BOOK="3")
    asked: dict[str, Any] = {
        "seller_id": ondine.pk, "buyer_id": moreau.pk, "contract_reference": "CADRE-2026", "actor": None, "at": NOW,
        "period_start": date(2026, 1, 1), "period_end": date(2026, 12, 31), "why": "Remise de fin d'année de 2 %",
        "shares": [
            RebateShare(net_amount=Decimal("17.59"), vat_rate=Decimal(20)),
            RebateShare(net_amount=Decimal("1.89"), vat_rate=Decimal("5.5")),
        ],
    }  # fmt: skip
    for wrong in (
        {"contract_reference": " "},
        {"period_end": None},
        {"period_start": date(2027, 1, 1)},
        {"why": ""},
        {"shares": [RebateShare(net_amount=invoice.total_without_vat + 1, vat_rate=Decimal(20))]},
    ):
        with pytest.raises(CorrectionRefused):
            actions.credit_commercially(**asked | wrong)
    note = issued(actions.credit_commercially(**asked), steps)
    assert (note.type_code, note.total_without_vat) == ("262", Decimal("19.48"))
    assert queries.model_of(note).preceding_invoices == ()
    whole = [RebateShare(net_amount=invoice.total_without_vat, vat_rate=Decimal(20))]
    with pytest.raises(CorrectionRefused, match=str(invoice.total_without_vat - Decimal("19.48"))):
        actions.credit_commercially(**asked | {"shares": whole})
    accepted(note)


def test_we_invoice_ourselves_in_the_name_of_a_supplier(ondine: Seller, steps: Any) -> None:
    """Case 19b: numbers in a series of the supplier's, addresses on his side, and a 261 to correct it."""
    leroy = factories.buyer(ondine, "LEROY", siren="404833048", vat_identifier="FR83404833048", name="Leroy Transports")
    asked: dict[str, Any] = {
        "seller_id": ondine.pk, "supplier_id": leroy.pk, "mandate_reference": "MA-3", "channel": "LEROY",
        "why": "Transports d'octobre",
        "actor": None, "at": NOW, "delivered_on": date(2026, 10, 30), "lines": [_line("Lyon-Brest", "180.00")],
    }  # fmt: skip
    with pytest.raises(CorrectionRefused, match="MA-3"):
        actions.invoice_ourselves(**asked)
    masterdata.record_mandate(
        seller_id=ondine.pk, kind="self_billing", reference="MA-3", counterpart_code="LEROY", since=date(2026, 1, 15),
        acceptance_days=8, signed_text=b"signed", at=NOW,
    )  # fmt: skip
    with pytest.raises(CorrectionRefused, match="une série de numéros"):
        actions.invoice_ourselves(**asked)
    actions.plan_series(
        seller_id=ondine.pk, kind="self_billed", channel="LEROY", prefix="LER", reason="Autofacturation de Leroy",
        since=TODAY, actor=None, at=NOW,
    )  # fmt: skip
    invoice = issued(actions.invoice_ourselves(**asked), steps)
    assert (invoice.type_code, invoice.invoice_number) == ("389", "LER2026-000001")
    document = queries.model_of(invoice)
    assert (document.seller.name, document.buyer.name) == ("Leroy Transports", "Ondine")
    assert document.seller.electronic_address == Identifier("404833048", "0225")
    assert "Autofacturation" in dated_notes(invoice)
    assert "mandat MA-3 du 15/01/2026. Acceptée sans contestation du vendeur sous 8 jours." in dated_notes(invoice)
    assert invoice.draft.clauses["objection_until"] == "2026-11-08"
    note = credited(invoice, steps, "amount", amount_with_vat=Decimal("18.00"), why="Retard de livraison")
    assert (note.type_code, note.invoice_number) == ("261", "LER2026-000002")
    corrected = issued(_replaced(invoiced_again(invoice, asked, steps), document), steps)
    assert corrected.type_code == "471"
    accepted(invoice, note, corrected)
    masterdata.end_mandate(seller_id=ondine.pk, reference="MA-3", last_day=TODAY, why="Fin de l'accord", at=NOW)
    with pytest.raises(CorrectionRefused, match="MA-3"):
        actions.invoice_ourselves(**asked | {"at": NOW + timedelta(days=1)})


def invoiced_again(invoice: Invoice, asked: dict[str, Any], steps: Any) -> Invoice:
    return issued(actions.invoice_ourselves(**asked | {"lines": [_line("Livraison Lyon-Nice", "90.00")]}), steps)


def _line(words: str, price: str) -> Line:
    return Line(
        identifier="1",
        invoiced_quantity=Decimal(1),
        unit_code="C62",
        line_net_amount=Decimal(price),
        price=Price(item_net_price=Decimal(price)),
        vat=LineVat(vat_category_code="S", vat_rate=Decimal(20)),
        item=Item(name=words),
    )


def test_an_unpaid_invoice_is_sent_again_as_a_duplicate(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    invoice = invoiced(moreau, steps, SCREEN="1")
    credited(invoice, steps, "amount", amount_with_vat=Decimal("60.00"))
    copy = queries.duplicate_of(invoice, unpaid=True)
    assert (copy.mark, copy.document.invoice_number) == ("DUPLICATA", invoice.invoice_number)
    assert "169,90 € (prix net)" in copy.unpaid
    assert Invoice.objects.filter(type_code="380").count() == 1
    accepted(invoice)
