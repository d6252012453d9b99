"""What masterdata does when something has happened upstream."""

from typing import Any

from sansfaute.lib import clock
from sansfaute.lib.jobs import job
from sansfaute.masterdata import actions


@job("masterdata.agree_records", harmless_twice=True)
def agree_records(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On RowsParsed: agree the buyers and items of these files; other kinds are for later rooms."""
    for fact in facts:
        if fact["kind"] in ("buyers", "items"):
            actions.agree_records(source_file_id=fact["subject_id"], at=clock.now())
