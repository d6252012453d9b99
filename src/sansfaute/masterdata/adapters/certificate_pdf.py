"""The certificate set by Typst: a tagged PDF/A-3 that carries its own figures; same input, same bytes."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

TEMPLATE = Path(__file__).parents[1] / "templates" / "masterdata" / "certificate.typ"
_WEIGHTS = ("Light", "Regular", "Semibold")
_SPECIMEN = b'#set text(font: "Source Sans Pro")\n#for weight in (300, 400, 600) { text(weight: weight)[Aa 1] }'


class RenderingError(Exception):
    """Typst refused the document; the message is Typst's own."""


def render(page: Mapping[str, Any], *, figures: bytes) -> bytes:
    """The PDF/A-3a of a page (`rules.certificates.page_of`), with its figures attached. Raises RenderingError.

    The only instant inside is the day of the certificate.
    """
    try:
        return _compiled(page, figures)
    except RenderingError as failure:
        if "could not be displayed" not in str(failure):
            raise
        # A script that no font here has: the page shows □, and the attached figures keep the exact text.
        return _compiled(_mapped(page), figures)


def _compiled(page: Mapping[str, Any], figures: bytes) -> bytes:
    year, month, day = page["date"]
    inputs = {"page": json.dumps(page, ensure_ascii=False), "figures": figures.decode()}
    compiler = typst.Compiler(
        input=str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=_fonts(), ignore_system_fonts=True
    )
    try:
        pdf = compiler.compile(
            format="pdf",
            pdf_standards=["a-3a", "ua-1"],
            sys_inputs=inputs,
            timestamp=int(datetime(year, month, day, tzinfo=UTC).timestamp()),
        )
    except (typst.TypstError, RuntimeError) as failure:
        raise RenderingError(str(failure)) from failure
    assert isinstance(pdf, bytes), "one document, one file"
    return pdf


# What the fonts at hand hold whole: Latin, Greek, Cyrillic, common punctuation and currency.
_KNOWN = re.compile(
    "[^\\n -~\u00a0-\u017f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f"
    "\u2010-\u2014\u2018-\u201e\u2022\u2026\u202f\u2212\u20ac\u2122\u25a1]"
)


def _mapped(value: Any) -> Any:
    if isinstance(value, str):
        return _KNOWN.sub("□", value)
    if isinstance(value, dict):
        return {key: _mapped(one) for key, one in value.items()}
    return [_mapped(one) for one in value] if isinstance(value, list) else value


@cache
def _fonts() -> typst.Fonts:
    """Source Sans Pro from its package, and the fonts inside the typst package: never the system's."""
    found = find_spec("font_source_sans_pro")
    assert found, "the font package is a dependency"
    assert found.origin, "the font package is a folder with a module in it"
    with TemporaryDirectory(prefix="sansfaute-fonts-") as folder:
        for weight in _WEIGHTS:
            path = Path(found.origin).parent / "files" / f"SourceSansPro-{weight}.otf"
            (Path(folder) / path.name).symlink_to(path)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
        # Typst reads the files when they are first used: now, while they are there.
        typst.compile(_SPECIMEN, format="pdf", font_paths=fonts, ignore_system_fonts=True)
    return fonts
