"""The statuses of an invoice (MDT-105): who sets them, whether one must, and what may come after."""

from dataclasses import dataclass
from typing import Literal

from sansfaute.en16931.cdar.codes.code import Code

Duty = Literal["compulsory", "recommended", "optional"]
_STATE_MACHINE = "Z12-014 2.x; DSE table 8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Code):
    """One status. `phase` is MDT-77 ("" where the sources do not say), `document_code` MDT-88 (UNTDID 1373).

    `set_by` lists who decides it: sending_platform, receiving_platform, platform, buyer, seller,
    seller_agent, subcontractor, factor. `to_state`: forwarded to the tax administration. `final`:
    nothing comes after it. In self-billing buyer and seller swap roles, except for 211 and 212.
    """

    phase: Literal["305", "23", ""]
    set_by: tuple[str, ...]
    duty: Duty = "optional"
    document_code: str = ""
    needs_reason: bool = False
    to_state: bool = False
    final: bool = False
    source: str = "Z12-012 CDAR; DSE 3.6; Z12-014"


STATUSES = (
    Status(
        code="200", fr="Déposée", en="Deposited", phase="305", set_by=("sending_platform",), duty="compulsory",
        document_code="10", to_state=True,
    ),
    Status(code="201", fr="Émise", en="Sent on", phase="305", set_by=("sending_platform",), document_code="51"),
    Status(
        code="202", fr="Reçue", en="Received", phase="305", set_by=("receiving_platform",), duty="recommended",
        document_code="43",
    ),
    Status(
        code="203", fr="Mise à disposition", en="Made available", phase="305", set_by=("receiving_platform",),
        duty="recommended", document_code="48",
    ),
    Status(
        code="204", fr="Prise en charge", en="Taken in charge", phase="23", set_by=("buyer",), duty="recommended",
        document_code="45",
    ),
    Status(
        code="205", fr="Approuvée", en="Approved", phase="23", set_by=("buyer",), duty="recommended",
        document_code="1",
    ),
    Status(
        code="206", fr="Approuvée partiellement", en="Partly approved", phase="23", set_by=("buyer",),
        document_code="49", needs_reason=True,
    ),
    Status(
        code="207", fr="En litige", en="In dispute", phase="23", set_by=("buyer",), duty="recommended",
        document_code="46", needs_reason=True,
    ),
    Status(
        code="208", fr="Suspendue", en="Suspended", phase="23", set_by=("buyer",), document_code="39",
        needs_reason=True,
    ),
    Status(code="209", fr="Complétée", en="Completed", phase="23", set_by=("seller",), document_code="37"),
    Status(
        code="210", fr="Refusée", en="Refused", phase="23", set_by=("buyer",), duty="compulsory", document_code="50",
        needs_reason=True, to_state=True, final=True,
    ),
    Status(
        code="211", fr="Paiement transmis", en="Payment ordered", phase="23", set_by=("buyer",), duty="recommended",
        document_code="47",
    ),
    # Compulsory when the VAT is due on receipt, and for every deposit; never for reverse charge.
    Status(
        code="212", fr="Encaissée", en="Collected", phase="23", set_by=("seller",), duty="compulsory",
        document_code="47", to_state=True,
    ),
    Status(
        code="213", fr="Rejetée", en="Rejected", phase="305", set_by=("sending_platform", "receiving_platform"),
        duty="compulsory", document_code="8", needs_reason=True, to_state=True, final=True,
    ),
    Status(code="214", fr="Visée", en="Endorsed", phase="23", set_by=("seller_agent",)),
    Status(code="220", fr="Annulée", en="Cancelled", phase="23", set_by=("seller",)),
    Status(code="221", fr="Erreur de routage", en="Routing error", phase="", set_by=("platform",)),
    Status(
        code="224", fr="Demande de paiement direct", en="Direct payment asked", phase="23", set_by=("subcontractor",)
    ),
    Status(code="225", fr="Affacturée", en="Assigned to a factor", phase="23", set_by=("seller", "factor")),
    Status(
        code="226", fr="Affacturée confidentiel", en="Assigned to a factor, in confidence", phase="23",
        set_by=("seller", "factor"),
    ),
    Status(
        code="227", fr="Changement de compte à payer", en="New account to pay", phase="23", set_by=("factor", "seller")
    ),
    Status(
        code="228", fr="Non affacturée", en="No longer assigned to a factor", phase="23", set_by=("factor",),
        document_code="5",
    ),
)  # fmt: skip
"""Every status of an invoice."""

FAMILIES = (
    Code(code="250", fr="Données réglementaires (F1) acceptées", en="Regulatory data (F1) accepted"),
    Code(code="251", fr="Données réglementaires (F1) refusées", en="Regulatory data (F1) refused"),
    Code(code="300", fr="E-reporting (F10) accepté", en="E-reporting (F10) accepted"),
    Code(code="301", fr="E-reporting (F10) refusé", en="E-reporting (F10) refused"),
    Code(code="400", fr="Annuaire : demande acceptée", en="Directory: request accepted"),
    Code(code="401", fr="Annuaire : demande refusée", en="Directory: request refused"),
    Code(code="500", fr="Flux recevable", en="Flow admissible"),
    Code(code="501", fr="Flux irrecevable", en="Flow inadmissible"),
    Code(code="601", fr="Message de statut refusé", en="Status message refused"),
)
"""Statuses of other things than an invoice."""

NEEDS_REASON = frozenset(one.code for one in STATUSES if one.needs_reason) | {"501"}
"""Statuses that must say why (BR-FR-CDV-15)."""

# What each status may be followed by, seen from the seller; 212 may be repeated (partial, then full, then taken back).
_APPROVALS = frozenset(("205", "206", "207", "208", "210"))
_NEXT: dict[str, frozenset[str]] = {
    "": frozenset(("200", "213")),
    "200": frozenset(("201", "202", "203", "213", "221")) | {"204"} | _APPROVALS,
    "201": frozenset(("202", "203", "213", "221")),
    "202": frozenset(("203", "204", "213")) | _APPROVALS,
    "203": frozenset(("204",)) | _APPROVALS,
    "204": _APPROVALS | {"211", "212"},
    "205": frozenset(("211", "212", "220")),
    "206": frozenset(("205", "207", "211", "212", "220")),
    "207": frozenset(("205", "206", "210", "220")),
    "208": frozenset(("209",)),
    "209": frozenset(("204",)) | _APPROVALS,
    "210": frozenset(),
    "211": frozenset(("211", "212")),
    "212": frozenset(("212",)),
    "213": frozenset(),
}


def may_follow(earlier: str, later: str) -> bool | None:
    """Whether `later` is expected after `earlier` ("" before the first); None where the sources do not say.

    Advice only: messages come out of order, twice, or late. Order them by MDT-78 and keep them all.
    """
    if earlier not in _NEXT or later not in _NEXT:
        return None
    return later in _NEXT[earlier]
