"""What prices and discounts give stands on an invoice as it is, to the cent, and breaks no rule."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sansfaute.contracts.rules.charge_differences import charge_difference
from sansfaute.contracts.rules.charges import Charged, charge
from sansfaute.contracts.rules.discounts import DiscountTerm
from sansfaute.contracts.rules.document_discounts import document_allowances
from sansfaute.contracts.rules.price_reading import read_price
from sansfaute.en16931.judgement import judge
from sansfaute.en16931.model import Line, LineAllowance, Price
from sansfaute.en16931.syntaxes import write
from sansfaute.en16931.tests.samples import line, uncalculated
from sansfaute.en16931.totals import calculate

CAPPED = read_price(
    {
        "structure": "tiered",
        "tiers": [{"up_to": "100", "unit_price": "0.105", "flat_amount": "5"}, {"unit_price": "0.085"}],
        "base_quantity": "3",
        "maximum_amount": "20",
    }
)
COMMISSION = read_price({"structure": "percentage", "percentage": "2.5", "minimum_amount": "100"})
LOYALTY = DiscountTerm(
    scope="document",
    percentage=Decimal("3.33"),
    amount=None,
    since=date(2026, 1, 1),
    until=None,
    reason="Remise de fidélité",
    author="Ana",
)


def invoice_line(number: int, one: Charged) -> Line:
    reduction = LineAllowance(amount=one.reduction, reason="Maximum convenu", reason_code="95")
    return replace(
        line(number),
        invoiced_quantity=one.quantity,
        price=Price(item_net_price=one.unit_price, base_quantity=one.base_quantity),
        allowances=(reduction,) if one.reduction else (),
    )


def test_lines_and_allowances_keep_their_amounts_and_pass_every_native_rule() -> None:
    charged = (
        *charge(CAPPED, Decimal(5000)),
        *charge(COMMISSION, Decimal(1), base_amount=Decimal("1234.56")),
        *charge_difference(CAPPED, Decimal(5000), Decimal(120)),
    )
    assert {one.kind for one in charged} == {"flat", "tier", "maximum", "percentage", "minimum"}
    lines = tuple(invoice_line(number, one) for number, one in enumerate(charged, 1))
    invoice = calculate(uncalculated(*lines, line(98, rate="5.5"), line(99, rate="10")))
    assert [one.line_net_amount for one in invoice.lines[:-2]] == [one.amount for one in charged]

    taxable = {(row.vat_category_code, row.vat_rate): row.taxable_amount for row in invoice.vat_breakdown}
    fixed = replace(LOYALTY, percentage=None, amount=Decimal(5))
    discounted = calculate(replace(invoice, allowances=document_allowances([LOYALTY, fixed], taxable)))
    assert discounted.totals.sum_of_allowances == Decimal("11.10")  # 3.33 % of 183.15 is 6.10
    judgement = judge(write(discounted, "cii"))
    assert (judgement.verdict, judgement.why) == ("passed", ""), judgement.findings
