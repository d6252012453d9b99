"""What a person may see and do. Every page, API call and file link asks here (invariant I9)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from sansfaute.people import rules
from sansfaute.people.models import Person, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponseBase

View = Callable[..., "HttpResponseBase"]


def sellers_open_to(person: Person | AnonymousUser, act: str = rules.SEE_INVOICES) -> set[UUID]:
    """The sellers for which this person may do the act; none for somebody signed out or deactivated."""
    allowing = rules.roles_that_may(act)
    if not (isinstance(person, Person) and person.is_active):
        return set()
    return set(Role.objects.filter(person=person, role__in=allowing).values_list("seller_id", flat=True))


def may(person: Person | AnonymousUser, act: str, seller_id: UUID) -> bool:
    """Whether this person may do the act for this seller."""
    return seller_id in sellers_open_to(person, act)


def acts_of(person: Person) -> dict[UUID, set[str]]:
    """For each seller open to this person, what the person may do there; one query."""
    acts: dict[UUID, set[str]] = {}
    for seller_id, role in Role.objects.filter(person=person).values_list("seller_id", "role"):
        acts.setdefault(seller_id, set()).update(rules.MAY.get(role, frozenset()))
    return acts


def people_of(seller_id: UUID) -> QuerySet[Person]:
    """The people with a role for this seller who may still sign in, by user name."""
    roles = Role.objects.filter(seller_id=seller_id).values("person_id")
    return Person.objects.filter(pk__in=roles, is_active=True).order_by("username")


def person_named(username: str) -> Person | None:
    """The person with this user name, whatever its case."""
    return Person.objects.filter(username__iexact=username).first()


def open_to_those_who_may(act: str) -> Callable[[View], View]:
    """A page for signed-in people who may do the act for at least one seller; others are told so (403).

    Which objects they reach is decided by the queries that take the person: an object of a closed
    seller is not found (404).
    """
    assert act in rules.ACTS, act

    def around(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not sellers_open_to(request.user, act):
                raise PermissionDenied(_refusal(request))
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return around


def _refusal(request: HttpRequest) -> str:
    if Role.objects.filter(person=request.user.pk).exists():
        return _("Your role does not open it. An administrator of your company can give you one that does.")
    return _("You are signed in, but no company is open to you yet. Ask an administrator to give you a role.")
