"""Which price applies on a day: the customer's list before the segment's before the general one.

Days are plain dates of the seller's calendar; `until` is the last day, included.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any

from sansfaute.contracts.rules.price_reading import read_price
from sansfaute.contracts.rules.prices import Price
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.term_values import SENTENCES, Values, currency, days, refusal, text

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PriceVersion:
    """The price of one item in one price list, from `since` to `until` (both included, None: runs on).

    A list is one customer's (`buyer_code`), one segment's (`segment`), or everyone's when both are empty.
    The price is in `currency_code`.
    """

    price_list: str
    item_code: str
    currency_code: str
    since: date
    until: date | None
    price: Price
    buyer_code: str = ""
    segment: str = ""
    version_id: str = ""

    def applies_on(self, day: date) -> bool:
        """Whether the day is among those of this version."""
        return self.since <= day and (self.until is None or day <= self.until)

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "price_list": self.price_list,
            "item_code": self.item_code,
            "currency_code": self.currency_code,
            "since": self.since.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
            "price": self.price.to_dict(),
            "buyer_code": self.buyer_code,
            "segment": self.segment,
            "version_id": self.version_id,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "PriceVersion":
        """The version of `to_dict`; values from elsewhere go through `read_price_version`."""
        return cls(
            price_list=values["price_list"],
            item_code=values["item_code"],
            currency_code=values["currency_code"],
            since=date.fromisoformat(values["since"]),
            until=date.fromisoformat(values["until"]) if values["until"] else None,
            price=Price.from_dict(values["price"]),
            buyer_code=values["buyer_code"],
            segment=values["segment"],
            version_id=values["version_id"],
        )


def read_price_version(values: Values) -> PriceVersion:
    """A version as a form or a file gives it.

    Raises TermsRefused: two_owners, unreadable_currency, unreadable_price, and what `read_price` and
    `term_values` refuse.
    """
    since, until = days(values)
    buyer, segment = (text(values, field, required=False) for field in ("buyer_code", "segment"))
    if buyer and segment:
        raise refusal("two_owners", buyer=buyer, segment=segment)
    if not isinstance(values.get("price"), Mapping):
        raise refusal("unreadable_price")
    return PriceVersion(
        price_list=text(values, "price_list"),
        item_code=text(values, "item_code"),
        currency_code=currency(values),
        since=since,
        until=until,
        price=read_price(values["price"]),
        buyer_code=buyer,
        segment=segment,
        version_id=text(values, "version_id", required=False),
    )


def choose_price(
    versions: Iterable[PriceVersion], *, item_code: str, buyer_code: str, segment: str, currency_code: str, day: date
) -> PriceVersion | None:
    """The version that applies: the customer's, else the segment's, else the general one; None: no price.

    Within a level the latest `since` wins; the order in which versions are given changes nothing, even
    where two overlap that `check_versions` would have refused.
    """
    return _chosen(_fitting(versions, item_code, buyer_code, segment, currency_code), day)


def _fitting(
    versions: Iterable[PriceVersion], item_code: str, buyer_code: str, segment: str, currency_code: str
) -> Iterator[PriceVersion]:
    """Versions of the item for this customer, whatever the day."""
    for one in versions:
        theirs = one.buyer_code in ("", buyer_code) and one.segment in ("", segment)
        if theirs and (one.item_code, one.currency_code) == (item_code, currency_code):
            yield one


def _chosen(fitting: Iterable[PriceVersion], day: date) -> PriceVersion | None:
    found = [one for one in fitting if one.applies_on(day)]
    first = max(map(_precedence, found), default=None)
    alike = [one for one in found if _precedence(one) == first]
    return max(alike, key=repr) if len(alike) > 1 else next(iter(alike), None)


def _precedence(version: PriceVersion) -> tuple[bool, bool, date, str, str]:
    """Larger comes first; the last two only make the choice the same whatever the order."""
    return bool(version.buyer_code), bool(version.segment), version.since, version.price_list, version.version_id


def versions_over(
    versions: Iterable[PriceVersion],
    *,
    item_code: str,
    buyer_code: str,
    segment: str,
    currency_code: str,
    start: date,
    end: date,
) -> list[tuple[date, date, PriceVersion | None]]:
    """The days from `start` to `end` (both included), cut wherever the version that applies changes.

    The pieces follow each other without gap; days without a price have None, and stay for a person.
    """
    fitting = list(_fitting(versions, item_code, buyer_code, segment, currency_code))
    pieces: list[tuple[date, date, PriceVersion | None]] = []
    for first, last in _pieces(fitting, start, end):
        chosen = _chosen(fitting, first)
        if pieces and pieces[-1][2] == chosen:
            pieces[-1] = (pieces[-1][0], last, chosen)
        else:
            pieces.append((first, last, chosen))
    return pieces


def _pieces(versions: list[PriceVersion], start: date, end: date) -> Iterator[tuple[date, date]]:
    """The days cut at every date on which some version starts or has ended."""
    cuts = {start} | {one.since for one in versions}
    cuts |= {one.until + _DAY for one in versions if one.until is not None and one.until < end}
    inside = sorted(cut for cut in cuts if start <= cut <= end)
    for first, following in pairwise([*inside, None]):
        if first is not None:
            yield first, end if following is None else following - _DAY


def check_versions(versions: Iterable[PriceVersion]) -> list[TermsRefused]:
    """What is wrong with versions of one item, owner and currency, whatever their price list.

    `versions_start_together` and `versions_overlap` must be refused when a version is written (an open
    version followed by a later one overlaps it: it must be ended); `versions_gap` is a warning.
    """
    ordered = sorted(versions, key=lambda one: (*_owner(one), one.since, repr(one)))
    return [fault for _, alike in groupby(ordered, key=_owner) for fault in _faults(list(alike))]


def _owner(version: PriceVersion) -> tuple[str, str, str, str]:
    return version.item_code, version.currency_code, version.buyer_code, version.segment


def _faults(ordered: list[PriceVersion]) -> Iterator[TermsRefused]:
    """Faults between each version and the one before that reaches furthest."""
    furthest = None
    for one in ordered:
        fault = None if furthest is None else _fault(furthest, one)
        if fault is not None:
            yield fault
        if furthest is None or _last(one) >= _last(furthest):
            furthest = one


def _last(version: PriceVersion) -> date:
    return version.until or date.max


def _fault(before: PriceVersion, after: PriceVersion) -> TermsRefused | None:
    eve = after.since - _DAY
    if before.since == after.since:
        return _said("versions_start_together", after, first=after.since)
    if _last(before) > eve:
        return _said("versions_overlap", after, first=before.since, second=after.since, eve=eve)
    if _last(before) < eve:
        return _said("versions_gap", after, start=_last(before) + _DAY, end=eve)
    return None


def _said(code: str, version: PriceVersion, **found: date) -> TermsRefused:
    kind = "buyer" if version.buyer_code else "segment" if version.segment else "everyone"
    owner = {
        f"owner_{language}": SENTENCES["owners"][kind][language].format(code=version.buyer_code or version.segment)
        for language in ("fr", "en")
    }
    written = {name: day.isoformat() for name, day in found.items()}
    return refusal(code, item=version.item_code, currency=version.currency_code, **owner, **written)


def read_list_owner(code: str, currency_code: str, buyer_code: str, segment: str) -> tuple[str, str, str, str]:
    """The code of a price list, its currency, and whose it is.

    Raises TermsRefused: value_missing, value_too_long, unreadable_currency, two_owners.
    """
    given = {"price_list": code, "currency_code": currency_code, "buyer_code": buyer_code, "segment": segment}
    buyer, whose = (text(given, field, required=False) for field in ("buyer_code", "segment"))
    if buyer and whose:
        raise refusal("two_owners", buyer=buyer, segment=whose)
    return text(given, "price_list"), currency(given), buyer, whose
