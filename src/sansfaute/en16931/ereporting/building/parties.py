"""Who a party is for the tax administration: SIREN, VAT number, RIDET, TAHITI, or country and name."""

from collections.abc import Sequence

from sansfaute.en16931.ereporting.facts import PARTY_SCHEMES
from sansfaute.en16931.values import Identifier

_MEMBERS = "AT BE BG CY CZ DE DK EE EL ES FI GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI"
_EUROPE = frozenset(_MEMBERS.split())
"""Countries, or prefixes of VAT numbers, of the other member states; XI is Northern Ireland, for goods."""

_WITH_SIREN = frozenset(("FR", "GP", "MQ", "RE", "GF", "YT", "BL", "MF", "PM"))
_OWN_NUMBER = {"NC": "0228", "PF": "0229"}
_SIREN_LENGTH, _NAME_LENGTH = 9, 16


def identified(
    name: str, country: str, legal: Identifier | None, identifiers: Sequence[Identifier], vat: str | None
) -> Identifier:
    """The identifier that flow 10 takes for a party; blank when the party gives none that it takes.

    In order: one of its own with a scheme that flow 10 knows, the SIREN of its SIRET, the VAT number
    of another member state (0223), elsewhere its country and the start of its name (0227).
    """
    given = [one for one in (legal, *identifiers) if one is not None and one.value]
    for one in given:
        if one.scheme in PARTY_SCHEMES:
            return Identifier(one.value, one.scheme)
    sirens = [one.value[:_SIREN_LENGTH] for one in given if one.scheme == "0009"]
    if sirens:
        return Identifier(sirens[0], "0002")
    if country in _EUROPE or (vat or "")[:2] in _EUROPE:
        return Identifier((vat or "").replace(" ", ""), "0223")
    if country in _OWN_NUMBER:  # such a party has a number, which only it can tell
        return Identifier("", _OWN_NUMBER[country])
    if country in _WITH_SIREN or not country:
        return Identifier("", "0002")
    return Identifier(f"{country}{name[:_NAME_LENGTH]}", "0227")
