"""Why a discount of the whole document is what it is, and the VAT in euro of another currency, as sentences."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.contracts.rules import written_amount, written_number
from sansfaute.en16931.model import DocumentAllowance, Invoice
from sansfaute.lib.derivations import Derivation
from sansfaute.masterdata.rules.exchange_rates import RATE_SOURCE


def allowance_derivation(invoice: Invoice, number: int, told: Mapping[str, Any], *, taken_off: bool) -> Derivation:
    """One allowance (BT-92), by its rank from 1; `told` is what its draft kept of it, {} when a person gave it."""
    one = invoice.allowances[number - 1]
    value = one.amount.copy_negate() if taken_off else one.amount  # never rounded, whatever its size
    rate = "" if one.vat_rate is None else f"{one.vat_rate.normalize():f}"
    words, category = one.reason or "", f"{one.vat_category_code} {rate}"
    return Derivation(
        name=f"BT-92:{number}",
        value=str(value),
        fr=f"{words or 'Remise'} ({category} %) : {written_amount(value, 'fr')} {invoice.currency_code}.",
        en=f"{words or 'Discount'} ({category}%): {written_amount(value, 'en')} {invoice.currency_code}.",
        source=str(told.get("term", {}).get("author", "")),
        parts=tuple(_parts(one, told)),
    )


def _parts(one: DocumentAllowance, told: Mapping[str, Any]) -> Iterator[Derivation]:
    if told.get("kept"):
        yield Derivation(
            name="discount_kept",
            value=str(one.amount),
            fr="Remise du document d'origine, pour la part des lignes reprises.",
            en="Discount of the original document, for the part of the lines taken back or billed again.",
        )
    if term := told.get("term"):
        yield from _granted(term)
        yield _shared(one, told, term)


def _granted(term: Mapping[str, Any]) -> Iterator[Derivation]:
    """Who granted it, for how long."""
    since = f"{date.fromisoformat(term['since']):%d/%m/%Y}"
    until = f"{date.fromisoformat(term['until']):%d/%m/%Y}" if term["until"] else ""
    by = {one: f"{word} {term['author']} " if term["author"] else "" for one, word in (("fr", "par"), ("en", "by"))}
    ends = {one: f", {word} {until}" if until else "" for one, word in (("fr", "jusqu'au"), ("en", "until"))}
    fr = f"Accordée {by['fr']}à compter du {since}{ends['fr']}"
    en = f"Granted {by['en']}from {since} on{ends['en']}"
    yield Derivation(name="granted", value=term["term_id"], fr=f"{fr}.", en=f"{en}.", source=term["author"])


def _shared(one: DocumentAllowance, told: Mapping[str, Any], term: Mapping[str, Any]) -> Derivation:
    """Of which lines, and by how much."""
    lines, base = ", ".join(told["lines"]), Decimal(told["base"])
    said = {}
    for language, (of, on) in {
        "fr": ("des lignes", "part, au prorata, d'une remise de"),
        "en": ("of lines", "its share of a discount of"),
    }.items():
        left = written_amount(base, language)
        if term["percentage"] is not None:
            percent = "\u202f%" if language == "fr" else "%"
            said[language] = (
                f"{written_number(Decimal(term['percentage']), language)}{percent} × {left} ({of} {lines})."
            )
        else:
            amount = written_amount(Decimal(term["amount"]), language)
            said[language] = f"{left} ({of} {lines}): {on} {amount}."
    return Derivation(name="base", value=str(base), fr=said["fr"].replace("):", ") :"), en=said["en"])


def vat_in_euro(invoice: Invoice, rate: Mapping[str, Any]) -> Derivation:
    """BT-111: the VAT of the document at the rate that its draft kept."""
    vat, euro = invoice.totals.total_vat or Decimal(0), invoice.totals.total_vat_in_accounting_currency or Decimal(0)
    parts: tuple[Derivation, ...] = ()
    if rate.get("units_per_euro"):
        day, units = f"{date.fromisoformat(rate['rate_date']):%d/%m/%Y}", Decimal(rate["units_per_euro"])
        told = {one: f"1 EUR = {written_number(units, one)} {rate['currency_code']}" for one in ("fr", "en")}
        parts = (
            Derivation(
                name="exchange_rate",
                value=str(rate["units_per_euro"]),
                fr=f"Dernier taux publié, du {day} : {told['fr']} ({rate['source']}).",
                en=f"Last rate published, of {day}: {told['en']} ({rate['source']}).",
                source=RATE_SOURCE["fr"],
            ),
        )
    money = invoice.currency_code
    return Derivation(
        name="BT-111",
        value=str(euro),
        fr=f"TVA en euros : {written_amount(vat, 'fr')} {money} = {written_amount(euro, 'fr')} EUR.",
        en=f"VAT in euro: {written_amount(vat, 'en')} {money} = {written_amount(euro, 'en')} EUR.",
        source=RATE_SOURCE["fr"],
        parts=parts,
    )
