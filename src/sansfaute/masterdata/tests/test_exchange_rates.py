"""Exchange rates: which one a day takes, what the files of central banks say, what is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.masterdata import actions, queries
from sansfaute.masterdata.actions import RateRefused
from sansfaute.masterdata.models import Seller
from sansfaute.masterdata.rules.exchange_rates import KnownRate, RateUnreadable, rate_of_day, read_rate, read_rates

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
ECB = "Date,USD,JPY,\n30 October 2026,1.1630,178.20,\n2026-10-29,1.1645,N/A,\n"
BANQUE_DE_FRANCE = (
    "Titre :;Dollar des Etats-Unis (USD);Yen (JPY)\n"
    "Code série :;EXR.D.USD.EUR.SP00.A;EXR.D.JPY.EUR.SP00.A\n"
    "Unité :;Dollar (USD);Yen (JPY)\n"
    "30/10/2026;1,163;178,2\n29/10/2026;1,1645;-\n"
)
OWN = "currency_code,rate_date,units_per_euro,source\nUSD,2026-10-30,1.163,BCE\nCHF,2026-10-30,0.92,BCE\n"


def rate(day: date, units: str = "1.1", code: str = "USD") -> KnownRate:
    return KnownRate(code, day, Decimal(units), "BCE")


def test_files_of_central_banks_and_our_own_are_read() -> None:
    own = [(one.currency_code, one.rate_date.isoformat(), one.units_per_euro) for one in read_rates(OWN)]
    assert own == [("CHF", "2026-10-30", Decimal("0.92")), ("USD", "2026-10-30", Decimal("1.163"))]
    known = [
        ("JPY", "2026-10-30", Decimal("178.2")), ("USD", "2026-10-29", Decimal("1.1645")),
        ("USD", "2026-10-30", Decimal("1.163")),
    ]  # fmt: skip
    for text in (ECB.replace("30 October 2026", "2026-10-30"), BANQUE_DE_FRANCE):
        assert [(one.currency_code, one.rate_date.isoformat(), one.units_per_euro) for one in read_rates(text)] == known
    assert len(read_rates(BANQUE_DE_FRANCE, currencies=frozenset({"USD"}), since=date(2026, 10, 30))) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "rates_none"),
        ("a,b\n1,2\n", "rates_none"),
        (OWN.replace("1.163", "un euro"), "rate_units"),
        (OWN.replace("CHF", "EUR"), "rate_currency"),
        (OWN.replace("2026-10-30,0", "2026-13-30,0"), "rate_date"),
        (OWN.replace("0.92,BCE", "0.92, "), "rate_source"),
        (OWN.replace("0.92", "0"), "rate_units"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, code: str) -> None:
    with pytest.raises(RateUnreadable) as wrong:
        read_rates(text)
    assert wrong.value.code == code


@given(days=st.sets(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=8), day=st.dates(date(2026, 1, 1)))
def test_a_day_takes_the_last_rate_known_and_none_older_than_a_week(days: set[date], day: date) -> None:
    found = rate_of_day([rate(one) for one in days], "USD", day)
    before = [one for one in days if one <= day and (day - one).days <= 7]
    assert (found.rate_date if found else None) == max(before, default=None)
    assert rate_of_day([rate(one) for one in days], "CHF", day) is None


def test_what_is_written_reads_back() -> None:
    one = read_rate({"currency_code": "usd", "rate_date": "30/10/2026", "units_per_euro": "1.1630", "source": "BCE"})
    assert KnownRate.from_dict(one.to_dict()) == one


@pytest.mark.django_db
def test_a_rate_is_kept_once_and_replaced_with_a_reason_only() -> None:
    seller = Seller.objects.create(name="Ondine", siren="732829320")
    given = {"currency_code": "USD", "rate_date": "2026-10-30", "units_per_euro": "1.163", "source": "BCE"}
    for _ in range(2):
        actions.record_rate(seller_id=seller.pk, values=given, actor=None, at=NOW)
    assert actions.record_rates(seller_id=seller.pk, rates=read_rates(OWN), actor=None, at=NOW) == 1
    other = given | {"units_per_euro": "1.17"}
    with pytest.raises(RateRefused, match=r"1\.163"):
        actions.record_rate(seller_id=seller.pk, values=other, actor=None, at=NOW)
    actions.record_rate(seller_id=seller.pk, values=other, actor=None, at=NOW, why="Faute de frappe")
    found = queries.exchange_rate(seller.pk, "USD", date(2026, 11, 2))
    assert found is not None
    assert found.units_per_euro == Decimal("1.17")
    assert queries.exchange_rate(seller.pk, "USD", date(2026, 11, 7)) is None
    assert queries.exchange_rates(seller.pk).count() == 2
    with pytest.raises(RateRefused, match=r"(Line|Ligne) 2"):
        actions.read_rates(OWN.replace("1.163", "0"))
