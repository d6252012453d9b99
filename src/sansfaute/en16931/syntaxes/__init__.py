"""The syntaxes of EN 16931-3 and our own JSON: each writes the model and reads it back whole."""

from sansfaute.en16931.syntaxes.recognition import PROFILES, Recognised, recognise, recognise_root
from sansfaute.en16931.syntaxes.refusals import ReadRefused, WriteRefused

__all__ = ["PROFILES", "ReadRefused", "Recognised", "WriteRefused", "recognise", "recognise_root"]
