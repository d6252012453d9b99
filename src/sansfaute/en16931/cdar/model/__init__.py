"""The lifecycle message: who says what of which invoice (UN/CEFACT CDAR D22B, French use).

Terms have the numbers (MDT-…, MDG-…) of the French standard as its samples write them. MDT-96 was
read from its place in the schema, between MDT-95 and MDT-97; a term without number has none in the
sources that we hold.
"""

from sansfaute.en16931.cdar.model.details import Characteristic, StatusDetail, StatusNote
from sansfaute.en16931.cdar.model.message import Acknowledgement, Message
from sansfaute.en16931.cdar.model.parties import InvoiceIssuer, InvoiceRecipient, Issuer, Recipient, Sender
from sansfaute.en16931.cdar.model.subject import Subject
from sansfaute.en16931.mapped import AmountIn, Moment

__all__ = [
    "Acknowledgement",
    "AmountIn",
    "Characteristic",
    "InvoiceIssuer",
    "InvoiceRecipient",
    "Issuer",
    "Message",
    "Moment",
    "Recipient",
    "Sender",
    "StatusDetail",
    "StatusNote",
    "Subject",
]
