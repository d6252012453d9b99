"""What a seller says of his VAT beyond its regime, checked: the table of `drafts` relies on it for each sale.

Under [vat_options] of a seller's file: `oss` ("domestic", "registered", or rows with `option` and `since`),
`foreign_rates` (percent by country, or by article there, "*" for the others), `corsica_items` (entry of CGI 297 by
article), `choices`, `ancillary_items`, `vat_group` (with `since`), `vies_days`, `deposits` ("lines" or "prepaid").
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sansfaute.masterdata.rules import identifiers

OSS = ("domestic", "registered")
CHOICES = ("disbursements_out_of_scope", "foreign_vat_out_of_scope", "travel_code")
CORSICA_LIST = (
    "animals_and_shows", "food_and_farm_products", "reduced_services", "building_works", "farm_equipment",
    "on_site_consumption", "low_voltage_power", "oil_products",
)  # fmt: skip
"""The entries of the list of CGI 297; `drafts.rules.vat_rates` has their rates."""
DEPOSITS = ("lines", "prepaid")
_GROUP = frozenset(
    ("name", "siren", "vat_identifier", "line_1", "line_2", "post_code", "city", "country_code", "since", "until")
)


def vat_option_problems(options: Any) -> Iterator[str]:
    """The names of what is wrong with these options, as `seller_problems` words them."""
    if not isinstance(options, Mapping):
        yield "vat_options"
        return
    if set(options) - set(_CHECKS):
        yield "vat_options"
    yield from (f"vat_options_{name}" for name, fits in _CHECKS.items() if name in options and not fits(options[name]))


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, date) or bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def _is_oss(value: Any) -> bool:
    if isinstance(value, str):
        return value in ("", *OSS)
    return isinstance(value, list) and all(
        isinstance(one, Mapping) and one.get("option") in OSS and _is_day(one.get("since")) for one in value
    )


def _is_rate(value: Any) -> bool:
    try:
        return not isinstance(value, bool) and 0 <= Decimal(str(value)) <= 30
    except InvalidOperation:
        return False


def _are_rates(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        re.fullmatch("[A-Z]{2}", str(country))
        and (all(map(_is_rate, said.values())) if isinstance(said, Mapping) else _is_rate(said))
        for country, said in value.items()
    )


def _is_corsica(value: Any) -> bool:
    return isinstance(value, Mapping) and all(one in CORSICA_LIST for one in value.values())


def _is_group(value: Any) -> bool:
    """A whole group: without its VAT number or address BG-11 would be refused."""
    if not isinstance(value, Mapping) or set(value) - _GROUP or not _is_day(value.get("since")):
        return False
    siren, number = str(value.get("siren", "")), str(value.get("vat_identifier", ""))
    named = all(str(value.get(name, "")).strip() for name in ("name", "line_1", "post_code", "city"))
    ends = not value.get("until") or _is_day(value["until"])
    return (
        named
        and ends
        and identifiers.siren_verdict(siren) == "valid"
        and identifiers.vat_verdict(number) == "valid"
        and number[4:] == siren
    )


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "oss": _is_oss,
    "foreign_rates": _are_rates,
    "corsica_items": _is_corsica,
    "choices": lambda value: _are_texts(value) and set(value) <= set(CHOICES),
    "ancillary_items": _are_texts,
    "vat_group": _is_group,
    "vies_days": lambda value: isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 366,
    "deposits": lambda value: value in DEPOSITS,
}
