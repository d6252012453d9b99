"""Countries and postcodes: names in French and English, territories of France, lost zeros."""

import re
from functools import cache

from babel import Locale

from sansfaute.lib.text import fold

TERRITORIES = {
    "97133": "BL", "97150": "MF", "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT",
    "97700": "BL", "97800": "MF", "980": "MC", "984": "TF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
"""Postcode, or its first three figures, to ISO 3166-1 code (La Poste; MC is a country of its own)."""

FRENCH = frozenset(("FR", "GP", "MQ", "GF", "RE", "PM", "YT", "BL", "MF", "WF", "PF", "NC", "TF"))
"""France and the territories that have an ISO code of their own."""

_MORE_NAMES = {
    "GB": "uk|royaume uni|angleterre|grande bretagne|united kingdom|great britain|england|scotland|ecosse",
    "US": "usa|u s a|us|etats unis|etats unis d amerique|united states|united states of america|amerique",
    "DE": "rfa|deutschland|allemagne federale",
    "NL": "pays bas|hollande|holland|nederland|the netherlands",
    "CZ": "republique tcheque|tchequie|czech republic",
    "GR": "el|hellas",
    "CH": "confederation suisse|schweiz|svizzera",
    "BE": "belgie|belgien",
    "ES": "espana",
    "IT": "italia",
    "FR": "france metropolitaine|republique francaise|f",
    "KR": "coree du sud",
    "RU": "russie",
    "CI": "cote d ivoire|ivory coast",
    "RE": "ile de la reunion|la reunion",
}


@cache
def _country_names() -> dict[str, str]:
    """Folded names and codes of every country, in French and English, to ISO codes of two letters."""
    names: dict[str, str] = {}
    for language in ("fr", "en"):
        for code, name in Locale(language).territories.items():
            if re.fullmatch("[A-Z]{2}", code) and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "XK"):
                names[fold(name)] = code
                names.setdefault(fold(code), code)
    names.update({fold(one): code for code, more in _MORE_NAMES.items() for one in more.split("|")})
    return names


def read_country(text: str) -> str | None:
    """The ISO 3166-1 code of a country as people write it: "Allemagne", "DE", "USA"; None if unknown."""
    bare = re.sub(r"^(?:la|le|les|l) ", "", fold(text))
    return _country_names().get(fold(text)) or _country_names().get(bare) or _three_letters(text)


def _three_letters(text: str) -> str | None:
    known = {"FRA": "FR", "DEU": "DE", "GBR": "GB", "CHE": "CH", "BEL": "BE", "ESP": "ES", "ITA": "IT", "LUX": "LU",
             "NLD": "NL", "PRT": "PT", "USA": "US", "AUT": "AT", "IRL": "IE", "POL": "PL", "CAN": "CA"}  # fmt: skip
    return known.get(text.strip().upper())


def is_french_post_code(text: str) -> bool:
    """Five figures of a department or territory (01 to 95, 20 for Corsica, 971 to 988)."""
    return bool(re.fullmatch(r"(?:0[1-9]|[1-8]\d|9[0-5])\d{3}|97[1-8]\d{2}|98[04678]\d{2}", text))


def territory_of(post_code: str) -> str | None:
    """The ISO code of the territory that a French postcode names; None on the mainland or abroad."""
    return TERRITORIES.get(post_code) or TERRITORIES.get(post_code[:3]) if is_french_post_code(post_code) else None


def full_post_code(text: str) -> str | None:
    """A French postcode whose leading zero a spreadsheet lost: "6000" is "06000"; None if it is not one."""
    return f"0{text}" if re.fullmatch(r"[1-9]\d{3}", text) else None


def read_french_post_code(text: str) -> str:
    """The postcode without "F-", spaces, or Corsica's letters: "F-75 011" is "75011", "2A000" is "20000"."""
    bare = re.sub(r"^(?:F|FR)\s*-\s*", "", text.strip().upper()).replace(" ", "")
    return re.sub(r"^2[AB]", "20", bare) if re.fullmatch(r"2[AB]\d{3}", bare) else bare


POST_CODE_SHAPES = {
    "DE": r"\d{5}", "AT": r"\d{4}", "BE": r"\d{4}", "CH": r"\d{4}", "LU": r"\d{4}", "ES": r"\d{5}", "IT": r"\d{5}",
    "NL": r"\d{4} ?[A-Z]{2}", "PT": r"\d{4}-?\d{3}", "DK": r"\d{4}", "PL": r"\d{2}-?\d{3}", "US": r"\d{5}(?:-\d{4})?",
    "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", "MC": r"980\d{2}",
}  # fmt: skip


def post_code_fits(country_code: str, post_code: str) -> bool:
    """Whether the postcode has its country's shape; countries we do not know are not judged."""
    if country_code in FRENCH:
        return is_french_post_code(post_code)
    shape = POST_CODE_SHAPES.get(country_code)
    prefix = rf"(?:{country_code}|{country_code[:1]})?[ -]*"
    return shape is None or bool(re.fullmatch(prefix + shape, post_code.upper()))
