"""The compilers kept for this process, and what its output depends on."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, LifoQueue
from tempfile import TemporaryDirectory
from typing import Any

import typst

from sansfaute.documents.adapters.typst_pdf import qr
from sansfaute.documents.rules import version_of

TEMPLATE = Path(__file__).parents[2] / "templates" / "documents" / "invoice.typ"
_FOUNDRY = "font_source_sans_pro"
_WEIGHTS = ("Light", "Regular", "Semibold")
_SPECIMEN = b'#set text(font: "Source Sans Pro")\n#for weight in (300, 400, 600) { text(weight: weight)[Aa 1] }'
_SHAPERS = ("typst", "segno", "babel")
_NO_GLYPH = "could not be displayed"
_LOST = "□"
_EXPLANATION = (
    "□ : caractère que les polices de ce document ne possèdent pas ; le fichier factur-x.xml joint le contient."
)
_IDLE: LifoQueue[typst.Compiler] = LifoQueue()


class RenderingError(Exception):
    """Typst refused the document; the message is Typst's own."""


def render(page: dict[str, Any], *, cii: bytes, payload: str | None) -> bytes:
    """A PDF of the page, carrying `cii` as factur-x.xml and a QR code of `payload`.

    It conforms to PDF/A-3a (archiving with full tagging, ISO 19005-3).
    Same input, same bytes: the only instant inside is the issue date. Raises RenderingError.
    """
    image = qr.svg(payload) if payload else ""
    try:
        return _compiled(page, cii, image)
    except RenderingError as failure:
        if _NO_GLYPH not in str(failure):
            raise
        # A script no font here has (Chinese, emoji): the page says so and the XML keeps the exact text.
        shown = _mapped(page, _only_known)
        return _compiled({**shown, "notes": [*shown["notes"], _EXPLANATION]}, cii, image)


def _compiled(page: dict[str, Any], cii: bytes, image: str) -> bytes:
    inputs = {"page": json.dumps(page, ensure_ascii=False), "cii": cii.decode(), "qr": image}
    try:
        with _borrowed() as compiler:
            pdf = compiler.compile(
                format="pdf",
                pdf_standards=["a-3a"],
                sys_inputs=inputs,
                timestamp=_midnight(page["issued"]),
            )
    except (typst.TypstError, RuntimeError) as failure:
        raise RenderingError(str(failure)) from failure
    assert isinstance(pdf, bytes), "one document, one file"
    return pdf


@contextmanager
def _borrowed() -> Iterator[typst.Compiler]:
    """A compiler for one document: kept for the process, never shared by two threads at once."""
    try:
        compiler = _IDLE.get_nowait()
    except Empty:
        compiler = _new_compiler()
    try:
        yield compiler
    finally:
        _IDLE.put(compiler)


def _new_compiler() -> typst.Compiler:
    # A path, not bytes: a compiler fed with bytes forgets its main file after the first document.
    return typst.Compiler(input=str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _fonts() -> typst.Fonts:
    """Our weights, and the fonts inside the typst package: the same bytes everywhere, unlike the system's.

    Typst takes folders, and the package's own holds each weight in two formats, of which the disk's
    order would pick one. So the chosen files stand for a moment in a folder of their own, and are
    read there and then.
    """
    with TemporaryDirectory(prefix="sansfaute-fonts-") as folder:
        for path in _font_files():
            (Path(folder) / path.name).symlink_to(path)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
        typst.compile(_SPECIMEN, format="pdf", font_paths=fonts, ignore_system_fonts=True)
    return fonts


def _font_files() -> list[Path]:
    found = find_spec(_FOUNDRY)
    assert found, "the font package is a dependency"
    assert found.origin, "the font package is a folder with a module in it"
    return [Path(found.origin).parent / "files" / f"SourceSansPro-{weight}.otf" for weight in _WEIGHTS]


@cache
def template_version() -> str:
    """SHA-256 of the template, the fonts, the rules that write the page and the versions of the setters."""
    return version_of(_ingredients())


def _ingredients() -> Iterator[bytes]:
    yield TEMPLATE.read_bytes()
    rules = Path(__file__).parents[2] / "rules"
    for path in [*sorted(rules.glob("*.py")), *sorted(Path(__file__).parent.glob("*.py"))]:
        yield path.read_bytes()
    for path in _font_files():
        yield path.read_bytes()
    yield from (f"{name} {version(name)}".encode() for name in _SHAPERS)


def _midnight(day: list[int]) -> int:
    return int(datetime(day[0], day[1], day[2], tzinfo=UTC).timestamp())


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(one, change) for key, one in value.items()}
    return [_mapped(one, change) for one in value] if isinstance(value, (list, tuple)) else value


# Scripts that the fonts at hand are known to hold whole: Latin, Greek, Cyrillic letters in use,
# Hebrew letters, Arabic letters, common punctuation and currency.
_KNOWN = re.compile(
    "[^\\n -~\u00a0-\u017f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u05d0-\u05ea\u05f3\u05f4\u0627-\u063a\u0641-\u064a"
    "\u2010-\u2014\u2018-\u201e\u2022\u2026\u202f\u200b\u2212\u20ac\u2122\u25a1]"
)


def _only_known(text: str) -> str:
    return _KNOWN.sub(_LOST, text)
