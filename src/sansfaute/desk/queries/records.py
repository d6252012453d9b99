"""Records as the desk shows them: listed and paged by code, read field by field, with their history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from sansfaute.contracts import queries as contracts
from sansfaute.desk.queries.words import BUYER_KIND_WORDS, NATURE_WORDS, word
from sansfaute.documents.rules import words as documents_words
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata import rules

if TYPE_CHECKING:
    from sansfaute.desk.queries.books import Books
    from sansfaute.masterdata.models import Finding

RECORDS_LENGTH = 50
RECORD_TYPES = ("buyer", "item")


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What the person asked to see."""

    record_type: str = "buyer"
    words: str = ""
    kind: str = ""  # of buyer, or nature of an item
    country_code: str = ""
    state: str = ""  # errors, warnings, clean, merged, idle


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Some records in the order of their codes, and the codes where the pages around them begin."""

    rows: list[Listed]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list."""

    record: Any
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field of a record: as given, as read, and what is said of it."""

    name: str
    word: str
    given: str
    read: str  # only when it says more than what was given
    findings: list[Told]


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in the reader's language."""

    rule: str
    level: str
    sentence: str
    mend: str
    fix: str


def record_selection(books: Books, asked: RecordFilter) -> QuerySet[Any]:
    """The records of these books that match, by code. Records merged into another are shown only when asked for."""
    seller_id = books.seller.pk
    if asked.record_type == "item":
        rows: QuerySet[Any] = masterdata.items(seller_id)
        rows = rows.filter(nature=asked.kind) if asked.kind else rows
    else:
        rows = masterdata.buyers(seller_id).filter(merged_into__isnull=asked.state != "merged")
        rows = rows.filter(kind="" if asked.kind == "unknown" else asked.kind) if asked.kind else rows
        rows = rows.filter(country_code=asked.country_code) if asked.country_code else rows
    rows = masterdata.searched(rows, asked.record_type, asked.words) if asked.words else rows
    return _in_state(rows, seller_id, asked)


def _in_state(rows: QuerySet[Any], seller_id: UUID, asked: RecordFilter) -> QuerySet[Any]:
    found = masterdata.findings(seller_id).order_by().filter(record_id=OuterRef("pk"))
    if asked.state == "errors":
        return rows.filter(Exists(found.filter(level="error")))
    if asked.state == "warnings":
        return rows.filter(Exists(found))
    if asked.state == "clean":
        return rows.exclude(Exists(found))
    if asked.state == "idle" and asked.record_type == "buyer":
        of_buyer = {"buyer_id": OuterRef("pk")}
        agreed = contracts.contracts(seller_id).order_by().filter(**of_buyer)
        ordered = contracts.order_lines(seller_id).order_by().filter(**of_buyer)
        return rows.exclude(Exists(agreed)).exclude(Exists(ordered))
    return rows


def record_page(rows: QuerySet[Any], after: str = "", before: str = "") -> RecordPage:
    """The first records past a code, or the last ones before it."""
    if before:
        found = list(rows.filter(code__lt=before).order_by("-code")[: RECORDS_LENGTH + 1])
        shown = found[:RECORDS_LENGTH][::-1]
        newer = shown[0].code if len(found) > RECORDS_LENGTH else None
        return RecordPage(_listed(shown), newer, shown[-1].code if shown else before)
    found = list((rows.filter(code__gt=after) if after else rows)[: RECORDS_LENGTH + 1])
    shown = found[:RECORDS_LENGTH]
    first = (shown[0].code if shown else after) if after else None
    return RecordPage(_listed(shown), first, shown[-1].code if len(found) > RECORDS_LENGTH else None)


def _listed(records: list[Any]) -> list[Listed]:
    found = masterdata.findings_by_record([one.pk for one in records])
    listed = []
    for one in records:
        levels = [finding.level for finding in found.get(one.pk, ())]
        listed.append(Listed(one, levels.count("error"), len(levels) - levels.count("error")))
    return listed


def country_choices(books: Books, language: str) -> list[tuple[str, str]]:
    """The countries of the buyers, in words."""
    codes = masterdata.buyers(books.seller.pk).order_by().values_list("country_code", flat=True).distinct()
    return sorted(((code, documents_words.country(code, language)) for code in codes if code), key=lambda one: one[1])


def shown_fields(
    record_type: str, code: str, values: Mapping[str, str], findings: list[Finding] | None, language: str
) -> list[FieldShown]:
    """Every field of a record in the order of its form; judged anew when no findings are given (while typing)."""
    read = rules.read_item(values) if record_type == "item" else rules.read_buyer({**values, "code": code})
    told: dict[str, list[Told]] = {}
    found = read.findings if findings is None else findings
    own = masterdata.own_sentences(one.rule for one in found)
    for one in found:
        said = rules.finding_sentence(one.rule, language, one.value, own)
        told.setdefault(one.field, []).append(
            Told(one.rule, one.level, said, rules.fix_sentence(one.rule, language), one.fix)
        )
    means = _read_as(record_type, read.fields, language)
    names = [*rules.FIELDS[record_type], *(name for name in values if name not in rules.FIELDS[record_type])]
    shown = []
    for name in names:
        given, meaning = values.get(name, ""), means.get(name, "")
        word_of = rules.field_word(record_type, name, language)
        shown.append(FieldShown(name, word_of, given, "" if meaning == given else meaning, told.get(name, [])))
    return shown


def _read_as(record_type: str, fields: Mapping[str, Any], language: str) -> dict[str, str]:
    """How the rules understand each field, as text; an empty text where they understand nothing."""
    if record_type == "item":
        rate = fields.get("vat_rate")
        return {
            "unit": documents_words.unit(fields.get("unit_code", ""), language=language),
            "vat": fields.get("exemption_reason_code", "") if rate is None else f"{rate:f} %",
            "nature": word(NATURE_WORDS, fields.get("nature", "")),
        }
    terms = fields.get("payment_terms")
    return {
        "kind": word(BUYER_KIND_WORDS, fields.get("kind", "")),
        "name": fields.get("name", ""),
        "line_1": fields.get("line_1", ""),
        "line_2": fields.get("line_2", ""),
        "post_code": fields.get("post_code", ""),
        "city": fields.get("city", ""),
        "country": _country(fields.get("country_code", ""), language),
        "legal_identifier": fields.get("siret", "") or fields.get("siren", ""),
        "vat_identifier": fields.get("vat_identifier", ""),
        "telephone": fields.get("telephone", ""),
        "iban": fields.get("iban", ""),
        "payment_means": _means(fields.get("payment_means_code", ""), language),
        "payment_terms": _terms(terms, language),
        "language": {"fr": "français", "en": "English"}.get(fields.get("language", ""), fields.get("language", "")),
        "discount": _percentage(fields.get("discount_percentage")),
    }


def _percentage(value: Decimal | None) -> str:
    return f"{value.normalize():f} %" if value else ""


def _country(code: str, language: str) -> str:
    return f"{documents_words.country(code, language)} ({code})" if code else ""


def _means(code: str, language: str) -> str:
    return f"{documents_words.payment_means(code, language)} ({code})" if code else ""


def _terms(terms: Any, language: str) -> str:
    if not terms:
        return ""
    return rules.describe_payment_terms(rules.PaymentTerms.from_dict(terms), language)
