"""What is said of a correction that cannot be made, in French and English."""

from collections.abc import Mapping
from decimal import Decimal

from sansfaute.en16931.values import Finding

_SENTENCES: Mapping[str, tuple[str, str, str, str]] = {
    "credit_net_without_object": (
        "Un avoir net de TVA suppose qu'il reste de la TVA sur la facture, et qu'aucune ligne n'y soit exonérée.",
        "Créditer avec la TVA, par lignes ou par montant.",
        "A credit without VAT needs an invoice that has VAT left, and no exempt lines.",
        "Credit with VAT, by lines or by amount.",
    ),
    "credit_net_amount": (
        "L'avoir net de TVA dépasse ce qui reste hors taxe de la facture : il reste {left}.",
        "Créditer un montant positif, de {left} au plus.",
        "The credit without VAT exceeds what is left without VAT of the invoice: {left} is left.",
        "Credit a positive amount, of {left} at most.",
    ),
    "credit_negative": (
        "L'avoir serait nul ou négatif : un avoir porte des montants positifs.",
        "Créditer aussi d'autres lignes, ou tout ce qui reste de la facture.",
        "The credit note would be nothing or less: credit notes carry positive amounts.",
        "Credit other lines too, or all that is left of the invoice.",
    ),
    "credit_beyond": (
        "L'avoir dépasse ce qui reste à créditer de la facture : il reste {left} TTC.",
        "Créditer moins, ou tout ce qui reste de la facture.",
        "The credit exceeds what is left to credit of the invoice: {left} with VAT is left.",
        "Credit less, or all that is left of the invoice.",
    ),
}


def correction_finding(name: str, value: Decimal | None = None, left: Decimal | None = None) -> Finding:
    """The finding of this name; `left` is how much may still be credited."""
    fr, fix_fr, en, fix_en = (one.format(left=left) for one in _SENTENCES[name])
    return Finding(
        rule=f"drafts.{name}",
        level="error",
        term="BT-112",
        path="totals",
        value="" if value is None else str(value),
        message={"fr": fr, "en": en},
        fix={"fr": fix_fr, "en": fix_en},
    )
