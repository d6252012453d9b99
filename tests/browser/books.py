"""The books that the browser walks through: invoices in every state, exceptions, rows set aside."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import Work
from sansfaute.documents.adapters import facturx_pdf
from sansfaute.en16931.syntaxes import cii
from sansfaute.en16931.tests import samples
from sansfaute.issuing import queries as issuing
from sansfaute.issuing.models import Invoice
from sansfaute.journal.actions import inline_steps
from sansfaute.masterdata.models import Seller

NAMES = (
    "Boulangerie Petit", "Garage Roux & Fils", "Hôtel Bellevue", "SARL Électricité Moreau & Fils",
    "Plomberie Girard SCI",
    "Mairie de Villeurbanne", "Cabinet Lefèvre-Dumas", "Transports Aubry", "Café & Thé Paris", "Menuiserie Chevalier",
    "Clinique vétérinaire du Parc", "Hôpital Saint-Joseph de la Grâce-Dieu et des Monts du Lyonnais réunis",
)  # fmt: skip
WORK = (
    ("Contrat de maintenance Premium", "MON", "1", "245.00", "20"),
    ("Hébergement, par gigaoctet", "C62", "387.974", "0.0425", "20"),
    ("Heure d’intervention sur site", "HUR", "12.5", "89.00", "20"),
    ("Formation en ligne", "C62", "2", "420.00", "10"),
)


@dataclass(frozen=True)
class Site:
    """The running site and what is in it."""

    url: str
    invoice: Invoice
    pdf: bytes
    xml: bytes
    held_draft_id: UUID


def line(number: int) -> Any:
    """One line of the catalogue."""
    name, unit_code, quantity, price, rate = WORK[number % len(WORK)]
    plain = samples.line(number, quantity=quantity, price=price, rate=rate)
    return replace(plain, item=replace(plain.item, name=name), unit_code=unit_code)


def fill() -> tuple[Invoice, bytes, bytes, UUID]:
    """Write everything; back come the newest invoice, the bytes of its PDF and XML, and a held draft."""
    with inline_steps():
        seller = factories.seller("Ondine Services SAS")
        factories.person("ada.martin", seller, "approver")
        work = factories.work(seller)
        invoice = _invoices(work)
        held_draft_id = _exceptions(work)
        _rows(seller)
    document = issuing.model_of(invoice)
    xml = cii.write(document)
    pdf = facturx_pdf.write(document, xml)
    with inline_steps():
        factories.store(invoice, "cii", xml)
        factories.store(invoice, "facturx", pdf)
        factories.send(invoice)
    return invoice, pdf, xml, held_draft_id


def _invoices(work: Work) -> Invoice:
    for number in range(60):
        lines = [line(number + extra + 1) for extra in range(number % 3 + 1)]
        order = "BC68654" if number % 5 == 0 else ""
        invoice = work.invoice(NAMES[number % len(NAMES)], *lines, day=date(2026, 10, 30), order=order)
        if number < 45:
            factories.send(invoice, sent=number != 44)
        elif number < 52:
            factories.hold(invoice)
    return work.invoice("Café & Thé Paris", *(line(n) for n in range(1, 5)), day=date(2026, 10, 31), order="BC77120")


def _exceptions(work: Work) -> UUID:
    garage = work.draft("Garage Roux & Fils", samples.line(1, quantity="1", price="2450.00"))
    work.exception(garage, contracts=["CT-2024-00002"])
    work.exception(garage, "discount_above_limit", percentage="15", limit="10")
    work.exception(work.draft("Plomberie Girard SCI", line(4)), "siren_missing", proposed="735399818")
    late = {"due_date": "2027-02-28", "limit": "2026-12-30", "source": "C. com. L441-10"}
    work.exception(work.draft("Transports Aubry", line(3)), "payment_term_beyond_law", **late)
    work.exception(work.draft("Mairie de Villeurbanne", line(1)), "duplicate_suspected", other="F2026-000012")
    return garage.pk


def _rows(seller: Seller) -> None:
    buyers = factories.source_file(seller, "clients.csv", "buyers")
    usage = factories.source_file(seller, "consommations.csv", "usage")
    cells = [
        "C00197",
        "",
        "13 avenue du Général de Gaulle",
        "97200",
        "Fort-de-France",
        "FRANCE",
        "868 745 654",
        "30 jours",
    ]
    factories.set_aside(buyers, 12, cells, "missing_value", field="name")
    factories.set_aside(buyers, 699, ["TOTAL", "", "", "", "", "", "698"], "total_line")
    for number in range(40, 44):
        cells = [f"U00000{number}", "CT-2024-09999", "HEB-GO", "2026-10-08T15:34", "387,974"]
        factories.set_aside(usage, number, cells, "unknown_contract", code="CT-2024-09999")
    cells = ["U0000088", "CT-2024-00002", "HEB-GO", "2026-02-30T10:00", "12"]
    factories.set_aside(usage, 88, cells, "impossible_date", value="2026-02-30T10:00", field="used_at")
