"""From UBL to the model."""

from sansfaute.en16931.syntaxes.ubl.reading.document import document

__all__ = ["document"]
