"""The same customer written again, by somebody who did not find it: for `make_messy.py`."""

from dataclasses import replace
from random import Random

import messy_dirt as dirt
import messy_words as words
from messy_companies import Company, slug

SHORT = {
    "Boulangerie": "Boul.", "Pharmacie": "Phie", "Garage": "Gar.", "Établissements": "Ets", "Société": "Sté",
    "Imprimerie": "Imp.", "Laboratoire": "Labo", "Transports": "Transp.", "Restaurant": "Resto", "Hôtel": "Hotel",
    "Association": "Asso", "Saint": "St", "Sainte": "Ste", "Clinique vétérinaire": "Clin. vét.", "Centre": "Ctre",
}  # fmt: skip
_NEAR = {"a": "z", "e": "r", "i": "o", "o": "p", "n": "b", "t": "y", "s": "d", "r": "t", "u": "i", "l": "k"}


def again(one: Company, chance: Random) -> Company:
    """The record written a second time: one to three changes, of which at most one is far-reaching."""
    changed = one
    for change in chance.sample(_LIGHT, chance.choice((1, 2, 2, 3))):
        changed = change(changed, chance)
    if chance.random() < 0.35:
        changed = chance.choice(_HEAVY)(changed, chance)
    return changed


def _typo(one: Company, chance: Random) -> Company:
    name = one.name
    places = [place for place, letter in enumerate(name) if letter.isalpha() and place > 0]
    if len(places) < 6:
        return one
    place, draw = chance.choice(places[:-1]), chance.random()
    if draw < 0.3:
        typed = name[:place] + name[place + 1 :]
    elif draw < 0.55:
        typed = name[:place] + name[place] + name[place:]
    elif draw < 0.8:
        typed = name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    else:
        typed = name[:place] + _NEAR.get(name[place].lower(), "e") + name[place + 1 :]
    return replace(one, name=typed)


def _form_moved(one: Company, chance: Random) -> Company:
    first, *rest = one.name.split(" ")
    forms = {*words.FORMS, *words.DOTTED.values()}
    if first in forms and rest:
        return replace(one, name=" ".join(rest) if chance.random() < 0.4 else f"{' '.join(rest)} {first}")
    if rest and rest[-1] in forms:
        bare = " ".join((first, *rest[:-1]))
        return replace(one, name=bare if chance.random() < 0.4 else f"{rest[-1]} {bare}")
    return replace(one, name=f"{chance.choice(words.FORMS)} {one.name}") if one.kind == "b2b" else one


def _abbreviated(one: Company, chance: Random) -> Company:
    for long, short in SHORT.items():
        if long in one.name:
            return replace(one, name=one.name.replace(long, short, 1))
    return replace(one, line=dirt.abbreviated(one.line))


def _swapped(one: Company, chance: Random) -> Company:
    parts = one.name.split(" ")
    if len(parts) < 2:
        return one
    place = chance.randrange(len(parts) - 1)
    parts[place], parts[place + 1] = parts[place + 1], parts[place]
    return replace(one, name=" ".join(parts))


def _unaccented(one: Company, chance: Random) -> Company:
    return replace(one, name=dirt.unaccented(one.name), city=dirt.unaccented(one.city))


def _upper(one: Company, chance: Random) -> Company:
    return replace(one, name=one.name.upper(), city=one.city.upper())


def _other_identifier(one: Company, chance: Random) -> Company:
    return replace(one, siret="") if one.siren and one.siret and one.siren != "356000000" else one


def _other_email(one: Company, chance: Random) -> Company:
    _, _, domain = one.email.partition("@")
    user = chance.choice(("factures", "direction", "fournisseurs", "j.martin"))
    return replace(one, email=f"{user}@{domain}" if domain else f"{user}@{slug(one.name)[:30].strip('-') or 'x'}.fr")


def _no_vat(one: Company, chance: Random) -> Company:
    return replace(one, vat="") if one.siren else one


def _no_identifier(one: Company, chance: Random) -> Company:
    return replace(one, siren="", siret="")


def _anonymous(one: Company, chance: Random) -> Company:
    """Nothing left to know it by; not where the name alone would leave in doubt what it is."""
    return replace(one, siren="", siret="", vat="") if dirt.told_by_name(one) or one.kind == "b2c" else one


def _moved(one: Company, chance: Random) -> Company:
    if not (one.siren or one.vat or one.email) or one.country not in ("FR", "DE", "BE"):
        return one
    number = f"{chance.randrange(1, 200)} {chance.choice(words.STREET_KINDS)} {chance.choice(words.STREETS)}"
    return replace(one, line=number)


def _other_phone(one: Company, chance: Random) -> Company:
    return replace(one, telephone=f"+336{chance.randrange(10**8):08d}")


def _no_account(one: Company, chance: Random) -> Company:
    return replace(one, iban="", more={**one.more, "line_2": "", "comment": ""})


_LIGHT = (
    _typo, _typo, _form_moved, _abbreviated, _unaccented, _upper, _other_identifier, _other_email, _no_vat,
    _no_account, _swapped,
)  # fmt: skip
_HEAVY = (_no_identifier, _anonymous, _moved, _other_phone)
