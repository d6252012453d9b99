"""Rules of EN 16931 as the stylesheets for UBL read them, where they differ from those for CII."""

from decimal import Decimal

from sansfaute.en16931.model import Invoice, Line, PaymentInstructions, VatBreakdown
from sansfaute.en16931.rules import expected
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.figures import CENT, cents, product, total, units
from sansfaute.en16931.rules.mending import replacing
from sansfaute.en16931.rules.rule import AGAIN, getter, rule, rules_in
from sansfaute.en16931.values import is_absent

_CREDIT_TRANSFERS = ("30", "58")


@rule(
    "BR-CO-03",
    "document",
    "BT-7",
    "vat_point_date",
    fr="La date (BT-7) et le code (BT-8) d'exigibilité de la TVA s'excluent.",
    en="VAT point date (BT-7) and its code (BT-8) exclude each other.",
    fix_fr="Garder l'un des deux.",
    fix_en="Keep one of them.",
    syntaxes=("ubl",),
)
def br_co_03(invoice: Invoice, _: Facts) -> bool:
    """Not both."""
    return not (invoice.vat_point_date and invoice.vat_point_date_code)


@rule(
    "BR-53",
    "document",
    "BT-111",
    "totals.total_vat_in_accounting_currency",
    fr="Avec une devise de comptabilisation (BT-6), le total de TVA dans cette devise (BT-111) est obligatoire.",
    en="With a VAT accounting currency (BT-6), the total VAT in it (BT-111) is compulsory.",
    fix_fr="Donner BT-111, ou retirer BT-6.",
    fix_en="Give BT-111, or remove BT-6.",
    syntaxes=("ubl",),
)
def br_53(invoice: Invoice, facts: Facts) -> bool:
    """A VAT total is in the accounting currency, as it is written; one that is there but blank is in none."""
    currency = facts.raw.get("vat_accounting_currency_code", invoice.vat_accounting_currency_code)
    return currency is None or any(known == currency for known, _ in expected.vat_totals(invoice, facts))


@rule(
    "BR-CO-12",
    "document",
    "BT-108",
    "totals.sum_of_charges",
    fr="La somme des frais (BT-108) n'est pas celle des frais (BT-99).",
    en="The sum of charges (BT-108) is not that of charges (BT-99).",
    syntaxes=("ubl",),
    mend=replacing(getter("totals.sum_of_charges"), expected.charges),
    **AGAIN,
)
def br_co_12(invoice: Invoice, facts: Facts) -> bool:
    """BT-108 = Σ BT-99, or neither."""
    given = invoice.totals.sum_of_charges
    return given == expected.charges(invoice, facts) or (given is None and not invoice.charges)


@rule(
    "BR-CO-13",
    "document",
    "BT-109",
    "totals.total_without_vat",
    fr="Le total HT (BT-109) n'est pas la somme des lignes, moins les remises, plus les frais.",
    en="The total without VAT (BT-109) is not the lines, less allowances, plus charges.",
    syntaxes=("ubl",),
    mend=replacing(getter("totals.total_without_vat"), expected.without_vat),
    **AGAIN,
)
def br_co_13(invoice: Invoice, facts: Facts) -> bool:
    """BT-109 = BT-106 - BT-107 + BT-108, to the cent where there is something to add."""
    totals = invoice.totals
    if is_absent(totals.total_without_vat):
        return False
    if totals.sum_of_allowances is None and totals.sum_of_charges is None:
        return totals.total_without_vat == totals.sum_of_line_net_amounts
    return totals.total_without_vat == expected.without_vat(invoice, facts)


@rule(
    "BR-CO-14",
    "document",
    "BT-110",
    "totals.total_vat",
    fr="Le total de TVA (BT-110) n'est pas la somme de la ventilation (BT-117).",
    en="The total VAT (BT-110) is not the sum of the breakdown (BT-117).",
    syntaxes=("ubl",),
    mend=replacing(getter("totals.total_vat"), expected.vat),
    **AGAIN,
)
def br_co_14(invoice: Invoice, facts: Facts) -> bool:
    """Each VAT total is the sum of the rows below it, if any."""
    if "totals.vat_sums" in facts.raw:
        pairs = [one.split(" ") for one in facts.raw["totals.vat_sums"].split("|") if one]
        return all(Decimal(amount) == cents(Decimal(rows)) for amount, rows in pairs)
    right = expected.vat(invoice, facts)
    return not invoice.vat_breakdown or all(amount == right for amount in expected.own_vat(invoice, facts))


@rule(
    "BR-CO-15",
    "document",
    "BT-112",
    "totals.total_with_vat",
    fr="Le total TTC (BT-112) n'est pas le total HT plus la TVA.",
    en="The total with VAT (BT-112) is not the total without VAT plus VAT.",
    syntaxes=("ubl",),
    mend=replacing(getter("totals.total_with_vat"), expected.with_vat),
    **AGAIN,
)
def br_co_15(invoice: Invoice, facts: Facts) -> bool:
    """BT-112 = BT-109 + BT-110, of which there is one, in the currency as it is written."""
    currency = facts.raw.get("currency_code", invoice.currency_code or None)
    own = [amount for known, amount in expected.vat_totals(invoice, facts) if known == currency]
    totals = invoice.totals
    return currency is None or (
        len(own) == 1 and totals.total_with_vat == cents(total((totals.total_without_vat, own[0])))
    )


@rule(
    "BR-CO-16",
    "document",
    "BT-115",
    "totals.amount_due",
    fr="Le net à payer (BT-115) n'est pas le total TTC, moins le déjà réglé, plus l'arrondi.",
    en="The amount due (BT-115) is not the total with VAT, less the paid amount, plus rounding.",
    syntaxes=("ubl",),
    mend=replacing(getter("totals.amount_due"), expected.due),
    **AGAIN,
)
def br_co_16(invoice: Invoice, _: Facts) -> bool:
    """BT-115 - BT-114 = BT-112 - BT-113, each side to the cent where it is a difference."""
    totals = invoice.totals
    due, left = totals.amount_due, totals.total_with_vat
    if totals.rounding_amount is not None:
        due = cents(total((due, expected.less(totals.rounding_amount))))
    if totals.paid_amount is not None:
        left = cents(total((left, expected.less(totals.paid_amount))))
    return due == left


@rule(
    "BR-CO-17",
    "vat_breakdown",
    "BT-117",
    "tax_amount",
    fr="Le montant de TVA (BT-117) n'est pas la base (BT-116) multipliée par le taux (BT-119).",
    en="The VAT amount (BT-117) is not the base (BT-116) times the rate (BT-119).",
    syntaxes=("ubl",),
    mend=replacing(getter("tax_amount"), expected.tax),
    **AGAIN,
)
def br_co_17(row: VatBreakdown, facts: Facts) -> bool:
    """BT-117 = BT-116 x BT-119 / 100, to less than one unit."""
    if row.vat_rate is None or units(row.vat_rate) == 0 or not facts.is_vat(row):
        return units(row.tax_amount) == 0
    right = cents(product(abs(row.taxable_amount), row.vat_rate, CENT))
    return abs(row.tax_amount) - 1 < right < abs(row.tax_amount) + 1


@rule(
    "BR-28",
    "lines",
    "BT-148",
    "price.item_gross_price",
    fr="Le prix brut (BT-148) est négatif.",
    en="The gross price (BT-148) is negative.",
    fix_fr="Mettre le signe moins sur la quantité.",
    fix_en="Put the minus sign on the quantity.",
    syntaxes=("ubl",),
)
def br_28(line: Line, _: Facts) -> bool:
    """The gross price, if given, is not negative."""
    gross = line.price.item_gross_price
    return gross is None or gross.is_nan() or gross >= 0


@rule(
    "BR-65",
    "lines",
    "BT-158",
    "item.classifications",
    fr="La classification de l'article (BT-158) n'a pas de schéma.",
    en="The item's classification (BT-158) has no scheme.",
    fix_fr="Donner le schéma de la classification.",
    fix_en="Give the scheme of the classification.",
    syntaxes=("ubl",),
)
def br_65(line: Line, _: Facts) -> bool:
    """Every classification has a scheme."""
    return all(one.scheme is not None for one in line.item.classifications)


@rule(
    "BR-61",
    "payment_instructions",
    "BT-84",
    "credit_transfers",
    fr="Pour un virement (BT-81 = 30 ou 58), le compte à créditer (BT-84) est obligatoire.",
    en="For a credit transfer (BT-81 = 30 or 58), the account to pay into (BT-84) is compulsory.",
    fix_fr="Donner l'IBAN, ou changer le moyen de paiement.",
    fix_en="Give the IBAN, or change the means.",
    syntaxes=("ubl",),
)
def br_61(payment: PaymentInstructions, _: Facts) -> bool:
    """A credit transfer has its account."""
    transfers = payment.credit_transfers
    asked = payment.means_type_code in _CREDIT_TRANSFERS
    return not asked or (bool(transfers) and all(one.payment_account_identifier for one in transfers))


RULES = rules_in(globals())
