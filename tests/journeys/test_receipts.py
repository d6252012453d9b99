"""What was paid before its invoice: receipts, deposits, arrhes, vouchers, early payment (XP Z12-014, chapter 2.4).

Each story ends in documents that both official packs accept, in CII and in UBL.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts import actions as contracts
from sansfaute.contracts.actions import PaymentRefused, ReceiptRefused, SaleLine
from sansfaute.contracts.models import OrderLine
from sansfaute.contracts.rules.instalments import monthly
from sansfaute.contracts.rules.receipts import Receipt, ReceiptAmount
from sansfaute.contracts.tests import clauses
from sansfaute.contracts.tests import factories as contract_factories
from sansfaute.en16931.model import Invoice as Document
from sansfaute.issuing import actions as issuing
from sansfaute.issuing import queries
from sansfaute.issuing.models import Invoice
from sansfaute.issuing.tests.trade import accepted
from sansfaute.journal.models import Fact
from sansfaute.lib import clock
from sansfaute.masterdata.models import Buyer, Seller
from sansfaute.review.models import DraftException
from sansfaute.review.tests import factories

EN16931 = "urn:cen.eu:en16931:2017"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders", "steps")]


@pytest.fixture
def bistrot() -> Seller:
    """The Bistrot serves meals and wine, sells jars, tickets, and gift vouchers."""
    owner = factories.seller(contact_email="caisse@bistrot.example")
    for code, price, name, rate, nature, operation in (
        ("MEALS", "1", "Repas", "10", "services", ""),
        ("WINE", "1", "Boissons alcoolisées", "20", "services", ""),
        ("JARS", "12", "Conserves", "5.5", "goods", ""),
        ("CHAIR", "300", "Chaise", "20", "goods", ""),
        ("BANQUET", "1500", "Banquet", "10", "services", ""),
        ("GIFT", "100", "Bon cadeau, tous articles", "20", "services", "multi_purpose_voucher"),
        ("MENU", "50", "Bon pour un menu", "10", "services", "single_purpose_voucher"),
    ):
        contract_factories.item(
            owner, code, price, name=name, vat_rate=Decimal(rate), nature=nature, operation=operation
        )
    return owner


@pytest.fixture
def moreau(bistrot: Seller) -> Buyer:
    """Moreau, whose people eat there."""
    return factories.buyer(bistrot, "C1", name="Moreau", email="compta@moreau.example")


def amount(item_code: str, rate: str, with_vat: str) -> ReceiptAmount:
    return ReceiptAmount(item_code=item_code, vat_rate=Decimal(rate), amount_with_vat=Decimal(with_vat))


def followed(steps: Any) -> list[Invoice]:
    """What the journey issues; nothing is held."""
    before = set(Invoice.objects.values_list("pk", flat=True))
    steps.run()
    assert list(DraftException.objects.filter(decision=None).values_list("rule", "evidence")) == []
    return list(Invoice.objects.exclude(pk__in=before).order_by("chain_position"))


def read(invoice: Invoice) -> Document:
    return queries.model_of(invoice)


def process(invoice: Invoice) -> tuple[str | None, str | None]:
    told = read(invoice).process_control
    return told.business_process_type, told.specification_identifier


def notes(invoice: Invoice, code: str) -> list[str]:
    return [one.text for one in read(invoice).notes if one.subject_code == code]


def by_rate(invoice: Invoice) -> dict[str, tuple[str, str]]:
    return {str(one.vat_rate): (str(one.taxable_amount), str(one.tax_amount)) for one in read(invoice).vat_breakdown}


def paid(invoice: Invoice) -> tuple[Decimal, Decimal | None, Decimal | None, Decimal]:
    sums = read(invoice).totals
    return sums.total_with_vat, sums.paid_amount, sums.rounding_amount, sums.amount_due


def test_restaurant_bills_become_invoices_once_without_a_second_vat(bistrot: Seller, moreau: Buyer, steps: Any) -> None:
    """Cases 28 and 30 (and 6, 27): process S7 tied to the receipt, paid to the cent; B7 for goods, never M7."""
    now, yesterday = clock.now(), clock.day_of(clock.now()) - timedelta(days=1)
    meal = Receipt(
        number="T-4711", day=yesterday, amounts=(amount("MEALS", "10", "87.00"), amount("WINE", "20", "25.01"))
    )
    asked: dict[str, Any] = {"seller_id": bistrot.pk, "buyer_code": "C1", "at": now}
    contracts.invoice_receipt(receipt=meal, **asked)
    (invoice,) = followed(steps)
    assert process(invoice) == ("S7", EN16931)
    assert by_rate(invoice) == {"10": ("79.09", "7.91"), "20": ("20.84", "4.17")}
    assert paid(invoice) == (Decimal("112.01"), Decimal("112.01"), None, Decimal("0.00"))
    bound = read(invoice).invoiced_object_identifier
    assert bound is not None
    assert bound.value == "T-4711"
    assert f"ticket n° T-4711 du {yesterday:%d/%m/%Y}" in notes(invoice, "AAI")[0]
    with pytest.raises(ReceiptRefused, match=invoice.invoice_number):
        contracts.invoice_receipt(receipt=meal, **asked)
    # One sum in six has no base at 20 %: the cent is told as rounding, and what was paid stays what was paid.
    odd = Receipt(number="T-4712", day=yesterday, amounts=(amount("WINE", "20", "0.05"), amount("WINE", "20", "10.00")))
    contracts.invoice_receipt(receipt=odd, **asked)
    (rounded,) = followed(steps)
    assert paid(rounded) == (Decimal("10.06"), Decimal("10.05"), Decimal("-0.01"), Decimal("0.00"))
    both = Receipt(
        number="T-4713", day=yesterday, amounts=(amount("JARS", "5.5", "36.93"), amount("MEALS", "10", "11.00"))
    )
    contracts.invoice_receipt(receipt=both, **asked)
    (mixed,) = followed(steps)
    assert process(mixed) == ("B7", EN16931)
    assert mixed.draft.clauses["process"]["code"] == "B7"
    assert "M7" in mixed.draft.clauses["process"]["fr"]
    accepted()


def test_a_receipt_is_taxed_where_it_was_sold_whoever_asks_for_the_invoice(bistrot: Seller, steps: Any) -> None:
    """Case 30, a German company asks for the invoice of a meal in Lyon; case 42, the tax-free form of a tourist."""
    factories.buyer(
        bistrot, "DE1", name="Schmidt GmbH", country_code="DE", post_code="10115", city="Berlin", siren="",
        vat_identifier="DE136695976", email="a@schmidt.example",
    )  # fmt: skip
    factories.buyer(
        bistrot, "US1", name="Ann Smith", kind="consumer", country_code="US", post_code="10001", city="New York",
        siren="", email="ann@smith.example",
    )  # fmt: skip
    now, today = clock.now(), clock.day_of(clock.now())
    asked: dict[str, Any] = {"seller_id": bistrot.pk, "at": now}
    meal = Receipt(number="1", day=today, amounts=(amount("MEALS", "10", "110.00"),))
    contracts.invoice_receipt(receipt=meal, buyer_code="DE1", **asked)
    (german,) = followed(steps)
    assert by_rate(german) == {"10": ("100.00", "10.00")}
    chair = Receipt(number="2", day=today, amounts=(amount("CHAIR", "20", "360.00"),), export_form="BVE-2026-77")
    contracts.invoice_receipt(receipt=chair, buyer_code="US1", **asked)
    (tax_free,) = followed(steps)
    bound = read(tax_free).invoiced_object_identifier
    assert (process(tax_free)[0], notes(tax_free, "BAR")) == ("B7", ["B2CINT"])
    assert bound is not None
    assert (bound.value, bound.scheme) == ("BVE-2026-77", "APT")
    assert by_rate(tax_free) == {"20": ("300.00", "60.00")}
    accepted()


def ordered(to: Buyer, number: str, *lines: tuple[str, str], delivered: date, **details: str) -> None:
    """An order of so many of these articles, to be delivered that day."""
    for rank, (code, quantity) in enumerate(lines, 1):
        item = to.seller.items.get(code=code)
        OrderLine.objects.create(
            seller=to.seller, order_number=number, line_number=rank, buyer=to, item=item, order_date=date(2026, 9, 1),
            delivery_date=delivered, quantity=Decimal(quantity), unit_price=item.unit_price, details=details,
        )  # fmt: skip


def billed(owner: Seller, until: date, steps: Any) -> list[Invoice]:
    contracts.start_bill_run(seller_id=owner.pk, until=until, issue_date=until, at=factories.NOW)
    return followed(steps)


def test_deposits_are_deducted_as_paid_with_their_invoices_named(bistrot: Seller, moreau: Buyer, steps: Any) -> None:
    """Cases 20 and 21, and the settlement of 32: BT-113 and BG-3 instead of negative lines; two rates."""
    bistrot.vat_options = {"deposits": "prepaid"}
    bistrot.save()
    ordered(moreau, "CMD1", ("BANQUET", "1"), ("CHAIR", "3"), delivered=date(2026, 10, 20))
    for day, share in ((date(2026, 9, 10), 30), (date(2026, 9, 30), 20)):
        contracts.ask_deposit(
            seller_id=bistrot.pk, order_number="CMD1", percentage=Decimal(share), due_on=day, at=factories.NOW
        )
    deposits = [*billed(bistrot, date(2026, 9, 10), steps), *billed(bistrot, date(2026, 9, 30), steps)]
    assert [one.type_code for one in deposits] == ["386", "386"]
    assert [one.total_with_vat for one in deposits] == [819, 546]
    (final,) = billed(bistrot, date(2026, 10, 31), steps)
    assert process(final) == ("M4", EN16931)
    assert by_rate(final) == {"10": ("1500.00", "150.00"), "20": ("900.00", "180.00")}
    assert paid(final) == (Decimal("2730.00"), Decimal("1365.00"), None, Decimal("1365.00"))
    named = [(one.invoice_number, one.issue_date) for one in read(final).preceding_invoices]
    assert named == [(one.invoice_number, one.issue_date) for one in deposits]
    assert billed(bistrot, date(2026, 11, 30), steps) == []  # nothing of the deposits is left to deduct
    accepted()


def test_monthly_instalments_are_settled_as_paid(bistrot: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 32: two instalments of 600 for catering; what was eaten comes to 1,500, the settlement asks for the rest.

    A contract chooses the way for itself (BT-113 and BG-3); what was paid too much on another is credited (503).
    """
    plans: dict[str, Any] = {"CT-1": monthly(2, date(2026, 3, 31), 3), "CT-2": monthly(1, date(2026, 3, 31))}
    for number, plan in plans.items():
        of = contract_factories.contract(moreau, number, clauses={"deposits": "prepaid"}, grouping="contract")
        line = contract_factories.contract_line(of, bistrot.items.get(code="MEALS"), quantity=1200)
        for name, values in (("plan", plan.to_dict()), ("settlement", {"on": "2026-10-31", "item_codes": ["MEALS"]})):
            contracts.agree_clause(line_id=line.pk, name=name, values=values, at=factories.NOW)
    for number, quantity in (("CT-1", "1500"), ("CT-2", "1100")):
        clauses.used(bistrot, date(2026, 4, 5), quantity, number=number, item_code="MEALS")
    instalments = [*billed(bistrot, date(2026, 3, 31), steps), *billed(bistrot, date(2026, 6, 30), steps)]
    assert {one.type_code for one in instalments} == {"386"}
    assert sorted(one.total_with_vat for one in instalments) == [660, 660, 1320]
    found = billed(bistrot, date(2026, 10, 31), steps)
    even, final, credit = sorted(found, key=lambda one: (one.type_code, one.total_with_vat))
    assert (process(final), by_rate(final)) == (("S4", EN16931), {"10": ("1500.00", "150.00")})
    assert paid(final) == (Decimal("1650.00"), Decimal("1320.00"), None, Decimal("330.00"))
    assert paid(even)[1:] == (Decimal("1210.00"), None, Decimal("0.00"))
    assert (credit.type_code, credit.total_with_vat) == ("503", Decimal("110.00"))
    accepted()


def test_a_discount_for_early_payment_is_stated_with_both_amounts(bistrot: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 22a: the note AAB tells the terms, what is paid with the discount and without; 22b: a credit note with VAT.

    The credit note without VAT of 22b is told among the corrections.
    """
    ordered(
        moreau, "CMD1", ("BANQUET", "1"), delivered=date(2026, 10, 20),
        cash_discount_percentage="2", cash_discount_days="8",
    )  # fmt: skip
    (invoice,) = billed(bistrot, date(2026, 10, 31), steps)
    told = notes(invoice, "AAB")[0].replace("\u00a0", " ")
    assert told.startswith("Escompte de 2 % pour paiement dans les 8 jours de la facture, soit 33 € TTC")
    assert "1 617 € TTC avec escompte, 1 650 € TTC sans" in told
    assert told.endswith("aucun avoir ne sera établi.")
    assert invoice.total_with_vat == Decimal("1650.00")
    issuing.credit_invoice(
        invoice_id=invoice.pk, how="amount", amount_with_vat=Decimal(33), why="Escompte", actor=None, at=factories.NOW
    )
    (note,) = followed(steps)
    assert by_rate(note) == {"10": ("30.00", "3.00")}
    assert notes(note, "AAB") == ["Escompte pour paiement anticipé : néant."]
    assert read(note).preceding_invoices[0].invoice_number == invoice.invoice_number
    accepted()


def test_arrhes_are_no_deposit_until_the_sale_is_made(bistrot: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 24: no invoice while they may be lost; paid when the sale is made; kept, outside VAT, when it is not."""
    now: dict[str, Any] = {"seller_id": bistrot.pk, "at": factories.NOW}
    for number in ("CMD1", "CMD2"):
        ordered(moreau, number, ("BANQUET", "1"), delivered=date(2026, 10, 20))
        contracts.hold_arrhes(order_number=number, amount=Decimal(300), received_on=date(2026, 9, 15), **now)
    assert billed(bistrot, date(2026, 9, 30), steps) == []
    kept = contracts.end_arrhes(order_number="CMD2", by_buyer=True, why="Mariage annulé par le client", **now)
    assert kept == 300
    (invoice,) = billed(bistrot, date(2026, 10, 31), steps)
    assert (process(invoice)[0], invoice.type_code) == ("S1", "380")
    assert paid(invoice) == (Decimal("1650.00"), Decimal("300.00"), None, Decimal("1350.00"))
    assert notes(invoice, "PAI") == ["Arrhes reçues le 15/09/2026 : 300,00\u00a0€"]
    assert read(invoice).preceding_invoices == ()
    fact = Fact.objects.get(kind="ArrhesEnded")
    assert (fact.data["outcome"], fact.data["amount"], fact.why) == ("kept", "300.00", "Mariage annulé par le client")
    with pytest.raises(PaymentRefused, match="CMD1"):
        contracts.hold_arrhes(order_number="CMD1", amount=Decimal(10), received_on=date(2026, 9, 15), **now)
    accepted()


def test_vouchers_are_taxed_when_sold_or_when_used(bistrot: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 25: single-purpose, taxed at its sale; multi-purpose, outside VAT at its sale and money at its use."""
    now = clock.now()
    asked: dict[str, Any] = {"seller_id": bistrot.pk, "buyer_code": "C1", "at": now, "delivery_date": clock.day_of(now)}
    contracts.sell(lines=[SaleLine("MENU", Decimal(2))], **asked)
    contracts.sell(lines=[SaleLine("GIFT", Decimal(1), details={"voucher": "BON-1"})], **asked)
    single, multiple = followed(steps)
    assert by_rate(single) == {"10": ("100.00", "10.00")}
    (row,) = read(multiple).vat_breakdown
    assert (row.vat_category_code, row.exemption_reason_code) == ("O", "VATEX-EU-O")
    assert (notes(multiple, "BAR"), process(multiple)[1]) == (["OUTOFSCOPE"], EN16931)
    ordered(moreau, "CMD1", ("CHAIR", "1"), delivered=date(2026, 10, 20))
    pay: dict[str, Any] = {"seller_id": bistrot.pk, "order_number": "CMD1", "voucher_number": "BON-1", "at": now}
    with pytest.raises(PaymentRefused, match="100"):
        contracts.pay_with_voucher(amount=Decimal("100.01"), **pay)
    assert contracts.pay_with_voucher(amount=Decimal(60), **pay) == 40
    (used,) = billed(bistrot, date(2026, 10, 31), steps)
    assert by_rate(used) == {"20": ("300.00", "60.00")}
    assert paid(used) == (Decimal("360.00"), Decimal("60.00"), None, Decimal("300.00"))
    assert notes(used, "PAI") == ["Payé par le bon n° BON-1 : 60,00\u00a0€"]
    accepted()
