"""Hostile files dropped on the real page, with the real site and a real worker beside: refused, and life goes on."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connection
from django.test import override_settings

from sansfaute.desk.tests import factories
from sansfaute.intake.models import RefusedFile, SourceFile, SourceRow
from sansfaute.intake.rules import reason_parts
from sansfaute.intake.tests import traps
from sansfaute.intake.tests.books import book, sheet_xml
from sansfaute.lib.spreadsheets import meant_cell

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
LONG = os.environ.get("SANSFAUTE_SOAK") == "1"
MOST_MEMORY = 400_000
"""Kilobytes that any process may ever take (design.md, section 6)."""
HASHER = "django.contrib.auth.hashers.Argon2PasswordHasher"
FORMULAS = ("=1+1", "+SUM(1)", "-2+3|cmd", "@SUM(A1)", '=HYPERLINK("http://x.example";"ici")')
GOOD = "Code client;Raison sociale\r\n" + "".join(f"C{n};Client {n} SAS\r\n" for n in range(50))


@dataclass
class House:
    """Somebody signed in at a site, and the processes behind it."""

    visitor: httpx.Client
    web: "subprocess.Popen[bytes]"
    worker: "subprocess.Popen[bytes]"

    def drop(self, *files: tuple[str, bytes]) -> str:
        """Let files fall on the page of imports; the page that follows."""
        token = {"X-CSRFToken": self.visitor.cookies["csrftoken"]}
        answer = self.visitor.post("/donnees/imports/", files=[("files", one) for one in files], headers=token)
        assert answer.status_code == 200
        return unescape(answer.text)

    def page(self, language: str) -> str:
        """The list of imports, in a language."""
        answer = self.visitor.get("/donnees/imports/", headers={"Accept-Language": language})
        assert answer.status_code == 200
        return unescape(answer.text)


@pytest.fixture
def house(transactional_db: None, tmp_path: Path) -> Iterator[House]:
    place = connection.settings_dict
    assert place["NAME"].startswith("test_"), "these books are emptied afterwards"
    with override_settings(PASSWORD_HASHERS=[HASHER]):  # the site keeps no tests' passwords
        factories.person("lea", factories.seller(), "clerk")
    address = f"{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT']}/{place['NAME']}"
    around = {**os.environ, "SANSFAUTE_HOME": str(tmp_path / "home"), "DATABASE_URL": f"postgresql://{address}"}
    port = _free_port()
    web, worker = (_started(around, *words) for words in (("web", "--port", str(port)), ("worker",)))
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True, timeout=120) as visitor:
            _sign_in(visitor, web)
            yield House(visitor, web, worker)
    finally:
        for one in (web, worker):
            one.terminate()
            one.wait()
        with connection.cursor() as cursor:
            cursor.execute("truncate procrastinate_jobs cascade")  # the queue is no table of Django's


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _started(around: dict[str, str], *words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "sansfaute.project", *words], env=around, cwd=ROOT)


def _until(holds: Callable[[], Any], *processes: "subprocess.Popen[bytes]") -> None:
    """Wait for something that a living process does."""
    for _ in range(1200):
        if holds():
            return
        assert all(one.poll() is None for one in processes)
        time.sleep(0.05)
    pytest.fail("it never came")


def _sign_in(visitor: httpx.Client, web: "subprocess.Popen[bytes]") -> None:
    def answers() -> bool:
        try:
            return visitor.get("/donnees/imports/").status_code == 200
        except httpx.TransportError:
            return False

    _until(answers, web)
    page = visitor.get("/donnees/imports/")
    said = {"login": "lea", "password": factories.PASSWORD, "csrfmiddlewaretoken": visitor.cookies["csrftoken"]}
    answer = visitor.post(page.url, data=said, headers={"Referer": str(page.url)})
    assert answer.url.path == "/donnees/imports/", re.findall(r"(?s)<main.*", answer.text)


def _most_memory(process: "subprocess.Popen[bytes]") -> int:
    """Kilobytes of the largest among a process and its children, ever."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    states = (Path(f"/proc/{number}/status").read_text() for number in (str(process.pid), *children))
    return max(int(found[1]) for found in (re.search(r"VmHWM:\s+(\d+) kB", state) for state in states) if found)


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "vide.csv": ("empty_file", lambda: b""),
    "nuls.csv": ("null_bytes", lambda: b"Code client;Nom\nC1;A\x00\x00B\x00\nC2;\x00\n"),
    "large.csv": ("too_many_columns", lambda: b";".join(b"c%d" % n for n in range(10_000)) + b"\n" + b";" * 9_999),
    "ligne.csv": ("line_too_long", lambda: GOOD.encode() + b"Dupont;" * 10_000_000),
    "page.csv": ("html_file", lambda: b"<!DOCTYPE html>\n<html><body>Session expir\xc3\xa9e</body></html>"),
    "tableau.xls": ("html_file", lambda: b"<table><tr><td>Code client</td></tr></table>"),
    "rapport.csv": ("pdf_without_invoice", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\ngarbage"),
    "ancien.xls": ("old_workbook", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "verrou.xlsx": ("password", traps.LOCKED.read_bytes),
    "verrou.ods": ("password", traps.locked_ods),
    "bombe.xlsx": ("workbook_too_large", traps.bomb),
    "loin.xlsx": ("workbook_too_large", lambda: traps.far_cell("r='ZZ400000'")),
    "texte.xlsx": ("workbook_too_large", traps.repeated_text),
    "espaces.ods": ("workbook_too_large", traps.spaces_in_ods),
    "entite.xlsx": ("damaged_workbook", traps.outside_entity),
    "coupe.xlsx": ("damaged_workbook", lambda: book({"A": sheet_xml([traps.HEADERS])})[:-40]),
    "fiche.vcf": ("vcard_endless", traps.endless_card),
    "lignes.csv": ("too_many_rows", lambda: b"Code client;Nom\n" + b"1;a\n" * 3_000_001),
    "liste.zip": ("archive_refused", lambda: traps.many_names(90_000)),
    "deplie.zip": ("archive_refused", traps.swollen_archive),
}  # fmt: skip
IN_DOUBT = {
    "titres.csv": ("no_rows", b"Code client;Nom;Ville\r\n"),
    "meles.csv": ("mixed_encodings", "Code client;Nom\nC1;Écran\n".encode() + "C2;Été\n".encode("cp1252")),
    "ecritures.txt": ("ledger_incomplete", traps.ledger_without_accounts()),
}


def test_hostile_files_are_refused_and_the_next_one_is_read(house: House) -> None:
    for name, (code, make) in HOSTILE.items():
        assert name in house.drop((name, make()))
        refused = RefusedFile.objects.get(name=name)
        assert refused.reason_code == code, name
    for language in ("fr", "en"):
        page = house.page(language)
        for refused in RefusedFile.objects.order_by("-refused_at")[:20]:
            assert " ".join(reason_parts(refused.reason_code, refused.details, language)) in page, refused.name
    for name, (code, content) in IN_DOUBT.items():
        page = house.drop((name, content))
        trouble = SourceFile.objects.get(name=name).recognised["trouble"]
        assert trouble["code"] == code
        assert reason_parts(code, trouble["details"], "fr")[1] in page
    house.drop(("lot.zip", traps.links_and_climbers()))
    assert SourceFile.objects.get(name="clientsvsc.csv").kind == "buyers"
    _refuses_what_is_too_large(house)
    _reads_what_is_good(house)
    assert max(map(_most_memory, (house.web, house.worker))) < MOST_MEMORY


def _refuses_what_is_too_large(house: House) -> None:
    """Two gigabytes in one line, sent as they are made; the short run sends an eighth of them."""
    pieces = 2_000 if LONG else 250
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="enorme.csv"\r\n\r\n'

    def body() -> Iterator[bytes]:
        yield head
        for _ in range(pieces):
            yield b"Dupont;Lyon" * 95_325
        yield b"\r\n--x--\r\n"

    length = len(head) + pieces * 11 * 95_325 + len(b"\r\n--x--\r\n")
    headers = {
        "Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(length),
        "X-CSRFToken": house.visitor.cookies["csrftoken"], "Accept-Language": "fr",
    }  # fmt: skip
    answer = house.visitor.post("/donnees/imports/", content=body(), headers=headers)
    assert answer.status_code == 422
    assert "100 Mo" in answer.text
    assert "enorme.csv" not in RefusedFile.objects.values_list("name", flat=True)
    assert not SourceFile.objects.filter(name="enorme.csv").exists()


def _reads_what_is_good(house: House) -> None:
    """The worker that saw all this reads on; formulas are texts, and no export arms them again."""
    formulas = "Code client;Raison sociale\r\n" + "".join(
        f'F{n};"{text.replace(chr(34), chr(34) * 2)}"\r\n' for n, text in enumerate(FORMULAS)
    )
    house.drop(("formules.csv", formulas.encode()), ("clients.csv", GOOD.encode()))
    wanted = ("formules.csv", "clients.csv", "clientsvsc.csv")
    _until(
        lambda: SourceFile.objects.filter(name__in=wanted, parsed_at__isnull=False).count() == 3,
        house.web,
        house.worker,
    )
    assert SourceRow.objects.filter(source_file__name="clients.csv", set_aside=None).count() == 50
    read = SourceRow.objects.filter(source_file__name="formules.csv").order_by("row_number")
    assert tuple(row.values["name"] for row in read) == tuple(map(meant_cell, FORMULAS))
