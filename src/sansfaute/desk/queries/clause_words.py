"""Clauses of contracts in words: what a contract asks of its invoices, what a line promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sansfaute.masterdata.rules import PaymentTerms, describe_payment_terms
from sansfaute.ui import rules as ui

if TYPE_CHECKING:
    from sansfaute.contracts.models import Contract, ContractLine
    from sansfaute.desk.queries.words import Words

CLAUSE_WORDS: Words = {
    "commitment": _("Commitment to a minimum"),
    "plan": _("Paid in instalments"),
    "settlement": _("Settlement of instalments"),
    "works": _("Works billed by progress statements"),
    "prepaid": _("Prepaid credit"),
}
CLAUSE_LEADS: Words = {
    "commitment": _("What is missing at the end of a period is invoiced once."),
    "plan": _("What the line is worth is invoiced in parts, exact to the cent."),
    "settlement": _("Until that day usage waits; then the instalments paid are deducted from it."),
    "works": _("Each work item is invoiced as it advances, at its own VAT."),
    "prepaid": _("The line sells a credit; usage is taken from it first, oldest credit first."),
}
OFFERED: Mapping[str, tuple[str, ...]] = {
    "recurring": ("commitment", "plan", "works", "prepaid"),
    "usage": ("commitment",),
    "instalments": ("settlement",),
}
"""Clauses that a line of a kind may agree on."""


def _language() -> str:
    return get_language() or "fr"


def _amount(text: Any, currency_code: str) -> str:
    return ui.write_amount(Decimal(str(text)), currency_code, _language())


def _day(text: Any) -> str:
    return ui.write_day(date.fromisoformat(str(text)), _language())


def _percent(text: Any) -> str:
    return ui.write_percentage(Decimal(str(text)), _language())


def contract_asks(contract: Contract) -> list[str]:
    """What its clauses ask of every invoice, one sentence each."""
    clauses, said = contract.clauses, list[str]()
    if terms := clauses.get("payment_terms"):
        written = describe_payment_terms(PaymentTerms.from_dict(terms), _language()[:2])
        said.append(gettext("Paid: %(terms)s") % {"terms": written})
    if clauses.get("purchase_order_required"):
        said.append(gettext("Never invoiced without a purchase order"))
    if clauses.get("discount_percentage"):
        said.append(gettext("Discount of %(share)s") % {"share": _percent(clauses["discount_percentage"])})
    if clauses.get("discount_until"):
        said[-1] += " " + gettext("until %(day)s") % {"day": _day(clauses["discount_until"])}
    if every := clauses.get("bill_every_months"):
        said.append(ngettext("Invoiced every month", "Invoiced every %(count)s months", every) % {"count": every})
    return said


def line_asks(line: ContractLine) -> list[str]:
    """What a line promises beyond its price, one sentence each; a clause without a sentence is left out."""
    return [one for one in _line_asks(line.details, line.contract.currency_code) if one]


def _line_asks(details: Mapping[str, Any], code: str) -> Iterator[str]:
    if clause := details.get("indexation"):
        yield _indexation(clause)
    if clause := details.get("commitment"):
        yield _commitment(clause, code)
    if clause := details.get("plan"):
        count = len(clause["parts"])
        yield ngettext("Paid in %(count)s part", "Paid in %(count)s parts", count) % {"count": count}
    if clause := details.get("settlement"):
        yield gettext("Settled on %(day)s") % {"day": _day(clause["on"])}
    if clause := details.get("works"):
        yield from _works(clause, details, code)
    if (clause := details.get("prepaid")) is not None:
        months = clause.get("valid_months")
        yield (
            ngettext("A credit is usable %(count)s month", "A credit is usable %(count)s months", months)
            % {"count": months}
            if months
            else gettext("A credit has no end")
        )


def _indexation(clause: Mapping[str, Any]) -> str:
    series = ", ".join(name for _share, name in clause["weights"])
    words = {"series": series, "period": dict(clause["base_periods"])[clause["weights"][0][1]]}
    said = gettext("Follows %(series)s from %(period)s") % words
    for name, sentence in (("floor", gettext("at least %(share)s")), ("cap", gettext("at most %(share)s"))):
        if clause.get(name) is not None:
            said += ", " + sentence % {"share": _percent(clause[name])}
    return said


def _commitment(clause: Mapping[str, Any], code: str) -> str:
    months = int(clause.get("period_months") or 12)
    least = (
        _amount(clause["minimum"], code)
        if clause["kind"] == "amount"
        else ui.write_quantity(Decimal(clause["minimum"]), _language())
    )
    said = ngettext("At least %(least)s a month", "At least %(least)s every %(count)s months", months)
    return said % {"least": least, "count": months}


def _works(clause: Mapping[str, Any], details: Mapping[str, Any], code: str) -> Iterator[str]:
    total = sum((Decimal(one["amount"]) for one in clause["items"]), Decimal(0))
    yield gettext("Works of %(amount)s without VAT") % {"amount": _amount(total, code)}
    if Decimal(clause.get("retention_rate") or 0) and not clause.get("guaranteed"):
        yield gettext("%(share)s retained") % {"share": _percent(clause["retention_rate"])}
    if details.get("accepted_on"):
        yield gettext("Accepted on %(day)s") % {"day": _day(details["accepted_on"])}
    if details.get("retention_released_on"):
        yield gettext("Retention freed on %(day)s") % {"day": _day(details["retention_released_on"])}
