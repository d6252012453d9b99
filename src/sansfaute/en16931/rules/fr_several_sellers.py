"""France, multi-seller (x8) and two-way (x9) processes: BR-FR-MV-*, BR-FR-BD-*.

They need sub-lines, which only the EXTENDED profile has: in a document of this model, the rules
about groups of lines cannot hold, and say so.
"""

from sansfaute.en16931.model import Invoice, Line
from sansfaute.en16931.rules.facts import SELF_BILLED, Facts
from sansfaute.en16931.rules.rule import Rule, rule, rules_in

_SEVERAL_SELLERS = ("B8", "S8", "M8")
_TWO_WAY = ("B9", "S9", "M9")
_FIX = {
    "fix_fr": "Choisir un autre cadre de facturation, ou émettre au profil EXTENDED.",
    "fix_en": "Choose another business process, or issue in the EXTENDED profile.",
}


def _needs_groups(id: str, processes: tuple[str, ...], fr: str, en: str) -> Rule:
    """A rule about groups of lines, for the processes that need them."""
    declare = rule(
        id,
        "document",
        "BT-23",
        "process_control.business_process_type",
        fr=f"Ce cadre de facturation demande {fr}, que seul le profil EXTENDED permet.",
        en=f"This business process needs {en}, which only the EXTENDED profile allows.",
        **_FIX,
    )
    return declare(lambda _, facts: facts.process not in processes)


br_fr_mv_02 = _needs_groups(
    "BR-FR-MV-02_EXT-FR-FE-163", _SEVERAL_SELLERS, "une ligne de groupe par vendeur", "a group line for each seller"
)
br_fr_bd_02 = (
    _needs_groups("BR-FR-BD-02_EXT-FR-FE-163", _TWO_WAY, "deux lignes de groupe", "two group lines"),
    _needs_groups("BR-FR-BD-02_BT-31", _TWO_WAY, "un groupe du vendeur", "a group of the seller"),
    _needs_groups("BR-FR-BD-02_BT-47", _TWO_WAY, "un groupe de l'acheteur", "a group of the buyer"),
)


@rule(
    "BR-FR-MV-06_EXT-FR-FE-167",
    "lines",
    "BG-25",
    "identifier",
    fr="Ce cadre de facturation demande le vendeur de chaque ligne, que seul le profil EXTENDED permet.",
    en="This business process needs the seller of each line, which only the EXTENDED profile allows.",
    **_FIX,
)
def br_fr_mv_06(_: Line, facts: Facts) -> bool:
    """Every line has its seller."""
    return facts.process not in _SEVERAL_SELLERS + _TWO_WAY


@rule(
    "BR-FR-MV-07_BT-128",
    "lines",
    "BT-128",
    "object_identifier.value",
    fr="Ce cadre de facturation demande le numéro de sous-facture de chaque ligne (BT-128, schéma AFL).",
    en="This business process needs the sub-invoice number of each line (BT-128, scheme AFL).",
    **_FIX,
)
def br_fr_mv_07(line: Line, facts: Facts) -> bool:
    """Every line has its sub-invoice number."""
    number = line.object_identifier
    named = number is not None and number.scheme == "AFL" and bool(number.value)
    return named or facts.process not in _SEVERAL_SELLERS + _TWO_WAY


@rule(
    "BR-FR-MV-13_BT-3",
    "document",
    "BT-3",
    "type_code",
    fr="Une facture multi-vendeurs (B8, S8, M8) ne peut être une autofacture.",
    en="A multi-seller invoice (B8, S8, M8) cannot be self-billed.",
)
def br_fr_mv_13(invoice: Invoice, facts: Facts) -> bool:
    """Not self-billed."""
    return facts.process not in _SEVERAL_SELLERS or (invoice.type_code != "" and not facts.self_billed)


@rule(
    "BR-FR-BD-13_BT-3",
    "document",
    "BT-3",
    "type_code",
    fr="Une facture bidirectionnelle (B9, S9, M9) est une autofacture.",
    en="A two-way invoice (B9, S9, M9) is self-billed.",
)
def br_fr_bd_13(invoice: Invoice, facts: Facts) -> bool:
    """Self-billed."""
    return facts.process not in _TWO_WAY or invoice.type_code in SELF_BILLED


RULES = rules_in(globals())
