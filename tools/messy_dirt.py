"""What people and machines do to right records: other dress, which changes nothing, and errors, which are told."""

import html
import unicodedata
from random import Random

import messy_words as words
from messy_companies import Company

Row = dict[str, str]


def written(one: Company, chance: Random) -> Row:
    """The record in one of the dresses that files wear; whatever comes out is still right."""
    more = one.more
    return {
        "Raison sociale": _name(one.name, chance),
        "Adresse": _spaced(_line(one.line, chance), chance),
        "Adresse 2": more["line_2"],
        "CP": _post_code(one.post_code, one.country, chance),
        "Ville": _city(one.city, one.country, chance),
        "Pays": _country(one.country, chance),
        "SIREN/SIRET": _identifier(one, chance),
        "N° TVA": _vat(one.vat, chance),
        "Courriel": _email(one.email, chance),
        "Tél.": telephone(one.telephone, chance) or _absent(chance),
        "IBAN": _iban(one.iban, chance),
        "Mode de règlement": more["means"],
        "Délai": more["terms"],
        "Langue": more["language"],
        "Remise": more["discount"],
        "Commentaire": more["comment"],
    }


def _spaced(text: str, chance: Random) -> str:
    draw = chance.random()
    if draw > 0.06:
        return text
    return f"  {text} " if draw < 0.04 else text.replace(" ", "\u00a0" if draw < 0.05 else "  ", 1)


def _absent(chance: Random) -> str:
    return chance.choice(words.ABSENT) if chance.random() < 0.04 else ""


def _name(name: str, chance: Random) -> str:
    draw = chance.random()
    if draw < 0.08:
        return name.upper()
    if draw < 0.10:
        return unaccented(name)
    if draw < 0.11:
        return name.lower()
    if draw < 0.12:
        return html.escape(name) if "&" in name or "'" in name else f'"{name}"'
    if draw < 0.128:
        return mojibake(name)
    if draw < 0.14:
        return name.replace("'", "’")
    return _spaced(name, chance)


def mojibake(text: str) -> str:
    """UTF-8 read as Windows-1252; as it was where that is not possible."""
    try:
        return text.encode("utf-8").decode("cp1252")
    except UnicodeDecodeError:
        return text


def unaccented(text: str) -> str:
    """The text as a terminal without accents types it."""
    split = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(one for one in split if not unicodedata.combining(one))


def _line(line: str, chance: Random) -> str:
    draw = chance.random()
    if draw < 0.08:
        return line.upper()
    if draw < 0.11:
        return unaccented(line)
    if draw < 0.15:
        return line.replace(" ", ", ", 1)
    return abbreviated(line) if draw < 0.25 else line


def abbreviated(line: str) -> str:
    """The kind of street in its short form."""
    for long, short in words.ABBREVIATED.items():
        if f" {long} " in line:
            return line.replace(f" {long} ", f" {short} ", 1)
    return line


def _post_code(post_code: str, country: str, chance: Random) -> str:
    draw, french = chance.random(), country == "FR" and post_code[:2] != "97"
    if not french:
        return post_code
    if post_code.startswith("0") and draw < 0.15:
        return post_code[1:]
    if post_code.startswith("20") and draw < 0.3:
        return ("2B" if post_code >= "20200" else "2A") + post_code[2:]
    if draw < 0.02:
        return f"F-{post_code}"
    return f"{post_code[:2]} {post_code[2:]}" if draw < 0.04 else post_code


def _city(city: str, country: str, chance: Random) -> str:
    draw = chance.random()
    if draw < 0.15:
        return city.upper()
    if draw < 0.2:
        return unaccented(city).upper()
    if draw < 0.24 and country == "FR":
        return f"{city.upper()} CEDEX{chance.choice(('', ' 08', ' 2', ' 9'))}"
    return _spaced(city, chance)


def _country(country: str, chance: Random) -> str:
    if country == "FR":
        return chance.choice(("FR", "France", "FRANCE", "", "FRA", "france", "F"))
    return chance.choice(words.COUNTRIES[country]) if country in words.COUNTRIES else country


def _identifier(one: Company, chance: Random) -> str:
    digits = one.siret or one.siren
    draw = chance.random()
    if not digits:
        return chance.choice(words.ABSENT) if one.kind == "b2c" and draw < 0.03 else ""
    if "." in digits or draw < 0.45:
        return digits
    groups = " ".join((digits[:3], digits[3:6], digits[6:9], digits[9:])).strip()
    if draw < 0.8:
        return groups
    if draw < 0.86:
        return groups.replace(" ", ".")
    if draw < 0.9:
        return groups.replace(" ", "\u00a0")
    if draw < 0.93:
        return f"RCS {one.city.split('-')[0]} {'B ' if draw < 0.915 else ''}{groups[:11]}"
    return f"{'SIRET' if one.siret else 'SIREN'} {':' if draw < 0.95 else ''} {digits}"


def _vat(vat: str, chance: Random) -> str:
    draw = chance.random()
    if not vat or draw < 0.6:
        return vat
    if draw < 0.8:
        return f"{vat[:4]} {vat[4:]}"
    if draw < 0.9:
        return " ".join((vat[:2], vat[2:4], vat[4:7], vat[7:10], vat[10:])).strip()
    return vat.lower() if draw < 0.94 else f"{vat[:2]}-{vat[2:]}" if draw < 0.96 else vat


def _email(email: str, chance: Random) -> str:
    draw = chance.random()
    if not email:
        return _absent(chance)
    if draw < 0.04:
        return email.upper()
    if draw < 0.06:
        return email.replace("@", "+factures@")
    if draw < 0.07:
        return f"j.o'{email}"
    if draw < 0.08:
        return email.replace("@", "@sous.domaine-")
    if draw < 0.085:
        return "compta@société-générique.fr"
    return f" {email} " if draw < 0.1 else email


def telephone(number: str, chance: Random) -> str:
    """A number as people write it."""
    if not number.startswith("+33"):
        return number if chance.random() < 0.5 else f"{number[:3]} {number[3:]}" if number else ""
    digits = f"0{number[3:]}"
    pairs = [digits[place : place + 2] for place in range(0, 10, 2)]
    rest = " ".join(pairs)[1:]
    return chance.choice((
        " ".join(pairs), " ".join(pairs), ".".join(pairs), digits, f"+33 {rest}", number, f"0033 {rest}",
        f"+33 (0){rest}", "-".join(pairs), digits[1:], f"{' '.join(pairs)} poste 12",
    ))  # fmt: skip


def _iban(iban: str, chance: Random) -> str:
    draw = chance.random()
    if not iban:
        return _absent(chance)
    if draw < 0.5:
        return iban
    grouped = " ".join(iban[place : place + 4] for place in range(0, len(iban), 4))
    if draw < 0.9:
        return grouped
    return grouped.lower() if draw < 0.94 else f"IBAN {grouped}" if draw < 0.97 else grouped.replace(" ", "-")


# Errors: each changes the row, or answers False when this row has nothing to break.


def _break_identifier(row: Row, one: Company, chance: Random) -> bool:
    digits = one.siret or one.siren
    if one.country != "FR" or len(digits) not in (9, 14) or one.siren == "356000000":
        return False
    place = chance.randrange(len(digits))
    figure = str((int(digits[place]) + chance.randrange(1, 9)) % 10)
    changed = digits[:place] + figure + digits[place + 1 :]
    row["SIREN/SIRET"] = changed if chance.random() < 0.5 else f"{changed[:3]} {changed[3:6]} {changed[6:]}"
    return True


def _shorten_identifier(row: Row, one: Company, chance: Random) -> bool:
    digits = one.siret or one.siren
    if one.country != "FR" or len(digits) not in (9, 14):
        return False
    row["SIREN/SIRET"] = chance.choice((digits[:-2], digits[:-1], digits + "0", digits[:7]))
    return True


def _drop_identifiers(row: Row, one: Company, chance: Random) -> bool:
    if one.kind not in ("b2b", "b2g") or one.country != "FR" or not told_by_name(one):
        return False
    row["SIREN/SIRET"], row["N° TVA"] = chance.choice(("", "", "", "-", "en cours", "0")), ""
    return True


def told_by_name(one: Company) -> bool:
    """Whether a reader knows from the name alone that this is no private person."""
    bare = one.name.replace(".", "").split()
    form = {bare[0], bare[-1]} & set(words.FORMS)
    return bool(form) or one.kind == "b2g" or any(one.name.startswith(trade) for trade in words.TRADES)


def _drop_address(row: Row, one: Company, chance: Random) -> bool:
    row["Adresse"], row["Adresse 2"] = chance.choice(("", "", "", "-", "néant", "inconnue")), ""
    return True


def _break_iban(row: Row, one: Company, chance: Random) -> bool:
    if not one.iban:
        return False
    place = chance.randrange(4, len(one.iban))
    if not one.iban[place].isdigit():
        return False
    figure = str((int(one.iban[place]) + chance.randrange(1, 9)) % 10)
    changed = one.iban[:place] + figure + one.iban[place + 1 :]
    row["IBAN"] = chance.choice((changed, changed, one.iban[:-1], one.iban[:2] + "00" + one.iban[4:]))
    return row["IBAN"] != one.iban


def _break_vat_key(row: Row, one: Company, chance: Random) -> bool:
    if not one.vat.startswith("FR") or not one.vat[2:4].isdigit():
        return False
    key = (int(one.vat[2:4]) + chance.randrange(1, 96)) % 97
    row["N° TVA"] = f"FR{key:02d}{one.vat[4:]}"
    return row["N° TVA"] != one.vat


def _drop_name(row: Row, one: Company, chance: Random) -> bool:
    row["Raison sociale"] = chance.choice(("", "", "-", ".", "?", "???", "N/A"))
    return True


def _break_email(row: Row, one: Company, chance: Random) -> bool:
    if not one.email:
        return False
    user, domain = one.email.split("@")
    row["Courriel"] = chance.choice((
        f"{user} at {domain}", f"{user}@@{domain}", f"{user}.{domain}", f"{user}@{domain.replace('.', ',')}",
        f"{user} @{domain}", f"{user}@{domain.split('.')[0]}", f"{user}@{domain.replace('.', '..')}", f"{user}@",
        f"@{domain}", f"{user}(at){domain}", f"{user}@{domain}.", f"www.{domain}", f"{user}@.{domain}",
        f"{user}.@{domain}",
    ))  # fmt: skip
    return True


ERRORS = {
    "identifier_checksum": _break_identifier, "identifier_length": _shorten_identifier,
    "siren_missing": _drop_identifiers, "address_missing": _drop_address, "iban_checksum": _break_iban,
    "vat_key": _break_vat_key, "name_missing": _drop_name, "email_syntax": _break_email,
}  # fmt: skip
"""The names that the truth gives to errors, and how each is made."""
