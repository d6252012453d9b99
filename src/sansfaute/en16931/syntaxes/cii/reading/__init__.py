"""From CII to the model."""

from sansfaute.en16931.syntaxes.cii.reading.document import document

__all__ = ["document"]
