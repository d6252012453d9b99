"""What comes after a simulated run: the months that follow, as contracts foresee them."""

from uuid import UUID

from sansfaute.contracts import actions as contracts
from sansfaute.review.queries import simulations as queries


def forecast_after(*, simulation_id: UUID | str, months: int = 12) -> list[contracts.MonthRevenue]:
    """What the seller's contracts bring by month and currency, from the month of the simulation's last day on."""
    found = queries.simulation(simulation_id)
    return contracts.revenue_by_month(seller_id=found.seller_id, first_month=found.until, months=months)
