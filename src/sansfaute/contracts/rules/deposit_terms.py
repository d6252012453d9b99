"""A deduction of deposits as terms of the norm: negative lines, or references beside BT-113.

Source: XP Z12-014, cases 20 and 21; XP Z12-012 (a price has no sign, the quantity carries it).
"""

from collections.abc import Sequence
from decimal import Decimal

from sansfaute.contracts.rules.deposits import DeductedDeposit, Deduction
from sansfaute.en16931.model import Item, Line, LinePrecedingInvoice, LineVat, PrecedingInvoice, Price

LINE_UNIT = "C62"
"""The unit of a deduction (BT-130): one."""


def deduction_lines(found: Deduction, first_identifier: int, names: Sequence[str] = ()) -> tuple[Line, ...]:
    """One line of quantity -1 for each deposit and rate, numbered on; none when BT-113 carries them.

    Lines refer to their deposit with its type, which needs the profile EXTENDED. `names` replace the
    French name of the lines, in order.
    """
    if found.method != "lines":
        return ()
    return tuple(
        _line(one, str(first_identifier + rank), names[rank] if rank < len(names) else "")
        for rank, one in enumerate(found.deducted)
    )


def _line(one: DeductedDeposit, identifier: str, name: str) -> Line:
    return Line(
        identifier=identifier,
        invoiced_quantity=Decimal(-1),
        unit_code=LINE_UNIT,
        line_net_amount=-one.rate.taxable_amount,
        price=Price(item_net_price=one.rate.taxable_amount),
        vat=LineVat(
            vat_category_code=one.rate.vat_category_code,
            vat_rate=None if one.rate.vat_category_code == "O" else one.rate.vat_rate,
        ),
        item=Item(name=name or f"Déduction de l'acompte {one.number} du {one.issue_date:%d/%m/%Y}"),
        preceding_invoices=(
            LinePrecedingInvoice(invoice_number=one.number, type_code=one.type_code, issue_date=one.issue_date),
        ),
    )


def deposit_references(found: Deduction, *, with_type: bool = False) -> tuple[PrecedingInvoice, ...]:
    """BG-3 for the deposits in BT-113, each once; none when lines carry them.

    `with_type` adds EXT-FR-FE-02, which needs the profile EXTENDED.
    """
    if found.method != "prepaid":
        return ()
    seen = {one.number: one for one in found.deducted}
    return tuple(
        PrecedingInvoice(
            invoice_number=one.number, issue_date=one.issue_date, type_code=one.type_code if with_type else None
        )
        for one in seen.values()
    )
