"""EXTENDED (of France and of Factur-X), the sums: a cent of tolerance for each amount added.

Names: BR-FREXT-* in EXTENDED-CTC-FR, BR-FXEXT-* in Factur-X EXTENDED (which the pack for CII of
EXTENDED-CTC-FR keeps for VAT bases), for the same rules. Source: XP Z12-012, annex A; Factur-X 1.09.2.
"""

from decimal import Decimal

from sansfaute.en16931.model import Invoice, VatBreakdown
from sansfaute.en16931.rules import expected
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.figures import CENT, added, cents, total
from sansfaute.en16931.rules.mending import replacing
from sansfaute.en16931.rules.rule import AGAIN, Rule, getter, rule, rules_in
from sansfaute.en16931.rules.vat import CATEGORIES, OUT_OF_SCOPE, Category


def _parts(invoice: Invoice, facts: Facts) -> int:
    """How many amounts make the total: lines that count, allowances, charges, carriage."""
    changes = len(invoice.allowances) + len(invoice.charges) + len(invoice.logistics_charges)
    return len(facts.counted) + changes


def _within(given: Decimal, right: Decimal, parts: int, facts: Facts) -> bool:
    """Whether two amounts differ by a cent for each part at most; UBL rounds the difference first."""
    apart = abs(total((given, -right)))
    return (cents(apart) if facts.syntax == "ubl" else apart) <= CENT * parts


@rule(
    "BR-FREXT-CO-10",
    "document",
    "BT-106",
    "totals.sum_of_line_net_amounts",
    fr="La somme des lignes (BT-106) n'est pas celle des montants des lignes qui comptent (BT-131).",
    en="The sum of lines (BT-106) is not that of the amounts of the lines that count (BT-131).",
    also=("BR-FXEXT-CO-10",),
    mend=replacing(getter("totals.sum_of_line_net_amounts"), expected.lines),
    **AGAIN,
)
def br_frext_co_10(invoice: Invoice, facts: Facts) -> bool:
    """BT-106 = Σ BT-131 of lines that count; in CII the tolerance counts the other lines as well."""
    parts = len(facts.counted if facts.syntax == "ubl" else invoice.lines)
    return _within(invoice.totals.sum_of_line_net_amounts, expected.lines(invoice, facts), parts, facts)


@rule(
    "BR-FREXT-CO-11",
    "document",
    "BT-107",
    "totals.sum_of_allowances",
    fr="La somme des remises (BT-107) n'est pas celle des remises (BT-92).",
    en="The sum of allowances (BT-107) is not that of allowances (BT-92).",
    also=("BR-FXEXT-CO-11",),
    mend=replacing(getter("totals.sum_of_allowances"), expected.allowances),
    **AGAIN,
)
def br_frext_co_11(invoice: Invoice, facts: Facts) -> bool:
    """BT-107 = Σ BT-92, or neither."""
    given = invoice.totals.sum_of_allowances
    if given is None:
        return not facts.plain_allowances
    return abs(total((given, -expected.allowances(invoice, facts)))) <= CENT * len(facts.plain_allowances)


@rule(
    "BR-FREXT-CO-12",
    "document",
    "BT-108",
    "totals.sum_of_charges",
    fr="La somme des frais (BT-108) n'est pas celle des frais (BT-99) et du transport.",
    en="The sum of charges (BT-108) is not that of charges (BT-99) and carriage.",
    also=("BR-FXEXT-CO-12",),
    mend=replacing(getter("totals.sum_of_charges"), expected.charges),
    **AGAIN,
)
def br_frext_co_12(invoice: Invoice, facts: Facts) -> bool:
    """BT-108 = Σ BT-99 and carriage, or neither (carriage alone may go without a sum)."""
    given = invoice.totals.sum_of_charges
    if given is None:
        return not facts.plain_charges
    parts = len(facts.plain_charges) + len(invoice.logistics_charges)
    return abs(total((given, -expected.charges(invoice, facts)))) <= CENT * parts


@rule(
    "BR-FREXT-CO-13",
    "document",
    "BT-109",
    "totals.total_without_vat",
    fr="Le total HT (BT-109) n'est pas la somme des lignes qui comptent, moins les remises, plus les frais.",
    en="The total without VAT (BT-109) is not the lines that count, less allowances, plus charges.",
    also=("BR-FXEXT-CO-13",),
    mend=replacing(getter("totals.total_without_vat"), expected.without_vat_from_parts),
    **AGAIN,
)
def br_frext_co_13(invoice: Invoice, facts: Facts) -> bool:
    """BT-109 = Σ BT-131 - Σ BT-92 + Σ BT-99, from the amounts themselves."""
    return _within(
        invoice.totals.total_without_vat, expected.without_vat_from_parts(invoice, facts), _parts(invoice, facts), facts
    )


@rule(
    "BR-FREXT-CO-15",
    "document",
    "BT-112",
    "totals.total_with_vat",
    fr="Le total TTC (BT-112) n'est pas le total HT plus la TVA.",
    en="The total with VAT (BT-112) is not the total without VAT plus VAT.",
    also=("BR-FXEXT-CO-15",),
    mend=replacing(getter("totals.total_with_vat"), expected.with_vat),
    **AGAIN,
)
def br_frext_co_15(invoice: Invoice, facts: Facts) -> bool:
    """BT-112 = BT-109 + BT-110; without BT-110, CII never agrees and UBL always does."""
    totals, own = invoice.totals, expected.own_vat(invoice, facts)
    if not own:
        return facts.syntax == "ubl"
    apart = abs(total((totals.total_with_vat, -own[0], -totals.total_without_vat)))
    near = apart <= CENT * _parts(invoice, facts)
    if facts.syntax == "ubl":
        return near
    return near if len(own) == 1 else totals.total_without_vat == totals.total_with_vat


def _due(invoice: Invoice, _: Facts) -> Decimal:
    """BT-115, an absent total with VAT counting for nothing."""
    totals = invoice.totals
    return added((totals.total_with_vat, expected.less(totals.paid_amount), totals.rounding_amount))


@rule(
    "BR-FXEXT-CO-16",
    "document",
    "BT-115",
    "totals.amount_due",
    fr="Le net à payer (BT-115) n'est pas le total TTC, moins le déjà réglé, plus l'arrondi.",
    en="The amount due (BT-115) is not the total with VAT, less the paid amount, plus rounding.",
    mend=replacing(getter("totals.amount_due"), _due),
    **AGAIN,
)
def br_fxext_co_16(invoice: Invoice, facts: Facts) -> bool:
    """BT-115 = BT-112 - BT-113 + BT-114."""
    return invoice.totals.amount_due == _due(invoice, facts)


def _row_present(category: Category) -> Rule:
    """BR-FREXT-*-01: the breakdown has the category if, and only if, something that counts has it."""
    code, prefix = category.code, category.prefix

    def holds(invoice: Invoice, facts: Facts) -> bool:
        used = facts.declared(code) or any(one.vat_category_code == code for one in invoice.logistics_charges)
        return used == (facts.row_categories[code] > 0)

    return rule(
        f"BR-FREXT-{prefix}-01",
        "document",
        "BG-23",
        "vat_breakdown",
        fr=f"La ventilation de TVA ne correspond pas aux lignes de catégorie {code} ({category.fr}) qui comptent.",
        en=f"The VAT breakdown does not match the lines of category {code} ({category.en}) that count.",
        also=(f"BR-FXEXT-{prefix}-01",),
        **AGAIN,
    )(holds)


def _base(category: Category) -> Rule:
    """BR-FXEXT-*-08 (BR-FREXT-*-08 in UBL): the base of a row, with or without its reason of exemption."""
    code, prefix = category.code, category.prefix

    def holds(row: VatBreakdown, facts: Facts) -> bool:
        if row.vat_category_code != code or (facts.syntax == "ubl" and not facts.is_vat(row)):
            return True
        if category is not OUT_OF_SCOPE and row.vat_rate is None:  # nothing else has a rate that equals none
            return facts.profile != "extended" and row.taxable_amount == 0
        return any(abs(total((row.taxable_amount, -base.amount))) <= base.tolerance for base in facts.bases.of(row))

    return rule(
        f"BR-FXEXT-{prefix}-08",
        "vat_breakdown",
        "BT-116",
        "taxable_amount",
        fr=f"La base de TVA (BT-116) de catégorie {code} n'est pas celle des lignes, remises et frais.",
        en=f"The VAT base (BT-116) of category {code} is not that of lines, allowances and charges.",
        # Factur-X has its own names, and writes that of S without a hyphen.
        also=(f"BR-FXEXT-{prefix}-08b" if prefix != "S" else "BR-FXEXT-S08b", f"BR-FREXT-{prefix}-08"),
        mend=replacing(getter("taxable_amount"), lambda row, facts: facts.bases.of(row)[1].amount),
        **AGAIN,
    )(holds)


@rule(
    "BR-FXEXT-S-09",
    "vat_breakdown",
    "BT-117",
    "tax_amount",
    fr="En catégorie S, la TVA (BT-117) n'est pas la base multipliée par le taux, à un centime par montant près.",
    en="In category S, VAT (BT-117) is not the base times the rate, to a cent for each amount.",
    also=("BR-FXEXT-S-09b", "BR-FREXT-S-09"),
    mend=replacing(getter("tax_amount"), expected.tax),
    **AGAIN,
)
def br_fxext_s_09(row: VatBreakdown, facts: Facts) -> bool:
    """BT-117 = BT-116 x BT-119; UBL counts only the amounts of the same reason of exemption."""
    if row.vat_category_code != "S" or (facts.syntax == "ubl" and not facts.is_vat(row)):
        return True
    if row.vat_rate is None:
        return False
    right = expected.tax(row, facts)
    by_reason, by_rate = facts.bases.of(row)
    allowed = by_reason.tolerance if facts.syntax == "ubl" else max(by_reason.tolerance, by_rate.tolerance)
    return abs(total((row.tax_amount, -right))) <= allowed


br_frext_x_01 = tuple(_row_present(one) for one in CATEGORIES)
br_fxext_x_08 = tuple(_base(one) for one in CATEGORIES)

RULES = rules_in(globals())
