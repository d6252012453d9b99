"""What each sum of a document should be, for the rules that compare and the proposals that mend.

Exact, and rounded to the cent as the official stylesheets round. Each takes the item and the facts.
"""

from decimal import Decimal, InvalidOperation

from sansfaute.en16931.model import Invoice, VatBreakdown
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.figures import CENT, added, cents, product, total
from sansfaute.en16931.values import ABSENT, is_figure


def lines(_: Invoice, facts: Facts) -> Decimal:
    """BT-106: the lines that count."""
    return cents(added(one.line_net_amount for one in facts.counted))


def allowances(invoice: Invoice, facts: Facts) -> Decimal:
    """BT-107: the allowances of the document."""
    return cents(added(one.amount for one in facts.plain_allowances))


def charges(invoice: Invoice, facts: Facts) -> Decimal:
    """BT-108: the charges of the document, and carriage (EXTENDED)."""
    carriage = cents(added(one.amount for one in invoice.logistics_charges))
    return total((cents(added(one.amount for one in facts.plain_charges)), carriage))


def without_vat(invoice: Invoice, _: Facts) -> Decimal:
    """BT-109 = BT-106 - BT-107 + BT-108, from the sums as they are given."""
    totals = invoice.totals
    return cents(total((totals.sum_of_line_net_amounts, less(totals.sum_of_allowances), totals.sum_of_charges)))


def without_vat_from_parts(invoice: Invoice, facts: Facts) -> Decimal:
    """The same from the lines, allowances and charges themselves, as EXTENDED has it."""
    return total((lines(invoice, facts), less(allowances(invoice, facts)), charges(invoice, facts)))


def vat(invoice: Invoice, _: Facts) -> Decimal:
    """BT-110: the breakdown."""
    return cents(added(row.tax_amount for row in invoice.vat_breakdown))


def with_vat(invoice: Invoice, facts: Facts) -> Decimal | None:
    """BT-112 = BT-109 + BT-110; None when there is no BT-110 to add."""
    own = own_vat(invoice, facts)
    return cents(total((invoice.totals.total_without_vat, own[0]))) if own else None


def due(invoice: Invoice, _: Facts) -> Decimal:
    """BT-115 = BT-112 - BT-113 + BT-114."""
    totals = invoice.totals
    return total((totals.total_with_vat, less(totals.paid_amount), totals.rounding_amount))


def tax(row: VatBreakdown, _: Facts) -> Decimal:
    """BT-117 = BT-116 x BT-119 / 100; without a rate, 0."""
    return cents(product(row.taxable_amount, row.vat_rate if row.vat_rate is not None else Decimal(0), CENT))


def vat_totals(invoice: Invoice, facts: Facts) -> list[tuple[str, Decimal]]:
    """The VAT totals as they are written: (currency, amount)."""
    if "totals.vat_totals" in facts.raw:
        parts = (part.rpartition(" ") for part in facts.raw["totals.vat_totals"].split("|"))
        return [(currency, figure(amount)) for currency, _, amount in parts]
    totals = invoice.totals
    written = (
        (invoice.currency_code, totals.total_vat),
        (invoice.vat_accounting_currency_code or "", totals.total_vat_in_accounting_currency),
    )
    return [(currency, amount) for currency, amount in written if amount is not None]


def figure(text: str) -> Decimal:
    """The number of a text, ABSENT when it is none that a document may hold."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return ABSENT
    return value if is_figure(value) else ABSENT


def own_vat(invoice: Invoice, facts: Facts) -> list[Decimal]:
    """The VAT totals that are written in the currency of the invoice: none where it has no currency."""
    if "currency_code.absent" in facts.raw:
        return []
    own = facts.raw.get("currency_code", invoice.currency_code) if facts.syntax == "ubl" else invoice.currency_code
    return [amount for currency, amount in vat_totals(invoice, facts) if currency == own]


def less(amount: Decimal | None) -> Decimal | None:
    """The amount to be taken off, to its last digit."""
    return None if amount is None else amount.copy_negate()
