"""Columns as the desk shows them: profiles, facets that narrow each other, clusters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from django.core.cache import cache

from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata import rules

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import QueryDict

    from sansfaute.desk.queries.books import Books

FACET_LENGTH = 60
"""How many values a facet shows; the others are found by typing."""
CLUSTERS_SHOWN = 100
KEPT = 3600
"""Seconds for which a computed column is kept; it is dropped at once when records change."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the profile; `profile` is None while it is still to be read."""

    field: str
    word: str
    malformed: int
    remarks: list[masterdata.RuleCount]
    profile: rules.ColumnProfile | None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One line of a facet."""

    text: str
    count: int
    is_chosen: bool
    address: str  # the query that chooses it, or lets it go


@dataclass(frozen=True, slots=True)
class ColumnFacet:
    """One open facet: its values with live counts."""

    field: str
    word: str
    values: list[FacetValue]
    more: int  # values not shown
    malformed: int
    is_malformed_chosen: bool
    malformed_address: str
    closed_address: str
    find: str


@dataclass(frozen=True, slots=True)
class FacetQuery:
    """What the address of a facets page says."""

    record_type: str
    fields: tuple[str, ...]  # the open facets, in order
    selection: rules.Selection
    finds: Mapping[str, str]  # field -> what is searched for among its values

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The query as fields of a form carry it."""
        return parse_qsl(self.address(), keep_blank_values=True)

    def address(self, **changed: Any) -> str:
        """The query of the same page with something changed: `fields`, `values`, `malformed`, `words`."""
        selection = self.selection
        pairs = [("type", self.record_type)]
        pairs += [("facet", name) for name in changed.get("fields", self.fields)]
        for name, texts in changed.get("values", selection.values).items():
            pairs += [(f"is.{name}", text) for text in texts]
        pairs += [("bad", name) for name in changed.get("malformed", selection.malformed)]
        words = changed.get("words", selection.words)
        return urlencode(pairs + ([("q", words)] if words else []))


def record_type_asked(text: str) -> str:
    """buyer or item; buyer for anything else."""
    return text if text in rules.FIELDS else "buyer"


def facet_query(asked: QueryDict) -> FacetQuery:
    """The query of a facets page; what names no field of ours is passed over."""
    record_type = record_type_asked(asked.get("type", ""))
    known = rules.FIELDS[record_type]
    values = {
        name: tuple(dict.fromkeys(_plain(one) for one in asked.getlist(f"is.{name}")))
        for name in known
        if asked.getlist(f"is.{name}")
    }
    malformed = tuple(name for name in dict.fromkeys(asked.getlist("bad")) if name in known)
    fields = tuple(name for name in dict.fromkeys([*asked.getlist("facet"), *values, *malformed]) if name in known)
    finds = {name: _plain(asked.get(f"find.{name}", "")) for name in fields}
    return FacetQuery(record_type, fields, rules.Selection(values, malformed, _plain(asked.get("q", ""))), finds)


def _plain(text: str) -> str:
    """Without the null sign, which no database takes."""
    return text.replace("\x00", "")[:4000]


def columns(books: Books, record_type: str, language: str, at_once: int = 5000) -> list[Column]:
    """Every column; the profiles that are known, and all of them when there are few records."""
    seller_id = books.seller.pk
    rows = masterdata.current_records(seller_id, record_type)
    total, mark = rows.count(), masterdata.records_mark(seller_id)
    counted = masterdata.rule_counts(rows)
    made = []
    for name in rules.FIELDS[record_type]:
        of_field = [one for one in counted if one.field == name]
        profile = cache.get(_key(seller_id, record_type, name, mark, "profile"))
        if profile is None and total <= at_once:
            profile = column_profile(books, record_type, name)
        word = rules.field_word(record_type, name, language)
        made.append(Column(name, word, max((one.count for one in of_field), default=0), of_field, profile))
    return made


def column(books: Books, record_type: str, field: str, language: str) -> Column:
    """One column, read now if it was not."""
    rows = masterdata.current_records(books.seller.pk, record_type)
    of_field = [one for one in masterdata.rule_counts(rows) if one.field == field]
    word, most = rules.field_word(record_type, field, language), max((one.count for one in of_field), default=0)
    return Column(field, word, most, of_field, column_profile(books, record_type, field))


def column_profile(books: Books, record_type: str, field: str) -> rules.ColumnProfile:
    """The profile of a column, computed once for each state of the records."""
    seller_id = books.seller.pk
    key = _key(seller_id, record_type, field, masterdata.records_mark(seller_id), "profile")
    known: rules.ColumnProfile | None = cache.get(key)
    if known is None:
        total = masterdata.current_records(seller_id, record_type).count()
        known = rules.profile_column(masterdata.column_values(seller_id, record_type, field), total)
        cache.set(key, known, KEPT)
    return known


def column_clusters(
    books: Books, record_type: str, field: str, method: str, at_once: int | None = None
) -> tuple[list[rules.Cluster], int] | None:
    """The first clusters of a column by one method, the largest first, and how many there are.

    None when the column holds more than `at_once` different values and they were not compared before.
    """
    seller_id = books.seller.pk
    key = _key(seller_id, record_type, field, masterdata.records_mark(seller_id), method)
    known: tuple[list[rules.Cluster], int] | None = cache.get(key)
    if known is None:
        if at_once is not None and column_profile(books, record_type, field).distinct > at_once:
            return None
        found = rules.clusters_of(masterdata.column_values(seller_id, record_type, field), method)
        known = found[:CLUSTERS_SHOWN], len(found)
        cache.set(key, known, KEPT)
    return known


def _key(seller_id: UUID, record_type: str, field: str, mark: str, what: str) -> str:
    return "desk.column." + "".join(c if c.isalnum() else "_" for c in f"{seller_id}{record_type}{field}{mark}{what}")


def facets(books: Books, asked: FacetQuery, language: str) -> list[ColumnFacet]:
    """Each open facet, counted among the records that the other facets leave."""
    return [_facet(books, asked, name, language) for name in asked.fields]


def _facet(books: Books, asked: FacetQuery, field: str, language: str) -> ColumnFacet:
    kind, selection = asked.record_type, asked.selection
    rows = masterdata.selected(masterdata.current_records(books.seller.pk, kind), kind, selection, field)
    counted = masterdata.value_counts(rows, field)
    find = asked.finds.get(field, "")
    shown = counted.filter(**{f"given_{field}__icontains": find}) if find else counted
    chosen = selection.values.get(field, ())
    first = list(shown[: FACET_LENGTH + 1])
    more = shown.count() - FACET_LENGTH if len(first) > FACET_LENGTH else 0
    values = [_facet_value(asked, field, text, count) for text, count in first[:FACET_LENGTH]]
    listed = {one.text for one in values}
    lost = [text for text in chosen if text not in listed]
    if lost:
        held = dict(counted.filter(**{f"given_{field}__in": lost}))
        values = [*(_facet_value(asked, field, text, held.get(text, 0)) for text in lost), *values]
    bad = selection.malformed
    toggled = tuple(one for one in bad if one != field) if field in bad else (*bad, field)
    left = {name: texts for name, texts in selection.values.items() if name != field}
    return ColumnFacet(
        field,
        rules.field_word(kind, field, language),
        values,
        more,
        masterdata.selected(rows, kind, rules.Selection(malformed=(field,))).count(),
        field in bad,
        asked.address(malformed=toggled),
        asked.address(
            fields=tuple(one for one in asked.fields if one != field),
            values=left,
            malformed=tuple(one for one in bad if one != field),
        ),
        find,
    )


def _facet_value(asked: FacetQuery, field: str, text: str, count: int) -> FacetValue:
    chosen = asked.selection.values.get(field, ())
    is_chosen = text in chosen
    texts = tuple(one for one in chosen if one != text) if is_chosen else (*chosen, text)
    values = {**asked.selection.values, field: texts}
    return FacetValue(text, count, is_chosen, asked.address(values={name: one for name, one in values.items() if one}))
