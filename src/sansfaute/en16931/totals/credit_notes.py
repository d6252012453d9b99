"""Credit notes: the rest of an invoice, some quantities of its lines, or an amount.

What they credit is taken off the invoice as `credits` has it. A credit note keeps the parties, the currency and
the references of its invoice, names it (BG-3), and waits for a number, a date and a due date. Lines keep their
identifiers; allowances of the document follow the lines of their category in proportion, since what was not paid
is not given back; its charges (carriage) come with the rest only.
Source: EN 16931-1:2017+A1:2019; XP Z12-012 for the type codes in France (BR-FR-04) and the positive signs.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from sansfaute.en16931.model import Invoice, Item, Line, LineVat, Price
from sansfaute.en16931.totals.apportioning import apportion
from sansfaute.en16931.totals.arithmetic import ZERO, amount_of, nearest_unit, subtract
from sansfaute.en16931.totals.credit_assembly import AMOUNT_UNIT, Plan, assembled, once
from sansfaute.en16931.totals.credit_refusals import category_name, credit_finding
from sansfaute.en16931.totals.credits import AMOUNT_MARK, Account, CategoryAccount, ChangeKey
from sansfaute.en16931.totals.vat import VatKey, has_sub_invoices, key_of
from sansfaute.en16931.values import Amount, Finding, Quantity, decimal_text, rate_text

_Part = int | ChangeKey
"""A line of the invoice by its index, or an allowance or charge of the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A credit note without number and dates, or else the reasons why there is none."""

    credit_note: Invoice | None
    findings: tuple[Finding, ...] = ()


def credit_rest(invoice: Invoice, credit_notes: Iterable[Invoice], *, decimals: int | None = None) -> Credit:
    """The credit note that takes everything that is left, to the cent: with it, the invoice is credited whole.

    If amounts were credited apart from lines, what is left of a category is shared over what is left of
    its lines, charges and allowances by largest remainders.
    """
    account = Account.of(invoice, credit_notes, decimals)
    exceeded = [_too_much(account, key, one.base) for key, one in account.categories.items() if one.is_exceeded()]
    if exceeded:
        return _refused(*exceeded)
    plan = Plan()
    for vat, parts in _left(account).items():
        category, whole = account.categories[vat], sum(parts.values())
        if not category.left_base and (whole or not any(parts.values())):
            continue
        plan.taxes[vat] = category.left_tax
        shares = _shared(parts, category.left_base)
        if shares is None:
            plan.own_lines.append(_own_line(account, vat, category.left_base))
            continue
        for part, units in shares.items():
            if isinstance(part, int):
                plan.lines[part] = account.quantities[part], units
            else:
                plan.changes[part] = -units if part[0] == "allowances" else units
    if not plan.taxes:
        return _refused(credit_finding("credit_nothing", "BT-112", "totals.total_with_vat"))
    plan.lines = dict(sorted(plan.lines.items()))
    return Credit(credit_note=assembled(account, plan, decimals))


def _left(account: Account) -> dict[VatKey, dict[_Part, int]]:
    """What is left of lines, charges and allowances, with its sign, by category and rate."""
    by_sub_invoice = has_sub_invoices(account.invoice)
    groups: dict[VatKey, dict[_Part, int]] = {key: {} for key in account.categories}
    for number, units in account.amounts.items():
        if units or account.quantities[number]:
            groups[key_of(account.invoice.lines[number].vat, by_sub_invoice)][number] = units
    for key, units in account.changes.items():
        groups[key[1]][key] = -units if key[0] == "allowances" else units
    return groups


def _shared(parts: dict[_Part, int], left: int) -> dict[_Part, int] | None:
    """What is left of a category, over its parts; None if it has none that could carry it."""
    whole = sum(parts.values())
    if whole == left:
        return parts
    if not whole:
        return None
    share = Fraction(left, whole)
    return dict(zip(parts, apportion(left, [*parts.values()], share.numerator, share.denominator), strict=True))


def credit_quantities(
    invoice: Invoice,
    credit_notes: Iterable[Invoice],
    quantities: Mapping[str, Quantity],
    *,
    net_amounts: Mapping[str, Amount] = MappingProxyType({}),
    decimals: int | None = None,
) -> Credit:
    """The credit note for these quantities, by line identifier; of a negative line, negative ones.

    A line's amount follows its quantity, so that the last piece takes the last cent. Of other lines,
    `net_amounts` are credited (a price that was too high), and none of the quantity.
    """
    account = Account.of(invoice, credit_notes, decimals)
    plan = Plan()
    numbers = {invoice.lines[number].identifier: number for number in reversed(account.amounts)}
    findings = [*_quantity_findings(account, numbers, quantities), *_amount_findings(account, numbers, net_amounts)]
    if findings:
        return _refused(*findings)
    asked = {numbers[identifier]: quantity for identifier, quantity in quantities.items() if quantity}
    for number in sorted(asked):
        plan.lines[number] = asked[number], _amount_of_quantity(account, number, asked[number])
    for identifier, amount in net_amounts.items():
        if amount and numbers[identifier] not in plan.lines:
            plan.lines[numbers[identifier]] = ZERO, account.units(amount)
    plan.lines = dict(sorted(plan.lines.items()))
    return _completed(account, plan, decimals)


def _amount_findings(
    account: Account, numbers: Mapping[str, int], net_amounts: Mapping[str, Amount]
) -> Iterator[Finding]:
    for identifier, amount in net_amounts.items():
        number = numbers.get(identifier)
        if number is None or f"{identifier}{AMOUNT_MARK}" in numbers:
            yield credit_finding("credit_line_unknown", "BT-126", "lines", value=identifier, where=identifier)
            continue
        left, units = account.amounts[number], account.units(amount)
        if not min(0, left) <= units <= max(0, left):
            remaining = decimal_text(amount_of(left, account.places))
            path = f"lines[{number}].line_net_amount"
            yield credit_finding("credit_line", "BT-131", path, value=amount, where=identifier, left=remaining)


def _quantity_findings(
    account: Account, numbers: Mapping[str, int], quantities: Mapping[str, Quantity]
) -> Iterator[Finding]:
    for identifier, quantity in quantities.items():
        number = numbers.get(identifier)
        if number is None:
            yield credit_finding("credit_line_unknown", "BT-126", "lines", value=identifier, where=identifier)
        elif not min(ZERO, account.quantities[number]) <= quantity <= max(ZERO, account.quantities[number]):
            yield credit_finding(
                "credit_quantity",
                "BT-129",
                f"lines[{number}].invoiced_quantity",
                value=quantity,
                where=identifier,
                left=decimal_text(account.quantities[number]),
            )


def _amount_of_quantity(account: Account, number: int, quantity: Quantity) -> int:
    """The amount of so much of a line: in proportion to all that is then credited, less what was credited before.

    Where an amount was credited without quantity, in proportion to what is left: the price is another one since.
    """
    left, line = account.amounts[number], account.invoice.lines[number]
    if quantity == account.quantities[number]:
        return left
    whole, pieces = account.units(line.line_net_amount), line.invoiced_quantity
    if number in account.apart:
        whole, pieces = left, account.quantities[number]
    rest = Fraction(subtract(account.quantities[number], quantity)) / Fraction(pieces)
    amount = left - nearest_unit(whole * rest)
    return max(min(0, left), min(max(0, left), amount))


def _completed(account: Account, plan: Plan, decimals: int | None) -> Credit:
    """The credit note of these lines, with the allowances that follow them and the VAT of each category."""
    by_sub_invoice = has_sub_invoices(account.invoice)
    bases: dict[VatKey, int] = {}
    for number, (_, units) in plan.lines.items():
        key = key_of(account.invoice.lines[number].vat, by_sub_invoice)
        bases[key] = bases.get(key, 0) + units
    for change, units in _following_allowances(account, plan, by_sub_invoice):
        if change[1] in bases:
            plan.changes[change] = units
            bases[change[1]] -= units
    findings = []
    for key, base in bases.items():
        category = account.categories[key]
        if not category.holds(base):
            findings.append(_too_much(account, key, base))
        plan.taxes[key] = category.tax_of(base)
    if not bases:
        findings.append(credit_finding("credit_nothing", "BT-129", "lines"))
    return _refused(*findings) if findings else Credit(credit_note=assembled(account, plan, decimals))


def _following_allowances(account: Account, plan: Plan, by_sub_invoice: bool) -> Iterator[tuple[ChangeKey, int]]:
    """How much of each allowance goes with the lines credited: as much of it as of the lines of its category."""
    whole: dict[VatKey, int] = {}
    left: dict[VatKey, int] = {}
    for number, units in account.amounts.items():
        line = account.invoice.lines[number]
        key = key_of(line.vat, by_sub_invoice)
        whole[key] = whole.get(key, 0) + account.units(line.line_net_amount)
        left[key] = left.get(key, 0) + units - plan.lines.get(number, (ZERO, 0))[1]
    for change, remaining in account.changes.items():
        if change[0] == "allowances" and whole.get(change[1]):
            rest = nearest_unit(account.invoiced_changes[change] * Fraction(left[change[1]], whole[change[1]]))
            yield change, max(min(0, remaining), min(max(0, remaining), remaining - rest))


def credit_amount(
    invoice: Invoice,
    credit_notes: Iterable[Invoice],
    amount_with_vat: Amount,
    *,
    item_name: str,
    category: VatKey | None = None,
    decimals: int | None = None,
) -> Credit:
    """The credit note for an amount with VAT (a rebate, a gesture), without touching quantities.

    It is shared over the categories in proportion to what is left of each, or taken from `category`
    alone (its code, its rate and "", as `key_of` gives it); one line named `item_name` for each.
    """
    account = Account.of(invoice, credit_notes, decimals)
    left = {key: one.left() for key, one in account.categories.items() if category in (None, key)}
    units, whole = account.units(amount_with_vat), sum(left.values())
    if not 0 < units <= whole:
        remaining = decimal_text(amount_of(max(whole, 0), account.places))
        return _refused(
            credit_finding("credit_amount", "BT-112", "totals.total_with_vat", value=amount_with_vat, left=remaining)
        )
    share = Fraction(units, whole)
    plan = Plan()
    shares = apportion(units, [*left.values()], share.numerator, share.denominator)
    for key, part in zip(left, shares, strict=True):
        split = _split(account.categories[key], part) if part else None
        if split is not None:
            plan.own_lines.append(_own_line(account, key, split[0], item_name))
            plan.taxes[key] = split[1]
        elif part:
            return _refused(_too_much(account, key, part))
    return Credit(credit_note=assembled(account, plan, decimals))


def _split(category: CategoryAccount, with_vat: int) -> tuple[int, int] | None:
    """Base and VAT of an amount with VAT: the nearest to its rate that leaves a rest in order."""
    if with_vat == category.left():
        return category.left_base, category.left_tax
    nearest = nearest_unit(with_vat / (1 + category.rate()))
    candidates = [
        (base, with_vat - base)
        for base in (nearest, nearest - 1, nearest + 1)
        if base != category.left_base and category.leaves_order(base, with_vat - base)
    ]
    return min(candidates, key=lambda one: abs(one[1] - one[0] * category.rate()), default=None)


def _own_line(account: Account, key: VatKey, units: int, item_name: str | None = None) -> Line:
    """A line for an amount that credits no line in particular."""
    like = next((one for one in account.invoice.lines if one.counts and key_of(one.vat, bool(key[2])) == key), None)
    taken = {line.identifier for line in account.invoice.lines}
    identifier = f"{key[0]}-{rate_text(key[1])}{key[2]}"
    while identifier in taken:
        identifier += "-"
    return Line(
        identifier=identifier,
        invoiced_quantity=once(units),
        unit_code=AMOUNT_UNIT,
        line_net_amount=ZERO,
        price=Price(item_net_price=amount_of(abs(units), account.places)),
        vat=like.vat if like else LineVat(vat_category_code=key[0], vat_rate=account.categories[key].vat_rate),
        item=Item(name=item_name or identifier),
    )


def _too_much(account: Account, key: VatKey, asked: int) -> Finding:
    return credit_finding(
        "credit_category",
        "BT-116",
        "vat_breakdown",
        value=decimal_text(amount_of(asked, account.places)),
        where=category_name(key),
        left=decimal_text(amount_of(account.categories[key].left_base, account.places)),
    )


def _refused(*findings: Finding) -> Credit:
    return Credit(credit_note=None, findings=findings)
