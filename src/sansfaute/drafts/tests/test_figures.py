"""Every monetary term of a document explains itself, and what the explanation says adds up to the same cent."""

import dataclasses
from collections.abc import Iterator
from decimal import Context, Decimal, localcontext
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from sansfaute.drafts.rules.figures import Explained, explain, figure_words, figures
from sansfaute.en16931 import totals
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.tests.random_invoices import Chance, random_invoice
from sansfaute.en16931.totals import ExchangeRate, minor_unit
from sansfaute.en16931.totals.arithmetic import round_half_up
from sansfaute.en16931.values import is_absent
from sansfaute.lib.derivations import Derivation

GIVEN = {"BT-93", "BT-100", "BT-137", "BT-142", "BT-X-275"}
"""Bases of percentages, told with their amount, and instalments, which are agreed and not derived."""
EXACT = 200  # digits: random amounts go beyond the 28 of an ordinary context, and totals are exact whatever their size
RATE = ExchangeRate(accounting_amount=Decimal(1), invoice_amount=Decimal("1.0835"))


def random_document(seed: int) -> Invoice:
    return totals.calculate(random_invoice(Chance(seed)), exchange_rate=RATE)


def monetary(value: Any) -> Iterator[tuple[str, Decimal]]:
    """The term and amount of everything in the model that is money."""
    for one in dataclasses.fields(value):
        held = getattr(value, one.name)
        if held is None or is_absent(held):
            continue
        term = one.metadata.get("term", "")
        if one.metadata.get("type") == "amount" and term not in GIVEN:
            yield term, held
        for part in held if isinstance(held, tuple) else (held,):
            if dataclasses.is_dataclass(part):
                yield from monetary(part)


def parts_of(told: Derivation, *terms: str) -> list[Decimal]:
    return [Decimal(one.value) for one in told.parts if one.name.split(":")[0] in terms]


def again(told: Derivation, invoice: Invoice) -> Decimal | None:
    """The figure computed anew from what its explanation names; None where it is given and not derived."""
    term = told.name.split(":")[0]
    sums = {
        "BT-106": ("BT-131",), "BT-107": ("BT-92",), "BT-108": ("BT-99", "BT-X-272"), "BT-110": ("BT-117",),
        "BT-112": ("BT-109", "BT-110"), "BT-116": ("BT-131", "BT-92", "BT-99", "BT-X-272"),
    }  # fmt: skip
    if term in sums:
        return sum(parts_of(told, *sums[term]), Decimal(0))
    if term == "BT-109":
        return sum(parts_of(told, "BT-106", "BT-108"), Decimal(0)) - sum(parts_of(told, "BT-107"), Decimal(0))
    if term == "BT-115":
        return sum(parts_of(told, "BT-112", "BT-114"), Decimal(0)) - sum(parts_of(told, "BT-113"), Decimal(0))
    if term == "BT-117":
        rate = told.fr.partition("×")[2].partition("%")[0].strip().replace(",", ".")
        (base,) = parts_of(told, "BT-116")
        return round_half_up(base * Decimal(rate) / 100, minor_unit(invoice.currency_code))
    return line_again(told, invoice) if term == "BT-131" else None


def line_again(told: Derivation, invoice: Invoice) -> Decimal | None:
    if held := parts_of(told, "BT-131"):
        return sum(held, Decimal(0))
    if not told.parts:
        return None  # told by its amount alone, or an empty group
    (quantity,), (price,) = parts_of(told, "quantity"), [one for one in told.parts if one.name.startswith("BT-146")]
    (per,) = [Decimal(one.value) for one in price.parts if one.name == "base_quantity"] or [Decimal(1)]
    changed = sum(parts_of(told, "BT-141"), Decimal(0)) - sum(parts_of(told, "BT-136"), Decimal(0))
    return round_half_up(quantity * Decimal(price.value) / per + changed, minor_unit(invoice.currency_code))


@given(st.integers(0, 2**40))
@example(8077)  # 1,491,513.025 less 1,561,396.50: BT-131 is rounded once, after its allowances
@example(312596332135)  # a discount of 31 digits, told as it is
def test_every_amount_has_an_explanation_that_gives_it_again(seed: int) -> None:
    invoice = random_document(seed)
    known = Explained(invoice)
    told = {name: explain(known, name) for name in figures(invoice)}
    for term, amount in monetary(invoice):
        values = [Decimal(one.value) for name, one in told.items() if name.split(":")[0] == term]
        assert amount in values, (term, amount)
    for name, one in told.items():
        assert all((one.fr, one.en, *figure_words(invoice, name))), name
        for _depth, step in one.walk():
            with localcontext(Context(prec=EXACT)):
                computed = again(step, invoice)
            assert computed is None or computed == Decimal(step.value), (name, step.name, step.value)


def test_the_tree_of_a_group_says_its_lines_and_only_those_that_count_are_added_up() -> None:
    for seed in range(200):
        invoice = random_document(seed)
        if any(one.subtype_code == "INFORMATION" for one in invoice.lines):
            break
    told = explain(Explained(invoice), "BT-106")
    counted = [one for one in invoice.lines if one.counts]
    assert len(told.parts) == len(counted) < len(invoice.lines)
