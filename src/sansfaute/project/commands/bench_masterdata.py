"""bench masterdata: customers read, cleaned, and compared for duplicates, in an installation thrown away."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, console, lines, say_json
from sansfaute.project.commands.bench import bench_app, machine, siren_number
from sansfaute.project.home import home
from sansfaute.project.installation import installation

Count = Annotated[int, typer.Option(help="How many customers.", min=1)]
_SEED = 100_000


@bench_app.command()
def masterdata(count: Count = 100_000, as_json: Json = False) -> None:
    """Customers from a file to records, findings and likely duplicates: seconds by stage, memory."""
    folder = home() / f"bench-{os.getpid()}"
    environment = {**os.environ, "SANSFAUTE_HOME": str(folder)}
    environment.pop("DATABASE_URL", None)  # figures are never made in somebody's database
    command = [sys.executable, "-m", "sansfaute.project", "bench", "masterdata-once", "--count", str(count)]
    try:
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=False)
        if done.returncode:
            raise Trouble("The measured run failed.", "Its log is above.")
        result = {"machine": machine(), **json.loads(done.stdout)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if as_json:
        say_json(result)
        return
    lines((key.replace("_", " "), str(value)) for key, value in result.items() if not isinstance(value, dict))
    for name in ("seconds", "matching"):
        lines((f"{name}: {key}", str(value)) for key, value in result[name].items())


@bench_app.command(hidden=True)
def masterdata_once(count: Count = 100_000) -> None:
    """One measured run in the data folder named by SANSFAUTE_HOME."""
    with installation() as folder:
        say_json(_measure(folder, count))


def _measure(folder: Path, count: int) -> dict[str, Any]:
    from sansfaute.intake import actions as intake
    from sansfaute.masterdata import actions, queries, rules
    from sansfaute.project.commands.bench import SELLER

    seller = actions.agree_seller(values=rules.read_seller(SELLER), at=clock.now())
    path = folder / "clients.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(written_buyers(count))
    seconds: dict[str, Any] = {}
    with _timed(seconds, "recognised"):
        source = intake.receive_file(seller_id=seller.pk, name=path.name, content=path.read_bytes(), at=clock.now())
    with _timed(seconds, "read"):
        intake.parse_rows(source_file_id=source.pk, accept=True, at=clock.now())
    with _timed(seconds, "cleaned_and_written"):
        actions.agree_records(source_file_id=source.pk, at=clock.now())
    own = _peak(resource.RUSAGE_SELF)
    with _timed(seconds, "matched"):
        counts = actions.propose_duplicates(seller_id=seller.pk, at=clock.now())
    with _timed(seconds, "similar_while_typing"):
        queries.similar_buyers(seller.pk, name="Garage Kerbrat", post_code="29200")
    return {
        "buyers": queries.buyers(seller.pk).count(),
        "seconds_in_all": round(sum(value for name, value in seconds.items() if name != "similar_while_typing"), 1),
        "seconds": seconds,
        "matching": counts,
        "findings": queries.findings(seller.pk).count(),
        "peak_memory_mib_before_matching": own,
        "peak_memory_mib": _peak(resource.RUSAGE_SELF),
        "peak_memory_mib_of_the_comparison": _peak(resource.RUSAGE_CHILDREN),
    }


def _peak(who: int) -> int:
    return resource.getrusage(who).ru_maxrss >> 10


class _timed:  # noqa: N801  # reads as a word
    """Keep the seconds of a stage, and say that it is done."""

    def __init__(self, seconds: dict[str, Any], name: str) -> None:
        self._seconds, self._name = seconds, name

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self._seconds[self._name] = round(time.perf_counter() - self._began, 2)
        console.print(f"{self._name.replace('_', ' ')}: {self._seconds[self._name]} s", highlight=False)


def written_buyers(count: int) -> Iterator[str]:
    """A file of customers, one in eight of them written a second time in another dress."""
    chance = random.Random(_SEED)
    yield "Code client;Raison sociale;Adresse;CP;Ville;Pays;SIREN/SIRET;N° TVA;Courriel;Tél.;Délai\r\n"
    number = 0
    while number < count:
        one = _buyer(chance, number)
        yield _line(number, one)
        number += 1
        if chance.random() < 0.125 and number < count:
            yield _line(number, _again(chance, one))
            number += 1


def _line(number: int, one: dict[str, str]) -> str:
    return f"K{number:07d};" + ";".join(one.values()) + ";30 jours fin de mois\r\n"


_TRADES = ["Garage", "Boulangerie", "Menuiserie", "Cabinet", "Transports", "Hôtel", "Pharmacie", "Imprimerie"]
_FORMS = ["SARL", "SAS", "EURL", "SCI"]
_GIVEN = ["Jean", "Marie", "Anne", "Paul", "Sophie", "Julien", "Camille", "Hugo", "Léa", "Thomas", "Zoé", "Louis"]
_STREETS = ["rue de la République", "avenue Foch", "boulevard Voltaire", "place de l'Église", "chemin des Vignes"]
_TOWNS = [("69002", "Lyon"), ("29200", "Brest"), ("33000", "Bordeaux"), ("59000", "Lille"), ("67000", "Strasbourg")]
_SYLLABLES = ["ba", "ker", "lan", "ro", "mi", "tou", "val", "che", "du", "ri", "no", "sa", "le", "go", "far", "pin"]


def _buyer(chance: random.Random, number: int) -> dict[str, str]:
    surname = "".join(chance.choice(_SYLLABLES) for _ in range(3)).capitalize()
    code, city = chance.choice(_TOWNS)
    place = {"line": f"{chance.randint(1, 180)} {chance.choice(_STREETS)}", "code": code, "city": city, "country": "FR"}
    phone = f"0{chance.randint(1, 5)}{chance.randint(0, 99999999):08d}"
    if chance.random() < 0.3:
        given = chance.choice(_GIVEN)
        mail = f"{given[0].lower()}.{surname.lower()}{number % 97}@orange.fr"
        return {"name": f"{given} {surname}", **place, "legal": "", "vat": "", "email": mail, "phone": phone}
    siren = siren_number(number)
    vat = f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"
    name = f"{chance.choice(_TRADES)} {surname} {chance.choice(_FORMS)}"
    mail = f"contact@{surname.lower()}-{number % 9973}.example"
    return {"name": name, **place, "legal": siren, "vat": vat, "email": mail, "phone": phone}


def _again(chance: random.Random, one: dict[str, str]) -> dict[str, str]:
    """The same customer as somebody else would write it."""
    again = dict(one)
    place = chance.randint(1, len(one["name"]) - 2)
    again["name"] = one["name"][:place] + one["name"][place + 1 :] if chance.random() < 0.4 else one["name"].upper()
    for name in chance.sample(["legal", "vat", "email", "phone", "line"], 2):
        again[name] = ""
    return again
