"""Operations of the cleaning studio: what each makes of one record, in a form that can be kept and replayed.

An operation says in which field of which records what becomes what. It is a function of the values
alone, so that doing it again where it was done changes nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Any

from sansfaute.lib.sentences import sentences
from sansfaute.lib.text import squeeze
from sansfaute.masterdata.rules.fields import FIELDS, field_word
from sansfaute.masterdata.rules.findings import finding_sentence

_SENTENCES: Mapping[str, Mapping[str, Any]] = sentences(__package__ or "", "operations")

LONGEST = 4000
"""The longest text, in characters, that an operation may write."""
MOST_FORMS = 5000
"""The most forms or codes that one operation may name."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records: all conditions together. Nothing said selects all."""

    values: Mapping[str, tuple[str, ...]] = made_by(default_factory=dict)  # field -> one of these texts ("" is blank)
    malformed: tuple[str, ...] = ()  # fields of which a rule says something
    words: str = ""  # searched in the record
    codes: tuple[str, ...] = ()  # only these; none means all

    def is_all(self) -> bool:
        """Whether nothing is asked."""
        return not (self.values or self.malformed or self.words or self.codes)


@dataclass(frozen=True, slots=True)
class Operation:
    """One change wished for many records."""

    name: str  # replace, fix, set, trim, upper, lower, title
    record_type: str
    field: str
    forms: Mapping[str, str] = made_by(default_factory=dict)  # replace: the form found -> the form to keep
    rule: str = ""  # fix: whose proposals are taken
    value: str = ""  # set
    selection: Selection = Selection()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a finding proposes for a field."""

    field: str
    rule: str
    fix: str


_SMALL = frozenset(("de", "du", "des", "la", "le", "les", "et", "en", "sur", "sous", "aux", "au", "à", "l", "d"))
_WORD = re.compile(r"[^\W\d_]+")


def _title(text: str) -> str:
    """A capital to each word, small words inside aside: "LE HAVRE DE GRÂCE" is "Le Havre de Grâce"."""

    def dressed(found: re.Match[str]) -> str:
        word = found[0].lower()
        return word if found.start() and word in _SMALL else word[:1].upper() + word[1:]

    return _WORD.sub(dressed, text)


TRANSFORMS = {"trim": squeeze, "upper": str.upper, "lower": str.lower, "title": _title}
NAMES = frozenset(("replace", "fix", "set", *TRANSFORMS))


def text_after(operation: Operation, values: Mapping[str, str], proposals: Iterable[Proposal] = ()) -> str | None:
    """The text that the operation's field comes to hold in a record with these values; None when it stays."""
    held = values.get(operation.field, "")
    if operation.name == "replace":
        wished = operation.forms.get(held, held)
    elif operation.name == "fix":
        named = (one for one in proposals if (one.field, one.rule) == (operation.field, operation.rule) and one.fix)
        wished = next((one.fix for one in named), held)
    elif operation.name == "set":
        wished = operation.value
    else:
        wished = TRANSFORMS[operation.name](held)
    return wished if wished != held else None


def operation_to_dict(operation: Operation) -> dict[str, Any]:
    """The operation as JSON keeps it; what is empty is left out."""
    selection = operation.selection
    where = {
        "values": {name: list(texts) for name, texts in selection.values.items()},
        "malformed": list(selection.malformed),
        "words": selection.words,
        "codes": list(selection.codes),
    }
    told = {
        "name": operation.name,
        "record_type": operation.record_type,
        "field": operation.field,
        "forms": dict(operation.forms),
        "rule": operation.rule,
        "value": operation.value,
        "selection": {name: value for name, value in where.items() if value},
    }
    return {name: value for name, value in told.items() if value or (name, operation.name) == ("value", "set")}


def read_operation(data: Any) -> Operation | None:
    """The operation that a dictionary describes (from JSON that anybody may have written); None when it is none."""
    try:
        return _read(data) if isinstance(data, dict) else None
    except (TypeError, ValueError, AttributeError):
        return None


def _read(data: dict[str, Any]) -> Operation | None:
    where = data.get("selection", {})
    operation = Operation(
        name=_text(data["name"]) if "name" in data else "",
        record_type=_text(data.get("record_type", "")),
        field=_text(data.get("field", "")),
        forms={_text(one): _text(other) for one, other in data.get("forms", {}).items()},
        rule=_text(data.get("rule", "")),
        value=_text(data.get("value", "")),
        selection=Selection(
            values={_text(name): _texts(texts) for name, texts in where.get("values", {}).items()},
            malformed=_texts(where.get("malformed", [])),
            words=_text(where.get("words", "")),
            codes=_texts(where.get("codes", [])),
        ),
    )
    return operation if _holds_together(operation) else None


def _text(value: Any) -> str:
    """A text without the null sign, which no database keeps. Raises TypeError or ValueError."""
    if not isinstance(value, str):
        raise TypeError
    if len(value) > LONGEST or "\x00" in value:
        raise ValueError
    return value


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list | tuple):
        raise TypeError
    return tuple(_text(one) for one in values)


def _holds_together(operation: Operation) -> bool:
    fields = FIELDS.get(operation.record_type, ())
    selection = operation.selection
    if operation.name not in NAMES or operation.field not in fields:
        return False
    if not {*selection.values, *selection.malformed} <= {*fields, "code"}:
        return False
    if max(len(operation.forms), len(selection.codes)) > MOST_FORMS:
        return False
    return {"replace": bool(operation.forms), "fix": bool(operation.rule)}.get(operation.name, True)


def describe_operation(operation: Operation, language: str) -> str:
    """The operation as a sentence, in "fr" or "en" (any other language reads English)."""
    tongue = "fr" if language.startswith("fr") else "en"
    said = _what(operation, tongue)
    conditions = list(_conditions(operation, tongue))
    if not conditions:
        return said
    both = " et " if tongue == "fr" else " and "
    return _fill("where", tongue, operation=said, conditions=both.join(conditions))


def _what(operation: Operation, tongue: str) -> str:
    word = field_word(operation.record_type, operation.field, tongue)
    if operation.name == "replace" and len(set(operation.forms.values())) == 1 and len(operation.forms) <= 6:
        forms = ", ".join(_quoted(one, tongue) for one in operation.forms)
        return _fill("replace", tongue, field=word, forms=forms, value=next(iter(operation.forms.values())))
    if operation.name == "replace":
        return _fill("replace_many", tongue, field=word, count=str(len(operation.forms)))
    if operation.name == "fix":
        return _fill("fix", tongue, field=word, sentence=finding_sentence(operation.rule, tongue, "…"))
    name = "set_empty" if operation.name == "set" and not operation.value else operation.name
    return _fill(name, tongue, field=word, value=operation.value)


def _conditions(operation: Operation, tongue: str) -> Iterable[str]:
    selection, kind = operation.selection, operation.record_type
    either = " ou " if tongue == "fr" else " or "
    for name, texts in selection.values.items():
        said = either.join(_quoted(one, tongue) for one in texts)
        yield _fill("is", tongue, field=field_word(kind, name, tongue), values=said)
    for name in selection.malformed:
        yield _fill("malformed", tongue, field=field_word(kind, name, tongue))
    if selection.words:
        yield _fill("words", tongue, words=selection.words)
    if len(selection.codes) == 1:
        yield _fill("one", tongue, code=selection.codes[0])
    elif selection.codes:
        yield _fill("some", tongue, count=str(len(selection.codes)))


def _quoted(text: str, tongue: str) -> str:
    if not text:
        return str(_SENTENCES["empty"][tongue])
    return f"« {text} »" if tongue == "fr" else f"“{text}”"


def _fill(name: str, tongue: str, **values: str) -> str:
    """The sentence with its values. They come from anybody's data: nothing in them is read as a place to fill."""
    said = str(_SENTENCES[name][tongue])
    return re.sub(r"{(\w+)}", lambda found: values[found[1]], said)
