"""Discounts of the whole document (BG-20): what persons granted, and what a correction keeps of those of before.

Not discounted by document: deposits, instalments that a settlement takes back and their deduction, whose sum must stay
what was paid; progress statements, whose price is that of the works. What takes back, or bills again, an earlier
line keeps the discount of that line's document, whatever is granted since.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.contracts.rules import DiscountTerm
from sansfaute.contracts.rules.document_discounts import (
    Carried,
    Cell,
    VatKey,
    carried_allowances,
    document_discounts,
    document_terms_of,
)
from sansfaute.drafts.rules.headings import kind_of_document
from sansfaute.drafts.rules.lines import TreatedWork
from sansfaute.drafts.rules.valuing import amount_agreed
from sansfaute.en16931 import totals
from sansfaute.en16931.model import DocumentAllowance, Invoice
from sansfaute.lib.text import plain

_OUTSIDE = frozenset({"deposit", "deduction", "instalment", "situation", "retention"})
_EXACT = frozenset({"disbursement", "multi_purpose_voucher"})  # their amount is what was spent, or what was paid
CORRECTIONS = frozenset({"credit", "rebill"})
_ZERO, _HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True, slots=True)
class Granted:
    """The allowances of a document, and what is kept of each, in the same order, to explain it."""

    allowances: tuple[DocumentAllowance, ...] = ()
    told: tuple[Mapping[str, Any], ...] = ()


NOTHING = Granted()


def granted(
    treated: Sequence[TreatedWork],
    terms: Iterable[DiscountTerm],
    earlier: Mapping[str, Sequence[Carried]],
    *,
    buyer_code: str,
    day: date,
) -> Granted:
    """The discounts of a document of these lines, issued on a day.

    `earlier`: by the billable item that a line takes back or bills again, the discounts its document had.
    """
    known = tuple(terms)
    if not known and not earlier:
        return NOTHING
    decimals = totals.minor_unit(treated[0].work.currency_code)
    new = _new(treated, known, buyer_code, day, decimals) if known else NOTHING
    kept = carried_allowances(_carried(treated, earlier), decimals) if earlier else ()
    told = ({"kept": True, "reason": one.reason or "", **_key(one)} for one in kept)
    return Granted((*new.allowances, *kept), (*new.told, *told))


def _new(
    treated: Sequence[TreatedWork], terms: Sequence[DiscountTerm], buyer_code: str, day: date, decimals: int
) -> Granted:
    worth, lines = dict[Cell, Decimal](), dict[Cell, list[str]]()
    for number, one in enumerate(treated, 1):
        if _is_discounted(one):
            cell = (one.work.contract.contract_number if one.work.contract else "", vat_key(one))
            worth[cell] = worth.get(cell, _ZERO) + amount_agreed(one.work)
            lines.setdefault(cell, []).append(str(number))
    fitting = document_terms_of(
        terms,
        buyer_code=buyer_code,
        contract_numbers=[cell[0] for cell in worth],
        day=day,
        currency_code=treated[0].work.currency_code,
    )
    found = document_discounts(fitting, worth, decimals)
    told = [
        {
            "term": one.term.to_dict(),
            "base": str(one.base),
            "lines": [
                line
                for cell, own in lines.items()
                if cell[1] == (one.allowance.vat_category_code, one.allowance.vat_rate)
                and one.term.contract_number in ("", cell[0])
                for line in own
            ],
            **_key(one.allowance),
        }
        for one in found
    ]
    return Granted(tuple(one.allowance for one in found), tuple(told))


def _is_discounted(one: TreatedWork) -> bool:
    exact = one.work.item.operation in _EXACT or (one.work.basis.get("details") or {}).get("receipt_number")
    return one.work.kind not in _OUTSIDE | CORRECTIONS and kind_of_document(one.work) == "" and not exact


def _key(one: DocumentAllowance) -> dict[str, str]:
    rate = "" if one.vat_rate is None else plain(one.vat_rate)
    return {"category": one.vat_category_code, "rate": rate, "amount": str(one.amount)}


def _carried(
    treated: Iterable[TreatedWork], earlier: Mapping[str, Sequence[Carried]]
) -> Iterable[tuple[VatKey, Decimal, Sequence[Carried]]]:
    for one in treated:
        if origin := origin_of(one.work):
            yield vat_key(one), amount_agreed(one.work) * one.sign, earlier.get(origin, ())


def origin_of(work: Any) -> str:
    """The billable item of before that a credit takes back, or that a billing anew stands for."""
    return str(work.basis.get("line") or "") if work.kind in CORRECTIONS else ""


def vat_key(one: TreatedWork) -> VatKey:
    """Category and rate of a line, as its document has them: out of scope has no rate."""
    category = one.treatment.category
    return category, None if category == "O" else one.treatment.rate


def carried_of(invoice: Invoice, told: Sequence[Mapping[str, Any]], line_identifier: str) -> list[Carried]:
    """The discounts of a document that one of its lines had; `told` is what the draft kept of them."""
    own = next(line for line in invoice.lines if line.identifier == line_identifier)
    key = own.vat.vat_category_code, own.vat.vat_rate
    kept = list(told) if len(told) == len(invoice.allowances) else [{} for _ in invoice.allowances]
    found = []
    for one, said in zip(invoice.allowances, kept, strict=True):
        lines = said.get("lines") or [line.identifier for line in invoice.lines if line.counts]
        if (one.vat_category_code, one.vat_rate) == key and line_identifier in lines:
            base = sum(
                (
                    line.line_net_amount
                    for line in invoice.lines
                    if line.identifier in lines and (line.vat.vat_category_code, line.vat.vat_rate) == key
                ),
                _ZERO,
            )
            found.append(Carried(one.reason or "", one.amount, base))
    return found


def limits_told(found: Granted, treated: Sequence[TreatedWork]) -> list[dict[str, Any]]:
    """What review reads of them: together, the percentage that they take off what they are taken of."""
    taken = sum((one.amount for one, said in zip(found.allowances, found.told, strict=True) if "term" in said), _ZERO)
    whole = sum((amount_agreed(one.work) for one in treated if _is_discounted(one)), _ZERO)
    if not taken or whole <= 0:
        return []
    stated = {str(said["term"]["percentage"]) for said in found.told if "term" in said}
    terms = {said["term"]["term_id"] for said in found.told if "term" in said}
    percentage = totals.round_half_up(taken * _HUNDRED / whole, 2)
    if len(terms) == 1 and stated != {"None"}:  # the cent of its rounding makes it no larger
        percentage = Decimal(stated.pop())
    reasons = dict.fromkeys(one.reason or "" for one in found.allowances)
    return [{"line": "", "origin": "term", "percentage": plain(percentage), "reason": " ; ".join(reasons)}]
