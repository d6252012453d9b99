"""From the model to CII."""

from sansfaute.en16931.syntaxes.cii.writing.document import document

__all__ = ["document"]
