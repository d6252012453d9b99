"""How an owed line came about, as a tree and as sentences in French and English."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from sansfaute.contracts.rules.changes import Change
from sansfaute.contracts.rules.exact import rounded, written, written_amount
from sansfaute.contracts.rules.owed import OwedLine
from sansfaute.contracts.rules.pricing import PRICE_PLACES
from sansfaute.contracts.rules.term_words import SENTENCES, in_both
from sansfaute.lib.derivations import Derivation

_LANGUAGES = ("fr", "en")


def derivation(line: OwedLine, currency_code: str = "EUR", changes: Iterable[Change] = ()) -> Derivation:
    """Why a line costs what it costs: its days, its whole price, the share of it, cents, changes.

    Those of the line's changes that are among `changes` are told with their day, author and reason.
    """
    known = {change.change_id: change for change in changes}
    parts = [_full_price(line, currency_code), _share(line)]
    parts += [_rounding(line, currency_code)] if line.adjustment else []
    parts += [_change(change_id, known.get(change_id)) for change_id in line.change_ids]
    said: dict[str, object] = {"currency": currency_code, "start": line.start, "end": line.end}
    said |= _numbers(quantity=line.quantity, unit_price=line.unit_price) | _amounts(net_amount=line.net_amount)
    return _step("net_amount", "net_amount", str(line.net_amount), said, parts=tuple(parts))


def _change(change_id: str, change: Change | None) -> Derivation:
    if change is None:
        return _step("change", "change", change_id, {"change_id": change_id}, source=change_id)
    kind = {f"kind_{one}": SENTENCES["kinds"][change.kind][one] for one in _LANGUAGES}
    unsaid = SENTENCES["unsaid"]
    said = {f"{name}_{one}": getattr(change, name) or unsaid[one] for name in ("why", "author") for one in _LANGUAGES}
    details = {"change_id": change_id, "effective": change.effective} | kind | said
    return _step("change", "known_change", change_id, details, source=change_id)


def _full_price(line: OwedLine, currency_code: str) -> Derivation:
    unit = SENTENCES["units"].get(line.unit_code, SENTENCES["units"]["period"])
    said = {"currency": currency_code, "item_code": line.item_code} | _numbers(full=line.full_unit_price)
    said |= {f"unit_{one}": unit[one] for one in _LANGUAGES}
    return _step("full_unit_price", "full_unit_price", str(line.full_unit_price), said)


def _share(line: OwedLine) -> Derivation:
    method = {f"method_{one}": SENTENCES["methods"][line.method][one] for one in _LANGUAGES}
    said = {"proration": line.proration, "share": line.share} | method
    return _step("share", "share" if line.proration else "whole_share", str(line.share), said)


def _rounding(line: OwedLine, currency_code: str) -> Derivation:
    exact = rounded(Fraction(line.full_unit_price) * line.share, PRICE_PLACES)
    said = {"currency": currency_code} | _numbers(exact=exact, unit_price=line.unit_price)
    return _step("adjustment", "rounding", str(line.adjustment), said | _amounts(adjustment=line.adjustment))


def _numbers(**values: Decimal) -> dict[str, str]:
    return {f"{name}_{one}": written(value, one) for name, value in values.items() for one in _LANGUAGES}


def _amounts(**values: Decimal) -> dict[str, str]:
    return {f"{name}_{one}": written_amount(value, one) for name, value in values.items() for one in _LANGUAGES}


def _step(
    name: str,
    said: str,
    value: str,
    details: Mapping[str, object],
    *,
    source: str = "",
    parts: tuple[Derivation, ...] = (),
) -> Derivation:
    sentences, details_in_both = SENTENCES["steps"][said], in_both(details)
    fr, en = (sentences[one].format_map(details_in_both) for one in _LANGUAGES)
    return Derivation(name=name, value=value, fr=fr, en=en, source=source, parts=parts)
