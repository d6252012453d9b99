"""Postcodes, territories of France, and the conventions of French addresses."""

import re
from functools import lru_cache

from sansfaute.lib.text import fold, squeeze
from sansfaute.masterdata.rules.countries import country_of_city, likely_country, read_country

TERRITORIES = {
    "97133": "BL", "97150": "MF", "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT",
    "97700": "BL", "97800": "MF", "980": "MC", "984": "TF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
"""Postcode, or its first three figures, to ISO 3166-1 code (La Poste; MC is a country of its own)."""

__all__ = ["FRENCH", "TERRITORIES", "country_of_city", "likely_country", "read_country", "territory_of"]

FRENCH = frozenset(("FR", "GP", "MQ", "GF", "RE", "PM", "YT", "BL", "MF", "WF", "PF", "NC", "TF"))
"""France and the territories that have an ISO code of their own."""


_FRENCH_SHAPE = re.compile(r"(?:0\d|[1-8]\d|9[0-5])\d{3}|97[1-8]\d{2}|98[046-9]\d{2}")


@lru_cache(maxsize=20_000)
def is_french_post_code(text: str) -> bool:
    """Five figures of a department or territory (01 to 95, 20 for Corsica, 971 to 988), or of the armed forces (00)."""
    return bool(_FRENCH_SHAPE.fullmatch(text)) and text != "00000"


def territory_of(post_code: str) -> str | None:
    """The ISO code of the territory that a French postcode names; None on the mainland or abroad."""
    return TERRITORIES.get(post_code) or TERRITORIES.get(post_code[:3]) if is_french_post_code(post_code) else None


def full_post_code(text: str) -> str | None:
    """A French postcode whose leading zero a spreadsheet lost: "6000" is "06000"; None if it is not one."""
    return f"0{text}" if re.fullmatch(r"[1-9]\d{3}", text) else None


@lru_cache(maxsize=20_000)
def read_french_post_code(text: str) -> str:
    """The postcode without "F-", spaces, or Corsica's letters: "F-75 011" is "75011", "2A000" is "20000"."""
    bare = re.sub(r"[\s.\-]", "", re.sub(r"(?<=\d)[.,]0$", "", text.strip().upper()))
    bare = re.sub(r"^(?:FR?)(?=\d|2[AB])", "", bare)
    return re.sub(r"^2[AB]", "20", bare) if re.fullmatch(r"2[AB]\d{3}", bare) else bare


POST_CODE_SHAPES = {
    "DE": r"\d{5}", "AT": r"\d{4}", "BE": r"\d{4}", "CH": r"\d{4}", "LU": r"\d{4}", "ES": r"\d{5}", "IT": r"\d{5}",
    "NL": r"\d{4} ?[A-Z]{2}", "PT": r"\d{4}(?:-?\d{3})?", "DK": r"\d{4}", "PL": r"\d{2}-?\d{3}",
    "US": r"\d{5}(?:-?\d{4})?", "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|GIR ?0AA|BFPO ?\d+", "MC": r"980\d{2}",
    "SE": r"\d{3} ?\d{2}", "FI": r"\d{5}", "NO": r"\d{4}", "CZ": r"\d{3} ?\d{2}", "SK": r"\d{3} ?\d{2}",
    "HU": r"\d{4}", "GR": r"\d{3} ?\d{2}", "CA": r"[A-Z]\d[A-Z] ?\d[A-Z]\d",
}  # fmt: skip


def post_code_fits(country_code: str, post_code: str) -> bool:
    """Whether the postcode has its country's shape; countries we do not know are not judged."""
    if country_code in FRENCH:
        return is_french_post_code(post_code)
    shape = POST_CODE_SHAPES.get(country_code)
    prefix = rf"(?:{country_code}|[A-Z]|CH|LT|DK|SE|FIN)?[ -]*"
    return shape is None or bool(re.fullmatch(f"{prefix}(?:{shape})", post_code.upper()))


_KINDS_OF_STREET = {
    "r": "rue", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard",
    "boul": "boulevard", "bvd": "boulevard", "pl": "place", "ch": "chemin", "che": "chemin", "chem": "chemin",
    "imp": "impasse", "all": "allée", "rte": "route", "fbg": "faubourg", "fg": "faubourg", "sq": "square",
    "res": "résidence", "lot": "lotissement", "pass": "passage", "crs": "cours", "qu": "quai", "qai": "quai",
    "esp": "esplanade", "prom": "promenade", "rpt": "rond-point", "vge": "village", "dom": "domaine", "ham": "hameau",
}  # fmt: skip
_NUMBERED = re.compile(
    r"^(?P<number>\d+(?: ?(?:bis|ter|quater|[A-Za-z]))?(?: ?[-/] ?\d+)?)(?P<comma>,? )"
    r"(?P<kind>[A-Za-zÀ-ÿ]{1,5})(?P<dot>\.?) (?P<rest>\S.*)$"
)
_STREET = re.compile(
    r"^\d{1,4} ?(?:bis|ter|quater|[a-z])? "
    r"(?:rue|avenue|av|boulevard|bd|place|pl|chemin|impasse|allee|route|quai|cours)\b"
)
_POST_CODE_AND_CITY = re.compile(r"^(?:F-? ?|FR-? ?)?(\d{5}|2[ABab]\d{3}|\d{2} \d{3})[ ,\-–]+([^\d\s].*)$")
_CITY_AND_POST_CODE = re.compile(r"^(\D*[^\W\d_]{2}\D*?)[ ,]*\(?(\d{5})\)?$")
LONGEST_LINE = 38
"""Characters of a line of a postal address in France (NF Z10-011)."""


def full_street(line: str) -> str:
    """The line with the kind of street in full: "12 bis av. Foch" is "12 bis avenue Foch"; itself otherwise."""
    found = _NUMBERED.match(line)
    if not found or not (full := _KINDS_OF_STREET.get(fold(found["kind"]))):
        return line
    if len(found["kind"]) == 1 and not found["dot"] and found["kind"].isupper() and not line.isupper():
        return line  # "12 R Dupont" may be a letter of the number, not a street
    kind = full.upper() if found["kind"].isupper() and len(found["kind"]) > 1 else full
    return f"{found['number']}{found['comma']}{kind} {found['rest']}"


def is_street(city: str) -> bool:
    """Whether what stands for a city begins as a street with its number."""
    return city[:1].isdigit() and bool(_STREET.match(fold(city)))


@lru_cache(maxsize=20_000)
def split_city(text: str) -> tuple[str, str]:
    """Postcode and city where both stand in one cell ("75008 Paris", "Paris (75008)"); else "" and the text."""
    if not any(map(str.isdigit, text)):
        return "", text
    if found := _POST_CODE_AND_CITY.match(text):
        return read_french_post_code(found[1]), squeeze(found[2])
    found = _CITY_AND_POST_CODE.match(text)
    if found and is_french_post_code(found[2]) and "cedex" not in text.lower():
        return found[2], squeeze(found[1].rstrip(" ,(-"))
    return "", text
