"""The embedded PostgreSQL: first start, joining, kills, odd folders, and clear words when it cannot be."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sansfaute.lib import postgres
from sansfaute.lib.errors import Trouble

pytestmark = pytest.mark.slow
PASSWORD = "a password for tests only"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose path has spaces and accents."""
    place = tmp_path / "données de l'été" / "base n° 1"
    yield place
    shutil.rmtree(place, ignore_errors=True)


def ask(address: postgres.Address, question: str) -> object:
    with psycopg.connect(
        host=address.host, port=address.port, user=address.user, password=address.password, dbname=address.database
    ) as connection:
        asked = connection.execute(question)
        found = asked.fetchone() if asked.description else None
        return found[0] if found else None


def server_pid(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path("/proc").exists() else True


def test_it_starts_is_joined_keeps_its_data_and_stops_with_the_last_user(folder: Path) -> None:
    with postgres.running(folder, PASSWORD) as address:
        ask(address, "create table kept as select 42 as n")
        with postgres.running(folder, PASSWORD) as joined:
            assert joined == address
        assert ask(address, "select n from kept") == 42
        pid = server_pid(folder)
    assert not is_alive(pid)
    with postgres.running(folder, PASSWORD) as again:
        assert ask(again, "select n from kept") == 42


def test_it_starts_after_everything_was_killed(folder: Path) -> None:
    with postgres.running(folder, PASSWORD) as address:
        ask(address, "create table kept as select 42 as n")
        os.kill(server_pid(folder), signal.SIGKILL)
        time.sleep(0.5)
    with postgres.running(folder, PASSWORD) as again:
        assert ask(again, "select n from kept") == 42


def test_two_first_starts_at_once_share_one_server(folder: Path) -> None:
    found: list[int] = []

    def start() -> None:
        with postgres.running(folder, PASSWORD) as address:
            ask(address, "select 1")
            found.append(server_pid(folder))
            time.sleep(0.5)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert len(set(found)) == 1


def test_a_half_made_data_folder_is_made_again(folder: Path) -> None:
    (folder / "data.new").mkdir(parents=True)
    (folder / "data.new" / "PG_VERSION").write_text("18")
    with postgres.running(folder, PASSWORD) as address:
        assert ask(address, "select 1") == 1


def test_a_wrong_password_is_refused(folder: Path) -> None:
    with (
        postgres.running(folder, PASSWORD) as address,
        pytest.raises(psycopg.OperationalError, match="password"),
    ):
        psycopg.connect(host=address.host, port=address.port, user=address.user, password="x", dbname="postgres")


def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("not a folder")
    with (
        pytest.raises(Trouble, match="SANSFAUTE_HOME"),
        postgres.running(tmp_path / "a file" / "postgres", PASSWORD),
    ):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become an ordinary user")
def test_an_ordinary_user_runs_it_too(tmp_path: Path) -> None:
    program = (
        "import sys, os; from pathlib import Path; from sansfaute.lib import postgres\n"
        "assert os.geteuid() != 0\n"
        "with postgres.running(Path(sys.argv[1]), 'secret') as address: print(address.port)\n"
    )
    home = tmp_path / "of nobody"
    home.mkdir()
    shutil.chown(home, "nobody")
    # The capability only lets it reach this checkout, wherever it stands; it is not root.
    as_nobody = [
        "setpriv",
        "--reuid=nobody",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
    ]
    done = subprocess.run(
        [*as_nobody, sys.executable, "-c", program, str(home)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_said_with_its_remedy(tmp_path: Path) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(tmp_path)], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        with pytest.raises(Trouble, match="Make room on the disk"), postgres.running(tmp_path / "postgres", PASSWORD):
            pass
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="told apart by /proc")
@pytest.mark.parametrize("whose", ["a dead process not reaped yet", "another program"])
def test_it_starts_though_the_number_of_the_killed_server_still_answers(folder: Path, whose: str) -> None:
    with postgres.running(folder, PASSWORD) as address:
        ask(address, "create table kept as select 42 as n")
        os.kill(server_pid(folder), signal.SIGKILL)
        time.sleep(0.5)
        note = folder / "data" / "postmaster.pid"
        lines = note.read_text().splitlines()
    program = ["true"] if whose.startswith("a dead") else ["sleep", "60"]
    with subprocess.Popen(program) as impostor:  # never waited for before the start: a zombie, or a living stranger
        time.sleep(0.3)
        note.write_text("\n".join([str(impostor.pid), *lines[1:]]) + "\n")
        if os.geteuid() == 0:
            shutil.chown(note, "nobody")
        with postgres.running(folder, PASSWORD) as again:
            assert ask(again, "select n from kept") == 42
        impostor.kill()
