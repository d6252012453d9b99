"""What a contract's clauses make of its invoices: stories of a billing desk, from the agreement to the sealed document.

Each story ends in documents that both official packs accept, in CII and in UBL (XP Z12-014, cases 3, 13, 20, 21, 25,
26 and 32).
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts import actions as contracts
from sansfaute.contracts import queries as contract_queries
from sansfaute.contracts.actions import SaleLine
from sansfaute.contracts.models import Contract, ContractLine, OrderLine
from sansfaute.contracts.rules.instalments import monthly
from sansfaute.contracts.tests import clauses
from sansfaute.contracts.tests import factories as contract_factories
from sansfaute.drafts import queries as drafts
from sansfaute.drafts.rules import finalise
from sansfaute.en16931.model import Invoice as Document
from sansfaute.issuing import queries
from sansfaute.issuing.models import Invoice
from sansfaute.issuing.tests.trade import accepted
from sansfaute.lib import clock
from sansfaute.masterdata.models import Buyer, Item, Seller
from sansfaute.review.models import DraftException
from sansfaute.review.tests import factories

NOW = factories.NOW
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders", "steps")]


@pytest.fixture
def ondine() -> Seller:
    """Ondine sells screens and books, services by the hour, energy, and works at two rates."""
    owner = factories.seller(contact_email="facturation@ondine.example")
    for code, price, name, rate, nature in (
        ("SCREEN", "219.90", "Écran 27 pouces", "20", "goods"),
        ("BOOK", "31.45", "Manuel", "5.5", "goods"),
        ("HOUR", "92", "Heure d'assistance", "20", "services"),
        ("HEAT", "100", "Chaleur, en mégawattheures", "20", "services"),
        ("MAINT", "245", "Maintenance", "20", "services"),
        ("WALLS", "1", "Gros œuvre", "20", "services"),
        ("WINDOWS", "1", "Fenêtres isolantes", "10", "services"),
    ):
        contract_factories.item(owner, code, price, name=name, vat_rate=Decimal(rate), nature=nature)
    return owner


@pytest.fixture
def moreau(ondine: Seller) -> Buyer:
    """Moreau, a regular customer."""
    return factories.buyer(ondine, "C1", name="Moreau", email="compta@moreau.example")


def line(to: Buyer, item_code: str, number: str = "CT-1", contract: dict[str, Any] | None = None, **terms: Any) -> Any:
    """A line of a contract of that customer."""
    known = Contract.objects.filter(contract_number=number).first()
    of = known or contract_factories.contract(to, number, **(contract or {}))
    item = Item.objects.get(seller=to.seller, code=item_code)
    return contract_factories.contract_line(of, item, line_number=of.lines.count() + 1, **terms)


def agree(of: ContractLine, name: str, **values: Any) -> ContractLine:
    return contracts.agree_clause(line_id=of.pk, name=name, values=values, at=NOW)


def billed(owner: Seller, until: date, steps: Any) -> list[Invoice]:
    """The invoices that the run of that day gives, in the order of their numbers; nothing is held."""
    before = set(Invoice.objects.values_list("pk", flat=True))
    contracts.start_bill_run(seller_id=owner.pk, until=until, issue_date=until, at=NOW)
    return followed(before, steps)


def followed(before: set[Any], steps: Any) -> list[Invoice]:
    steps.run()
    assert list(DraftException.objects.filter(decision=None).values_list("rule", "evidence")) == []
    return list(Invoice.objects.exclude(pk__in=before).order_by("chain_position"))


def read(invoice: Invoice) -> Document:
    return queries.model_of(invoice)


def test_a_deposit_is_invoiced_then_deducted_from_the_final_invoice(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Moreau orders screens and books and pays 30 % in advance; both rates of VAT are deducted at the end."""
    for rank, (code, quantity) in enumerate((("SCREEN", 10), ("BOOK", 20)), 1):
        item = ondine.items.get(code=code)
        OrderLine.objects.create(
            seller=ondine, order_number="CMD1", line_number=rank, buyer=moreau, item=item, order_date=date(2026, 9, 1),
            delivery_date=date(2026, 10, 20), quantity=quantity, unit_price=item.unit_price,
        )  # fmt: skip
    contracts.ask_deposit(
        seller_id=ondine.pk, order_number="CMD1", percentage=Decimal(30), due_on=date(2026, 9, 30), at=NOW
    )
    (deposit,) = billed(ondine, date(2026, 9, 30), steps)
    assert (deposit.type_code, deposit.total_without_vat) == ("386", Decimal("848.40"))
    (final,) = billed(ondine, date(2026, 10, 31), steps)
    document = read(final)
    assert final.total_without_vat == Decimal("2828.00") - Decimal("848.40")
    assert document.process_control.business_process_type == "B4"
    taken = [one for one in document.lines if one.preceding_invoices]
    assert {one.preceding_invoices[0].invoice_number for one in taken} == {deposit.invoice_number}
    assert {one.preceding_invoices[0].type_code for one in taken} == {"386"}
    assert {one.preceding_invoices[0].issue_date for one in taken} == {deposit.issue_date}
    assert len(taken) == 2
    accepted()


def test_works_are_billed_as_they_progress_and_five_percent_is_retained(
    ondine: Seller, moreau: Buyer, steps: Any
) -> None:
    """Three statements come to the price of the works to the cent; what is retained has its own due date."""
    works = agree(
        line(moreau, "WALLS"),
        "works",
        retention_rate="5",
        items=[
            {"code": "WALLS", "name": "Gros œuvre", "amount": "33333.33", "vat_rate": "20"},
            {"code": "WINDOWS", "name": "Fenêtres", "amount": "6666.67", "vat_rate": "10"},
        ],
    )
    found: list[Invoice] = []
    for month, walls, windows in ((8, "33.33", "0"), (9, "80", "50"), (10, "100", "100")):
        rows = [{"code": "WALLS", "percentage": walls}, {"code": "WINDOWS", "percentage": windows}]
        day = date(2026, month, 28)
        contracts.state_situation(line_id=works.pk, progress=rows, until=day, is_final=month == 10, at=NOW)
        found += billed(ondine, day, steps)
    assert sum(one.total_without_vat for one in found) == Decimal("40000.00")
    notes = [note.text for one in found for note in read(one).notes if note.subject_code == "ABU"]
    assert len(notes) == 3
    held = [one.draft.clauses["due_amounts"][0]["amount"] for one in found]
    assert sum(map(Decimal, held)) <= Decimal("0.05") * sum(one.total_with_vat for one in found)
    kept = contract_queries.retentions(works.contract_id)
    assert [str(one.amount) for one in kept] == held
    assert {(one.due_on, one.is_released) for one in kept} == {(None, False)}
    contracts.accept_works(line_id=works.pk, accepted_on=date(2026, 10, 31), at=NOW)
    assert {one.due_on for one in contract_queries.retentions(works.contract_id)} == {date(2027, 10, 31)}
    accepted()


def test_heat_is_paid_by_instalments_and_settled_on_what_was_consumed(
    ondine: Seller, moreau: Buyer, steps: Any
) -> None:
    """Two instalments of 600 are deposits; 15 MWh were consumed: the settlement asks for the difference."""
    plan = agree(line(moreau, "HEAT", quantity=12), "plan", **monthly(2, date(2026, 3, 31), 3).to_dict())
    agree(plan, "settlement", on="2026-10-31", item_codes=["HEAT"])
    clauses.used(ondine, date(2026, 4, 5), "9", item_code="HEAT")
    clauses.used(ondine, date(2026, 9, 5), "6", item_code="HEAT")
    instalments = [*billed(ondine, date(2026, 3, 31), steps), *billed(ondine, date(2026, 6, 30), steps)]
    assert [(one.type_code, one.total_without_vat) for one in instalments] == [("386", 600), ("386", 600)]
    (settlement,) = billed(ondine, date(2026, 10, 31), steps)
    assert settlement.total_without_vat == Decimal("300.00")
    assert read(settlement).process_control.business_process_type == "S4"
    accepted()


def test_less_heat_than_paid_for_is_given_back_by_a_credit_of_the_instalment(
    ondine: Seller, moreau: Buyer, steps: Any
) -> None:
    """One instalment of 1,200, 5 MWh consumed: the settlement takes 500, a credit note (503) gives 700 back."""
    plan = agree(line(moreau, "HEAT", quantity=12), "plan", **monthly(1, date(2026, 3, 31)).to_dict())
    agree(plan, "settlement", on="2026-10-31")
    clauses.used(ondine, date(2026, 4, 5), "5", item_code="HEAT")
    (paid,) = billed(ondine, date(2026, 3, 31), steps)
    contracts.start_bill_run(seller_id=ondine.pk, until=date(2026, 10, 31), issue_date=date(2026, 10, 31), at=NOW)
    steps.run()
    credit = Invoice.objects.get(type_code="503")
    assert credit.total_without_vat == Decimal("700.00")
    assert read(credit).preceding_invoices[0].invoice_number == paid.invoice_number
    held = DraftException.objects.get()  # an invoice that asks for nothing is shown to a person first
    assert (held.rule, held.draft.total_with_vat, held.draft.lines.count()) == ("amount_not_positive", 0, 2)
    accepted(
        finalise(
            drafts.invoice_of(held.draft), invoice_number="F2026-000002", issue_date=date(2026, 10, 31), terms=None
        )
    )


def test_hours_are_bought_in_advance_and_the_support_draws_on_them(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Ten hours prepaid, twelve used: the line shows all twelve, and the ten that were paid for."""
    agree(line(moreau, "HOUR", quantity=10, start_date=date(2026, 9, 1)), "prepaid", valid_months="12")
    (sale,) = billed(ondine, date(2026, 9, 30), steps)
    assert sale.total_without_vat == Decimal("920.00")
    clauses.used(ondine, date(2026, 10, 5), "12")
    (rest,) = billed(ondine, date(2026, 10, 31), steps)
    (used,) = read(rest).lines
    assert (used.invoiced_quantity, used.line_net_amount) == (12, Decimal("184.00"))
    assert used.allowances[0].reason == "Crédit prépayé"
    accepted()


def test_prepaid_hours_that_were_counted_wrongly_are_given_back(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """An hour is taken back after the month was billed: the credit has it again, the document shows both."""
    agree(line(moreau, "HOUR", quantity=10, start_date=date(2026, 9, 1)), "prepaid")
    clauses.used(ondine, date(2026, 9, 5), "4")
    billed(ondine, date(2026, 9, 30), steps)
    clauses.used(ondine, date(2026, 9, 5), "-1")
    clauses.used(ondine, date(2026, 10, 5), "8")
    (rest,) = billed(ondine, date(2026, 10, 31), steps)
    assert rest.total_without_vat == Decimal("92.00")
    accepted()


def test_a_commitment_that_was_not_reached_is_made_up_at_the_end_of_its_year(
    ondine: Seller, moreau: Buyer, steps: Any
) -> None:
    """At least 1,000 a year was promised, five hours were used."""
    agree(line(moreau, "HOUR", kind="usage", start_date=date(2025, 11, 1)), "commitment", kind="amount", minimum="1000")
    clauses.used(ondine, date(2026, 10, 5), "5")
    (invoice,) = billed(ondine, date(2026, 10, 31), steps)
    assert invoice.total_without_vat == Decimal("1000.00")
    assert [one.line_net_amount for one in read(invoice).lines] == [Decimal("540.00"), Decimal("460.00")]
    accepted()


def test_a_sale_at_the_counter_is_invoiced_at_once(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Two screens and a book, sold, delivered and invoiced today."""
    now = clock.now()
    number = contracts.sell(
        seller_id=ondine.pk, buyer_code="C1", delivery_date=clock.day_of(now), at=now,
        lines=[SaleLine("SCREEN", Decimal(2)), SaleLine("BOOK", Decimal(1), Decimal("29.90"), Decimal(5))],
        references={"buyer_reference": "BC-7"},
    )  # fmt: skip
    (invoice,) = followed(set(), steps)
    document = read(invoice)
    assert (invoice.total_without_vat, invoice.issue_date) == (Decimal("468.20"), clock.day_of(now))
    assert (document.sales_order_reference, document.buyer_reference) == (number, "BC-7")
    accepted()


def test_sites_and_cost_centres_have_invoices_of_their_own(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Four contracts of one customer: two of the same site together, a cost centre apart, the rest as usual."""
    given: list[tuple[str, dict[str, Any]]] = [
        ("CT-1", {"grouping": "site", "site": "Lyon"}),
        ("CT-2", {"grouping": "site", "site": "Lyon"}),
        ("CT-3", {"grouping": "cost_centre", "cost_centre": "CC-42"}),
        ("CT-4", {}),
    ]
    for number, terms in given:
        terms = {"start_date": date(2026, 10, 1), **terms}
        line(moreau, "MAINT", number, contract=terms, quantity=int(number[-1]))
    found = billed(ondine, date(2026, 10, 31), steps)
    assert sorted(len(read(one).lines) for one in found) == [1, 1, 2]
    assert {read(one).buyer_accounting_reference for one in found} == {None, "CC-42"}
    accepted()


def test_a_third_party_pays_the_invoice(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Moreau buys, its holding pays: the invoice names both."""
    holding = factories.buyer(ondine, "HOLD", name="Moreau Participations", email="h@moreau.example", siren="443061841")
    line(moreau, "MAINT", contract={"start_date": date(2026, 10, 1), "payer": holding})
    (invoice,) = billed(ondine, date(2026, 10, 31), steps)
    document = read(invoice)
    assert document.payer is not None
    assert (document.buyer.name, document.payer.name) == ("Moreau", "Moreau Participations")
    accepted()


def test_a_seller_under_franchise_asks_a_deposit_without_vat(steps: Any) -> None:
    """Art. 293 B: neither the deposit nor the final invoice has any VAT."""
    small = factories.seller(
        vat_identifier="", legal_form="EI", capital=None, registry="", contact_email="ei@example.fr",
        vat_regimes=[{"since": "2020-01-01", "regime": "franchise"}],
    )  # fmt: skip
    contract_factories.item(small, "SITE", "1200", name="Création de site", vat_rate=None)
    to = factories.buyer(small, "C1", email="compta@client.example")
    site = agree(line(to, "SITE"), "plan", **monthly(2, date(2026, 9, 30)).to_dict())
    contracts.ask_deposit(
        seller_id=small.pk, contract_id=site.contract_id, percentage=Decimal(25), due_on=date(2026, 8, 31), at=NOW
    )
    found = [
        one for day in (date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)) for one in billed(small, day, steps)
    ]
    assert [(one.type_code, one.total_with_vat) for one in found] == [("386", 300), ("380", 600), ("380", 300)]
    assert {row.exemption_reason_code for one in found for row in read(one).vat_breakdown} == {"VATEX-FR-FRANCHISE"}
    accepted()


def test_a_building_subcontractor_bills_its_progress_without_vat(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Reverse charge (CGI 283-2 nonies): the statement has no VAT, the retention is counted without it."""
    moreau.vat_identifier = "FR27552100554"
    moreau.save()
    works = agree(
        line(moreau, "WALLS", contract={"operation": "building_subcontract"}),
        "works",
        retention_rate="5",
        items=[{"code": "WALLS", "name": "Maçonnerie", "amount": "8000", "vat_rate": "0", "vat_category_code": "AE"}],
    )
    rows = [{"code": "WALLS", "percentage": "60"}]
    contracts.state_situation(line_id=works.pk, progress=rows, until=date(2026, 10, 31), at=NOW)
    (invoice,) = billed(ondine, date(2026, 10, 31), steps)
    document = read(invoice)
    assert (invoice.total_without_vat, invoice.total_vat) == (Decimal("4800.00"), 0)
    assert document.process_control.business_process_type == "S5"
    assert [one.vat_category_code for one in document.vat_breakdown] == ["AE"]
    assert invoice.draft.clauses["due_amounts"][0]["amount"] == "240.00"
    accepted()
