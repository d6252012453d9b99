"""A row of a buyers' file, cleaned field by field: what is stored, and what is found wrong.

Cleaning changes the dress of a value (spaces, case of codes, spelling of a country), never its
meaning: whatever needs a decision is kept as written and comes back as a finding with a proposal.
Given back what it wrote, `read_buyer` writes the same.
"""

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sansfaute.lib.text import parse_percentage
from sansfaute.masterdata.rules import addresses, banks, buyer_kinds, contacts, identifiers, names, payments
from sansfaute.masterdata.rules.buyer_identifiers import WITH_SIREN, read_identifiers
from sansfaute.masterdata.rules.buyer_places import read_place
from sansfaute.masterdata.rules.cells import cut, read_cells, repaired
from sansfaute.masterdata.rules.judging import Findings
from sansfaute.masterdata.rules.records import Record
from sansfaute.masterdata.rules.term_words import names_several_terms, parse_payment_terms, proposed_terms
from sansfaute.masterdata.rules.terms import PaymentTerms, beyond_law

_ELECTRONIC = re.compile(r"(?:0225:)?\d{9}(?:_[A-Za-z0-9+_.-]+)?|(?!0225:)\d{4}:\S{1,130}|(?:EM:)?[^\s@]+@[^\s@]+")


def read_buyer(values: Mapping[str, str]) -> Record:
    """The buyer that a row describes: fields of the Buyer model (code aside), and findings."""
    found = Findings()
    row = read_cells(values, found)
    fields: dict[str, Any] = {
        "name": cut(names.clean_name(row.get("name", "")), 255),
        "comment": row.get("comment", ""),
        "segment": cut(row.get("segment", ""), 60),
        "contact_name": cut(row.get("contact_name", ""), 120),
    }
    names.judge_name(fields["name"], found)
    fields |= read_place(row, found)
    fields |= read_identifiers(row, fields["country_code"], found)
    fields["kind"] = _kind(row, fields, found)
    fields |= _contacts(row, fields["country_code"], found)
    fields |= _bank(row, found)
    fields |= _payment(row, fields, found)
    _completeness(row, fields, found)
    return Record(fields, tuple(found.said))


def _kind(row: Mapping[str, str], fields: Mapping[str, Any], found: Findings) -> str:
    """What a person chose; failing that what the name and the identifiers tell."""
    if written := row.get("kind", ""):
        if (chosen := buyer_kinds.read_kind(written)) is not None:
            return chosen
        found.say("kind", "kind_unreadable", written)
    return buyer_kinds.kind_of_buyer(
        name=repaired(fields["name"]),
        siren=fields["siren"],
        vat_identifier=fields["vat_identifier"],
        legal_identifier_given=bool(_legal_given(row)),
    )


def _legal_given(row: Mapping[str, str]) -> str:
    return row.get("legal_identifier", "") or row.get("siret", "") or row.get("siren", "")


def _contacts(row: Mapping[str, str], country: str, found: Findings) -> dict[str, str]:
    telephone = row.get("telephone", "")
    number = contacts.read_telephone(telephone, country) if telephone else ""
    if number is None and (several := contacts.several_telephones(telephone, country)):
        found.say("telephone", "telephone_several", telephone, several[0])
        number = several[0]
    if number is None:
        found.say("telephone", "telephone_unreadable", telephone)
    return {
        "email": cut(_email(row.get("email", ""), found), 254),
        "telephone": cut(number if number is not None else telephone, 30),
        "electronic_address": cut(_electronic_address(row.get("electronic_address", ""), found), 140),
    }


def _email(written: str, found: Findings) -> str:
    if not written:
        return ""
    if contacts.email_is_valid(written):
        if meant := contacts.email_without_slip(written):
            found.say("email", "email_domain_typo", written, meant)
        return written
    if inner := contacts.unwrapped_email(written):
        found.say("email", "email_dressed", written, inner)
        return inner
    if several := contacts.several_emails(written):
        found.say("email", "email_several", written, several[0])
        return several[0]
    if contacts.email_is_well_formed(written):
        found.say("email", "email_domain", written)
    else:
        found.say("email", "email_syntax", written, contacts.propose_email(written))
    return written


def _electronic_address(written: str, found: Findings) -> str:
    if written and not _ELECTRONIC.fullmatch(written):
        found.say("electronic_address", "electronic_address_shape", written)
    return written


def _bank(row: Mapping[str, str], found: Findings) -> dict[str, str]:
    written, bic = row.get("iban", ""), identifiers.compact(row.get("bic", ""))
    iban = banks.read_iban(written)
    if iban and not banks.iban_is_valid(iban):
        from_rib = banks.iban_of_rib(iban)
        found.say("iban", "iban_rib" if from_rib else "iban_checksum", written, from_rib)
    if bic and not banks.bic_is_well_formed(bic):
        found.say("bic", "bic_shape", row["bic"], banks.bic_of_iban(iban))
    elif bic and banks.iban_is_valid(iban) and not banks.same_bank_country(bic, iban):
        found.say("bic", "bic_country", bic, banks.bic_of_iban(iban))
    return {"iban": iban[:40], "bic": bic[:20]}


def _payment(row: Mapping[str, str], fields: Mapping[str, Any], found: Findings) -> dict[str, Any]:
    country = fields["country_code"]
    means = _read(row, "payment_means", payments.read_payment_means, found)
    language = _read(row, "language", payments.read_language, found)
    terms = _terms(row.get("payment_terms", ""), fields, found)
    # A SEPA transfer does not leave the SEPA area: elsewhere it is a plain credit transfer.
    means = "30" if means == "58" and country and country not in banks.SEPA else means
    return {
        "payment_means_code": means or "",
        "payment_terms": terms.to_dict() if terms else {},
        "discount_percentage": _discount(row.get("discount", ""), found),
        "language": language or ("fr" if country in addresses.FRENCH | {"", "MC"} else "en"),
    }


def _terms(written: str, fields: Mapping[str, Any], found: Findings) -> PaymentTerms | None:
    terms = parse_payment_terms(written) if written else None
    if written and terms is None:
        several = names_several_terms(written)
        rule = "payment_terms_several" if several else "payment_terms_unreadable"
        found.say("payment_terms", rule, written, "" if several else proposed_terms(written))
    french_business = fields["kind"] == "business" and fields["country_code"] in addresses.FRENCH
    if terms and french_business and beyond_law(terms):
        found.say("payment_terms", "payment_terms_beyond_law", written)
    return terms


def _read(row: Mapping[str, str], field: str, read: Callable[[str], str | None], found: Findings) -> str | None:
    """The value as `read` understands it; a finding when there is one that it does not."""
    written = row.get(field, "")
    value = read(written) if written else None
    if written and value is None:
        found.say(field, f"{field}_unreadable", written)
    return value


def _discount(written: str, found: Findings) -> Decimal:
    if not written:
        return Decimal(0)
    rate = parse_percentage(written, ".")
    if rate is None or not 0 <= rate <= 100:
        found.say("discount", "discount_unreadable", written)
        return Decimal(0)
    return rate.quantize(Decimal("0.0001"), ROUND_HALF_UP) if rate % Decimal("0.0001") else rate


def _completeness(row: Mapping[str, str], fields: Mapping[str, Any], found: Findings) -> None:
    """What an invoice to this buyer cannot do without."""
    if row.get("closed_on"):
        found.say("closed_on", "company_closed", row["closed_on"])
    french = fields["country_code"] in addresses.FRENCH
    if not fields["name"]:
        found.say("name", "name_missing")
    if not fields["line_1"]:
        found.say("line_1", "address_missing")
    for name in ("post_code", "city"):
        if not fields[name] and (french or name == "city"):
            found.say(name, f"{name}_missing", level="error" if french else "warning")
    if not fields["kind"] and fields["name"]:
        found.say("kind", "kind_unknown", fields["name"])
    if fields["country_code"] in WITH_SIREN and not _legal_given(row) and not _is_proposed(found):
        _siren_missing(fields, found)
    company = fields["kind"] in ("business", "public") or _may_be_company(fields)
    elsewhere = not french and fields["country_code"] in _EU_OUTSIDE_FRANCE and company
    if elsewhere and not fields["vat_identifier"]:
        found.say("vat_identifier", "vat_missing")


def _may_be_company(fields: Mapping[str, Any]) -> bool:
    """Whether nothing tells what the buyer is, and its name has not the shape of a person's: "Elaion Lab A.E."."""
    return not fields["kind"] and bool(fields["name"]) and not buyer_kinds.may_be_person(fields["name"])


def _is_proposed(found: Findings) -> bool:
    return any(one.rule == "siren_missing_proposed" for one in found.said)


def _siren_missing(fields: Mapping[str, Any], found: Findings) -> None:
    """An error where it is surely a business or a public body, a warning where it may have none."""
    name, kind = fields["name"], fields["kind"]
    if kind == "consumer" or (not kind and (not name or buyer_kinds.may_be_person(name))):
        return
    sure = kind == "public" or (kind == "business" and buyer_kinds.is_surely_business(name))
    certain = sure and not buyer_kinds.may_lack_siren(name)
    found.say("legal_identifier", "siren_missing", level="error" if certain else "warning")


_EU_OUTSIDE_FRANCE = (identifiers.EU_PREFIXES - {"FR", "XI", "EL"}) | {"GR"}
