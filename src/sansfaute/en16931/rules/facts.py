"""What many rules ask of the same invoice, worked out once: sums by VAT category, parties, processes."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sansfaute.en16931 import further
from sansfaute.en16931.model import DocumentAllowance, DocumentCharge, Invoice, Line, LineVat, Note, VatBreakdown
from sansfaute.en16931.rules.bases import Bases
from sansfaute.en16931.rules.figures import EXACT, ZERO, cents
from sansfaute.en16931.rules.groups import Groups
from sansfaute.en16931.structure.forms import trimmed
from sansfaute.en16931.values import is_absent

EXTENDED = frozenset(("extended", "extended-ctc-fr"))
"""The profiles in which lines may be groups or mere information, and do not all count."""

SELF_BILLED = frozenset(("389", "501", "500", "471", "473", "261", "502"))
"""Document types issued by the buyer in the seller's name (France: BR-FR-21, BR-FR-22)."""

_FURTHER = re.compile(r"(lines|allowances|charges|logistics_charges)\[([0-9]+)\]\.(?:vat\.)?further")
OF_ANY_TAX = frozenset(("BR-FXEXT-S-09b", "BR-AF-09", "BR-AG-09"))
"""What Factur-X EXTENDED asks of a row of the breakdown whether it is about VAT or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a caller may know beside the document, for the rules that need it; absent, they are not asked.

    `today` for dates in the future; `received_date` the day on which a receiver judges; `size` of
    the file in bytes; `known_numbers` those already used by this seller in the year of the document.
    """

    today: date | None = None
    received_date: date | None = None
    size: int | None = None
    known_numbers: frozenset[str] = frozenset()


NOTHING_GIVEN = Given()


class Facts:
    """Answers about one invoice; sums are exact and rounded as the official stylesheets round."""

    __slots__ = (
        "_bases",
        "_further",
        "_groups",
        "_places",
        "_trimmed_groups",
        "allowances",
        "b2b",
        "buyer_legal",
        "buyer_vat",
        "categories",
        "charges",
        "counted",
        "empty",
        "given",
        "invoice",
        "line_categories",
        "lines",
        "note_counts",
        "notes_text",
        "process",
        "profile",
        "raw",
        "representative_vat",
        "row_categories",
        "self_billed",
        "seller_tax",
        "seller_vat",
        "syntax",
        "treatments",
    )

    def __init__(
        self,
        invoice: Invoice,
        empty: str = "",
        syntax: str = "cii",
        profile: str = "en16931",
        *,
        raw: Mapping[str, str] = MappingProxyType({}),
        given: Given = NOTHING_GIVEN,
    ) -> None:
        self.invoice = invoice
        self.syntax = syntax
        self.profile = profile
        self.raw = raw
        self.given = given
        self.empty = empty  # where the document would have an element without text
        extended = profile in EXTENDED
        self.counted = tuple(one for one in invoice.lines if one.counts) if extended else invoice.lines
        self._bases: Bases | None = None
        self._groups: Groups | None = None
        self._trimmed_groups: Groups | None = None
        self._further: dict[int, list[LineVat]] | None = None
        self._places: dict[int, str] | None = None
        lines = [(one.vat.vat_category_code, one.vat.vat_rate, one.line_net_amount) for one in self.counted]
        self.lines = _sums(lines)
        self.charges = _sums(_parts(invoice.charges))
        self.allowances = _sums(_parts(invoice.allowances))
        self.line_categories = Counter(one[0] for one in lines)
        self.categories = Counter(
            [one.vat_category_code for one in invoice.allowances] + [one.vat_category_code for one in invoice.charges]
        )
        self.row_categories = Counter(row.vat_category_code for row in invoice.vat_breakdown)
        representative = invoice.tax_representative
        self.representative_vat = bool(representative and representative.vat_identifier)
        self.seller_vat = bool(invoice.seller.vat_identifier)
        self.seller_tax = self.seller_vat or bool(invoice.seller.tax_registration)
        self.buyer_vat = bool(invoice.buyer.vat_identifier)
        self.buyer_legal = invoice.buyer.legal_registration is not None
        self.process = invoice.process_control.business_process_type or ""
        self.self_billed = invoice.type_code in SELF_BILLED
        if raw and syntax == "ubl":
            self._count_further_taxes()
        self.notes_text = _joined(invoice.notes) if syntax == "ubl" else ""
        self.note_counts = self._mentions()
        self.treatments = self._treatments()
        self.b2b = "B2B" in self.treatments

    @property
    def bases(self) -> Bases:
        """What VAT is due on by category, rate and reason of exemption (EXTENDED only)."""
        if self._bases is None:
            self._bases = Bases(self.invoice, self.counted, self.compared_taxes, crossed=self.syntax == "cii")
        return self._bases

    def taxes(self, line: Line) -> list[LineVat]:
        """The VAT of a line, and what it wrongly gives beside it, its codes as written."""
        return [line.vat, *self.further_taxes.get(id(line), ())] if self.raw else [line.vat]

    def noted(self, line: Line, at: str) -> str | None:
        """What the reader noted of a field of a line, if anything."""
        return self.raw.get(f"{self._place_of(line)}.{at}") if self.raw else None

    def _place_of(self, line: Line) -> str:
        if self._places is None:
            self._places = {id(one): f"lines[{place}]" for place, one in enumerate(self.invoice.lines)}
        return self._places[id(line)]

    @property
    def shared_process(self) -> str:
        """The process without blanks around, as rules about several sellers compare it."""
        return trimmed(self.process)

    def is_there(self, path: str, value: object) -> bool:
        """Whether a text or day is given, be it one that cannot be read."""
        return not is_absent(value) or bool(self.raw.get(path))

    @property
    def further_taxes(self) -> dict[int, list[LineVat]]:
        """By `id` of a line, allowance or charge that wrongly gives several taxes: those beside its own, as written."""
        if self._further is None:
            places = ((_FURTHER.fullmatch(path), written) for path, written in self.raw.items())
            self._further = {
                id(getattr(self.invoice, found[1])[int(found[2])]): further.taxes(written)
                for found, written in places
                if found
            }
        return self._further

    @property
    def compared_taxes(self) -> Mapping[int, list[LineVat]]:
        """The same with their categories as sums compare them: in UBL without blanks around."""
        if self.syntax == "cii":
            return self.further_taxes
        return {
            item: [replace(one, vat_category_code=trimmed(one.vat_category_code)) for one in taxes]
            for item, taxes in self.further_taxes.items()
        }

    def _count_further_taxes(self) -> None:
        """In UBL a line, allowance or charge enters the sums of each category that it gives, and of each rate."""
        found = self.compared_taxes
        for items, sums, categories in (
            (self.counted, self.lines, self.line_categories),
            (self.invoice.allowances, self.allowances, self.categories),
            (self.invoice.charges, self.charges, self.categories),
        ):
            for item in items:
                others = found.get(id(item))
                if others:
                    _count(item, others, sums, categories)

    @property
    def groups(self) -> Groups:
        """Which line stands under which (EXTENDED only)."""
        if self._groups is None:
            self._groups = Groups(self.invoice.lines)
        return self._groups

    @property
    def trimmed_groups(self) -> Groups:
        """The same as Factur-X compares identifiers: without blanks around, an absent one being a blank one."""
        if self._trimmed_groups is None:
            self._trimmed_groups = Groups(self.invoice.lines, trimmed, absent_is_blank=True)
        return self._trimmed_groups

    @property
    def plain_allowances(self) -> Sequence[DocumentAllowance]:
        """The allowances whose indicator is the very word `false`, which sums of the document look for in CII."""
        return self._plain("allowances")

    @property
    def plain_charges(self) -> Sequence[DocumentCharge]:
        """The charges whose indicator is the very word `true`."""
        return self._plain("charges")

    def _plain(self, name: str) -> Sequence[Any]:
        found: tuple[Any, ...] = getattr(self.invoice, name)
        if not self.raw or self.syntax != "cii":
            return found
        return [one for place, one in enumerate(found) if f"{name}[{place}].indicator" not in self.raw]

    def _mentions(self) -> Mapping[str, int]:
        """How often each subject code stands in the notes, as each syntax writes it."""
        if self.syntax == "ubl":
            return {code: self.notes_text.count(f"#{code}#") for code in ("PMT", "PMD", "AAB", "TXD")}
        return {code: len(self.notes_about(code)) for code in ("PMT", "PMD", "AAB", "TXD")}

    def notes_about(self, code: str) -> list[Note]:
        """The notes of a subject, be it one that a note of CII wrongly gives beside its own."""
        return [note for place, note in enumerate(self.invoice.notes) if code in self._subjects(place, note)]

    def _subjects(self, place: int, note: Note) -> tuple[str | None, ...]:
        further = self.raw.get(f"notes[{place}].further_subject_codes", "")
        return (note.subject_code, *further.split("|"))

    def _treatments(self) -> tuple[str, ...]:
        """The treatments asked by BAR notes; in UBL, where notes are read in one go, the first."""
        if self.syntax == "ubl":
            after = self.after_code("BAR")
            return (after,) if after else ()
        return tuple(note.text for note in self.notes_about("BAR"))

    def after_code(self, code: str) -> str:
        """In UBL, what follows the first `#CODE#` of the notes, up to the next `#`."""
        return self.notes_text.partition(f"#{code}#")[2].partition("#")[0]

    def base(self, key: object) -> Decimal:
        """What VAT is due on for a category, or for a (category, rate): lines + charges - allowances."""
        gross = EXACT.add(cents(self.lines.get(key, ZERO)), cents(self.charges.get(key, ZERO)))
        return EXACT.subtract(gross, cents(self.allowances.get(key, ZERO)))

    def is_vat(self, row: VatBreakdown) -> bool:
        """Whether a row of the breakdown says that it is about VAT, as the official rules ask before they look."""
        if not self.raw:
            return True
        place = next(place for place, one in enumerate(self.invoice.vat_breakdown) if one is row)
        return self._kind(f"vat_breakdown[{place}]").strip(" \t\r\n") == "VAT"

    def vat_rows(self, category: str) -> int:
        """How many rows of the breakdown say that they are about VAT, of this category."""
        if not self.raw:
            return self.row_categories[category]
        places = enumerate(self.invoice.vat_breakdown)
        return sum(one.vat_category_code == category and self._says_vat(f"vat_breakdown[{n}]") for n, one in places)

    def plain_rows(self, category: str, *, of_any_tax: bool) -> int:
        """How many rows have this category without blanks around it, about VAT or, where asked, about any tax."""
        if not self.raw:
            return self.row_categories[category]
        rows = ((f"vat_breakdown[{n}]", one.vat_category_code) for n, one in enumerate(self.invoice.vat_breakdown))
        return sum(
            code == category and f"{at}.vat_category_code" not in self.raw and (of_any_tax or self._says_vat(at))
            for at, code in rows
        )

    def is_row_of(self, row: VatBreakdown, category: str) -> bool:
        """Whether a row of the breakdown is about this category; in UBL one of another tax is about none."""
        return row.vat_category_code == category and (self.syntax != "ubl" or self.is_vat(row))

    def is_passed_over(self, path: str) -> bool:
        """Whether the row at this path is about another tax, of which extended profiles ask little in CII."""
        return self.syntax == "cii" and self.profile.startswith("extended") and self._kind(path) != "VAT"

    def is_of_another_tax(self, path: str) -> bool:
        """Whether a line, allowance, charge or row of UBL is about another tax, which rules of categories pass over."""
        return self.syntax == "ubl" and not self._says_vat(path)

    def has_vat_category(self, line: Line) -> bool:
        """Whether a line has a VAT category; in UBL an empty one is one, and that of another tax is none."""
        if not self.raw or self.syntax != "ubl":
            return bool(line.vat.vat_category_code)
        blank = self.noted(line, "vat.vat_category_code") is not None
        return self._says_vat(self._place_of(line)) and (bool(line.vat.vat_category_code) or blank)

    def _says_vat(self, path: str) -> bool:
        written = self.raw.get(f"{path}.type_code", self.raw.get(f"{path}.vat.type_code", "VAT"))
        return written.strip(" \t\r\n").upper() == "VAT"

    def _kind(self, path: str) -> str:
        return self.raw.get(f"{path}.type_code", "VAT").upper()

    def exact_base(self, key: object) -> Decimal:
        """The same, without rounding any sum, as the stylesheets for UBL add."""
        gross = EXACT.add(self.lines.get(key, ZERO), self.charges.get(key, ZERO))
        return EXACT.subtract(gross, self.allowances.get(key, ZERO))

    def has(self, key: object) -> bool:
        """Whether a line, allowance or charge has this category, or (category, rate)."""
        return key in self.lines or key in self.charges or key in self.allowances

    def declared_as_vat(self, category: str) -> bool:
        """The same, of those that say that they are about VAT; lines that do not count are looked at as well."""
        if not self.raw:
            every = (one.vat.vat_category_code for one in self.invoice.lines)
            return category in self.categories or category in every
        if any(one.vat_category_code == category for found in self.compared_taxes.values() for one in found):
            return True
        places = [(f"lines[{n}]", one.vat.vat_category_code) for n, one in enumerate(self.invoice.lines)]
        for name in ("allowances", "charges"):
            places += [(f"{name}[{n}]", one.vat_category_code) for n, one in enumerate(getattr(self.invoice, name))]
        return any(code == category and self._says_vat(path) for path, code in places)

    def declared(self, category: str) -> bool:
        """Whether a line, allowance or charge of the document has this category."""
        return category in self.line_categories or category in self.categories


def _count(item: Any, others: Sequence[LineVat], sums: dict[object, Decimal], categories: Counter[str]) -> None:
    """Adds an item to the sums of the categories and rates that it gives beside its own."""
    own = getattr(item, "vat", item)
    codes = dict.fromkeys((own.vat_category_code, *(one.vat_category_code for one in others)))
    rates = dict.fromkeys((own.vat_rate, *(one.vat_rate for one in others)))
    amount = item.line_net_amount if own is not item else item.amount
    categories.update(code for code in codes if code != own.vat_category_code)
    keys = dict.fromkeys((*codes, *((code, rate) for code in codes for rate in rates)))
    for key in keys:
        if key not in (own.vat_category_code, (own.vat_category_code, own.vat_rate)) and not amount.is_nan():
            sums[key] = EXACT.add(sums.get(key, ZERO), amount)


def _joined(notes: Iterable[Note]) -> str:
    """The notes as UBL writes them (`#PMT#text`), joined by `#`."""
    return "#".join(f"#{note.subject_code}#{note.text}" if note.subject_code else note.text for note in notes)


def _parts(changes: Iterable[Any]) -> list[tuple[str, Decimal | None, Decimal]]:
    return [(one.vat_category_code, one.vat_rate, one.amount) for one in changes]


def _sums(parts: Iterable[tuple[str, Decimal | None, Decimal]]) -> dict[object, Decimal]:
    """Sums by category, and by (category, rate); an amount that is absent adds nothing."""
    sums: dict[object, Decimal] = {}
    for category, rate, amount in parts:
        if not amount.is_nan():
            for key in (category, (category, rate)):
                sums[key] = EXACT.add(sums.get(key, ZERO), amount)
    return sums
