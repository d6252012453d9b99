"""What contracts decide, without touching anything: readings, clauses, periods, prices, reasons."""

from sansfaute.contracts.rules.agreements import (
    INVOICE_YEARS,
    ContractRead,
    OrderLineRead,
    UsageRead,
    read_contract,
    read_order_line,
    read_usage,
)
from sansfaute.contracts.rules.clauses import clause_discount, read_conditions
from sansfaute.contracts.rules.exports import VALUES_OF, contract_values, order_line_values, usage_values
from sansfaute.contracts.rules.forecast import (
    Month,
    Subscription,
    foreseen_periods,
    next_month,
    subscription_forecast,
)
from sansfaute.contracts.rules.periods import Cycle, Period, billable_periods, civil_block, months_counted, periods
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
from sansfaute.contracts.rules.reasons import WAITING, RowUnusable
from sansfaute.contracts.rules.scopes import Scope, ScopeUnknown, read_scope

__all__ = [
    "INVOICE_YEARS",
    "QUANTITY_PLACES",
    "VALUES_OF",
    "WAITING",
    "ContractRead",
    "Cycle",
    "Discount",
    "Month",
    "OrderLineRead",
    "Period",
    "RowUnusable",
    "Scope",
    "ScopeUnknown",
    "Subscription",
    "UsageRead",
    "billable_periods",
    "choose_discount",
    "civil_block",
    "clause_discount",
    "contract_values",
    "foreseen_periods",
    "line_allowances",
    "months_counted",
    "net_amount",
    "next_month",
    "order_line_values",
    "periods",
    "prorated",
    "read_conditions",
    "read_contract",
    "read_order_line",
    "read_scope",
    "read_usage",
    "source_key",
    "subscription_forecast",
    "subscription_key",
    "subscription_price",
    "usage_values",
]
