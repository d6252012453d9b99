"""Where an element stands in the file, for people: worked out once for each parent, however many ask."""

from collections import Counter

from lxml.etree import QName, _Element


class Places:
    """The places of the elements of one document."""

    __slots__ = ("_numbers",)

    def __init__(self) -> None:
        # The children are kept beside their numbers: lxml gives the same object for one only while it is held.
        self._numbers: dict[_Element, dict[_Element, str]] = {}

    def of(self, element: _Element) -> str:
        """The names from below the root, numbered where several have one name."""
        steps: list[str] = []
        for one in (element, *element.iterancestors()):
            parent = one.getparent()
            if parent is None:
                break
            steps.append(QName(one).localname + self._number(parent, one))
        return "".join(f"/{step}" for step in reversed(steps))

    def _number(self, parent: _Element, element: _Element) -> str:
        if parent not in self._numbers:
            alike = Counter(one.tag for one in parent)
            seen: Counter[object] = Counter()
            numbers: dict[_Element, str] = {}
            for one in parent:
                seen[one.tag] += 1
                numbers[one] = f"[{seen[one.tag]}]" if alike[one.tag] > 1 else ""
            self._numbers[parent] = numbers
        return self._numbers[parent][element]
