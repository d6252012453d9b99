"""The world of a measured bill run: a seller, items, buyers, and a contract of so many lines for each of these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from sansfaute.lib import clock
from sansfaute.project.commands.bench import SELLER, siren_number

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Seller

FIRST_DAY, TODAY = date(2026, 10, 1), date(2026, 10, 31)
WARM = 20  # invoices issued before the clock starts, so that small sizes do not pay for what large ones do once
_AT_ONCE = 500
_ITEMS = {"ART0": ("219.90", "20"), "ART1": ("1.15", "20"), "ART2": ("24.50", "5.5"), "ART3": ("92", "20")}


def prepare(count: int, lines_each: int, *, warm: int = WARM, seller: str = SELLER) -> Seller:
    """A contract of so many monthly lines for each of `count` buyers, and `warm` more, through the rooms' doors.

    What follows new records (duplicates, forecasts) is dropped: it has a measure of its own, `bench masterdata`.
    """
    from sansfaute.journal import actions as journal
    from sansfaute.masterdata import actions as masterdata
    from sansfaute.masterdata import rules

    numbers = [*(f"W{number}" for number in range(warm)), *(f"C{number:07d}" for number in range(count))]
    placed = enumerate(numbers)
    with journal.inline_steps() as following:
        made = masterdata.agree_seller(values=rules.read_seller(seller), at=clock.now())
        items = [(code, _item(code)) for code in _ITEMS]
        masterdata.create_records(seller_id=made.pk, record_type="item", records=items, at=clock.now())
        while chunk := list(islice(placed, _AT_ONCE)):
            _sign(made, chunk, lines_each)
            following.waiting.clear()
    return made


def _sign(seller: Seller, chunk: Sequence[tuple[int, str]], lines_each: int) -> None:
    """The buyers of a chunk, then their contracts."""
    from sansfaute.contracts import actions as contracts
    from sansfaute.masterdata import actions as masterdata

    buyers = [(code, _buyer(place, code)) for place, code in chunk]
    masterdata.create_records(seller_id=seller.pk, record_type="buyer", records=buyers, at=clock.now())
    signed = [_contract(place, code, lines_each) for place, code in chunk]
    contracts.sign_contracts(seller_id=seller.pk, contracts=signed, actor=None, at=clock.now())


def _item(code: str) -> dict[str, str]:
    price, rate = _ITEMS[code]
    said = {"name": f"Abonnement {code}", "unit": "mois", "unit_price": price, "vat": rate}
    return {**said, "nature": "service"}


def _buyer(place: int, code: str) -> dict[str, str]:
    siren = siren_number(place)
    return {
        "name": f"Société {code} SARL",
        "line_1": f"{place % 200 + 1} rue Neuve",
        "post_code": "69002",
        "city": "Lyon",
        "country": "FR",
        "siren": siren,
        "vat_identifier": f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}",
        "payment_means": "virement",
        "payment_terms": "30 jours",
    }


def _contract(place: int, code: str, lines_each: int) -> dict[str, Any]:
    lines = list(_lines(place, lines_each))
    return {"contract_number": f"CT-{code}", "buyer_code": code, "start_date": FIRST_DAY.isoformat(), "lines": lines}


def _lines(place: int, lines_each: int) -> Iterator[dict[str, str]]:
    codes = list(_ITEMS)
    for number in range(lines_each):
        price = Decimal(1000 + (place * 7 + number * 31) % 9000) / 100
        yield {"item_code": codes[number % len(codes)], "quantity": str(number + 1), "unit_price": f"{price:.2f}"}
