"""What the texts fix for e-reporting, dated: lists, limits of the portal, who starts when, periods and deadlines."""

from sansfaute.en16931.ereporting.facts.calendar import (
    REGIMES,
    Kind,
    Regime,
    Span,
    Timetable,
    regime_on,
    span_of,
    spans,
)
from sansfaute.en16931.ereporting.facts.limits import LIMITS, Limit, is_detailed, limited
from sansfaute.en16931.ereporting.facts.lists import (
    CATEGORIES,
    CORRECTIVES,
    CREDIT_NOTES,
    DEPOSITS,
    DUE_CODES,
    PARTY_SCHEMES,
    PROCESSES,
    PROFILE,
    RATES,
    START,
    TYPES,
    VAT_CATEGORIES,
)

__all__ = [
    "CATEGORIES",
    "CORRECTIVES",
    "CREDIT_NOTES",
    "DEPOSITS",
    "DUE_CODES",
    "LIMITS",
    "PARTY_SCHEMES",
    "PROCESSES",
    "PROFILE",
    "RATES",
    "REGIMES",
    "START",
    "TYPES",
    "VAT_CATEGORIES",
    "Kind",
    "Limit",
    "Regime",
    "Span",
    "Timetable",
    "is_detailed",
    "limited",
    "regime_on",
    "span_of",
    "spans",
]
