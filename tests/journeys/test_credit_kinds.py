"""Credit notes of every kind of invoice that is not an ordinary one, to the cent: stories of a billing desk.

A factored invoice, a deposit, one in another currency, one under the margin scheme, a kit sold with its parts, several
rates under one discount of the document: each is credited by an amount, by a line, then for the rest, and ends at
nothing, base and VAT of each rate. Both official packs accept every document (XP Z12-014, cases 8, 20, 22, 33 and 38).
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts.tests import factories as contract_factories
from sansfaute.documents import queries as documents_queries
from sansfaute.drafts import actions as drafts
from sansfaute.drafts import queries as drafts_queries
from sansfaute.drafts.rules.corrections import LineCredit
from sansfaute.en16931 import totals
from sansfaute.en16931.model import (
    DocumentAllowance,
    DocumentCharge,
    Item,
    Line,
    LineVat,
    Payee,
    Price,
)
from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.syntaxes import PROFILES, cii, ubl
from sansfaute.en16931.totals import ExchangeRate
from sansfaute.en16931.values import ABSENT, Identifier
from sansfaute.issuing import actions, queries
from sansfaute.issuing.actions import CorrectionRefused
from sansfaute.issuing.models import Invoice
from sansfaute.lib.errors import Trouble
from sansfaute.masterdata.models import Buyer, Seller
from sansfaute.project.commands import reprint
from sansfaute.review.adapters import official
from sansfaute.review.models import DraftException
from sansfaute.review.tests import factories

NOW = factories.NOW
RATE = ExchangeRate(accounting_amount=Decimal(1), invoice_amount=Decimal("1.0835"))
EXTENDED = next(urn for urn, name in PROFILES.items() if name == "extended-ctc-fr")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders", "steps")]


@pytest.fixture
def ondine() -> Seller:
    owner = factories.seller(contact_email="facturation@ondine.example")
    contract_factories.item(owner, "SCREEN", "219.90", nature="goods", name="Écran 27 pouces")
    return owner


@pytest.fixture
def moreau(ondine: Seller) -> Buyer:
    return factories.buyer(ondine, "MOREAU", email="compta@moreau.example")


def ordinary(seller: Seller, buyer: Buyer) -> Document:
    """An ordinary draft of Ondine's to Moreau, to take parties, notes and terms from."""
    factories.order(seller, buyer, quantity="1")
    (draft,) = factories.drafts_of(seller)
    document: Document = drafts_queries.invoice_of(draft)
    drafts.discard_draft(draft_id=draft.pk, why="Modèle seulement", actor=None, at=NOW)
    return document


def sold(identifier: str, name: str, quantity: str, price: str, rate: str = "20", **more: Any) -> Line:
    return Line(
        identifier=identifier,
        invoiced_quantity=Decimal(quantity),
        unit_code="C62",
        price=Price(item_net_price=Decimal(price)),
        vat=LineVat(vat_category_code=more.pop("category", "S"), vat_rate=Decimal(rate)),
        item=Item(name=name),
        **{"line_net_amount": ABSENT} | more,
    )


def kinds(like: Document) -> Mapping[str, Document]:
    """One invoice of each kind, not yet calculated."""
    factor = Payee(name="Banque d'affacturage", legal_registration=Identifier("552032534", "0002"))
    two = (sold("1", "Écran", "3", "219.90"), sold("2", "Manuel", "7", "31.45", "5.5"))
    extended = replace(like.process_control, specification_identifier=EXTENDED)
    kit = replace(
        sold("1", "Poste de travail", "1", "0", subtype_code="GROUP", line_net_amount=ABSENT),
        invoiced_quantity=ABSENT, unit_code="", price=Price(item_net_price=ABSENT),
    )  # fmt: skip
    return {
        "factored": replace(like, type_code="393", payee=factor, lines=two),
        "deposit": replace(like, type_code="386", lines=(sold("1", "Acompte de 30 %", "1", "333.33"),)),
        "dollars": replace(like, currency_code="USD", vat_accounting_currency_code="EUR", lines=two),
        "margin": replace(
            like,
            lines=(sold("1", "Montre ancienne", "3", "333.33", "0", category="E"),),
        ),
        "kit": replace(
            like,
            process_control=extended,
            lines=(
                kit,
                sold("1.1", "Unité centrale", "2", "780.10", parent_line_identifier="1", subtype_code="DETAIL"),
                sold("1.2", "Manuel", "2", "31.45", "5.5", parent_line_identifier="1", subtype_code="DETAIL"),
                sold("2", "Livraison", "1", "19.99", subtype_code="DETAIL"),
            ),
        ),
        "discounted": replace(
            like,
            lines=(*two, sold("3", "Formation", "1", "1000.01")),
            allowances=tuple(
                DocumentAllowance(
                    amount=Decimal(amount), vat_category_code="S", vat_rate=Decimal(rate), reason="Remise de fidélité"
                )
                for rate, amount in (("20", "33.33"), ("5.5", "11.01"))
            ),
            charges=(
                DocumentCharge(
                    amount=Decimal("12.34"), vat_category_code="S", vat_rate=Decimal(20), reason="Port"
                ),
            ),
        ),
    }  # fmt: skip


def reasoned(document: Document) -> Document:
    """With the reason that an exempt category gives; the amounts are calculated."""
    rate = RATE if document.vat_accounting_currency_code else None
    calculated = totals.calculate(document, exchange_rate=rate)
    rows = tuple(
        replace(one, exemption_reason_code="VATEX-EU-F", exemption_reason="Régime particulier - Biens d'occasion")
        if one.vat_category_code == "E"
        else one
        for one in calculated.vat_breakdown
    )
    return totals.calculate(replace(calculated, vat_breakdown=rows), exchange_rate=rate)


def issued(seller: Seller, buyer: Buyer, document: Document, steps: Any) -> Invoice:
    draft = drafts.propose_document(
        seller_id=seller.pk, buyer_id=buyer.pk, document=document, purpose="sale", corrects={}, actor=None, at=NOW
    )
    return numbered(draft, steps)


def numbered(draft: Any, steps: Any) -> Invoice:
    steps.run()
    assert list(DraftException.objects.filter(draft=draft).values_list("rule", "evidence")) == []
    return Invoice.objects.get(draft=draft)


def credited(invoice: Invoice, steps: Any, how: str = "full", **asked: Any) -> Invoice:
    made = actions.credit_invoice(invoice_id=invoice.pk, how=how, why="Retour", actor=None, at=NOW, **asked)
    return numbered(made.draft, steps)


def rows(document: Document) -> dict[tuple[str, str], list[Decimal]]:
    return {
        (one.vat_category_code, f"{one.vat_rate}"): [one.taxable_amount, one.tax_amount]
        for one in document.vat_breakdown
    }


def in_euro(invoice: Document, notes: list[Document]) -> None:
    """The VAT in euro of the notes adds up to that of the invoice; none is a cent off what its rate gives."""
    amounts = [one.totals.total_vat_in_accounting_currency or Decimal(0) for one in notes]
    assert sum(amounts) == invoice.totals.total_vat_in_accounting_currency
    for note, amount in zip(notes, amounts, strict=True):
        assert abs(RATE.converted(note.totals.total_vat or Decimal(0), 2) - amount) <= Decimal("0.01")


def test_each_ends_at_nothing_and_both_official_packs_accept_it(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    like, documents = ordinary(ondine, moreau), []
    for name, bare in kinds(like).items():
        invoice = issued(ondine, moreau, reasoned(bare), steps)
        sealed = queries.model_of(invoice)
        first = next(one for one in sealed.lines if one.subtype_code in (None, "DETAIL"))
        notes = [
            credited(invoice, steps, "amount", amount_with_vat=Decimal("33.34")),
            credited(invoice, steps, "lines", lines={first.identifier: LineCredit(net_amount=Decimal("10.01"))}),
            credited(invoice, steps),
        ]
        left = rows(sealed)
        for note in map(queries.model_of, notes):
            assert note.currency_code == sealed.currency_code, name
            for key, pair in rows(note).items():
                left[key] = [before - taken for before, taken in zip(left[key], pair, strict=True)]
        assert {key: pair for key, pair in left.items() if any(pair)} == {}, name
        assert sum(one.total_with_vat for one in notes) == invoice.total_with_vat, name
        assert {one.type_code for one in notes} == {{"factored": "396", "deposit": "503"}.get(name, "381")}, name
        if name == "dollars":
            in_euro(sealed, list(map(queries.model_of, notes)))
        with pytest.raises(CorrectionRefused):
            credited(invoice, steps, "amount", amount_with_vat=Decimal("0.01"))
        documents += [sealed, *map(queries.model_of, notes)]
    for write in (cii.write, ubl.write):
        verdicts = official.judge([write(one) for one in documents])
        broken = [
            (one.invoice_number, [found.rule for found in verdict.findings if found.level == "error"])
            for one, verdict in zip(documents, verdicts, strict=True)
            if verdict.verdict != "passed"
        ]
        assert broken == []
    assert [*queries.verify_series(), *queries.verify_chain()] == []


def test_a_duplicate_is_made_at_the_command_line(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    invoice = issued(ondine, moreau, reasoned(kinds(ordinary(ondine, moreau))["deposit"]), steps)
    made, pdf = reprint._made(invoice.invoice_number, "Perdue", "", "all")
    assert documents_queries.extract_cii(pdf) == cii.write(queries.model_of(invoice))
    assert made.unpaid.startswith("Facture demeurée impayée pour la somme de 333,33 € (prix net)")
    assert [one.duplicate_id for one in queries.duplicates_of(invoice)] == [made.duplicate_id]
    with pytest.raises(Trouble, match="no invoice"):
        reprint._made("F1999-000001", "Perdue", "", "")
