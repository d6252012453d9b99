"""What a document that corrects an invoice gives back of each of its lines, without VAT."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from sansfaute.en16931 import totals
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.totals.apportioning import apportion

_ZERO = Decimal(0)


def given_back(kind: str, correction: Invoice, lines: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """By line of the invoice (identifier, with what its line is worth), what the correction gives back of it.

    A credit of all or of lines says it line by line, one of an amount is shared over them. A corrective
    invoice gives back the difference; a new invoice in the place of a credited one, the opposite of its lines.
    """
    own = {line.identifier: line.line_net_amount for line in correction.lines}
    if kind == "full":
        return {name: own.get(name, _ZERO) for name in lines}
    if kind == "lines":
        return {name: own[name] for name in lines if own.get(name)}
    if kind == "corrective":
        return {name: worth - own.get(name, _ZERO) for name, worth in lines.items() if worth != own.get(name, _ZERO)}
    if kind == "replacement":
        return {name: -own[name] for name in lines if own.get(name)}
    return _shared(sum(own.values(), _ZERO), lines, totals.minor_unit(correction.currency_code))


def _shared(amount: Decimal, lines: Mapping[str, Decimal], places: int) -> dict[str, Decimal]:
    """In proportion to what the lines are worth; the cents left over by largest remainders."""
    worth = {name: one for name, one in lines.items() if one > 0}
    units = [int(Fraction(one) * 10**places) for one in worth.values()]
    whole = int(Fraction(amount) * 10**places)
    if not whole or not sum(units):
        return {}
    shares = apportion(whole, units, whole, sum(units))
    return {name: Decimal(share).scaleb(-places) for name, share in zip(worth, shares, strict=True) if share}
