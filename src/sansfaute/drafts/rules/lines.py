"""Billable items as invoice lines (BG-25), each with its VAT treatment and its words in French."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sansfaute.contracts.rules import line_allowances
from sansfaute.drafts.rules.records import ItemRecord, WorkRecord
from sansfaute.drafts.rules.treatments import Treatment
from sansfaute.en16931.model import Item, Line, LineAllowance, LinePeriod, LinePrecedingInvoice, LineVat, Price

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_PIECES: Mapping[str, int] = {"QAN": 3, "SAN": 6, "ANN": 12}


@dataclass(frozen=True, slots=True)
class KitPart:
    """An article within one kit: how many, as it would be taxed alone, and what that is worth at list price (EUR)."""

    item: ItemRecord
    quantity: Decimal
    treatment: Treatment
    worth: Decimal


@dataclass(frozen=True, slots=True)
class TreatedWork:
    """A billable item with the VAT treatment chosen for it; of a kit, its parts."""

    work: WorkRecord
    treatment: Treatment
    parts: tuple[KitPart, ...] = ()

    @property
    def sign(self) -> int:
        """-1 on a credit note, whose amounts are positive while its work is negative (france.md 3.4)."""
        return -1 if self.work.kind == "credit" else 1


def line_of(identifier: str, treated: TreatedWork) -> Line:
    """The line of one billable item at its net amount, which `totals.calculate` works out again."""
    work, item, treatment = treated.work, treated.work.item, treated.treatment
    quantity = work.quantity * treated.sign
    return Line(
        identifier=identifier,
        note=" ; ".join(_remarks(work)) or None,
        invoiced_quantity=tidy(quantity),
        unit_code=work.unit_code or item.unit_code,
        line_net_amount=work.net_amount * treated.sign,
        period=_period(work),
        allowances=_allowances(work, quantity),
        price=_price(work),
        preceding_invoices=_deducted(work),
        vat=LineVat(vat_category_code=treatment.category, vat_rate=treatment.rate),
        item=_item(work),
    )


def _item(work: WorkRecord) -> Item:
    """BG-31. Where professional secrecy asks it, BT-153 is the general word that the State receives, and the words
    for the customer stand in BT-154, which it does not (use case 36)."""
    name, general = str(work.basis.get("name") or work.item.name), work.item.confidential_name
    if general:
        return Item(name=general, description=name, seller_identifier=work.item.code)
    return Item(name=name, seller_identifier=work.item.code)


def _allowances(work: WorkRecord, quantity: Decimal) -> tuple[LineAllowance, ...]:
    """BG-27: an amount taken off, else a percentage; of a line that takes back, what it had taken off."""
    reason = work.discount_reason or "Remise"
    if work.discount_amount:
        amount = work.discount_amount if quantity >= 0 else -work.discount_amount
        return (LineAllowance(amount=tidy(amount, 2), reason=reason, reason_code="95"),)
    return line_allowances(
        quantity=quantity,
        unit_price=work.unit_price,
        percentage=work.discount_percentage,
        reason=reason,
        base_quantity=work.base_quantity,
    )


def _price(work: WorkRecord) -> Price:
    if work.base_quantity == 1:
        return Price(item_net_price=tidy(work.unit_price, 2))
    return Price(
        item_net_price=tidy(work.unit_price, 2),
        base_quantity=tidy(work.base_quantity),
        base_quantity_unit_code=work.unit_code or work.item.unit_code,
    )


def _deducted(work: WorkRecord) -> tuple[LinePrecedingInvoice, ...]:
    """EXT-FR-FE-BG-06: the deposit invoice that a negative line takes back (use case 21)."""
    number = work.basis.get("invoice_number")
    if work.kind != "deduction" or not number:
        return ()
    day = work.basis.get("invoice_date")
    issued = date.fromisoformat(str(day)) if day else None
    return (LinePrecedingInvoice(invoice_number=str(number), type_code="386", issue_date=issued),)


def _period(work: WorkRecord) -> LinePeriod | None:
    if work.period_start is None:
        return None
    return LinePeriod(start_date=work.period_start, end_date=work.period_end)


def _remarks(work: WorkRecord) -> Iterator[str]:
    """What a reader needs to recognise the line: contract or order, month, delivery, proration."""
    if work.kind == "usage" and work.period_start:
        yield f"Consommation {_of_month(work.period_start)}"
    if work.contract is not None:
        yield (
            f"contrat {work.contract.contract_number}"
            if work.kind == "usage"
            else (f"Contrat {work.contract.contract_number}")
        )
    if work.order_reference:
        yield _order_remark(work)
    if work.proration:
        yield f"période partielle : {proration_text(work)}"


def _order_remark(work: WorkRecord) -> str:
    delivered = f", livrée le {work.delivery_date:%d/%m/%Y}" if work.delivery_date else ""
    reference = f", votre référence {work.buyer_reference}" if work.buyer_reference else ""
    return f"Commande {work.order_reference}{delivered}{reference}"


def proration_text(work: WorkRecord) -> str:
    """ "7/31 de 245,00 €", or "16/30 + 2 mois sur 3, de 735,00 €"."""
    months = _PIECES.get(work.unit_code, 1)
    price = price_text(work.full_unit_price) if work.full_unit_price is not None else "un mois entier"
    if months == 1 and "+" not in work.proration:
        return f"{work.proration} de {price}"
    return f"{work.proration} mois sur {months}, de {price}" if months > 1 else f"{work.proration} mois, de {price}"


def tidy(value: Decimal, least: int = 0) -> Decimal:
    """The same number without needless zeros, keeping `least` decimals: 6.0000 is 6, 89.000000 is 89.00."""
    places = -int(value.normalize().as_tuple().exponent)
    return value.quantize(Decimal(1).scaleb(-max(places, least)))


def price_text(price: Decimal) -> str:
    """A price in euros with at least its cents: "245,00 €", "0,0175 €"."""
    text = f"{price.normalize():f}"
    cents = len(text.partition(".")[2])
    if cents > 2:
        return text.replace(".", ",") + "\u00a0€"
    return f"{price:,.2f}".replace(",", "\u202f").replace(".", ",") + "\u00a0€"


def _of_month(day: date) -> str:
    month = _MONTHS[day.month - 1]
    return f"d'{month} {day.year}" if month[0] in "ao" else f"de {month} {day.year}"
