"""What the values of a column look like: an e-mail, an IBAN, a postcode, an amount… decided value by value."""

import re
from collections.abc import Callable, Sequence

from stdnum import bic, iban
from stdnum.eu import vat
from stdnum.fr import siren, siret

from sansfaute.lib.text import fold, parse_decimal, parse_moment, parse_percentage


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COUNTRIES = _words(
    "france fr fra belgique belgium be bel suisse switzerland ch che luxembourg lu lux allemagne germany "
    "de deu espagne spain es esp italie italy it ita portugal pt prt pays bas netherlands nl nld royaume "
    "uni united kingdom uk gb gbr irlande ireland ie monaco mc martinique guadeloupe reunion guyane "
    "mayotte canada usa us"
)
_TERMS = re.compile(
    r"(?:a |au )?(?:reception|comptant|la commande|receipt)|\d{1,3} ?(?:j|jours?|days?|jrs?)\b.*|net \d+|"
    r"(?:fin de mois|fdm|le \d+).*|end of month.*"
)
_MEANS = re.compile(
    r"(?:virement|vir|cheque|chq|prelevement|prlv|carte|cb|especes|lcr|traite|transfer|cash|card|check|cheque|direct "
    r"debit|sepa|wire|mandat|paypal)\b.*"
)
_STREET = re.compile(
    r"(?:\d+ ?(?:bis|ter|quater|[a-d])? )?.*\b(?:rue|avenue|av|bd|boulevard|chemin|allee|allees|place|impasse|route|"
    r"rte|quai|cours|square|zone|za|zi|zac|lieu dit|lotissement|residence|street|road|lane|bp|passage|faubourg)\b.*"
)
_LANGUAGES = frozenset(
    ("fr", "en", "de", "es", "it", "nl", "pt", "francais", "anglais", "french", "english", "fre", "eng")
)
_UNITS = _words(
    "u unite unites piece pieces pce pcs h heure heures jour jours j mois an kg g l m m2 m3 km lot "
    "forfait ens ml hur mon day kgm c62 hour hours month year unit each ea box boite carton palette"
)
_LEGAL_FORMS = _words("sa sas sasu sarl eurl sci snc selarl scop gie ei association ets gmbh ltd bv nv ag inc")
_PERIODS = re.compile(
    r"(?:mensuel|trimestriel|annuel|semestriel|hebdo|bimestriel|monthly|quarterly|yearly|annual|weekly).*"
)


def _is_email(text: str) -> bool:
    return bool(re.fullmatch(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,.]{2,}", text))


def _is_legal_identifier(text: str) -> bool:
    return siren.is_valid(text) or siret.is_valid(text)


def _is_telephone(text: str) -> bool:
    figures = re.sub(r"[\s.\-()/]", "", text)
    return bool(re.fullmatch(r"(?:\+|00)\d{8,14}|0[1-9]\d{8}|[1-9]\d{8}", figures)) and not _is_legal_identifier(text)


def _is_post_code(text: str) -> bool:
    return bool(re.fullmatch(r"(?:F-?)?(?:0[1-9]|[1-8]\d|9[0-58]|2[AB])\d{3}|[1-9]\d{3}", text.strip()))


def _is_city(text: str) -> bool:
    return bool(re.fullmatch(r"[^\d@]{2,40}(?: cedex(?: \d+)?)?", text, re.IGNORECASE)) and len(text.split()) <= 5


def _is_number(text: str) -> bool:
    return parse_decimal(text) is not None


def _is_rate(text: str) -> bool:
    number = parse_percentage(text)
    return (
        number is not None
        and number.is_finite()
        and f"{number.normalize():f}" in ("20", "2E+1", "10", "1E+1", "5.5", "2.1", "8.5", "0")
    )


def _is_date(text: str) -> bool:
    day_first, month_first = parse_moment(text), parse_moment(text, day_first=False)
    return (day_first or month_first) is not None and not text.strip().isdigit()


def _is_code(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9\-_./]{0,19}", text)) and any(one.isdigit() for one in text)


def _is_company(text: str) -> bool:
    return bool(_LEGAL_FORMS & set(fold(text).split()))


SHAPES: dict[str, Callable[[str], bool]] = {
    "email": _is_email,
    "iban": iban.is_valid,
    "bic": lambda text: bic.is_valid(text) and text.strip().isupper(),
    "vat_identifier": vat.is_valid,
    "legal_identifier": _is_legal_identifier,
    "telephone": _is_telephone,
    "post_code": _is_post_code,
    "country": lambda text: fold(text) in _COUNTRIES,
    "payment_terms": lambda text: bool(_TERMS.fullmatch(fold(text))),
    "payment_means": lambda text: bool(_MEANS.fullmatch(fold(text))),
    "line_1": lambda text: bool(_STREET.fullmatch(fold(text))),
    "language": lambda text: fold(text) in _LANGUAGES,
    "unit": lambda text: fold(text) in _UNITS,
    "periodicity": lambda text: bool(_PERIODS.fullmatch(fold(text))),
    "vat": _is_rate,
    "date": _is_date,
    "number": _is_number,
    "company": _is_company,
    "city": _is_city,
    "code": _is_code,
}
SURE = frozenset(("email", "iban", "vat_identifier", "legal_identifier"))
"""Shapes that prove themselves (a check digit, an @): chance does not fill a column of them."""


def shape_shares(values: Sequence[str]) -> dict[str, int]:
    """The share of these values that has each shape, in percent; shapes that none has are left out."""
    found = {name: sum(map(test, values)) for name, test in SHAPES.items()} if values else {}
    return {name: 100 * count // len(values) for name, count in found.items() if count}
