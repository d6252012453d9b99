"""The overview of the data: what to do first, by the money that stands on it, and what the machine did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sansfaute.desk.queries import history
from sansfaute.intake import queries as intake
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata.queries import overview as figures

if TYPE_CHECKING:
    from sansfaute.desk.queries.books import Books

MOST_CARDS = 7


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to do: its name, how many, what stands on it, and one action."""

    label: str
    count: int
    money: Decimal | None
    note: str
    action: str
    address: str


@dataclass(frozen=True, slots=True)
class Done:
    """What the machine did of its own, and when."""

    sentence: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the page shows."""

    buyers: int
    items: int
    cards: list[Card]
    done: list[Done]
    acts: list[history.Act]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever brought in."""
        return not (self.buyers or self.items or self.cards or self.acts)


def overview(books: Books, language: str) -> Overview:
    """The figures of one seller's data. A bounded number of queries, whatever the number of records."""
    seller_id = books.seller.pk
    buyers, items = figures.record_counts(seller_id)
    return Overview(
        buyers,
        items,
        _cards(books),
        _done(books),
        history.acts(figures.last_operations(seller_id), language),
    )


def _cards(books: Books) -> list[Card]:
    """Those with something to do, the most money first; at most seven."""
    cards = [one for one in (*_of_buyers(books), *_of_files(books)) if one is not None and one.count]
    return sorted(cards, key=lambda one: (-(one.money or 0), -one.count))[:MOST_CARDS]


def _of_buyers(books: Books) -> list[Card | None]:
    seller_id = books.seller.pk
    wrong, fixes = figures.wrong_records(seller_id), figures.sure_fixes(seller_id)
    note = ngettext("%(count)d proposal to take by a click", "%(count)d proposals to take by a click", fixes)
    return [
        _card(books, _("Buyers with errors"), wrong, note % {"count": fixes} if fixes else "", _("Mend"),
              "records", "state=errors"),
        _card(books, _("Possible duplicates"), figures.open_clusters(seller_id),
              _("Side by side, with the evidence."), _("Review"), "duplicates"),
        _card(books, _("Corrections to make"), figures.open_corrections(seller_id),
              _("Each with an owner and a date."), _("Open"), "corrections"),
        _card(books, _("Bank details that wait"), figures.open_bank_changes(seller_id),
              _("A second person confirms them."), _("See them"), "bank_changes"),
        _card(books, _("Registries that differ"), figures.open_differences(seller_id),
              _("Closed companies, changed addresses and numbers."), _("Compare"), "registries"),
    ]  # fmt: skip


def _of_files(books: Books) -> list[Card | None]:
    seller_id = books.seller.pk
    waiting = intake.source_files(seller_id).filter(accepted_at=None, dropped_at=None, undone_at=None)
    waiting = waiting.exclude(parsed_at=None)
    aside = intake.rows_set_aside(seller_id).order_by().count() if books.sees_rows else 0
    return [
        _card(books, _("Files to look at"), figures.Waiting(waiting.count(), Decimal(0)),
              _("Read, judged, and waiting for your yes."), _("Look"), "imports"),
        _card(books, _("Items with errors"), figures.Waiting(figures.wrong_items(seller_id), Decimal(0)),
              "", _("Mend"), "records", "type=item&state=errors"),
        _card(books, _("Rows set aside"), figures.Waiting(aside, Decimal(0)),
              _("Kept as they arrived, each with its reason."), _("See why"), "rows"),
    ]  # fmt: skip


def _card(
    books: Books, label: str, waiting: figures.Waiting, note: str, action: str, name: str, query: str = ""
) -> Card | None:
    """None where the page of the action is not installed or not open to the person."""
    if name == "imports" and not books.imports_files:
        return None
    try:
        address = reverse(name) + books.address_ending
    except NoReverseMatch:
        return None
    if query:
        address += ("&" if "?" in address else "?") + query
    return Card(label, waiting.count, waiting.money or None, note, action, address)


def _done(books: Books) -> list[Done]:
    """The last audit and the last questions to registries."""
    done = []
    audit = masterdata.audits(books.seller.pk).first()
    if audit and audit.ended_at:
        said = ngettext("%(count)d record judged again", "%(count)d records judged again", audit.record_count)
        told = said % {"count": audit.record_count}
        if audit.opened_count or audit.closed_count:
            told += _(": %(opened)d corrections opened, %(closed)d closed") % {
                "opened": audit.opened_count,
                "closed": audit.closed_count,
            }
        done.append(Done(told, audit.ended_at))
    asked = masterdata.registries_last_asked(books.seller.pk)
    if asked:
        done.append(Done(_("Registries asked about buyers"), max(asked.values())))
    return done
