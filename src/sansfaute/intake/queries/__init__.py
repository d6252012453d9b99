"""What other rooms may ask of intake."""

from sansfaute.intake.queries.proposals import propose_mapping
from sansfaute.intake.queries.rejects import reject_rows
from sansfaute.intake.queries.rows import (
    RowCounts,
    holds_accepted,
    reason_counts,
    refused_files,
    row_counts,
    row_counts_by_file,
    rows_by_code,
    rows_by_id,
    rows_of,
    rows_said_after,
    rows_set_aside,
    rows_shown,
    said_at,
    source_file,
    source_files,
)

__all__ = [
    "RowCounts",
    "holds_accepted",
    "propose_mapping",
    "reason_counts",
    "refused_files",
    "reject_rows",
    "row_counts",
    "row_counts_by_file",
    "rows_by_code",
    "rows_by_id",
    "rows_of",
    "rows_said_after",
    "rows_set_aside",
    "rows_shown",
    "said_at",
    "source_file",
    "source_files",
]
