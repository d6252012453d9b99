"""Refusals of agreements: why something could not be agreed as asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import get_language

from sansfaute.contracts import rules
from sansfaute.lib.errors import Refusal


class AgreementRefused(Refusal):
    """A contract, a change, a price or a discount cannot be agreed as asked; the message is fit for a person.

    `code` is that of the terms refused, empty for a refusal of ours.
    """

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


@contextmanager
def terms_read() -> Iterator[None]:
    """Terms refused within become AgreementRefused, in the language of the person."""
    try:
        yield
    except rules.TermsRefused as refused:
        raise as_refusal(refused) from refused


def as_refusal(refused: rules.TermsRefused) -> AgreementRefused:
    """The same refusal as an action tells it."""
    french = (get_language() or "en").startswith("fr")
    return AgreementRefused(refused.fr if french else refused.en, refused.code)
