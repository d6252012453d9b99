"""What contracts decide, without touching anything: readings, clauses, periods, prices, reasons."""

from sansfaute.contracts.rules.agreed_prices import EURO, Pricing, Sold, simple_unit_price, version_source
from sansfaute.contracts.rules.agreements import (
    INVOICE_YEARS,
    ContractRead,
    OrderLineRead,
    UsageRead,
    read_contract,
    read_order_line,
    read_usage,
)
from sansfaute.contracts.rules.changes import Change, Terms, read_change, read_values
from sansfaute.contracts.rules.changes import Kind as ChangeKind
from sansfaute.contracts.rules.charge_differences import charged_since
from sansfaute.contracts.rules.charges import Charged, charge
from sansfaute.contracts.rules.clauses import clause_discount, read_conditions
from sansfaute.contracts.rules.discounts import DiscountTerm, discounts_of, read_discount
from sansfaute.contracts.rules.exact import written as written_number
from sansfaute.contracts.rules.exact import written_amount
from sansfaute.contracts.rules.exports import VALUES_OF, contract_values, order_line_values, usage_values
from sansfaute.contracts.rules.forecast import (
    Month,
    Subscription,
    foreseen_periods,
    next_month,
    subscription_forecast,
)
from sansfaute.contracts.rules.indexation import IndexationClause, IndexValue
from sansfaute.contracts.rules.indexation_reading import read_index_value, read_indexation
from sansfaute.contracts.rules.item_derivation import item_derivation
from sansfaute.contracts.rules.line_agreements import (
    LineAgreement,
    LineToBe,
    OwedPeriod,
    Wanted,
    owed_by,
    proration_method,
    signed_trial,
)
from sansfaute.contracts.rules.line_discounts import (
    LineDiscount,
    choose_line_discount,
    discounted,
    reduced,
    stated_discount,
)
from sansfaute.contracts.rules.months import add_months
from sansfaute.contracts.rules.order_details import of_document as details_of_document
from sansfaute.contracts.rules.order_details import party_codes, read_details, shared_part
from sansfaute.contracts.rules.owed import OwedLine
from sansfaute.contracts.rules.periods import Cycle, Period, billable_periods, civil_block, months_counted, periods
from sansfaute.contracts.rules.price_lists import (
    PriceVersion,
    check_versions,
    choose_price,
    read_list_owner,
    versions_over,
)
from sansfaute.contracts.rules.price_reading import read_price
from sansfaute.contracts.rules.prices import Price
from sansfaute.contracts.rules.pricing import (
    QUANTITY_PLACES,
    Discount,
    choose_discount,
    line_allowances,
    net_amount,
    prorated,
    source_key,
    subscription_key,
    subscription_price,
)
from sansfaute.contracts.rules.reasons import WAITING, RowUnusable, TermsRefused
from sansfaute.contracts.rules.renewals import Renewal, end_for_notice, last_notice_day, read_renewal, term_end
from sansfaute.contracts.rules.repairs import BilledLine, Repair, repairs
from sansfaute.contracts.rules.rhythms import Rhythm, read_rhythm
from sansfaute.contracts.rules.scopes import Scope, ScopeUnknown, read_scope
from sansfaute.contracts.rules.signing import SignedContract, SignedLine, read_signed_contract
from sansfaute.contracts.rules.timeline import Segment, check_change, segments

__all__ = [
    "EURO",
    "INVOICE_YEARS",
    "QUANTITY_PLACES",
    "VALUES_OF",
    "WAITING",
    "BilledLine",
    "Change",
    "ChangeKind",
    "Charged",
    "ContractRead",
    "Cycle",
    "Discount",
    "DiscountTerm",
    "IndexValue",
    "IndexationClause",
    "LineAgreement",
    "LineDiscount",
    "LineToBe",
    "Month",
    "OrderLineRead",
    "OwedLine",
    "OwedPeriod",
    "Period",
    "Price",
    "PriceVersion",
    "Pricing",
    "Renewal",
    "Repair",
    "Rhythm",
    "RowUnusable",
    "Scope",
    "ScopeUnknown",
    "Segment",
    "SignedContract",
    "SignedLine",
    "Sold",
    "Subscription",
    "Terms",
    "TermsRefused",
    "UsageRead",
    "Wanted",
    "add_months",
    "billable_periods",
    "charge",
    "charged_since",
    "check_change",
    "check_versions",
    "choose_discount",
    "choose_line_discount",
    "choose_price",
    "civil_block",
    "clause_discount",
    "contract_values",
    "details_of_document",
    "discounted",
    "discounts_of",
    "end_for_notice",
    "foreseen_periods",
    "item_derivation",
    "last_notice_day",
    "line_allowances",
    "months_counted",
    "net_amount",
    "next_month",
    "order_line_values",
    "owed_by",
    "party_codes",
    "periods",
    "prorated",
    "proration_method",
    "read_change",
    "read_conditions",
    "read_contract",
    "read_details",
    "read_discount",
    "read_index_value",
    "read_indexation",
    "read_list_owner",
    "read_order_line",
    "read_price",
    "read_renewal",
    "read_rhythm",
    "read_scope",
    "read_signed_contract",
    "read_usage",
    "read_values",
    "reduced",
    "repairs",
    "segments",
    "shared_part",
    "signed_trial",
    "simple_unit_price",
    "source_key",
    "stated_discount",
    "subscription_forecast",
    "subscription_key",
    "subscription_price",
    "term_end",
    "usage_values",
    "version_source",
    "versions_over",
    "written_amount",
    "written_number",
]
