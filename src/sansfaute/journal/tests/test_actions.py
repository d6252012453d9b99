"""Facts are appended together, with their actor and reason."""

from datetime import UTC, datetime

import pytest

from sansfaute.issuing.events import InvoiceIssued
from sansfaute.journal import actions
from sansfaute.journal.models import Fact
from sansfaute.lib.ids import new_id

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_a_fact_keeps_what_the_event_says() -> None:
    event = InvoiceIssued(seller_id=new_id(), subject_id=new_id(), draft_id=new_id(), invoice_number="F2026-000001")
    actions.record([event], at=NOW, why="bill run")
    fact = Fact.objects.get(subject_id=event.subject_id)
    assert (fact.kind, fact.data["invoice_number"], fact.why) == ("InvoiceIssued", "F2026-000001", "bill run")
