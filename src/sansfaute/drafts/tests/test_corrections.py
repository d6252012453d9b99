"""Credits of random invoices, without VAT or with it, then the rest: all ends at nothing, to the cent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.drafts.rules import corrections
from sansfaute.drafts.rules.corrections import CreditAsked, LineCredit, amounts_left, credit_note_of
from sansfaute.en16931.model import Invoice, Note
from sansfaute.en16931.rules import check
from sansfaute.en16931.tests.exact_credits import invoice_to_credit, left_of
from sansfaute.en16931.tests.random_invoices import Chance
from sansfaute.en16931.tests.samples import ordinary
from sansfaute.en16931.totals import credit_remaining, round_half_up

CENT = Decimal("0.01")
SHARES = tuple(map(Decimal, ("0.1", "0.3333", "0.5", "1", "1.2")))


def made(invoice: Invoice, earlier: Sequence[Invoice], **asked: Any) -> Invoice:
    found = credit_note_of(invoice, earlier, CreditAsked(**asked))
    assert found.credit_note is not None, found.findings
    return found.credit_note


def asked_at_random(chance: Chance, invoice: Invoice, earlier: Sequence[Invoice]) -> CreditAsked:
    """A quantity or an amount of a line, an amount with VAT, or one without."""
    left = credit_remaining(invoice, [*corrections.without_net_parts(earlier)])
    share, kind = chance.choice(SHARES), chance.choice(("quantity", "net_amount", "amount", "net"))
    if kind in ("quantity", "net_amount") and left.lines:
        line = chance.choice(left.lines)
        value = line.quantity if kind == "quantity" else round_half_up(line.net_amount * share, 2)
        return CreditAsked(how="lines", lines={line.identifier: LineCredit(**{kind: value})})
    whole = amounts_left(invoice, earlier)
    base = whole.without_vat if kind == "net" else whole.with_vat
    return CreditAsked(how="amount", amount=round_half_up(base * share, 2), without_vat=kind == "net")


@given(st.integers(min_value=0))
@settings(deadline=None)
def test_no_sequence_exceeds_the_invoice_and_the_rest_reaches_it(seed: int) -> None:
    chance = Chance(seed)
    invoice = invoice_to_credit(chance)
    if not 0 < invoice.totals.total_with_vat < 10**18:
        return  # a negative invoice is not credited, it is billed; a longer amount is none (BR-FR-DEC-01)
    notes: list[Invoice] = []
    for _ in range(chance.choice((0, 1, 2, 5))):
        found = credit_note_of(invoice, notes, asked_at_random(chance, invoice, notes))
        assert (found.credit_note is None) == bool(found.findings)
        if found.credit_note is not None:
            assert not corrections.excess(invoice, notes, found.credit_note)
            notes.append(found.credit_note)
        left = amounts_left(invoice, notes)
        assert left.with_vat >= 0
    rest = credit_note_of(invoice, notes, CreditAsked(how="full")).credit_note
    if rest is None:
        assert amounts_left(invoice, notes).with_vat == 0
    else:
        notes.append(rest)
    assert left_of(invoice, notes) == dict.fromkeys(left_of(invoice, notes), (0, 0))
    assert sum((one.totals.total_with_vat for one in notes), Decimal(0)) == invoice.totals.total_with_vat
    assert sum((one.totals.total_vat or 0 for one in notes), Decimal(0)) == (invoice.totals.total_vat or 0)
    assert credit_note_of(invoice, notes, CreditAsked(how="amount", amount=CENT)).credit_note is None


class TestWords:
    def test_a_credit_note_says_which_invoice_and_why_and_keeps_the_compulsory_notes(self) -> None:
        invoice = replace(ordinary(2), notes=(*ordinary(2).notes, Note(subject_code="AAI", text="Merci.")))
        note = made(invoice, [], how="full", why="Retour.")
        texts = [one.text for one in note.notes if one.subject_code == "AAI"]
        day = f"{invoice.issue_date:%d/%m/%Y}"
        assert texts == [f"Avoir sur la facture {invoice.invoice_number} du {day}. Motif : Retour."]
        assert {"PMT", "PMD", "AAB"} <= {one.subject_code for one in note.notes}
        assert note.payment_instructions is not None
        assert note.payment_instructions.credit_transfers == ()

    @pytest.mark.parametrize(
        ("invoiced", "credited"),
        [
            ("380", "381"),
            ("384", "381"),
            ("386", "503"),
            ("389", "261"),
            ("393", "396"),
            ("500", "261"),
            ("501", "502"),
        ],
    )
    def test_the_kind_of_credit_note_follows_the_kind_of_invoice(self, invoiced: str, credited: str) -> None:
        assert made(replace(ordinary(1), type_code=invoiced), [], how="full").type_code == credited

    @pytest.mark.parametrize(("replaced", "corrective"), sorted(corrections.CORRECTIVE_CODES.items()))
    def test_a_corrective_names_one_invoice(self, replaced: str, corrective: str) -> None:
        invoice = replace(ordinary(1), type_code=replaced)
        document = corrections.corrective_of(invoice, None, "Prix")
        assert document.type_code == corrective
        assert [(one.invoice_number, one.issue_date) for one in document.preceding_invoices] == [
            (invoice.invoice_number, invoice.issue_date)
        ]
        assert "annule et remplace" in document.notes[-1].text

    def test_what_was_credited_without_vat_is_taken_back_by_the_rest(self) -> None:
        invoice = ordinary(2)
        net = made(invoice, [], how="amount", amount=Decimal(10), without_vat=True)
        rest = made(invoice, [net], how="full")
        assert rest.totals.total_vat == invoice.totals.total_vat
        assert rest.totals.total_without_vat == invoice.totals.total_without_vat - 10
        numbered = replace(rest, invoice_number="AF-1", issue_date=date(2026, 10, 31))
        assert [one.rule for one in check(numbered) if one.level == "error"] == []

    def test_a_credit_without_vat_needs_vat(self) -> None:
        free = made(ordinary(1), [], how="amount", amount=Decimal(1), without_vat=True)
        again = replace(free, type_code="380", invoice_number="F-2", preceding_invoices=())
        (finding,) = credit_note_of(again, [], CreditAsked(how="amount", amount=CENT, without_vat=True)).findings
        assert finding.rule == "drafts.credit_net_without_object"
        assert {*finding.message} == {*finding.fix} == {"fr", "en"}
