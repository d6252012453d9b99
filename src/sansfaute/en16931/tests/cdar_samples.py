"""Lifecycle messages for tests: one that every rule accepts for each status, and where the official ones are."""

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from sansfaute.en16931.cdar.codes import PROFILE_INVOICE
from sansfaute.en16931.cdar.model import (
    Acknowledgement,
    AmountIn,
    Characteristic,
    InvoiceIssuer,
    Issuer,
    Message,
    Moment,
    Recipient,
    Sender,
    StatusDetail,
    Subject,
)
from sansfaute.en16931.tests.official import EXAMPLES
from sansfaute.en16931.values import Identifier

SCHEMAS = EXAMPLES.parents[1] / "schemas"
SELLER, BUYER = Identifier("100000009", "0002"), Identifier("200000008", "0002")
_NOON = datetime(2026, 10, 5, 12, 0, 0)  # noqa: DTZ001 - the standard writes no zone


def message(status: str = "205", document_status: str = "1", phase: str = "23", **subject: Any) -> Message:
    """A message from the buyer to the seller about F2026-00001."""
    invoice = Subject(
        invoice_number="F2026-00001",
        document_status_code=document_status,
        invoice_type_code="380",
        issue_date=Moment("20261001", "102"),
        status_code=status,
        issuer=InvoiceIssuer(identifiers=(SELLER,)),
    )
    return Message(
        process="REGULATED",
        profile=PROFILE_INVOICE,
        identifier="F2026-00001_205",
        issued_at=Moment.of(_NOON),
        sender=Sender(role_code="WK"),
        issuer=Issuer(identifiers=(BUYER,), role_code="BY" if phase == "23" else "WK"),
        recipients=(
            Recipient(identifiers=(SELLER,), role_code="SE", electronic_address=Identifier("100000009", "0225")),
        ),
        acknowledgements=(
            Acknowledgement(
                several_subjects=False,
                phase_code=phase,
                given_at=Moment.of(_NOON),
                subjects=(replace(invoice, **subject),),
            ),
        ),
    )


def detail(**fields: Any) -> StatusDetail:
    """The first detail of a status."""
    return StatusDetail(**{"sequence_number": Decimal(1), **fields})


def collected(amount: str = "120.00", rate: str = "20") -> Characteristic:
    """An amount collected, with its rate."""
    return Characteristic(type_code="MEN", amount=AmountIn(Decimal(amount), "EUR"), percentage=Decimal(rate))


def official() -> list[tuple[str, bytes, frozenset[str]]]:
    """(name, content, error rules that the index names) of every published message."""
    found = []
    for row in (EXAMPLES / "INDEX.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in row.split("|")]
        if len(cells) > 8 and cells[2] == "CDAR":
            said = frozenset(re.findall(r"BR-[\w-]+", cells[8]))
            found.append((cells[1], (EXAMPLES / cells[1]).read_bytes(), said))
    return found


def schema(*parts: str) -> etree.XMLSchema:
    """An official schema, by its place under `schemas`."""
    return etree.XMLSchema(etree.parse(Path(SCHEMAS, *parts)))


CDAR_SCHEMA = ("cdar", "CrossDomainAcknowledgementAndResponse_100pD22B.xsd")
