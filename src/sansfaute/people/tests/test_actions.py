"""Invitations and roles; refusals first."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser

from sansfaute.journal.models import Fact
from sansfaute.lib.ids import new_id
from sansfaute.people import actions, queries
from sansfaute.people.models import Person, Role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 31, 8, 0, tzinfo=UTC)
PASSWORD = "sept lettres de Lyon"


def invite(username: str = "lea", email: str = "lea@ondine.example", **more: object) -> Person:
    return actions.invite_person(username=username, email=email, at=AT, **more)  # type: ignore[arg-type]  # any argument may be given wrong


class TestInvitePerson:
    @pytest.mark.parametrize("name", ["lea", "LEA", " lea "])
    def test_a_taken_name_is_refused(self, name: str) -> None:
        invite()
        with pytest.raises(actions.InviteRefused, match=r"user name|nom"):
            invite(name, "autre@ondine.example")

    def test_a_taken_address_is_refused(self) -> None:
        invite()
        with pytest.raises(actions.InviteRefused):
            invite("paul", "LEA@ondine.example")

    @pytest.mark.parametrize("password", ["court", "password1234", "123456789012", "lea@ondine.example", ""])
    def test_a_weak_password_is_refused(self, password: str) -> None:
        with pytest.raises(actions.InviteRefused):
            invite(password=password)
        assert not Person.objects.exists()

    @pytest.mark.parametrize(("name", "email"), [("", "a@b.example"), ("a b", "a@b.example"), ("a", "pas une adresse")])
    def test_a_malformed_name_or_address_is_refused(self, name: str, email: str) -> None:
        with pytest.raises(actions.InviteRefused):
            invite(name, email)

    def test_only_an_administrator_invites(self) -> None:
        clerk = invite()
        actions.grant_role(person=clerk, seller_id=new_id(), role="clerk", at=AT)
        with pytest.raises(actions.InviteRefused):
            invite("paul", "paul@ondine.example", actor=clerk)

    def test_an_invitation_is_a_fact(self) -> None:
        person = invite(password=PASSWORD)
        fact = Fact.objects.get(kind="PersonInvited")
        assert (fact.subject_id, fact.happened_at) == (person.id, AT)
        assert person.check_password(PASSWORD)

    def test_without_a_password_nobody_signs_in(self) -> None:
        assert not invite().has_usable_password()


class TestGrantRole:
    def test_an_unknown_role_is_refused(self) -> None:
        with pytest.raises(actions.GrantRefused, match="clerk"):
            actions.grant_role(person=invite(), seller_id=new_id(), role="owner", at=AT)

    def test_an_administrator_of_another_seller_is_refused(self) -> None:
        admin = invite()
        ours, theirs = new_id(), new_id()
        actions.grant_role(person=admin, seller_id=ours, role="admin", at=AT)
        actions.grant_role(person=admin, seller_id=ours, role="clerk", at=AT, actor=admin)
        with pytest.raises(actions.GrantRefused):
            actions.grant_role(person=admin, seller_id=theirs, role="clerk", at=AT, actor=admin)

    def test_given_twice_is_given_once(self) -> None:
        person, seller_id = invite(), new_id()
        first = actions.grant_role(person=person, seller_id=seller_id, role="clerk", at=AT)
        assert actions.grant_role(person=person, seller_id=seller_id, role="clerk", at=AT) == first
        assert Role.objects.count() == Fact.objects.filter(kind="RoleGranted").count() == 1


class TestWhatIsOpen:
    def test_each_act_opens_its_sellers(self) -> None:
        person, one, other = invite(), new_id(), new_id()
        actions.grant_role(person=person, seller_id=one, role="support", at=AT)
        actions.grant_role(person=person, seller_id=other, role="approver", at=AT)
        assert queries.sellers_open_to(person) == {one, other}
        assert queries.sellers_open_to(person, act="decide exceptions") == {other}
        assert queries.acts_of(person)[one] == {"see invoices", "see records", "see contracts"}

    def test_nothing_is_open_to_a_stranger(self) -> None:
        assert queries.sellers_open_to(invite()) == set()
        assert queries.sellers_open_to(AnonymousUser()) == set()

    def test_nothing_is_open_to_somebody_deactivated(self) -> None:
        person, seller_id = invite(), new_id()
        actions.grant_role(person=person, seller_id=seller_id, role="admin", at=AT)
        person.is_active = False
        assert queries.sellers_open_to(person) == set()

    def test_a_mistyped_act_does_not_open_anything(self) -> None:
        with pytest.raises(ValueError, match="not an act"):
            queries.may(invite(), "see everything", UUID(int=1))
