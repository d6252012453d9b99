"""The decision table of VAT treatments: dated rows, read from top to bottom, the first that fits decides.

Sources are articles of the code général des impôts (CGI), to be quoted until the CIBS replaces
them (until 31 December 2026 at the earliest, either code until 30 June 2028), and the directive
2006/112/EC. To change a treatment, add a row with its `since` above the one it replaces, or give the
old one its `until`. The order: what leaves French VAT aside, who sells, special operations, the
reverse charge, then the place.
"""

from collections.abc import Sequence

from sansfaute.drafts.rules.vat_table.abroad import (
    EU_BUSINESS_ROWS,
    EU_CONSUMER_ROWS,
    OUTSIDE_ROWS,
    OWN_STOCK_ROWS,
    TRIANGULAR_ROWS,
)
from sansfaute.drafts.rules.vat_table.home import HOME_ROWS, RATE_ROWS
from sansfaute.drafts.rules.vat_table.operations import DISBURSEMENT_ROWS, MARGIN_ROWS, VOUCHER_ROWS
from sansfaute.drafts.rules.vat_table.overseas import OVERSEAS_ROWS
from sansfaute.drafts.rules.vat_table.reverse_charge import REVERSE_CHARGE_ROWS
from sansfaute.drafts.rules.vat_table.row import ANY, ANYONE, ANYTHING, ANYWHERE, GOODS, SERVICES, TreatmentRow
from sansfaute.drafts.rules.vat_table.sellers import (
    EXEMPT_SELLER_ROWS,
    FOREIGN_ROWS,
    FRANCHISE_ROWS,
    GROUP_ROWS,
    UNKNOWN_OPERATION_ROWS,
)
from sansfaute.drafts.rules.vat_table.unsure import UNSURE_ROWS

__all__ = [
    "ANY",
    "ANYONE",
    "ANYTHING",
    "ANYWHERE",
    "GOODS",
    "RATE_ROWS",
    "SERVICES",
    "VAT_TABLE",
    "TreatmentRow",
]

VAT_TABLE: Sequence[TreatmentRow] = (
    *GROUP_ROWS,
    *DISBURSEMENT_ROWS,
    *UNKNOWN_OPERATION_ROWS,
    *FOREIGN_ROWS,
    *VOUCHER_ROWS[:1],  # a multi-purpose voucher is outside VAT whoever sells it
    *FRANCHISE_ROWS,
    *EXEMPT_SELLER_ROWS,
    *MARGIN_ROWS,
    *VOUCHER_ROWS[1:],
    *REVERSE_CHARGE_ROWS,
    *TRIANGULAR_ROWS,
    *OWN_STOCK_ROWS,
    *HOME_ROWS,
    *OVERSEAS_ROWS,
    *EU_BUSINESS_ROWS,
    *EU_CONSUMER_ROWS,
    *OUTSIDE_ROWS,
    *UNSURE_ROWS,
)
