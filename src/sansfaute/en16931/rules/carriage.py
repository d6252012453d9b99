"""What no format can carry: control characters, and numbers that are not numbers. Ours, not the norm's."""

import re
from decimal import Decimal
from typing import Any

from sansfaute.en16931.model import CreditTransfer, Invoice, PaymentInstructions
from sansfaute.en16931.model.walk import held, walk
from sansfaute.en16931.values import BinaryObject, Finding, Identifier, is_figure

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_ELEMENT = ("BT-130", "BT-63", "BT-81", "BT-84")
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
    if not any(_is_doubtful(term, value) for term, value in held(invoice)):
        return [], ""
    findings, empty = [], ""
    for term, path, value in walk(invoice):
        if type(value) is Decimal:
            if not is_figure(value) and not value.is_qnan():  # absent: BR-12 and others name it
                findings.append(_finding("number.finite", term, str(value)[:80], _NUMBER, _NUMBER_FIX, path))
            continue
        for text in _texts(value):
            if not text.isprintable() and _UNWRITABLE.search(text):
                findings.append(_finding("text.character", term, "", _TEXT, _TEXT_FIX, path))
                break
        if not empty and _is_blank(term, value):
            empty = path
    return findings, empty


def _is_doubtful(term: str, value: Any) -> bool:
    """Whether a value wants a closer look: hardly any does, and only then are places worked out."""
    kind = type(value)
    if kind is str:
        return not value.isprintable() or not value or value.isspace()
    if kind is Decimal:
        return not is_figure(value)
    if kind is Identifier:
        return not value.value.strip() or not all(text.isprintable() for text in _texts(value))
    return _is_blank(term, value) or not all(text.isprintable() for text in _texts(value))


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
