"""From one syntax to another: what the target would lose is told by name, and nothing is dropped."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sansfaute.en16931 import syntaxes
from sansfaute.en16931.model import BuyerContact, Invoice, SellerContact
from sansfaute.en16931.model.term import is_group
from sansfaute.en16931.model.walk import walk
from sansfaute.en16931.syntaxes import PROFILES, Reading, WriteRefused
from sansfaute.en16931.syntaxes.capacity import unwritable_in
from sansfaute.en16931.syntaxes.refusals import finding
from sansfaute.en16931.values import Finding, is_absent

SPECIFICATIONS = {name: written for written, name in reversed(list(PROFILES.items()))}
"""BT-24 of each profile, as it is to be written."""

HOLDS = {
    "cii": frozenset(SPECIFICATIONS),
    "ubl": frozenset(("en16931", "extended-ctc-fr")),
    "facturx": frozenset(SPECIFICATIONS) - {"extended-ctc-fr"},
    "json": frozenset(SPECIFICATIONS),
}
"""The profiles that exist in each target."""

TARGETS = tuple(HOLDS)
"""What a document can be converted to."""

_Contact = TypeVar("_Contact", SellerContact, BuyerContact)
_NEAREST = {
    ("ubl", "basic"): "en16931",
    ("ubl", "extended"): "extended-ctc-fr",
    ("facturx", "extended-ctc-fr"): "extended",
}
"""The profile that says the same in a target that has not the document's own."""

_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """What would be written, or why it cannot be: `invoice` is None as soon as there are findings."""

    to: str
    profile: str
    invoice: Invoice | None
    findings: tuple[Finding, ...] = ()


def conversions(reading: Reading) -> list[Conversion]:
    """What each target would make of the document."""
    lost = (*_unread(reading), *syntaxes.unheld(reading))
    return [_converted(reading, to, "", lost) for to in TARGETS]


def converted(reading: Reading, to: str, profile: str = "") -> Conversion:
    """The document made ready for a target (cii, ubl, json, facturx), in its own or a chosen profile.

    Raises KeyError for another target.
    """
    return _converted(reading, to, profile, (*_unread(reading), *syntaxes.unheld(reading)))


def _converted(reading: Reading, to: str, profile: str, unheld: tuple[Finding, ...]) -> Conversion:
    own = reading.profile
    chosen = profile or _NEAREST.get((to, own), own)
    if reading.invoice is None:
        return Conversion(to=to, profile=chosen, invoice=None, findings=reading.findings or (_no_invoice(reading),))
    refused = _profile_refused(to, chosen, asked=bool(profile))
    if refused:
        return Conversion(to=to, profile=chosen, invoice=None, findings=(refused,))
    invoice = _in_profile(reading.invoice, own, chosen)
    if to in ("cii", "facturx") and reading.syntax != "cii" and chosen != _TWO_PART_CONTACTS:
        invoice = contacts_in_one(invoice)
    lost = _each_once((*reading.findings, *unheld, *_unwritable(invoice, to, chosen)))
    return Conversion(to=to, profile=chosen, invoice=None if lost else invoice, findings=lost)


def as_bytes(conversion: Conversion) -> bytes:
    """The XML or the JSON; for a Factur-X, the CII that goes inside. Raises WriteRefused."""
    assert conversion.invoice is not None, "a conversion that was refused is not written"
    return syntaxes.write(conversion.invoice, "cii" if conversion.to == "facturx" else conversion.to)


_TWO_PART_CONTACTS = "extended-ctc-fr"
"""The one profile of CII in which a contact may have both a person and a department (Factur-X: CII-SR-465, 466)."""


def contacts_in_one(invoice: Invoice) -> Invoice:
    """The contacts of seller and buyer in one text, `person(department)`, as UBL and the French samples have it."""
    seller, buyer = invoice.seller, invoice.buyer
    if seller.contact is not None and seller.contact.point and seller.contact.department:
        seller = replace(seller, contact=_in_one(seller.contact))
    if buyer.contact is not None and buyer.contact.point and buyer.contact.department:
        buyer = replace(buyer, contact=_in_one(buyer.contact))
    return replace(invoice, seller=seller, buyer=buyer)


def _in_one(contact: _Contact) -> _Contact:
    return replace(contact, point=f"{contact.point}({contact.department})", department=None)


def _each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What two looks at the same place say alike is said once."""
    return tuple({(one.path.lstrip("/"), one.value): one for one in findings}.values())


def _in_profile(invoice: Invoice, own: str, chosen: str) -> Invoice:
    """The document under the name of its new profile; a profile that we do not know keeps its own name."""
    if chosen == own or chosen not in SPECIFICATIONS:
        return invoice
    control = replace(invoice.process_control, specification_identifier=SPECIFICATIONS[chosen])
    return replace(invoice, process_control=control)


def _profile_refused(to: str, chosen: str, *, asked: bool) -> Finding | None:
    known = HOLDS[to]
    if chosen in known or (not asked and chosen not in SPECIFICATIONS and to != "facturx"):
        return None
    names = ", ".join(sorted(known))
    return finding(
        "convert.profile",
        "",
        chosen,
        f"Le profil {chosen or '(aucun)'} n'existe pas en {_TARGETS[to]}.",
        f"The profile {chosen or '(none)'} does not exist in {_TARGETS[to]}.",
        f"Choisir un autre profil : {names}.",
        f"Choose another profile: {names}.",
        term="BT-24",
    )


_TARGETS = {"cii": "CII", "ubl": "UBL", "json": "JSON", "facturx": "Factur-X"}


def _unread(reading: Reading) -> Iterator[Finding]:
    """Texts that are no figure or date: what they say would be lost."""
    for path, text in reading.raw.items():
        if text.strip() and is_absent(_value_at(reading.invoice, path)):
            yield finding(
                "convert.unread",
                path,
                text,
                f"« {text[:60]} » ne se lit pas comme un nombre, une date ou un code : la conversion le perdrait.",
                f"“{text[:60]}” cannot be read as a number, a date or a code: the conversion would lose it.",
                "Corriger le document à la source.",
                "Mend the document at its source.",
            )


def _value_at(group: Any, path: str) -> Any:
    """What the model holds at a path such as `lines[0].price.item_net_price`; None when nothing."""
    for name, number in _STEP.findall(path):
        group = getattr(group, name, None)
        if number and isinstance(group, tuple):
            group = group[int(number)] if int(number) < len(group) else None
    return group


def _unwritable(invoice: Invoice, to: str, profile: str) -> Iterator[Finding]:
    """What the target's syntax or profile cannot hold, or needs and does not get."""
    if to == "json":
        return
    syntax = "cii" if to == "facturx" else to
    if to == "ubl" and not invoice.lines:
        yield _no_lines()
    yield from _told(unwritable_in(invoice, profile, syntax), list(_not_said(invoice, syntax)))
    if to == "facturx":
        yield from _unprintable(invoice)


def _told(known: tuple[Finding, ...], lost: list[Finding]) -> Iterator[Finding]:
    """What a profile refuses; what a syntax cannot say, if reading the document again shows that it is lost."""
    paths = {one.path for one in lost}
    better = {one.path: one for one in known if one.rule != "write.syntax" or one.path in paths}
    yield from better.values()
    yield from (one for one in lost if one.path not in better)


def _not_said(invoice: Invoice, syntax: str) -> Iterator[Finding]:
    """What the written document does not say when it is read again: the proof before anything is given."""
    try:
        again = syntaxes.read(syntaxes.write(invoice, syntax)).invoice
    except WriteRefused as refusal:
        yield from refusal.findings
        return
    if again == invoice:
        return
    if again is not None:  # a contact told in one text instead of two is told
        again, invoice = contacts_in_one(again), contacts_in_one(invoice)
    kept: dict[str, object] = {path: value for _, path, value in walk(again)} if again else {}
    for term, path, value in walk(invoice):
        if not is_dataclass(value) and kept.get(path) != value and not is_absent(value):
            text = str(value)[:60]
            yield finding(
                "convert.lost",
                path,
                text,
                f"« {text} » ({term}) ne peut pas être dit en {_TARGETS[syntax]} : la conversion le perdrait.",
                f"“{text}” ({term}) cannot be said in {_TARGETS[syntax]}: the conversion would lose it.",
                "Garder la syntaxe d'origine, ou retirer cette donnée avant de convertir.",
                "Keep the original syntax, or remove this before converting.",
                term=term,
            )


def _unprintable(invoice: Invoice) -> Iterator[Finding]:
    """What a printed invoice cannot do without."""
    for term, path in _absent_in(invoice, ""):
        if not _is_apart(invoice, path):
            yield finding(
                "convert.missing",
                path,
                "",
                f"{term} manque : une facture imprimée ne peut s'en passer.",
                f"{term} is missing: a printed invoice cannot do without it.",
                "Compléter le document à la source.",
                "Complete the document at its source.",
                term=term,
            )


def _absent_in(group: Any, path: str) -> Iterator[tuple[str, str]]:
    """Compulsory figures and dates that the source does not give: term and path."""
    for one in fields(group):
        value = getattr(group, one.name)
        if isinstance(value, Decimal | date) and is_absent(value):
            yield one.metadata["term"], path + one.name
        many = isinstance(value, tuple)
        for number, item in enumerate(value if many else (value,)):
            if is_group(type(item)):
                yield from _absent_in(item, f"{path}{one.name}[{number}]." if many else f"{path}{one.name}.")


def _is_apart(invoice: Invoice, path: str) -> bool:
    """Whether the path is in a line that groups others or informs, which has no figures of its own."""
    first = _STEP.match(path)
    return bool(first and first[1] == "lines" and first[2] and not invoice.lines[int(first[2])].counts)


def _no_invoice(reading: Reading) -> Finding:
    name = reading.syntax
    return finding(
        "convert.invoice",
        "",
        name,
        f"Ce fichier ({name}) n'est pas une facture : il ne se convertit pas.",
        f"This file ({name}) is no invoice: it cannot be converted.",
        "Fournir une facture CII, UBL, Factur-X ou notre JSON.",
        "Give an invoice: CII, UBL, Factur-X or our JSON.",
    )


def _no_lines() -> Finding:
    return finding(
        "convert.lines",
        "lines",
        "",
        "La facture n'a pas de ligne, et UBL en exige une.",
        "The invoice has no line, and UBL requires one.",
        "Demander à l'émetteur une facture avec ses lignes (profil EN 16931).",
        "Ask the sender for an invoice with its lines (profile EN 16931).",
        term="BG-25",
    )
