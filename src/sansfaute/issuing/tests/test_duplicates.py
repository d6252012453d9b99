"""Duplicates: the same document, marked; who asked, when and why is kept, and nothing is issued."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.issuing import actions, queries, rules
from sansfaute.issuing.actions import DuplicateRefused
from sansfaute.issuing.models import Invoice
from sansfaute.issuing.tests.test_actions import issue
from sansfaute.issuing.tests.test_corrections import approve, credit, invoice_of
from sansfaute.journal import actions as journal
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Seller
from sansfaute.people.models import Person, Role
from sansfaute.review.tests import factories

NOW = factories.NOW
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def seller() -> Seller:
    return factories.seller()


@pytest.fixture(autouse=True)
def no_journey() -> Iterator[Any]:
    with journal.inline_steps() as steps:
        yield steps


def made(invoice: Invoice, **asked: Any) -> queries.Duplicate:
    given: dict[str, Any] = {"why": "Perdue par le client", "actor": None, "at": NOW}
    return actions.make_duplicate(invoice_id=invoice.pk, **given | asked)


def test_it_is_the_same_document_and_who_asked_is_kept(seller: Seller) -> None:
    invoice = invoice_of(seller)
    before = Invoice.objects.values().get()
    first, second = made(invoice), made(invoice, address="compta@client.example", why="Seconde demande")
    assert (first.mark, first.document, first.unpaid) == ("DUPLICATA", queries.model_of(invoice), "")
    assert [one.duplicate_id for one in queries.duplicates_of(invoice)] == [first.duplicate_id, second.duplicate_id]
    assert second.fact is not None
    assert (second.fact.why, second.address) == ("Seconde demande", "compta@client.example")
    assert Invoice.objects.values().get() == before
    assert Fact.objects.filter(kind="InvoiceIssued").count() == 1


def test_that_of_a_bad_debt_bears_the_sentence_of_the_law_for_what_is_left(seller: Seller) -> None:
    invoice = invoice_of(seller)
    credit(invoice, "amount", amount_with_vat=Decimal("60"))
    whole = made(invoice, unpaid=queries.may_be_unpaid(invoice)).unpaid
    assert "50,00 € (prix net)" in whole
    assert "10,00 € (taxe" in whole
    part = made(invoice, unpaid=Decimal("20.01")).unpaid  # the customer paid the rest
    assert "16,67 € (prix net)" in part
    assert "3,34 € (taxe" in part


def test_a_share_of_what_is_unpaid_is_split_to_the_cent() -> None:
    for cents in range(1, 12001):
        unpaid = Decimal(cents) / 100
        share = rules.unpaid_share(Decimal("120.00"), Decimal("20.00"), unpaid)
        assert share.without_vat + share.vat == unpaid
    assert rules.unpaid_share(Decimal("120.00"), Decimal("20.00"), Decimal("120.00")).vat == 20


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"why": " "}, "why"),
        ({"address": "not an address"}, "not an e-mail address"),
        ({"unpaid": Decimal("120.01")}, "120.00"),
        ({"unpaid": Decimal("0")}, "stays unpaid"),
        ({"unpaid": Decimal("1.001")}, "two decimals"),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_no_fact(seller: Seller, asked: dict[str, Any], said: str) -> None:
    invoice = invoice_of(seller)
    with pytest.raises(DuplicateRefused, match=said):
        made(invoice, **asked)
    assert queries.duplicates_of(invoice) == []


def test_nothing_is_unpaid_of_a_credit_note_or_of_what_was_credited_whole(seller: Seller) -> None:
    invoice = invoice_of(seller)
    correction = credit(invoice)
    approve(correction.draft)
    (note,) = issue([correction.draft])
    for one in (note, invoice):
        with pytest.raises(DuplicateRefused):
            made(one, unpaid=Decimal("1"))
    assert made(note).document.type_code == "381"


def test_support_prints_and_only_who_corrects_declares_a_bad_debt(seller: Seller) -> None:
    invoice = invoice_of(seller)
    support, stranger = Person.objects.create(username="s"), Person.objects.create(username="x")
    Role.objects.create(person=support, seller_id=seller.pk, role="support")
    known = made(invoice, actor=support)
    assert known.duplicate_id is not None
    for person, unpaid in ((support, Decimal("1")), (stranger, None)):
        with pytest.raises(DuplicateRefused, match="role"):
            made(invoice, actor=person, unpaid=unpaid)
    assert queries.duplicate_for(support, invoice.pk, known.duplicate_id) is not None
    assert queries.duplicate_for(stranger, invoice.pk, known.duplicate_id) is None
