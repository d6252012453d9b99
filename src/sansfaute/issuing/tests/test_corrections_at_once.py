"""Corrections in a crowd: several clerks at once, processes killed between two steps; never above the invoice."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from sansfaute.drafts import actions as drafts
from sansfaute.drafts.models import Draft
from sansfaute.issuing import actions, queries
from sansfaute.issuing.actions import CorrectionRefused, correct
from sansfaute.issuing.actions import issue as issue_module
from sansfaute.issuing.models import Correction, Invoice
from sansfaute.issuing.tests.test_actions import issue, problems
from sansfaute.issuing.tests.test_corrections import approve, credit, invoice_of
from sansfaute.journal import actions as journal
from sansfaute.journal.models import Fact
from sansfaute.review.tests import factories

NOW = factories.NOW
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_journey() -> Iterator[Any]:
    with journal.inline_steps() as steps:
        yield steps


@pytest.fixture
def invoice() -> Invoice:
    """One screen at 100.00, 120.00 with VAT."""
    return invoice_of(factories.seller())


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Every act in a thread and a connection of its own, begun together; what was refused, in words."""
    refused: list[str] = []
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            with journal.inline_steps():
                gate.wait()
                act()
        except CorrectionRefused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def killed(monkeypatch: pytest.MonkeyPatch, step: str, module: Any, act: Callable[[], Any], *, after: bool) -> None:
    """A process of its own does the act and is killed (SIGKILL) just before, or just after, this step of it."""
    child = os.fork()
    if child == 0:
        inherited, connection.connection = connection.connection, None  # the parent's: never closed from here
        whole = getattr(module, step)

        def die(*given: Any, **named: Any) -> Any:
            if after:
                whole(*given, **named)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(module, step, die)
        try:
            act()
        finally:
            os._exit(0 if inherited else 1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it ended before the step where it was to be killed"


def credited() -> Decimal:
    return sum((one.total_with_vat for one in Correction.objects.filter(kind="full", dropped_at=None)), Decimal(0))


def test_two_clerks_credit_up_to_the_total_while_others_number_what_is_ready(invoice: Invoice) -> None:
    def clerk() -> None:
        for _ in range(4):
            made = credit(invoice, "amount", amount_with_vat=Decimal("25.00"))
            approve(made.draft)
            actions.issue_drafts(seller_id=invoice.seller_id, draft_ids=[made.draft_id], at=NOW)

    refused = at_once(clerk, clerk, clerk)
    notes = Invoice.objects.filter(type_code="381")
    assert len(refused) == 3
    assert [one.total_with_vat for one in notes] == [Decimal("25.00")] * 4
    assert queries.left_to_credit(invoice).with_vat == Decimal("20.00")
    assert sorted(one.sequence_number for one in notes) == [1, 2, 3, 4]
    assert problems() == []


def test_a_credit_while_the_invoice_is_cancelled_and_billed_again(invoice: Invoice) -> None:
    """Whoever comes first: together they take the invoice, no more, and it is billed again once."""
    about: dict[str, Any] = {"invoice_id": invoice.pk, "why": "Adresse", "actor": None, "at": NOW}
    refused = at_once(
        lambda: credit(invoice, "amount", amount_with_vat=Decimal("35.00")),
        lambda: actions.cancel_and_rebill(**about),
        lambda: actions.cancel_and_rebill(**about),
    )
    assert len(refused) in (1, 2)
    taken = sum(one.total_with_vat for one in Correction.objects.exclude(kind="replacement"))
    assert taken == invoice.total_with_vat
    assert Correction.objects.filter(kind="replacement").count() == 1
    assert queries.left_to_credit(invoice).with_vat == 0


def test_a_corrective_invoice_and_a_credit_note_never_both(invoice: Invoice) -> None:
    about: dict[str, Any] = {"invoice_id": invoice.pk, "why": "Prix", "actor": None, "at": NOW}
    refused = at_once(lambda: credit(invoice), lambda: actions.replace_invoice(**about), lambda: credit(invoice))
    assert len(refused) == 2
    assert Correction.objects.count() == 1


@pytest.mark.parametrize(
    ("step", "module", "after"),
    [
        ("propose_document", drafts, True),  # the draft is written, the tie to its invoice is not
        ("_kept", correct, True),  # all is written, nothing is committed
    ],
)
def test_killed_while_it_is_asked_for_nothing_stays_and_it_is_asked_again(
    invoice: Invoice, monkeypatch: pytest.MonkeyPatch, step: str, module: Any, after: bool
) -> None:
    before = Draft.objects.count()
    killed(monkeypatch, step, module, lambda: credit(invoice), after=after)
    assert (Correction.objects.count(), Draft.objects.count()) == (0, before)
    assert not Fact.objects.filter(kind="CorrectionAsked").exists()
    assert credit(invoice).total_with_vat == invoice.total_with_vat


def test_killed_between_the_credit_and_the_new_invoice_neither_stays(
    invoice: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    about: dict[str, Any] = {"invoice_id": invoice.pk, "why": "Adresse", "actor": None, "at": NOW}
    killed(monkeypatch, "_credit", correct, lambda: actions.cancel_and_rebill(**about), after=True)
    assert not Correction.objects.exists()
    gone, again = actions.cancel_and_rebill(**about)
    assert (gone.kind, again.kind) == ("full", "replacement")


@pytest.mark.parametrize(("step", "after"), [("copy_in", False), ("copy_in", True), ("corrected", True)])
def test_killed_while_it_is_numbered_the_number_comes_back(
    invoice: Invoice, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    made = credit(invoice)
    approve(made.draft)
    killed(monkeypatch, step, issue_module, lambda: issue([made.draft]), after=after)
    assert Invoice.objects.count() == 1
    assert queries.left_to_credit(invoice).with_vat == 0, "the draft still holds what it takes"
    (note,) = issue([made.draft])
    assert note.invoice_number == "AF2026-000001"
    assert Fact.objects.filter(kind="InvoiceCorrected").count() == 1
    assert problems() == []


def test_killed_between_the_discard_and_the_freeing_the_next_run_frees_it_once(
    invoice: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = credit(invoice)
    drafts.discard_draft(draft_id=made.draft_id, why="Erreur", actor=None, at=NOW)

    def drop() -> int:
        return actions.drop_corrections(seller_id=invoice.seller_id, draft_ids=[made.draft_id], at=NOW)

    killed(monkeypatch, "CorrectionDropped", correct, drop, after=False)
    assert [drop(), drop()] == [1, 0]
    assert credit(invoice).total_with_vat == invoice.total_with_vat
    assert credited() == invoice.total_with_vat
