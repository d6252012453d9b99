"""Sums and decimals: BR-CO-10 to BR-CO-17, BR-DEC-*."""

from decimal import Decimal

from sansfaute.en16931.model import Invoice, VatBreakdown
from sansfaute.en16931.rules import expected
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.figures import cents, product, units
from sansfaute.en16931.rules.mending import replacing
from sansfaute.en16931.rules.rule import AGAIN, at_most_two_decimals, getter, rule, rules_in


@rule(
    "BR-CO-10",
    "document",
    "BT-106",
    "totals.sum_of_line_net_amounts",
    fr="La somme des lignes (BT-106) n'est pas celle des montants de ligne (BT-131).",
    en="The sum of lines (BT-106) is not that of line net amounts (BT-131).",
    mend=replacing(getter("totals.sum_of_line_net_amounts"), expected.lines),
    **AGAIN,
)
def br_co_10(invoice: Invoice, facts: Facts) -> bool:
    """BT-106 = Σ BT-131."""
    return invoice.totals.sum_of_line_net_amounts == expected.lines(invoice, facts)


@rule(
    "BR-CO-11",
    "document",
    "BT-107",
    "totals.sum_of_allowances",
    fr="La somme des remises (BT-107) n'est pas celle des remises (BT-92).",
    en="The sum of allowances (BT-107) is not that of allowances (BT-92).",
    mend=replacing(getter("totals.sum_of_allowances"), expected.allowances),
    **AGAIN,
)
def br_co_11(invoice: Invoice, facts: Facts) -> bool:
    """BT-107 = Σ BT-92, or neither."""
    given = invoice.totals.sum_of_allowances
    if not facts.plain_allowances and given is None:
        return True
    return given == expected.allowances(invoice, facts)


@rule(
    "BR-CO-12",
    "document",
    "BT-108",
    "totals.sum_of_charges",
    fr="La somme des frais (BT-108) n'est pas celle des frais (BT-99).",
    en="The sum of charges (BT-108) is not that of charges (BT-99).",
    syntaxes=("cii",),
    mend=replacing(getter("totals.sum_of_charges"), expected.charges),
    **AGAIN,
)
def br_co_12(invoice: Invoice, facts: Facts) -> bool:
    """BT-108 = Σ BT-99, or neither."""
    given = invoice.totals.sum_of_charges
    if not facts.plain_charges and given is None:
        return True
    return given is not None and cents(given) == expected.charges(invoice, facts)


@rule(
    "BR-CO-13",
    "document",
    "BT-109",
    "totals.total_without_vat",
    fr="Le total HT (BT-109) n'est pas la somme des lignes, moins les remises, plus les frais.",
    en="The total without VAT (BT-109) is not the lines, less allowances, plus charges.",
    syntaxes=("cii",),
    mend=replacing(getter("totals.total_without_vat"), expected.without_vat),
    **AGAIN,
)
def br_co_13(invoice: Invoice, facts: Facts) -> bool:
    """BT-109 = BT-106 - BT-107 + BT-108."""
    return invoice.totals.total_without_vat == expected.without_vat(invoice, facts)


@rule(
    "BR-CO-14",
    "document",
    "BT-110",
    "totals.total_vat",
    fr="Le total de TVA (BT-110) n'est pas la somme de la ventilation (BT-117).",
    en="The total VAT (BT-110) is not the sum of the breakdown (BT-117).",
    syntaxes=("cii",),
    mend=replacing(getter("totals.total_vat"), expected.vat),
    **AGAIN,
)
def br_co_14(invoice: Invoice, facts: Facts) -> bool:
    """BT-110 = Σ BT-117."""
    return all(amount == expected.vat(invoice, facts) for amount in expected.own_vat(invoice, facts))


@rule(
    "BR-CO-15",
    "document",
    "BT-112",
    "totals.total_with_vat",
    fr="Le total TTC (BT-112) n'est pas le total HT plus la TVA.",
    en="The total with VAT (BT-112) is not the total without VAT plus VAT.",
    syntaxes=("cii",),
    mend=replacing(getter("totals.total_with_vat"), expected.with_vat),
    **AGAIN,
)
def br_co_15(invoice: Invoice, facts: Facts) -> bool:
    """BT-112 = BT-109 + BT-110; the official pack also accepts BT-112 = BT-109."""
    totals = invoice.totals
    summed = len(expected.own_vat(invoice, facts)) == 1 and totals.total_with_vat == expected.with_vat(invoice, facts)
    return summed or totals.total_with_vat == totals.total_without_vat


@rule(
    "BR-CO-16",
    "document",
    "BT-115",
    "totals.amount_due",
    fr="Le net à payer (BT-115) n'est pas le total TTC, moins le déjà réglé, plus l'arrondi.",
    en="The amount due (BT-115) is not the total with VAT, less the paid amount, plus rounding.",
    syntaxes=("cii",),
    mend=replacing(getter("totals.amount_due"), expected.due),
    **AGAIN,
)
def br_co_16(invoice: Invoice, facts: Facts) -> bool:
    """BT-115 = BT-112 - BT-113 + BT-114."""
    return invoice.totals.amount_due == expected.due(invoice, facts)


@rule(
    "BR-48",
    "vat_breakdown",
    "BT-119",
    "vat_rate",
    fr="Le taux de TVA (BT-119) manque dans la ventilation.",
    en="The VAT rate (BT-119) is missing in the breakdown.",
    fix_fr="Donner le taux, 0 pour une exonération.",
    fix_en="Give the rate, 0 for an exemption.",
)
def br_48(row: VatBreakdown, facts: Facts) -> bool:
    """A rate, except out of scope; in UBL that of another tax does not count."""
    if facts.syntax == "ubl" and not facts.is_vat(row):
        return False
    return row.vat_rate is not None or row.vat_category_code == "O"


@rule(
    "BR-CO-17",
    "vat_breakdown",
    "BT-117",
    "tax_amount",
    fr="Le montant de TVA (BT-117) n'est pas la base (BT-116) multipliée par le taux (BT-119).",
    en="The VAT amount (BT-117) is not the base (BT-116) times the rate (BT-119).",
    syntaxes=("cii",),
    mend=replacing(getter("tax_amount"), expected.tax),
    **AGAIN,
)
def br_co_17(row: VatBreakdown, facts: Facts) -> bool:
    """BT-117 = BT-116 x BT-119 / 100, to within one unit as the official pack has it."""
    if row.vat_rate is None or units(row.vat_rate) == 0 or not facts.is_vat(row):
        return units(row.tax_amount) == 0
    due = cents(product(abs(row.taxable_amount), row.vat_rate, Decimal("0.01")))
    return abs(row.tax_amount) - 1 <= due <= abs(row.tax_amount) + 1


br_dec_01 = at_most_two_decimals("BR-DEC-01", "allowances", "BT-92", "amount")
br_dec_02 = at_most_two_decimals("BR-DEC-02", "allowances", "BT-93", "base_amount")
br_dec_05 = at_most_two_decimals("BR-DEC-05", "charges", "BT-99", "amount")
br_dec_06 = at_most_two_decimals("BR-DEC-06", "charges", "BT-100", "base_amount")
br_dec_09 = at_most_two_decimals("BR-DEC-09", "document", "BT-106", "totals.sum_of_line_net_amounts")
br_dec_10 = at_most_two_decimals("BR-DEC-10", "document", "BT-107", "totals.sum_of_allowances")
br_dec_11 = at_most_two_decimals("BR-DEC-11", "document", "BT-108", "totals.sum_of_charges")
br_dec_12 = at_most_two_decimals("BR-DEC-12", "document", "BT-109", "totals.total_without_vat")
br_dec_14 = at_most_two_decimals("BR-DEC-14", "document", "BT-112", "totals.total_with_vat")
br_dec_16 = at_most_two_decimals("BR-DEC-16", "document", "BT-113", "totals.paid_amount")
br_dec_17 = at_most_two_decimals("BR-DEC-17", "document", "BT-114", "totals.rounding_amount")
br_dec_18 = at_most_two_decimals("BR-DEC-18", "document", "BT-115", "totals.amount_due")
br_dec_19 = at_most_two_decimals("BR-DEC-19", "vat_breakdown", "BT-116", "taxable_amount")
br_dec_20 = at_most_two_decimals("BR-DEC-20", "vat_breakdown", "BT-117", "tax_amount")
br_dec_23 = at_most_two_decimals("BR-DEC-23", "lines", "BT-131", "line_net_amount")
br_dec_24 = at_most_two_decimals("BR-DEC-24", "line_allowances", "BT-136", "amount")
br_dec_25 = at_most_two_decimals("BR-DEC-25", "line_allowances", "BT-137", "base_amount")
br_dec_27 = at_most_two_decimals("BR-DEC-27", "line_charges", "BT-141", "amount")
br_dec_28 = at_most_two_decimals("BR-DEC-28", "line_charges", "BT-142", "base_amount")


@rule(
    "BR-DEC-13",
    "document",
    "BT-110",
    "totals.total_vat",
    fr="Le total de TVA (BT-110) a plus de deux décimales.",
    en="The total VAT (BT-110) has more than two decimals.",
    syntaxes=("cii",),
    **AGAIN,
)
def br_dec_13(invoice: Invoice, facts: Facts) -> bool:
    """Two decimals; the official pack is content when BT-111 stands beside it in another currency."""
    totals = expected.vat_totals(invoice, facts)
    own = invoice.currency_code
    return not totals or any(currency != own or _in_cents(amount) for currency, amount in totals)


@rule(
    "BR-DEC-15",
    "document",
    "BT-111",
    "totals.total_vat_in_accounting_currency",
    fr="Le total de TVA en devise de comptabilisation (BT-111) manque ou a plus de deux décimales.",
    en="The total VAT in accounting currency (BT-111) is missing or has more than two decimals.",
    syntaxes=("cii",),
    **AGAIN,
)
def br_dec_15(invoice: Invoice, facts: Facts) -> bool:
    """Two decimals, in the accounting currency if there is one."""
    totals = expected.vat_totals(invoice, facts)
    accounting = invoice.vat_accounting_currency_code
    if not totals or not accounting:
        return True
    return any(currency == accounting and _in_cents(amount) for currency, amount in totals)


def _in_cents(amount: Decimal) -> bool:
    return amount == cents(amount)


RULES = rules_in(globals())
