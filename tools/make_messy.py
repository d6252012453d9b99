"""Write a customers' file of a company that nobody cleaned, and its truth: `tools/make_messy.py --out folder`.

    python tools/make_messy.py --count 20000 --seed 7 --out /tmp/messy

gives `clients.csv` and `truth/clients.csv` (customer_code, entity, kind, role, issues), the same for
the same seed. Nothing is shared with the rules and the matching that are measured with it.
"""

import argparse
import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

import messy_companies as companies
import messy_dirt as dirt
import messy_duplicates as duplicates

SHARE_OF_DUPLICATES, SHARE_OF_ERRORS, SHARE_OF_SECOND_ERRORS = 0.12, 0.10, 0.05
TRUTH = ("customer_code", "entity", "kind", "role", "issues")

Line = tuple[dict[str, str], tuple[str, ...]]
"""A row of the file and, beside it, of the truth; the code is given later."""


def lines(count: int, chance: Random) -> Iterator[Line]:
    """Each customer, now and then written again."""
    made = 0
    for one in companies.companies(chance):
        role = "first"
        while made < count:
            yield _line(one, role, chance)
            made += 1
            if chance.random() >= SHARE_OF_DUPLICATES / (1 + SHARE_OF_DUPLICATES):
                break
            one, role = duplicates.again(one, chance), "duplicate"
        if made >= count:
            return


def _line(one: companies.Company, role: str, chance: Random) -> Line:
    row, issues = dirt.written(one, chance), []
    # A second writing may have lost what the law asks for: that is an error like another.
    if one.kind in ("b2b", "b2g") and not (one.siren or one.vat):
        issues.append("siren_missing")
    share = SHARE_OF_ERRORS
    while chance.random() < share:
        name = chance.choice(list(dirt.ERRORS))
        apart = not any(_same_field(name, other) for other in issues)
        if apart and dirt.ERRORS[name](row, one, chance):
            issues.append(name)
            share = SHARE_OF_SECOND_ERRORS
    return row, (one.entity, one.kind, role, ";".join(sorted(issues)))


def _same_field(one: str, other: str) -> bool:
    identifiers = {"identifier_checksum", "identifier_length", "siren_missing", "vat_key"}
    return one == other or {one, other} <= identifiers


def main() -> None:
    """Write the two files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=2000, help="rows")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="the folder to write into")
    asked = parser.parse_args()
    (asked.out / "truth").mkdir(parents=True, exist_ok=True)
    chance = Random(asked.seed)
    made = list(islice(lines(asked.count, chance), asked.count))
    chance.shuffle(made)
    _write(asked.out, made)


def _write(folder: Path, made: list[Line]) -> None:
    with (
        (folder / "clients.csv").open("w", encoding="utf-8-sig", newline="") as file,
        (folder / "truth" / "clients.csv").open("w", encoding="utf-8", newline="") as truth,
    ):
        rows, truths = csv.DictWriter(file, companies.COLUMNS, delimiter=";"), csv.writer(truth)
        rows.writeheader()
        truths.writerow(TRUTH)
        for number, (row, told) in enumerate(made, 1):
            code = f"C{number:06d}"
            rows.writerow({"Code client": code, **row})
            truths.writerow((code, *told))


if __name__ == "__main__":
    main()
