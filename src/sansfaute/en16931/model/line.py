"""A line: BG-25."""
# ruff: noqa: RUF009 - term() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass
from datetime import date

from sansfaute.en16931.model.item import Item, LineVat, Price
from sansfaute.en16931.model.term import term
from sansfaute.en16931.values import Amount, Identifier, Percentage, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePeriod:
    """BG-26 Invoice line period; both days belong to the period."""

    start_date: date | None = term("BT-134", "0..1", "date", "Invoice line period start date", "Début de la période")
    end_date: date | None = term("BT-135", "0..1", "date", "Invoice line period end date", "Fin de la période")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAllowance:
    """BG-27 Invoice line allowances."""

    amount: Amount = term("BT-136", "1..1", "amount", "Invoice line allowance amount", "Montant de la remise")
    base_amount: Amount | None = term(
        "BT-137", "0..1", "amount", "Invoice line allowance base amount", "Assiette de la remise"
    )
    percentage: Percentage | None = term(
        "BT-138", "0..1", "percentage", "Invoice line allowance percentage", "Taux de la remise"
    )
    reason: str | None = term("BT-139", "0..1", "text", "Invoice line allowance reason", "Motif de la remise")
    reason_code: str | None = term(
        "BT-140", "0..1", "code", "Invoice line allowance reason code", "Code motif de la remise"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCharge:
    """BG-28 Invoice line charges."""

    amount: Amount = term("BT-141", "1..1", "amount", "Invoice line charge amount", "Montant des frais")
    base_amount: Amount | None = term(
        "BT-142", "0..1", "amount", "Invoice line charge base amount", "Assiette des frais"
    )
    percentage: Percentage | None = term(
        "BT-143", "0..1", "percentage", "Invoice line charge percentage", "Taux des frais"
    )
    reason: str | None = term("BT-144", "0..1", "text", "Invoice line charge reason", "Motif des frais")
    reason_code: str | None = term("BT-145", "0..1", "code", "Invoice line charge reason code", "Code motif des frais")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """BG-25 Invoice line. `line_net_amount` is filled by `totals.calculate`."""

    identifier: str = term("BT-126", "1..1", "identifier", "Invoice line identifier", "Numéro de ligne")
    note: str | None = term("BT-127", "0..1", "text", "Invoice line note", "Note de ligne")
    object_identifier: Identifier | None = term(
        "BT-128", "0..1", "identifier", "Invoice line object identifier", "Objet facturé à la ligne"
    )
    invoiced_quantity: Quantity = term("BT-129", "1..1", "quantity", "Invoiced quantity", "Quantité")
    unit_code: str = term("BT-130", "1..1", "code", "Invoiced quantity unit of measure code", "Unité")
    line_net_amount: Amount = term("BT-131", "1..1", "amount", "Invoice line net amount", "Montant HT de la ligne")
    purchase_order_line_reference: str | None = term(
        "BT-132", "0..1", "document reference", "Referenced purchase order line reference", "Ligne de la commande"
    )
    buyer_accounting_reference: str | None = term(
        "BT-133", "0..1", "text", "Invoice line buyer accounting reference", "Imputation comptable de l'acheteur"
    )
    period: LinePeriod | None = term("BG-26", "0..1", "group", "Invoice line period", "Période de la ligne")
    allowances: tuple[LineAllowance, ...] = term(
        "BG-27", "0..n", "group", "Invoice line allowances", "Remises de ligne"
    )
    charges: tuple[LineCharge, ...] = term("BG-28", "0..n", "group", "Invoice line charges", "Frais de ligne")
    price: Price = term("BG-29", "1..1", "group", "Price details", "Prix")
    vat: LineVat = term("BG-30", "1..1", "group", "Line VAT information", "TVA de la ligne")
    item: Item = term("BG-31", "1..1", "group", "Item information", "Article")
