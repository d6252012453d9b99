"""What the stories share: folders of their own, steps that are taken when a story says so, and a company that sells."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sansfaute.issuing.tests import trade
from sansfaute.journal import actions as journal
from sansfaute.masterdata.models import Buyer, Seller


@pytest.fixture
def folders(tmp_path: Path, settings: Any) -> None:
    """Files and mails of a story stay in folders of its own."""
    settings.FILE_STORE, settings.MAIL_FOLDER = tmp_path / "files", tmp_path / "mail"
    settings.EMAIL_BACKEND = "sansfaute.delivery.adapters.mail_folder.EmailBackend"


@pytest.fixture
def steps() -> Iterator[Any]:
    """What follows from an act waits until the story takes its steps."""
    with journal.inline_steps() as found:
        yield found


@pytest.fixture
def ondine() -> Seller:
    """Ondine sells screens and books, and assistance by the hour."""
    return trade.ondine()


@pytest.fixture
def moreau(ondine: Seller) -> Buyer:
    """Moreau, a regular customer."""
    return trade.moreau(ondine)
