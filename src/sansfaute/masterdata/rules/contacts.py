"""E-mail addresses and telephone numbers: read, not called."""

import re
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?=.{{1,253}}$)(?:{_LABEL}\.)+[A-Za-z]{{2,63}}")
_NOT_ON_THE_INTERNET = frozenset(
    ("local", "localhost", "lan", "internal", "invalid", "test", "localdomain", "onion", "arpa")
)
_ADDRESS_OF_MACHINE = re.compile(r"\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9a-fA-F:.]+)\]")
_HYPHEN = re.compile(r"-(?=\.)|(?<=[@.])-")
_SLIPS = {
    "gmial.com": "gmail.com", "gmai.com": "gmail.com", "gamil.com": "gmail.com", "gmal.com": "gmail.com",
    "gmail.fr": "gmail.com", "gmail.con": "gmail.com", "gmail.co": "gmail.com", "gmaill.com": "gmail.com",
    "gnail.com": "gmail.com", "gmail.cm": "gmail.com", "hotmial.com": "hotmail.com", "hotmail.con": "hotmail.com",
    "hotmal.com": "hotmail.com", "hotmai.fr": "hotmail.fr", "hotmial.fr": "hotmail.fr", "hormail.fr": "hotmail.fr",
    "outlok.com": "outlook.com", "outlook.con": "outlook.com", "outllok.fr": "outlook.fr", "wanado.fr": "wanadoo.fr",
    "wanadoo.com": "wanadoo.fr", "wanadou.fr": "wanadoo.fr", "orange.f": "orange.fr", "orage.fr": "orange.fr",
    "ornage.fr": "orange.fr", "yaho.fr": "yahoo.fr", "yahoo.f": "yahoo.fr", "yahooo.fr": "yahoo.fr", "laposte.fr":
    "laposte.net", "lapost.net": "laposte.net", "free.f": "free.fr", "sfr.f": "sfr.fr", "icloud.con": "icloud.com",
}  # fmt: skip
_SEVERAL = re.compile(r"\s*(?:[;,/|]| et | ou | or | and |\s)\s*")
_WRAPPED = re.compile(
    r"^(?:mailto:|e?-?mail ?: ?|courriel ?: ?)+|^[^<>@]*<|>[^<>@]*$|^[\"'(\[]+|[\"')\];,]+$", re.IGNORECASE
)


@lru_cache(maxsize=20_000)
def email_is_valid(text: str) -> bool:
    """Whether the address obeys the syntax (RFC 5321 and 6531) and may be sent to; no server is asked."""
    if _PLAIN.fullmatch(text) and text.rpartition(".")[2].lower() not in _NOT_ON_THE_INTERNET:
        return True
    try:
        validate_email(text, check_deliverability=False, test_environment=True, allow_quoted_local=True)
    except EmailNotValidError:
        return False
    return text.startswith('"') or not re.search(r"\s", text)


def email_is_well_formed(text: str) -> bool:
    """Whether only the domain is amiss: it cannot be on the internet, but the address has the shape of one."""
    if email_is_valid(text):
        return True
    user, _, domain = text.rpartition("@")
    domain = "example.com" if _ADDRESS_OF_MACHINE.fullmatch(domain) else domain
    stood_in = re.sub(r"[A-Za-z]+$", "example", domain) if _ending(domain) in _NOT_ON_THE_INTERNET else domain
    stood_in = f"lan.{stood_in}" if "." not in stood_in and stood_in == "example" else stood_in
    return email_is_valid(f"{user}@{_HYPHEN.sub('', stood_in)}") if "@" not in user else False


def _ending(domain: str) -> str:
    return domain.rpartition(".")[2].lower()


def propose_email(text: str) -> str:
    """What the address was meant to be, when one slip explains it; else an empty text."""
    bare = text.strip()
    fixed = re.sub(r"\s*(?:\(at\)|\[at\]|\{at\}|(?<=\w)\s+at\s+|\(a\)|@+)\s*", "@", bare, count=1, flags=re.IGNORECASE)
    fixed = re.sub(r"\s*(?:\(dot\)|\[dot\]|\(point\)|\s+dot\s+|\s+point\s+)\s*", ".", fixed, flags=re.IGNORECASE)
    fixed = re.sub(r"\.{2,}", ".", fixed.replace(",", ".").replace(" ", "")).strip(";.:<>()[]\"'")
    fixed = fixed.replace(".@", "@").replace("@.", "@").removeprefix("mailto:")
    return fixed if fixed != bare and email_is_valid(fixed) else ""


def unwrapped_email(text: str) -> str:
    """The one address inside "Jean <j@d.fr>", "mailto:j@d.fr" or "(j@d.fr)"; "" when there is none."""
    inner = text
    while (inside := _WRAPPED.sub("", inner).strip()) != inner:
        inner = inside
    return inner if inner != text and email_is_valid(inner) else ""


def several_emails(text: str) -> list[str]:
    """The addresses of a cell that holds two or more, all of them valid; else nothing."""
    parts = [part for part in _SEVERAL.split(text.strip(" ;,")) if part]
    return parts if len(parts) > 1 and all(email_is_valid(part) for part in parts) else []


def email_without_slip(text: str) -> str:
    """The address with the domain that was meant ("gmial.com"), else an empty text."""
    user, _, domain = text.rpartition("@")
    meant = _SLIPS.get(domain.lower())
    return f"{user}@{meant}" if meant else ""


_FRENCH = re.compile(r"(?:(?:\+|00)33(?: ?\(0\))?|0)[ .\-]?([1-9])((?:[ .\-]?\d{2}){4})")
_MAINLAND = frozenset(("", "FR", "MC"))
_WITH_EXTENSION = re.compile(r"[ ,]*(?:poste|p\.|ext\.?|extension|x)\s*\d{1,6}$", re.IGNORECASE)
_NUMBERS_APART = re.compile(r"\s*(?:[/;|]|\bou\b|\bet\b|\bor\b|\band\b)\s*")
_NO_SIGNS = str.maketrans("", "", " .-")
_OVERSEAS = frozenset(("GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF"))


def read_telephone(text: str, country_code: str) -> str | None:
    """The number in E.164, read as dialled in the buyer's country, else in France; None if neither.

    An extension ("poste 12") is passed over: the exchange answers.
    """
    bare = _WITH_EXTENSION.sub("", text)
    if country_code in _MAINLAND and (plain := _FRENCH.fullmatch(bare)):
        return f"+33{plain[1]}{plain[2].translate(_NO_SIGNS)}"
    return _read_telephone(bare, country_code)


@lru_cache(maxsize=20_000)
def _read_telephone(text: str, country_code: str) -> str | None:
    regions = dict.fromkeys((country_code or "FR", "FR"))
    for certain in (True, False):
        # Overseas a number of the mainland has the shape of a local one: it counts where it is in service.
        for region in reversed(regions) if country_code in _OVERSEAS and not certain else regions:
            if number := _dialled(text, region, certain):
                return number
    return None


def _dialled(text: str, region: str, certain: bool) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    holds = phonenumbers.is_valid_number(number) if certain else phonenumbers.is_possible_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if holds else None


@lru_cache(maxsize=20_000)
def country_of_telephone(text: str) -> str:
    """The country that a number written with its country code is in service in, else an empty text."""
    if not re.match(r"\s*(?:\+|00)", text):
        return ""
    try:
        number = phonenumbers.parse(re.sub(r"^\s*00", "+", text), None)
    except phonenumbers.NumberParseException:
        return ""
    region = phonenumbers.region_code_for_number(number)
    return region if region and len(region) == 2 and region.isalpha() else ""


def several_telephones(text: str, country_code: str) -> list[str]:
    """The numbers of a cell that holds two or more, in E.164, if the first can be read; else nothing."""
    parts = [part for part in _NUMBERS_APART.split(text) if sum(one.isdigit() for one in part) >= 8]
    read = [read_telephone(part, country_code) for part in parts]
    return [one for one in read if one] if len(read) > 1 and read[0] else []
