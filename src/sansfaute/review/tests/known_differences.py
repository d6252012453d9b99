"""Where the official packs are wrong, with proof: differences that we keep on purpose.

Each entry names the rule, the side that names it, and when; it holds for no other document.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from sansfaute.en16931.model import Invoice, Line
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.figures import CENT
from sansfaute.en16931.rules.fr_sub_invoices import amounts_below
from sansfaute.en16931.rules.groups import SUB_INVOICE, object_number, top_groups
from sansfaute.en16931.rules.vat import CATEGORIES
from sansfaute.en16931.syntaxes import read
from sansfaute.review.tests.mutants import Mutant


@dataclass(frozen=True, slots=True)
class Known:
    """`side` is "native" or "official": who alone names the rule. `when` recognises the documents."""

    rule: str
    side: str
    when: Callable[[Mutant], bool]
    why: str


def _a_unit_off(mutant: Mutant) -> bool:
    """Whether a base of VAT in UBL is off by exactly one unit, the limit that rules of categories by rate allow."""
    invoice = read(mutant.content).invoice
    if (mutant.syntax, mutant.profile) != ("ubl", "en16931") or invoice is None:
        return False
    facts = Facts(invoice, "", mutant.syntax, mutant.profile)
    rows = [row for row in invoice.vat_breakdown if row.vat_category_code in ("S", "L", "M")]
    due = [(row.taxable_amount, facts.exact_base((row.vat_category_code, row.vat_rate))) for row in rows]
    return any(abs(given - right) == 1 for given, right in due)


def _at_the_limit(mutant: Mutant) -> bool:
    """Whether a base of VAT in UBL is off by exactly what EXTENDED allows: a cent for each amount."""
    reading = read(mutant.content)
    if (mutant.syntax, mutant.profile) != ("ubl", "extended-ctc-fr") or reading.invoice is None:
        return False
    facts = Facts(reading.invoice, "", mutant.syntax, mutant.profile, raw=reading.raw)
    return any(
        abs(row.taxable_amount - base.amount) == base.tolerance
        for row in reading.invoice.vat_breakdown
        for base in facts.bases.of(row)
        if not row.taxable_amount.is_nan()
    )


def _group_at_the_limit(mutant: Mutant) -> bool:
    """Whether the amount of a sub-invoice is off by exactly what is allowed: a cent for each of its lines."""
    reading = read(mutant.content)
    if reading.invoice is None:
        return False
    facts = Facts(reading.invoice, "", mutant.syntax, mutant.profile, raw=reading.raw)
    below = ((line, amounts_below(line, facts)) for _, line in top_groups(reading.invoice.lines))
    return any(
        abs(line.line_net_amount - sum(amounts)) == CENT * len(amounts)
        for line, amounts in below
        if not line.line_net_amount.is_nan()
    )


def _a_cent_off(mutant: Mutant) -> bool:
    """Whether the VAT of a sub-invoice is off by exactly one cent, the limit that BR-FR-MV-09 allows."""
    invoice = read(mutant.content).invoice
    groups = [line for _, line in top_groups(invoice.lines)] if invoice is not None else []
    return any(abs((line.vat_amount or 0) - _vat_of(line, invoice)) == Decimal("0.01") for line in groups if invoice)


def _vat_of(line: Line, invoice: Invoice) -> Decimal:
    mark = f"#{object_number(line, SUB_INVOICE)}#"
    rows = [row for row in invoice.vat_breakdown if (row.exemption_reason or "").startswith(mark)]
    return sum((row.tax_amount for row in rows), Decimal(0))


_BINARY = (
    "The stylesheet for UBL subtracts 1 from a text (`cbc:TaxableAmount - 1`), which XPath does in binary: 38.04 - 1 "
    "is a little less than 37.04, so that a base off by exactly one unit passes, or not, by its binary digits."
)

_BINARY_SUM = (
    "The stylesheets add the VAT of the rows with sum(), which XPath does in binary: 12.21 - 12.20 is a little more "
    "than 0.01, so that a total off by exactly one cent fails, or not, by its binary digits."
)

_BINARY_LIMIT = (
    "The stylesheets for UBL, and BR-FR for CII, add lines with sum(), in binary, then compare the difference with "
    "0.01 for each amount: 100.01 - 100 is a little more than 0.01 and fails, 200.01 - 200 is a little less and passes."
)

KNOWN: tuple[Known, ...] = (
    Known("BR-FR-MV-09_EXT-FR-FE-181", "official", _a_cent_off, _BINARY_SUM),
    Known("BR-FR-MV-05_EXT-FR-FE-BG-12", "official", _group_at_the_limit, _BINARY_LIMIT),
    *(Known(f"BR-FREXT-{one.prefix}-08", "official", _at_the_limit, _BINARY_LIMIT) for one in CATEGORIES),
    *(Known(rule, "native", _a_unit_off, _BINARY) for rule in ("BR-S-08", "BR-AF-08", "BR-AG-08")),
    Known(
        "BR-FR-DEC-01_BT-111",
        "native",
        lambda mutant: mutant.syntax == "cii",
        "The stylesheet has two templates for TaxTotalAmount in one mode (priorities 1010 and 1009): the second, "
        "which holds this assert, is never applied.",
    ),
)

GIVES_UP: tuple[str, ...] = (
    "BR-FR for CII: a date whose text is no number (`x`, empty) is converted to a number by the test of BR-FR-03: the "
    "whole stylesheet gives up instead of refusing the date.",
    "EXTENDED-CTC-FR, EXTENDED and BR-FR for CII: an element that the schema lets occur twice (LineTotalAmount, "
    "CalculatedAmount, the process of BT-23), where a test expects one value, makes the stylesheet give up.",
)
"""Documents on which an official stylesheet ends with an error of its own: it judges nothing of them."""


def unexplained(mutant: Mutant, native_only: set[str], official_only: set[str]) -> tuple[set[str], set[str]]:
    """What remains of the differences without those that are known."""
    known = [one for one in KNOWN if one.rule in native_only | official_only and one.when(mutant)]
    return (
        native_only - {one.rule for one in known if one.side == "native"},
        official_only - {one.rule for one in known if one.side == "official"},
    )
