"""The syntaxes of EN 16931-3 and our own JSON: each writes the model and reads it back whole."""

from sansfaute.en16931.syntaxes.lost import lost_in
from sansfaute.en16931.syntaxes.reading import Reading, read, read_root
from sansfaute.en16931.syntaxes.recognition import PROFILES, Recognised, recognise, recognise_root
from sansfaute.en16931.syntaxes.refusals import ReadRefused, WriteRefused
from sansfaute.en16931.syntaxes.unheld import unheld
from sansfaute.en16931.syntaxes.writing import write

__all__ = [
    "PROFILES",
    "ReadRefused",
    "Reading",
    "Recognised",
    "WriteRefused",
    "lost_in",
    "read",
    "read_root",
    "recognise",
    "recognise_root",
    "unheld",
    "write",
]
