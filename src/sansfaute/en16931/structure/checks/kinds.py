"""What a check is: a test of one element, and what to tell a person when it does not hold."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml.etree import _Element

from sansfaute.en16931.structure.reach import Reach

Lists = Callable[[str], frozenset[str]]
"""The values of a code list, by name."""
Holds = Callable[[_Element], bool]
Said = tuple[str, str, str, str]
"""What is wrong and how to mend it, each in French and English."""
Kind = Callable[[list[Any], Lists], tuple[Holds, Said]]
"""From the facts of one row of a table to its test and words."""


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """`rule` is the official name; `said` has what is wrong and the fix, `{at}` being the element's name.

    `whole` tells that the answer is the same wherever it is asked in a document: it is asked once.
    `asked` is a rule whose test only the model can make: here is where it would be asked. `reach` tells how
    far the test looks.
    """

    rule: str
    holds: Holds
    said: Said
    whole: bool = False
    asked: bool = False
    reach: Reach = Reach.BEYOND
