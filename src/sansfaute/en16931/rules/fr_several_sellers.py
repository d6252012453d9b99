"""France, multi-seller (x8) and two-way (x9) invoices: BR-FR-MV-*, BR-FR-BD-*. Same source as `fr_document`.

Each seller has a GROUP line at the top, his sub-invoice, with his lines under it. In any other
process these scopes are empty.
"""

from collections.abc import Iterator
from typing import Any

from sansfaute.en16931.model import Invoice, Line
from sansfaute.en16931.rules.facts import SELF_BILLED, Facts
from sansfaute.en16931.rules.groups import SUB_INVOICE, object_number, top_groups
from sansfaute.en16931.rules.rule import Fix, Rule, rule, rules_in
from sansfaute.en16931.rules.scopes import SEVERAL_SELLERS, TWO_WAY
from sansfaute.en16931.structure.forms import trimmed

_NUMBER = "legal_registration"
_FIX: Fix = {
    "fix_fr": "Une ligne GROUP par sous-facture, sans ligne parente ; sinon, choisir un autre cadre de facturation.",
    "fix_en": "One GROUP line for each sub-invoice, without parent line; otherwise choose another business process.",
}


@rule(
    "BR-FR-MV-01_EXT-FR-FE-163",
    "sub_invoice_lines",
    "EXT-FR-FE-163",
    "subtype_code",
    fr="Dans ce cadre de facturation, chaque ligne dit son sous-type.",
    en="In this business process, every line says its subtype.",
    fix_fr="Donner DETAIL, GROUP ou INFORMATION.",
    fix_en="Give DETAIL, GROUP or INFORMATION.",
)
def br_fr_mv_01(line: Line, facts: Facts) -> bool:
    """A subtype; the stylesheet for CII only sees one that is blank."""
    absent = line.subtype_code is None
    return (absent and facts.syntax != "ubl") or bool(trimmed(line.subtype_code or ""))


@rule(
    "BR-FR-MV-02_EXT-FR-FE-163",
    "document",
    "BT-23",
    "process_control.business_process_type",
    fr="Une facture multi-vendeurs (B8, S8, M8) demande une ligne de groupe par vendeur.",
    en="A multi-seller invoice (B8, S8, M8) needs a group line for each seller.",
    **_FIX,
)
def br_fr_mv_02(invoice: Invoice, facts: Facts) -> bool:
    """One group at least."""
    return facts.shared_process not in SEVERAL_SELLERS or next(top_groups(invoice.lines), None) is not None


def _two_groups(end: str, fr: str, en: str, also: str = "") -> Rule:
    """BR-FR-BD-02: a two-way invoice has a group of the seller and one of the buyer."""
    declare = rule(
        f"BR-FR-BD-02_{end}",
        "document",
        "BT-23",
        "process_control.business_process_type",
        fr=f"Une facture bidirectionnelle (B9, S9, M9) demande {fr}.",
        en=f"A two-way invoice (B9, S9, M9) needs {en}.",
        also=(f"BR-FR-BD-02_{also}",) if also else (),
        **_FIX,
    )
    return declare(lambda invoice, facts: facts.shared_process not in TWO_WAY or _counts_of_groups(invoice, facts)[end])


def _counts_of_groups(invoice: Invoice, facts: Facts) -> dict[str, bool]:
    """What each part of BR-FR-BD-02 asks; numbers are compared as written, blanks included."""
    tops = [line for _, line in top_groups(invoice.lines)]
    numbers = [facts.noted(line, f"seller.{_NUMBER}") or _number(line.seller) for line in tops]
    seller, buyer = (facts.raw.get(f"{at}.{_NUMBER}") or _number(getattr(invoice, at)) for at in ("seller", "buyer"))
    return {
        "EXT-FR-FE-163": len(tops) == 2,
        "BT-31": seller is not None and numbers.count(seller) == 1,
        "BT-47": buyer is not None and numbers.count(buyer) == 1,
    }


br_fr_bd_02 = (
    _two_groups("EXT-FR-FE-163", "deux lignes de groupe", "two group lines"),
    _two_groups("BT-31", "un groupe du vendeur", "a group of the seller", also="BT-30"),
    _two_groups("BT-47", "un groupe de l'acheteur", "a group of the buyer"),
)


@rule(
    "BR-FR-MV-06_EXT-FR-FE-167",
    "sub_invoice_lines",
    "EXT-FR-FE-167",
    "seller.legal_registration.value",
    fr="Dans ce cadre de facturation, chaque ligne a le SIREN de son vendeur, le même que sa ligne parente.",
    en="In this business process, every line has the SIREN of its seller, the same as its parent line.",
    fix_fr="Donner le vendeur de la ligne, celui de son groupe.",
    fix_en="Give the seller of the line, that of its group.",
)
def br_fr_mv_06(line: Line, facts: Facts) -> bool:
    """Every line has its seller, that of its parent."""
    own = trimmed(_seller_of(line))
    if not own or line.parent_line_identifier is None:
        return bool(own)
    parent = facts.groups.parent(line)
    return parent is not None and own == trimmed(_seller_of(parent))


@rule(
    "BR-FR-MV-07_BT-128",
    "sub_invoice_lines",
    "BT-128",
    "object_identifier.value",
    fr="Dans ce cadre, chaque ligne a son numéro de sous-facture (BT-128, schéma AFL), celui de sa ligne parente.",
    en="In this process, every line has its sub-invoice number (BT-128, scheme AFL), that of its parent line.",
    fix_fr="Donner le numéro de sous-facture du groupe.",
    fix_en="Give the sub-invoice number of the group.",
)
def br_fr_mv_07(line: Line, facts: Facts) -> bool:
    """Every line has its sub-invoice number, that of its parent."""
    own = object_number(line, SUB_INVOICE)
    if not own or line.parent_line_identifier is None:
        return bool(own)
    parent = facts.groups.parent(line)
    return parent is not None and own == object_number(parent, SUB_INVOICE)


@rule(
    "BR-FR-MV-08_BT-128",
    "sub_invoice_lines",
    "EXT-FR-FE-178",
    "vat.exemption_reason",
    fr="Dans ce cadre, le motif d'exonération d'une ligne DETAIL commence par son numéro de sous-facture entre dièses.",
    en="In this process, the exemption reason of a DETAIL line begins with its sub-invoice number between hashes.",
    fix_fr="Commencer le motif de la ligne par #numéro#.",
    fix_en="Begin the reason of the line with #number#.",
    mend=lambda line, _: _hashed(object_number(line, SUB_INVOICE)),
)
def br_fr_mv_08(line: Line, _: Facts) -> bool:
    """The number of the sub-invoice tells the VAT rows of sellers apart."""
    if line.subtype_code != "DETAIL":
        return True
    number = object_number(line, SUB_INVOICE)
    return bool(number) and (line.vat.exemption_reason or "").startswith(f"#{number}#")


def _hashed(number: str) -> dict[str, str] | None:
    if not number:
        return None
    return {"fr": f"Commencer le motif par #{number}#.", "en": f"Begin the reason with #{number}#."}


@rule(
    "BR-FR-MV-12_BT-128",
    "document",
    "BT-128",
    "lines",
    fr="Deux groupes ont le même numéro de sous-facture, ou il figure déjà plus haut dans les lignes.",
    en="Two groups have the same sub-invoice number, or it already stands higher up in the lines.",
    fix_fr="Donner à chaque groupe son propre numéro, et le placer avant ses lignes.",
    fix_en="Give each group its own number, and put it before its lines.",
)
def br_fr_mv_12(invoice: Invoice, facts: Facts) -> bool:
    """The number of a group appears in no line before it; in CII no other reference may equal it either."""
    if facts.shared_process not in SEVERAL_SELLERS + TWO_WAY:
        return True
    tops = dict(top_groups(invoice.lines))
    seen: set[str] = set()
    for place, line in enumerate(invoice.lines):
        numbers = [one.value for one in line.object_identifiers if one.scheme == SUB_INVOICE]
        before = seen if facts.syntax == "ubl" else seen | set(_references(line))
        if place in tops and any(number in before for number in numbers):
            return False
        seen = before | set(numbers)
        if facts.syntax != "ubl":
            seen |= {one.value for one in line.object_identifiers}
    return True


def _references(line: Line) -> Iterator[str]:
    """The numbers of other documents that a line gives before its invoiced objects, in CII."""
    groups = (line.sales_order, line.despatch_advice, line.receiving_advice)
    plain = (line.purchase_order_reference, line.contract_reference, line.delivery_note_reference)
    found = (*(one.reference for one in groups if one is not None), *plain)
    yield from (one for one in found if one is not None)
    yield from (one.invoice_number for one in line.preceding_invoices)


@rule(
    "BR-FR-MV-13_BT-3",
    "document",
    "BT-3",
    "type_code",
    fr="Une facture multi-vendeurs (B8, S8, M8) ne peut être une autofacture.",
    en="A multi-seller invoice (B8, S8, M8) cannot be self-billed.",
    fix_fr="Choisir un type de document émis par le vendeur (380, 381, 384…), ou un autre cadre.",
    fix_en="Choose a document type issued by the seller (380, 381, 384…), or another process.",
)
def br_fr_mv_13(invoice: Invoice, facts: Facts) -> bool:
    """Not self-billed."""
    return facts.shared_process not in SEVERAL_SELLERS or (trimmed(invoice.type_code) != "" and not facts.self_billed)


@rule(
    "BR-FR-BD-13_BT-3",
    "document",
    "BT-3",
    "type_code",
    fr="Une facture bidirectionnelle (B9, S9, M9) est une autofacture.",
    en="A two-way invoice (B9, S9, M9) is self-billed.",
    fix_fr="Choisir un type d'autofacture (389, 261, 471…), ou un autre cadre.",
    fix_en="Choose a self-billed type (389, 261, 471…), or another process.",
    also=("BR-FR-MV-BD_BT-3",),
)
def br_fr_bd_13(invoice: Invoice, facts: Facts) -> bool:
    """Self-billed."""
    return facts.shared_process not in TWO_WAY or trimmed(invoice.type_code) in SELF_BILLED


def _seller_of(line: Line) -> str:
    """The legal identifier of the line's seller, or nothing."""
    return _number(line.seller) or ""


def _number(party: Any) -> str | None:
    """The legal identifier of a party, without the blanks around it."""
    legal = party.legal_registration if party is not None else None
    return legal.value if legal is not None else None


RULES = rules_in(globals())
