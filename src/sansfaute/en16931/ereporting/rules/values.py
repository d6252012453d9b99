"""The form of single values: dates, amounts, rates, codes, numbers, countries."""

import re
from datetime import date
from decimal import Decimal

from sansfaute.en16931.codelists import codes
from sansfaute.en16931.ereporting.facts import CATEGORIES, DUE_CODES, PROCESSES, PROFILE, RATES, TYPES, VAT_CATEGORIES
from sansfaute.en16931.ereporting.model import AmountIn, Moment, QuantityIn
from sansfaute.en16931.ereporting.rules.head import plain
from sansfaute.en16931.ereporting.rules.rule import Asked, Rule, number_fits, rule, rules_in

_LONGEST_NUMBER = 35
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_COUNTRY, _CURRENCY = re.compile(r"[A-Z]{2}", re.ASCII), re.compile(r"[A-Z]{3}", re.ASCII)
_DATES = "TT-17 TT-18 TT-20 TT-201 TT-31 TT-41 TT-42 TT-43 TT-65 TT-66 TT-301 TT-77 TT-89 TT-90 TT-102 TT-92 TT-96"


@rule(
    "G1.36",
    f"TT-3 {_DATES}",
    fr="l'année est comprise entre 2000 et 2099.",
    en="the year is between 2000 and 2099.",
    fix_fr="Corriger la date.",
    fix_en="Correct the date.",
)
def year_of_this_century(value: date | Moment, asked: Asked) -> bool:
    day = value.instant() if isinstance(value, Moment) else value
    return day is None or _FIRST_YEAR <= day.year <= _LAST_YEAR


@rule(
    "G1.05",
    "TT-19 TT-30 TT-91 TT-300",
    fr="35 caractères au plus : lettres, chiffres, + - _ / et des espaces simples à l'intérieur.",
    en="at most 35 characters: letters, digits, + - _ / and single spaces inside.",
    fix_fr="Corriger le numéro à la source ; il ne peut pas changer une fois émis.",
    fix_en="Correct the number at its source; it cannot change once issued.",
)
def invoice_number_plain(value: str, asked: Asked) -> bool:
    return plain(value, _LONGEST_NUMBER)


@rule(
    "G1.01",
    "TT-21",
    fr="ce type de facture n'est pas admis dans le flux 10.",
    en="this type of invoice is not allowed in flow 10.",
    fix_fr="Choisir un type de la liste ; un 262 se déclare en 381.",
    fix_en="Choose a type of the list; a 262 is reported as 381.",
)
def type_allowed(value: str, asked: Asked) -> bool:
    return value in TYPES


@rule(
    "G1.02",
    "TT-28",
    fr="ce cadre de facturation n'est pas admis dans le flux 10.",
    en="this business process is not allowed in flow 10.",
    fix_fr="Choisir parmi : " + ", ".join(sorted(PROCESSES)) + ".",
    fix_en="Choose one of: " + ", ".join(sorted(PROCESSES)) + ".",
)
def process_allowed(value: str, asked: Asked) -> bool:
    return value in PROCESSES


@rule(
    "S1.12",
    "TT-29",
    fr=f"le profil est {PROFILE}.",
    en=f"the profile is {PROFILE}.",
    fix_fr=f"Écrire {PROFILE}.",
    fix_en=f"Write {PROFILE}.",
)
def profile_of_ereporting(value: str, asked: Asked) -> bool:
    return value == PROFILE


@rule(
    "P1.11",
    "TT-24 TT-80",
    fr="le code d'exigibilité est 5, 29 ou 72, ou 3, 35 ou 432.",
    en="the code of when VAT is due is 5, 29 or 72, or 3, 35 or 432.",
    fix_fr="Choisir un code de la liste, ou ne rien donner.",
    fix_en="Choose a code of the list, or give none.",
)
def due_code_listed(value: str, asked: Asked) -> bool:
    return value in DUE_CODES


@rule(
    "G2.01",
    "TT-35 TT-39 TT-44 TT-307",
    fr="le pays s'écrit en deux lettres (ISO 3166).",
    en="the country is written in two letters (ISO 3166).",
    fix_fr="Écrire le code du pays, par exemple DE.",
    fix_en="Write the code of the country, for instance DE.",
)
def country_code(value: str, asked: Asked) -> bool:
    return _COUNTRY.fullmatch(value) is not None


@rule(
    "G1.10",
    "TT-22 TT-78 TT-94 TT-98",
    fr="la devise s'écrit en trois lettres (ISO 4217).",
    en="the currency is written in three letters (ISO 4217).",
    fix_fr="Écrire le code de la devise, par exemple EUR.",
    fix_en="Write the code of the currency, for instance EUR.",
)
def currency_code(value: str, asked: Asked) -> bool:
    return _CURRENCY.fullmatch(value) is not None


@rule(
    "ereporting.currency",
    "TT-22 TT-78",
    fr="cette devise n'existe pas.",
    en="there is no such currency.",
    fix_fr="Écrire un code de la liste ISO 4217.",
    fix_en="Write a code of the list ISO 4217.",
    level="warning",
    source="ISO 4217",
)
def currency_known(value: str, asked: Asked) -> bool:
    return _CURRENCY.fullmatch(value) is None or value in codes("currencies")


@rule(
    "G6.27",
    "TT-94 TT-98",
    fr="le montant encaissé est en euros.",
    en="the amount collected is in euros.",
    fix_fr="Convertir le montant, et écrire EUR.",
    fix_en="Convert the amount, and write EUR.",
)
def collected_in_euros(value: str, asked: Asked) -> bool:
    return _CURRENCY.fullmatch(value) is None or value == "EUR"


@rule(
    "G2.31",
    "TT-46 TT-56",
    fr="la catégorie de TVA est S, E, AE, K, G, O ou Z.",
    en="the VAT category is S, E, AE, K, G, O or Z.",
    fix_fr="Choisir une catégorie de la liste.",
    fix_en="Choose a category of the list.",
)
def vat_category_listed(value: str, asked: Asked) -> bool:
    return value in VAT_CATEGORIES


@rule(
    "G1.24",
    "TT-47 TT-57 TT-86 TT-93 TT-97",
    fr="ce taux de TVA n'est pas dans la liste des taux français.",
    en="this VAT rate is not in the list of French rates.",
    fix_fr="Choisir un taux de la liste ; une TVA étrangère se déclare à 0.",
    fix_en="Choose a rate of the list; foreign VAT is reported at 0.",
)
def rate_listed(value: Decimal, asked: Asked) -> bool:
    return value in RATES


@rule(
    "G1.14",
    "TT-45 TT-51 TT-52 TT-54 TT-55 TT-67 TT-82 TT-83 TT-87 TT-88",
    fr="un montant a 2 décimales au plus, et 19 chiffres au plus.",
    en="an amount has at most 2 decimals, and at most 19 digits.",
    fix_fr="Arrondir au centime.",
    fix_en="Round to the cent.",
)
def amount_fits(value: Decimal | AmountIn, asked: Asked) -> bool:
    return number_fits(value.value if isinstance(value, AmountIn) else value, 2)


@rule(
    "G1.15",
    "TT-62",
    fr="une quantité a 4 décimales au plus, et 19 chiffres au plus.",
    en="a quantity has at most 4 decimals, and at most 19 digits.",
    fix_fr="Arrondir la quantité, ou changer d'unité.",
    fix_en="Round the quantity, or change the unit.",
)
def quantity_fits(value: QuantityIn, asked: Asked) -> bool:
    return number_fits(value.value, 4)


@rule(
    "G1.16",
    "TT-69 TT-70 TT-71 TT-95 TT-99",
    fr="un prix ou un montant encaissé a 6 décimales et 19 chiffres au plus, sans signe moins.",
    en="a price or an amount collected has at most 6 decimals and 19 digits, without minus sign.",
    fix_fr="Corriger le nombre. Si les remboursements d'un jour dépassent les encaissements, refaire la période "
    "d'origine (RE) : aucune source ne dit comment déclarer un jour négatif.",
    fix_en="Correct the number. Where the refunds of a day exceed its receipts, send the first period again (RE): no "
    "source tells how to report a negative day.",
)
def price_fits(value: Decimal, asked: Asked) -> bool:
    return number_fits(value, 6, signed=False)


@rule(
    "G1.68",
    "TT-81",
    fr="la catégorie est TLB1 (biens), TPS1 (services), TNT1 (sans TVA française) ou TMA1 (marge).",
    en="the category is TLB1 (goods), TPS1 (services), TNT1 (no French VAT) or TMA1 (margin).",
    fix_fr="Choisir une catégorie ; une vente mixte se partage.",
    fix_en="Choose a category; a mixed sale is split.",
)
def category_listed(value: str, asked: Asked) -> bool:
    return value in CATEGORIES


RULES: tuple[Rule, ...] = rules_in(globals())
