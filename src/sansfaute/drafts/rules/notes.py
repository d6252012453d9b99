"""The notes French invoices carry (BG-1, codes of UNTDID 4451), from the seller's texts or our defaults."""

from collections.abc import Mapping
from decimal import Decimal

from sansfaute.drafts.rules.records import BuyerRecord, SellerRecord
from sansfaute.drafts.rules.territories import DOM_WITHOUT_VAT, FRENCH, UNCERTAIN, territory_of
from sansfaute.drafts.rules.vat_due import DEBITS_MENTION
from sansfaute.drafts.rules.vat_group import MEMBER_NOTE
from sansfaute.en16931.model import Note

DEFAULT_TEXTS: Mapping[str, str] = {
    # C. com. L441-10 II: without an agreed rate, the ECB's refinancing rate plus 10 points.
    "PMD": "En cas de retard de paiement, pénalités au taux de refinancement de la Banque centrale européenne majoré "
    "de 10 points, exigibles dès le lendemain de l'échéance.",
    "PMT": "Indemnité forfaitaire pour frais de recouvrement due par un professionnel en cas de retard : 40 €.",
    "AAB": "Escompte pour paiement anticipé : néant.",
}
"""Notes every invoice must carry (BR-FR-05; C. com. L441-9, L441-10, D441-5), unless the seller has his own."""


PROCESSING_AT_HOME = "B2B"
"""BAR of an invoice that goes through the French circuit, whose readers know EXTENDED-CTC-FR."""


def notes(
    seller: SellerRecord, buyer: BuyerRecord, *, on_debits: bool, processing: str = "", in_vat_group: bool = False
) -> tuple[Note, ...]:
    """Every note of an invoice, in French; `processing` is BAR where the operation decides it, not the buyer."""
    found = [Note(subject_code=code, text=seller_text(seller, code)) for code in ("PMT", "PMD", "AAB")]
    found.append(Note(subject_code="BAR", text=processing or expected_processing(buyer)))
    if buyer.kind == "public":
        found.append(Note(subject_code="ADN", text="B2G"))
    if legal := legal_information(seller):
        found.append(Note(subject_code="ABL", text=legal))
    if on_debits:
        found.append(Note(subject_code="REG", text=DEBITS_MENTION))
    if in_vat_group:
        found.append(MEMBER_NOTE)
    return tuple(found)


def seller_text(seller: SellerRecord, code: str) -> str:
    """The seller's own text for a note code, in French; ours when he has none."""
    own = seller.texts.get("fr") or {}
    return str(own.get(code) or "").strip() or DEFAULT_TEXTS[code]


def expected_processing(buyer: BuyerRecord) -> str:
    """BAR: B2B or B2C inside the territory of e-invoicing, B2BINT or B2CINT outside it (Guyane and Mayotte too)."""
    territory = territory_of(buyer.country_code, buyer.post_code)
    at_home = territory in FRENCH - {DOM_WITHOUT_VAT} or (territory == UNCERTAIN and not buyer.country_code)
    is_business = buyer.kind in ("business", "public") or (not buyer.kind and bool(buyer.siren))
    return ("B2B" if is_business else "B2C") + ("" if at_home else "INT")


def legal_information(seller: SellerRecord) -> str:
    """Form, capital and registry (C. com. R123-237, R123-238): "SAS au capital de 50 000 €, RCS Lyon 123 456 789"."""
    form = seller.legal_form
    if seller.capital is not None:
        form = f"{form or 'Société'} au capital de {euros(seller.capital)}"
    siren = " ".join(seller.siren[start : start + 3] for start in (0, 3, 6))
    registry = f"{seller.registry} {siren}" if seller.registry else ""
    return ", ".join(part for part in (form, registry) if part)


def euros(amount: Decimal) -> str:
    """An amount as French people write it, cents when there are any: "50 000 €", "245,00 €" → "245 €"."""
    text = f"{amount:,.2f}" if amount != amount.to_integral_value() else f"{amount:,.0f}"
    return text.replace(",", "\u202f").replace(".", ",") + "\u00a0€"
