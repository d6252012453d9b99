"""Periods, and what the file alone cannot tell: whether they are over, whether a day is still to come."""

from datetime import date

from sansfaute.en16931.ereporting.model import InvoicePeriod, LinePeriod, Moment, PaymentPeriod, Period
from sansfaute.en16931.ereporting.rules.rule import Asked, Rule, rule, rules_in
from sansfaute.en16931.values import is_absent


@rule(
    "G6.25",
    "TG-7 TG-33 TG-18 TG-25",
    fr="le dernier jour de la période vient après le premier.",
    en="the last day of the period comes after the first.",
    fix_fr="Corriger les dates ; une période d'un seul jour n'est pas admise.",
    fix_en="Correct the dates; a period of one day is not allowed.",
)
def period_in_order(value: Period | PaymentPeriod | InvoicePeriod | LinePeriod, asked: Asked) -> bool:
    start, end = value.start_date, value.end_date
    return start is None or end is None or is_absent(start) or is_absent(end) or end > start


@rule(
    "G7.43",
    "TG-7 TG-33",
    fr="la période n'est pas terminée.",
    en="the period is not over.",
    fix_fr="Transmettre après le dernier jour de la période.",
    fix_en="Send after the last day of the period.",
    source="A7 1.9 (not checkable in the file)",
)
def period_over(value: Period | PaymentPeriod, asked: Asked) -> bool:
    return asked.sent_on is None or value.end_date < asked.sent_on


@rule(
    "G1.07",
    "TT-3 TT-20 TT-77 TT-92 TT-96 TT-102",
    fr="cette date est dans le futur.",
    en="this date is in the future.",
    fix_fr="Corriger la date.",
    fix_en="Correct the date.",
    source="A7 1.9 (not checkable in the file)",
)
def not_in_future(value: date | Moment, asked: Asked) -> bool:
    instant = value.instant() if isinstance(value, Moment) else None
    day = value if isinstance(value, date) else instant.date() if instant else None
    return asked.sent_on is None or day is None or day <= asked.sent_on


RULES: tuple[Rule, ...] = rules_in(globals())
