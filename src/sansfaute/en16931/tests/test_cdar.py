"""A lifecycle message is read and written without loss; what is hostile, doubled or blank is told."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from sansfaute.en16931 import cdar
from sansfaute.en16931.cdar.model import Message, Moment, Recipient
from sansfaute.en16931.mapped import is_blank, walk
from sansfaute.en16931.syntaxes import ReadRefused, WriteRefused
from sansfaute.en16931.tests.cdar_samples import CDAR_SCHEMA, message, official, schema
from sansfaute.en16931.tests.mapped_documents import figures, group
from sansfaute.en16931.tests.official import needs_examples

QUICK = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


@given(group(Message))
@settings(max_examples=60, **QUICK)
def test_reading_gives_back_what_was_written(one: Message) -> None:
    written = cdar.write(one)
    assert cdar.read(written) == one
    assert cdar.unheld(written) == ()
    assert cdar.write(cdar.read(written)) == written


@given(group(Message))
@settings(max_examples=20, **QUICK)
def test_what_is_written_follows_the_official_schema(one: Message) -> None:
    needs_examples()
    schema(*CDAR_SCHEMA).assertValid(etree.fromstring(cdar.write(one)))


def leaves(content: bytes) -> Counter[tuple[str, str, str]]:
    """Every value of a document: path, text with numbers made comparable, attributes."""
    found: Counter[tuple[str, str, str]] = Counter()
    for element in etree.fromstring(content).iter(etree.Element):
        text = (element.text or "").strip()
        if text and not len(element):
            names = [etree.QName(one).localname for one in (*reversed(list(element.iterancestors())), element)]
            found["/".join(names), figures(text), str(sorted(element.attrib.items()))] += 1
    return found


def test_official_messages_are_read_and_written_without_loss() -> None:
    needs_examples()
    messages, official_schema = official(), schema(*CDAR_SCHEMA)
    assert len(messages) == 40
    for name, content, _ in messages:
        written = cdar.write(cdar.read(content))
        assert leaves(written) == leaves(content), name
        assert cdar.unheld(content) == (), name
        official_schema.assertValid(etree.fromstring(written))


def test_the_verdict_on_official_messages_is_the_published_one() -> None:
    needs_examples()
    for name, content, said in official():
        judgement = cdar.judge(content)
        assert {one.rule for one in judgement.findings if one.level == "error"} == said, name
        assert judgement.verdict == ("failed" if said else "passed"), name


def test_the_published_messages_of_edition_1_4_all_pass_without_a_warning() -> None:
    needs_examples()
    current = [content for name, content, _ in official() if name.startswith("cdar-v1.4/")]
    assert len(current) == 5
    assert [cdar.judge(content).findings for content in current] == [()] * 5


def test_the_verdict_says_that_no_official_pack_spoke() -> None:
    judgement = cdar.judge(cdar.write(message()))
    assert (judgement.syntax, judgement.verdict, judgement.invoice) == ("cdar", "passed", None)
    assert judgement.profile == "urn.cpro.gouv.fr:1p0:CDV:invoice"
    assert "no official rules for CDAR" in judgement.why
    assert judgement.asked == (cdar.PACK,)


def test_the_rules_are_not_asked_after_an_error_of_the_schema() -> None:
    finding = replace(cdar.judge(b"").findings[0], rule="XSD")
    spoilt = cdar.write(replace(message(), identifier=""))
    judgement = cdar.judge(spoilt, schema=lambda root, syntax, profile: [finding])
    assert (judgement.verdict, [one.rule for one in judgement.findings]) == ("failed", ["XSD"])
    assert judgement.asked == ("XSD",)
    assert cdar.judge(spoilt, schema=lambda root, syntax, profile: []).asked == ("XSD", cdar.PACK)
    assert cdar.judge(spoilt, schema=lambda root, syntax, profile: None).asked == (cdar.PACK,)


BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>"""
FILE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>"""


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "read.xml"),
        (b"hello", "read.xml"),
        (b"<a>", "read.xml"),
        (b"\x00\xff\xfe", "read."),
        (BOMB, "read.doctype"),
        (FILE, "read.doctype"),
        (b"<a/>", "read.root"),
        (b"<CrossDomainAcknowledgementAndResponse/>", "read.root"),
        (b"<a>" * 300 + b"</a>" * 300, "read.xml"),
    ],
)
def test_what_is_no_message_is_refused_with_a_reason(content: bytes, rule: str) -> None:
    with pytest.raises(ReadRefused) as refused:
        cdar.read(content)
    assert refused.value.findings[0].rule.startswith(rule)
    judgement = cdar.judge(content)
    assert (judgement.verdict, judgement.findings, judgement.why) == ("failed", refused.value.findings, "")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_any_declared_encoding_is_read(encoding: str) -> None:
    one = replace(message(), name="Déposée")
    text = cdar.write(one).decode().partition("\n")[2]
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    assert cdar.read(f"<?xml version='1.0' encoding='{declared}'?>{text}".encode(encoding)) == one


def spoilt(old: str, new: str) -> bytes:
    """The good message with one piece of its text changed."""
    text = cdar.write(message(received_at=Moment("20261005120000"))).decode()
    assert text.count(old) >= 1
    return text.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("old", "new", "rule", "path"),
    [
        (
            "<ram:StatusCode>1<",
            "<ram:StatusCode>1</ram:StatusCode><ram:StatusCode>46<",
            "read.doubled",
            "StatusCode[2]",
        ),
        ("<rsm:ExchangedDocument>", "<rsm:ExchangedDocument/><rsm:ExchangedDocument>", "BR-FR-CDV-03_MDT-4", ""),
        (">false<", ">perhaps<", "read.value", "MultipleReferencesIndicator/Indicator"),
        ("20261005120000", "20261005126000", "cdar.moment-mdt-8", "issued_at"),
        ('format="102">20261001', 'format="102">20260230', "cdar.moment-mdt-100", "issue_date"),
        ('format="102">20261001', 'format="204">20261001', "cdar.moment-mdt-100", "issue_date"),
        ("<ram:RoleCode>WK</ram:RoleCode>", "<ram:RoleCode> </ram:RoleCode>", "BR-FR-CDV-06_MDT-21", "role_code"),
    ],
)
def test_what_is_doubled_blank_or_unreadable_is_told(old: str, new: str, rule: str, path: str) -> None:
    judgement = cdar.judge(spoilt(old, new))
    assert judgement.verdict == "failed"
    (told, *_) = [one for one in judgement.findings if one.rule == rule]
    assert told.path.endswith(path)
    assert all(told.message[language] and told.fix[language] for language in ("fr", "en"))


def test_an_empty_message_is_judged_without_a_crash() -> None:
    root = cdar.write(message()).decode().partition("\n")[2].partition(">")[0]
    judgement = cdar.judge(f"{root}/>".encode())
    assert {f"BR-FR-CDV-0{number}" for number in range(1, 7)} <= {one.rule[:12] for one in judgement.findings}


@pytest.mark.parametrize("seed", range(40))
def test_a_message_without_one_of_its_elements_never_crashes(seed: int) -> None:
    root = etree.fromstring(cdar.write(message()))
    elements = list(root.iter())[1:]
    victim = elements[seed % len(elements)]
    if seed >= len(elements):  # then double, rather than drop
        victim.addnext(etree.fromstring(etree.tostring(victim)))
    else:
        victim.getparent().remove(victim)
    judgement = cdar.judge(etree.tostring(root))
    assert judgement.verdict in ("passed", "failed")
    assert seed < len(elements) or judgement.verdict == "failed"


def test_what_the_model_does_not_hold_is_named() -> None:
    content = spoilt("<ram:RoleCode>BY<", '<ram:ID schemeID="x">7</ram:ID><ram:RoleCode>BY<')
    assert {one.path for one in cdar.unheld(content)} == {
        "/CrossDomainAcknowledgementAndResponse/ExchangedDocument/IssuerTradeParty/ID",
        "/CrossDomainAcknowledgementAndResponse/ExchangedDocument/IssuerTradeParty/ID/@schemeID",
    }


def test_a_control_character_is_refused_by_name() -> None:
    with pytest.raises(WriteRefused, match="MDT-58"):
        cdar.write(replace(message(), recipients=(Recipient(role_code="SE", name="a\x00b"),)))
    with pytest.raises(WriteRefused):
        cdar.write(message(received_at=Moment("20261005120000", "\x01")))


def test_moments_tell_their_instant_or_nothing() -> None:
    assert Moment("20240229", "102").instant() == datetime(2024, 2, 29)  # noqa: DTZ001 - no zone is written
    for text, form in (
        ("20230229", "102"),
        ("2024022", "102"),
        ("２０２４０２２９", "102"),
        ("20240229", "610"),
        ("", None),
    ):
        assert Moment(text, form).instant() is None
    assert Moment.of(datetime(987, 1, 2), "102") == Moment("09870102", "102")  # noqa: DTZ001 - no zone is written


def test_every_term_says_what_it_is() -> None:
    terms = list(walk(message()))
    assert {"MDT-2", "MDT-3", "MDT-4", "MDT-8", "MDT-21", "MDT-77", "MDT-87", "MDT-105"} <= {term for term, *_ in terms}
    assert not any(is_blank(value) for *_, value in terms)


def test_statuses_are_put_in_order_and_told_once() -> None:
    def at(minute: int, status: str) -> Message:
        one = message(status, None)  # type: ignore[arg-type] # absent
        given = replace(one.acknowledgements[0], given_at=Moment.of(datetime(2026, 10, 5, 12, minute)))  # noqa: DTZ001 - no zone is written
        return replace(one, identifier=f"F_{status}", acknowledgements=(given,))

    deposited, received, approved = at(1, "200"), at(2, "202"), at(3, "205")
    lost = replace(message(), identifier="lost", acknowledgements=())
    assert cdar.in_order([approved, lost, deposited, received, approved]) == (lost, deposited, received, approved)


def test_a_message_of_a_hundred_thousand_faults_is_read_in_one_go() -> None:
    content = cdar.write(message()).replace(
        b"<ram:StatusCode>1<", b"<ram:StatusCode/>" * 100_000 + b"<ram:StatusCode>1<"
    )
    judgement = cdar.judge(content)
    assert 1 < len(judgement.findings) < 500
    subject = message().acknowledgements[0].subjects[0]
    many = replace(message().acknowledgements[0], subjects=(subject,) * 3_000)
    assert len(cdar.check(replace(message(), acknowledgements=(many,), recipients=message().recipients * 3_000))) == 1
