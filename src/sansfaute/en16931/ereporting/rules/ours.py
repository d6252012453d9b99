"""What the texts ask and no official rule checks. Names are ours, in small letters."""

from sansfaute.en16931.ereporting.building.numbers import LONGEST
from sansfaute.en16931.ereporting.model import LineDelivery, OperationsReport, PaymentsReport, Transmission
from sansfaute.en16931.ereporting.rules.rule import Asked, Rule, rule, rules_in

_DUE_CODE_LENGTH = 2


@rule(
    "ereporting.empty",
    "TB-0",
    fr="une transmission sans opération ni paiement ne s'envoie pas.",
    en="a transmission without operation or payment is not sent.",
    fix_fr="Ne rien transmettre pour cette période.",
    fix_en="Send nothing for this period.",
    source="DSE 3.7",
)
def not_empty(value: Transmission, asked: Asked) -> bool:
    operations, payments = value.operations, value.payments
    if operations is None and payments is None:
        return True  # told by G6.29
    given = bool(operations and (operations.invoices or operations.daily_sales))
    return given or bool(payments and (payments.invoices or payments.days))


@rule(
    "ereporting.short-number",
    "TT-19 TT-30 TT-91",
    fr="le portail ne prend encore que 20 caractères d'un numéro de facture.",
    en="the portal still takes no more than 20 characters of an invoice number.",
    fix_fr="Écrire T et les 19 derniers caractères (fonction shortened).",
    fix_en="Write T and the last 19 characters (function shortened).",
    source="F10 limits; Z12-012 MAP-01",
)
def number_short_enough(value: str, asked: Asked) -> bool:
    return not asked.limited("short-numbers") or len(value) <= LONGEST


@rule(
    "ereporting.two-characters",
    "TT-80",
    fr="le portail ne lit encore que deux caractères : 3, 5 et 432 ne passent pas.",
    en="the portal still reads two characters only: 3, 5 and 432 do not pass.",
    fix_fr="Ne pas donner ce code.",
    fix_en="Leave this code out.",
    source="F10 limits",
)
def due_code_readable(value: str, asked: Asked) -> bool:
    return not asked.limited("two-character-due-codes") or len(value) == _DUE_CODE_LENGTH


@rule(
    "ereporting.purchases",
    "TB-0",
    fr="un acheteur (BY) ne déclare que les factures de ses achats : ni ventes par jour, ni paiements.",
    en="a buyer (BY) reports the invoices of its purchases only: no daily sales, no payments.",
    fix_fr="Faire une transmission de vendeur (SE) pour le reste.",
    fix_en="Make a transmission as seller (SE) for the rest.",
    source="DSE 3.7; A6",
)
def purchases_are_invoices(value: Transmission, asked: Asked) -> bool:
    daily = bool(value.operations and value.operations.daily_sales)
    return not asked.buys or not (daily or value.payments)


@rule(
    "ereporting.other-period",
    "TB-2 TB-3",
    fr="un jour déclaré est hors de la période : une opération se déclare à sa date, un paiement à celle de "
    "l'encaissement.",
    en="a day reported is outside the period: an operation belongs to its own day, a payment to that of its receipt.",
    fix_fr="Déclarer ce jour dans sa période ; si elle est passée, par une transmission rectificative (RE).",
    fix_en="Report that day in its own period; if that is past, by a corrective transmission (RE).",
    level="warning",
    source="DSE 3.7; A7 G1.57, G1.67",
)
def days_in_period(value: OperationsReport | PaymentsReport, asked: Asked) -> bool:
    if isinstance(value, OperationsReport):
        days = [one.day for one in value.daily_sales]
    else:
        days = [one.receipt.day for one in value.invoices] + [one.receipt.day for one in value.days]
    return all(value.period.start_date <= day <= value.period.end_date for day in days)


@rule(
    "ereporting.place",
    "TG-41",
    fr="l'adresse de livraison d'une ligne demande le pays (TT-307).",
    en="the delivery address of a line needs its country (TT-307).",
    fix_fr="Donner le pays, ou retirer l'adresse.",
    fix_en="Give the country, or take the address out.",
    source="XSD",
)
def place_has_country(value: LineDelivery, asked: Asked) -> bool:
    return bool(value.country_code) or not (value.line_1 or value.city or value.post_code or value.subdivision)


RULES: tuple[Rule, ...] = rules_in(globals())
