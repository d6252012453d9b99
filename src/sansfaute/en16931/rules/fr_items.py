"""France, items and invoiced objects: BR-FR-27 to BR-FR-30. Same source as `fr_document`."""

from collections import Counter

from sansfaute.en16931.model import Invoice, ItemAttribute, Line
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.rule import Rule, rule, rules_in
from sansfaute.en16931.values import Identifier

_SUB_INVOICE = ("AFL", "AVV")


@rule(
    "BR-FR-27_BG-32",
    "attributes",
    "BG-32",
    "",
    fr="Une caractéristique d'article (BG-32) n'a ni nom (BT-160) ni code.",
    en="An item attribute (BG-32) has neither name (BT-160) nor code.",
    fix_fr="Donner le nom ou le code de la caractéristique.",
    fix_en="Give the name or the code of the attribute.",
)
def br_fr_27(attribute: ItemAttribute, _: Facts) -> bool:
    """A name or a code."""
    return bool(attribute.name) or attribute.code is not None


@rule(
    "BR-FR-27_BT-160",
    "attributes",
    "BT-160",
    "name",
    fr="Le nom d'une caractéristique d'article (BT-160) est vide.",
    en="The name of an item attribute (BT-160) is empty.",
)
def br_fr_27_name(attribute: ItemAttribute, _: Facts) -> bool:
    """A name that is not blank, where there is one."""
    return attribute.name == "" or bool(attribute.name.strip())


@rule(
    "BR-FR-27_EXT-FR-FE-159",
    "attributes",
    "EXT-FR-FE-159",
    "code",
    fr="Le code d'une caractéristique d'article est vide.",
    en="The code of an item attribute is empty.",
)
def br_fr_27_code(attribute: ItemAttribute, _: Facts) -> bool:
    """A code that is not blank, where there is one."""
    return attribute.code is None or bool(attribute.code.strip())


@rule(
    "BR-FR-28-Value",
    "attributes",
    "BT-161",
    "value",
    fr="Une caractéristique d'article a une valeur (BT-161), ou une mesure avec son unité, mais pas les deux.",
    en="An item attribute has a value (BT-161), or a measure with its unit, but not both.",
    fix_fr="Garder la valeur, ou la mesure avec son unité.",
    fix_en="Keep the value, or the measure with its unit.",
    text=lambda *_: True,  # a value that is there, alone, but blank: the reader notes no other
)
def br_fr_28(attribute: ItemAttribute, _: Facts) -> bool:
    """Either a value, or a measure and its unit."""
    measured = attribute.measure is not None
    return not measured if attribute.value else measured and bool(attribute.measure_unit_code)


def _named(number: str, scheme: str, on: str, term: str, at: str, **where: tuple[str, ...]) -> Rule:
    """BR-FR-29 and 30: an invoiced object of a scheme is not empty."""
    fr = "L'objet facturé" if on == "document" else "L'objet facturé à la ligne"
    en = "The invoiced object" if on == "document" else "The invoiced object of the line"
    declare = rule(
        f"BR-FR-{number}_{scheme}",
        on,
        term,
        at,
        fr=f"{fr} de schéma {scheme} ({term}) est vide.",
        en=f"{en} of scheme {scheme} ({term}) is empty.",
        syntaxes=where.get("syntaxes", ()),
    )
    return declare(lambda item, _: all(one.value.strip() for one in _objects(item) if one.scheme == scheme))


def _objects(item: Invoice | Line) -> tuple[Identifier, ...]:
    if isinstance(item, Line):
        return item.object_identifiers
    return () if item.invoiced_object_identifier is None else (item.invoiced_object_identifier,)


@rule(
    "BR-FR-29_BT-18",
    "document",
    "BT-18",
    "invoiced_object_identifier",
    fr="La facture a deux objets facturés (BT-18) de schéma AFL ou AVV : un seul de chaque est permis.",
    en="The invoice has two invoiced objects (BT-18) of scheme AFL or AVV: one of each is allowed.",
    fix_fr="N'en garder qu'un par schéma.",
    fix_en="Keep one for each scheme.",
    syntaxes=("cii",),
)
def br_fr_29_once(invoice: Invoice, facts: Facts) -> bool:
    """The model holds one; the reader notes the others. The stylesheet for UBL counts within one element."""
    own = invoice.invoiced_object_identifier
    schemes = Counter(facts.raw.get("other_objects", "").split("|"))
    return all(schemes[scheme] + (own is not None and own.scheme == scheme) <= 1 for scheme in _SUB_INVOICE)


br_fr_29 = tuple(
    _named("29", scheme, "document", "BT-18", "invoiced_object_identifier.value") for scheme in _SUB_INVOICE
)
# The pack for CII looks for these in a place where the syntax does not have them: there it never fires.
br_fr_30 = tuple(
    _named("30", scheme, "lines", "BT-128", "object_identifier.value", syntaxes=("ubl",)) for scheme in _SUB_INVOICE
)


@rule(
    "BR-FR-30",
    "lines",
    "BT-128",
    "object_identifier",
    fr="Une ligne a deux objets facturés (BT-128) de schéma AFL ou AVV : un seul de chaque est permis.",
    en="A line has two invoiced objects (BT-128) of scheme AFL or AVV: one of each is allowed.",
    fix_fr="N'en garder qu'un par schéma.",
    fix_en="Keep one for each scheme.",
    coded=False,
)
def br_fr_30_once(line: Line, _: Facts) -> bool:
    """Stated by the standard; both stylesheets count within one element, and so never see it."""
    if not line.further_object_identifiers:
        return True
    schemes = Counter(one.scheme for one in line.further_object_identifiers)
    first = line.object_identifier.scheme if line.object_identifier else None
    return all(schemes[scheme] + (first == scheme) <= 1 for scheme in _SUB_INVOICE)


RULES = rules_in(globals())
