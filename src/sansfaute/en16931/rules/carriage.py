"""What no format can carry: control characters, and numbers that are not numbers. Ours, not the norm's."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.en16931.model import (
    CreditTransfer,
    Invoice,
    Item,
    Line,
    LinePeriod,
    LineVat,
    PaymentInstructions,
    Price,
)
from sansfaute.en16931.model.walk import held, walk
from sansfaute.en16931.values import BinaryObject, Finding, Identifier, is_figure

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_ELEMENT = ("BT-130", "BT-63", "BT-81", "BT-84")
_HOLDS_TERMS = frozenset((Line, LineVat, Price, Item, LinePeriod))
"""Groups that are there for their terms alone: most of what a document holds."""
_TEXT = {
    "fr": "Ce texte contient un caractère qu'aucun format de facture n'admet.",
    "en": "This text holds a character that no invoice format allows.",
}
_TEXT_FIX = {"fr": "Retirer les caractères de contrôle.", "en": "Remove control characters."}
_NUMBER = {"fr": "Ce montant n'est pas un nombre.", "en": "This amount is not a number."}
_NUMBER_FIX = {"fr": "Corriger la donnée.", "en": "Correct the figure."}


def unwritable(invoice: Invoice) -> tuple[list[Finding], str]:
    """What cannot be written, and the place of the first element that would be empty (or nothing).

    `text.character` and `number.finite` are errors of ours; the empty element is for R008.
    """
    if _is_plain(invoice):
        return [], ""
    findings, empty = [], ""
    for term, path, value in walk(invoice):
        if type(value) is Decimal:
            if not is_figure(value) and not value.is_qnan():  # absent: BR-12 and others name it
                findings.append(_finding("number.finite", term, str(value)[:80], _NUMBER, _NUMBER_FIX, path))
            continue
        for text in _texts(value):
            if not _is_writable(text):
                findings.append(_finding("text.character", term, "", _TEXT, _TEXT_FIX, path))
                break
        if not empty and _is_blank(term, value):
            empty = path
    return findings, empty


def _is_plain(invoice: Invoice) -> bool:
    """Whether nothing wants a closer look: hardly any document does, and only then are places worked out."""
    texts: list[str] = []
    for _, value in held(invoice):
        kind = type(value)
        if kind is str:
            if not value or value.isspace():
                return False
            texts.append(value)
        elif kind is Decimal:
            if not is_figure(value):
                return False
        elif kind is not date and kind not in _HOLDS_TERMS:
            if _is_blank("", value):
                return False
            texts += _texts(value)
    return _is_writable("".join(texts))


def _is_writable(text: str) -> bool:
    """The no-break spaces of French amounts are not printable to Python, and yet every format carries them."""
    return text.isprintable() or _UNWRITABLE.search(text) is None


def _is_blank(term: str, value: Any) -> bool:
    """Whether the element of this value has no text; some values are attributes, or leave no element."""
    if isinstance(value, str):
        return (not value or value.isspace()) and term not in _NO_ELEMENT
    if type(value) is Identifier:
        return not value.value.strip()
    if type(value) is BinaryObject:
        return not value.content
    if type(value) is PaymentInstructions:
        return value.says_means and not value.means_type_code
    return type(value) is CreditTransfer and not (value.payment_account_identifier or value.payment_account_name)


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if type(value) is Identifier:
        return (value.value, value.scheme or "", value.version or "")
    return (value.mime_code, value.filename) if type(value) is BinaryObject else ()


def _finding(rule: str, term: str, value: str, message: dict[str, str], fix: dict[str, str], path: str) -> Finding:
    return Finding(rule=rule, level="error", term=term, value=value, message=message, fix=fix, path=path)
