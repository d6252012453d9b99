"""A line: BG-25."""
# ruff: noqa: RUF009 - term() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass
from datetime import date

from sansfaute.en16931.model.item import Item, LineVat, Price
from sansfaute.en16931.model.line_references import (
    LineDelivery,
    LineDespatchAdvice,
    LineNote,
    LinePrecedingInvoice,
    LineReceivingAdvice,
    LineSalesOrder,
    LineSeller,
)
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
    reason_code_list: str | None = term(
        "BT-145-1", "0..1", "code", "Invoice line charge reason code list", "Liste du code motif des frais"
    )


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
    # What follows belongs to EXTENDED-CTC-FR.
    note_subject_code: str | None = term(
        "EXT-FR-FE-183", "0..1", "code", "Invoice line note subject code", "Code sujet de la note de ligne"
    )
    further_notes: tuple[LineNote, ...] = term(
        "BT-127-00", "0..n", "group", "Further invoice line notes", "Autres notes de ligne"
    )
    further_object_identifiers: tuple[Identifier, ...] = term(
        "BT-128", "0..n", "identifier", "Further invoice line object identifier", "Autre objet facturé à la ligne"
    )
    status_code: str | None = term("BT-X-7", "0..1", "code", "Invoice line status code", "Statut de la ligne")
    parent_line_identifier: str | None = term(
        "EXT-FR-FE-162", "0..1", "identifier", "Parent line identifier", "Numéro de la ligne parente"
    )
    subtype_code: str | None = term(
        "EXT-FR-FE-163", "0..1", "code", "Invoice line subtype", "Sous-type de la ligne (DETAIL, GROUP, INFORMATION)"
    )
    purchase_order_reference: str | None = term(
        "EXT-FR-FE-135",
        "0..1",
        "document reference",
        "Purchase order reference at line level",
        "Bon de commande de la ligne",
    )
    purchase_order_date: date | None = term(
        "EXT-FR-FE-200", "0..1", "date", "Purchase order date at line level", "Date du bon de commande de la ligne"
    )
    sales_order: LineSalesOrder | None = term(
        "EXT-FR-FE-BG-09", "0..1", "group", "Sales order of the line", "Commande (vendeur) de la ligne"
    )
    contract_reference: str | None = term(
        "BT-X-24", "0..1", "document reference", "Contract reference at line level", "Contrat de la ligne"
    )
    contract_line_reference: str | None = term(
        "BT-X-25", "0..1", "document reference", "Contract line reference", "Ligne du contrat"
    )
    preceding_invoices: tuple[LinePrecedingInvoice, ...] = term(
        "EXT-FR-FE-BG-06",
        "0..n",
        "group",
        "Preceding invoice reference at line level",
        "Factures antérieures de la ligne",
    )
    receiving_advice: LineReceivingAdvice | None = term(
        "EXT-FR-FE-BG-07", "0..1", "group", "Receiving advice of the line", "Réception de la ligne"
    )
    despatch_advice: LineDespatchAdvice | None = term(
        "EXT-FR-FE-BG-08", "0..1", "group", "Despatch advice of the line", "Expédition de la ligne"
    )
    delivery_note_reference: str | None = term(
        "BT-X-92", "0..1", "document reference", "Delivery note reference at line level", "Bon de livraison de la ligne"
    )
    delivery_note_line_reference: str | None = term(
        "BT-X-93", "0..1", "document reference", "Delivery note line reference", "Ligne du bon de livraison"
    )
    delivery: LineDelivery | None = term(
        "EXT-FR-FE-BG-10", "0..1", "group", "Delivery of the line", "Livraison de la ligne"
    )
    delivery_terms_code: str | None = term(
        "EXT-FR-FE-193", "0..1", "code", "Delivery terms code at line level", "Incoterm de la ligne"
    )
    delivery_terms_location: str | None = term(
        "EXT-FR-FE-194", "0..1", "text", "Delivery terms location at line level", "Lieu de l'incoterm de la ligne"
    )
    seller: LineSeller | None = term("EXT-FR-FE-BG-12", "0..1", "group", "Seller of the line", "Vendeur de la ligne")
    vat_amount: Amount | None = term(
        "EXT-FR-FE-181", "0..1", "amount", "Invoice line VAT amount", "Montant de TVA de la ligne"
    )
    vat_amount_in_accounting_currency: Amount | None = term(
        "EXT-FR-FE-182",
        "0..1",
        "amount",
        "Invoice line VAT amount in accounting currency",
        "Montant de TVA de la ligne en devise de comptabilisation",
    )
    amount_with_vat: Amount | None = term(
        "EXT-FR-FE-184", "0..1", "amount", "Invoice line amount with VAT", "Montant TTC de la ligne"
    )

    @property
    def counts(self) -> bool:
        """Whether the line enters the totals: neither a group of lines nor mere information."""
        return self.subtype_code is None or self.subtype_code == "DETAIL"

    @property
    def object_identifiers(self) -> tuple[Identifier, ...]:
        """BT-128, all of them."""
        first = () if self.object_identifier is None else (self.object_identifier,)
        return (*first, *self.further_object_identifiers)
