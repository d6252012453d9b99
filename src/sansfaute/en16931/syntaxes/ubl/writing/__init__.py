"""From the model to UBL."""

from sansfaute.en16931.syntaxes.ubl.writing.document import document

__all__ = ["document"]
