"""How two records compare, field by field: same, near, otherwise; words and figures, never a bare similarity."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rapidfuzz.distance import OSA, Indel

from sansfaute.masterdata.rules import addresses
from sansfaute.masterdata.rules.duplicates_features import Features
from sansfaute.masterdata.rules.duplicates_words import ROLE_MAILBOXES, STREET_TYPES
from sansfaute.masterdata.rules.names import GIVEN_NAMES, TRADES

_CLOSE = Decimal("0.6")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records, field by field; each is the name of a level of `duplicates_weights.toml`."""

    name: str
    street: str
    place: str
    identity: str
    phone: str
    email: str
    iban: str
    kind: str


def compare(one: Features, two: Features) -> Comparison:
    """The levels at which two records agree."""
    return Comparison(
        name=compare_names(one, two),
        street=compare_streets(one, two),
        place=compare_places(one, two),
        identity=compare_identities(one, two),
        phone=_plain(one.phone, two.phone),
        email=_compare_emails(one, two),
        iban=_compare_ibans(one.iban, two.iban),
        kind=_compare_kinds(one.kind, two.kind),
    )


def compare_names(one: Features, two: Features) -> str:
    """same, near (slips of the keyboard), contained, relative (one family, two first names), part, differs, absent."""
    if not one.words or not two.words:
        return "absent"
    if one.words == two.words or one.name == two.name or "".join(one.words) == "".join(two.words):
        return "same"
    return _two_names(one.words, two.words, persons=one.is_person and two.is_person)


@lru_cache(maxsize=200_000)
def _two_names(one: tuple[str, ...], two: tuple[str, ...], *, persons: bool) -> str:
    only_one, only_two, paired = unpaired(one, two)
    if not only_one and not only_two:
        return "near"
    flat_one, flat_two = "".join(one), "".join(two)
    if (
        not persons
        and min(len(flat_one), len(flat_two)) >= 8
        and _slips(flat_one, flat_two) <= 1
        and _no_figures(one, two)
    ):
        return "near"
    telling = [word for word in paired if _tells(word)]
    if not only_one or not only_two:
        return "contained" if telling or (persons and paired) else "part" if paired else "differs"
    if persons and paired and _are_initials(only_one, only_two):
        return "contained"
    if are_two_slips(one, two) and not _are_known_apart(one, two):
        return "part"
    if persons and telling:
        return "relative"
    if persons and paired and Indel.normalized_similarity("".join(only_one), "".join(only_two)) > _CLOSE:
        return "part"
    if not telling:
        return "differs"
    return "part" if 2 * len(paired) >= min(len(one), len(two)) else "differs"


def are_two_slips(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Whether two slips of the keyboard explain all of the difference between two names."""
    flat_one, flat_two = "".join(one), "".join(two)
    long = min(len(flat_one), len(flat_two)) >= 7
    return long and _no_figures(one, two) and _slips(flat_one, flat_two) <= 2


def _are_known_apart(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Whether what differs are two first names or two trades: "Paul" and "Paule" are nobody's slip."""
    apart = (set(one) - set(two), set(two) - set(one))
    return any(all(words & some for some in apart) for words in (GIVEN_NAMES, TRADES))


def _no_figures(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Figures in both names are the same ones: "Résidence 12" is not "Résidence 13"."""
    return {w for w in one if w.isdigit()} == {w for w in two if w.isdigit()}


def unpaired(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[list[str], list[str], list[str]]:
    """Words of the first alone, of the second alone, and of both, a slip of the keyboard allowed."""
    left, right = [w for w in one if w not in two], [w for w in two if w not in one]
    paired = [w for w in one if w in two]
    for word in list(left):
        if match := next((other for other in right if is_slip(word, other)), None):
            left.remove(word)
            right.remove(match)
            paired.append(word if word in GIVEN_NAMES or word in TRADES else match)
    return left, right, paired


def is_slip(one: str, two: str) -> bool:
    """Whether one word is the other mistyped: two known words are two words ("Paul", "Paule")."""
    shorter = min(len(one), len(two))
    if shorter < 4 or one.isdigit() or two.isdigit():
        return False
    if (one in GIVEN_NAMES and two in GIVEN_NAMES) or (one in TRADES and two in TRADES):
        return False
    return _slips(one, two) <= (1 if shorter < 8 else 2)


def _slips(one: str, two: str) -> int:
    return OSA.distance(one, two, score_cutoff=3)


def _tells(word: str) -> bool:
    return len(word) > 1 and word not in TRADES and word not in GIVEN_NAMES


def telling_words(one: Features) -> list[str]:
    """The words of a name by which to look for others like it: the rare ones, failing that all."""
    return [word for word in one.words if _tells(word) and len(word) > 2] or [w for w in one.words if len(w) > 2]


def _are_initials(one: list[str], two: list[str]) -> bool:
    """ "J" and "Jean"."""
    short, full = sorted((one, two), key=lambda words: sum(map(len, words)))
    return all(len(w) == 1 and any(other.startswith(w) for other in full) for w in short)


def compare_streets(one: Features, two: Features) -> str:
    """same, near (slips, abbreviations), neighbour (another number of the street), differs, absent."""
    if not one.street or not two.street:
        return "absent"
    same_number = one.number == two.number
    alike = sorted(one.street) == sorted(two.street)
    if alike and same_number:
        return "same"
    if not alike and not _two_streets(one.street, two.street):
        return "differs"
    if same_number or not one.number or not two.number:
        return "near"
    return "neighbour"


@lru_cache(maxsize=200_000)
def _two_streets(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    only_one, only_two, paired = unpaired(one, two)
    telling = [word for word in paired if word not in STREET_TYPES]
    if not telling:
        return "".join(one) == "".join(two)
    rest_one = [word for word in only_one if word not in STREET_TYPES]
    rest_two = [word for word in only_two if word not in STREET_TYPES]
    return not rest_one or not rest_two or _are_initials(rest_one, rest_two)


def compare_places(one: Features, two: Features) -> str:
    """same, near (CEDEX, district, slip), differs, absent."""
    known = {one.country, two.country} - {""}
    if len(known) > 1 and not known <= addresses.FRENCH | {"MC"}:
        return "differs"
    city_same = bool(one.city) and (one.city == two.city or _is_slip_of_city(one.city, two.city))
    if one.post_code and two.post_code:
        if one.post_code == two.post_code:
            return "same"
        near = bool(one.department and one.department == two.department) or not one.department
        slip = OSA.distance(one.post_code, two.post_code, score_cutoff=2) <= 1
        return "near" if (city_same and (near or slip)) or (slip and not (one.city and two.city)) else "differs"
    if one.city and two.city:
        return "same" if city_same else "differs"
    return "absent"


def _is_slip_of_city(one: str, two: str) -> bool:
    return min(len(one), len(two)) >= 4 and OSA.distance(one, two, score_cutoff=2) <= (1 if len(one) < 8 else 2)


def compare_identities(one: Features, two: Features) -> str:
    """siret, siren, foreign (shared), doubtful (shared, but fails its check), establishments (one company, two
    SIRETs), slip, unlike (one of them fails its check), conflict (two companies), absent."""
    if one.siret and one.siret == two.siret:
        return "siret" if one.is_siret_valid or one.is_siren_valid else "doubtful"
    if one.foreign and one.foreign == two.foreign:
        return "foreign"
    if one.sirens and two.sirens:
        return _two_companies(one, two)
    if one.foreign and two.foreign:
        if OSA.distance(one.foreign, two.foreign, score_cutoff=2) <= 1:
            return "conflict" if one.is_foreign_valid and two.is_foreign_valid else "slip"
        return "conflict" if one.is_foreign_valid and two.is_foreign_valid else "unlike"
    return "absent"


def _two_companies(one: Features, two: Features) -> str:
    if set(one.sirens) & set(two.sirens):
        if one.siret and two.siret and one.is_siret_valid and two.is_siret_valid:
            return "establishments"
        return "siren" if one.is_siren_valid else "doubtful"
    if one.is_siren_valid and two.is_siren_valid:
        return "conflict"
    near = any(OSA.distance(a, b, score_cutoff=2) <= 1 for a in one.sirens for b in two.sirens)
    return "slip" if near else "unlike"


def _plain(one: str, two: str) -> str:
    return "absent" if not one or not two else "same" if one == two else "differs"


def _compare_emails(one: Features, two: Features) -> str:
    """same, near (a slip, or one mailbox at two domains), domain (of their own), differs, absent."""
    if not one.email or not two.email:
        return "absent"
    if one.email == two.email:
        return "same"
    box_one, box_two = one.email.partition("@")[0], two.email.partition("@")[0]
    if OSA.distance(one.email, two.email, score_cutoff=2) <= 1 and not box_one[-1:].isdigit():
        return "near"
    if box_one == box_two and len(box_one) > 5 and box_one not in ROLE_MAILBOXES:
        return "near"
    return "domain" if one.domain and one.domain == two.domain else "differs"


def _compare_ibans(one: str, two: str) -> str:
    if not one or not two:
        return "absent"
    return "same" if one == two else "near" if OSA.distance(one, two, score_cutoff=2) <= 1 else "differs"


def _compare_kinds(one: str, two: str) -> str:
    if not one or not two:
        return "absent"
    return "differs" if one != two and "consumer" in (one, two) else "same"
