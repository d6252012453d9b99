"""The taxes that a line, an allowance, a charge or carriage wrongly gives beside its own: noted and read again.

The model has one tax for each; a reader notes the others in one text, and the rules that add amounts
count what gives them in the sums of each.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from sansfaute.en16931.model import LineVat

_BETWEEN_TAXES, _BETWEEN_FIELDS = "\x1e", "\x1f"  # in no text: XML 1.0 has neither

Written = Sequence[str | None]
"""Category, rate, code and text of the reason of exemption, each as it stands in the document."""


def noted(taxes: Iterable[Written]) -> str:
    """One text that holds these taxes."""
    return _BETWEEN_TAXES.join(_BETWEEN_FIELDS.join(field or "" for field in one) for one in taxes)


def taxes(written: str) -> list[LineVat]:
    """The taxes that such a text holds; a field that ends it may be left out, and a rate that is no number is none."""
    return [_tax(*one.split(_BETWEEN_FIELDS)) for one in written.split(_BETWEEN_TAXES)]


def _tax(category: str, rate: str = "", code: str = "", reason: str = "") -> LineVat:
    return LineVat(
        vat_category_code=category,
        vat_rate=_rate(rate),
        exemption_reason=reason or None,
        exemption_reason_code=code or None,
    )


def _rate(text: str) -> Decimal | None:
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
