"""France, what the standard asks and no stylesheet codes: BR-FR-07, 14, 19, BR-FR-CO-01, 02, 06, 11, 16, 17.

A platform may refuse for these all the same, and they are the seller's duty. Errors where the
document alone decides (or what the caller gives: today, size, numbers already used); warnings where
a person must judge. BR-FR-CO-13 needs the directory, and is not here. Source: XP Z12-012, 1.4.
"""

import re
from collections.abc import Iterator

from sansfaute.en16931.model import Invoice, Line, Note
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.packs import REFORM, TARGET_DATA
from sansfaute.en16931.rules.rule import rule, rules_in
from sansfaute.en16931.values import Identifier

_DEPOSITS = ("386", "500")
_NO_DELIVERY = ("386", "500", "503", "261", "381", "396", "502", "262")
_FIXED_TEXTS: dict[str | None, str] = {"TXD": "MEMBRE_ASSUJETTI_UNIQUE", "ADN": "B2G"}
_MAXIMUM_SIZE = 100 * 1000 * 1000
_FRANCHISE = "VATEX-FR-FRANCHISE"
# What an identifier of each scheme looks like (ISO 6523 codes used in France).
_SHAPES: dict[str | None, tuple[re.Pattern[str], str, str]] = {
    "0223": (
        re.compile(r"(?!FR)[A-Z]{2}.{2,16}"),
        "un numéro de TVA de l'Union, hors France",
        "a VAT number of the EU",
    ),
    "0227": (re.compile(r"[A-Z]{2}.{1,16}"), "le pays en 2 lettres, puis 16 caractères du nom", "country and name"),
    "0228": (re.compile(r"\d{9,10}"), "un RIDET de 9 ou 10 chiffres", "a RIDET of 9 or 10 digits"),
    "0229": (re.compile(r"[0-9A-Z]{9}"), "un numéro TAHITI de 9 caractères", "a TAHITI number of 9 characters"),
}


@rule(
    "BR-FR-07",
    "notes",
    "BT-22",
    "text",
    level="warning",
    coded=False,
    since=REFORM,
    fr="Cette note n'a pas le texte convenu pour son code (TXD : MEMBRE_ASSUJETTI_UNIQUE ; ADN : B2G).",
    en="This note has not the agreed text for its code (TXD: MEMBRE_ASSUJETTI_UNIQUE; ADN: B2G).",
    fix_fr="Écrire le texte convenu, ou changer le code sujet (BT-21).",
    fix_en="Write the agreed text, or change the subject code (BT-21).",
)
def br_fr_07(note: Note, _: Facts) -> bool:
    """The two codes whose text is fixed."""
    fixed = _FIXED_TEXTS.get(note.subject_code)
    return fixed is None or note.text.strip() == fixed


@rule(
    "BR-FR-14",
    "document",
    "BG-15",
    "delivery.deliver_to_address",
    level="warning",
    coded=False,
    since=TARGET_DATA,
    fr="L'adresse de livraison (BG-15) est obligatoire si elle diffère de celle de l'acheteur.",
    en="The delivery address (BG-15) is compulsory if it differs from that of the buyer.",
    fix_fr="Donner l'adresse de livraison, ou s'assurer que c'est celle de l'acheteur.",
    fix_en="Give the delivery address, or make sure that it is that of the buyer.",
)
def br_fr_14(invoice: Invoice, facts: Facts) -> bool:
    """Goods have an address of delivery, in the header or on a line."""
    header = invoice.delivery is not None and invoice.delivery.deliver_to_address is not None
    lines = any(one.delivery is not None and one.delivery.postal_address is not None for one in invoice.lines)
    return header or lines or not _delivers(invoice, facts)


@rule(
    "BR-FR-19",
    "document",
    "BG-24",
    "",
    coded=False,
    since=REFORM,
    fr="Le fichier dépasse 100 Mo.",
    en="The file is larger than 100 MB.",
    fix_fr="Alléger les pièces jointes, ou les remplacer par une adresse (BT-124).",
    fix_en="Make the attachments smaller, or replace them by an address (BT-124).",
)
def br_fr_19(_: Invoice, facts: Facts) -> bool:
    """The size that the caller gives."""
    return facts.given.size is None or facts.given.size <= _MAXIMUM_SIZE


@rule(
    "BR-FR-CO-01",
    "document",
    "BT-2",
    "issue_date",
    coded=False,
    since=REFORM,
    fr="La date d'émission (BT-2) est dans le futur.",
    en="The issue date (BT-2) is in the future.",
    fix_fr="Dater la facture d'aujourd'hui au plus tard.",
    fix_en="Date the invoice today at the latest.",
)
def br_fr_co_01(invoice: Invoice, facts: Facts) -> bool:
    """Not after the day that the caller gives."""
    return facts.given.today is None or invoice.issue_date <= facts.given.today


@rule(
    "BR-FR-CO-02",
    "document",
    "BT-1",
    "invoice_number",
    coded=False,
    since=REFORM,
    fr="Ce numéro (BT-1) est déjà pris pour ce vendeur et cette année.",
    en="This number (BT-1) is already used by this seller in this year.",
    fix_fr="Donner un numéro neuf ; une facture refusée ou rejetée garde le sien.",
    fix_en="Give a new number; a refused or rejected invoice keeps its own.",
)
def br_fr_co_02(invoice: Invoice, facts: Facts) -> bool:
    """Among the numbers that the caller gives."""
    return invoice.invoice_number not in facts.given.known_numbers


@rule(
    "BR-FR-CO-06",
    "document",
    "BT-9",
    "payment_due_date",
    level="warning",
    coded=False,
    since=REFORM,
    fr="Sur une facture d'acompte, l'échéance (BT-9) donne la date du paiement.",
    en="On a deposit invoice, the due date (BT-9) gives the date of payment.",
    fix_fr="Donner la date d'encaissement de l'acompte, si elle est connue.",
    fix_en="Give the day on which the deposit was collected, if known.",
)
def br_fr_co_06(invoice: Invoice, _: Facts) -> bool:
    """A deposit invoice has BT-9."""
    return invoice.type_code not in _DEPOSITS or invoice.payment_due_date is not None


@rule(
    "BR-FR-CO-11",
    "document",
    "BT-29",
    "",
    level="warning",
    coded=False,
    since=REFORM,
    fr="Un identifiant n'a pas la forme de son schéma (0223, 0227, 0228 ou 0229).",
    en="An identifier has not the shape of its scheme (0223, 0227, 0228 or 0229).",
    mend=lambda invoice, _: _shape_wanted(next(_misshapen(invoice))),
)
def br_fr_co_11(invoice: Invoice, _: Facts) -> bool:
    """The schemes of parties that are not French, or not of the mainland."""
    return next(_misshapen(invoice), None) is None


def _misshapen(invoice: Invoice) -> Iterator[Identifier]:
    for party in (invoice.seller, invoice.buyer):
        for one in (*party.identifiers, *(() if party.legal_registration is None else (party.legal_registration,))):
            shape = _SHAPES.get(one.scheme)
            if shape is not None and shape[0].fullmatch(one.value) is None:
                yield one


def _shape_wanted(found: Identifier) -> dict[str, str]:
    _, fr, en = _SHAPES[found.scheme]
    value = found.value[:40]
    return {
        "fr": f"« {value} » (schéma {found.scheme}) : donner {fr}.",
        "en": f"'{value}' (scheme {found.scheme}): give {en}.",
    }


@rule(
    "BR-FR-CO-16",
    "document",
    "BT-32",
    "seller.tax_registration",
    coded=False,
    since=REFORM,
    fr="Un vendeur en franchise de TVA doit avoir un numéro de TVA (BT-31) ou fiscal (BT-32).",
    en="A seller under the franchise scheme must have a VAT number (BT-31) or a tax number (BT-32).",
    fix_fr="Sans numéro de TVA, répéter son SIREN en BT-32.",
    fix_en="Without a VAT number, repeat its SIREN in BT-32.",
)
def br_fr_co_16(invoice: Invoice, facts: Facts) -> bool:
    """The seller whose reason of exemption is the franchise."""
    franchise = any(row.exemption_reason_code == _FRANCHISE for row in invoice.vat_breakdown)
    return not franchise or facts.seller_tax


@rule(
    "BR-FR-CO-17",
    "document",
    "BT-72",
    "delivery.actual_delivery_date",
    level="warning",
    coded=False,
    since=REFORM,
    fr="La date de livraison (BT-72) est due si elle est connue et diffère de la date d'émission.",
    en="The delivery date (BT-72) is due if it is known and differs from the issue date.",
    fix_fr="Donner la date de livraison, ou la période facturée (BG-14).",
    fix_en="Give the delivery date, or the invoicing period (BG-14).",
)
def br_fr_co_17(invoice: Invoice, facts: Facts) -> bool:
    """Goods have a date of delivery or a period, in the header or on a line."""
    delivery = invoice.delivery
    header = delivery is not None and (delivery.actual_delivery_date or delivery.invoicing_period)
    return bool(header) or any(map(_is_line_dated, invoice.lines)) or not _delivers(invoice, facts)


def _is_line_dated(line: Line) -> bool:
    return bool(line.period or (line.delivery is not None and line.delivery.actual_delivery_date))


@rule(
    "fr.profile",
    "document",
    "BT-24",
    "process_control.specification_identifier",
    level="warning",
    coded=False,
    since=REFORM,
    syntaxes=("cii",),
    profiles=("minimum", "basicwl", "basic"),
    fr="Ce profil n'est pas admis pour les factures électroniques en France.",
    en="This profile is not allowed for electronic invoices in France.",
    fix_fr="Émettre au profil EN 16931 ou EXTENDED.",
    fix_en="Issue in the EN 16931 or EXTENDED profile.",
)
def fr_profile(invoice: Invoice, facts: Facts) -> bool:
    """Not MINIMUM, nor BASIC; BASIC WL until the target data. No French stylesheet looks at BT-24."""
    return facts.profile == "basicwl" and invoice.issue_date < TARGET_DATA


def _delivers(invoice: Invoice, facts: Facts) -> bool:
    """Whether the document is about goods that are delivered: not a deposit, not a credit note."""
    return facts.process[:1] in ("B", "M") and invoice.type_code not in _NO_DELIVERY


RULES = rules_in(globals())
