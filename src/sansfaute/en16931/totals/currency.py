"""VAT in the accounting currency: BT-6, BT-111.

Source: EN 16931-1:2017+A1:2019, BR-53; directive 2006/112/EC, articles 91 and 230 (the rate is that of the
day VAT becomes due, and the VAT is said in the national currency).
"""

from dataclasses import dataclass
from decimal import Decimal

from sansfaute.en16931.totals.arithmetic import divide, multiply, round_half_up
from sansfaute.en16931.values import Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """So much of the accounting currency is worth so much of the invoice's currency, exactly as it was quoted.

    A central bank that quotes 1 EUR = 1.0835 USD gives, for an invoice in USD, `accounting_amount=1`
    and `invoice_amount=1.0835`: kept so, since 1/1.0835 has no end. Both amounts are positive.
    """

    accounting_amount: Decimal
    invoice_amount: Decimal = Decimal(1)

    def converted(self, amount: Amount, places: int) -> Amount:
        """An amount of the invoice's currency in the accounting currency, rounded once."""
        return round_half_up(divide(multiply(amount, self.accounting_amount), self.invoice_amount), places)
