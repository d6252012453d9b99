"""Who may do what: one table. A role is given for one seller."""

from collections.abc import Iterable
from types import MappingProxyType

SEE_INVOICES = "see invoices"
SEE_EXCEPTIONS = "see exceptions"
DECIDE_EXCEPTIONS = "decide exceptions"
SEE_ROWS = "see rows"
IMPORT_FILES = "import files"
SEE_RECORDS = "see records"
MEND_RECORDS = "mend records"
CONFIRM_BANK_DETAILS = "confirm bank details"
WRITE_AUDIT_RULES = "write audit rules"
MANAGE_PEOPLE = "manage people"
EDIT_DRAFTS = "edit drafts"
BLOCK_BUYERS = "block customers"
SET_THRESHOLDS = "set thresholds"
DECIDE_BEYOND_LIMITS = "decide beyond limits"
RUN_BILLING = "run billing"
CORRECT_INVOICES = "correct invoices"
PLAN_SERIES = "plan series of numbers"
SEE_CONTRACTS = "see contracts"
MANAGE_CONTRACTS = "manage contracts"

MAY = MappingProxyType(
    {
        # prepares: data, bill runs, drafts
        "clerk": frozenset(
            {
                SEE_INVOICES,
                SEE_EXCEPTIONS,
                SEE_ROWS,
                IMPORT_FILES,
                SEE_RECORDS,
                EDIT_DRAFTS,
                MEND_RECORDS,
                RUN_BILLING,
                CORRECT_INVOICES,
                SEE_CONTRACTS,
                MANAGE_CONTRACTS,
            }
        ),
        # judges: what the rules held
        "approver": frozenset(
            {
                SEE_INVOICES,
                SEE_EXCEPTIONS,
                DECIDE_EXCEPTIONS,
                EDIT_DRAFTS,
                BLOCK_BUYERS,
                SEE_ROWS,
                SEE_RECORDS,
                CONFIRM_BANK_DETAILS,
                RUN_BILLING,
                SEE_CONTRACTS,
            }
        ),
        # books, declares
        "accountant": frozenset(
            {
                SEE_INVOICES,
                SEE_EXCEPTIONS,
                BLOCK_BUYERS,
                SET_THRESHOLDS,
                SEE_RECORDS,
                CONFIRM_BANK_DETAILS,
                CORRECT_INVOICES,
                PLAN_SERIES,
                SEE_CONTRACTS,
            }
        ),
        # answers customers
        "support": frozenset({SEE_INVOICES, SEE_RECORDS, SEE_CONTRACTS}),
        # opens the house to people
        "admin": frozenset(
            {
                SEE_INVOICES,
                SEE_EXCEPTIONS,
                DECIDE_EXCEPTIONS,
                SEE_ROWS,
                IMPORT_FILES,
                SEE_RECORDS,
                MEND_RECORDS,
                CONFIRM_BANK_DETAILS,
                WRITE_AUDIT_RULES,
                MANAGE_PEOPLE,
                EDIT_DRAFTS,
                BLOCK_BUYERS,
                SET_THRESHOLDS,
                DECIDE_BEYOND_LIMITS,
                RUN_BILLING,
                CORRECT_INVOICES,
                PLAN_SERIES,
                SEE_CONTRACTS,
                MANAGE_CONTRACTS,
            }
        ),
    }
)

ACTS = frozenset().union(*MAY.values())


def may(roles: Iterable[str], act: str) -> bool:
    """Whether one of these roles allows the act. Unknown roles allow nothing; an unknown act is a mistake of ours."""
    if act not in ACTS:
        raise ValueError(f"{act!r} is not an act: see people.rules.MAY")
    return any(act in MAY.get(role, frozenset()) for role in roles)


def roles_that_may(act: str) -> frozenset[str]:
    """The roles that allow an act."""
    return frozenset(role for role in MAY if may([role], act))
