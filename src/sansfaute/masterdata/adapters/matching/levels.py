"""The levels of each comparison in SQL, named as in `rules/duplicates_weights.toml`; the first that holds counts."""

NAME = {
    "": "name_l is null or name_r is null",
    "same": "name_l = name_r",
    "near": (
        "flat_l = flat_r or (damerau_levenshtein(flat_l, flat_r) <= 2 and least(length(flat_l), length(flat_r)) >= 8)"
        " or jaro_winkler_similarity(name_l, name_r) >= 0.95"
    ),
    "contained": "list_has_all(words_l, words_r) or list_has_all(words_r, words_l)",
    "relative": "person_l and person_r and list_has_any(words_l, words_r)",
    "part": "list_has_any(words_l, words_r)",
    "differs": "ELSE",
}
STREET = {
    "": "street_l is null or street_r is null",
    "same": "address_l = address_r",
    "near": (
        "(number_l = number_r and jaro_winkler_similarity(street_l, street_r) >= 0.9)"
        " or (street_l = street_r and (number_l = '' or number_r = ''))"
    ),
    "neighbour": "street_l = street_r",
    "differs": "ELSE",
}
PLACE = {
    "": "(post_code_l is null or post_code_r is null) and (city_l is null or city_r is null)",
    "same": "post_code_l = post_code_r",
    "near": "city_l = city_r and country_l = country_r",
    "differs": "ELSE",
}
IDENTITY = {
    "": "(siren_l is null or siren_r is null) and (foreign_l is null or foreign_r is null)",
    "siret": "siret_l = siret_r",
    "foreign": "foreign_l = foreign_r",
    "establishments": "siren_l = siren_r and siret_l <> siret_r and siret_valid_l and siret_valid_r",
    "siren": "siren_l = siren_r and siren_valid_l",
    "doubtful": "siren_l = siren_r",
    "slip": (
        "not (siren_valid_l and siren_valid_r) and (damerau_levenshtein(siren_l, siren_r) <= 1"
        " or damerau_levenshtein(foreign_l, foreign_r) <= 1)"
    ),
    "conflict": "(siren_valid_l and siren_valid_r) or (foreign_l <> foreign_r)",
    "unlike": "ELSE",
}
EMAIL = {
    "": "email_l is null or email_r is null",
    "same": "email_l = email_r",
    "near": "damerau_levenshtein(email_l, email_r) <= 1 or (mailbox_l = mailbox_r)",
    "domain": "domain_l = domain_r",
    "differs": "ELSE",
}


def _plain(column: str) -> dict[str, str]:
    missing, same = f"{column}_l is null or {column}_r is null", f"{column}_l = {column}_r"
    return {"": missing, "same": same, "differs": "ELSE"}


IBAN = _plain("iban")
IBAN = {"": IBAN[""], "same": IBAN["same"], "near": "damerau_levenshtein(iban_l, iban_r) <= 1", "differs": "ELSE"}

COMPARISONS = {
    "name": NAME,
    "street": STREET,
    "place": PLACE,
    "identity": IDENTITY,
    "phone": _plain("phone"),
    "email": EMAIL,
    "iban": IBAN,
    "kind": _plain("kind"),
}

COUNTED = {"name": "name", "phone": "phone", "email": "email", "iban": "iban"}
"""Comparisons whose agreement weighs by how rare the value is, and the column that is counted."""
