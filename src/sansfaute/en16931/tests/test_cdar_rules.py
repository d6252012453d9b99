"""Every rule of the lifecycle can fail, alone and by its name; every status has a message that passes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.en16931 import cdar
from sansfaute.en16931.cdar.codes import (
    PROFILE_STATE,
    REASONS,
    STATUSES,
    in_force,
    may_follow,
    reasons_of,
)
from sansfaute.en16931.cdar.model import (
    AmountIn,
    Characteristic,
    InvoiceIssuer,
    InvoiceRecipient,
    Issuer,
    Message,
    Moment,
    Recipient,
    Sender,
    StatusNote,
)
from sansfaute.en16931.tests.cdar_samples import BUYER, SELLER, collected, detail, message
from sansfaute.en16931.values import ABSENT, Identifier

NOTHING = Moment()
STATE = (Recipient(identifiers=(Identifier("0000", "0238"),), role_code="DFH"),)
ADDRESS = Identifier("100000009", "0225")


def rules_of(one: Message) -> set[str]:
    return {finding.rule for finding in cdar.check(one)}


def envelope(**fields: Any) -> Message:
    return replace(message(), **fields)


def acknowledged(**fields: Any) -> Message:
    one = message()
    return replace(one, acknowledgements=(replace(one.acknowledgements[0], **fields),))


def refused(reason: str | None, **fields: Any) -> Message:
    return message("210", "50", details=(detail(reason_code=reason),), **fields)


TWICE = replace(message().acknowledgements[0], subjects=message().acknowledgements[0].subjects * 2)
CASES: dict[str, Message] = {
    "BR-FR-CDV-01_MDG-3 BR-FR-CDV-02_MDT-3": envelope(profile=""),
    "BR-FR-CDV-02_MDT-3": envelope(profile=PROFILE_STATE),
    "BR-FR-CDV-03_MDT-4": envelope(identifier=""),
    "BR-FR-CDV-04_MDG-4": envelope(issued_at=NOTHING),
    "BR-FR-CDV-05_MDG-9 BR-FR-CDV-06_MDT-21 BR-FR-CDV-CL-02_MDT-21_23": envelope(sender=Sender(role_code="")),
    "BR-FR-CDV-06_MDT-21 BR-FR-CDV-CL-02_MDT-21_23": envelope(sender=Sender(name="X", role_code="")),
    "BR-FR-CDV-CL-02_MDT-21_23": envelope(sender=Sender(role_code="DFH")),
    "BR-FR-CDV-CL-02_MDT-21_305": replace(message("202", "43", "305"), sender=Sender(role_code="SE")),
    "BR-FR-CDV-07_MDT-38_yes": envelope(issuer=Issuer(role_code="BY")),
    "BR-FR-CDV-CL-03_MDT-40_23": envelope(issuer=Issuer(identifiers=(BUYER,), role_code="WK")),
    "BR-FR-CDV-CL-03_MDT-40_305": replace(message("202", "43", "305"), issuer=Issuer(role_code="BY")),
    "BR-FR-CDV-08_MDT-73": envelope(recipients=(Recipient(role_code="SE"),)),
    "BR-FR-CDV-CL-04_MDT-59": envelope(recipients=(Recipient(role_code="ZZ", electronic_address=ADDRESS),)),
    "BR-FR-CDV-09_MDT-77 cdar.status-phase": acknowledged(phase_code="380"),
    "BR-FR-CDV-CL-01_MDT-2": envelope(process="S1"),
    "BR-FR-CDV-CL-01_MDT-2 cdar.state-process": replace(
        refused("DOUBLON"), recipients=STATE, profile=PROFILE_STATE, process="REGULATED"
    ),
    "cdar.state-process": replace(refused("DOUBLON"), recipients=STATE, profile=PROFILE_STATE, process="B2C"),
    "BR-FR-04_MDT-91": message(invoice_type_code="325"),
    "BR-FR-CDV-10_MDT-87": message(invoice_number=""),
    "BR-FR-CDV-11_MDG-35": message(issue_date=NOTHING),
    "BR-FR-CDV-12_MDT-105": message(status_code=""),
    "BR-FR-CDV-13_MDT-129 BR-FR-CDV-13_MDT-129-2": message(issuer=InvoiceIssuer(identifiers=())),
    "BR-FR-CDV-13_MDT-129-2": message(issuer=InvoiceIssuer(identifiers=(Identifier("FR1", "0223"),))),
    "BR-FR-CDV-CL-05_MDT-88_23 cdar.status-code": message(document_status="10"),
    "BR-FR-CDV-CL-05_MDT-88_305 cdar.status-code": message("202", "45", "305"),
    "BR-FR-CDV-CL-06_MDT-105": message("299", "5"),
    "BR-FR-CDV-CL-07_MDT-132": message(issuer=InvoiceIssuer(identifiers=(SELLER,), role_code="BY")),
    "BR-FR-CDV-CL-08_MDT-158": message(recipients=(InvoiceRecipient(role_code="ZZ"),)),
    "BR-FR-CDV-14_MDT-207": message(
        "212", "47", details=(detail(characteristics=(collected(), Characteristic(type_code="MEN"))),)
    ),
    "BR-FR-CDV-15_MDT-113": refused(None),
    "BR-FR-CDV-16_MDT-124-2": message(details=(detail(sequence_number=ABSENT),)),
    "BR-FR-CDV-CL-06_MDT-115": message(details=(detail(status_code="299"),)),
    "BR-FR-CDV-CL-09_MDT-113": message(details=(detail(reason_code="BECAUSE"),)),
    "BR-FR-CDV-CL-09_MDT-113_200": message("200", "10", "305", details=(detail(reason_code="AUTRE"),)),
    "BR-FR-CDV-CL-09_MDT-113_206": message("206", "49", details=(detail(reason_code="DOUBLON"),)),
    "BR-FR-CDV-CL-09_MDT-113_207": message("207", "46", details=(detail(reason_code="JUSTIF_ABS"),)),
    "BR-FR-CDV-CL-09_MDT-113_208": message("208", "39", details=(detail(reason_code="AUTRE"),)),
    "BR-FR-CDV-CL-09_MDT-113_210": refused("AUTRE"),
    "BR-FR-CDV-CL-09_MDT-113_210B2G": replace(
        refused("QTE_ERR"), sender=Sender(identifiers=(Identifier("9999", "0238"),), role_code="WK")
    ),
    "BR-FR-CDV-CL-09_MDT-113_213": message("213", "8", "305", details=(detail(reason_code="AUTRE"),)),
    "BR-FR-CDV-CL-09_MDT-113_221": message("221", "8", "305", details=(detail(reason_code="AUTRE"),)),
    "BR-FR-CDV-CL-09_MDT-113_501": message("501", "8", "305", details=(detail(reason_code="AUTRE"),)),
    "BR-FR-CDV-CL-10_MDT-121": message(details=(detail(requested_action_code="RUN"),)),
    "BR-FR-CDV-CL-11_MDT-207": message(details=(detail(characteristics=(Characteristic(type_code="XYZ"),)),)),
    "cdar.moment-mdt-8": envelope(issued_at=Moment("20261032120000")),
    "cdar.moment-mdt-78": acknowledged(given_at=Moment("20261005", "102")),
    "cdar.moment-mdt-95": message(received_at=Moment("soon")),
    "cdar.moment-mdt-100": message(issue_date=Moment("20270229", "102")),
    "cdar.instant": acknowledged(given_at=NOTHING),
    "cdar.recipient": envelope(recipients=()),
    "cdar.one-invoice": envelope(acknowledgements=(TWICE,)),
    "cdar.status-phase BR-FR-CDV-CL-05_MDT-88_305": message("205", "1", "305"),
    "cdar.status-code": message("204", "1"),
    "cdar.state-status": envelope(recipients=STATE, profile=PROFILE_STATE, process=None),
    "cdar.taken-back": message("212", "47", details=(detail(characteristics=(collected("-120.00"),)),)),
}


@pytest.mark.parametrize(("names", "spoilt"), CASES.items(), ids=CASES)
def test_a_spoilt_message_is_refused_by_name(names: str, spoilt: Message) -> None:
    assert rules_of(spoilt) == set(names.split())
    # The same verdict once the message has been a file: a blank element and a missing one say the same.
    assert {one.rule for one in cdar.judge(cdar.write(spoilt)).findings} == set(names.split())


def test_every_rule_has_a_case_that_fails() -> None:
    shown = {name for names in CASES for name in names.split()}
    assert {one.id for one in cdar.RULES} == shown
    assert len({one.id for one in cdar.RULES}) == len(cdar.RULES)


def test_every_rule_speaks_both_languages_and_says_where_it_comes_from() -> None:
    for one in cdar.RULES:
        assert one.message["fr"] != one.message["en"], one.id
        assert all((*one.message.values(), *one.fix.values(), one.term, one.source)), one.id
        assert one.level == "warning" or not one.id.startswith("BR-FR-CDV-CL-06"), one.id


@pytest.mark.parametrize("status", STATUSES, ids=lambda one: one.code)
def test_every_status_has_a_message_that_passes(status: Any) -> None:
    reasons = sorted(reasons_of(status.code) or ())
    figures = (collected(), collected("55.00", "10")) if status.code == "212" else ()
    reason = reasons[0] if status.needs_reason else None
    given = (detail(reason_code=reason, characteristics=figures),) if reason or figures else ()
    one = message(status.code, status.document_code, status.phase or "305", details=given)
    if status.document_code == "":
        one = message(status.code, None, status.phase or "305", details=given)  # type: ignore[arg-type] # absent
    assert rules_of(one) == set()


@pytest.mark.parametrize("reason", REASONS, ids=lambda one: one.code)
def test_every_reason_is_accepted_where_it_belongs(reason: Any) -> None:
    public = replace(message(), sender=Sender(identifiers=(Identifier("9999", "0238"),), role_code="WK")).sender
    for status in reason.statuses:
        code = status.partition(" ")[0]
        phase = "23" if code in ("206", "207", "208", "210") else "305"
        one = message(code, None, phase, details=(detail(reason_code=reason.code),))  # type: ignore[arg-type] # absent
        sender = public if " B2G" in status else one.sender
        assert rules_of(replace(one, sender=sender)) == set(), status


def test_a_detail_may_have_its_own_status() -> None:
    one = message(
        "207", "46", details=(detail(reason_code="AUTRE"), detail(reason_code="JUSTIF_ABS", status_code="208"))
    )
    assert rules_of(one) == set()


def test_a_reception_may_be_a_day() -> None:
    assert rules_of(message(received_at=Moment("20261005", "102"))) == set()


def test_an_inadmissible_file_needs_neither_date_nor_seller() -> None:
    one = message(
        "501",
        None,  # type: ignore[arg-type] # absent
        "305",
        issue_date=NOTHING,
        issuer=InvoiceIssuer(identifiers=()),
        details=(detail(reason_code="IRR_VIDE_F"),),
    )
    assert rules_of(one) == set()


def test_a_copy_for_the_state_needs_no_process_nor_address() -> None:
    one = replace(refused("DOUBLON"), recipients=STATE, profile=PROFILE_STATE, process=None)
    assert rules_of(one) == set()
    # The number that the portal had before release 1.4.0.
    old = replace(one, recipients=(replace(STATE[0], identifiers=(Identifier("9998", "0238"),)),))
    assert rules_of(old) == {"BR-FR-CDV-02_MDT-3", "BR-FR-CDV-CL-01_MDT-2"}


def test_a_collection_taken_back_is_explained_or_belongs_to_a_credit_note() -> None:
    back = detail(characteristics=(collected("-120.00"),), notes=(StatusNote(content="Prélèvement rejeté"),))
    assert rules_of(message("212", "47", details=(back,))) == set()
    credit = detail(characteristics=(collected("-120.00"),))
    assert rules_of(message("212", "47", invoice_type_code="381", details=(credit,))) == set()


def test_an_amount_that_is_no_number_is_told_and_does_not_crash() -> None:
    odd = Characteristic(type_code="MEN", amount=AmountIn(ABSENT), percentage=Decimal(20))
    assert rules_of(message("212", "47", details=(detail(characteristics=(odd,)),))) == {"BR-FR-CDV-14_MDT-207"}


def test_what_may_follow_what() -> None:
    assert may_follow("", "200") is True
    assert may_follow("208", "209") is True
    assert may_follow("212", "212") is True, "partial, then full"
    assert may_follow("210", "205") is False, "a refusal is final"
    assert may_follow("213", "200") is False, "a rejection is final"
    assert may_follow("204", "299") is None, "unknown statuses are data"
    finals = {one.code for one in STATUSES if one.final}
    assert finals == {"210", "213"}
    assert {one.code for one in STATUSES if one.to_state} == {"200", "210", "212", "213"}


def test_codes_apply_from_the_reform_on() -> None:
    assert in_force(STATUSES, date(2026, 8, 31)) == {}
    assert set(in_force(STATUSES, date(2026, 9, 1))) == {one.code for one in STATUSES}


def test_the_same_message_sent_twice_has_the_same_key() -> None:
    one = message()
    assert one.key == replace(one, name="again").key
    assert one.key != replace(one, identifier="other").key
