"""Countries as people write them: names in the languages of Europe and more, codes of two and three letters."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from sansfaute.lib.text import fold

_MORE_NAMES = {
    "GB": "uk|u k|royaume uni|angleterre|grande bretagne|united kingdom|great britain|england|scotland|ecosse|"
    "pays de galles|wales|northern ireland|irlande du nord|gb uk|r u",
    "US": "usa|u s a|us|etats unis|etats unis d amerique|united states|united states of america|amerique",
    "DE": "rfa|deutschland|allemagne federale|d|bundesrepublik deutschland|federal republic of germany",
    "NL": "pays bas|hollande|holland|nederland|the netherlands|niederlande",
    "CZ": "republique tcheque|rep tcheque|tchequie|czech republic|ceska republika",
    "GR": "el|hellas|grece",
    "CH": "confederation suisse|schweiz|svizzera|suisse romande",
    "BE": "belgie|belgien|royaume de belgique",
    "ES": "espana",
    "IT": "italia",
    "LU": "grand duche de luxembourg|gd luxembourg|grand duche|letzebuerg",
    "IE": "eire|republic of ireland|republique d irlande",
    "FR": "france metropolitaine|republique francaise|f|corse|france corse|fr france|france fr|metropole|fx",
    "KR": "coree|coree du sud|south korea|republic of korea",
    "RU": "russie|federation de russie",
    "CN": "republique populaire de chine|prc|chine populaire",
    "CI": "cote d ivoire|ivory coast",
    "RE": "ile de la reunion|la reunion|france reunion|france la reunion",
    "GP": "france guadeloupe|gwada",
    "MQ": "france martinique",
    "GF": "guyane|guyane francaise|french guiana|france guyane",
    "YT": "france mayotte",
    "MC": "principaute de monaco|monaco mc",
    "BL": "saint barth|st barth|st barthelemy|saint barthelemy",
    "MF": "st martin|saint martin|saint martin antilles francaises",
    "PM": "st pierre et miquelon",
    "NC": "nouvelle caledonie|nlle caledonie|kanaky",
    "PF": "polynesie|tahiti|french polynesia",
    "TR": "turquie|turkey|turkiye",
    "MK": "macedoine|macedonia|north macedonia",
    "SZ": "swaziland",
    "VN": "viet nam",
    "CD": "rdc|republique democratique du congo|congo kinshasa",
    "CG": "congo brazzaville|republique du congo",
    "AE": "emirats|uae|eau|dubai",
    "TW": "taiwan",
    "PS": "palestine|territoires palestiniens",
    "VA": "vatican|saint siege",
    "MU": "ile maurice",
    "MM": "birmanie|burma",
    "BA": "bosnie|bosnie herzegovine|bosnia",
    "SY": "syrie",
    "LA": "laos",
    "IR": "iran",
    "MD": "moldavie",
    "BY": "bielorussie",
    "CV": "cap vert",
    "TL": "timor oriental",
    "MO": "macao",
    "HK": "hong kong",
}
_OTHER_LANGUAGES = tuple(
    language
    for line in (
        "de es it nl pt pl sv da nb fi el cs sk hu ro bg hr sl lt lv",
        "et ga mt is lb ca eu gl tr ru uk ar zh ja ko he vi",
    )
    for language in line.split()
)
_NO_COUNTRY = frozenset(("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"))


@cache
def _names() -> dict[str, str]:
    """Folded names and codes of every country, in French and English, to ISO codes of two letters."""
    names: dict[str, str] = {}
    for language in ("fr", "en"):
        for code, name in _territories(language):
            names[fold(name)] = code
            names.setdefault(fold(code), code)
    names.update({fold(one): code for code, more in _MORE_NAMES.items() for one in more.split("|")})
    aliases = get_global("territory_aliases")
    for alias, codes in aliases.items():
        if len(alias) == 3 and len(codes) == 1 and codes[0] in names.values():
            names.setdefault(fold(alias), codes[0])
    return names


@cache
def _names_elsewhere() -> dict[str, str]:
    """The same in other languages, of which many are not written in Latin letters."""
    names: dict[str, str] = {}
    for language in _OTHER_LANGUAGES:
        for code, name in _territories(language):
            names.setdefault(fold(name) or name.casefold(), code)
    return names


def _territories(language: str) -> Iterator[tuple[str, str]]:
    for code, name in Locale(language).territories.items():
        if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRY:
            yield code, name


@lru_cache(maxsize=2_000)
def read_country(text: str) -> str | None:
    """The ISO 3166-1 code of a country as people write it: "Allemagne", "DE", "DEU"; None if unknown."""
    words = fold(text)
    bare = re.sub(r"^(?:la|le|les|l|the|ile|iles|rep|republique|republic)(?: (?:de|du|d|of))? ", "", words)
    if "(" in text and (outside := re.sub(r"\s*\(.*?\)", "", text)) and fold(outside) in _names():
        return _names()[fold(outside)]
    inside = re.fullmatch(r"(.+) ([a-z]{2})|([a-z]{2}) (.+)", words)
    known = _names()
    code = known.get(words) or known.get(bare)
    if not code and inside:
        name, short = (inside[1], inside[2]) if inside[1] else (inside[4], inside[3])
        code = known[short] if known.get(name) == known.get(short) and short in known else None
    return code or _names_elsewhere().get(words or text.strip().casefold())


@lru_cache(maxsize=2_000)
def likely_country(text: str) -> str:
    """The country of a name written with a slip ("Allemange"), where one country alone is near; else an empty text."""
    words = fold(text)
    if len(words) < _LONG_ENOUGH:
        return ""
    near = get_close_matches(words, [name for name in _names() if len(name) >= _LONG_ENOUGH], n=5, cutoff=84 / 100)
    codes = {_names()[name] for name in near}
    return codes.pop() if len(codes) == 1 else ""


_LONG_ENOUGH = 5  # letters; between shorter names one letter is a world

_CITIES = {
    "DE": "berlin hamburg hambourg munchen munich koln cologne frankfurt francfort stuttgart dusseldorf leipzig "
    "dresden hannover nurnberg bremen essen dortmund bonn freiburg karlsruhe mannheim saarbrucken sarrebruck "
    "aachen",
    "BE": "bruxelles brussel brussels antwerpen anvers gent gand liege charleroi namur leuven louvain brugge bruges "
    "tournai mouscron",
    "CH": "geneve geneva zurich basel bale bern berne lausanne lugano luzern lucerne neuchatel fribourg montreux",
    "GB": "london londres manchester birmingham leeds glasgow edinburgh edimbourg liverpool bristol cardiff belfast "
    "oxford cambridge",
    "US": "new|york san|francisco los|angeles chicago boston houston dallas seattle miami atlanta washington "
    "philadelphia denver las|vegas",
    "CA": "montreal toronto vancouver ottawa calgary quebec",
    "ES": "madrid barcelona barcelone sevilla seville zaragoza malaga bilbao",
    "IT": "roma rome milano milan torino turin napoli naples bologna firenze florence venezia venise genova genes "
    "palermo",
    "NL": "amsterdam rotterdam utrecht eindhoven den|haag la|haye groningen maastricht",
    "PT": "lisboa lisbonne lisbon porto braga coimbra",
    "PL": "warszawa varsovie warsaw krakow cracovie gdansk wroclaw poznan lodz",
    "AT": "wien vienne|autriche vienna salzburg graz linz innsbruck",
    "LU": "luxembourg esch|sur|alzette differdange",
    "IE": "dublin cork galway limerick",
    "DK": "kobenhavn copenhague copenhagen aarhus odense",
    "SE": "stockholm goteborg malmo uppsala",
    "NO": "oslo bergen trondheim stavanger",
    "FI": "helsinki helsingfors tampere turku espoo",
    "CZ": "praha prague brno ostrava",
    "HU": "budapest debrecen",
    "RO": "bucuresti bucarest bucharest cluj timisoara",
    "GR": "athina athenes athens thessaloniki",
    "BG": "sofia sofija plovdiv",
    "HR": "zagreb split",
    "SK": "bratislava kosice",
    "SI": "ljubljana maribor",
    "LT": "vilnius kaunas",
    "LV": "riga",
    "EE": "tallinn tartu",
    "MT": "valletta",
    "CY": "nicosia limassol",
    "MA": "casablanca rabat marrakech tanger agadir",
    "TN": "tunis sfax sousse",
    "DZ": "alger oran constantine",
    "SN": "dakar",
    "CI": "abidjan",
    "CM": "douala yaounde",
    "JP": "tokyo osaka kyoto yokohama",
    "CN": "beijing pekin shanghai shenzhen guangzhou",
    "HK": "hong|kong",
    "SG": "singapore singapour",
    "AE": "dubai abu|dhabi",
    "AU": "sydney melbourne brisbane perth",
    "IN": "mumbai delhi new|delhi bangalore",
    "BR": "sao|paulo rio|de|janeiro",
    "MX": "mexico ciudad|de|mexico",
    "TR": "istanbul ankara",
    "IL": "tel|aviv",
    "RU": "moscou moscow moskva",
    "MC": "monaco monte|carlo",
}  # fmt: skip


@cache
def _cities() -> dict[str, str]:
    """Folded names; a bar in the table stands for a space."""
    return {city.replace("|", " "): code for code, text in _CITIES.items() for city in text.split()}


def country_of_city(city: str) -> str:
    """The country of a large city abroad, else an empty text."""
    return _cities().get(fold(city), "")
