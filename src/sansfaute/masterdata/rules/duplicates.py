"""Which pairs of records are one customer, which need a person, and how they gather in clusters."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Literal

from sansfaute.masterdata.rules.duplicates_compare import Comparison, are_two_slips, compare
from sansfaute.masterdata.rules.duplicates_features import Features
from sansfaute.masterdata.rules.duplicates_keys import Frequencies

Verdict = Literal["sure", "review", ""]

_RARE = 5
"""A telephone, e-mail or IBAN that more records share belongs to an accountant or a hotline: it ties nobody."""
_ALIKE = frozenset({"same", "near"})
_SHARED = frozenset({"siret", "siren", "foreign"})
LIKELY = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Judged:
    """What is decided of a pair, and on what."""

    verdict: Verdict
    comparison: Comparison
    apart: bool  # something says that they are two, so that no third record may bring them together


def judge(one: Features, two: Features, counted: Frequencies, probability: Decimal | None = None) -> Judged:
    """Decide a pair. "sure" needs identity in law or overwhelming agreement, and nothing against it.

    `probability` is what the trained comparison says; it can only lower a verdict or call for a person.
    """
    found = compare(one, two)
    ties = _ties(one, two, found, counted)
    apart = _are_two(one, two, found)
    if not apart and _is_sure(one, two, found, ties) and (probability is None or probability >= LIKELY):
        return Judged("sure", found, apart)
    if _needs_a_person(one, two, found, ties, counted, probability):
        return Judged("review", found, apart)
    return Judged("", found, apart)


def _ties(one: Features, two: Features, found: Comparison, counted: Frequencies) -> int:
    """How many of telephone, e-mail and IBAN are shared, and by few."""
    return sum(
        (
            found.phone == "same" and counted.phone[one.phone] <= _RARE,
            found.email == "same" and counted.email[one.email] <= _RARE,
            found.iban == "same" and counted.iban[one.iban] <= _RARE,
        )
    )


def _are_two(one: Features, two: Features, found: Comparison) -> bool:
    """Two companies, two establishments, two of a family, a person and an organisation."""
    if found.identity in ("conflict", "establishments"):
        return True
    if found.name == "relative":
        return found.identity not in _SHARED
    return found.kind == "differs" and found.identity not in _SHARED and found.name != "same"


def _is_sure(one: Features, two: Features, found: Comparison, ties: int) -> bool:
    if found.place == "differs" or found.name in ("differs", "relative"):
        return False
    if found.identity in _SHARED:
        return _is_sure_by_identity(found, ties)
    if one.form and two.form and one.form != two.form:
        return False
    if found.name not in _ALIKE or (found.kind == "differs" and ties < 2):
        return False
    if found.street in _ALIKE and found.place in ("same", "near"):
        return _is_sure_by_address(one, two, found, ties)
    return found.street == "absent" and found.name == "same" and ties >= 2


def _is_sure_by_identity(found: Comparison, ties: int) -> bool:
    """A shared SIRET, SIREN or VAT number: the rest must not tell of another establishment, or of a wrong number."""
    if found.name == "part":
        return found.identity == "siret" and found.street in _ALIKE and ties >= 1
    if found.name == "absent":
        return found.street in _ALIKE or ties >= 1
    if found.street in _ALIKE:
        return found.name in _ALIKE or found.identity == "siret" or ties >= 1
    if found.street == "absent":
        return found.name in _ALIKE and (found.identity == "siret" or ties >= 1 or found.place == "same")
    return found.name in _ALIKE and (ties >= 2 or (found.identity == "siret" and ties >= 1))


def _is_sure_by_address(one: Features, two: Features, found: Comparison, ties: int) -> bool:
    """Same name at the same address, no number in law to say so."""
    if len(one.words) < 2 and ties < 2:
        return False
    if found.identity in ("unlike", "slip", "doubtful"):
        return ties >= 2 or (ties == 1 and found.name == "same" and found.identity != "unlike")
    if found.name == "same" and found.street == "same":
        return ties >= 1 or not _disagree(found)
    return ties >= 1 and (found.name == "same" or found.street == "same" or ties >= 2)


def _disagree(found: Comparison) -> bool:
    """Telephone and e-mail both say two."""
    return found.phone == "differs" and found.email == "differs"


def _needs_a_person(
    one: Features, two: Features, found: Comparison, ties: int, counted: Frequencies, probability: Decimal | None
) -> bool:
    if found.identity == "conflict":
        return _may_be_a_wrong_number(found, ties)
    if found.identity == "establishments":
        return found.street in _ALIKE and found.place != "differs" and found.name != "differs" and ties >= 1
    if found.identity in _SHARED | {"doubtful"}:
        return True
    if found.name == "relative":
        at_home = found.place != "differs" and found.street in (*_ALIKE, "absent")
        return ties >= 2 and at_home and _is_shaky(one, two)
    if found.identity == "slip" and found.name != "differs":
        return True
    return _looks_like_one(one, two, found, ties, counted, probability)


def _may_be_a_wrong_number(found: Comparison, ties: int) -> bool:
    """Two valid numbers, and all the rest the same: one of them may be another company's."""
    if found.place == "differs" or found.name not in _ALIKE:
        return False
    return (found.street in _ALIKE and ties >= 1) or ties >= 2


def _is_shaky(one: Features, two: Features) -> bool:
    """Relatives who share all, of whom one first name is short or nearly the other's: "Jo" and "Joëlle"."""
    return any(len(word) <= 3 for word in {*one.words} ^ {*two.words}) or are_two_slips(one.words, two.words)


def _looks_like_one(
    one: Features, two: Features, found: Comparison, ties: int, counted: Frequencies, probability: Decimal | None
) -> bool:
    here = found.place in ("same", "near", "absent")
    at_one_door = found.street in _ALIKE and here
    likely = probability is None or probability >= LIKELY
    if found.name in _ALIKE:
        if at_one_door or ties >= 2 or (here and (ties >= 1 or found.email in ("near", "domain"))):
            return True
        if ties and "same" in (found.phone, found.iban):  # moved, perhaps: one mailbox alone is a franchise's
            return True
        rare = counted.name[one.name] + counted.name[two.name] <= 4 and len(one.words) > 1
        return here and rare and likely and (found.street in ("absent", "neighbour") or found.place == "same")
    if found.name in ("contained", "part"):
        close = found.name == "contained"
        return (at_one_door and (close or ties >= 1 or found.email == "domain") and likely) or (
            here and ties >= 2 - close
        )
    if found.name == "absent":
        return (at_one_door and (ties >= 1 or likely)) or ties >= 2
    strangers = one.is_person and two.is_person and not set(one.words) & set(two.words)
    return found.name == "differs" and ties >= 2 and at_one_door and not strangers


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records that seem to be one customer."""

    keys: tuple[str, ...]
    verdict: Literal["sure", "review"]


Pair = tuple[str, str]
Link = tuple[str, str, Verdict, Decimal]
"""Two keys, the verdict, the weight."""


def gather(
    links: Iterable[Link], judge_pair: Callable[[str, str], Judged], told_apart: Iterable[Pair]
) -> list[Cluster]:
    """Clusters in which everybody may be everybody: a chain A, B, C whose ends are two never becomes one.

    `judge_pair` decides any pair, linked or not; `told_apart` are pairs that a person said are two.
    """
    apart = {frozenset(pair) for pair in told_apart}
    known = {frozenset((a, b)): verdict for a, b, verdict, _ in links if verdict and frozenset((a, b)) not in apart}

    def may_join(a: str, b: str) -> bool | None:
        """Whether this pair links (True), is silent (None) or is two (False)."""
        pair = frozenset((a, b))
        if pair in apart:
            return False
        if known.get(pair):
            return True
        judged = judge_pair(a, b)
        return False if judged.apart else True if judged.verdict else None

    ordered = sorted(
        ((a, b, verdict, weight) for a, b, verdict, weight in links if frozenset((a, b)) in known),
        key=lambda link: (link[2] != "sure", -link[3], link[0], link[1]),
    )
    cores = _agglomerate([link for link in ordered if link[2] == "sure"], may_join, share=1)
    clusters = [Cluster(tuple(sorted(group)), "sure") for group in _groups(cores)]
    wide = _agglomerate(ordered, may_join, share=2, start=cores)
    clusters += [
        Cluster(tuple(sorted(group)), "review")
        for group in _groups(wide)
        if len({cores.get(one, (one,)) for one in group}) > 1
    ]
    return clusters + _left_over(ordered, cores, wide, may_join)


Groups = dict[str, tuple[str, ...]]
MOST_IN_A_CLUSTER = 40


def _agglomerate(
    links: Sequence[Link],
    may_join: Callable[[str, str], bool | None],
    *,
    share: int,
    start: Mapping[str, tuple[str, ...]] | None = None,
) -> Groups:
    """Join groups along links, strongest first, when no pair across is two and one in `share` of them links."""
    group_of: Groups = dict(start or {})
    for a, b, _, _ in links:
        one, two = group_of.get(a, (a,)), group_of.get(b, (b,))
        if one is two or a in two or len(one) + len(two) > MOST_IN_A_CLUSTER:
            continue
        across = [may_join(left, right) for left in one for right in two]
        if False in across or share * sum(answer is True for answer in across) < len(across):
            continue
        joined = tuple(sorted({*one, *two}))
        group_of.update(dict.fromkeys(joined, joined))
    return group_of


def _groups(group_of: Groups) -> list[tuple[str, ...]]:
    return sorted({group for group in group_of.values() if len(group) > 1})


def _left_over(
    links: Sequence[Link], cores: Groups, wide: Groups, may_join: Callable[[str, str], bool | None]
) -> list[Cluster]:
    """Links whose ends found no common group, yet nothing surely joined to one end is two with the other."""
    left = []
    for a, b, _, _ in links:
        if b in wide.get(a, (a,)):
            continue
        one, two = cores.get(a, (a,)), cores.get(b, (b,))
        if not any(may_join(x, y) is False for x in one for y in two):
            left.append(Cluster(tuple(sorted((a, b))), "review"))
    return left


def links_within(cluster: Sequence[str], links: Mapping[Pair, Link]) -> list[Pair]:
    """The pairs of a cluster, in order."""
    return [(a, b) for a, b in combinations(sorted(cluster), 2)]


def by_key(features: Iterable[Features]) -> dict[str, Features]:
    """Features by their record's key."""
    found: dict[str, Features] = defaultdict()
    found.update((one.key, one) for one in features)
    return found
