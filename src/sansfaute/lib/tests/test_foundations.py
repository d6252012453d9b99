"""Identifiers, secrets, locks and clocks."""

import json
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import RFC_4122, UUID

import pytest

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.lib.ids import new_id
from sansfaute.lib.locks import alone, shared
from sansfaute.lib.secrets import secret


def test_identifiers_are_version_7_unique_and_ordered_by_time() -> None:
    made = [new_id() for _ in range(2000)]
    assert len(set(made)) == 2000
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {RFC_4122}
    assert made == sorted(made)


def test_identifiers_made_by_threads_are_unique() -> None:
    made: list[UUID] = []
    threads = [threading.Thread(target=lambda: made.extend(new_id() for _ in range(2000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8000


def test_a_secret_is_made_once_and_its_owner_alone_reads_it(tmp_path: Path) -> None:
    assert secret(tmp_path, "seal") == secret(tmp_path, "seal") != secret(tmp_path, "other")
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0


def test_first_starts_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(secret(tmp_path, "seal"))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 20
    assert set(found) == {json.loads((tmp_path / "secrets.json").read_text())["seal"]}


def test_machines_that_share_the_file_of_secrets_by_a_link_agree_on_a_new_one(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    secret(first, "django")
    (second / "secrets.json").symlink_to(first / "secrets.json")
    assert secret(second, "seal") == secret(first, "seal")
    assert (second / "secrets.json").is_symlink()


def test_secrets_that_cannot_be_kept_are_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="write access"):
        secret(tmp_path / "missing", "seal")


def test_a_lock_held_by_others_is_not_had_alone(tmp_path: Path) -> None:
    with shared(tmp_path / "lock"), shared(tmp_path / "lock"), alone(tmp_path / "lock") as mine:
        assert not mine
    with alone(tmp_path / "lock") as mine:
        assert mine


def test_the_civil_day_is_that_of_the_seller() -> None:
    assert clock.day_of(datetime(2026, 10, 31, 23, 30, tzinfo=UTC)) == date(2026, 11, 1)
    assert clock.day_of(datetime(2026, 6, 30, 21, 59, tzinfo=UTC)) == date(2026, 6, 30)
