"""Random invoices through the arithmetic and through rational numbers: not one cent of difference.

`python tests/endurance/arithmetic.py --invoices 100000 --seed 1`: so many invoices calculated, as many priced with
VAT, a tenth as many series of credits, each compared with `en16931.tests.exact`. Prints figures in JSON.
Exit status 1 at the first difference, which is shown with the seed that makes it again.
"""

import json
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from sansfaute.en16931.tests import exact_credits
from sansfaute.en16931.tests.exact import differences, displayed, expected, inconsistencies
from sansfaute.en16931.tests.random_invoices import Chance, priced_with_vat, random_invoice
from sansfaute.en16931.totals import ExchangeRate, calculate, calculate_vat_included

RATES = ("0.9234", "1", "163.27", "0.000123456789")


def main() -> None:
    """Compares, and prints the figures."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began, seen = time.monotonic(), Counter[str]()
    for number in range(asked.invoices):
        seed = asked.seed * 1_000_000_000 + number
        seen += calculated(seed)
        seen += priced(seed)
        if number % 10 == 0:
            seen += exact_credits.series(Chance(seed))
        if number % 5000 == 4999:
            print(f"{number + 1}: {dict(seen)}", file=sys.stderr, flush=True)
    print(json.dumps({"invoices": asked.invoices, **seen, "seconds": int(time.monotonic() - began)}))


def calculated(seed: int) -> Counter[str]:
    """One invoice with its exchange rate."""
    chance = Chance(seed)
    invoice, quoted = random_invoice(chance), Decimal(chance.choice(RATES))
    found = calculate(invoice, exchange_rate=ExchangeRate(accounting_amount=Decimal(1), invoice_amount=quoted))
    refuse(seed, differences(found, expected(invoice, rate=1 / Fraction(quoted))))
    return Counter(lines=len(found.lines), vat_rows=len(found.vat_breakdown))


def priced(seed: int) -> Counter[str]:
    """One invoice with prices that include VAT: what is due is what was displayed."""
    invoice = priced_with_vat(Chance(seed))
    found = calculate_vat_included(invoice)
    rounding = Fraction(found.totals.rounding_amount or 0)
    refuse(seed, inconsistencies(found))
    if Fraction(found.totals.total_with_vat) + rounding != displayed(invoice):
        refuse(seed, [f"{found.totals} for {displayed(invoice)}"])
    return Counter(priced_with_vat=1, needed_rounding_amount=bool(rounding))


def refuse(seed: int, found: list[str]) -> None:
    """Ends at a difference."""
    if found:
        raise SystemExit(f"seed {seed}: {found}")


if __name__ == "__main__":
    main()
