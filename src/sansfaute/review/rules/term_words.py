"""What a proposed term says, in French and English."""

from collections.abc import Mapping
from typing import Any


def term_sentence(term: Mapping[str, Any], language: str) -> str:
    """The clause in one sentence, in the language ("fr" or "en")."""
    fr = language == "fr"
    if (limit := term.get("discount_accepted_up_to")) is not None:
        text = str(limit).replace(".", ",") if fr else str(limit)
        return f"Remise convenue jusqu'à {text} %." if fr else f"Discount agreed up to {text} %."
    if (days := term.get("payment_days_accepted")) is not None:
        return f"Règlement convenu à {days} jours." if fr else f"Payment agreed at {days} days."
    if (amount := term.get("amount_expected_up_to")) is not None:
        text = str(amount).replace(".", ",") if fr else str(amount)
        return f"Montants attendus jusqu'à {text} TTC." if fr else f"Amounts expected up to {text} with VAT."
    return "Pas de bon de commande exigé." if fr else "No purchase order is asked for."
