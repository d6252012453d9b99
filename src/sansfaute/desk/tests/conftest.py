"""One seller, its bill run, and people in front of the pages."""

from typing import Any

import pytest
from django.test import Client

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import Work, signed_in
from sansfaute.journal.actions import inline_steps
from sansfaute.masterdata.models import Seller


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
