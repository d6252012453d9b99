"""Why a quantity costs what it costs: the steps of `charges.charge`, each with its sentences."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sansfaute.contracts.rules.charges import (
    WHOLE,
    Charged,
    amount_of,
    beyond_included,
    charge,
    charged_quantity,
)
from sansfaute.contracts.rules.exact import written, written_amount
from sansfaute.contracts.rules.prices import Price, bound_of_share, price_of_share
from sansfaute.contracts.rules.term_values import SENTENCES
from sansfaute.lib.derivations import Derivation
from sansfaute.lib.text import plain

_LANGUAGES = ("fr", "en")


def derivation(
    price: Price,
    quantity: Decimal,
    *,
    share: Fraction = WHOLE,
    base_amount: Decimal | None = None,
    decimals: int = 2,
    source: str = "",
) -> Derivation:
    """The amount without discount ("charge") and its parts: quantity, share, included, lines, bounds.

    The inputs of `charge`, whose lines it shows; `source` names the price version. Raises TermsRefused
    as `charge` does.
    """
    lines = charge(price, quantity, share=share, base_amount=base_amount, decimals=decimals)
    seen = charged_quantity(price, quantity, base_amount)
    prorated = price_of_share(price, share)
    parts = (
        *_before(price, prorated, seen, share),
        *(_line(one) for one in lines if one.kind not in ("minimum", "maximum")),
        *_bounds(price, lines, share, decimals),
    )
    return _total(price, amount_of(lines), source, parts)


def _before(price: Price, prorated: Price, seen: Decimal, share: Fraction) -> Iterator[Derivation]:
    """What the lines start from."""
    if price.structure != "flat":
        code = "base_amount" if price.structure == "percentage" else "quantity"
        yield _step(code, plain(seen), quantity=seen)
    if share != 1:
        code = "share_of_tiers" if price.prorate_tiers and price.structure != "flat" else "share_of_prices"
        yield _step(code, str(share), share=str(share), name="share")
    if prorated.included_quantity:
        rest = beyond_included(prorated, seen)
        yield _step("included", plain(rest), included=prorated.included_quantity, rest=rest)
    if price.package_size is not None:
        yield _step("packages", plain(price.package_size), size=price.package_size)


def _line(one: Charged) -> Derivation:
    return Derivation(name=one.kind, value=str(one.amount), fr=one.fr, en=one.en)


def _bounds(price: Price, lines: tuple[Charged, ...], share: Fraction, decimals: int) -> Iterator[Derivation]:
    """The minimum or maximum that was reached, and the line that it made."""
    own = amount_of(tuple(one for one in lines if one.kind not in ("minimum", "maximum")))
    for one in lines:
        bound = {"minimum": price.minimum_amount, "maximum": price.maximum_amount}.get(one.kind)
        if bound is not None:
            agreed = bound_of_share(bound, share, decimals)
            yield _step(one.kind, str(agreed), amount=_Amount(agreed), lines=_Amount(own), parts=(_line(one),))


def _total(price: Price, amount: Decimal, source: str, parts: tuple[Derivation, ...]) -> Derivation:
    taxes = SENTENCES["steps"]["with_vat" if price.with_vat else "without_vat"]
    structure = SENTENCES["structures"][price.structure]
    said = {
        language: SENTENCES["steps"]["total"][language].format(
            **{f"structure_{language}": structure[language]},
            amount=written_amount(amount, language),
            taxes=taxes[language],
        )
        for language in _LANGUAGES
    }
    return Derivation(name="charge", value=str(amount), fr=said["fr"], en=said["en"], source=source, parts=parts)


class _Amount(Decimal):
    """A figure to write with all of its decimals."""


def _step(code: str, value: str, *, name: str = "", parts: tuple[Derivation, ...] = (), **figures: Any) -> Derivation:
    said = {language: SENTENCES["steps"][code][language].format(**_in(language, figures)) for language in _LANGUAGES}
    return Derivation(name=name or code, value=value, fr=said["fr"], en=said["en"], parts=parts)


def _in(language: str, figures: dict[str, Any]) -> dict[str, str]:
    return {name: _written(figure, language) for name, figure in figures.items()}


def _written(figure: object, language: str) -> str:
    if isinstance(figure, Decimal):
        return written_amount(figure, language) if isinstance(figure, _Amount) else written(figure, language)
    return str(figure)
