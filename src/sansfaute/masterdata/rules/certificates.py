"""The certificate of data quality: its figures, their seal, and every text of its page, already written."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from sansfaute.lib.sentences import sentences
from sansfaute.masterdata.rules.fields import field_word
from sansfaute.masterdata.rules.findings import finding_sentence

_WORDS = sentences(__package__ or "", "certificates")
DIMENSIONS = ("complete", "valid", "unique", "current")
MOST_FILES, MOST_ACCEPTED = 40, 400
"""Lines printed; the attached figures hold all of them."""


def canonical(figures: Mapping[str, Any]) -> bytes:
    """The figures as bytes, always the same: sorted keys, no space, UTF-8."""
    return json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def figures_hash(figures: Mapping[str, Any]) -> str:
    """SHA-256 of the figures as they are attached to the document."""
    return hashlib.sha256(canonical(figures)).hexdigest()


def page_of(figures: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Every text of the page, in "fr" or "en": the template computes nothing."""
    write = _Writer("fr" if language.startswith("fr") else "en", figures.get("sentences", {}))
    day = date.fromisoformat(figures["made_on"])
    return {
        "language": write.tongue,
        "date": [day.year, day.month, day.day],
        "title": write.word("title"),
        "company": write.word("company", **figures["seller"]),
        "subtitle": write.word(
            "subtitle", day=write.day(figures["made_on"]), who=figures["made_by"] or write.word("machine")
        ),
        "page": write.word("page"),
        "sections": [
            write.score(figures["score"]),
            write.read(figures["read"], figures["records"]),
            write.fixed(figures["fixed"]),
            {
                "title": write.word("merged"),
                "text": write.counted("merged_said", figures["merged"]),
                "head": [],
                "rows": [],
            },
            write.accepted(figures["accepted"]),
            write.open(figures["open"], figures["warnings"]),
        ],
        "seal": write.seal(figures),
    }


class _Writer:
    """Writes the parts of the page in one language."""

    def __init__(self, tongue: str, own: Mapping[str, Mapping[str, str]]) -> None:
        self.tongue = tongue
        self.own = own
        self.locale = "fr_FR" if tongue == "fr" else "en_GB"

    def word(self, named: str, **blanks: object) -> str:
        said: str = _WORDS[named][self.tongue]
        for blank, value in blanks.items():
            said = said.replace(f"{{{blank}}}", str(value))
        return said

    def number(self, value: Decimal | int) -> str:
        return str(format_decimal(value, locale=self.locale))

    def day(self, text: str) -> str:
        return str(format_date(date.fromisoformat(text), format="long", locale=self.locale))

    def counted(self, named: str, counts: Mapping[str, int]) -> str:
        return self.word(named, **{key: self.number(value) for key, value in counts.items()})

    def rule(self, name: str, value: str = "…") -> str:
        return finding_sentence(name, self.tongue, value, self.own)

    def score(self, score: Mapping[str, Any] | None) -> dict[str, Any]:
        if not score:
            return _section(self.word("score"), self.word("no_score"))
        said = self.word(
            "score_said",
            score=self.number(Decimal(score["score"])),
            count=self.number(score["record_count"]),
        )
        rows = [[self.word(name), self.number(Decimal(score[name]))] for name in DIMENSIONS]
        return _section(self.word("score"), said, ["", self.word("score")], rows)

    def read(self, read: Mapping[str, Any], records: Mapping[str, int]) -> dict[str, Any]:
        counts = {name: read[name] for name in ("files", "rows", "usable", "set_aside")} | dict(records)
        rows = [
            [one["name"], *(self.number(one[name]) for name in ("rows", "usable", "set_aside"))]
            for one in read["by_file"][:MOST_FILES]
        ]
        rest = len(read["by_file"]) - MOST_FILES
        rows += [[self.word("more_files", count=self.number(rest)), "", "", ""]] if rest > 0 else []
        head = [self.word(name) for name in ("file", "rows", "usable", "set_aside")]
        return _section(self.word("read"), self.counted("read_said", counts), head if rows else [], rows)

    def fixed(self, fixed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        rows = [
            [
                self.rule(one["rule"]) if one["rule"] else self.word(f"kind_{one['kind']}"),
                one["by"] or self.word("machine"),
                self.number(one["count"]),
            ]
            for one in fixed
        ]
        head = [self.word(name) for name in ("why_fixed", "by", "records")]
        said = self.word("fixed_said") if rows else self.word("nothing_fixed")
        return _section(self.word("fixed"), said, head if rows else [], rows)

    def accepted(self, accepted: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        rows = [self._accepted_row(one) for one in accepted[:MOST_ACCEPTED]]
        rest = len(accepted) - MOST_ACCEPTED
        rows += [[self.word("more_accepted", count=self.number(rest)), "", ""]] if rest > 0 else []
        head = [self.word(name) for name in ("record", "finding", "reason")]
        count = self.number(len(accepted))
        said = self.word("accepted_said", count=count) if rows else self.word("nothing_accepted")
        return _section(self.word("accepted"), said, head if rows else [], rows)

    def _accepted_row(self, one: Mapping[str, Any]) -> list[str]:
        named = f"{one['code']}, {field_word(one['record_type'], one['field'], self.tongue)}"
        signed = f"{one['why']} ({one['by'] or self.word('machine')}, {self.day(one['on'])})"
        return [named, self.rule(one["rule"], one["value"]), signed]

    def open(self, rows: Sequence[Mapping[str, Any]], warnings: int) -> dict[str, Any]:
        cells = [[self.rule(one["rule"]), self.word(one["level"]), self.number(one["count"])] for one in rows]
        head = [self.word(name) for name in ("rule", "level", "records")]
        total = sum(one["count"] for one in rows)
        said = self.counted("open_said", {"count": total, "warnings": warnings})
        return _section(
            self.word("open"), said if rows or warnings else self.word("nothing_open"), head if rows else [], cells
        )

    def seal(self, figures: Mapping[str, Any]) -> dict[str, Any]:
        block = figures["journal"]
        named = f"{block['number']} · {block['hash']}" if block else self.word("no_block")
        return {
            "title": self.word("seal"),
            "text": self.word("seal_said"),
            "rows": [[self.word("figures_hash"), figures_hash(figures)], [self.word("block"), named]],
        }


def _section(title: str, text: str, head: Sequence[str] = (), rows: Sequence[Sequence[str]] = ()) -> dict[str, Any]:
    return {"title": title, "text": text, "head": list(head), "rows": [list(row) for row in rows]}
