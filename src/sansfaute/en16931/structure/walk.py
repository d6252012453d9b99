"""One walk over a document with a table: every rule that does not hold, where it does not.

What looks no further than its element (see `reach`) is asked once for all the elements at the same path
that have the same content, or the same names in it: the lines of a large document are all alike.
"""

from lxml.etree import QName, _Element

from sansfaute.en16931.structure.checks import Check
from sansfaute.en16931.structure.checks.paths import ANSWERS
from sansfaute.en16931.structure.names import shown
from sansfaute.en16931.structure.table import Place, Table, Unit
from sansfaute.en16931.values import Finding

_MOST_KNOWN = 300_000  # contents and shapes remembered; a hostile document may have any number of them
_MOST_PATHS = 20_000
_LONGEST = 2_000  # characters of a text worth remembering: an attachment has millions

Failed = tuple[tuple[int, Check], ...]
"""The checks that do not hold, each with the number of its pattern."""
Answer = tuple[int, Failed, tuple[Unit, ...]]
"""About a content: its number, the checks that do not hold, and what remains to be asked beyond it."""
Shape = tuple[int, Failed, tuple[Unit, ...], tuple[Unit, ...]]
"""About names: their number, the checks that do not hold, and what remains to be asked of texts, and beyond."""


def walk(root: _Element, table: Table) -> tuple[list[Finding], set[str]]:
    """The findings, in the order of the document; and the rules of the model that would have been asked."""
    answers = ANSWERS.set({})
    try:
        walked = _Walk()
        walked.visit(root, _Seen(table.top.below(root.tag)))
    finally:
        ANSWERS.reset(answers)
    in_order = sorted(walked.found, key=lambda one: one[0])
    return [_finding(check, element) for _, check, element in in_order], walked.asked


class _Seen:
    """What has been seen at one path: contents and shapes, each with its number and the checks that failed."""

    __slots__ = ("below", "contents", "place", "shapes")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.below: dict[str, _Seen] = {}
        self.contents: dict[tuple[object, ...], Answer] = {}
        self.shapes: dict[tuple[object, ...], Shape] = {}


class _Walk:
    """The state of one walk; `found` has the place in the document and in the table, the check, the element."""

    __slots__ = ("_elements", "_last_shape", "_paths", "_shapes", "_whole", "asked", "found")

    def __init__(self) -> None:
        self.found: list[tuple[tuple[int, int], Check, _Element]] = []
        self.asked: set[str] = set()
        self._elements = 0
        self._last_shape = 0
        self._paths = 0
        self._shapes: list[int] = [0]  # of each content, by its number; nought is what is not remembered
        self._whole: dict[Check, bool] = {}

    def visit(self, element: _Element, seen: _Seen) -> int:
        """Asks the rules about an element and all those below; gives the number of its content, or nought."""
        self._elements += 1
        number = self._elements
        parts: list[int] = []
        tails: list[int | str] = []
        for child in element.iterchildren("*"):
            parts.append(self.visit(child, seen.below.get(child.tag) or self._first_seen(seen, child.tag)))
            tail = child.tail
            if tail:
                tails += (len(parts), tail)
        key = (element.text, *element.items(), *parts, *tails)
        content, failed, beyond = seen.contents.get(key) or self._answer(element, seen, parts, key)
        if beyond:
            failed += self._failed(beyond, element)
        if failed:
            self.found += [((number, place), check, element) for place, check in failed]
        return content

    def _first_seen(self, seen: _Seen, name: str) -> _Seen:
        """What is below a path, seen for the first time."""
        below = _Seen(seen.place.below(name))
        if self._paths < _MOST_PATHS:
            self._paths += 1
            seen.below[name] = below
        return below

    def _answer(self, element: _Element, seen: _Seen, parts: list[int], key: tuple[object, ...]) -> Answer:
        """The answers about an element whose content is new."""
        if 0 in parts or len(element.text or "") > _LONGEST or len(self._shapes) > _MOST_KNOWN:
            return self._of_texts(element, 0, self._of_names(element, 0, seen.place))
        names = (*element.keys(), *[self._shapes[one] for one in parts])
        shape = seen.shapes.get(names)
        if shape is None:
            self._last_shape += 1
            shape = seen.shapes[names] = self._of_names(element, self._last_shape, seen.place)
        self._shapes.append(shape[0])
        answer = seen.contents[key] = self._of_texts(element, len(self._shapes) - 1, shape)
        return answer

    def _of_names(self, element: _Element, number: int, place: Place) -> Shape:
        """What the names alone tell: also which conditions cannot hold without something that is not there."""
        names, texts, beyond = place.units
        failed = self._failed(names, element)
        return number, failed, _that_may_hold(texts, element), _that_may_hold(beyond, element)

    def _of_texts(self, element: _Element, number: int, shape: Shape) -> Answer:
        """What the texts tell as well."""
        _, failed, texts, beyond = shape
        remaining = [one for one in beyond if not one.checks or not all(check.holds(element) for check in one.checks)]
        return number, failed + self._failed(texts, element), tuple(remaining)

    def _failed(self, units: tuple[Unit, ...], element: _Element) -> Failed:
        """The checks that do not hold: in each pattern, those of the first rule that means this element."""
        failed: list[tuple[int, Check]] = []
        for unit in units:
            for _, condition, asks, checks in unit.rules:
                if condition is None or condition(element):
                    self.asked |= asks
                    failed += [
                        (unit.number, one)
                        for one in checks
                        if not (self._holds_all_over(one, element) if one.whole else one.holds(element))
                    ]
                    break
        return tuple(failed)

    def _holds_all_over(self, one: Check, element: _Element) -> bool:
        """Whether a check holds whose answer is the same all over the document: it is asked once."""
        if one not in self._whole:
            self._whole[one] = one.holds(element)
        return self._whole[one]


def _that_may_hold(units: tuple[Unit, ...], element: _Element) -> tuple[Unit, ...]:
    """The units of which one rule at least finds there what its condition cannot do without."""
    return tuple(unit for unit in units if any(needs is None or needs(element) for needs, *_ in unit.rules))


def _finding(one: Check, element: _Element) -> Finding:
    fr, en, fix_fr, fix_en = (sentence.replace("{at}", shown(element.tag)) for sentence in one.said)
    return Finding(
        rule=one.rule,
        level="error",
        term="",
        value=(element.text or "").strip()[:80] if len(element) == 0 else "",
        message={"fr": fr, "en": en},
        fix={"fr": fix_fr, "en": fix_en},
        path=path_of(element),
    )


def path_of(element: _Element) -> str:
    """Where an element is: `CrossIndustryInvoice/…/IncludedNote[2]`, the number given when it has namesakes."""
    steps: list[str] = []
    one: _Element | None = element
    while one is not None:
        name, place = QName(one).localname, 1 + sum(1 for _ in one.itersiblings(one.tag, preceding=True))
        alone = place == 1 and next(one.itersiblings(one.tag), None) is None
        steps.append(name if alone else f"{name}[{place}]")
        one = one.getparent()
    return "/".join(reversed(steps))
