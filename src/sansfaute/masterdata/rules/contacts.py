"""E-mail addresses and telephone numbers: read, not called."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email


def email_is_valid(text: str) -> bool:
    """Whether the address obeys the syntax (RFC 5321 and 6531); nothing is asked of any server."""
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return not re.search(r"\s", text)


def propose_email(text: str) -> str:
    """What the address was meant to be, when one slip explains it; else an empty text."""
    fixed = re.sub(r"\s*(?:\(at\)|\[at\]|\bat\b|@)\s*", "@", text.strip(), count=1, flags=re.IGNORECASE)
    fixed = re.sub(r"\s*(?:\(dot\)|\[dot\])\s*", ".", fixed).replace(",", ".").strip(";. ").removeprefix("mailto:")
    return fixed if fixed != text.strip() and email_is_valid(fixed) else ""


def read_telephone(text: str, country_code: str) -> str | None:
    """The number in E.164, read as dialled in the buyer's country, else in France; None if neither."""
    for region in dict.fromkeys((country_code or "FR", "FR")):
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None
