"""Goods, services or both: the letter and the figure of BT-23, with a sentence that says why (use case 31).

The letter is also the mention "nature of operations" (CGI ann. II, 242 nonies A, I-8° bis). What is ancillary
(delivery of what was bought, the support of a machine) follows the main operation. Source: XP Z12-012, BR-FR-08.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sansfaute.drafts.rules.lines import TreatedWork

Words = Mapping[str, str]
_LETTERS: Mapping[str, Words] = {
    "B": {"fr": "des biens", "en": "goods"},
    "S": {"fr": "des services", "en": "services"},
    "M": {
        "fr": "des biens et des services dont aucun n'est accessoire",
        "en": "goods and services, none of which is ancillary",
    },
}
_ORDINARY, _REPORTED, _CO_CONTRACTED = "1", "7", "S6"


def details_of(one: TreatedWork) -> Mapping[str, Any]:
    """What the order of a line says beyond it (`contracts.rules.read_details`)."""
    found: Mapping[str, Any] = one.work.basis.get("details") or {}
    return found


def process_of(work: Iterable[TreatedWork], ancillary: Collection[str] = ()) -> str:
    """BT-23 of an invoice of these lines: B1 goods, S1 services, M1 both.

    S5 when a line is of a building subcontractor; S6 of a co-contractor; B7 or S7, never M7, of a receipt.
    `ancillary` names the articles that follow the main operation.
    """
    lines = list(work)
    if named := {one.treatment.row.process for one in lines if one.treatment.row.process}:
        return min(named)
    letter = _letter(lines, ancillary)
    if any(co_contracting(one) for one in lines):
        return _CO_CONTRACTED
    if any(details_of(one).get("receipt_number") for one in lines):
        return f"{_main_letter(lines) if letter == 'M' else letter}{_REPORTED}"
    return f"{letter}{_ORDINARY}"


def co_contracting(one: TreatedWork) -> str:
    """The lot that a co-contractor invoices his part of (use case 14), by the order or the contract."""
    clauses: Mapping[str, Any] = one.work.contract.clauses if one.work.contract else {}
    return str(details_of(one).get("co_contracting") or clauses.get("co_contracting") or "")


def is_ancillary(one: TreatedWork, ancillary: Collection[str] = ()) -> bool:
    """Does the line follow the main operation, by its own word or its article's?"""
    return one.work.item.code in ancillary or details_of(one).get("ancillary") == "yes"


def _letter(lines: Sequence[TreatedWork], ancillary: Collection[str]) -> str:
    main = [one for one in lines if not is_ancillary(one, ancillary)] or lines
    natures = {one.work.item.nature for one in main}
    if natures == {"goods"}:
        return "B"
    return "M" if "goods" in natures else "S"


def _main_letter(lines: Iterable[TreatedWork]) -> str:
    """What the larger part of the net amount is of: goods where both are equal."""
    sums = {"goods": Decimal(0), "services": Decimal(0)}
    for one in lines:
        nature = "goods" if one.work.item.nature == "goods" else "services"
        sums[nature] += one.work.quantity * one.work.unit_price
    return "B" if sums["goods"] >= sums["services"] else "S"


def process_words(work: Sequence[TreatedWork], process: str, ancillary: Collection[str] = ()) -> dict[str, str] | None:
    """Why BT-23 is what it is, where a reader may wonder: code, French, English; None where it goes without saying."""
    follows = [one.work.item.name for one in work if is_ancillary(one, ancillary)]
    natures = {one.work.item.nature for one in work}
    if process[1:] not in (_ORDINARY, _REPORTED) or not (len(natures) > 1 or process[1:] == _REPORTED):
        return None
    fr, en = f"{process} : {_LETTERS[process[0]]['fr']}", f"{process}: {_LETTERS[process[0]]['en']}"
    if follows and process[0] != "M":
        fr += f" ; {', '.join(follows)} n'en est que l'accessoire et suit l'opération principale"
        en += f"; {', '.join(follows)} is ancillary to it and follows the main operation"
    elif len(natures) > 1 and process[0] != "M":
        fr += ", qui font la plus grande part du ticket (il n'existe pas de M7)"
        en += ", which are the larger part of the receipt (there is no M7)"
    if process[1:] == _REPORTED:
        fr += " ; la TVA a déjà été déclarée avec les ventes du jour du ticket"
        en += "; the VAT was already reported with the sales of the receipt's day"
    return {"code": process, "fr": f"{fr}.", "en": f"{en}."}
