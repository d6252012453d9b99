"""Discounts of documents, prices with VAT, other currencies, and work given back: stories of a billing desk.

Each story ends in documents that both official packs accept, in CII and in UBL, and in which the sum invoiced is the
sum owed.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts import actions as contracts
from sansfaute.contracts import queries as contracts_queries
from sansfaute.contracts.models import BillableItem, Contract, Repair
from sansfaute.contracts.tests import clauses
from sansfaute.contracts.tests import factories as contract_factories
from sansfaute.drafts import queries as drafts
from sansfaute.drafts import rules as drafts_rules
from sansfaute.en16931.model import Invoice as Document
from sansfaute.issuing import actions as issuing
from sansfaute.issuing import queries
from sansfaute.issuing.models import Invoice
from sansfaute.issuing.tests.trade import accepted
from sansfaute.lib import clock
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata.models import Buyer, Item, Seller
from sansfaute.people import actions as people
from sansfaute.people.models import Person
from sansfaute.project.commands.bill import simulate_run
from sansfaute.review import actions as review
from sansfaute.review.models import DraftException
from sansfaute.review.tests import factories

NOW = factories.NOW
OCTOBER = date(2026, 10, 31)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders", "steps")]


@pytest.fixture
def ondine() -> Seller:
    """Ondine sells maintenance at 20 %, books at 5.5 %."""
    owner = factories.seller(contact_email="facturation@ondine.example")
    contract_factories.item(owner, "MAINT", "245", name="Maintenance")
    contract_factories.item(owner, "BOOK", "31.45", name="Manuel", vat_rate=Decimal("5.5"), nature="goods")
    contract_factories.item(owner, "HOUR", "92", name="Heure d'assistance")
    return owner


@pytest.fixture
def moreau(ondine: Seller) -> Buyer:
    """Moreau, a regular customer."""
    return factories.buyer(ondine, "C1", name="Moreau", email="compta@moreau.example")


def line(to: Buyer, item_code: str, number: str = "CT-1", contract: dict[str, Any] | None = None, **terms: Any) -> Any:
    """A line of a contract of that customer, from October on."""
    known = Contract.objects.filter(contract_number=number).first()
    of = known or contract_factories.contract(to, number, **({"start_date": date(2026, 10, 1)} | (contract or {})))
    item = Item.objects.get(seller=to.seller, code=item_code)
    return contract_factories.contract_line(of, item, line_number=of.lines.count() + 1, **terms)


def billed(owner: Seller, steps: Any, until: date = OCTOBER, *, held: int = 0) -> list[Invoice]:
    """The invoices that the run of that day gives, in the order of their numbers."""
    before = set(Invoice.objects.values_list("pk", flat=True))
    contracts.start_bill_run(seller_id=owner.pk, until=until, issue_date=until, at=NOW)
    return followed(before, steps, held)


def followed(before: set[Any], steps: Any, held: int = 0) -> list[Invoice]:
    steps.run()
    waiting = list(DraftException.objects.filter(decision=None, draft__discard=None).values_list("rule", "evidence"))
    assert len(waiting) == held, waiting
    return list(Invoice.objects.exclude(pk__in=before).order_by("chain_position"))


def read(invoice: Invoice) -> Document:
    return queries.model_of(invoice)


BT01 = {
    "weights": [["0.85", "BT01"]], "fixed_share": "0.15", "base_periods": [["BT01", "2026-05"]],
    "revision_from": "2026-10-01", "every_months": 1, "on_anniversary": False, "lag": "last_published",
    "fresh_months": 3,
}  # fmt: skip


def index(owner: Seller, period: str, value: str, published_on: date) -> None:
    given = {"series": "BT01", "period": period, "value": value, "published_on": published_on, "source": "INSEE"}
    contracts.record_index_value(seller_id=owner.pk, values=given, actor=None, at=NOW)


def grant(owner: Seller, **values: Any) -> Any:
    given = {"scope": "document", "since": "2026-01-01", "reason": "Remise fidélité"}
    return contracts.grant_discount(seller_id=owner.pk, values=given | values, actor=None, at=NOW)


def claire(owner: Seller) -> Person:
    """Who may let pass what only an administrator may."""
    person = people.invite_person(username="claire", email="claire@ondine.example", password=None, at=NOW)
    people.grant_role(person=person, seller_id=owner.pk, role="admin", at=NOW)
    return person


def why(invoice: Invoice, figure: str) -> str:
    """Why a figure is what it is, in French."""
    known = drafts.explained(invoice.draft, read(invoice))
    return drafts_rules.explain(known, figure).sentence("fr")


def owed_of(buyer: Buyer) -> Decimal:
    """The sum of the lines that were found, without VAT."""
    return sum(BillableItem.objects.filter(buyer=buyer).values_list("net_amount", flat=True), Decimal(0))


def test_a_discount_of_the_whole_document_is_shared_over_its_rates(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """4 % for Moreau, 10 euros more on contract CT-2, nothing any more from November: two rates, an invoice a month.

    A credit of the October invoice gives back what was paid, not what the lines had cost.
    """
    line(moreau, "MAINT", quantity=2)
    line(moreau, "BOOK", "CT-2", unit_price=Decimal("31.45"), quantity=3)
    grant(ondine, percentage="4", buyer_code="C1", until="2026-10-31")
    grant(ondine, amount="10", contract_number="CT-2", reason="Geste", until="2026-10-31")
    (october,) = billed(ondine, steps)
    document = read(october)
    given = {(one.vat_rate, one.reason): one.amount for one in document.allowances}
    assert given == {
        (Decimal(20), "Remise fidélité"): Decimal("19.60"),
        (Decimal("5.5"), "Remise fidélité"): Decimal("3.77"),
        (Decimal("5.5"), "Geste"): Decimal("10.00"),
    }
    assert {one.reason_code for one in document.allowances} == {"95"}
    assert october.total_without_vat == owed_of(moreau) - sum(given.values())
    assert "4\u202f% × 490,00" in why(october, "BT-92:1")
    assert "33,37" in why(october, "BT-107")
    (november,) = billed(ondine, steps, date(2026, 11, 30))
    assert (november.total_without_vat, read(november).allowances) == (Decimal("584.35"), ())
    before = set(Invoice.objects.values_list("pk", flat=True))
    issuing.credit_invoice(invoice_id=october.pk, how="full", why="Doublon", actor=None, at=NOW)
    (credit,) = followed(before, steps)
    assert credit.total_with_vat == october.total_with_vat
    accepted()


def test_a_large_discount_of_a_document_waits_for_who_may_give_it(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Two discounts of 9 % add up: together they are above the clerk's limit of 10 %."""
    line(moreau, "MAINT")
    grant(ondine, percentage="9")
    grant(ondine, percentage="9", reason="Promotion")
    foreseen = simulate_run(ondine, OCTOBER, OCTOBER)
    assert (foreseen["billable"], foreseen["held_reasons"]) == (foreseen["held"], {"discount_above_limit": 1})
    assert foreseen["billable"] == {"count": 1, "amount": Decimal("245.00")}
    assert not BillableItem.objects.exists()
    assert billed(ondine, steps, held=1) == []
    (held,) = DraftException.objects.all()
    assert (held.rule, held.evidence["percentage"]) == ("discount_above_limit", "17.19")


def test_a_repaired_month_keeps_the_discount_of_its_invoice(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """The quantity was wrong in October; the discount has ended since: credit and new bill keep it."""
    agreed = line(moreau, "MAINT", quantity=2)
    term = grant(ondine, percentage="5", buyer_code="C1")
    (wrong,) = billed(ondine, steps)
    assert wrong.total_without_vat == Decimal("465.50")
    contracts.end_discount(discount_id=term.pk, until=OCTOBER, why="Fin", actor=None, at=NOW)
    contracts.change_line(
        line_id=agreed.pk, kind="quantity", effective_date=date(2026, 10, 1), values={"quantity": "1"},
        why="Erreur de saisie", actor=None, at=NOW,
    )  # fmt: skip
    repair = Repair.objects.get()
    contracts.accept_repair(repair_id=repair.pk, why="Oui", actor=None, at=NOW)
    contracts.start_bill_run(
        seller_id=ondine.pk, until=OCTOBER, issue_date=date(2026, 11, 2), at=NOW.replace(month=11, day=2)
    )
    found = followed({wrong.pk}, steps)
    worth = {one.type_code: one.total_without_vat for one in found}
    assert worth == {"381": Decimal("465.50"), "380": Decimal("232.75")}
    accepted()


def test_prices_agreed_with_vat_are_what_the_customer_pays(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """19.99 a month with VAT, three of them, a book at 9.99 with VAT, 10 % off: 69.96 less 7.00 to pay, to the cent.

    A part month is a share of the price with VAT, and a wrong month is given back at the price that was paid.
    """
    agreed = line(moreau, "MAINT", contract={"prices_with_vat": True}, unit_price=Decimal("19.99"), quantity=3)
    line(moreau, "BOOK", unit_price=Decimal("9.99"))
    grant(ondine, percentage="10")
    (invoice,) = billed(ondine, steps)
    document = read(invoice)
    assert document.totals.amount_due == Decimal("62.96")
    assert sum(one.amount for one in document.allowances) + invoice.total_without_vat == owed_of(moreau)
    assert "TVA comprise" in why(invoice, "BT-131:1")
    contracts.change_line(
        line_id=agreed.pk, kind="quantity", effective_date=date(2026, 10, 1), values={"quantity": "2"},
        why="Erreur de saisie", actor=None, at=NOW,
    )  # fmt: skip
    contracts.accept_repair(repair_id=Repair.objects.get().pk, why="Oui", actor=None, at=NOW)
    found = {one.type_code: read(one) for one in billed(ondine, steps)}
    assert found["381"].totals.amount_due == Decimal("53.97")
    assert found["380"].totals.amount_due == Decimal("35.98")
    accepted()


def test_a_price_list_with_vat_and_usage_at_its_tiers(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Hours at 60 with VAT, from the eleventh at 48: 12 hours are 696 to pay, 580 without VAT."""
    public = contracts.agree_list(seller_id=ondine.pk, code="PUBLIC", actor=None, at=NOW)
    tiers = [{"up_to": "10", "unit_price": "60"}, {"up_to": "", "unit_price": "48"}]
    price = {"structure": "tiered", "tiers": tiers, "with_vat": "true"}
    hour = Item.objects.get(code="HOUR")
    contracts.set_price(
        price_list_id=public.pk,
        item_id=hour.pk,
        since=date(2026, 1, 1),
        price=price,
        why="Tarif public",
        actor=None,
        at=NOW,
    )
    line(moreau, "MAINT", start_date=date(2027, 1, 1))
    clauses.used(ondine, date(2026, 10, 5), "12")
    (invoice,) = billed(ondine, steps)
    assert (invoice.amount_due, invoice.total_without_vat) == (Decimal("696.00"), Decimal("580.00"))
    assert owed_of(moreau) == Decimal("580.00")
    accepted()


def test_an_invoice_in_dollars_tells_its_vat_in_euro(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """The rate of its day is not known: the invoice waits for it. A credit keeps the rate when it moved since."""
    line(moreau, "MAINT", contract={"currency_code": "USD"}, unit_price=Decimal("1000"))
    assert billed(ondine, steps, held=1) == []
    (held,) = DraftException.objects.all()
    assert (held.rule, held.evidence["currency"], held.evidence["day"]) == (
        "exchange_rate_missing",
        "USD",
        "2026-10-31",
    )
    eve, today = clock.today() - timedelta(days=1), clock.today()
    rates = masterdata.read_rates(f"Date,USD,JPY,\n{eve},1.1630,178.20,\n2026-10-29,1.1645,N/A,\n")
    assert masterdata.record_rates(seller_id=ondine.pk, rates=rates, actor=None, at=NOW) == 3
    (invoice,) = followed(set(), steps)
    document = read(invoice)
    assert (document.totals.total_vat, document.totals.total_vat_in_accounting_currency) == (200, Decimal("171.97"))
    assert (document.vat_accounting_currency_code, document.currency_code) == ("EUR", "USD")
    assert any(f"1 EUR = 1,163 USD au {eve:%d/%m/%Y}" in one.text for one in document.notes)
    assert "1 EUR = 1,163 USD" in why(invoice, "BT-111")
    later = {"currency_code": "USD", "rate_date": today, "units_per_euro": "1.2", "source": "BCE"}
    masterdata.record_rate(seller_id=ondine.pk, values=later, actor=None, at=NOW)
    issuing.credit_invoice(invoice_id=invoice.pk, how="full", why="Erreur", actor=None, at=NOW)
    (credit,) = followed({invoice.pk}, steps)
    assert read(credit).totals.total_vat_in_accounting_currency == Decimal("171.97")
    assert any("1 EUR = 1,163 USD" in one.text for one in read(credit).notes)
    accepted()


def test_credited_work_is_known_as_given_back_and_billed_again_once(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """The October invoice went to the wrong address: credited in full, then billed again, once, with its discount.

    The minimum of 1,000 that was promised counts the work once; a part that is credited later is owed again.
    """
    line(moreau, "MAINT", quantity=2)
    minimum = line(moreau, "HOUR", kind="usage", start_date=date(2025, 11, 1))
    contracts.agree_clause(line_id=minimum.pk, name="commitment", values={"kind": "amount", "minimum": "300"}, at=NOW)
    clauses.used(ondine, date(2026, 10, 5), "2")
    grant(ondine, percentage="5", until="2026-10-31")
    (first,) = billed(ondine, steps)
    assert owed_of(moreau) == Decimal("490.00") + Decimal("300.00")
    with pytest.raises(contracts.AgainRefused, match=r"stands|reste"):
        contracts.bill_again(invoice_id=first.pk, why="Adresse", actor=None, at=NOW)
    issuing.credit_invoice(
        invoice_id=first.pk, how="amount", amount_with_vat=Decimal("90.06"), why="Geste", actor=None, at=NOW
    )
    (part,) = followed({first.pk}, steps)
    given = [one.basis["corrected"][0]["amount"] for one in BillableItem.objects.order_by("source_key")]
    assert sum(map(Decimal, given)) == part.total_without_vat
    issuing.credit_invoice(invoice_id=first.pk, how="full", why="Adresse", actor=None, at=NOW)
    followed({first.pk, part.pk}, steps)
    seen = set(Invoice.objects.values_list("pk", flat=True))
    contracts.bill_again(invoice_id=first.pk, why="Adresse", actor=None, at=NOW)
    assert followed(seen, steps, held=1) == []  # the same lines a second time: a person says that they are meant
    held = DraftException.objects.get(rule="duplicate_suspected")
    review.decide_exception(exception_id=held.pk, granted=True, why="Refacturé", actor=claire(ondine), at=NOW)
    (again,) = followed(seen, steps)
    assert again.total_with_vat == first.total_with_vat
    with pytest.raises(contracts.AgainRefused, match=r"again already|déjà"):
        contracts.bill_again(invoice_id=first.pk, why="Encore", actor=None, at=NOW)
    assert billed(ondine, steps) == []
    accepted()


def test_works_are_revised_by_their_index_and_a_subcontractor_is_paid_by_the_client(
    ondine: Seller, moreau: Buyer, steps: Any
) -> None:
    """The index BT01 rose from 125 to 130: the second statement is revised. The client pays the plumber himself."""
    contract_factories.item(ondine, "WALLS", "1", name="Gros œuvre")
    contract_factories.item(ondine, "PIPES", "1", name="Plomberie")
    works = line(moreau, "WALLS", contract={"start_date": date(2026, 8, 1)})
    works.details = {"indexation": BT01}
    works.save()
    items = [
        {"code": "WALLS", "name": "Gros œuvre", "amount": "10000", "vat_rate": "20"},
        {"code": "PIPES", "name": "Plomberie", "amount": "2000", "vat_rate": "20", "subcontractor": "Plombier SARL",
         "direct_payment": True},
    ]  # fmt: skip
    contracts.agree_clause(line_id=works.pk, name="works", values={"retention_rate": "5", "items": items}, at=NOW)
    rows = [{"code": "WALLS", "percentage": "50"}]
    contracts.state_situation(line_id=works.pk, progress=rows, until=date(2026, 8, 31), at=NOW)
    index(ondine, "2026-05", "125", date(2026, 7, 20))
    (august,) = billed(ondine, steps, date(2026, 8, 31))
    assert august.total_without_vat == Decimal("5000.00")
    rows = [{"code": "WALLS", "percentage": "100"}, {"code": "PIPES", "percentage": "50"}]
    contracts.state_situation(line_id=works.pk, progress=rows, until=OCTOBER, at=NOW)
    assert billed(ondine, steps) == []  # its index is not recorded yet: the statement waits
    index(ondine, "2026-08", "130", date(2026, 9, 28))
    (october,) = billed(ondine, steps)
    document = read(october)
    assert october.total_without_vat == Decimal("6204.00")  # 6,000 at 0.15 + 0.85 x 130/125 = 1.0340
    assert document.totals.paid_amount == Decimal("1034.00")
    assert any("Plombier SARL" in one.text for one in document.notes if one.subject_code == "PAI")
    (revision,) = [one for one in document.lines if "Révision" in one.item.name]
    assert revision.line_net_amount == Decimal("204.00")
    held = contracts_queries.retentions(works.contract_id)
    assert [one.amount for one in held] == [Decimal("300.00"), Decimal("320.54")]
    assert {one.due_on for one in held} == {None}
    contracts.accept_works(line_id=works.pk, accepted_on=OCTOBER, at=NOW)
    assert {one.due_on for one in contracts_queries.retentions(works.contract_id)} == {date(2027, 10, 31)}
    contracts.release_retention(line_id=works.pk, released_on=date(2027, 1, 15), at=NOW)
    held = contracts_queries.retentions(works.contract_id)
    assert {(one.due_on, one.is_released) for one in held} == {(date(2027, 1, 15), True)}
    assert [one.invoice_number for one in held] == [august.invoice_number, october.invoice_number]
    accepted()
