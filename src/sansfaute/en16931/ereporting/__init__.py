"""E-reporting (flow 10): what no e-invoice carries to the tax administration, written, read and checked.

Build its parts with `building`, put them in a `model.Transmission`, ask `check`, then `write`.
"""

from sansfaute.en16931.ereporting.model import Transmission
from sansfaute.en16931.ereporting.reading import read
from sansfaute.en16931.ereporting.rules import PACK, RULES, check
from sansfaute.en16931.ereporting.writing import write

__all__ = ["PACK", "RULES", "Transmission", "check", "read", "write"]
