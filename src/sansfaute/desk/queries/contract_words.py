"""Terms of contracts in words: rhythms, prices, changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sansfaute.ui import rules as ui

if TYPE_CHECKING:
    from sansfaute.contracts import rules
    from sansfaute.contracts.models import ContractChange
    from sansfaute.desk.queries.words import Words

CONTRACT_STATE_WORDS: Words = {
    "running": _("Running"),
    "ending": _("Ending"),
    "paused": _("On hold"),
    "ended": _("Over"),
}
CONTRACT_STATE_TONES: Mapping[str, str] = {
    "running": "good",
    "ending": "attention",
    "paused": "attention",
    "ended": "quiet",
}
LINE_STATE_WORDS: Words = {
    "active": _("Billed"),
    "trial": _("Free trial"),
    "paused": _("On hold"),
    "ended": _("Over"),
    "coming": _("To begin"),
}
LINE_STATE_TONES: Mapping[str, str] = {
    "active": "good",
    "trial": "attention",
    "paused": "attention",
    "ended": "quiet",
    "coming": "quiet",
}
CHANGE_WORDS: Words = {
    "quantity": _("New quantity"),
    "price": _("New price"),
    "item": _("Other item"),
    "pause": _("Put on hold"),
    "resume": _("Taken up again"),
    "trial": _("Free trial"),
    "end": _("Last day"),
    "reopen": _("Opened again"),
    "rhythm": _("Other rhythm"),
}
GROUPING_WORDS: Words = {
    "buyer": _("with the customer’s other work"),
    "contract": _("one invoice for this contract"),
    "site": _("one invoice for each site"),
    "cost_centre": _("one invoice for each cost centre"),
}
STRUCTURE_WORDS: Words = {
    "flat": _("flat, whatever the quantity"),
    "per_unit": _("for each unit"),
    "tiered": _("by tiers"),
    "volume": _("by volume"),
    "package": _("by packages"),
    "percentage": _("in percent"),
}
REPAIR_WORDS: Words = {"": _("To decide"), "accepted": _("Agreed to"), "refused": _("Left as it is")}
REPAIR_TONES: Mapping[str, str] = {"": "attention", "accepted": "good", "refused": "quiet"}

_MONTHS: Words = {
    "1": _("every month"),
    "3": _("every quarter"),
    "6": _("every half-year"),
    "12": _("every year"),
}


def rhythm_words(rhythm: rules.Rhythm) -> str:
    """Every quarter, every 2 months, every week, on 4 dates."""
    count = rhythm.count
    if rhythm.unit == "month":
        named = _MONTHS.get(str(count))
        return str(named) if named else gettext("every %(count)s months") % {"count": count}
    if rhythm.unit == "calendar":
        return gettext("on %(count)s dates of its own calendar") % {"count": len(rhythm.dates)}
    if rhythm.unit == "week":
        return ngettext("every week", "every %(count)s weeks", count) % {"count": count}
    return ngettext("every day", "every %(count)s days", count) % {"count": count}


def price_words(price: Mapping[str, Any], currency_code: str) -> str:
    """A price as one line: its structure and its figures."""
    language = get_language() or "fr"
    structure = str(STRUCTURE_WORDS.get(str(price.get("structure")), price.get("structure", "")))
    tiers = price.get("tiers") or ()
    if tiers:
        return structure + " : " + " · ".join(_tier(one, currency_code, language) for one in tiers)
    if price.get("percentage") is not None:
        return ui.write_percentage(Decimal(price["percentage"]), language)
    amount = ui.write_price(Decimal(price.get("unit_price") or 0), currency_code, language)
    if price.get("structure") == "package" and price.get("package_size"):
        size = ui.write_quantity(Decimal(price["package_size"]), language)
        return gettext("%(amount)s for each package of %(size)s") % {"amount": amount, "size": size}
    return amount if price.get("structure") == "per_unit" else f"{amount}, {structure}"


def _tier(tier: Mapping[str, Any], currency_code: str, language: str) -> str:
    amount = ui.write_price(Decimal(tier["unit_price"]), currency_code, language)
    if tier.get("up_to") is None:
        return gettext("%(amount)s beyond") % {"amount": amount}
    limit = ui.write_quantity(Decimal(tier["up_to"]), language)
    return gettext("%(amount)s up to %(limit)s") % {"amount": amount, "limit": limit}


def terms_price(terms: rules.Terms, currency_code: str) -> str:
    """What a line costs: its own price, its structure, or where its price comes from."""
    if terms.unit_price is not None:
        return ui.write_price(terms.unit_price, currency_code, get_language() or "fr")
    return price_words(terms.price, currency_code) if terms.price else gettext("price list")


def change_words(change: ContractChange, currency_code: str) -> str:
    """What a change says, after the word for its kind; empty when the kind says all."""
    values, language = change.values, get_language() or "fr"
    if change.kind == "quantity":
        return _number(values.get("quantity", ""), language)
    if change.kind == "price":
        return _price(values, currency_code, language)
    if change.kind == "item":
        return str(values.get("item_code", ""))
    if change.kind == "trial":
        return (
            gettext("until %(day)s") % {"day": _day(values["until"], language)}
            if values.get("until")
            else gettext("ended")
        )
    return ""


def _price(values: Mapping[str, str], currency_code: str, language: str) -> str:
    try:
        return ui.write_price(Decimal(values.get("unit_price", "").replace(",", ".")), currency_code, language)
    except InvalidOperation:
        return gettext("price with a structure")


def _number(text: str, language: str) -> str:
    try:
        return ui.write_quantity(Decimal(text.replace(",", ".")), language)
    except InvalidOperation:
        return text


def _day(text: str, language: str) -> str:
    try:
        return ui.write_day(date.fromisoformat(text), language)
    except ValueError:
        return text
