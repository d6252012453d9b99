"""Facts of people."""

from dataclasses import dataclass
from uuid import UUID

NO_SELLER = UUID(int=0)
"""Stands for the installation in a fact that concerns no seller in particular."""


@dataclass(frozen=True, slots=True)
class PersonInvited:
    """A person may sign in; the subject is the person. `seller_id` is NO_SELLER: a role opens sellers."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class RoleGranted:
    """A person got a role for a seller; the subject is the person."""

    seller_id: UUID
    subject_id: UUID
    role: str
