"""A line of the model as it is reported."""

from collections.abc import Iterable
from datetime import date

from sansfaute.en16931.ereporting.building.numbers import shortened
from sansfaute.en16931.ereporting.facts import Limit
from sansfaute.en16931.ereporting.model import (
    Line,
    LineAllowance,
    LineDelivery,
    LineNote,
    LinePeriod,
    LinePrevious,
    Price,
    QuantityIn,
)
from sansfaute.en16931.model import Line as InvoiceLine

_LONGEST_TEXT, _LONGEST_LINE, _LONGEST_POST_CODE = 1024, 255, 10


def reported_line(line: InvoiceLine, sent_on: date, limits: Iterable[Limit]) -> Line:
    """What is reported of a line that counts; a missing gross price is the net one (Z12-012 MAP)."""
    price = line.price
    return Line(
        notes=(LineNote(subject_code=line.note_subject_code, text=line.note[:_LONGEST_TEXT]),) if line.note else (),
        quantity=QuantityIn(line.invoiced_quantity, line.unit_code or None),
        previous=_previous(line, sent_on, limits),
        delivery=_delivery(line),
        period=LinePeriod(start_date=line.period.start_date, end_date=line.period.end_date) if line.period else None,
        allowances=(
            *(LineAllowance(is_charge=False, amount=one.amount) for one in line.allowances),
            *(LineAllowance(is_charge=True, amount=one.amount) for one in line.charges),
        ),
        price=Price(
            net_price=price.item_net_price,
            discount=price.item_price_discount,
            gross_price=price.item_net_price if price.item_gross_price is None else price.item_gross_price,
        ),
        item_name=line.item.name or None,
    )


def _previous(line: InvoiceLine, sent_on: date, limits: Iterable[Limit]) -> LinePrevious | None:
    """The first previous invoice of the line: flow 10 takes one."""
    for one in line.preceding_invoices:
        return LinePrevious(invoice_number=shortened(one.invoice_number, sent_on, limits), issue_date=one.issue_date)
    return None


def _delivery(line: InvoiceLine) -> LineDelivery | None:
    one = line.delivery
    place = one.postal_address if one else None
    if one is None or place is None:
        return LineDelivery(name=one.party_name) if one and one.party_name else None
    return LineDelivery(
        name=one.party_name,
        line_1=(place.line_1 or "-")[:_LONGEST_LINE],
        city=(place.city or "-")[:_LONGEST_LINE],
        post_code=(place.post_code or "-")[:_LONGEST_POST_CODE],
        subdivision=place.country_subdivision,
        country_code=place.country_code or None,
    )
