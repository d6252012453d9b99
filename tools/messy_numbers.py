"""Identifiers with right check digits, made and not read: for files whose truth is known."""

from random import Random


def luhn_digit(body: str) -> str:
    """The figure that makes the whole pass ISO/IEC 7812-1."""
    total = 0
    for place, figure in enumerate(reversed(body)):
        value = int(figure) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def siren(chance: Random, first: str = "3456789") -> str:
    """A SIREN; `first` are the figures it may begin with."""
    body = chance.choice(first) + f"{chance.randrange(10**7):07d}"
    return body + luhn_digit(body)


def siret(number: str, chance: Random, establishment: int | None = None) -> str:
    """A SIRET of that SIREN."""
    nic = chance.randrange(1, 90) if establishment is None else establishment
    body = f"{number}{nic:04d}"
    return body + luhn_digit(body)


def post_office_siret(chance: Random) -> str:
    """An establishment of La Poste: its figures sum to a multiple of five, and Luhn fails."""
    while True:
        text = f"356000000{chance.randrange(1, 99999):05d}"
        if sum(map(int, text)) % 5 == 0 and luhn_digit(text[:-1]) != text[-1]:
            return text


def french_vat(number: str, chance: Random | None = None) -> str:
    """The VAT number of a SIREN; with `chance`, now and then one of the keys with letters."""
    if chance is None or chance.random() > 0.02:
        return f"FR{(12 + 3 * (int(number) % 97)) % 97:02d}{number}"
    return f"FR{_letter_key(number, chance)}{number}"


_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def _letter_key(number: str, chance: Random) -> str:
    """A key with a letter: the remainder modulo 11 that the newer rule asks for."""
    while True:
        key = chance.choice(_ALPHABET) + chance.choice(_ALPHABET)
        if key.isdigit():
            continue
        first, second = _ALPHABET.index(key[0]), _ALPHABET.index(key[1])
        check = first * 24 + second - 10 if key[0].isdigit() else first * 34 + second - 100
        if (int(number) + 1 + check // 11) % 11 == check % 11:
            return key


def monaco_vat(chance: Random) -> str:
    """A VAT number of Monaco: the French key over 000 and six figures."""
    number = f"000{chance.randrange(1000, 999999):06d}"
    return f"FR{(12 + 3 * (int(number) % 97)) % 97:02d}{number}"


def iban(country: str, account: str) -> str:
    """The IBAN of a national account number."""
    turned = "".join(str(int(one, 36)) for one in account + country + "00")
    return f"{country}{98 - int(turned) % 97:02d}{account}"


def account(chance: Random, country: str) -> str:
    """A national account number in the shape of the country."""
    figures = {"DE": 18, "BE": 10, "NL": 10, "LU": 16, "CH": 17, "AT": 16, "PL": 24, "FI": 14}
    if country == "FR":
        bank = chance.choice(("30004", "20041", "10278", "14505", "30002", "17515", "16958"))
        body = f"{bank}{chance.randrange(10**5):05d}{chance.randrange(10**11):011d}"
        return f"{body}{97 - int(body) * 100 % 97:02d}"
    if country == "BE":
        body = f"{chance.randrange(10**9, 10**10)}"
        return f"{body}{int(body) % 97 or 97:02d}"
    if country == "NL":
        return f"ABNA{chance.randrange(10**10):010d}"
    return f"{chance.randrange(10 ** figures[country]):0{figures[country]}d}"


def vat_abroad(country: str, chance: Random) -> str:
    """A VAT number of another member state, with its check digit; an empty text where we know no rule."""
    made = _VAT.get(country)
    return f"{country}{made(chance)}" if made else ""


def _german(chance: Random) -> str:
    body, product = f"{chance.randrange(10**7, 10**8)}", 10
    for figure in body:
        product = 2 * ((int(figure) + product) % 10 or 10) % 11
    return f"{body}{(11 - product) % 10}"


def _belgian(chance: Random) -> str:
    body = f"0{chance.randrange(4 * 10**6, 8 * 10**6)}"
    return f"{body}{97 - int(body) % 97:02d}"


def _italian(chance: Random) -> str:
    body = f"{chance.randrange(1, 10**7):07d}{chance.randrange(1, 100):03d}"
    return body + luhn_digit(body)


def _luxembourgish(chance: Random) -> str:
    body = chance.randrange(10**5, 10**6)
    return f"{body}{body % 89:02d}"


def _portuguese(chance: Random) -> str:
    body = f"5{chance.randrange(10**7):07d}"
    check = 11 - sum(int(figure) * weight for figure, weight in zip(body, range(9, 1, -1), strict=True)) % 11
    return f"{body}{check if check < 10 else 0}"


def _dutch(chance: Random) -> str:
    while True:
        body = f"{chance.randrange(10**7, 10**8)}"
        check = sum(int(figure) * weight for figure, weight in zip(body, range(9, 1, -1), strict=True)) % 11
        if check < 10:
            return f"{body}{check}B{chance.randrange(1, 100):02d}"


def _spanish(chance: Random) -> str:
    body = f"{chance.randrange(10**6, 6 * 10**6)}"
    return f"B{body}{luhn_digit(body)}"


def _polish(chance: Random) -> str:
    while True:
        body = f"{chance.randrange(10**8, 10**9)}"
        check = sum(int(figure) * weight for figure, weight in zip(body, (6, 5, 7, 2, 3, 4, 5, 6, 7), strict=True)) % 11
        if check < 10:
            return f"{body}{check}"


def _finnish(chance: Random) -> str:
    while True:
        body = f"{chance.randrange(10**6, 10**7)}"
        rest = sum(int(figure) * weight for figure, weight in zip(body, (7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
        if rest != 1:
            return f"{body}{(11 - rest) % 11}"


def _austrian(chance: Random) -> str:
    body = f"{chance.randrange(10**6, 10**7)}"
    total = 0
    for place, figure in enumerate(body):
        value = int(figure) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return f"U{body}{(10 - (total + 4) % 10) % 10}"


_VAT = {
    "DE": _german, "BE": _belgian, "IT": _italian, "LU": _luxembourgish, "PT": _portuguese, "NL": _dutch,
    "ES": _spanish, "PL": _polish, "FI": _finnish, "AT": _austrian,
}  # fmt: skip
