"""Lines that hold no data are known wherever their words stand, and data is never taken for one."""

import pytest

from sansfaute.intake import rules

ITEMS = ["Réf", "Désignation", "Unité", "PU HT", "TVA %", "Nature"]
BUYERS = ["Code client", "Raison sociale", "Ville", "CP", "Remise"]


def reason(headers: list[str], *cells: str) -> str:
    sample: list[rules.Cell] = ["X1", "Nom", "u", "1,50", "20", "bien"]
    rows: list[tuple[int, list[rules.Cell]]] = [(1, [*headers]), (2, sample[: len(headers)]), (3, [*cells])]
    found = [row.reason for row in rules.recognise([rules.Table(rows=lambda: iter(rows))]).read()]
    assert found[0] is None
    return found[1][0] if found[1] else ""


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("TOTAL", "", "", "1 234,50", "", ""), "total_line"),
        (("", "Total général", "", "1 234,50", "", ""), "total_line"),
        (("", "", "", "12,00", "2,40", "TOTAL"), "total_line"),
        (("", "Sous-total services", "", "12", "", ""), "total_line"),
        (("Total X1", "", "", "12,00", "", ""), "total_line"), (("", "", "Cumul", "12", "3", ""), "total_line"),
        (("-----", "-----", "---", "------", "--", "---"), "ruling_line"),
        (("=====", "", "", "", "", ""), "ruling_line"), (("Page 1 / 3", "", "", "", "", ""), "footer_line"),
        (("Édité le 02/11/2026 à 09:00", "", "", "", "", ""), "footer_line"),
        (("", "Fin du fichier", "", "", "", ""), "footer_line"), (("12 lignes", "", "", "", "", ""), "footer_line"),
        (("TOT", "Total Energies : carte", "u", "12,00", "20", "bien"), ""),
        (("TOTAL-1", "Total", "u", "12,00", "20", "bien"), ""), (("A-1", "--", "u", "12,00", "20", "bien"), ""),
        (("", "Total Energies", "u", "12,00", "20", "bien"), "missing_value"),
        (("", "Édition du catalogue", "u", "12,00", "", ""), "missing_value"),
    ],
)  # fmt: skip
def test_of_items(cells: tuple[str, ...], expected: str) -> None:
    assert reason(ITEMS, *cells) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("Total clients : 698", "", "", "", ""), "total_line"),
        (("Total clients", "", "", "", "698"), "total_line"),
        (("Page 1/3", "", "", "", ""), "footer_line"), (("TOTAL01", "", "", "", ""), ""),
        (("", "Total clients", "", "", "698"), "total_line"),
        (("C9", "Total", "Paris", "75001", ""), ""), (("TOTAL", "TotalÉnergies", "Courbevoie", "92400", ""), ""),
        (("", "Somme", "Abbeville", "80100", ""), "missing_value"),
    ],
)  # fmt: skip
def test_of_buyers(cells: tuple[str, ...], expected: str) -> None:
    assert reason(BUYERS, *cells) == expected
