"""When VAT becomes due, and how the invoice says it (BT-8): on debits, on delivery, on receipt; dated rows.

BT-8 is compulsory only for services of a seller who opted for debits. Codes of CII (UNTDID 2475),
which the UBL writer turns into those of UNTDID 2005. Source: CGI 269, ann. II 242 nonies A, 11° bis.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

ON_DEBITS, ON_DELIVERY, ON_RECEIPT = "5", "29", "72"

DEBITS_MENTION = "Option pour le paiement de la taxe d'après les débits."


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """When VAT on goods or services becomes due, with or without the option, for a deposit or not.

    `told`: BT-8 and the mention must be on the invoice. `on_debits`, `deposit`: None when it does not matter.
    """

    name: str
    nature: str
    on_debits: bool | None = None
    deposit: bool | None = None
    code: str
    told: bool = False
    mention: str = ""
    why_fr: str
    why_en: str
    since: date
    until: date | None = None
    source: str


_2014 = date(2014, 1, 1)

DUE_TABLE: Sequence[DueRow] = (
    DueRow(
        name="service_on_debits",
        nature="services",
        on_debits=True,
        code=ON_DEBITS,
        told=True,
        mention=DEBITS_MENTION,
        why_fr="Le vendeur a opté pour les débits : la TVA du service est due quand il est facturé (plus tôt s'il est "
        "payé avant).",
        why_en="The seller opted for debits: VAT on the service is due when it is invoiced (earlier if paid before).",
        since=_2014,
        source="CGI 269-2 c ; ann. II, 242 nonies A, I-11° bis",
    ),
    DueRow(
        name="service_on_receipt",
        nature="services",
        code=ON_RECEIPT,
        why_fr="La TVA d'un service, ou d'un acompte sur un service, est due à l'encaissement.",
        why_en="VAT on a service, or on a deposit for a service, is due when it is paid.",
        since=_2014,
        source="CGI 269-2 c",
    ),
    DueRow(
        name="deposit_on_goods",
        nature="goods",
        deposit=True,
        code=ON_RECEIPT,
        why_fr="Depuis 2023, la TVA d'un acompte sur un bien est due à son encaissement.",
        why_en="Since 2023, VAT on a deposit for goods is due when it is paid.",
        since=date(2023, 1, 1),
        source="CGI 269-2 a",
    ),
    DueRow(
        name="goods_on_delivery",
        nature="goods",
        code=ON_DELIVERY,
        why_fr="La TVA d'un bien est due à la livraison.",
        why_en="VAT on goods is due on delivery.",
        since=_2014,
        source="CGI 269-2 a",
    ),
)


def vat_due(nature: str, *, on_debits: bool, deposit: bool, day: date) -> DueRow | None:
    """The row for a nature ("goods", "services") on a day; None when the nature is not known."""
    for row in DUE_TABLE:
        if (
            row.nature == nature
            and row.on_debits in (None, on_debits)
            and row.deposit in (None, deposit)
            and row.since <= day
            and (row.until is None or day <= row.until)
        ):
            return row
    return None


def point_code(natures: Iterable[str], *, on_debits: bool, deposit: bool, day: date, told_only: bool) -> str | None:
    """BT-8 of an invoice whose taxed lines have these natures.

    The code that must be told, if there is one; else, unless `told_only`, the one that all share;
    else None: an invoice has one code for all its VAT.
    """
    rows = [vat_due(one, on_debits=on_debits, deposit=deposit, day=day) for one in set(natures)]
    told = [row.code for row in rows if row is not None and row.told]
    if told or told_only:
        return told[0] if told else None
    codes = {row.code if row is not None else None for row in rows}
    return codes.pop() if len(codes) == 1 else None
