"""bench: figures of this machine, measured in an installation of their own that is thrown away."""

from __future__ import annotations

import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, app, lines, out, say_json
from sansfaute.project.home import home
from sansfaute.project.installation import installation

bench_app = typer.Typer(help="Measure this machine. Nothing is left behind.", no_args_is_help=True)
app.add_typer(bench_app, name="bench")

Count = Annotated[int, typer.Option(help="How many invoices.", min=1)]
Lines = Annotated[int, typer.Option("--lines", help="How many lines on each.", min=1)]
_TODAY = date(2026, 10, 31)


@bench_app.command()
def issue(count: Count = 2000, lines_each: Lines = 10, workers: int = 0, as_json: Json = False) -> None:
    """From billable work to stored documents: invoices per second, with and without PDF."""
    result: dict[str, Any] = {
        "machine": machine(),
        "count": count,
        "lines": lines_each,
        "without_pdf": _in_a_fresh_home("cii", count, lines_each, workers),
        "with_pdf": _in_a_fresh_home("cii,facturx", count, lines_each, workers),
    }
    if as_json:
        say_json(result)
        return
    for name in ("without_pdf", "with_pdf"):
        out.rule(name.replace("_", " "))
        lines((key.replace("_", " "), str(value)) for key, value in result[name].items() if key != "share_of_time")
        lines((f"  {step}", f"{share:.0%}") for step, share in result[name]["share_of_time"].items())


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "python": platform.python_version(),
        "system": platform.system(),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    names = (
        [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        if info.exists()
        else []
    )
    return names[0] if names else platform.processor()


def _in_a_fresh_home(documents: str, count: int, lines_each: int, workers: int) -> dict[str, Any]:
    """Run `bench once` with a data folder of its own inside ours, and throw the folder away."""
    folder = home() / f"bench-{os.getpid()}"
    environment = {**os.environ, "SANSFAUTE_HOME": str(folder), "SANSFAUTE_DOCUMENTS": documents}
    environment.pop("DATABASE_URL", None)  # figures are never made in somebody's database
    command = [sys.executable, "-m", "sansfaute.project", "bench", "once"]
    command += ["--count", str(count), "--lines", str(lines_each), "--workers", str(workers)]
    try:
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=False)
        if done.returncode:
            raise Trouble("The measured run failed.", f"Its log is above; try `SANSFAUTE_HOME={folder}`.")
        measured: dict[str, Any] = json.loads(done.stdout)
        return measured
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@bench_app.command(hidden=True)
def once(count: Count = 2000, lines_each: Lines = 10, workers: int = 0) -> None:
    """One measured run in the data folder named by SANSFAUTE_HOME."""
    processes = workers or os.cpu_count() or 1
    with installation() as folder:
        prepared = _prepare(folder, count, lines_each)
        say_json({**prepared, **_measure(folder, processes, count)})


def _prepare(folder: Path, count: int, lines_each: int) -> dict[str, Any]:
    from sansfaute.project.commands.sources import import_files

    source = folder / "bench-sources"
    source.mkdir(exist_ok=True)
    write_sources(source, count, lines_each)
    began = time.perf_counter()
    import_files(sorted(source.iterdir()))
    seconds = time.perf_counter() - began
    return {"rows_imported": count * (lines_each + 1) + 1, "import_seconds": round(seconds, 2)}


def write_sources(folder: Path, count: int, lines_each: int) -> None:
    """Exports of `count` customers with one delivered order of `lines_each` lines each."""
    (folder / "seller.toml").write_text(SELLER, "utf-8")
    (folder / "articles.csv").write_text(_ITEMS, "utf-8")
    (folder / "clients.csv").write_text("".join(_buyers(count)), "utf-8")
    (folder / "commandes.csv").write_text("".join(_orders(count, lines_each)), "utf-8")


def _buyers(count: int) -> Iterator[str]:
    yield "Code client;Raison sociale;Adresse;CP;Ville;Pays;SIREN/SIRET;N° TVA;Mode de règlement;Délai;Langue\r\n"
    for number in range(count):
        siren = siren_number(number)
        key = (12 + 3 * (int(siren) % 97)) % 97
        address = f"{number % 200 + 1} rue de la Mesure;69002;Lyon;FR"
        yield f"B{number:07d};Société {number} SARL;{address};{siren};FR{key:02d}{siren};Virement;30 jours;fr\r\n"


def siren_number(number: int) -> str:
    """A made-up SIREN with its check digit (Luhn)."""
    body = f"{70_000_000 + number:08d}"
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(body)]
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return f"{body}{-total % 10}"


def _orders(count: int, lines_each: int) -> Iterator[str]:
    yield "N° commande;Client;Date;Article;Quantité;Prix unitaire HT;Remise %;Livraison le;Réf. client\r\n"
    for number in range(count):
        for line in range(lines_each):
            price = f"{10 + (number + line * 7) % 90},{(number * 3 + line) % 100:02d}"
            discount = "5" if line % 4 == 0 else ""
            sold = f"ART{line % 4};{line + 1};{price};{discount};15/10/2026"
            yield f"O{number:07d};B{number:07d};01/10/2026;{sold};REF-{number}\r\n"


def _measure(folder: Path, processes: int, count: int) -> dict[str, Any]:
    from sansfaute.contracts import actions as contracts
    from sansfaute.issuing import queries as issuing
    from sansfaute.journal import queries as journal
    from sansfaute.masterdata import queries as masterdata
    from sansfaute.project.commands.run import spawn_workers

    seller = masterdata.sellers().get()
    children = spawn_workers(processes, "--keep-jobs")
    time.sleep(4.0)  # workers of a running installation are up already: their start is not the work
    began = time.perf_counter()
    contracts.start_bill_run(seller_id=seller.id, until=_TODAY, issue_date=_TODAY, at=clock.now())
    while journal.unfinished_work().exists():
        time.sleep(0.05)
    seconds = time.perf_counter() - began
    for child in children:
        child.terminate()
        child.wait()
    issued = issuing.invoices_of(seller.id).count()
    if issued != count:
        raise Trouble(f"{issued} of {count} invoices were issued.", f"See {folder / 'workers.log'}.")
    return {
        "invoices": issued,
        "seconds": round(seconds, 2),
        "invoices_per_second": round(issued / seconds, 1),
        "workers": processes,
        "share_of_time": shares_of_time(),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10,
        "peak_memory_mib_of_this_process": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


def shares_of_time() -> dict[str, float]:
    """Each step's share of all the time that processes spent at work."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select j.task_name, sum(extract(epoch from e.at - s.at)) from procrastinate_jobs j"
            " join procrastinate_events s on s.job_id = j.id and s.type = 'started'"
            " join procrastinate_events e on e.job_id = j.id and e.type = 'succeeded'"
            " where j.args ? 'facts' and j.task_name not like 'masterdata.%'"
            " and j.task_name not in ('contracts.record_agreements', 'contracts.retry_waiting')"
            " group by 1 order by 2 desc"
        )
        spent = {name: float(value) for name, value in cursor.fetchall()}
    whole = sum(spent.values()) or 1.0
    return {name: round(value / whole, 3) for name, value in sorted(spent.items(), key=lambda pair: -pair[1])}


SELLER = """
name = "Mesure SAS"
legal_form = "SAS"
capital = "10000.00"
registry = "RCS Lyon"
siren = "732829320"
siret = "73282932000074"
vat_identifier = "FR44732829320"
line_1 = "1 rue de la République"
post_code = "69002"
city = "Lyon"
country_code = "FR"

[texts.fr]
PMT = "Indemnité forfaitaire pour frais de recouvrement en cas de retard : 40 €."
PMD = "En cas de retard, pénalités au taux de 12,40 % l'an, exigibles dès le lendemain de l'échéance."
AAB = "Escompte pour paiement anticipé : néant."
"""

_ITEMS = (
    "Réf;Désignation;Unité;PU HT;TVA %;Nature\r\n"
    "ART0;Écran 27 pouces;pièce;219,90;20;bien\r\n"
    "ART1;Câble réseau, au mètre;m;1,15;20;bien\r\n"
    "ART2;Guide de l'utilisateur (livre);pièce;24,50;5,5;bien\r\n"
    "ART3;Assistance, par heure;heure;92,00;20;service\r\n"
)
