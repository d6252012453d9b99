"""Deductions on real invoices: `totals.calculate` and the rules of the norm agree with what was foreseen."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sansfaute.contracts.rules.deposit_terms import deduction_lines, deposit_references
from sansfaute.contracts.rules.deposits import Deduction, Deposit, Method, deductions
from sansfaute.contracts.rules.vat_shares import RateAmount
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules import check
from sansfaute.en16931.tests.samples import line, uncalculated
from sansfaute.en16931.totals import UNCALCULATED, calculate

EXTENDED = "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr"
NORM = "urn:cen.eu:en16931:2017"
PAID = date(2026, 9, 1)


def deposit(number: str, *rows: tuple[str, Decimal]) -> Deposit:
    taxed = tuple(RateAmount.taxed("S", Decimal(rate), amount) for rate, amount in rows)
    return Deposit(number, date(2026, 8, 31), taxed, paid_on=PAID)


def final_invoice(bases: dict[str, Decimal], found: Deduction, profile: str) -> Invoice:
    """The final invoice (S4) of these bases with the deduction, calculated."""
    sold = [line(rank, quantity="1", price=str(one), rate=rate) for rank, (rate, one) in enumerate(bases.items(), 1)]
    invoice = uncalculated(*sold, *deduction_lines(found, len(sold) + 1))
    control = replace(invoice.process_control, business_process_type="S4", specification_identifier=profile)
    totals = replace(UNCALCULATED, paid_amount=found.prepaid_amount or None)
    references = deposit_references(found, with_type=profile == EXTENDED)
    return calculate(replace(invoice, process_control=control, totals=totals, preceding_invoices=references))


@pytest.mark.parametrize(("method", "profile"), [("lines", EXTENDED), ("prepaid", NORM), ("prepaid", EXTENDED)])
def test_a_final_invoice_passes_the_rules_and_shows_the_deposits_once(method: Method, profile: str) -> None:
    bases = {"20": Decimal("1000.00"), "10": Decimal("80.05")}
    deposits = (
        deposit("A-1", ("20", Decimal("333.33"))),
        deposit("A-2", ("20", Decimal("100.00")), ("10", Decimal(40))),
    )
    found = deductions(deposits, [RateAmount("S", Decimal(rate), one) for rate, one in bases.items()], method)
    invoice = final_invoice(bases, found, profile)
    for syntax in ("cii", "ubl"):
        assert [one for one in check(invoice, syntax=syntax) if one.level == "error"] == []
    assert invoice.totals.amount_due == found.amount_due == Decimal("724.06")
    in_lines = [one for one in invoice.lines if one.preceding_invoices]
    assert bool(in_lines) != bool(invoice.preceding_invoices), "never both"
    assert bool(in_lines) != bool(invoice.totals.paid_amount)
    assert [one.identifier for one in invoice.lines] == [str(rank + 1) for rank in range(len(invoice.lines))]
    assert all(one.invoiced_quantity == -1 and one.price.item_net_price > 0 for one in in_lines)
    assert {ref.type_code for one in in_lines for ref in one.preceding_invoices} <= {"386"}


amounts = some.decimals("0.01", "20000", places=2)
taxed = some.dictionaries(some.sampled_from(["20", "10", "5.5", "2.1"]), amounts, min_size=1)


@given(taxed, some.lists(taxed, min_size=1, max_size=4), some.sampled_from(["lines", "prepaid"]))
def test_any_final_invoice_calculates_to_what_the_deduction_says(
    bases: dict[str, Decimal], deposits: list[dict[str, Decimal]], method: Method
) -> None:
    given = [deposit(f"A-{rank}", *rows.items()) for rank, rows in enumerate(deposits)]
    final = [RateAmount("S", Decimal(rate), one) for rate, one in bases.items()]
    found = deductions(given, final, method, excess="keep")
    invoice = final_invoice(bases, found, EXTENDED)
    assert invoice.totals.amount_due == found.amount_due
    calculated = {(row.vat_rate, row.taxable_amount, row.tax_amount) for row in invoice.vat_breakdown}
    assert calculated == {(row.vat_rate, row.taxable_amount, row.tax_amount) for row in found.final_rates}
