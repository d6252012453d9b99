"""Amounts tie: totals are the sums of their parts, within a cent for each part (G1.53)."""

from collections.abc import Sequence
from decimal import Decimal

from sansfaute.en16931.ereporting.model import AmountIn, DailySales, Price, ReportedInvoice
from sansfaute.en16931.ereporting.rules.rule import Asked, Rule, number_fits, rule, rules_in

_CENT = Decimal("0.01")
_FIX_FR, _FIX_EN = "Recalculer les totaux à partir de la ventilation.", "Work the totals out again from the breakdown."


def _ties(total: Decimal, parts: Sequence[Decimal]) -> bool:
    """Whether a total is the sum of its parts, a cent off for each; malformed amounts are told elsewhere."""
    if not all(number_fits(one, 2) for one in (total, *parts)):
        return True
    return abs(total - sum(parts, start=Decimal(0))) <= _CENT * len(parts)


@rule(
    "G1.53",
    "TG-8 TG-31",
    fr="le total n'est pas la somme de la ventilation (à 0,01 € près par montant).",
    en="the total is not the sum of the breakdown (within 0.01 € for each amount).",
    fix_fr=_FIX_FR,
    fix_en=_FIX_EN,
)
def totals_tie(value: ReportedInvoice | DailySales, asked: Asked) -> bool:
    if isinstance(value, DailySales):
        net, tax = value.total_without_vat, value.total_vat
        bases, taxes = [one.taxable_amount for one in value.rates], [one.tax_amount for one in value.rates]
    else:
        bases, taxes = (
            [one.taxable_amount for one in value.vat_breakdown],
            [one.tax_amount for one in value.vat_breakdown],
        )
        known = value.totals.total_without_vat
        net, tax = sum(bases, start=Decimal(0)) if known is None else known, value.totals.total_vat.value
    # The VAT of another currency is given in euros in the total alone.
    return _ties(net, bases) and (value.currency_code != "EUR" or _ties(tax, taxes))


@rule(
    "G6.23",
    "TT-52",
    fr="le total de TVA est en euros.",
    en="the total VAT is in euros.",
    fix_fr="Donner la TVA en euros (BT-111 d'une facture en devise).",
    fix_en="Give the VAT in euros (BT-111 of an invoice in another currency).",
)
def vat_in_euros(value: AmountIn, asked: Asked) -> bool:
    return value.currency == "EUR"


@rule(
    "G1.55",
    "TG-28",
    fr="le prix net n'est pas le prix brut moins le rabais (à 0,01 près).",
    en="the net price is not the gross price less the discount (within 0.01).",
    fix_fr="Corriger le prix ou le rabais.",
    fix_en="Correct the price or the discount.",
)
def price_ties(value: Price, asked: Asked) -> bool:
    net, discount, gross = value.net_price, value.discount, value.gross_price
    if net is None or discount is None or gross is None:
        return True
    if not all(number_fits(one, 6, signed=False) for one in (net, discount, gross)):
        return True
    return abs(net - (gross - discount)) <= _CENT


RULES: tuple[Rule, ...] = rules_in(globals())
