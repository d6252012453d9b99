"""What the e-mail that carries an invoice says, to whom, and why it may have to wait."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency

from sansfaute.documents.rules import kind
from sansfaute.documents.rules.words import CREDIT_NOTES
from sansfaute.en16931.model import Invoice
from sansfaute.masterdata.rules.contacts import email_is_valid

EMAIL = "email"
DUPLICATE = "duplicate"
"""The channel of attempts that carry a second copy: they never say how far the invoice itself went."""
REFUSAL, BOUNCE = "refusal", "bounce"
BOUNCED, RECIPIENT_REFUSED, SERVER_UNREACHABLE = "bounced", "recipient_refused", "server_unreachable"
"""Reasons of e-mail, beside those of platforms: see masterdata.rules.REFUSALS."""
NO_ADDRESS = "no_email_address"
WRONG_ADDRESS = "wrong_email_address"
REASONS = {
    NO_ADDRESS: {
        "fr": "Aucune adresse électronique connue pour ce client.",
        "en": "No e-mail address is known for this customer.",
    },
    WRONG_ADDRESS: {
        "fr": "L'adresse électronique de ce client n'est pas valable.",
        "en": "The e-mail address of this customer is not valid.",
    },
}
"""Why no channel can carry an invoice yet, in the words shown to people."""

_DUPLICATE = {"fr": "Duplicata : {subject}", "en": "Duplicate: {subject}"}
_SUBJECT = {"fr": "{kind} {number} – {seller}", "en": "{kind} {number} from {seller}"}
_BODY = {
    "fr": {
        "greeting": "Bonjour,",
        "due": "Veuillez trouver ci-joint notre {kind} {number} du {issued}, d'un montant de {amount} à régler{by}.",
        "by": " au plus tard le {due}",
        "paid": "Veuillez trouver ci-joint notre {kind} {number} du {issued}. Rien ne reste à régler.",
        "credit": "Veuillez trouver ci-joint notre {kind} {number} du {issued} : {amount} en votre faveur.",
        "order": "Votre commande : {order}",
        "reference": "Référence à rappeler : {reference}",
        "contact": "Une question, une erreur ? Répondez à ce message : {contact} vous lira.",
        "somebody": "une personne de notre équipe",
        "closing": "Cordialement,",
        "duplicate": "À votre demande, veuillez trouver ci-joint un duplicata de notre {kind} {number} du {issued}. "
        "Ce n'est pas un nouveau document : rien n'est dû deux fois.",
        "unpaid": "Notre {kind} {number} du {issued} demeure impayée. Veuillez en trouver ci-joint le duplicata, qui "
        "porte la mention prévue par l'article 272 du code général des impôts.",
    },
    "en": {
        "greeting": "Dear customer,",
        "due": "Please find attached our {kind} {number} of {issued}, amount due {amount}{by}.",
        "by": ", payable by {due}",
        "paid": "Please find attached our {kind} {number} of {issued}. Nothing remains to be paid.",
        "credit": "Please find attached our {kind} {number} of {issued}: {amount} in your favour.",
        "order": "Your order: {order}",
        "reference": "Reference to quote: {reference}",
        "contact": "A question, a mistake? Reply to this message: {contact} will read it.",
        "somebody": "somebody of our team",
        "closing": "Kind regards,",
        "duplicate": "As you asked, please find attached a duplicate of our {kind} {number} of {issued}. It is no new "
        "document: nothing is due twice.",
        "unpaid": "Our {kind} {number} of {issued} is still unpaid. Please find attached its duplicate, which bears "
        "the sentence that article 272 of the French tax code asks for.",
    },
}


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail in plain text: its headers are single lines, whatever the names in it hold."""

    subject: str
    body: str
    sender_name: str
    reply_to: str | None


def is_for_the_books(invoice: Invoice) -> bool:
    """Is it never sent? So says its note BAR of an internal credit note (use cases 2.2, 2.5: ARCHIVEONLY)."""
    return any((note.subject_code, note.text) == ("BAR", "ARCHIVEONLY") for note in invoice.notes)


def hold_reason(address: str) -> str | None:
    """Why this address cannot be written to (a key of REASONS), or None when it can."""
    if not address.strip():
        return NO_ADDRESS
    return None if email_is_valid(address) else WRONG_ADDRESS


def idempotency_key(invoice_id: object, attempt: int = 1) -> str:
    """One key for one attempt by e-mail: sending twice under the same key is sending once."""
    return f"invoice:{invoice_id}:email:{attempt}"


def duplicate_key(duplicate_id: object) -> str:
    """One key for one duplicate: asked for twice, it is two; sent twice, it is one."""
    return f"invoice:{duplicate_id}:duplicate"


def message_id(key: str, domain: str) -> str:
    """The Message-ID of an attempt, from its key; short, because a folded one confuses old mail programs."""
    return f"<{key.removeprefix('invoice:').replace('-', '').replace(':', '.')}@{domain or 'localhost'}>"


def language_of(code: str) -> str:
    """French for French speakers, English for everybody else."""
    return "fr" if code.lower().startswith("fr") or not code else "en"


def letter(invoice: Invoice, language: str, which: str = "") -> Letter:
    """The message for an invoice, in French ("fr") or English ("en"); amounts are the invoice's own.

    `which`: "" for the invoice itself, "duplicate" or "unpaid" for a second copy and why it comes.
    """
    contact = invoice.seller.contact
    reply_to = contact.email if contact and contact.email and email_is_valid(contact.email) else None
    seller = one_line(invoice.seller.name)
    subject = _SUBJECT[language].format(
        kind=kind(invoice.type_code, language), number=one_line(invoice.invoice_number), seller=seller
    )
    subject = _DUPLICATE[language].format(subject=subject) if which else subject
    return Letter(subject=subject, body=_body(invoice, language, which), sender_name=seller, reply_to=reply_to)


def _body(invoice: Invoice, language: str, which: str) -> str:
    words = _BODY[language]
    contact = invoice.seller.contact
    person = one_line(contact.point) if contact and contact.point else words["somebody"]
    facts = [_sentence(words["reference"], reference=_reference(invoice))]
    if invoice.purchase_order_reference:
        facts.insert(0, _sentence(words["order"], order=invoice.purchase_order_reference))
    reach = [one_line(one) for one in (contact.telephone, contact.email) if one] if contact else []
    blocks = [
        words["greeting"],
        _opening(invoice, language, which),
        "\n".join(facts),
        _sentence(words["contact"], contact=person),
        "\n".join([words["closing"], one_line(invoice.seller.name), *reach]),
    ]
    return "\n\n".join(blocks) + "\n"


def _opening(invoice: Invoice, language: str, which: str) -> str:
    words = _BODY[language]
    due = invoice.totals.amount_due
    if not which:
        which = "credit" if invoice.type_code in CREDIT_NOTES else "due" if due > 0 else "paid"
    by = words["by"].format(due=_day(invoice.payment_due_date, language)) if invoice.payment_due_date else ""
    return _sentence(
        words[which],
        kind=kind(invoice.type_code, language).lower(),
        number=invoice.invoice_number,
        issued=_day(invoice.issue_date, language),
        amount=money(due, invoice.currency_code, language),
        by=by,
    )


def _reference(invoice: Invoice) -> str:
    how = invoice.payment_instructions
    return (how.remittance_information if how else None) or invoice.invoice_number


def money(value: Decimal, currency_code: str, language: str) -> str:
    """An amount as a reader of that language writes it, every decimal kept."""
    return str(format_currency(value, currency_code, locale=language, decimal_quantization=False))


def _day(day: date, language: str) -> str:
    return str(format_date(day, format="long", locale="fr" if language == "fr" else "en_GB"))


def _sentence(pattern: str, **values: str) -> str:
    return pattern.format(**{name: one_line(value) for name, value in values.items()} | _kept(values))


def _kept(values: dict[str, str]) -> dict[str, str]:
    """`by` begins with a space or a comma of its own."""
    return {"by": values["by"]} if "by" in values else {}


def one_line(text: str) -> str:
    """Without line breaks or control characters: nothing in a name can start a header of its own."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
