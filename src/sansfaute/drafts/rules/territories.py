"""Where a buyer is, as VAT sees it."""

import re
from functools import lru_cache

MAINLAND = "mainland"
CORSICA = "corsica"
DOM_WITH_VAT = "dom_with_vat"  # Guadeloupe, Martinique, Réunion
DOM_WITHOUT_VAT = "dom_without_vat"  # Guyane, Mayotte
EUROPEAN_UNION = "european_union"
OUTSIDE = "outside"
UNCERTAIN = "uncertain"  # no country, or a part of a member state where EU VAT does not apply

FRENCH = frozenset({MAINLAND, CORSICA, DOM_WITH_VAT, DOM_WITHOUT_VAT})
MEMBER_STATES = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "GR", "HR", "HU",
        "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip

_FRENCH_POST_CODES = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT",
    "977": "BL", "978": "MF", "984": "TF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip

# Directive 2006/112/EC, art. 6: parts of member states outside the territory of EU VAT, by post code.
_OUTSIDE_EU_VAT = {
    "ES": re.compile(r"3[58]\d{3}|5[12]\d{3}"),  # Canary Islands, Ceuta, Melilla
    "DE": re.compile(r"27498|78266"),  # Heligoland, Büsingen
    "IT": re.compile(r"23041|22061"),  # Livigno, Campione d'Italia
    "GR": re.compile(r"63086"),  # Mount Athos
    "FI": re.compile(r"22\d{3}"),  # Åland
}


def country_of(country_code: str, post_code: str) -> str:
    """ISO 3166-1 code, an overseas department written "FR" taking its own."""
    if country_code == "FR":
        return _FRENCH_POST_CODES.get(post_code.replace(" ", "")[:3], "FR")
    return country_code


@lru_cache(maxsize=4096)
def territory_of(country_code: str, post_code: str) -> str:
    """One of the names above for an address. Monaco is treated as mainland France (CGI 256-0, 1°)."""
    country = country_of(country_code, post_code)
    digits = post_code.replace(" ", "")
    if country in ("FR", "MC"):
        return CORSICA if country == "FR" and re.match(r"20\d|2[AB]", digits) else MAINLAND
    if country in ("GP", "MQ", "RE"):
        return DOM_WITH_VAT
    if country in ("GF", "YT"):
        return DOM_WITHOUT_VAT
    if country in MEMBER_STATES:
        special = _OUTSIDE_EU_VAT.get(country)
        return UNCERTAIN if special and special.fullmatch(digits) else EUROPEAN_UNION
    if country in ("", "XI", "AX", "IC", "EA"):
        return UNCERTAIN
    return OUTSIDE
