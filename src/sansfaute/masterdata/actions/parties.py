"""Third parties, what they do for whom, and the further addresses of a customer: agreed, dated, told."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import queries, rules
from sansfaute.masterdata.actions.bank import hold_party_change
from sansfaute.masterdata.events import PartyAgreed, ReceivingAddressesAgreed, RoleEnded, RoleGiven
from sansfaute.masterdata.models import Buyer, Party, PartyRole, Seller


class PartyRefused(Refusal):
    """A party, a role or a mandate cannot be agreed as asked; the message says everything that is wrong."""


def refuse_for(problems: Sequence[Mapping[str, str]]) -> None:
    """Raise PartyRefused with all of these problems, in the person's language; nothing when there are none."""
    if problems:
        language = "fr" if (get_language() or "").startswith("fr") else "en"
        raise PartyRefused(" ".join(one[language] for one in problems))


@transaction.atomic
def agree_party(
    *, seller_id: UUID | str, code: str, values: Mapping[str, Any], at: datetime, actor: journal.Actor | None = None
) -> Party:
    """Record a third party under its code, or change the known one; the same values again change nothing.

    `values` are fields of `rules.PARTY_FIELDS`; those left out keep what they are. New bank details of a known
    party wait for a second person. Raises PartyRefused with every problem found.
    """
    seller = queries.locked_seller(seller_id)
    code = code.strip()
    if not code or len(code) > 60:
        raise PartyRefused(_("A party has a code of 60 characters at most."))
    party = Party.objects.select_for_update().filter(seller=seller, code=code).first()
    known = _values(party) if party else {}
    wished = {**known, **_read(values)}
    refuse_for(rules.check_party(wished, seller.siren))
    if party and party.iban and _bank(wished) != _bank(known):
        hold_party_change(party, *_bank(wished), at=at, actor=actor)
        wished |= {name: known[name] for name in ("iban", "bic")}
    if party and wished == known:
        return party
    _refuse_roles_unfit(party, wished)
    party, _fresh = Party.objects.update_or_create(seller=seller, code=code, defaults=wished)
    journal.record([PartyAgreed(seller_id=seller.pk, subject_id=party.pk, code=code)], at=at, actor=actor)
    return party


def _read(values: Mapping[str, Any]) -> dict[str, str]:
    try:
        return rules.read_party(values)
    except ValueError as unknown:
        raise PartyRefused(_("A party has no field called %s.") % unknown) from unknown


def _values(party: Party) -> dict[str, str]:
    return {name: getattr(party, name) for name in rules.PARTY_FIELDS}


def _bank(values: Mapping[str, str]) -> tuple[str, str]:
    return values.get("iban", ""), values.get("bic", "")


def _refuse_roles_unfit(party: Party | None, wished: Mapping[str, str]) -> None:
    """A party keeps what its roles need: a factor without SIREN would hold every invoice that names it."""
    roles = PartyRole.objects.filter(party=party) if party else ()
    refuse_for([one for role in roles for one in rules.check_role(role.role, wished, role.details)])


@transaction.atomic
def give_role(
    *,
    seller_id: UUID | str,
    party_code: str,
    role: str,
    since: date,
    buyer_code: str = "",
    until: date | None = None,
    details: Mapping[str, Any] | None = None,
    at: datetime,
    actor: journal.Actor | None = None,
) -> PartyRole:
    """Say what a party does on the invoices to one customer ("" for all), from one day to another, both included.

    Raises PartyRefused when the party or customer is unknown, misses what the role needs, or when another
    role of the same place holds on one of these days.
    """
    seller = queries.locked_seller(seller_id)  # roles are given one by one: two never overlap
    party, buyer = _party(seller, party_code), _buyer(seller, buyer_code)
    refuse_for(rules.check_role(role, _values(party), details or {}))
    if until is not None and until < since:
        raise PartyRefused(_("The last day of a role is not before its first one."))
    _refuse_overlap(seller, buyer, role, since, until)
    read = rules.read_role_details(details or {})
    given = PartyRole.objects.create(
        seller=seller, party=party, buyer=buyer, role=role, since=since, until=until, details=read
    )
    fact = RoleGiven(
        seller_id=seller.pk,
        subject_id=given.pk,
        role=role,
        code=party.code,
        buyer_code=buyer.code if buyer else "",
        since=since.isoformat(),
    )
    journal.record([fact], at=at, actor=actor)
    return given


def _party(seller: Seller, code: str) -> Party:
    found = Party.objects.filter(seller=seller, code=code).first()
    if found is None:
        raise PartyRefused(_("There is no third party %s: record it first.") % code)
    return found


def _buyer(seller: Seller, code: str) -> Buyer | None:
    if not code:
        return None
    found = queries.buyers_by_code(seller.pk, {code})
    if code not in found:
        raise PartyRefused(_("There is no customer %s.") % code)
    return found[code]


def _refuse_overlap(seller: Seller, buyer: Buyer | None, role: str, since: date, until: date | None) -> None:
    place = rules.ROLES[role].place
    rivals = [name for name, one in rules.ROLES.items() if one.place == place]
    for other in PartyRole.objects.filter(seller=seller, buyer=buyer, role__in=rivals).select_related("party"):
        if rules.overlaps(since, until, other):
            raise PartyRefused(
                _("%(party)s already has this place from %(since)s on: end that role first.")
                % {"party": other.party.name, "since": other.since.isoformat()}
            )


@transaction.atomic
def end_role(
    *,
    seller_id: UUID | str,
    role_id: UUID | str,
    last_day: date,
    why: str,
    at: datetime,
    actor: journal.Actor | None = None,
) -> PartyRole:
    """Give a role its last day, that day included; invoices issued meanwhile stay as they are.

    Raises PartyRefused without a reason, or for a day before its first one.
    """
    queries.locked_seller(seller_id)
    role = (
        PartyRole.objects.select_for_update(of=("self",)).select_related("party").get(pk=role_id, seller_id=seller_id)
    )
    if not why.strip():
        raise PartyRefused(_("Say why, for those who will look at it later."))
    if last_day < role.since:
        raise PartyRefused(_("The last day of a role is not before its first one."))
    if role.until is not None and role.until < last_day:
        raise PartyRefused(_("This role ended on %s already: give it again instead.") % role.until.isoformat())
    role.until = last_day
    role.save(update_fields=["until"])
    fact = RoleEnded(
        seller_id=role.seller_id, subject_id=role.pk, role=role.role, code=role.party.code, until=last_day.isoformat()
    )
    journal.record([fact], at=at, actor=actor, why=why.strip())
    return role


@transaction.atomic
def agree_receiving_addresses(
    *,
    seller_id: UUID | str,
    buyer_code: str,
    addresses: Sequence[Mapping[str, str]],
    at: datetime,
    actor: journal.Actor | None = None,
) -> Buyer:
    """Say where a customer wants the invoices of a cost centre, a site or a purpose: all its further addresses.

    Each is {"address": "0225:SIREN_SUFFIX", "for": …, "label": …}. Raises PartyRefused for an address that is not
    of the customer's own SIREN (BR-FR-21) or two for the same thing.
    """
    seller = queries.locked_seller(seller_id)
    found = _buyer(seller, buyer_code)
    if found is None:
        raise PartyRefused(_("There is no customer %s.") % buyer_code)
    buyer = Buyer.objects.select_for_update(of=("self",), no_key=True).get(pk=found.pk)
    given = [_address(one) for one in addresses]
    _refuse_addresses(buyer, given)
    if buyer.receiving_addresses == given:
        return buyer
    buyer.receiving_addresses = given
    buyer.save(update_fields=["receiving_addresses"])
    fact = ReceivingAddressesAgreed(seller_id=seller.pk, subject_id=buyer.pk, code=buyer.code, address_count=len(given))
    journal.record([fact], at=at, actor=actor)
    return buyer


def _address(given: Mapping[str, str]) -> dict[str, str]:
    written = {name: str(given.get(name) or "").strip() for name in ("address", "for", "label")}
    if ":" not in written["address"]:
        written["address"] = f"0225:{written['address']}"
    return written


def _refuse_addresses(buyer: Buyer, given: Sequence[Mapping[str, str]]) -> None:
    purposes = [one["for"].casefold() for one in given]
    if not all(purposes) or len(set(purposes)) < len(purposes):
        raise PartyRefused(_("Each address is for one cost centre, site or purpose, and each of these has one."))
    for one in given:
        if not rules.address_is_well_made(one["address"], buyer.siren):
            raise PartyRefused(
                _("The address %(address)s does not begin with the SIREN of the customer, %(siren)s.")
                % {"address": one["address"], "siren": buyer.siren or "?"}
            )
