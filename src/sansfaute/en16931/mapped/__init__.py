"""Documents whose every field names the XML element that holds it: declared once, read and written from that.

The invoice has two syntaxes and its own writers; the lifecycle message (`cdar`) and the
e-reporting flow (`ereporting`) have one each, so their model says it all.
"""

from sansfaute.en16931.mapped.moments import Moment
from sansfaute.en16931.mapped.reading import Reader
from sansfaute.en16931.mapped.term import AmountIn, Names, QuantityIn, element, is_blank
from sansfaute.en16931.mapped.walk import Present, present_groups, terms, walk
from sansfaute.en16931.mapped.writing import Writer

__all__ = [
    "AmountIn",
    "Moment",
    "Names",
    "Present",
    "QuantityIn",
    "Reader",
    "Writer",
    "element",
    "is_blank",
    "present_groups",
    "terms",
    "walk",
]
