"""Credits without VAT: both parties agree to leave the VAT of the invoice as it was (VATEX-FR-CNWVAT).

They stand apart from the credits with VAT, in category E at 0 %: the base of the invoice carries both, its VAT
the latter only. Source: BOI-TVA-DECLA-30-20-20-20; XP Z12-014, case 22b.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from sansfaute.drafts.rules.correction_words import correction_finding
from sansfaute.en16931 import totals
from sansfaute.en16931.model import Invoice, Item, Line, LineVat, Price, Totals, VatBreakdown
from sansfaute.en16931.totals import Credit

NET_CREDIT = "VATEX-FR-CNWVAT"
EXEMPT = "E"
_REASON = "Avoir net de TVA : les parties conviennent de ne pas rectifier la TVA facturée."
_ZERO = Decimal("0.00")


def net_credit(invoice: Invoice, earlier: Sequence[Invoice], amount: Decimal) -> Credit:
    """The credit note of an amount without VAT; the VAT of the invoice stays as it is."""
    header = totals.credit_rest(invoice, []).credit_note
    remaining = totals.credit_remaining(invoice, [*without_net_parts(earlier)])
    left = remaining.total_without_vat - net_credited(earlier)
    if header is None or remaining.total_vat <= 0 or has_exempt_part(invoice):
        return Credit(credit_note=None, findings=(correction_finding("credit_net_without_object"),))
    if not 0 < amount <= left:
        return Credit(credit_note=None, findings=(correction_finding("credit_net_amount", amount, max(left, _ZERO)),))
    line = _line("1", amount, f"Avoir net de TVA sur la facture {invoice.invoice_number}")
    document = replace(
        header,
        lines=(line,),
        allowances=(),
        charges=(),
        logistics_charges=(),
        vat_point_date_code=None,
        vat_breakdown=(_row(amount),),
        totals=totals.UNCALCULATED,
    )
    return Credit(credit_note=totals.calculate(document))


def has_exempt_part(invoice: Invoice) -> bool:
    """Whether the invoice has a category E of its own: one document gives one reason for it only (BG-23)."""
    return any(row.vat_category_code == EXEMPT for row in invoice.vat_breakdown)


def without_net_parts(credit_notes: Iterable[Invoice]) -> Iterator[Invoice]:
    """The credit notes as far as they credit VAT: what was credited without it, or taken back, is left out."""
    for one in credit_notes:
        if not _net_rows(one):
            yield one
            continue
        lines = tuple(line for line in one.lines if line.vat.vat_category_code != EXEMPT)
        rows = tuple(row for row in one.vat_breakdown if row.exemption_reason_code != NET_CREDIT)
        if rows:
            yield replace(one, lines=lines, vat_breakdown=rows)


def net_credited(credit_notes: Iterable[Invoice]) -> Decimal:
    """How much these credit notes credit without VAT in all."""
    return sum((row.taxable_amount for one in credit_notes for row in _net_rows(one)), _ZERO)


def with_net_taken_back(found: Credit, net: Decimal) -> Credit:
    """The credit of the whole rest, base and VAT, less what was already credited without VAT."""
    one = found.credit_note
    if one is None:
        return found
    line = replace(
        _line("NET", net, "Avoirs nets de TVA déjà accordés"), invoiced_quantity=Decimal(-1), line_net_amount=-net
    )
    return Credit(
        credit_note=replace(
            one, lines=(*one.lines, line), vat_breakdown=(*one.vat_breakdown, _row(-net)), totals=_less(one.totals, net)
        )
    )


def _less(whole: Totals, net: Decimal) -> Totals:
    return replace(
        whole,
        sum_of_line_net_amounts=whole.sum_of_line_net_amounts - net,
        total_without_vat=whole.total_without_vat - net,
        total_with_vat=whole.total_with_vat - net,
        amount_due=whole.amount_due - net,
    )


def _net_rows(credit_note: Invoice) -> list[VatBreakdown]:
    return [row for row in credit_note.vat_breakdown if row.exemption_reason_code == NET_CREDIT]


def _line(identifier: str, amount: Decimal, words: str) -> Line:
    return Line(
        identifier=identifier,
        invoiced_quantity=Decimal(1),
        unit_code="C62",
        line_net_amount=amount,
        price=Price(item_net_price=amount),
        vat=LineVat(vat_category_code=EXEMPT, vat_rate=Decimal(0)),
        item=Item(name=words),
    )


def _row(amount: Decimal) -> VatBreakdown:
    return VatBreakdown(
        taxable_amount=amount,
        tax_amount=_ZERO,
        vat_category_code=EXEMPT,
        vat_rate=Decimal(0),
        exemption_reason=_REASON,
        exemption_reason_code=NET_CREDIT,
    )
