"""A bill run by one machine, then by two: the same result, and how fast each is.

    python tests/endurance/second_machine.py --home build/second-machine --invoices 2000

The second machine is a network namespace with a worker of its own. Its data folder is its own but for what several
machines share (docs/settings.md): the secrets, `files/` and `documents/`. It reaches the database through a pair of
virtual network cards. The server listens on the address of that pair alone, and is thrown away with everything else.
Needs Linux, root and iproute2: without them it says so and ends with status 2. Prints JSON.
"""

import argparse
import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARED = ("secrets.json", "files", "documents")
PASSWORD = secrets.token_urlsafe(24)


@dataclass(frozen=True)
class Network:
    """The namespace of the second machine, and the address of the first one as both see it."""

    namespace: str
    here: str
    range: str


def why_not() -> str:
    """Why this machine cannot hold a second one; "" when it can."""
    if not sys.platform.startswith("linux"):
        return "Network namespaces are of Linux; this is another system."
    if os.geteuid() != 0:
        return "Only root may make a network namespace. Start this as root."
    if not shutil.which("ip"):
        return "The program `ip` is missing. Install iproute2."
    tried = ip("netns", "add", name := f"sansfaute-try-{os.getpid()}")
    ip("netns", "del", name)
    return f"No network namespace can be made here: {tried.stderr.strip()}" if tried.returncode else ""


def ip(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["ip", *words], capture_output=True, text=True, check=False)


def done(*words: str) -> None:
    if (result := ip(*words)).returncode:
        raise SystemExit(f"ip {' '.join(words)}: {result.stderr.strip()}")


@contextlib.contextmanager
def network() -> Iterator[Network]:
    """Two virtual cards, one here and one in a namespace, that reach each other and nothing else."""
    number = os.getpid()
    name, near, far = f"sansfaute-{number}", f"sfa{number}", f"sfb{number}"
    third = f"10.213.{number % 250}"
    done("netns", "add", name)
    try:
        done("link", "add", near, "type", "veth", "peer", "name", far, "netns", name)
        done("addr", "add", f"{third}.1/30", "dev", near)
        done("link", "set", near, "up")
        done("-n", name, "addr", "add", f"{third}.2/30", "dev", far)
        done("-n", name, "link", "set", far, "up")
        done("-n", name, "link", "set", "lo", "up")
        yield Network(name, f"{third}.1", f"{third}.0/30")
    finally:
        ip("netns", "del", name)  # its card goes with it, and the other end with that


@contextlib.contextmanager
def server(folder: Path, net: Network) -> Iterator[str]:
    """A PostgreSQL that listens on the address of the pair alone; the beginning of its URL."""
    from sansfaute.lib import postgres

    folder.mkdir(parents=True)
    postgres._initialise(folder, PASSWORD)
    with (folder / "data" / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {net.range} scram-sha-256\n")
    with socket.create_server((net.here, 0)) as probe:
        port = probe.getsockname()[1]
    log = folder / "postgres.log"
    log.touch()
    postgres._give_to_server(log)
    settings = {**postgres._SETTINGS, "listen_addresses": net.here, "unix_socket_directories": "''"}
    options = f"-p {port} " + " ".join(f"-c {name}={value}" for name, value in settings.items())
    data = postgres._data(folder)
    postgres._run(folder, "pg_ctl", "-D", data, "-l", str(log), "-o", options, "-w", "start")
    try:
        yield f"postgresql://{postgres.SUPERUSER}:{PASSWORD}@{net.here}:{port}"
    finally:
        postgres._stop(folder)


def fresh_database(url: str, name: str) -> str:
    """The URL of an empty database."""
    import psycopg

    with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return f"{url}/{name}"


def second_home(first: Path, folder: Path) -> Path:
    """The data folder of the second machine: what machines share is the first one's, as if it were mounted."""
    folder.mkdir(parents=True)
    for name in SHARED:
        if name in ("files", "documents"):
            (first / name).mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(first / name)
    return folder


def worker(home: Path, url: str, inside: list[str]) -> subprocess.Popen[bytes]:
    command = [*inside, sys.executable, "-m", "sansfaute.project", "worker", "--keep-jobs"]
    command += ["--parent", str(os.getpid())]
    frugal = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "SANSFAUTE_JUDGES": "1", "SANSFAUTE_DOCUMENTS": "cii"}
    environment = {**os.environ, **frugal, "SANSFAUTE_HOME": str(home), "DATABASE_URL": url}
    with (home / "workers.log").open("ab") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)


def carried_out(given: argparse.Namespace) -> dict[str, Any]:
    """One run in the database of DATABASE_URL by the machines asked for: how fast, and what it said."""
    from sansfaute.project.commands import bench_billrun, bench_contracts
    from sansfaute.project.commands.bench_processes import processor_seconds
    from sansfaute.project.installation import installation

    with installation(migrate=True) as home:
        from sansfaute.documents import queries as documents
        from sansfaute.issuing import queries as issuing

        seller = bench_contracts.prepare(given.invoices, given.lines)
        places = [(home, []), (Path(given.second), ["ip", "netns", "exec", given.namespace])][: given.machines]
        workers = [worker(place, os.environ["DATABASE_URL"], inside) for place, inside in places]
        try:
            time.sleep(5)
            bench_billrun.carry_out(seller, {"contracts": [f"CT-W{one}" for one in range(bench_contracts.WARM)]})
            before = [processor_seconds([one.pid], None)["workers"] for one in workers]
            seconds = bench_billrun.carry_out(seller, {})
            spent = [processor_seconds([one.pid], None)["workers"] for one in workers]
        finally:
            for one in workers:
                one.terminate()
            for one in workers:
                one.wait()
        issued = issuing.invoices_of(seller.pk).count() - bench_contracts.WARM
        return {
            "machines": given.machines,
            "invoices": issued,
            "documents_stored": documents.count_kept(seller.pk) - bench_contracts.WARM,
            "seconds": round(seconds, 2),
            "invoices_per_second": round(issued / seconds, 1),
            "processor_seconds_of_each_machine": [
                round(after - first, 2) for first, after in zip(before, spent, strict=True)
            ],
            "result_sha256": bench_billrun.result_digest(seller),
            "problems": [str(one) for one in (*issuing.verify_series(), *issuing.verify_chain())],
        }


def measured(given: argparse.Namespace, machines: int, url: str, net: Network, folder: Path) -> dict[str, Any]:
    """The same in a process of its own, with fresh data folders."""
    first = folder / f"machine-1-of-{machines}"
    first.mkdir(parents=True)
    second = second_home(first, folder / f"machine-2-of-{machines}")
    command = [sys.executable, __file__, "--act", "carry-out", "--machines", str(machines), "--second", str(second)]
    command += ["--namespace", net.namespace, "--invoices", str(given.invoices), "--lines", str(given.lines)]
    environment = {**os.environ, "SANSFAUTE_HOME": str(first), "SANSFAUTE_DOCUMENTS": "cii", "DATABASE_URL": url}
    said = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def compared(given: argparse.Namespace) -> int:
    """One machine, then two; 0 when both say the same and everything was issued."""
    folder = Path(given.home).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with network() as net, server(folder / "server", net) as url:
            runs = [
                measured(given, machines, fresh_database(url, f"machines_{machines}"), net, folder)
                for machines in (1, 2)
            ]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    one, two = runs
    is_same = one["result_sha256"] == two["result_sha256"]
    is_whole = all(run["invoices"] == run["documents_stored"] == given.invoices and not run["problems"] for run in runs)
    shares = two["processor_seconds_of_each_machine"]
    took_part = min(shares) * 10 > sum(shares)
    speed_up = round(two["invoices_per_second"] / one["invoices_per_second"], 2)
    print(json.dumps({"runs": runs, "same_result": is_same, "speed_up": speed_up}, indent=1))
    return 0 if is_same and is_whole and took_part else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", default="build/second-machine", help="A folder for this; it is emptied.")
    parser.add_argument("--invoices", type=int, default=2000)
    parser.add_argument("--lines", type=int, default=10)
    for name in ("--act", "--second", "--namespace"):
        parser.add_argument(name, default="", help=argparse.SUPPRESS)
    parser.add_argument("--machines", type=int, default=1, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.act == "carry-out":
        print(json.dumps(carried_out(given)))
        return 0
    if reason := why_not():
        print(f"A second machine cannot be made here. {reason}", file=sys.stderr)
        return 2
    return compared(given)


if __name__ == "__main__":
    raise SystemExit(main())
