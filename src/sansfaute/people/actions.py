"""Invite people and give them roles."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.people import queries, rules
from sansfaute.people.events import NO_SELLER, PersonInvited, RoleGranted
from sansfaute.people.models import Person, Role


class InviteRefused(Refusal):
    """A person could not be invited; the message is fit for a person."""


class GrantRefused(Refusal):
    """A role could not be given; the message is fit for a person."""


@transaction.atomic
def invite_person(
    *, username: str, email: str, password: str | None = None, at: datetime, actor: Person | None = None
) -> Person:
    """Make an account. Without a password the person sets one through "forgotten password".

    Raises InviteRefused when the name or address is taken or malformed, the password weak, or the
    actor is an administrator of no seller.
    """
    if actor is not None and not queries.sellers_open_to(actor, rules.MANAGE_PEOPLE):
        raise InviteRefused(_("Your role does not let you invite people."))
    person = _person(username.strip(), email.strip(), password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as clash:  # invited by somebody else at this very moment
        raise InviteRefused(_("Somebody already has this user name.")) from clash
    journal.record([PersonInvited(NO_SELLER, person.id)], at=at, actor=actor)
    return person


def _person(username: str, email: str, password: str | None) -> Person:
    """A person fit to be kept, or a refusal."""
    if queries.person_named(username) is not None:
        raise InviteRefused(_("Somebody already has this user name."))
    if email and Person.objects.filter(email__iexact=email).exists():
        raise InviteRefused(_("Somebody already has this e-mail address."))
    person = Person(username=username, email=email)
    try:
        if password is not None:
            validate_password(password, person)
        person.set_password(password)
        person.full_clean()
    except ValidationError as failure:
        raise InviteRefused(" ".join(failure.messages)) from failure
    return person


@transaction.atomic
def grant_role(*, person: Person, seller_id: UUID, role: str, at: datetime, actor: Person | None = None) -> Role:
    """Give a person a role for one seller; a role already given stays, and no fact is recorded.

    Raises GrantRefused when the role is unknown or the actor does not manage people of this seller.
    """
    if role not in rules.MAY:
        raise GrantRefused(
            _("There is no role “%(role)s”; the roles are: %(roles)s.") % {"role": role, "roles": ", ".join(rules.MAY)}
        )
    if actor is not None and not queries.may(actor, rules.MANAGE_PEOPLE, seller_id):
        raise GrantRefused(_("Your role does not let you give roles for this company."))
    given, is_new = Role.objects.get_or_create(person=person, seller_id=seller_id, role=role)
    if is_new:
        journal.record([RoleGranted(seller_id, person.id, role=role)], at=at, actor=actor)
    return given
