"""Valid documents of every syntax and profile, and any number of spoilt ones; the same for the same seed."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from lxml import etree
from lxml.etree import _Element

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.syntaxes import PROFILES, WriteRefused, recognise_root, write
from sansfaute.en16931.syntaxes.ubl import write_whole
from sansfaute.en16931.syntaxes.xml import parse
from sansfaute.en16931.tests.mutations import valid_documents
from sansfaute.en16931.tests.official import EXAMPLES, content_of
from sansfaute.en16931.tests.wide_documents import wide_documents
from sansfaute.review.adapters.official.schema import findings as schema_findings
from sansfaute.review.tests.mutations import MUTATIONS, WEIGHTS

_GUIDELINES = {profile: guideline for guideline, profile in reversed([*PROFILES.items()])}
_KINDS = [kind for kind in MUTATIONS for _ in range(WEIGHTS.get(kind, 1))]
_NARROWINGS = 80  # elements that a document may lose to fit a smaller profile


@dataclass(frozen=True, slots=True)
class Mutant:
    """A document, where it comes from, and what was done to it."""

    content: bytes
    syntax: str
    profile: str
    origin: str
    kinds: tuple[str, ...] = ()
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A document that its schema accepts, parsed."""

    root: _Element
    syntax: str
    profile: str
    origin: str


def mutants(count: int, seed: int, examples: Path = EXAMPLES) -> Iterator[Mutant]:
    """First every source as it is, then `count` spoilt documents: each syntax and profile in turn."""
    found = sources(examples)
    yield from (_mutant(one, one.root, (), ()) for one in found)
    chance = Random(seed)
    kinds = sorted({(one.syntax, one.profile) for one in found})
    for number in range(count):
        kind = kinds[number % len(kinds)]
        yield _spoilt(chance.choice([one for one in found if (one.syntax, one.profile) == kind]), chance)


def _spoilt(source: Source, chance: Random) -> Mutant:
    """One to three mutations of a source; one in four leaves the prefixes renamed as well."""
    root = deepcopy(source.root)
    kinds: list[str] = []
    done: list[str] = []
    wanted = chance.choice((1, 1, 1, 2, 3))
    while len(kinds) < wanted:
        kind = chance.choice(_KINDS)
        said = MUTATIONS[kind](root, chance)
        if said:
            kinds.append(kind)
            done.append(said)
    if chance.random() < 0.05:
        root = _renamed(root)
        kinds.append("prefix")
        done.append("prefixes renamed")
    return _mutant(source, root, tuple(kinds), tuple(done))


def _mutant(source: Source, root: _Element, kinds: tuple[str, ...], done: tuple[str, ...]) -> Mutant:
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return Mutant(content, source.syntax, source.profile, source.origin, kinds, done)


def _renamed(root: _Element) -> _Element:
    """The same document with other prefixes, which no rule may notice."""
    prefixes = {f"n{n}": uri for n, uri in enumerate(sorted(set(root.nsmap.values())))}
    made = etree.Element(root.tag, nsmap=prefixes)
    made.text = root.text
    for name, value in root.attrib.items():
        made.set(name, value)
    made.extend(deepcopy(child) for child in root)
    etree.cleanup_namespaces(made, top_nsmap=prefixes)
    return made


@cache
def sources(examples: Path) -> tuple[Source, ...]:
    """The valid official examples, when they are here, and documents of ours in each syntax and profile."""
    found = [*_official(examples), *_ours()]
    return tuple(one for one in found if schema_findings(one.root, one.syntax, one.profile) == [])


def source_named(origin: str, syntax: str, profile: str) -> Source:
    """One document of ours, whether its schema accepts it or not."""
    invoice = {**valid_documents(), **wide_documents()}[origin.removeprefix("ours ")]
    if syntax == "ubl":
        (made,) = _parsed(write_whole(_profiled(invoice, profile)), origin)
    else:
        (made,) = _in_cii(origin, invoice, profile)
    return made


def _official(examples: Path) -> Iterator[Source]:
    """The examples that the official packs accept; a PDF stands for the XML inside."""
    listed = valid_names(examples)
    for path in sorted(examples.rglob("*")) if examples.is_dir() else ():
        name = str(path.relative_to(examples))
        if path.suffix in (".xml", ".pdf") and (listed is None or name in listed):
            yield from _parsed(content_of(path), name)


def valid_names(examples: Path) -> frozenset[str] | None:
    """The files that INDEX.md calls valid; None when there is no index."""
    index = examples / "INDEX.md"
    if not index.is_file():
        return None
    rows = [line.split("|") for line in index.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return frozenset(row[1].strip() for row in rows if row[8].strip() == "ok")


def _ours() -> Iterator[Source]:
    """Every valid document of ours, cut down to what each profile knows; the wide ones where they are at home."""
    for name, invoice in valid_documents().items():
        for write_one, profiles in _WAYS.values():
            for profile in profiles:
                yield from write_one(f"ours {name}", invoice, profile)
    for name in wide_documents():
        yield from (source_named(f"ours {name}", syntax, profile) for syntax, profile in _WIDE)


def _in_cii(name: str, invoice: Invoice, profile: str) -> Iterator[Source]:
    """The invoice as EN 16931 writes it, announced as another profile and cut down to it."""
    (made,) = _parsed(write(invoice, "cii"), name)
    for announced in made.root.iterfind("{*}ExchangedDocumentContext/{*}GuidelineSpecifiedDocumentContextParameter/*"):
        announced.text = _GUIDELINES[profile]
    if profile == "basicwl":
        for line in list(made.root.iter("{*}IncludedSupplyChainTradeLineItem")):
            line.getparent().remove(line)  # type: ignore[union-attr]  # a line is never the root
    yield replace(made, root=_narrowed(made.root, profile), profile=profile)


def _in_ubl(name: str, invoice: Invoice, profile: str) -> Iterator[Source]:
    try:
        yield from _parsed(write(_profiled(invoice, profile), "ubl"), name)
    except (WriteRefused, KeyError):
        return


_WAYS: dict[str, tuple[Callable[[str, Invoice, str], Iterator[Source]], tuple[str, ...]]] = {
    "cii": (_in_cii, ("en16931", "basic", "basicwl", "extended", "extended-ctc-fr")),
    "ubl": (_in_ubl, ("en16931", "extended-ctc-fr")),
}


_WIDE = (("cii", "extended"), ("cii", "extended-ctc-fr"), ("ubl", "extended-ctc-fr"))


def _profiled(invoice: Invoice, profile: str) -> Invoice:
    return replace(
        invoice, process_control=replace(invoice.process_control, specification_identifier=_GUIDELINES[profile])
    )


def _parsed(content: bytes, name: str) -> Iterator[Source]:
    root = parse(content)
    known = recognise_root(root)
    if known.syntax in ("cii", "ubl"):
        yield Source(root, known.syntax, known.profile, name)


def _narrowed(root: _Element, profile: str) -> _Element:
    """The document without the elements that the schema of the profile does not know."""
    tree = root.getroottree()
    for _ in range(_NARROWINGS):
        refused = schema_findings(root, "cii", profile)
        if not refused:
            break
        found = tree.xpath(refused[0].path, namespaces={key: uri for key, uri in root.nsmap.items() if key})
        assert isinstance(found, list)
        one = found[0]
        assert isinstance(one, _Element)
        parent = one.getparent()
        if parent is None:
            break
        parent.remove(one)
    return root
