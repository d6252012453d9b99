"""What intake does in the background."""

from typing import Any

from sansfaute.intake import actions
from sansfaute.lib import clock
from sansfaute.lib.jobs import job


@job("intake.read_rows", harmless_twice=True)
def read_rows(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On ReadingAsked: read the rows of these files, for somebody to look at before they are accepted."""
    for fact in facts:
        actions.parse_rows(source_file_id=fact["subject_id"], at=clock.now())
