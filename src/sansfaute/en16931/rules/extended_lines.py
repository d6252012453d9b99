"""EXTENDED (of France and of Factur-X), the lines: what a line that counts must have, and lines under lines.

Names: BR-FREXT-* in EXTENDED-CTC-FR, BR-FXEXT-* in Factur-X EXTENDED, for the same rules. Lines that
are a GROUP or INFORMATION enter no total. Source: XP Z12-012, annex A; Factur-X 1.09.2.
"""

from dataclasses import replace
from typing import Any

from sansfaute.en16931.model import ItemAttribute, Line, LineNote, Note
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.figures import added, cents
from sansfaute.en16931.rules.groups import DETAIL, GROUP, SUBTYPES, Groups
from sansfaute.en16931.rules.mending import replacing
from sansfaute.en16931.rules.rule import NAMES, Rule, getter, listed, rule, rules_in
from sansfaute.en16931.structure.forms import trimmed
from sansfaute.en16931.values import ABSENT, is_absent


def _counting(number: str, in_ubl: str, term: str, at: str) -> Rule:
    """A term that every line which counts has, and other lines may lack."""
    read = getter(at)
    name_fr, name_en = NAMES[term]
    declare = rule(
        f"BR-FREXT-{number}",
        "lines",
        term,
        at,
        fr=f"{name_fr} ({term}) manque sur une ligne qui compte dans les totaux.",
        en=f"{name_en} ({term}) is missing on a line that counts in the totals.",
        fix_fr=f"Renseigner : {name_fr} ({term}), ou dire la ligne INFORMATION ou GROUP.",
        fix_en=f"Give: {name_en} ({term}), or make the line INFORMATION or GROUP.",
        also=(f"BR-FXEXT-{number}", *((in_ubl,) if in_ubl else ())),
    )
    return declare(lambda line, _: not is_absent(read(line)) or not line.counts)


br_frext_22 = _counting("BR-22", "BR-FREXT-22", "BT-129", "invoiced_quantity")
br_frext_23 = _counting("BR-23", "BR-FREXT-23", "BT-130", "unit_code")
br_frext_24 = _counting("BR-24", "BR-FREXT-24", "BT-131", "line_net_amount")
br_frext_26 = _counting("BR-26", "BR-FREXT-26", "BT-146", "price.item_net_price")
br_frext_co_04 = replace(
    _counting("CO-04", "", "BT-151", "vat.vat_category_code"),
    holds=lambda line, facts: facts.has_vat_category(line) or not line.counts,
)


@rule(
    "BR-FREXT-54-1",
    "attributes",
    "BT-160",
    "name",
    fr="Une caractéristique d'article (BG-32) n'a ni nom (BT-160) ni code.",
    en="An item attribute (BG-32) has neither name (BT-160) nor code.",
    fix_fr="Donner le nom ou le code de la caractéristique.",
    fix_en="Give the name or the code of the attribute.",
    also=("BR-FXEXT-BR-54-1",),
)
def br_frext_54_1(attribute: ItemAttribute, _: Facts) -> bool:
    """A name or a code."""
    return bool(attribute.name) or attribute.code is not None


@rule(
    "BR-FREXT-54-2",
    "attributes",
    "BT-161",
    "value",
    fr="Une caractéristique d'article a une valeur (BT-161), ou une mesure avec son unité, mais pas les deux.",
    en="An item attribute has a value (BT-161), or a measure with its unit, but not both.",
    fix_fr="Garder la valeur, ou la mesure avec son unité.",
    fix_en="Keep the value, or the measure with its unit.",
    also=("BR-FXEXT-BR-54-2",),
)
def br_frext_54_2(attribute: ItemAttribute, _: Facts) -> bool:
    """Either a value, or a measure and its unit."""
    measured = attribute.measure is not None
    return not measured if attribute.value else measured and bool(attribute.measure_unit_code)


br_frext_04 = listed("BR-FREXT-04", "attributes", "EXT-FR-FE-159", "code", "attribute_codes", also=("BR-FXEXT-04",))


@rule(
    "BR-FREXT-05",
    "lines",
    "EXT-FR-FE-163",
    "subtype_code",
    fr="Le sous-type de la ligne n'est ni DETAIL, ni GROUP, ni INFORMATION.",
    en="The subtype of the line is neither DETAIL, nor GROUP, nor INFORMATION.",
    fix_fr="DETAIL pour une ligne qui compte, GROUP pour un total de lignes, INFORMATION pour le reste.",
    fix_en="DETAIL for a line that counts, GROUP for a total of lines, INFORMATION for the rest.",
    text=lambda written, facts: (trimmed(written) if facts.syntax == "ubl" else written) in SUBTYPES,
)
def br_frext_05(line: Line, facts: Facts) -> bool:
    """One of the three subtypes, if any; in UBL a line under another that says none has an empty one."""
    none = line.subtype_code is None or (facts.syntax == "ubl" and line.subtype_code == "")
    return none or line.subtype_code in SUBTYPES


@rule(
    "BR-FREXT-06",
    "lines",
    "EXT-FR-FE-163",
    "subtype_code",
    fr="Une ligne placée sous une autre (ligne parente) doit dire son sous-type.",
    en="A line under another (parent line) must say its subtype.",
    fix_fr="Donner DETAIL, GROUP ou INFORMATION.",
    fix_en="Give DETAIL, GROUP or INFORMATION.",
    also=("BR-FXEXT-06",),
    text=lambda written, facts: facts.syntax == "ubl" or bool(written.strip()),
)
def br_frext_06(line: Line, facts: Facts) -> bool:
    """A line with a parent has a subtype."""
    if facts.syntax == "ubl" and line.parent_line_identifier is None:
        return True
    return (facts.syntax != "ubl" and not _parent(line)) or bool(line.subtype_code)


def _sum_of_children(line: Line, facts: Facts) -> Any:
    """What the details and groups below make; in Factur-X one without amount makes it no number."""
    amounts = [one.line_net_amount for one in _groups(facts).children(line, GROUP, DETAIL)]
    if facts.profile == "extended" and any(one.is_nan() for one in amounts):
        return ABSENT
    return cents(added(amounts))


def _groups(facts: Facts) -> Groups:
    """How this rule compares the identifiers of lines: Factur-X trims them, EXTENDED-CTC-FR does not."""
    return facts.trimmed_groups if facts.profile == "extended" else facts.groups


@rule(
    "BR-FREXT-08",
    "lines",
    "BT-131",
    "line_net_amount",
    fr="Le montant d'une ligne GROUP (BT-131) n'est pas la somme de ses lignes.",
    en="The amount of a GROUP line (BT-131) is not the sum of its lines.",
    fix_fr="Recalculer le groupe.",
    fix_en="Calculate the group again.",
    also=("BR-FXEXT-08",),
    mend=replacing(getter("line_net_amount"), _sum_of_children),
)
def br_frext_08(line: Line, facts: Facts) -> bool:
    """BT-131 of a group, if given, is the sum of the details and groups directly under it."""
    if not _priced_group(line):
        return True
    return bool(line.line_net_amount == _sum_of_children(line, facts))


@rule(
    "BR-FREXT-11",
    "lines",
    "EXT-FR-FE-162",
    "parent_line_identifier",
    fr="La ligne parente n'existe pas dans la facture.",
    en="The parent line does not exist in the invoice.",
    fix_fr="Donner le numéro (BT-126) d'une autre ligne de la facture.",
    fix_en="Give the number (BT-126) of another line of the invoice.",
    also=("BR-FXEXT-11",),
)
def br_frext_11(line: Line, facts: Facts) -> bool:
    """The parent is a line of the document; another one, except in Factur-X, which forgets to ask it."""
    if facts.syntax == "ubl":  # as written, blanks included
        named = line.parent_line_identifier
        return named is None or (named in facts.groups.numbers and named != line.identifier)
    parent = _parent(line)
    if parent and facts.profile != "extended":
        unnumbered = not line.identifier and facts.noted(line, "identifier") is None
        return parent in facts.groups.numbers and parent != line.identifier and not unnumbered
    return not parent or parent in facts.trimmed_groups.numbers


@rule(
    "BR-FREXT-12",
    "lines",
    "BT-131",
    "line_net_amount",
    fr="Un groupe chiffré (BT-131) contient un groupe sans montant.",
    en="A group with an amount (BT-131) holds a group without.",
    fix_fr="Chiffrer aussi les groupes qu'il contient, ou retirer son montant.",
    fix_en="Give an amount to the groups that it holds, or remove its own.",
    also=("BR-FXEXT-12",),
)
def br_frext_12(line: Line, facts: Facts) -> bool:
    """The groups of a priced group are priced."""
    if not _priced_group(line):
        return True
    return not any(one.line_net_amount.is_nan() for one in facts.groups.children(line, GROUP))


def _priced_group(line: Line) -> bool:
    return line.subtype_code == GROUP and not line.line_net_amount.is_nan()


def _parent(line: Line) -> str:
    return trimmed(line.parent_line_identifier or "")


def _says(id: str, on: str, term: str, at: str, read_code: str) -> Rule:
    """BR-FXEXT-01 and 02: a note with a subject code has a text."""
    code, text = getter(read_code), getter(at)
    declare = rule(
        id,
        on,
        term,
        at,
        fr=f"Une note ({term}) a un code sujet et pas de texte.",
        en=f"A note ({term}) has a subject code and no text.",
        fix_fr="Donner le texte de la note, ou retirer la note.",
        fix_en="Give the text of the note, or remove the note.",
    )

    def holds(item: Note | LineNote | Line, _: Facts) -> bool:
        return code(item) is None or bool(text(item))

    return declare(holds)


br_fxext_01 = _says("BR-FXEXT-01", "notes", "BT-22", "text", "subject_code")
br_fxext_02 = (
    _says("BR-FXEXT-02", "lines", "BT-127", "note", "note_subject_code"),
    _says("BR-FXEXT-02", "line_notes", "BT-127", "text", "subject_code"),
)

RULES = rules_in(globals())
