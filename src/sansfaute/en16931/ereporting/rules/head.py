"""The transmission itself: identifier, time, type, sender, declarant, one report and one only."""

import re

from sansfaute.en16931.ereporting.model import Header, Moment, Transmission
from sansfaute.en16931.ereporting.rules.rule import Asked, Rule, rule, rules_in
from sansfaute.en16931.values import Identifier

_LONGEST_IDENTIFIER = 50
_CHARACTERS = re.compile(r"[A-Za-z0-9 +\-_/]+", re.ASCII)
_SIREN = re.compile(r"[0-9]{9}", re.ASCII)
_PLATFORM_LENGTH = 4


def plain(text: str, longest: int) -> bool:
    """Letters, digits, `+ - _ /` and single spaces inside, within a length."""
    fits = len(text) <= longest and _CHARACTERS.fullmatch(text) is not None
    return fits and text == text.strip(" ") and "  " not in text


@rule(
    "G1.104",
    "TT-1",
    fr="l'identifiant a 50 caractères au plus : lettres, chiffres, + - _ / et des espaces simples à l'intérieur.",
    en="the identifier has at most 50 characters: letters, digits, + - _ / and single spaces inside.",
    fix_fr="Raccourcir l'identifiant, ou en retirer les autres caractères.",
    fix_en="Shorten the identifier, or take the other characters out.",
)
def identifier_plain(value: str, asked: Asked) -> bool:
    return plain(value, _LONGEST_IDENTIFIER)


@rule(
    "G7.53",
    "TT-3",
    fr="la date et heure s'écrit AAAAMMJJHHMMSS.",
    en="the date and time is written YYYYMMDDHHMMSS.",
    fix_fr="Écrire quatorze chiffres, d'un instant réel.",
    fix_en="Write fourteen digits, of a real instant.",
)
def created_readable(value: Moment, asked: Asked) -> bool:
    return value.format == "204" and value.instant() is not None


@rule(
    "G8.01",
    "TT-4",
    fr="le type est IN (première transmission) ou RE (rectificative).",
    en="the type is IN (first transmission) or RE (corrective).",
    fix_fr="Écrire IN, ou RE pour remplacer tout ce qui a été transmis pour la période.",
    fix_en="Write IN, or RE to replace all that was sent for the period.",
)
def type_listed(value: str, asked: Asked) -> bool:
    return value in ("IN", "RE")


@rule(
    "G6.29",
    "TB-0",
    fr="une transmission porte soit des opérations, soit des paiements.",
    en="a transmission holds either operations or payments.",
    fix_fr="Faire deux transmissions, ou donner le rapport qui manque.",
    fix_en="Make two transmissions, or give the report that is missing.",
)
def one_report(value: Transmission, asked: Asked) -> bool:
    return (value.operations is None) != (value.payments is None)


@rule(
    "G6.22",
    "TT-8",
    fr="la plateforme est désignée par son matricule de 4 caractères, schéma 0238.",
    en="the platform is named by its number of 4 characters, scheme 0238.",
    fix_fr="Reprendre le matricule de la plateforme agréée.",
    fix_en="Take the number of the accredited platform.",
)
def platform_identified(value: Identifier, asked: Asked) -> bool:
    return value.scheme == "0238" and len(value.value) == _PLATFORM_LENGTH


@rule(
    "G7.51",
    "TT-10",
    fr="le rôle de l'émetteur est WK (plateforme).",
    en="the role of the sender is WK (platform).",
    fix_fr="Écrire WK.",
    fix_en="Write WK.",
)
def platform_role(value: str, asked: Asked) -> bool:
    return value == "WK"


@rule(
    "G6.26",
    "TT-13",
    fr="le déclarant est désigné par son SIREN, 9 chiffres, schéma 0002.",
    en="the declarant is named by its SIREN, 9 digits, scheme 0002.",
    fix_fr="Reprendre le SIREN du déclarant.",
    fix_en="Take the SIREN of the declarant.",
)
def declarant_identified(value: Identifier, asked: Asked) -> bool:
    return value.scheme == "0002" and _SIREN.fullmatch(value.value) is not None


@rule(
    "G7.52",
    "TT-15",
    fr="le rôle du déclarant est SE (ventes) ou BY (achats).",
    en="the role of the declarant is SE (sales) or BY (purchases).",
    fix_fr="Écrire SE ou BY.",
    fix_en="Write SE or BY.",
)
def declarant_role(value: str, asked: Asked) -> bool:
    return value in ("SE", "BY")


@rule(
    "G8.05",
    "TB-1",
    fr="cet identifiant de transmission a déjà servi.",
    en="this transmission identifier has been used already.",
    fix_fr="Donner un identifiant neuf à chaque transmission.",
    fix_en="Give each transmission an identifier of its own.",
    source="A7 1.9 (not checkable in the file)",
)
def identifier_new(value: Header, asked: Asked) -> bool:
    return value.identifier not in asked.sent_before


RULES: tuple[Rule, ...] = rules_in(globals())
