"""Why the status was given, what is asked for, the figures: MDG-37 and MDG-43."""

from sansfaute.en16931.cdar.codes import ACTIONS, DATA_TYPES, FAMILIES, REASONS, STATUSES, reasons_of
from sansfaute.en16931.cdar.codes.statuses import NEEDS_REASON
from sansfaute.en16931.cdar.model import Characteristic
from sansfaute.en16931.cdar.rules.rule import Rule, rule, rules_in
from sansfaute.en16931.cdar.rules.scopes import Around
from sansfaute.en16931.mapped import is_blank

COLLECTED, COLLECTED_AMOUNT = "212", "MEN"
_ACTIONS = frozenset(one.code for one in ACTIONS)
_DATA_TYPES = frozenset(one.code for one in DATA_TYPES)
_REASONS = frozenset(one.code for one in REASONS)
_KNOWN = frozenset(one.code for one in (*STATUSES, *FAMILIES))
_WITH_LIST = ("200", "213", "210", "207", "206", "208", "221", "501")


@rule(
    "BR-FR-CDV-14_MDT-207",
    "subject",
    "MDT-207",
    "details",
    fr="Une facture encaissée (212) demande au moins un montant encaissé (MEN), et pour chacun le montant TTC "
    "(MDT-215) et le taux de TVA (MDT-224).",
    en="A collected invoice (212) needs at least one collected amount (MEN), each with its gross amount (MDT-215) and "
    "VAT rate (MDT-224).",
    fix_fr="Donner un bloc MEN par taux de TVA, avec le montant et le taux ; taux 0 pour la part sans TVA.",
    fix_en="Give one MEN block for each VAT rate, with amount and rate; rate 0 for the part without VAT.",
)
def collected_amounts(around: Around) -> bool:
    if around.subject is None or around.subject.status_code != COLLECTED:
        return True
    collected = collected_of(around)
    return bool(collected) and all(not is_blank(one.amount) and not is_blank(one.percentage) for one in collected)


def collected_of(around: Around) -> list[Characteristic]:
    """The collected amounts (MEN) of the invoice."""
    details = around.subject.details if around.subject else ()
    return [one for detail in details for one in detail.characteristics if one.type_code == COLLECTED_AMOUNT]


@rule(
    "BR-FR-CDV-15_MDT-113",
    "subject",
    "MDT-113",
    "details",
    fr="Ce statut demande un motif (MDT-113).",
    en="This status needs a reason (MDT-113).",
    fix_fr="Donner le motif, parmi ceux que ce statut admet.",
    fix_en="Give the reason, one of those that this status allows.",
)
def reason_given(around: Around) -> bool:
    one = around.subject
    return one is None or one.status_code not in NEEDS_REASON or any(detail.reason_code for detail in one.details)


@rule(
    "BR-FR-CDV-16_MDT-124-2",
    "detail",
    "MDT-124-2",
    "sequence_number",
    fr="Le numéro d'ordre de ce détail (MDT-124-2) manque.",
    en="The sequence number of this detail (MDT-124-2) is missing.",
    fix_fr="Numéroter les détails : 1, 2, 3…",
    fix_en="Number the details: 1, 2, 3…",
)
def detail_numbered(around: Around) -> bool:
    return around.detail is None or not is_blank(around.detail.sequence_number)


@rule(
    "BR-FR-CDV-CL-06_MDT-115",
    "detail",
    "MDT-115",
    "status_code",
    fr="Ce statut de détail (MDT-115) n'est pas dans la liste.",
    en="This status of a detail (MDT-115) is not in the list.",
    fix_fr="Employer un statut de la liste, ou vérifier l'accord avec la plateforme.",
    fix_en="Use a status of the list, or check what was agreed with the platform.",
    level="warning",
)
def detail_status_listed(around: Around) -> bool:
    return around.detail is None or around.detail.status_code in _KNOWN | {None}


@rule(
    "BR-FR-CDV-CL-09_MDT-113",
    "detail",
    "MDT-113",
    "reason_code",
    fr="Ce motif (MDT-113) n'est pas dans la liste.",
    en="This reason (MDT-113) is not in the list.",
    fix_fr="Choisir un motif de la liste.",
    fix_en="Choose a reason of the list.",
)
def reason_listed(around: Around) -> bool:
    return around.detail is None or around.detail.reason_code in _REASONS | {None}


def _reasons(status: str, *, public: bool = False) -> Rule:
    allowed = reasons_of(status, public=public) or frozenset()
    declare = rule(
        f"BR-FR-CDV-CL-09_MDT-113_{status}{'B2G' if public else ''}",
        "detail",
        "MDT-113",
        "reason_code",
        fr=f"Ce motif (MDT-113) n'est pas admis pour le statut {status}{' du secteur public' if public else ''}.",
        en=f"This reason (MDT-113) is not allowed for status {status}{' of the public sector' if public else ''}.",
        fix_fr=f"Choisir parmi : {', '.join(sorted(allowed))}.",
        fix_en=f"Choose one of: {', '.join(sorted(allowed))}.",
    )

    def holds(around: Around) -> bool:
        if around.detail is None or around.detail.reason_code is None or around.status != status:
            return True
        other_list = status == "210" and around.facts.from_public_body != public
        return other_list or around.detail.reason_code in allowed

    return declare(holds)


REASONS_BY_STATUS = (*(_reasons(status) for status in _WITH_LIST), _reasons("210", public=True))


@rule(
    "BR-FR-CDV-CL-10_MDT-121",
    "detail",
    "MDT-121",
    "requested_action_code",
    fr="L'action attendue (MDT-121) n'est pas dans la liste.",
    en="The requested action (MDT-121) is not in the list.",
    fix_fr=f"Choisir parmi : {', '.join(one.code for one in ACTIONS)}.",
    fix_en=f"Choose one of: {', '.join(one.code for one in ACTIONS)}.",
)
def action_listed(around: Around) -> bool:
    return around.detail is None or around.detail.requested_action_code in _ACTIONS | {None}


@rule(
    "BR-FR-CDV-CL-11_MDT-207",
    "characteristic",
    "MDT-207",
    "type_code",
    fr="Le type de la donnée (MDT-207) n'est pas dans la liste.",
    en="The type of the datum (MDT-207) is not in the list.",
    fix_fr=f"Choisir parmi : {', '.join(one.code for one in DATA_TYPES)}.",
    fix_en=f"Choose one of: {', '.join(one.code for one in DATA_TYPES)}.",
)
def data_type_listed(around: Around) -> bool:
    return around.characteristic is None or around.characteristic.type_code in _DATA_TYPES | {None}


RULES: tuple[Rule, ...] = rules_in(globals())
