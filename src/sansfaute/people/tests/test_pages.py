"""Sign-in, second factor and account pages, as people and intruders meet them."""

import base64
import hashlib
import hmac
import re
import struct
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from sansfaute.people import actions
from sansfaute.people.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "sept lettres de Lyon"


@pytest.fixture(autouse=True)
def own_settings(settings: Any, tmp_path: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = tmp_path  # whitenoise warns of a folder that is not there
    cache.clear()


@pytest.fixture
def lea() -> Person:
    at = datetime(2026, 10, 31, 8, 0, tzinfo=UTC)
    return actions.invite_person(username="lea", email="lea@ondine.example", password=PASSWORD, at=at)


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def sign_in(client: Client, login: str = "lea", password: str = PASSWORD, after: str = "") -> Any:
    address = reverse("account_login") + (f"?next={after}" if after else "")
    return client.post(address, {"login": login, "password": password, "next": after})


def code(secret: str) -> str:
    """The six figures of this half minute (RFC 6238)."""
    moment = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), moment, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


class TestSignIn:
    def test_the_page_is_ours(self, client: Client) -> None:
        page = client.get(reverse("account_login")).content.decode()
        assert 'class="masthead"' in page, "our templates must come before those of allauth: INSTALLED_APPS"
        assert "Accounts are opened by invitation" in page
        assert "signup" not in page

    @pytest.mark.parametrize("login", ["lea", "lea@ondine.example"])
    def test_by_name_or_address(self, client: Client, lea: Person, login: str) -> None:
        answer = sign_in(client, login)
        assert answer.status_code == 302
        cookie = client.cookies["sessionid"]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")

    @pytest.mark.parametrize(
        ("login", "password"), [("lea", "autre phrase"), ("nobody", PASSWORD), ("", ""), ("lea", "")]
    )
    def test_a_wrong_name_and_a_wrong_password_look_alike(
        self, client: Client, lea: Person, login: str, password: str
    ) -> None:
        answer = sign_in(client, login, password)
        assert answer.status_code == 200
        assert "sessionid" not in client.cookies or not client.session.get("_auth_user_id")

    def test_guessing_is_slowed(self, client: Client, lea: Person) -> None:
        said = [sign_in(client, password=f"phrase numéro {number}").content.decode() for number in range(7)]
        assert "Too many failed login attempts" in said[-1]
        assert "Too many failed login attempts" in sign_in(client).content.decode(), "even the right one waits"

    @pytest.mark.parametrize("after", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
    def test_nobody_is_sent_elsewhere(self, client: Client, lea: Person, after: str) -> None:
        assert sign_in(client, after=after)["Location"] == "/"

    def test_somebody_deactivated_stays_out(self, client: Client, lea: Person) -> None:
        lea.is_active = False
        lea.save()
        sign_in(client)
        assert not client.session.get("_auth_user_id")

    def test_signing_out_is_not_a_link(self, client: Client, lea: Person) -> None:
        sign_in(client)
        assert client.get(reverse("account_logout")).status_code == 200
        assert client.session.get("_auth_user_id")
        client.post(reverse("account_logout"))
        assert not client.session.get("_auth_user_id")

    def test_nobody_signs_up_alone(self, client: Client) -> None:
        page = client.get(reverse("account_signup")).content.decode()
        assert "opened by invitation" in page
        answers = {"email": "x@y.example", "username": "x", "password1": PASSWORD, "password2": PASSWORD}
        client.post(reverse("account_signup"), answers)
        assert not Person.objects.exists()


class TestSecondFactor:
    @pytest.fixture
    def secret(self, client: Client, lea: Person) -> str:
        """Léa turns her second factor on; the secret her telephone knows."""
        sign_in(client)
        assert client.get(reverse("mfa_activate_totp")).status_code == 302, "who one is, is asked once more"
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        page = client.get(reverse("mfa_activate_totp"))
        shown = page.content.decode()
        assert "<svg" in shown, "the drawing is in the page itself: the content policy refuses data addresses"
        assert "data:" not in shown
        secret = str(page.context["form"].secret)
        assert client.post(reverse("mfa_activate_totp"), {"code": code(secret)}).status_code == 302
        client.post(reverse("account_logout"))
        cache.clear()  # a code serves once; the half minute has not passed
        return secret

    def test_the_password_alone_no_longer_opens(self, client: Client, secret: str) -> None:
        assert sign_in(client)["Location"] == reverse("mfa_authenticate")
        assert not client.session.get("_auth_user_id")
        assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
        assert not client.session.get("_auth_user_id")
        client.post(reverse("mfa_authenticate"), {"code": code(secret)})
        assert client.session.get("_auth_user_id")

    def test_a_code_serves_once(self, client: Client, secret: str) -> None:
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code(secret)})
        client.post(reverse("account_logout"))
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code(secret)})
        assert not client.session.get("_auth_user_id")

    def test_a_recovery_code_opens_once(self, client: Client, secret: str) -> None:
        spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
        for opens in (True, False):
            sign_in(client)
            client.post(reverse("mfa_authenticate"), {"code": spare})
            assert bool(client.session.get("_auth_user_id")) is opens
            client.post(reverse("account_logout"))

    def test_turning_it_off_asks_who_one_is(self, client: Client, lea: Person) -> None:
        client.force_login(lea, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.get(reverse("mfa_activate_totp"))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_reauthenticate"))


class TestAccountPages:
    ADDRESSES = ("mfa_index", "account_change_password", "account_email", "account_reauthenticate", "account_logout")

    @pytest.mark.parametrize("name", ADDRESSES)
    def test_each_is_drawn_like_the_others(self, client: Client, lea: Person, name: str) -> None:
        sign_in(client)
        answer = client.get(reverse(name))
        assert answer.status_code == 200
        page = answer.content.decode()
        assert 'class="masthead"' in page
        assert len(re.findall("<h1", page)) == 1
        assert not re.search(r"\sstyle=|<script(?![^>]*(src=|application/json))", page), "the content policy refuses it"

    @pytest.mark.parametrize("name", ["mfa_index", "account_change_password", "mfa_activate_totp"])
    def test_none_is_open_to_somebody_signed_out(self, client: Client, name: str) -> None:
        assert client.get(reverse(name))["Location"].startswith(reverse("account_login"))

    def test_a_new_password_ends_other_sessions(self, client: Client, lea: Person) -> None:
        other = Client()
        sign_in(other)
        sign_in(client)
        fresh = "huit lettres de Lyon"
        client.post(
            reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
        )
        lea.refresh_from_db()
        assert lea.check_password(fresh)
        assert other.get(reverse("mfa_index")).status_code == 302
