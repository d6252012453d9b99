"""Plain records for the rules of drafts: no database needed."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass
class SellerGiven:
    name: str = "Ondine Informatique"
    legal_form: str = "SAS"
    capital: Decimal | None = Decimal("50000.00")
    registry: str = "RCS Lyon"
    siren: str = "899999973"
    siret: str = "89999997300014"
    vat_identifier: str = "FR81899999973"
    line_1: str = "24 quai Claude Bernard"
    line_2: str = ""
    post_code: str = "69007"
    city: str = "Lyon"
    country_code: str = "FR"
    contact_name: str = "Service facturation"
    contact_email: str = "facturation@ondine.example"
    contact_telephone: str = "04 78 00 00 10"
    electronic_address: str = ""
    iban: str = "FR7630002005500000899997364"
    bic: str = "CRLYFRPP"
    vat_on_debits: bool = False
    vat_regimes: list[dict[str, Any]] = field(default_factory=list)
    vat_options: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, Any] = field(default_factory=dict)


@dataclass
class BuyerGiven:
    code: str = "C1"
    name: str = "Moreau SARL"
    kind: str = "business"
    line_1: str = "13 avenue Foch"
    line_2: str = ""
    post_code: str = "31000"
    city: str = "Toulouse"
    country_code: str = "FR"
    siren: str = "552100554"
    siret: str = ""
    vat_identifier: str = ""
    email: str = "compta@moreau.example"
    payment_means_code: str = "58"
    payment_terms: dict[str, Any] = field(default_factory=lambda: {"days": 30})


@dataclass
class ItemGiven:
    code: str = "HOUR"
    name: str = "Assistance, par heure"
    unit_code: str = "HUR"
    vat_rate: Decimal | None = Decimal("20.00")
    exemption_reason_code: str = ""
    nature: str = "services"
    operation: str = ""
    confidential_name: str = ""
    account: str = ""


@dataclass
class ContractGiven:
    contract_number: str = "CT-1"
    clauses: dict[str, Any] = field(default_factory=dict)
    end_date: date | None = None
    grouping: str = "buyer"
    site: str = ""
    cost_centre: str = ""
    deliver_to: dict[str, Any] = field(default_factory=dict)
    operation: str = ""
    payer: BuyerGiven | None = None
    invoicee: BuyerGiven | None = None


@dataclass
class WorkGiven:
    kind: str = "order"
    currency_code: str = "EUR"
    basis: dict[str, Any] = field(default_factory=dict)
    base_quantity: Decimal = Decimal("1.0000")
    discount_amount: Decimal = Decimal("0.00")
    item: ItemGiven = field(default_factory=ItemGiven)
    contract: ContractGiven | None = None
    quantity: Decimal = Decimal("2.0000")
    unit_code: str = ""
    unit_price: Decimal = Decimal("92.000000")
    net_amount: Decimal = Decimal(0)
    full_unit_price: Decimal | None = None
    discount_percentage: Decimal = Decimal("0")
    discount_origin: str = ""
    discount_reason: str = ""
    proration: str = ""
    period_start: date | None = None
    period_end: date | None = None
    delivery_date: date | None = None
    purchase_order_reference: str = ""
    order_reference: str = ""
    buyer_reference: str = ""
