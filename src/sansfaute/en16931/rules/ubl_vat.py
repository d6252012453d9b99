"""VAT categories as the stylesheets for UBL read them, where they differ from those for CII: BR-*-01, BR-*-08."""

from decimal import Decimal

from sansfaute.en16931.model import Invoice, VatBreakdown
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.figures import total
from sansfaute.en16931.rules.mending import replacing
from sansfaute.en16931.rules.rule import AGAIN, Rule, getter, rule, rules_in
from sansfaute.en16931.rules.vat import BY_RATE, CATEGORIES, IGIC, STANDARD, Category


def _row_present(category: Category) -> Rule:
    """BR-*-01: a row if, and only if, something has the category; where there is no rate, just one."""
    code = category.code

    def holds(_: Invoice, facts: Facts) -> bool:
        if category is STANDARD:
            return facts.declared(code) == (facts.row_categories[code] > 0)
        used, rows = facts.declared_as_vat(code), facts.vat_rows(code)
        if category in BY_RATE:
            plain = facts.plain_rows(code, of_any_tax=category is IGIC)
            return bool(plain if used else not rows)
        return rows == 1 or not (rows or used)

    return rule(
        f"BR-{category.prefix}-01",
        "document",
        "BG-23",
        "vat_breakdown",
        fr=f"La ventilation de TVA ne correspond pas aux lignes de catégorie {code} ({category.fr}).",
        en=f"The VAT breakdown does not match the lines of category {code} ({category.en}).",
        syntaxes=("ubl",),
        **AGAIN,
    )(holds)


def _base(category: Category) -> Rule:
    """BR-*-08: the base of the row: exact, or to within one unit where there is a rate."""
    code = category.code

    def holds(row: VatBreakdown, facts: Facts) -> bool:
        if row.vat_category_code != code or not facts.is_vat(row):
            return True
        if category not in BY_RATE:
            return bool(row.taxable_amount == _due(row, facts))
        if row.vat_rate is None:
            return True
        met = category is not STANDARD or facts.has((code, row.vat_rate))
        return met and abs(total((row.taxable_amount, -_due(row, facts)))) < 1

    return rule(
        f"BR-{category.prefix}-08",
        "vat_breakdown",
        "BT-116",
        "taxable_amount",
        fr=f"La base de TVA (BT-116) de catégorie {code} n'est pas celle des lignes, remises et frais.",
        en=f"The VAT base (BT-116) of category {code} is not that of lines, allowances and charges.",
        syntaxes=("ubl",),
        mend=replacing(getter("taxable_amount"), _due),
        **AGAIN,
    )(holds)


def _due(row: VatBreakdown, facts: Facts) -> Decimal:
    """The exact base of a category, and of its rate where it has one."""
    code, rate = row.vat_category_code, row.vat_rate
    return facts.exact_base((code, rate) if any(one.code == code for one in BY_RATE) else code)


br_x_01_ubl = tuple(_row_present(one) for one in CATEGORIES)
br_x_08_ubl = tuple(_base(one) for one in CATEGORIES)

RULES = rules_in(globals())
