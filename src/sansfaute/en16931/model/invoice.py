"""The whole document: BG-0."""
# ruff: noqa: RUF009 - term() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass
from datetime import date

from sansfaute.en16931.model.amounts import (
    DocumentAllowance,
    DocumentCharge,
    LogisticsCharge,
    Totals,
    VatBreakdown,
)
from sansfaute.en16931.model.buyer import Buyer
from sansfaute.en16931.model.delivery import DeliveryInformation, DeliveryTerms
from sansfaute.en16931.model.line import Line
from sansfaute.en16931.model.party import BuyerAgent, Invoicee, Invoicer, Payer, SellerAgent
from sansfaute.en16931.model.payment import PaymentInstructions, PaymentTerms
from sansfaute.en16931.model.references import Note, PrecedingInvoice, ProcessControl, SupportingDocument
from sansfaute.en16931.model.seller import Payee, Seller, TaxRepresentative
from sansfaute.en16931.model.term import term
from sansfaute.en16931.values import Amount, Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """BG-0 Invoice: the whole document."""

    invoice_number: str = term("BT-1", "1..1", "identifier", "Invoice number", "Numéro de facture")
    issue_date: date = term("BT-2", "1..1", "date", "Invoice issue date", "Date d'émission")
    type_code: str = term("BT-3", "1..1", "code", "Invoice type code", "Nature du document")
    currency_code: str = term("BT-5", "1..1", "code", "Invoice currency code", "Devise")
    vat_accounting_currency_code: str | None = term(
        "BT-6", "0..1", "code", "VAT accounting currency code", "Devise de comptabilisation de la TVA"
    )
    vat_point_date: date | None = term(
        "BT-7", "0..1", "date", "Value added tax point date", "Date d'exigibilité de la TVA"
    )
    vat_point_date_code: str | None = term(
        "BT-8", "0..1", "code", "Value added tax point date code", "Code d'exigibilité de la TVA"
    )
    payment_due_date: date | None = term("BT-9", "0..1", "date", "Payment due date", "Échéance")
    buyer_reference: str | None = term("BT-10", "0..1", "text", "Buyer reference", "Référence client")
    project_reference: str | None = term("BT-11", "0..1", "document reference", "Project reference", "Projet")
    contract_reference: str | None = term("BT-12", "0..1", "document reference", "Contract reference", "Contrat")
    purchase_order_reference: str | None = term(
        "BT-13", "0..1", "document reference", "Purchase order reference", "Bon de commande"
    )
    sales_order_reference: str | None = term(
        "BT-14", "0..1", "document reference", "Sales order reference", "Commande (vendeur)"
    )
    receiving_advice_reference: str | None = term(
        "BT-15", "0..1", "document reference", "Receiving advice reference", "Avis de réception"
    )
    despatch_advice_reference: str | None = term(
        "BT-16", "0..1", "document reference", "Despatch advice reference", "Avis d'expédition"
    )
    tender_reference: str | None = term(
        "BT-17", "0..1", "document reference", "Tender or lot reference", "Appel d'offres ou lot"
    )
    invoiced_object_identifier: Identifier | None = term(
        "BT-18", "0..1", "identifier", "Invoiced object identifier", "Objet facturé"
    )
    buyer_accounting_reference: str | None = term(
        "BT-19", "0..1", "text", "Buyer accounting reference", "Imputation comptable de l'acheteur"
    )
    payment_terms: str | None = term("BT-20", "0..1", "text", "Payment terms", "Conditions de paiement")
    notes: tuple[Note, ...] = term("BG-1", "0..n", "group", "Invoice note", "Notes")
    process_control: ProcessControl = term("BG-2", "1..1", "group", "Process control", "Cadre du message")
    preceding_invoices: tuple[PrecedingInvoice, ...] = term(
        "BG-3", "0..n", "group", "Preceding invoice reference", "Factures antérieures"
    )
    seller: Seller = term("BG-4", "1..1", "group", "Seller", "Vendeur")
    buyer: Buyer = term("BG-7", "1..1", "group", "Buyer", "Acheteur")
    payee: Payee | None = term("BG-10", "0..1", "group", "Payee", "Bénéficiaire")
    tax_representative: TaxRepresentative | None = term(
        "BG-11", "0..1", "group", "Seller tax representative party", "Représentant fiscal"
    )
    delivery: DeliveryInformation | None = term("BG-13", "0..1", "group", "Delivery information", "Livraison")
    payment_instructions: PaymentInstructions | None = term(
        "BG-16", "0..1", "group", "Payment instructions", "Paiement"
    )
    allowances: tuple[DocumentAllowance, ...] = term("BG-20", "0..n", "group", "Document level allowances", "Remises")
    charges: tuple[DocumentCharge, ...] = term("BG-21", "0..n", "group", "Document level charges", "Frais")
    totals: Totals = term("BG-22", "1..1", "group", "Document totals", "Totaux")
    vat_breakdown: tuple[VatBreakdown, ...] = term("BG-23", "1..n", "group", "VAT breakdown", "Ventilation de TVA")
    supporting_documents: tuple[SupportingDocument, ...] = term(
        "BG-24", "0..n", "group", "Additional supporting documents", "Pièces jointes"
    )
    lines: tuple[Line, ...] = term("BG-25", "1..n", "group", "Invoice line", "Lignes")
    # What follows belongs to EXTENDED-CTC-FR, or to EXTENDED of Factur-X where the number says BT-X.
    project_name: str | None = term("BT-11-0", "0..1", "text", "Project name", "Nom du projet")
    contract_type_code: str | None = term("EXT-FR-FE-01", "0..1", "code", "Contract type code", "Nature du contrat")
    contract_date: date | None = term("EXT-FR-FE-199", "0..1", "date", "Contract date", "Date du contrat")
    purchase_order_date: date | None = term(
        "EXT-FR-FE-197", "0..1", "date", "Purchase order date", "Date du bon de commande"
    )
    despatch_advice_date: date | None = term(
        "EXT-FR-FE-198", "0..1", "date", "Despatch advice date", "Date de l'avis d'expédition"
    )
    delivery_note_reference: str | None = term(
        "BT-X-202", "0..1", "document reference", "Delivery note reference", "Bon de livraison"
    )
    buyer_agent: BuyerAgent | None = term("EXT-FR-FE-BG-01", "0..1", "group", "Buyer's agent", "Agent de l'acheteur")
    payer: Payer | None = term("EXT-FR-FE-BG-02", "0..1", "group", "Payer", "Payeur")
    seller_agent: SellerAgent | None = term("EXT-FR-FE-BG-03", "0..1", "group", "Seller's agent", "Agent du vendeur")
    invoicee: Invoicee | None = term("EXT-FR-FE-BG-04", "0..1", "group", "Invoicee", "Destinataire de la facture")
    invoicer: Invoicer | None = term("EXT-FR-FE-BG-05", "0..1", "group", "Invoicer", "Facturant")
    delivery_terms: DeliveryTerms | None = term(
        "EXT-FR-FE-BG-14", "0..1", "group", "Delivery terms", "Conditions de livraison (incoterm)"
    )
    logistics_charges: tuple[LogisticsCharge, ...] = term(
        "BG-X-42", "0..n", "group", "Logistics service charge", "Frais de transport"
    )
    partial_payment_amount: Amount | None = term(
        "BT-X-275", "0..1", "amount", "Partial payment amount", "Montant de la première échéance"
    )
    partial_payment_payee: Payee | None = term(
        "BG-X-77", "0..1", "group", "Payee of the partial payment", "Bénéficiaire de la première échéance"
    )
    further_payment_terms: tuple[PaymentTerms, ...] = term(
        "BT-20-00", "0..n", "group", "Further payment terms", "Autres conditions de paiement"
    )
