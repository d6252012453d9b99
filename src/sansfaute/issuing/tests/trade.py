"""A billing desk for stories: Ondine sells at the counter, its invoices come out, both official packs judge them."""

from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.contracts import actions as contracts
from sansfaute.contracts.actions import SaleLine
from sansfaute.contracts.tests import factories as contract_factories
from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.syntaxes import cii, ubl
from sansfaute.issuing import queries
from sansfaute.issuing.models import Invoice
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata.models import Buyer, Party, Seller
from sansfaute.review.adapters import official
from sansfaute.review.models import DraftException
from sansfaute.review.tests import factories

NOW = factories.NOW
TODAY = date(2026, 10, 31)
EXTENDED = "extended-ctc-fr"
FACTOR_IBAN = "FR1420041010050500013M02606"


def ondine() -> Seller:
    """Ondine sells screens and books, and assistance by the hour."""
    owner = factories.seller(contact_email="facturation@ondine.example")
    for code, price, name, rate, nature in (
        ("SCREEN", "200", "Écran 27 pouces", "20", "goods"),
        ("BOOK", "40", "Manuel", "5.5", "goods"),
        ("CABLE", "10", "Câble", "20", "goods"),
        ("HOUR", "100", "Heure d'assistance", "20", "services"),
    ):
        contract_factories.item(owner, code, price, name=name, vat_rate=Decimal(rate), nature=nature)
    return owner


def moreau(owner: Seller, code: str = "C1", **values: Any) -> Buyer:
    """Moreau, a regular customer."""
    return factories.buyer(owner, code, name="Moreau", email="compta@moreau.example", **values)


def third_party(owner: Seller, code: str, name: str, **values: Any) -> Party:
    """A third party with its address, as somebody records it."""
    given = {"name": name, "line_1": "9 rue de la Paix", "post_code": "75002", "city": "Paris", **values}
    return masterdata.agree_party(seller_id=owner.pk, code=code, values=given, at=NOW)


def sold(
    owner: Seller, *lines: tuple[str, str] | SaleLine, to: str = "C1", details: dict[str, Any] | None = None
) -> str:
    """What is sold and delivered today, by article and quantity; the number of the order."""
    wanted = [one if isinstance(one, SaleLine) else SaleLine(one[0], Decimal(one[1])) for one in lines]
    return contracts.sell(seller_id=owner.pk, buyer_code=to, lines=wanted, delivery_date=TODAY, details=details, at=NOW)


def issued(steps: Any) -> list[Document]:
    """Every document issued until now, in the order of the chain; review held none back."""
    steps.run()
    held = DraftException.objects.filter(decision=None)
    assert [(one.rule, one.evidence) for one in held] == []
    return [queries.model_of(one) for one in Invoice.objects.order_by("chain_position")]


def one_sale(owner: Seller, *lines: tuple[str, str] | SaleLine, steps: Any, **terms: Any) -> Document:
    """The document of one sale, the latest one issued."""
    sold(owner, *lines, **terms)
    return issued(steps)[-1]


def accepted(*others: Document) -> None:
    """Both official packs accept every document of the story, and others, in both syntaxes; numbers and seals hold."""
    models = [*(queries.model_of(one) for one in Invoice.objects.order_by("chain_position")), *others]
    assert models
    documents = [write(one) for one in models for write in (cii.write, ubl.write)]
    refused = [
        [(one.rule, one.message) for one in verdict.findings if one.level == "error"]
        for verdict in official.judge(documents)
        if verdict.verdict != "passed"
    ]
    assert refused == []
    assert [*queries.verify_series(), *queries.verify_chain()] == []


def is_extended(document: Document) -> bool:
    """Whether the document needs the French extended profile."""
    return document.process_control.specification_identifier.endswith(EXTENDED)


def notes(document: Document, code: str) -> list[str]:
    """The notes of a document under a subject code."""
    return [one.text for one in document.notes if one.subject_code == code]
