"""The clock, read at the edge and passed inwards: instants in UTC, days of the seller's calendar."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def today(zone: ZoneInfo = PARIS) -> date:
    """The civil day in the seller's time zone."""
    return datetime.now(zone).date()


def day_of(moment: datetime, zone: ZoneInfo = PARIS) -> date:
    """The civil day of an instant in the seller's time zone."""
    return moment.astimezone(zone).date()
