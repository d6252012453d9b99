"""Which buyers share a legal identifier: the same company twice, perhaps."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from sansfaute.masterdata.rules.identifiers import siren_of_vat, siren_verdict, siret_verdict, vat_verdict

MOST_IN_FULL = 20
"""A larger group (one placeholder number everywhere, say) is compared to its first record only."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies one buyer in law."""

    buyer_id: UUID
    code: str
    siren: str
    siret: str
    vat_identifier: str


@dataclass(frozen=True, slots=True)
class SharedIdentifier:
    """Two buyers, in the order of their codes, and what they share."""

    first_id: UUID
    second_id: UUID
    evidence: tuple[dict[str, str], ...]


def shared_identifiers(buyers: Iterable[Identity]) -> list[SharedIdentifier]:
    """Pairs of buyers that share a valid SIREN (SIRETs that differ apart) or a valid VAT number.

    Two establishments of one company are two addresses, not one buyer written twice: a pair with
    two valid SIRETs that differ is left alone. An identifier that fails its check proves nothing.
    """
    groups: dict[str, list[Identity]] = defaultdict(list)
    for buyer in sorted(buyers, key=lambda one: one.code):
        for key in _keys(buyer):
            groups[key].append(buyer)
    pairs = {(one.buyer_id, two.buyer_id): (one, two) for group in groups.values() for one, two in _pairs(group)}
    return [SharedIdentifier(one.buyer_id, two.buyer_id, _evidence(one, two)) for one, two in pairs.values()]


def identity_keys(siren: str, vat_identifier: str) -> set[str]:
    """The valid identifiers by which a buyer may meet another: SIREN (its own, or in its VAT number), VAT number."""
    keys = {number for number in (siren,) if siren_verdict(number) == "valid"}
    if vat_identifier and vat_verdict(vat_identifier) in ("valid", "doubtful"):
        keys.add(siren_of_vat(vat_identifier) or vat_identifier)
    return keys


def _keys(buyer: Identity) -> set[str]:
    return identity_keys(buyer.siren, buyer.vat_identifier)


def _pairs(group: Sequence[Identity]) -> Iterator[tuple[Identity, Identity]]:
    pairs = combinations(group, 2) if len(group) <= MOST_IN_FULL else ((group[0], other) for other in group[1:])
    return (pair for pair in pairs if not _two_establishments(*pair))


def _two_establishments(one: Identity, two: Identity) -> bool:
    return one.siret != two.siret and siret_verdict(one.siret) == siret_verdict(two.siret) == "valid"


def _evidence(one: Identity, two: Identity) -> tuple[dict[str, str], ...]:
    """The fields that agree; failing that the SIREN that one's VAT number shares with the other."""
    same = [
        {"field": name, "value": getattr(one, name)}
        for name in ("siren", "siret", "vat_identifier")
        if getattr(one, name) and getattr(one, name) == getattr(two, name)
    ]
    shared = sorted(_keys(one) & _keys(two))
    return tuple(same) or tuple({"field": "siren_in_vat", "value": number} for number in shared)
