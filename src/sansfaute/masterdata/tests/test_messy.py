"""The quality rules on made-up companies that are harder than the example, of which the truth is known."""

import csv
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from sansfaute.masterdata import rules

ROOT = Path(__file__).parents[4]
COLUMNS = {
    "Code client": "code", "Raison sociale": "name", "Adresse": "line_1", "Adresse 2": "line_2", "CP": "post_code",
    "Ville": "city", "Pays": "country", "SIREN/SIRET": "legal_identifier", "N° TVA": "vat_identifier",
    "Courriel": "email",
    "Tél.": "telephone", "IBAN": "iban", "Mode de règlement": "payment_means", "Délai": "payment_terms",
    "Langue": "language", "Remise": "discount", "Commentaire": "comment",
}  # fmt: skip

_BY_NAME_ALONE = Decimal("0.9")
"""Nobody knows a company by a name that was left out or mistyped beyond knowing."""


def made(folder: Path, seed: int, count: int) -> Path:
    maker = ROOT / "tools" / "make_messy.py"
    asked = ["--count", str(count), "--seed", str(seed), "--out", str(folder)]
    subprocess.run([sys.executable, str(maker), *asked], check=True)
    return folder


def compared(folder: Path) -> rules.Comparison:
    with (folder / "clients.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [{COLUMNS[name]: text for name, text in row.items()} for row in csv.DictReader(file, delimiter=";")]
    with (folder / "truth" / "clients.csv").open(encoding="utf-8", newline="") as file:
        truth = {row["customer_code"]: rules.read_issues(row["issues"]) for row in csv.DictReader(file)}
    return rules.compare({row["code"]: rules.read_buyer(row).findings for row in rows}, truth)


@pytest.mark.parametrize("seed", [11, 12])
def test_all_errors_are_found_and_no_sound_buyer_is_called_wrong(tmp_path: Path, seed: int) -> None:
    comparison = compared(made(tmp_path, seed, 4000))
    assert comparison.sound > 3000
    assert comparison.sound_called_wrong == {}
    assert len(comparison.issues) == 8
    for one in comparison.issues:
        assert one.recall >= (1 if one.issue != "siren_missing" else _BY_NAME_ALONE), one
        assert one.precision == 1, one


def test_the_same_seed_makes_the_same_files(tmp_path: Path) -> None:
    one, two, other = (made(tmp_path / name, seed, 300) for name, seed in (("a", 1), ("b", 1), ("c", 2)))
    assert (one / "clients.csv").read_bytes() == (two / "clients.csv").read_bytes()
    assert (one / "truth" / "clients.csv").read_bytes() == (two / "truth" / "clients.csv").read_bytes()
    assert (one / "clients.csv").read_bytes() != (other / "clients.csv").read_bytes()
