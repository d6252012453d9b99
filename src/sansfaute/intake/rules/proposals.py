"""Which column may be which field: proposed from its name and from what stands in it, each with its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as made
from typing import Any

from rapidfuzz import fuzz

from sansfaute.intake.rules.headers import Header, header_strength
from sansfaute.intake.rules.keys import KeyPreview
from sansfaute.intake.rules.kinds import KINDS, Field
from sansfaute.intake.rules.rejects import OURS
from sansfaute.intake.rules.shapes import SURE, shape_shares
from sansfaute.intake.rules.tables import NumberedRow, both, cell_text, is_blank
from sansfaute.lib.text import fold

WORTH_SAYING = 45
"""Percent: a weaker likeness is not proposed."""
_CLOSE = 78
_SHAPE_OF = {
    "items": {"unit_price": ("number", 55), "name": ("company", 0), "code": ("code", 50), "vat": ("vat", 60)},
    "buyers": {"name": ("company", 65), "city": ("city", 40), "code": ("code", 50)},
}
"""Shapes that speak for a field of another name, and how much a column full of them is worth, in percent."""


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """One column: where it stands, its header, what it holds, the field it may be ("" for none), and why."""

    index: int
    header: str
    samples: tuple[str, ...]
    field: str = ""
    score: int = 0  # percent
    why: Mapping[str, str] = made(default_factory=dict)
    others: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class MappingProposal:
    """How a file may be read: its kind (and the others with their scores), header row, columns, keys, trouble."""

    kind: str
    kinds: tuple[tuple[str, int], ...]
    header_row: int
    columns: tuple[ColumnProposal, ...]
    missing: tuple[str, ...]  # needed fields that no column is proposed for
    first_rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    keys: tuple[KeyPreview, ...] = ()
    recognised: Mapping[str, Any] = made(default_factory=dict)
    trouble: Mapping[str, Any] = made(default_factory=dict)


NOTHING_PROPOSED = MappingProposal("", (), 0, (), ())


def header_row_of(rows: Sequence[NumberedRow]) -> NumberedRow:
    """The row most like headers: known words first, then the fullest of the first rows, the highest of equals."""
    candidates = [row for row in rows if not is_blank(row[1])]
    if not candidates:
        return 0, []
    return max(candidates, key=lambda row: (header_strength(row[1]), _texts(row), -row[0]))


def _texts(row: NumberedRow) -> int:
    """How many cells are words, as headers are."""
    texts = (cell_text(cell).strip() for cell in row[1])
    return sum(1 for one in texts if one and not any(letter.isdigit() for letter in one))


def propose(names: Sequence[str], rows: Sequence[NumberedRow], kind: str = "") -> tuple[str, list[Any], list[Any]]:
    """The kind (as given, or the likeliest), all kinds with their scores, and a proposal for each column."""
    samples = [_samples(rows, index) for index in range(len(names))]
    shares = [shape_shares(values) for values in samples]
    scored = {one: _columns(one, names, samples, shares) for one in ([kind] if kind else KINDS)}
    kinds = sorted(((one, _kind_score(one, columns)) for one, columns in scored.items()), key=lambda pair: -pair[1])
    return kinds[0][0], kinds, scored[kinds[0][0]]


def _samples(rows: Sequence[NumberedRow], index: int) -> list[str]:
    return [text for _, cells in rows if index < len(cells) and (text := cell_text(cells[index]).strip())]


def _kind_score(kind: str, columns: Sequence[ColumnProposal]) -> int:
    """Percent: the needed fields count most, then the share of columns that are put to use."""
    needed = [one.name for one in KINDS[kind] if one.required or one.wanted]
    best = {one.field: one.score for one in columns if one.field}
    found = sum(best.get(name, 0) for name in needed) / len(needed)
    used = sum(best.values()) / max(len(columns), 1)
    return round((2 * found + used) / 3)


def _columns(
    kind: str, names: Sequence[str], samples: Sequence[list[str]], shares: Sequence[Mapping[str, int]]
) -> list[ColumnProposal]:
    """Each field goes to the column that it fits best, and each column gets one field at most."""
    scores: list[tuple[int, int, str, dict[str, str]]] = []
    for index, name in enumerate(names):
        if fold(name) not in OURS:
            scores += [
                (score, index, one.name, why)
                for one in KINDS[kind]
                if (found := _likeness(one, kind, name, shares[index])) and (score := found[0]) and (why := found[1])
            ]
    plain = [ColumnProposal(index, name, tuple(dict.fromkeys(samples[index]))[:5]) for index, name in enumerate(names)]
    return _assigned(plain, sorted(scores, key=lambda one: (-one[0], one[1])))


def _assigned(
    columns: list[ColumnProposal], scores: Sequence[tuple[int, int, str, dict[str, str]]]
) -> list[ColumnProposal]:
    taken: set[str] = set()
    for score, index, name, why in scores:
        column = columns[index]
        if not column.field and name not in taken and score >= WORTH_SAYING:
            columns[index] = replace(column, field=name, score=score, why=why)
            taken.add(name)
        else:
            columns[index] = replace(column, others=(*column.others, (name, score))[:4])
    return columns


def _likeness(one: Field, kind: str, header: str, shares: Mapping[str, int]) -> tuple[int, dict[str, str]] | None:
    """How well this field fits a column, in percent, and why; None when nothing speaks for it."""
    by_name, word = _name_likeness(one, header)
    shape, weight = _SHAPE_OF.get(kind, {}).get(one.name, (one.name if one.name in shares else "", 70))
    if one.type in ("date", "moment"):
        shape, weight = "date", 50
    elif one.type == "number" and not shape:
        shape, weight = "number", 35
    share = shares.get(shape, 0)
    by_shape = share if shape in SURE else share * weight // 100
    score = min(max(by_name, by_shape) + (15 if by_name >= WORTH_SAYING and share >= 50 else 0), 100)
    if by_name and shape in SURE and shares and share < 20:
        score = score * 3 // 4  # the name says so and no value does
    return (score, _why(header, word, by_name, share)) if score else None


def _name_likeness(one: Field, header: str) -> tuple[int, str]:
    """How close the header is to one of the field's, in percent (90 when it is one), and to which."""
    folded = fold(header)
    if not folded:
        return 0, ""
    if folded in one.headers:
        return 90, folded
    closeness = {
        word: fuzz.ratio(folded, word) if len(word) < 5 else fuzz.token_sort_ratio(folded, word) for word in one.headers
    }
    best = max(closeness, key=lambda word: closeness[word])
    inside = [word for word in one.headers if len(word) > 3 and f" {word} " in f" {folded} "]
    if inside and closeness[best] < _CLOSE:
        return 65, max(inside, key=len)
    return (round(closeness[best] * 85 / 100), best) if closeness[best] >= _CLOSE else (0, "")


def _why(header: str, word: str, by_name: int, share: int) -> dict[str, str]:
    french, english = [], []
    if by_name >= 90:
        french.append(f"titre connu « {header} »")
        english.append(f"known header “{header}”")
    elif by_name:
        french.append(f"titre proche de « {word} »")
        english.append(f"header close to “{word}”")
    if share:
        french.append(f"{share} % des valeurs en ont la forme")
        english.append(f"{share} % of the values have its shape")
    return both(" ; ".join(french), "; ".join(english))


def proposal_of(header: Header, columns: Sequence[ColumnProposal]) -> list[ColumnProposal]:
    """The columns as they are read, where the reading is known: only what is not used is still a proposal."""
    fields = {index: name for name, index in header.columns.items()}
    known = both("colonne reconnue", "column recognised")
    settled = []
    for one in columns:
        name = fields.get(one.index, "")
        same = name == one.field
        settled.append(
            replace(one, field=name, score=one.score if same else 100 if name else 0, why=one.why if same else known)
        )
    return settled
