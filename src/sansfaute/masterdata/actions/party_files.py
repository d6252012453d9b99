"""A file of third parties, their roles, mandates, receiving addresses and kits, agreed whole or not at all."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.masterdata.actions.kits import agree_kit
from sansfaute.masterdata.actions.mandates import end_mandate, record_mandate
from sansfaute.masterdata.actions.parties import (
    PartyRefused,
    agree_party,
    agree_receiving_addresses,
    end_role,
    give_role,
)
from sansfaute.masterdata.models import Mandate, PartyRole

_FIELDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "party": (frozenset({"code"}), frozenset()),  # its other fields are those of a party, which the action checks
    "role": (frozenset({"party", "role", "since"}), frozenset({"buyer", "until", "details"})),
    "mandate": (
        frozenset({"kind", "reference", "counterpart", "since"}),
        frozenset({"until", "acceptance_days"}),
    ),
    "address": (frozenset({"buyer", "for", "address"}), frozenset({"label"})),
    "kit": (frozenset({"item", "components"}), frozenset()),
}
"""Table of the file -> the fields that it must have, and those that it may have."""


@transaction.atomic
def agree_party_file(*, seller_id: UUID, text: str, at: datetime, actor: journal.Actor | None = None) -> dict[str, int]:
    """Agree all that the TOML file says; how many entries of each table. The same file again changes nothing.

    A role or mandate that is known already, by its first day, only takes a last day. Raises PartyRefused or KitRefused:
    then nothing of the file is kept.
    """
    tables = _read(text)
    who: dict[str, Any] = {"seller_id": seller_id, "at": at, "actor": actor}
    for one in tables["party"]:
        values = {name: value for name, value in one.items() if name != "code"}
        agree_party(code=str(one["code"]), values=values, **who)
    for one in tables["role"]:
        _role(one, who)
    for one in tables["mandate"]:
        _mandate(one, who)
    by_buyer: dict[str, list[dict[str, str]]] = defaultdict(list)
    for one in tables["address"]:
        by_buyer[str(one["buyer"])].append({name: str(value) for name, value in one.items()})
    for code, addresses in by_buyer.items():
        agree_receiving_addresses(buyer_code=code, addresses=addresses, **who)
    for one in tables["kit"]:
        components = {code: Decimal(str(quantity)) for code, quantity in one["components"].items()}
        agree_kit(item_code=str(one["item"]), components=components, **who)
    return {name: len(entries) for name, entries in tables.items()}


def _read(text: str) -> dict[str, list[dict[str, Any]]]:
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as failure:
        raise PartyRefused(_("This is no TOML file: %s.") % failure) from failure
    if unknown := sorted(set(given) - set(_FIELDS)):
        raise PartyRefused(_("A file of third parties has no table called %s.") % ", ".join(unknown))
    tables = {name: list(given.get(name, [])) for name in _FIELDS}
    for name, entries in tables.items():
        for one in entries:
            _refuse_entry(name, one)
    return tables


def _refuse_entry(name: str, one: Mapping[str, Any]) -> None:
    needed, allowed = _FIELDS[name]
    wrong = sorted(needed - set(one)) or (sorted(set(one) - needed - allowed) if name != "party" else [])
    if wrong:
        raise PartyRefused(
            _("[[%(table)s]] needs %(needed)s: look at %(wrong)s.")
            % {"table": name, "needed": ", ".join(sorted(needed)), "wrong": ", ".join(wrong)}
        )
    for field in ("since", "until"):
        if field in one and type(one[field]) is not date:
            raise PartyRefused(_("[[%(table)s]]: write %(field)s as 2026-11-01.") % {"table": name, "field": field})
    for field in ("details", "components"):
        if field in one and not isinstance(one[field], dict):
            raise PartyRefused(_("[[%(table)s]]: %(field)s is a table.") % {"table": name, "field": field})


def _role(one: Mapping[str, Any], who: Mapping[str, Any]) -> None:
    buyer, until = str(one.get("buyer", "")), one.get("until")
    known = PartyRole.objects.filter(
        seller_id=who["seller_id"], party__code=one["party"], role=one["role"], since=one["since"]
    )
    found = known.filter(buyer__code=buyer).first() if buyer else known.filter(buyer=None).first()
    if found is None:
        give_role(
            party_code=str(one["party"]), role=str(one["role"]), buyer_code=buyer, since=one["since"], until=until,
            details=one.get("details", {}), **who,
        )  # fmt: skip
    elif until is not None and until != found.until:
        end_role(role_id=found.pk, last_day=until, why=_("Said by a file of third parties."), **who)


def _mandate(one: Mapping[str, Any], who: Mapping[str, Any]) -> None:
    until, reference = one.get("until"), str(one["reference"])
    found = Mandate.objects.filter(seller_id=who["seller_id"], reference=reference, since=one["since"]).first()
    if found is None:
        record_mandate(
            kind=str(one["kind"]), reference=reference, counterpart_code=str(one["counterpart"]), since=one["since"],
            until=until, acceptance_days=int(one.get("acceptance_days", 0)), **who,
        )  # fmt: skip
    elif until is not None and until != found.until:
        end_mandate(reference=reference, last_day=until, why=_("Said by a file of third parties."), **who)
