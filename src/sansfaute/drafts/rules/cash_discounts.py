"""Discount for early payment: its terms in the note AAB, with both amounts (use case 22a).

Where VAT is due on receipt, or where the invoice says so and the buyer reduces his own deduction, no credit note
follows: the note tells it. Otherwise the seller credits the discount, with VAT or without (use case 22b).
Source: C. com. L441-9; CGI 267 II-1°, 272; BOI-TVA-BASE-10-20-10; XP Z12-014, case 22.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sansfaute.drafts.rules.notes import DEFAULT_TEXTS, euros
from sansfaute.en16931 import totals
from sansfaute.en16931.model import Invoice, Note

SUBJECT = "AAB"


@dataclass(frozen=True, slots=True, kw_only=True)
class CashDiscount:
    """So many percent of the total with VAT, when it is paid within so many days of the invoice."""

    percentage: Decimal
    days: int
    credited: bool = False  # a credit note follows; else the buyer reduces his deduction himself

    def amount(self, total_with_vat: Decimal, currency_code: str = "EUR") -> Decimal:
        """What the buyer keeps, with VAT, in the currency of the document."""
        return totals.round_half_up(total_with_vat * self.percentage / 100, totals.minor_unit(currency_code))


def read_cash_discount(given: Mapping[str, Any]) -> CashDiscount | None:
    """The discount that a contract, an order or a seller's texts describe; None where they describe none.

    Raises ValueError for one that cannot be: not between 0 and 100 %, or a term below one day.
    """
    if not given.get("percentage"):
        return None
    percentage, days = Decimal(str(given["percentage"])), int(given.get("days") or 0)
    if not 0 < percentage < 100 or days < 1:
        raise ValueError(f"a cash discount of {percentage} % within {days} days cannot be")
    return CashDiscount(percentage=percentage, days=days, credited=bool(given.get("credited")))


def with_cash_discount(invoice: Invoice, discount: CashDiscount | None) -> Invoice:
    """The calculated invoice with its note AAB; the same where there is no discount.

    It tells amounts, so it is written again whenever totals change.
    """
    if discount is None or invoice.totals.total_with_vat <= 0:
        return invoice
    told = Note(subject_code=SUBJECT, text=sentence(invoice, discount))
    return replace(invoice, notes=tuple(told if one.subject_code == SUBJECT else one for one in invoice.notes))


_TOLD = re.compile(
    r"Escompte de (?P<percentage>[0-9,]+) % pour paiement (?:le jour même|dans les (?P<days>[0-9]+) jours) "
    r"de la facture, soit .*?(?P<credited>fera l'objet d'un avoir)?\.?$"
)


def told_discount(invoice: Invoice) -> CashDiscount | None:
    """The discount that an invoice's own note AAB tells, in the words of `sentence`; None where it tells none."""
    told = (_TOLD.match(one.text) for one in invoice.notes if one.subject_code == SUBJECT)
    found = next(filter(None, told), None)
    if found is None:
        return None
    percentage = Decimal(found["percentage"].replace(",", "."))
    return CashDiscount(percentage=percentage, days=int(found["days"] or 1), credited=bool(found["credited"]))


def restated(invoice: Invoice) -> Invoice:
    """The calculated invoice with the amounts of its note AAB written again: they follow its totals."""
    return with_cash_discount(invoice, told_discount(invoice))


def without_discount(invoice: Invoice) -> Invoice:
    """The same with "no discount" in its note AAB where that told one: a credit note is not paid early."""
    if told_discount(invoice) is None:
        return invoice
    none = Note(subject_code=SUBJECT, text=DEFAULT_TEXTS[SUBJECT])
    return replace(invoice, notes=tuple(none if one.subject_code == SUBJECT else one for one in invoice.notes))


def sentence(invoice: Invoice, discount: CashDiscount) -> str:
    """The terms and both amounts, in French: with the discount, and without."""
    whole = invoice.totals.total_with_vat
    kept = discount.amount(whole, invoice.currency_code)
    days = "le jour même" if discount.days == 1 else f"dans les {discount.days} jours"
    percentage = f"{discount.percentage.normalize():f}".replace(".", ",")
    after = (
        "L'escompte fera l'objet d'un avoir."
        if discount.credited
        else "Seule ouvre droit à déduction la TVA correspondant au prix effectivement payé ; aucun avoir ne sera "
        "établi."
    )
    return re.sub(
        "\u202f",
        "\u00a0",
        f"Escompte de {percentage} % pour paiement {days} de la facture, soit {euros(kept)} TTC : à payer "
        f"{euros(whole - kept)} TTC avec escompte, {euros(whole)} TTC sans. {after}",
    )
