"""The orders, delivery notes and places of a document: in its heading when there is one, else line by line.

Source: XP Z12-014, case 1. EN 16931 has one of each for the whole document; EXTENDED-CTC-FR has one for each line.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sansfaute.drafts.rules.records import WorkRecord
from sansfaute.drafts.rules.territories import country_of
from sansfaute.en16931.model import (
    DeliverToAddress,
    DeliveryInformation,
    Invoice,
    Line,
    LineDelivery,
    LineDeliveryAddress,
    LineDespatchAdvice,
    LineSalesOrder,
)

NO_DETAILS: Mapping[str, Any] = {}


def details_of(work: WorkRecord) -> Mapping[str, Any]:
    """What the order behind the work says beyond its lines (`contracts.rules.read_details`)."""
    found: Mapping[str, Any] = work.basis.get("details") or NO_DETAILS
    return found


def with_references(invoice: Invoice, work: Sequence[WorkRecord], *, by_line: bool) -> Invoice:
    """The document with its references; `by_line` where its reader knows EXTENDED-CTC-FR.

    Elsewhere several orders stay words of the lines.
    """
    if not any("details" in one.basis for one in work):
        if not by_line or len({one.order_reference for one in work} - {""}) < 2:
            return invoice
    else:
        invoice = _with_only(invoice, work)
    if not by_line or not any(_several(work, read) for read in _READ):
        return invoice
    return replace(invoice, lines=tuple(_referred(line, one) for line, one in zip(invoice.lines, work, strict=True)))


def _order(work: WorkRecord) -> object:
    return work.order_reference


def _purchase_order(work: WorkRecord) -> object:
    return details_of(work).get("purchase_order")


def _delivery_note(work: WorkRecord) -> object:
    return details_of(work).get("delivery_note")


def _place(work: WorkRecord) -> object:
    return tuple(sorted((details_of(work).get("delivered_to") or {}).items()))


_READ: tuple[Callable[[WorkRecord], object], ...] = (_order, _purchase_order, _delivery_note, _place)


def _several(work: Sequence[WorkRecord], read: Callable[[WorkRecord], object]) -> bool:
    """Whether lines name different ones; a line that names none leaves the others theirs."""
    first = next((found for one in work if (found := read(one))), None)
    return first is not None and any((found := read(one)) and found != first for one in work)


def _with_only(invoice: Invoice, work: Sequence[WorkRecord]) -> Invoice:
    """BT-13, BT-16, BT-70 and BG-15, where all lines name the same."""
    order, note = _one(work, _purchase_order), _one(work, _delivery_note)
    invoice = replace(
        invoice,
        purchase_order_reference=invoice.purchase_order_reference or order or None,
        despatch_advice_reference=note or None,
    )
    place = next((one for one in map(details_of, work) if one.get("delivered_to")), NO_DETAILS).get("delivered_to")
    return _delivered(invoice, place) if place and not _several(work, _place) else invoice


def _one(work: Sequence[WorkRecord], read: Callable[[WorkRecord], object]) -> str:
    found = next((str(value) for one in work if (value := read(one))), "")
    return "" if _several(work, read) else found


def _delivered(invoice: Invoice, place: Mapping[str, str]) -> Invoice:
    address = DeliverToAddress(**_address(place))
    delivery = invoice.delivery or DeliveryInformation()
    return replace(
        invoice, delivery=replace(delivery, party_name=place.get("name") or None, deliver_to_address=address)
    )


def _referred(line: Line, work: WorkRecord) -> Line:
    """EXT-FR-FE-135, BG-08, BG-09, BG-10 and BG-11: what this line was ordered and delivered by."""
    details = details_of(work)
    place, note = details.get("delivered_to") or {}, details.get("delivery_note")
    delivered = work.delivery_date is not None or place
    return replace(
        line,
        purchase_order_reference=details.get("purchase_order"),
        sales_order=LineSalesOrder(reference=work.order_reference) if work.order_reference else None,
        despatch_advice=LineDespatchAdvice(reference=note) if note else None,
        delivery=_line_delivery(work, place) if delivered else None,
    )


def _line_delivery(work: WorkRecord, place: Mapping[str, str]) -> LineDelivery:
    return LineDelivery(
        party_name=place.get("name") or None,
        postal_address=LineDeliveryAddress(**_address(place)) if place else None,
        actual_delivery_date=work.delivery_date,
    )


def _address(place: Mapping[str, str]) -> dict[str, Any]:
    country = country_of(str(place.get("country_code") or "FR"), str(place.get("post_code") or ""))
    named = {name: str(place.get(name) or "") or None for name in ("line_1", "line_2", "city", "post_code")}
    return {"country_code": country, **named}


def delivered_to(place: Mapping[str, Any]) -> DeliverToAddress | None:
    """BG-15 of a contract that delivers elsewhere than at the buyer's; None when it names no place."""
    return DeliverToAddress(**_address(place)) if place.get("country_code") else None
