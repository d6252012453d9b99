"""A file judged for a person: native and official verdicts as one, with each rule said once.

In two steps, so that many files share one batch of official rules: `prepare` reads and judges
natively, `conclude` joins what the official rules say. Nothing here opens a file or a process.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sansfaute.en16931.cdar import judgement as cdar
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules import not_coded
from sansfaute.en16931.syntaxes import WriteRefused, recognise, write
from sansfaute.en16931.values import Finding
from sansfaute.review.rules.check_sentences import (
    EMPTY,
    NO_INVOICE,
    NO_PACK,
    NOTHING,
    PDF,
    PROFILES,
    TOO_LARGE,
    UNREAD,
    Words,
    no_rules,
)

OpenPdf = Callable[[bytes], tuple[bytes, str]]
"""The XML inside a PDF; else no bytes and why: none, broken, locked or too_large."""

LARGEST = 100 * 1024 * 1024
"""Largest file judged, in bytes (100 MB: BR-FR-19)."""

_WITH_OFFICIAL_RULES = frozenset({"cii", "ubl", "json"})
_XML_STARTS = (b"<", b"\xff\xfe<", b"\xfe\xff\x00<", b"\x00<", b"\xff\xfe\x00\x00<", b"\x00\x00\xfe\xff\x00\x00\x00<")
_BLANKS = b"\xef\xbb\xbf \t\r\n"


class Judged(Protocol):
    """What the native judgement gives (en16931.judgement)."""

    @property
    def syntax(self) -> str: ...
    @property
    def profile(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def invoice(self) -> Invoice | None: ...
    @property
    def findings(self) -> Sequence[Finding]: ...
    @property
    def why(self) -> Any: ...
    @property
    def asked(self) -> Sequence[str]: ...


class Official(Protocol):
    """What the official rules give (review.adapters.official)."""

    @property
    def verdict(self) -> str: ...
    @property
    def packs(self) -> tuple[str, ...]: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def why(self) -> str: ...
    @property
    def unchecked(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One verdict: passed, failed or not_run, the packs asked, and why something was not run.

    `unchecked` names known official rules that no pack for such a document states; `uncoded` those
    of our rules which no official stylesheet states, though the norm or the law does.
    """

    verdict: str
    packs: tuple[str, ...] = ()
    why: Words
    findings: tuple[Finding, ...] = ()
    unchecked: tuple[str, ...] = ()
    uncoded: frozenset[str] = frozenset()

    @property
    def rules(self) -> list[str]:
        """The names of the error rules found that official stylesheets state, each once, sorted."""
        return sorted(self._errors - self.uncoded)

    @property
    def own_rules(self) -> list[str]:
        """The names of the other error rules found: stated by the norm or the law, by no stylesheet."""
        return sorted(self._errors & self.uncoded)

    @property
    def _errors(self) -> set[str]:
        return {one.rule for one in self.findings if one.level == "error"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A file that the native rules have judged. `xml` is what the official rules are to judge, if anything."""

    syntax: str
    profile: str
    native: Side
    invoice: Invoice | None = None
    xml: bytes = b""
    nothing_official: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A file with its verdict. `findings` are those of both sides, each rule in our words if we have any."""

    syntax: str
    profile: str
    verdict: str
    native: Side
    official: Side
    findings: tuple[Finding, ...]
    invoice: Invoice | None
    remarks: tuple[Words, ...] = ()


def prepare(content: bytes, *, open_pdf: OpenPdf, judge: Callable[[bytes], Judged]) -> Prepared:
    """The native verdict on a file, whatever it is; never raises for a fault of the file."""
    if len(content) > LARGEST:
        return _refused("unknown", [_fault("BR-FR-19", TOO_LARGE)])
    if not content.lstrip(_BLANKS).startswith(b"%PDF-") and b"%PDF-" not in content[:1024]:
        return _judged(content, judge)
    xml, reason = open_pdf(content)
    if reason:
        return _refused("pdf", [_fault("PDF", PDF[reason])])
    inside = _judged(xml, judge)
    return replace(inside, syntax="facturx") if inside.syntax == "cii" else inside


def unopened(why: Words) -> Check:
    """A file that could not even be read from the disk: nothing ran, for this reason."""
    side = Side(verdict="not_run", why=why)
    return Check(syntax="unknown", profile="", verdict="not_run", native=side, official=side, findings=(), invoice=None)


def above_limit() -> Check:
    """A file that is too large to be judged, whatever it holds."""
    return conclude(_refused("unknown", [_fault("BR-FR-19", TOO_LARGE)]), None)


def conclude(prepared: Prepared, official: Official | None) -> Check:
    """Both sides together. Failed if either failed; without the official rules nothing passes that has any."""
    side = _official(prepared, official)
    syntax = "cii" if prepared.syntax == "facturx" else prepared.syntax
    return Check(
        syntax=prepared.syntax,
        profile=prepared.profile,
        verdict=_together(syntax, prepared.native.verdict, side.verdict),
        native=prepared.native,
        official=side,
        findings=_each_once(prepared.native.findings, side.findings),
        invoice=prepared.invoice,
        remarks=tuple(_remarks(syntax, prepared.profile)),
    )


def _judged(content: bytes, judge: Callable[[bytes], Judged]) -> Prepared:
    try:
        said = judge(content)
    except Exception as problem:  # a mistake of ours: this file was not judged, and the others must be
        return _broken_down(content, problem)
    if said.syntax == "unknown":
        return _unknown(content, said)
    if said.syntax == "cdar":
        return _message(content)
    why = no_rules(said.profile) if said.verdict == "not_run" else _both(said.why)
    native = Side(
        verdict=said.verdict,
        packs=tuple(said.asked),
        why=why,
        findings=tuple(said.findings),
        uncoded=not_coded("ubl" if said.syntax == "ubl" else "cii", said.profile),
    )
    asked = Prepared(
        syntax=said.syntax, profile=said.profile, native=native, invoice=said.invoice, nothing_official=why
    )
    if said.verdict == "not_run":
        return asked
    return _from_json(asked) if said.syntax == "json" else replace(asked, xml=content)


def _broken_down(content: bytes, problem: Exception) -> Prepared:
    """Our rules failed on this file: nobody judged it but the official ones, and it does not pass."""
    what = f"{type(problem).__name__}: {problem}"[:200]
    why = {
        "fr": f"Nos règles n'ont pas pu s'exécuter sur ce fichier ({what}) : merci de le signaler.",
        "en": f"Our rules could not run on this file ({what}): please report it.",
    }
    known = recognise(content)
    xml = content if known.syntax in ("cii", "ubl") else b""
    side = Side(verdict="not_run", why=why)
    return Prepared(syntax=known.syntax, profile=known.profile, native=side, xml=xml, nothing_official=why)


def _message(content: bytes) -> Prepared:
    """A lifecycle message, which our rules alone can judge."""
    said = cdar.judge(content)
    native = Side(verdict=said.verdict, packs=said.asked, why=NOTHING, findings=said.findings)
    return Prepared(syntax="cdar", profile=said.profile, native=native, nothing_official=NO_PACK)


def _from_json(asked: Prepared) -> Prepared:
    """Our JSON is judged officially as the CII that says the same."""
    if asked.invoice is None:
        return replace(asked, nothing_official=UNREAD)
    try:
        return replace(asked, xml=write(asked.invoice, "cii"))
    except WriteRefused as refusal:
        native = replace(asked.native, verdict="failed", findings=(*asked.native.findings, *refusal.findings))
        return replace(asked, native=native, nothing_official=UNREAD)


def _unknown(content: bytes, said: Judged) -> Prepared:
    """XML that is broken or hostile has failed; a file that is something else was not judged."""
    refused = {one.rule for one in said.findings}
    is_broken = refused & {"read.xml", "read.encoding"} and _looks_like_xml(content)
    if is_broken or refused & {"read.doctype", "read.size"}:
        return _refused("unknown", list(said.findings))
    is_told = refused & {"read.root", "read.json"}
    why = EMPTY if not content.strip() else _both(said.findings[0].message) if is_told else NO_INVOICE
    side = Side(verdict="not_run", why=why)
    return Prepared(syntax="unknown", profile=said.profile, native=side, nothing_official=why)


def _looks_like_xml(content: bytes) -> bool:
    return content.startswith(_XML_STARTS) or content.lstrip(_BLANKS).startswith(b"<")


def _refused(syntax: str, findings: list[Finding]) -> Prepared:
    side = Side(verdict="failed", why=NOTHING, findings=tuple(findings))
    return Prepared(syntax=syntax, profile="", native=side, nothing_official=UNREAD)


def _official(prepared: Prepared, official: Official | None) -> Side:
    if official is None or not prepared.xml:
        return Side(verdict="not_run", why=prepared.nothing_official)
    return Side(
        verdict=official.verdict,
        packs=official.packs,
        why=_both(official.why),
        findings=official.findings,
        unchecked=official.unchecked,
    )


def _together(syntax: str, native: str, official: str) -> str:
    if "failed" in (native, official):
        return "failed"
    if "not_run" in (native, official) and (native == "not_run" or syntax in _WITH_OFFICIAL_RULES):
        return "not_run"
    return native


def _each_once(native: Iterable[Finding], official: Iterable[Finding]) -> tuple[Finding, ...]:
    """What only the official side names is added to what the native side says."""
    ours = tuple(native)
    named = {one.rule for one in ours}
    return (*ours, *(one for one in official if one.rule not in named))


def _remarks(syntax: str, profile: str) -> Iterable[Words]:
    if profile in PROFILES:
        yield PROFILES[profile]
    if syntax == "cdar":
        yield NO_PACK


def _both(words: Any) -> Words:
    return dict(words) if isinstance(words, dict) else {"fr": str(words or ""), "en": str(words or "")}


def _fault(rule: str, words: tuple[str, str, str, str]) -> Finding:
    fr, en, fix_fr, fix_en = words
    return Finding(
        rule=rule, level="error", term="", value="", message={"fr": fr, "en": en}, fix={"fr": fix_fr, "en": fix_en}
    )
