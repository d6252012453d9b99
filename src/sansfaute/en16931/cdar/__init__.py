"""The lifecycle message (F6): what a buyer, a seller or a platform says of an invoice, in CDAR D22B.

No official rules for it are in the installed packages: the native ones judge alone, and say so.
"""

from sansfaute.en16931.cdar import codes
from sansfaute.en16931.cdar.judgement import NO_OFFICIAL_PACK, judge, judge_root
from sansfaute.en16931.cdar.model import Message
from sansfaute.en16931.cdar.reading import read, read_root, unheld
from sansfaute.en16931.cdar.rules import PACK, RULES, check
from sansfaute.en16931.cdar.timeline import in_order
from sansfaute.en16931.cdar.writing import write

__all__ = [
    "NO_OFFICIAL_PACK",
    "PACK",
    "RULES",
    "Message",
    "check",
    "codes",
    "in_order",
    "judge",
    "judge_root",
    "read",
    "read_root",
    "unheld",
    "write",
]
