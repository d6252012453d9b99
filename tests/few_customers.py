"""The example company cut down to its first customers, where the whole of it is not the point of a test."""

import csv
import shutil
from pathlib import Path

from python_calamine import CalamineWorkbook

ONDINE = Path(__file__).parents[1] / "examples" / "ondine"


def few_customers(folder: Path, count: int) -> Path:
    """Write in `folder` the files of the company with customers C00001 to `count` and all that is theirs.

    Their rows are as they are in the example, in its encodings; orders are a CSV file instead of a workbook.
    """
    folder.mkdir(parents=True)
    for name in ("seller.toml", "articles.csv"):
        shutil.copy(ONDINE / name, folder)
    codes = {f"C{number:05}" for number in range(1, count + 1)}
    _cut(folder, "clients.csv", 0, codes)
    contracts = _cut(folder, "contrats.csv", 1, codes)
    _cut(folder, "consommations.csv", 1, contracts)
    sheet = CalamineWorkbook.from_path(ONDINE / "commandes.xlsx").get_sheet_by_index(0).to_python()
    with (folder / "commandes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([sheet[0], *(row for row in sheet if row[1] in codes)])
    return folder


def _cut(folder: Path, name: str, column: int, wanted: set[str]) -> set[str]:
    """Keep the titles and the rows with a wanted value in a column; back come the codes of the rows kept."""
    titles, *lines = (ONDINE / name).read_bytes().splitlines(keepends=True)
    rows = [(line.decode("latin-1").split(";"), line) for line in lines]
    kept = [(cells, line) for cells, line in rows if len(cells) > column and cells[column] in wanted]
    (folder / name).write_bytes(titles + b"".join(line for _, line in kept))
    return {cells[0] for cells, _ in kept}
