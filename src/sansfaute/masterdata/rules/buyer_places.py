"""Where a buyer is: country, postcode, city and lines, with what is wrong in them."""

import re
from collections.abc import Mapping

from sansfaute.lib.text import fold
from sansfaute.masterdata.rules import addresses, contacts, identifiers
from sansfaute.masterdata.rules.cells import cut, say_garbled
from sansfaute.masterdata.rules.judging import Findings
from sansfaute.masterdata.rules.name_words import legal_form

_FOREIGN_FORMS = frozenset(
    word
    for line in (
        "GMBH AG KG OHG UG LTD LIMITED LLC LLP PLC INC CORP SPA SRL SRLS BV NV SPRL OY OYJ AB APS SRO ASBL LDA SL SLU",
        "SPZOO ZOO DOO KFT ZRT EOOD OOD PTY PVT KK LTEE LTE DAC GGMBH KGAA VOF SAGL GBR",
    )
    for word in line.split()
)
"""Legal forms that no company registered in France bears."""


def read_place(row: Mapping[str, str], found: Findings) -> dict[str, str]:
    """The fields of the address, the country as its code."""
    city, post_code = _city(row, found)
    country = _country(row, post_code, city, found)
    if country in addresses.FRENCH:
        post_code = _french_post_code(row.get("post_code", ""), post_code, found)
        country = addresses.territory_of(post_code) or country
    elif post_code and not addresses.post_code_fits(country, post_code):
        found.say("post_code", "post_code_foreign", post_code)
    lines = [row.get(name, "") for name in ("line_1", "line_2")]
    for name, line in zip(("line_1", "line_2"), lines, strict=True):
        _line(name, line, country, found)
    return {
        "line_1": cut(lines[0] or lines[1], 255),
        "line_2": cut(lines[1] if lines[0] else "", 255),
        "post_code": cut(post_code, 20),
        "city": cut(city, 100),
        "country_code": country,
    }


def _city(row: Mapping[str, str], found: Findings) -> tuple[str, str]:
    """City and postcode, which may stand in one cell or in the other's."""
    city = row.get("city", "")
    say_garbled("city", city, found)
    post_code, beside = _post_code_alone(row.get("post_code", ""), found)
    inside, bare = addresses.split_city(city)
    if inside and (not post_code or inside == addresses.read_french_post_code(post_code)):
        found.say("city", "city_with_post_code", city, bare)
        if not post_code:
            found.say("post_code", "post_code_in_city", "", inside)
        return bare, post_code or inside
    if addresses.is_street(city):
        found.say("city", "city_is_street", city)
    return city or beside, post_code


def _post_code_alone(written: str, found: Findings) -> tuple[str, str]:
    """The postcode, and the city that its cell holds too; a CEDEX in it is no city."""
    inside, city = addresses.split_city(written)
    if not inside:
        return written, ""
    if fold(city).startswith("cedex"):
        return inside, ""
    found.say("post_code", "city_with_post_code", written, inside)
    return inside, city


def _line(name: str, line: str, country: str, found: Findings) -> None:
    say_garbled(name, line, found)
    if country not in addresses.FRENCH:
        return
    if (full := addresses.full_street(line)) != line:
        found.say(name, "street_abbreviated", line, full)
    if len(line) > addresses.LONGEST_LINE:
        found.say(name, "line_long", line)


def _country(row: Mapping[str, str], post_code: str, city: str, found: Findings) -> str:
    """The country as written; failing that what identifiers, city and postcode say, which is then found."""
    if written := row.get("country", ""):
        if country := addresses.read_country(written):
            return country
        likely = addresses.likely_country(written)
        found.say("country", "country_misspelt" if likely else "country_unknown", written, likely)
        return likely
    if certain := _country_of_identifiers(row):
        return certain
    if assumed := _assumed_country(row, post_code, city):
        found.say("country", "country_assumed", "", assumed)
        return assumed
    found.say("country", "country_missing")
    return ""


def _country_of_identifiers(row: Mapping[str, str]) -> str:
    vat = identifiers.compact(row.get("vat_identifier", ""))
    if vat[:2] in identifiers.EU_PREFIXES and len(vat) > 4 and any(one.isdigit() for one in vat):
        return {"EL": "GR", "XI": "GB"}.get(vat[:2], vat[:2])
    legal = identifiers.read_legal_identifier(row.get("legal_identifier", "") or row.get("siret", ""))
    return "FR" if legal and (legal.siren or legal.siret) else ""


def _assumed_country(row: Mapping[str, str], post_code: str, city: str) -> str:
    """What the city, a foreign form, the telephone and the postcode make likely; in that order."""
    if abroad := addresses.country_of_city(city):
        return abroad
    telephone = row.get("telephone", "")
    if legal_form(row.get("name", "")) in _FOREIGN_FORMS:
        return contacts.country_of_telephone(telephone)
    french = addresses.read_french_post_code(post_code)
    if addresses.is_french_post_code(french):
        return "FR"
    dialled = contacts.country_of_telephone(telephone)
    if (full := addresses.full_post_code(french)) and addresses.is_french_post_code(full):
        # Four figures are a postcode of seven neighbours too; a number dialled without country is French here.
        local = dialled == "FR" or (not telephone and row.get("language", "").lower() in ("", "fr"))
        return "FR" if local or re.match(r"\(?0[1-9]", telephone) or re.fullmatch(r"[1-9]\d{8}", telephone) else dialled
    return dialled


def _french_post_code(written: str, post_code: str, found: Findings) -> str:
    """The postcode as five figures where it can be; what it is not otherwise is found."""
    bare = addresses.read_french_post_code(post_code)
    if not bare or addresses.is_french_post_code(bare):
        return bare
    full = addresses.full_post_code(bare)
    if full and addresses.is_french_post_code(full):
        # Proposed, not put back: nothing is corrected unseen.
        found.say("post_code", "post_code_zero", written, full)
        return bare
    found.say("post_code", "post_code_shape", written)
    return post_code
