"""What proves a draft: the answers of VIES that its VAT relies on, the copies that support its lines."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from sansfaute.drafts import queries, rules
from sansfaute.drafts.rules.brought import Settled, deposits_with_vat
from sansfaute.lib import clock
from sansfaute.lib.files import FileStore
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Buyer, Seller


def vies_of(seller: Seller, buyers: Iterable[Buyer]) -> dict[UUID, rules.ViesAnswer]:
    """What VIES said of the numbers of these customers, of those it was asked about.

    One query, and none when no customer has a number of another member state.
    """
    foreign = {one.pk: one.vat_identifier for one in buyers if _is_foreign(one.vat_identifier)}
    told = masterdata.vies_answers(seller.pk, foreign.values())
    days = rules.VatOptions(seller.vat_options).vies_days
    return {
        buyer_id: rules.believed(
            [rules.Asked(clock.day_of(at), {"yes": True, "no": False}.get(said)) for at, said in told[number]],
            days=days,
        )
        for buyer_id, number in foreign.items()
        if number in told
    }


def _is_foreign(number: str) -> bool:
    return bool(number) and not number.startswith("FR")


def supports_of(lines: Iterable[rules.WorkRecord]) -> list[rules.Support]:
    """The copies that the lines of a draft name, read from the file store. Raises Trouble for one that is damaged."""
    found: dict[str, rules.Support] = {}
    for line in lines:
        details: Mapping[str, str] = line.basis.get("details") or {}
        digest = details.get("support", "")
        if digest and digest not in found:
            found[digest] = _support(digest, details.get("support_name", ""), len(found) + 1)
    return list(found.values())


def _support(digest: str, name: str, rank: int) -> rules.Support:
    return rules.Support(
        reference=f"JUSTIFICATIF-{rank}",
        filename=Path(name).name or f"justificatif-{rank}.pdf",
        mime_code=mimetypes.guess_type(name)[0] or "application/pdf",
        content=FileStore(settings.FILE_STORE).get(digest),
    )


def settled_of(seller: Seller, lines: Iterable[rules.WorkRecord]) -> list[Settled]:
    """The deposits that a final invoice deducts in BT-113, with the VAT that their own invoices bear.

    One query when there are any.
    """
    rows = [row for line in lines for row in line.basis.get("settled", ())]
    known = queries.lines_by_source(seller.pk, {row["advance"] for row in rows}) if rows else {}
    origins = {key: (queries.invoice_of(line.draft), line.line_identifier) for key, line in known.items()}
    return deposits_with_vat(rows, origins)
