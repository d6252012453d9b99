"""Why we may invoice: contracts and their changes, prices, orders, usage, and the billable items they give."""

from sansfaute.contracts.models.agreements import Contract, ContractChange, ContractLine
from sansfaute.contracts.models.clauses import (
    Deposit,
    Drawdown,
    IndexValue,
    PrepaidCredit,
    Situation,
)
from sansfaute.contracts.models.prices import DiscountTerm, PriceList, PriceVersion
from sansfaute.contracts.models.repairs import Repair
from sansfaute.contracts.models.runs import BillRun, RunSchedule
from sansfaute.contracts.models.work import BillableItem, InvoicedMark, OrderLine, UsageEvent, locked_buyers

__all__ = [
    "BillRun",
    "BillableItem",
    "Contract",
    "ContractChange",
    "ContractLine",
    "Deposit",
    "DiscountTerm",
    "Drawdown",
    "IndexValue",
    "InvoicedMark",
    "OrderLine",
    "PrepaidCredit",
    "PriceList",
    "PriceVersion",
    "Repair",
    "RunSchedule",
    "Situation",
    "UsageEvent",
    "locked_buyers",
]
