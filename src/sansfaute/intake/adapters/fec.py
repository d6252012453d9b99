"""The export of French ledgers for the tax office (article A47 A-1 LPF): customers are its accounts 411."""

from collections.abc import Iterator
from itertools import islice

from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import Cell, NumberedRow, Table, both, cell_text
from sansfaute.lib.text import fold

FIELDS = ("code", "name")
_NEEDED = ("journalcode", "ecrituredate", "comptenum", "comptelib", "compauxnum", "compauxlib")
_SPELT = ("JournalCode", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib")
_OTHERS = frozenset(("journallib", "ecriturenum", "pieceref", "piecedate", "ecriturelib", "ecriturelet", "datelet"))
_ENOUGH = 3
"""Headers of the law's that make a file a ledger, complete or not: nobody else writes them so."""
_CUSTOMERS = "411"


def is_ledger(table: Table) -> bool:
    """Whether the first row has the columns that the law gives this file.

    Raises Unreadable when it has some of them and lacks others.
    """
    first = next(iter(islice(table.rows(), 1)), (0, []))[1]
    names = {fold(cell_text(cell)) for cell in first}
    if len(names & (_OTHERS | set(_NEEDED))) < _ENOUGH:
        return False
    if missing := [spelt for spelt in _SPELT if fold(spelt) not in names]:
        raise Unreadable("ledger_incomplete", columns=", ".join(missing))
    return True


def buyers_of(table: Table) -> Table:
    """Each auxiliary account of the accounts 411 once, with its last name.

    Raises Unreadable when there is none. Suppliers, journals and amounts are not taken.
    """
    rows, entries, unnamed = _accounts(table.rows())
    if not rows:
        raise Unreadable("no_customers_in_ledger", entries=entries)
    taken = both(
        f"{len(rows)} clients, des comptes 411 de {entries} écritures : leur compte et leur nom, rien d’autre ;"
        f" {unnamed} écritures du compte collectif sans compte auxiliaire laissées",
        f"{len(rows)} customers, out of accounts 411 of {entries} entries: their account and name, nothing else;"
        f" {unnamed} entries of the collective account without auxiliary account left",
    )
    recognised = {**table.recognised, "format": "fec", "taken": taken, "headers": list(FIELDS)}
    return Table(rows=lambda: iter(rows), recognised=recognised, kind="buyers", fields=FIELDS)


def _accounts(rows: Iterator[NumberedRow]) -> tuple[list[NumberedRow], int, int]:
    """Customers in the order in which they first appear, entries seen, and entries that name none."""
    names = [fold(cell_text(cell)) for cell in next(rows)[1]]
    account, label, own, own_label = (names.index(one) for one in _NEEDED[2:])
    found: dict[str, tuple[int, str]] = {}
    entries = unnamed = 0
    for number, cells in rows:
        entries += 1
        if len(cells) < len(names) or not str(cells[account]).strip().startswith(_CUSTOMERS):
            continue
        code, name = _holder(cells, account, label, own, own_label)
        if code:
            first, known = found.get(code, (number, ""))
            found[code] = (first, name or known)
        else:
            unnamed += 1
    return [(number, [code, name]) for code, (number, name) in found.items()], entries, unnamed


def _holder(cells: list[Cell], account: int, label: int, own: int, own_label: int) -> tuple[str, str]:
    """Code and name; an account of its own (411DUPONT) serves where there is no auxiliary one."""
    if auxiliary := str(cells[own]).strip():
        return auxiliary, str(cells[own_label]).strip()
    number = str(cells[account]).strip()
    return (number, str(cells[label]).strip()) if number.removeprefix(_CUSTOMERS).strip("0") else ("", "")
