"""One arithmetic: every amount that can be computed is computed here, once, with exact decimals.

Source: EN 16931-1:2017+A1:2019, section 6.5 (rounding on the final result, half away from zero) and
table 2 (BT-106 to BT-117, BT-131); ISO 4217 for the decimals of a currency.
"""

from sansfaute.en16931.totals.arithmetic import minor_unit, round_half_up
from sansfaute.en16931.totals.credit_check import credit_findings
from sansfaute.en16931.totals.credit_notes import Credit, credit_amount, credit_quantities, credit_rest
from sansfaute.en16931.totals.credits import CategoryRemainder, CreditRemaining, LineRemainder, credit_remaining
from sansfaute.en16931.totals.currency import ExchangeRate
from sansfaute.en16931.totals.document import UNCALCULATED, calculate
from sansfaute.en16931.totals.lines import line_net_amount
from sansfaute.en16931.totals.refusals import CalculationRefused
from sansfaute.en16931.totals.vat_included import calculate_vat_included

__all__ = [
    "UNCALCULATED",
    "CalculationRefused",
    "CategoryRemainder",
    "Credit",
    "CreditRemaining",
    "ExchangeRate",
    "LineRemainder",
    "calculate",
    "calculate_vat_included",
    "credit_amount",
    "credit_findings",
    "credit_quantities",
    "credit_remaining",
    "credit_rest",
    "line_net_amount",
    "minor_unit",
    "round_half_up",
]
