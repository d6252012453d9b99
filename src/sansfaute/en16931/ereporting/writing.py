"""A transmission as the XML of flow 10."""

from sansfaute.en16931.ereporting.model import Transmission
from sansfaute.en16931.ereporting.names import NAMES, ROOT
from sansfaute.en16931.mapped import Writer, walk
from sansfaute.en16931.syntaxes.refusals import WriteRefused, finding, is_writable
from sansfaute.en16931.values import Finding


def write(transmission: Transmission) -> bytes:
    """The transmission as UTF-8 XML; the same transmission gives the same bytes.

    Raises WriteRefused when a term holds a character or a number that XML cannot carry. A term that
    is missing is left out: ask `check` first.
    """
    for term, path, value in walk(transmission):
        if isinstance(value, str) and not is_writable(value):
            raise WriteRefused([_refused(term, path, value)])
    try:
        return Writer(NAMES).document(transmission, ROOT, {})
    except ValueError as problem:  # a number without plain form, a character in an attribute
        raise WriteRefused([_refused("", "", str(problem))]) from problem


def _refused(term: str, path: str, value: str) -> Finding:
    fr, en = f"{term or 'Une valeur'} ne peut pas être écrit en XML.", f"{term or 'A value'} cannot be written in XML."
    fix = ("Retirer les caractères de contrôle.", "Take out the control characters.")
    return finding("write.value", path, value, fr, en, *fix, term=term)
