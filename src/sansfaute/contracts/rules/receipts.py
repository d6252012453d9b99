"""Till receipts that become invoices afterwards: their amounts with VAT as net lines, to the cent of what was paid.

The sale was already reported with the day's sales to consumers (e-reporting 10.3): its invoice bears process B7 or
S7, so that its VAT is not counted twice. Source: XP Z12-014, cases 6, 27, 28, 30 and 42; EN 16931, BR-CO-17.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.en16931.totals.apportioning import apportion
from sansfaute.en16931.totals.bases import Category, choose_bases

_CENTS = 100
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "receipt_number": {
        "fr": "Un ticket a un numéro de 30 caractères au plus : recopiez-le tel qu'il est imprimé.",
        "en": "A receipt has a number of 30 characters at most: copy it as it is printed.",
    },
    "receipt_empty": {
        "fr": "Le ticket {number} n'a aucun montant : donnez ses montants TTC par taux.",
        "en": "Receipt {number} has no amount: give its amounts with VAT by rate.",
    },
    "receipt_amount": {
        "fr": "Le montant {amount} du ticket {number} n'est pas positif, en euros et centimes : un remboursement fait "
        "l'objet d'un avoir.",
        "en": "The amount {amount} of receipt {number} is not positive, in euros and cents: what is paid back is for a "
        "credit note.",
    },
    "receipt_in_future": {
        "fr": "Le ticket {number} est daté du {date}, qui n'est pas encore venu.",
        "en": "Receipt {number} is dated {date}, which has not come yet.",
    },
    "receipt_other_rate": {
        "fr": "L'article {item} est à {own} %, le ticket {number} dit {rate} % : choisissez l'article de ce taux.",
        "en": "Article {item} is at {own} %, receipt {number} says {rate} %: choose the article of that rate.",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptAmount:
    """What a receipt says of one rate: the amount with VAT in EUR, and the article that it is invoiced as."""

    item_code: str
    vat_rate: Decimal
    amount_with_vat: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A receipt as printed: number, day, amounts; `export_form` is the number of its tax-free shopping form."""

    number: str
    day: date
    amounts: tuple[ReceiptAmount, ...]
    export_form: str = ""

    @property
    def total_with_vat(self) -> Decimal:
        """What was paid, in EUR."""
        return sum((one.amount_with_vat for one in self.amounts), Decimal(0))

    @property
    def order_number(self) -> str:
        """What its order is called: one for each number and day, so that a receipt is invoiced once."""
        return f"TICKET-{self.day:%Y%m%d}-{self.number}"


def check_receipt(receipt: Receipt, today: date) -> None:
    """Raise TermsRefused for the first thing that cannot stand on a receipt."""
    if not receipt.number.strip() or receipt.number != receipt.number.strip() or len(receipt.number) > 30:
        raise TermsRefused("receipt_number", SENTENCES["receipt_number"])
    if not receipt.amounts:
        raise TermsRefused("receipt_empty", SENTENCES["receipt_empty"], number=receipt.number)
    if receipt.day > today:
        raise TermsRefused(
            "receipt_in_future", SENTENCES["receipt_in_future"], number=receipt.number, date=receipt.day.isoformat()
        )
    for one in receipt.amounts:
        if one.amount_with_vat <= 0 or one.amount_with_vat != round(one.amount_with_vat, 2):
            raise TermsRefused(
                "receipt_amount", SENTENCES["receipt_amount"], number=receipt.number, amount=one.amount_with_vat
            )


def check_rate(receipt: Receipt, one: ReceiptAmount, own: Decimal | None) -> None:
    """Raise TermsRefused when the article is taxed at another rate than the receipt says; None is exempt, said as 0."""
    if (own or Decimal(0)) != one.vat_rate:
        raise TermsRefused(
            "receipt_other_rate", SENTENCES["receipt_other_rate"], number=receipt.number, item=one.item_code,
            own=f"{own.normalize():f}" if own is not None else 0, rate=f"{one.vat_rate.normalize():f}",
        )  # fmt: skip


def net_amounts(amounts: Sequence[ReceiptAmount]) -> list[Decimal]:
    """The net amount of each, in EUR, such that bases and VAT come to what was paid, or as near as cents allow.

    Where no base gives the whole (one sum in six at 20 %), the document is one cent off, and its rounding
    amount (BT-114) tells it.
    """
    groups: dict[Decimal, list[int]] = {}
    for place, one in enumerate(amounts):
        groups.setdefault(one.vat_rate, []).append(place)
    cents = [int(one.amount_with_vat * _CENTS) for one in amounts]
    categories = [Category.of(rate, sum(cents[place] for place in places)) for rate, places in groups.items()]
    bases, _above = choose_bases(categories)
    nets = [Decimal(0)] * len(cents)
    for category, base, places in zip(categories, bases, groups.values(), strict=True):
        share = 1 / (1 + category.rate)
        parts = apportion(base, [cents[place] for place in places], share.numerator, share.denominator)
        for place, part in zip(places, parts, strict=True):
            nets[place] = Decimal(part) / _CENTS
    return nets


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTolerance:
    """Below `amount` (EUR without VAT) the note of an `activity` need not name the customer, from and until a day."""

    activity: str
    amount: Decimal
    since: date
    until: date | None = None
    confirmed: bool = False
    source: str = "XP Z12-014, case 28; the text of the tolerance itself is not confirmed by our sources"


NOTE_TOLERANCES: Sequence[NoteTolerance] = (
    NoteTolerance(activity="restaurant", amount=Decimal(150), since=date(2014, 1, 1)),
)


def must_name_buyer(activity: str, net_amount: Decimal, day: date) -> bool:
    """Whether a note of that activity, amount (EUR without VAT) and day must say who the customer is."""
    return not any(
        one.activity == activity
        and net_amount < one.amount
        and one.since <= day
        and (one.until is None or day <= one.until)
        for one in NOTE_TOLERANCES
    )
