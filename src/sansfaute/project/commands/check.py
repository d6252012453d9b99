"""check: the verdict of the rules on files, in three outcomes: passed, failed, not run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sansfaute.project.commands.app import Json, app, console, out, say_json

if TYPE_CHECKING:
    from sansfaute.en16931.model import Invoice
    from sansfaute.review.adapters.official import OfficialVerdict

_LARGEST = 100 * 1024 * 1024  # BR-FR-19: a file is at most 100 MB
_EXIT = {"passed": 0, "failed": 1, "not_run": 2}


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="CII, UBL, Factur-X, CDAR or our JSON.")],
    language: Annotated[str, typer.Option(help="Language of the messages: fr or en.")] = "fr",
    as_json: Json = False,
) -> None:
    """Judge files by the native and the official rules. Exit status: 0 passed, 1 failed, 2 not run."""
    verdicts = check_files(files, language)
    if as_json:
        say_json(verdicts)
    else:
        for one in verdicts:
            _show(one)
    raise typer.Exit(_worst([one["verdict"] for one in verdicts]))


def _worst(verdicts: list[str]) -> int:
    """A file that failed outweighs one that could not be judged."""
    return next((_EXIT[one] for one in ("failed", "not_run") if one in verdicts), 0)


def check_files(files: list[Path], language: str) -> list[dict[str, Any]]:
    """One verdict for each file; the official rules judge all of them in one go."""
    from sansfaute.review.adapters import official

    read = [_Reading(path) for path in files]
    asked = [one for one in read if one.xml]
    for one, verdict in zip(asked, official.judge([one.xml for one in asked]), strict=True):
        one.official = verdict
    return [one.verdict(language) for one in read]


class _Reading:
    """One file: what it is, its XML, its model as far as it can be read, and what was found."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.syntax, self.profile = "unknown", ""
        self.xml = b""
        self.invoice: Invoice | None = None
        self.findings: list[dict[str, Any]] = []
        self.why_not = ""
        self.official: OfficialVerdict | None = None
        self._read()

    def _read(self) -> None:
        from sansfaute.en16931.syntaxes import recognise

        try:
            if self.path.stat().st_size > _LARGEST:
                self._fault("BR-FR-19", "Le fichier dépasse 100 Mo.", "The file is above 100 MB.")
                return
            content = self.path.read_bytes()
        except OSError as failure:
            self.why_not = f"{failure.strerror}: {self.path}"
            return
        seen = recognise(content)
        self.syntax, self.profile = seen.syntax, seen.profile or ""
        self._model(self._from_pdf(content) if self.syntax == "pdf" else content)

    def _from_pdf(self, pdf: bytes) -> bytes:
        """The XML inside; a PDF without one is at fault, and nothing is left to judge."""
        from sansfaute.documents.adapters.facturx_pdf import PdfRefused, extract_cii
        from sansfaute.en16931.syntaxes import recognise

        try:
            content = extract_cii(pdf)
        except PdfRefused as refusal:
            self._fault("PDF", f"Ce PDF ne peut pas être ouvert : {refusal}.", f"This PDF cannot be opened: {refusal}.")
            return b""
        if not content:
            self._fault("PDF", "Ce PDF ne contient pas de XML de facture.", "This PDF holds no invoice XML.")
            return b""
        self.syntax, self.profile = "facturx", recognise(content).profile or ""
        return content

    def _fault(self, rule: str, fr: str, en: str) -> None:
        message = {"fr": fr, "en": en}
        self.findings.append({"rule": rule, "level": "error", "term": "", "path": "", "message": message, "fix": ""})

    def _model(self, content: bytes) -> None:
        from sansfaute.en16931.syntaxes import ReadRefused, cii, json

        try:
            if self.syntax in ("cii", "facturx"):
                self.xml = content
                self.invoice = cii.read(content)
            elif self.syntax == "json":
                self.invoice = json.read(content.decode("utf-8"))
                self.xml = cii.write(self.invoice)
            elif self.syntax == "ubl":
                self.xml = content
                self.why_not = "UBL is not read by the native rules yet"
            else:
                self.why_not = f"no rules for this kind of file ({self.syntax})"
        except ReadRefused as refusal:
            self.findings += [_finding(one) for one in refusal.findings]

    def verdict(self, language: str) -> dict[str, Any]:
        """The file's verdict as `check --json` gives it."""
        native = self._native()
        official = self._official()
        verdict = _together(native["verdict"], official["verdict"], unreadable=bool(self.findings) and not self.xml)
        findings = _without_doubles(self.findings + native.pop("findings") + official.pop("findings"))
        return {
            "file": str(self.path),
            "syntax": self.syntax,
            "profile": self.profile,
            "verdict": verdict,
            "native": native,
            "official": official,
            "findings": [
                {**one, "message": _in(one["message"], language), "fix": _in(one["fix"], language)} for one in findings
            ],
        }

    def _native(self) -> dict[str, Any]:
        from sansfaute.en16931 import rules

        if self.invoice is None:
            verdict = "failed" if self.findings else "not_run"
            return {"verdict": verdict, "pack": rules.PACK, "why": self.why_not, "findings": []}
        findings = [_finding(one) for one in rules.check(self.invoice)]
        verdict = "failed" if any(one["level"] == "error" for one in findings) else "passed"
        return {"verdict": verdict, "pack": rules.PACK, "why": "", "findings": findings}

    def _official(self) -> dict[str, Any]:
        if self.official is None:
            return {
                "verdict": "not_run",
                "packs": [],
                "why": self.why_not or "the file could not be read",
                "findings": [],
            }
        findings = [_finding(one) for one in self.official.findings]
        return {
            "verdict": self.official.verdict,
            "packs": list(self.official.packs),
            "why": self.official.why,
            "findings": findings,
        }


def _together(native: str, official: str, *, unreadable: bool) -> str:
    """Failed if either failed. The official rules are the authority: without them nothing is passed."""
    if unreadable or "failed" in (native, official):
        return "failed"
    return official


def _finding(one: Any) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "level": one.level,
        "term": getattr(one, "term", "") or "",
        "path": getattr(one, "path", "") or "",
        "message": one.message,
        "fix": getattr(one, "fix", "") or "",
    }


def _without_doubles(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A rule that the native side named is said once, in our words; official findings add what we lack."""
    ours = {one["rule"] for one in findings if one["term"]}
    return [one for one in findings if one["term"] or one["rule"] not in ours]


def _in(message: Any, language: str) -> str:
    return str(message.get(language) or message.get("en") or "") if isinstance(message, dict) else str(message or "")


def _show(one: dict[str, Any]) -> None:
    mark = {"passed": "[green]✓ passed[/]", "failed": "[red]✗ failed[/]", "not_run": "[yellow]? not run[/]"}
    out.print(f"{mark[one['verdict']]}  {one['file']}  ({one['syntax']} {one['profile']})", highlight=False)
    for part in ("native", "official"):
        if one[part]["verdict"] == "not_run":
            console.print(f"    {part} rules not run: {one[part]['why']}", highlight=False)
    for finding in one["findings"]:
        out.print(f"    {finding['level']:<8}{finding['rule']}  {finding['message']}", highlight=False)
        if finding["fix"]:
            out.print(f"            → {finding['fix']}", highlight=False)
