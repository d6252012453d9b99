"""What an order brings to its invoice beyond its lines: payment made, who pays, deliveries, card, employee.

Kept as text in `OrderLine.details`; the billable item carries it in `basis["details"]` to the document. Source:
XP Z12-014, cases 1, 2, 4, 5, 7, 17a, 35, 37 and 41.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.lib.text import parse_date, parse_decimal, squeeze

LINE_DETAILS = (
    "purchase_order", "delivery_note", "delivered_to", "part_amount", "ancillary", "support", "support_name", "voucher",
    "voucher_number", "voucher_amount", "arrhes_amount", "arrhes_on",
)  # fmt: skip
"""Each line has its own: the buyer's order, the delivery note, the place (a mapping), its share of a part (EUR);
whether it is ancillary, the copy that supports it (SHA-256, file name), the voucher it sells; what was paid of it by
voucher or as *arrhes*."""

PART_KINDS = ("third", "barter", "withheld")
"""Why a part of an invoice is not asked of the buyer: a third pays it, it is bartered, the buyer withholds it."""

DOCUMENT_DETAILS = (
    "payer", "paid_on", "paid_with", "paid_by", "collected_by", "card", "card_holder", "employee", "employee_reference",
    "part_kind", "part_percentage", "part_party", "part_text", "site", "cost_centre", "purpose",
    "partnership", "channel", "receipt_number", "receipt_date", "receipt_total", "export_form", "co_contracting",
    "cash_discount_percentage", "cash_discount_days", "cash_discount_credited",
)  # fmt: skip
"""A document has one of each: work that differs in any is invoiced apart."""

_PLACE = ("name", "line_1", "line_2", "post_code", "city", "country_code")
_LONGEST = 250


def read_details(given: Mapping[str, Any]) -> dict[str, Any]:
    """The same details made clean: days as ISO dates, the number of a card cut to its last four digits.

    Raises TermsRefused for the first that cannot be used.
    """
    found = {name: _read(name, value) for name, value in given.items()}
    details = {name: value for name, value in found.items() if value not in ("", {}, None)}
    for refused in _contradictions(details):
        raise refused
    return details


PARTY_DETAILS = ("payer", "paid_by", "collected_by", "part_party", "partnership")
"""Codes of third parties."""


def party_codes(details: Mapping[str, Any]) -> set[str]:
    """The third parties that an order names."""
    return {str(details[name]) for name in PARTY_DETAILS if details.get(name)}


def of_document(details: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a document has once, as sorted pairs: lines that share it may share a document."""
    return tuple(sorted((name, str(details[name])) for name in details if name not in LINE_DETAILS))


def shared_part(details: Mapping[str, Any], worth: Sequence[Decimal]) -> list[str]:
    """`part_amount` of an order shared over its lines in proportion to their worth, to the cent; "" without one."""
    if "part_amount" not in details:
        return ["" for _ in worth]
    cents, total = int(Decimal(details["part_amount"]) * 100), sum(worth, Decimal(0))
    until, shares, before = Decimal(0), list[str](), 0
    for one in worth:
        until += one
        after = int(cents * until / total) if total else cents
        shares.append(f"{Decimal(after - before) / 100:.2f}")
        before = after
    return shares


def _read(name: str, value: Any) -> Any:
    if name == "delivered_to":
        return _place(value)
    if name not in (*LINE_DETAILS, *DOCUMENT_DETAILS):
        raise _refused("unknown_detail", f"une commande n'a pas de « {name} »", f'an order has no "{name}"')
    text = squeeze(str(value if value is not None else ""))
    if len(text) > _LONGEST:
        raise _refused("detail_too_long", f"« {name} » est trop long", f'"{name}" is too long')
    return _READ[name](text) if text and name in _READ else text


def _place(value: Any) -> dict[str, str]:
    given = dict(value or {})
    place = {name: squeeze(str(given.get(name) or "")) for name in _PLACE if given.get(name)}
    if place and not re.fullmatch("[A-Z]{2}", place.setdefault("country_code", "FR")):
        raise _refused("unreadable_country", "le pays de livraison n'est pas un code de deux lettres",
                       "the country of delivery is not a code of two letters")  # fmt: skip
    return place


def _day(text: str) -> str:
    day = parse_date(text)
    if day is None:
        raise _refused("unreadable_date", f"« {text} » n'est pas une date", f'"{text}" is not a date')
    return day.isoformat()


def _card(text: str) -> str:
    """The last four digits: no more of the number of a card is ever kept (EN 16931, BR-51)."""
    digits = re.sub(r"[^0-9]", "", text)
    if len(digits) < 4:
        raise _refused("unreadable_card", "il faut au moins les quatre derniers chiffres de la carte",
                       "at least the last four digits of the card are needed")  # fmt: skip
    return digits[-4:]


def _means(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,3}|ZZZ", text):
        raise _refused("unreadable_means", f"« {text} » n'est pas un code UNTDID 4461 (48 : carte, 58 : virement)",
                       f'"{text}" is not a code of UNTDID 4461 (48: card, 58: transfer)')  # fmt: skip
    return text


def _amount(text: str) -> str:
    amount = parse_decimal(text)
    if amount is None or amount <= 0 or amount != round(amount, 2):
        raise _refused("unreadable_amount", f"« {text} » n'est pas un montant positif en euros et centimes",
                       f'"{text}" is not a positive amount in euros and cents')  # fmt: skip
    return f"{amount:.2f}"


def _percentage(text: str) -> str:
    percentage = parse_decimal(text)
    if percentage is None or not 0 < percentage < Decimal(100):
        raise _refused("unreadable_percentage", f"« {text} » n'est pas une part entre 0 et 100 %",
                       f'"{text}" is not a share between 0 and 100 %')  # fmt: skip
    return f"{percentage.normalize():f}"


def _kind(text: str) -> str:
    if text not in PART_KINDS:
        raise _refused("unknown_part", f"« {text} » n'est pas l'un de {', '.join(PART_KINDS)}",
                       f'"{text}" is none of {", ".join(PART_KINDS)}')  # fmt: skip
    return text


_READ: Mapping[str, Callable[[str], str]] = {
    "paid_on": _day,
    "card": _card,
    "paid_with": _means,
    "part_amount": _amount,
    "receipt_total": _amount,
    "receipt_date": _day,
    "voucher_amount": _amount,
    "arrhes_amount": _amount,
    "arrhes_on": _day,
    "cash_discount_percentage": _percentage,
    "part_percentage": _percentage,
    "part_kind": _kind,
}


def _contradictions(details: Mapping[str, Any]) -> Iterator[TermsRefused]:
    paid = "paid_on" in details
    for name in ("paid_by", "paid_with", "card", "card_holder", "collected_by"):
        if name in details and not paid:
            yield _refused("not_paid", f"« {name} » suppose un paiement : donnez sa date (paid_on)",
                           f'"{name}" supposes a payment: give its day (paid_on)')  # fmt: skip
    parts = [name for name in ("part_amount", "part_percentage") if name in details]
    if paid and (parts or "part_kind" in details):
        yield _refused("paid_in_full", "une facture déjà payée n'a pas de part à la charge d'un tiers",
                       "an invoice already paid has no part that a third pays")  # fmt: skip
    if bool(parts) != ("part_kind" in details) or len(parts) > 1:
        yield _refused("part_incomplete", "une part a un motif (part_kind) et un montant ou un pourcentage",
                       "a part has a reason (part_kind) and either an amount or a percentage")  # fmt: skip
    if "partnership" in details and "channel" not in details:
        yield _refused("partnership", "une société en participation a sa série : donnez son canal (channel)",
                       "a partnership has its own series: give its channel")  # fmt: skip
    if details.get("part_kind") in ("third", "barter") and "part_party" not in details:
        yield _refused("part_party", "dites qui prend cette part en charge (part_party)",
                       "say who takes this part (part_party)")  # fmt: skip


def _refused(code: str, fr: str, en: str) -> TermsRefused:
    """The sentence holds what was written: no place is left in it to fill."""
    sentence = {"fr": "{fr}", "en": "{en}"}
    return TermsRefused(code, sentence, fr=f"{fr[:1].upper()}{fr[1:]}.", en=f"{en[:1].upper()}{en[1:]}.")
