"""One seller, its bill run, and people in front of the pages."""

from typing import Any

import pytest
from django.test import Client

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import Work, signed_in
from sansfaute.journal.actions import inline_steps
from sansfaute.masterdata.models import Buyer, Seller


@pytest.fixture(autouse=True)
def own_settings(settings: Any, tmp_path: Any) -> None:
    settings.FILE_STORE = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = tmp_path  # whitenoise warns of a folder that is not there


@pytest.fixture(autouse=True)
def no_worker() -> Any:
    with inline_steps() as steps:
        yield steps


@pytest.fixture
def ours() -> Seller:
    return factories.seller()


@pytest.fixture
def work(ours: Seller) -> Work:
    return factories.work(ours)


@pytest.fixture
def approver(ours: Seller) -> Client:
    return signed_in(factories.person("ada", ours, "approver"))


@pytest.fixture
def clerk(ours: Seller) -> Client:
    return signed_in(factories.person("leo", ours, "clerk"))


@pytest.fixture
def buyers(ours: Seller) -> list[Buyer]:
    """Six customers of three cities, one of them written in three ways, none with a right e-mail."""
    return [factories.record(ours, f"C{number:04}", city=city) for number, city in enumerate(factories.CITIES)]
