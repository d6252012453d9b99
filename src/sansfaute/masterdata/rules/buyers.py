"""A row of a buyers' file, cleaned field by field: what is stored, and what is found wrong.

Cleaning changes the dress of a value (spaces, case of codes, spelling of a country), never its
meaning: whatever needs a decision is kept as written and comes back as a finding with a proposal.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sansfaute.lib.text import parse_percentage, squeeze
from sansfaute.masterdata.rules import addresses, contacts, identifiers, names, payments
from sansfaute.masterdata.rules.records import Record, RecordFinding
from sansfaute.masterdata.rules.terms import parse_payment_terms

_SEPA = frozenset(
    word
    for line in (
        "AD AT BE BG CH CY CZ DE DK EE ES FI FR GB GF GI GP GR HR HU IE IS IT LI LT LU LV MC MQ MT NL NO PL",
        "PM PT RE RO SE SI SK SM VA YT BL MF AL ME MD MK RS",
    )
    for word in line.split()
)


def read_buyer(values: Mapping[str, str]) -> Record:
    """The buyer that a row describes: fields of the Buyer model (code aside), and findings."""
    row = {name: squeeze(value) if name != "comment" else value.strip() for name, value in values.items()}
    found: list[RecordFinding] = []
    fields: dict[str, Any] = {"name": names.clean_name(row.get("name", "")), "comment": row.get("comment", "")}
    fields |= _address(row, found)
    fields |= _identifiers(row, fields["country_code"], found)
    fields["kind"] = names.kind_of_buyer(
        name=fields["name"],
        siren=fields["siren"],
        vat_identifier=fields["vat_identifier"],
        legal_identifier_given=bool(row.get("legal_identifier")),
    )
    fields |= _contacts(row, fields["country_code"], found)
    fields |= _payment(row, fields["country_code"], found)
    _completeness(row, fields, found)
    return Record(fields, tuple(found))


def _address(row: Mapping[str, str], found: list[RecordFinding]) -> dict[str, str]:
    country = _country(row, found)
    post_code = row.get("post_code", "")
    if country in addresses.FRENCH:
        post_code = addresses.read_french_post_code(post_code)
        _french_post_code(post_code, found)
        country = addresses.territory_of(post_code) or country
    elif post_code and not addresses.post_code_fits(country, post_code):
        found.append(RecordFinding("post_code", "post_code_shape", "warning", post_code))
    lines = [row.get(name, "") for name in ("line_1", "line_2")]
    return {
        "line_1": lines[0] or lines[1],
        "line_2": lines[1] if lines[0] else "",
        "post_code": post_code,
        "city": row.get("city", ""),
        "country_code": country,
    }


def _country(row: Mapping[str, str], found: list[RecordFinding]) -> str:
    """The country as written; failing that what identifiers and postcode say, which is then found."""
    written = row.get("country", "")
    if written:
        country = addresses.read_country(written)
        if country is None:
            found.append(RecordFinding("country", "country_unknown", "error", written))
        return country or ""
    vat = identifiers.compact(row.get("vat_identifier", ""))
    if vat[:2] in identifiers.EU_PREFIXES and len(vat) > 4:
        return {"EL": "GR", "XI": "GB"}.get(vat[:2], vat[:2])
    if row.get("legal_identifier"):
        return "FR"
    if addresses.is_french_post_code(addresses.read_french_post_code(row.get("post_code", ""))):
        found.append(RecordFinding("country", "country_assumed", "warning", "", "FR"))
        return "FR"
    found.append(RecordFinding("country", "country_missing", "error"))
    return ""


def _french_post_code(post_code: str, found: list[RecordFinding]) -> None:
    if not post_code:
        return
    if fix := addresses.full_post_code(post_code):
        found.append(RecordFinding("post_code", "post_code_zero", "error", post_code, fix))
    elif not addresses.is_french_post_code(post_code):
        found.append(RecordFinding("post_code", "post_code_shape", "error", post_code))


def _identifiers(row: Mapping[str, str], country: str, found: list[RecordFinding]) -> dict[str, str]:
    vat = identifiers.compact(row.get("vat_identifier", ""))
    legal = identifiers.read_legal_identifier(row.get("legal_identifier", "")) if country in _WITH_SIREN else None
    siren, siret = (legal.siren, legal.siret) if legal else ("", "")
    siren_in_vat = identifiers.siren_of_vat(vat)
    if legal and legal.verdict != "valid":
        rule = {"length": "identifier_length", "shape": "identifier_shape"}.get(legal.verdict, "identifier_checksum")
        found.append(RecordFinding("legal_identifier", rule, "error", row["legal_identifier"], siren_in_vat))
    if not legal and siren_in_vat and country in _WITH_SIREN:
        found.append(RecordFinding("legal_identifier", "siren_missing_proposed", "error", "", siren_in_vat))
    _vat_findings(vat, siren, country, found)
    return {"siren": siren, "siret": siret, "vat_identifier": vat[:30]}


_WITH_SIREN = addresses.FRENCH | {"", "MC"}


def _vat_findings(vat: str, siren: str, country: str, found: list[RecordFinding]) -> None:
    """What is wrong with a VAT number, by itself and beside the SIREN and the country."""
    verdict = identifiers.vat_verdict(vat) if vat else "valid"
    siren_holds = identifiers.siren_verdict(siren) == "valid"
    if vat.startswith("FR") and verdict in ("checksum", "shape"):
        fix = identifiers.french_vat_number(siren) if siren_holds else ""
        found.append(RecordFinding("vat_identifier", "vat_key", "error", vat, fix))
    elif verdict in ("checksum", "shape"):
        found.append(RecordFinding("vat_identifier", f"vat_{verdict}", "error", vat))
    elif verdict == "doubtful":
        found.append(RecordFinding("vat_identifier", "vat_doubtful", "warning", vat))
    elif vat.startswith("FR") and siren_holds and vat[4:] != siren:
        found.append(
            RecordFinding("vat_identifier", "vat_siren_differs", "error", vat, identifiers.french_vat_number(siren))
        )
    if vat[:2] in identifiers.EU_PREFIXES and not _same_country(vat[:2], country):
        found.append(RecordFinding("vat_identifier", "vat_country", "warning", vat))


def _same_country(prefix: str, country: str) -> bool:
    place = {"EL": "GR", "XI": "GB"}.get(prefix, prefix)
    return not country or place == country or (place == "FR" and country in addresses.FRENCH | {"MC"})


def _contacts(row: Mapping[str, str], country: str, found: list[RecordFinding]) -> dict[str, str]:
    email, telephone = row.get("email", ""), row.get("telephone", "")
    if email and not contacts.email_is_valid(email):
        found.append(RecordFinding("email", "email_syntax", "error", email, contacts.propose_email(email)))
    number = contacts.read_telephone(telephone, country) if telephone else ""
    if number is None:
        found.append(RecordFinding("telephone", "telephone_unreadable", "warning", telephone))
    return {"email": email, "telephone": number if number is not None else telephone[:30]}


def _payment(row: Mapping[str, str], country: str, found: list[RecordFinding]) -> dict[str, Any]:
    iban = identifiers.compact(row.get("iban", ""))
    if iban and not payments.iban_is_valid(iban):
        found.append(RecordFinding("iban", "iban_checksum", "error", row["iban"]))
    means = _read(row, "payment_means", payments.read_payment_means, found)
    terms = _read(row, "payment_terms", parse_payment_terms, found)
    language = _read(row, "language", payments.read_language, found)
    # A SEPA transfer does not leave the SEPA area: elsewhere it is a plain credit transfer.
    means = "30" if means == "58" and country and country not in _SEPA else means
    return {
        "iban": iban[:40],
        "payment_means_code": means or "",
        "payment_terms": terms.to_dict() if terms else {},
        "discount_percentage": _discount(row.get("discount", ""), found),
        "language": language or ("fr" if country in addresses.FRENCH | {"", "MC"} else "en"),
    }


def _read(row: Mapping[str, str], field: str, read: Any, found: list[RecordFinding]) -> Any:
    """The value as `read` understands it; a finding when there is one that it does not."""
    written = row.get(field, "")
    value = read(written) if written else None
    if written and value is None:
        found.append(RecordFinding(field, f"{field}_unreadable", "warning", written))
    return value


def _discount(written: str, found: list[RecordFinding]) -> Decimal:
    if not written:
        return Decimal(0)
    rate = parse_percentage(written, ".")
    if rate is None or not 0 <= rate <= 100:
        found.append(RecordFinding("discount", "discount_unreadable", "error", written))
        return Decimal(0)
    return rate.quantize(Decimal("0.0001"), ROUND_HALF_UP) if rate % Decimal("0.0001") else rate


def _completeness(row: Mapping[str, str], fields: dict[str, Any], found: list[RecordFinding]) -> None:
    """What an invoice to this buyer cannot do without."""
    french = fields["country_code"] in addresses.FRENCH
    if not fields["name"]:
        found.append(RecordFinding("name", "name_missing", "error"))
    if not fields["line_1"]:
        found.append(RecordFinding("line_1", "address_missing", "error"))
    for name in ("post_code", "city"):
        if not fields[name] and (french or name == "city"):
            found.append(RecordFinding(name, f"{name}_missing", "error" if french else "warning"))
    if not fields["kind"]:
        found.append(RecordFinding("kind", "kind_unknown", "warning", fields["name"]))
    if fields["kind"] not in ("business", "public"):
        return
    vat = fields["vat_identifier"]
    if french and not row.get("legal_identifier") and not identifiers.siren_of_vat(vat):
        found.append(RecordFinding("legal_identifier", "siren_missing", "error"))
    if not french and not vat and fields["country_code"] in _EU_OUTSIDE_FRANCE:
        found.append(RecordFinding("vat_identifier", "vat_missing", "warning"))


_EU_OUTSIDE_FRANCE = (identifiers.EU_PREFIXES - {"FR", "XI", "EL"}) | {"GR"}
