"""Why a row of contracts, usage or orders could not be used: one code, two languages."""

from collections.abc import Mapping
from typing import Any

REASONS: dict[str, dict[str, str]] = {
    "unknown_buyer": {
        "fr": "Le client « {code} » n'est pas connu (ou sa fiche est elle-même écartée).",
        "en": "The customer “{code}” is not known (or its own record was set aside).",
    },
    "unknown_item": {
        "fr": "L'article « {code} » n'est pas au catalogue.",
        "en": "The item “{code}” is not in the catalogue.",
    },
    "unknown_contract": {
        "fr": "Le contrat « {code} » n'est pas connu.",
        "en": "The contract “{code}” is not known.",
    },
    "missing_value": {
        "fr": "La colonne « {field} » est vide.",
        "en": "The column “{field}” is empty.",
    },
    "value_too_long": {
        "fr": "La valeur de « {field} » est trop longue ({length} caractères, au plus {limit}).",
        "en": "The value of “{field}” is too long ({length} characters, at most {limit}).",
    },
    "unreadable_number": {
        "fr": "« {value} » n'est pas un nombre utilisable pour « {field} ».",
        "en": "“{value}” is not a usable number for “{field}”.",
    },
    "unreadable_date": {
        "fr": "« {value} » n'est pas une date possible pour « {field} ».",
        "en": "“{value}” is not a possible date for “{field}”.",
    },
    "unreadable_discount": {
        "fr": "La remise « {value} » n'est pas un pourcentage entre 0 et 100.",
        "en": "The discount “{value}” is not a percentage between 0 and 100.",
    },
    "unreadable_periodicity": {
        "fr": "La périodicité « {value} » n'est pas reconnue (mensuel, trimestriel, semestriel, annuel).",
        "en": "The periodicity “{value}” is not recognised (monthly, quarterly, half-yearly, yearly).",
    },
    "unreadable_billing": {
        "fr": "Le terme « {value} » n'est pas reconnu (à échoir ou échu).",
        "en": "The term “{value}” is not recognised (in advance or in arrears).",
    },
    "negative_quantity": {
        "fr": "La quantité {value} est négative.",
        "en": "The quantity {value} is negative.",
    },
    "no_quantity": {
        "fr": "La quantité est nulle : il n'y a rien à facturer.",
        "en": "The quantity is zero: there is nothing to invoice.",
    },
    "negative_price": {
        "fr": "Le prix {value} est négatif.",
        "en": "The price {value} is negative.",
    },
    "end_before_start": {
        "fr": "La fin ({end}) précède le début ({start}).",
        "en": "The end ({end}) comes before the start ({start}).",
    },
    "already_recorded": {
        "fr": "« {identity} » est déjà enregistré, à l'identique : cette ligne ne compte pas une seconde fois.",
        "en": "“{identity}” is already recorded, identically: this row does not count twice.",
    },
    "contradicts_record": {
        "fr": "« {identity} » est déjà enregistré avec un autre contenu : une personne doit trancher.",
        "en": "“{identity}” is already recorded with another content: a person must decide.",
    },
}
"""Reason code -> sentence by language; `{…}` are the keys of the row's details."""

WAITING = ("unknown_buyer", "unknown_item", "unknown_contract")
"""Reasons that end by themselves, when the missing record arrives."""


class RowUnusable(Exception):
    """A row cannot become an agreement; `code` is a key of REASONS, `details` fill its sentence."""

    def __init__(self, reason: str, /, **details: Any) -> None:
        super().__init__(reason)
        self.code = reason
        self.details = details


def reason_sentence(code: str, details: Mapping[str, Any], language: str) -> str | None:
    """The sentence of a reason in "fr" or "en"; None when the code is not one of ours."""
    if code not in REASONS:
        return None
    sentence = REASONS[code].get(language, REASONS[code]["en"])
    return sentence.format_map(_Known(details))


class _Known(dict[str, Any]):
    """Details as a template reads them: what is absent shows as a dash, not as an error."""

    def __missing__(self, key: str) -> str:
        return "—"
