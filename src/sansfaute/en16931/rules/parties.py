"""Parties and payment: BR-06 to BR-20, BR-49 to BR-63, BR-CO-09, BR-CO-26."""

from collections.abc import Callable
from dataclasses import replace

from sansfaute.en16931.codelists import codes
from sansfaute.en16931.model import CreditTransfer, Invoice, Payee, PaymentCard, PaymentInstructions
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.mending import exchanged
from sansfaute.en16931.rules.rule import Rule, getter, missing, rule, rules_in
from sansfaute.en16931.values import Identifier

_CREDIT_TRANSFERS = ("30", "58")
_PREFIXES = codes("vat_prefixes")
_PREFIXES_OF_UBL = f" {' '.join(sorted(_PREFIXES - {'AN'}))} "
"""The list written out, in which UBL looks for the prefix; it has left out the Netherlands Antilles."""

br_06 = missing("BR-06", "document", "BT-27", "seller.name")
br_07 = missing("BR-07", "document", "BT-44", "buyer.name")
br_09 = missing("BR-09", "document", "BT-40", "seller.postal_address.country_code")
br_11 = missing("BR-11", "document", "BT-55", "buyer.postal_address.country_code")
_FACTUR_X = ("minimum", "basicwl", "basic", "en16931", "extended")
br_17 = missing("BR-17", "document", "BT-59", "payee.name", syntaxes=("cii",), profiles=_FACTUR_X)
br_18 = missing("BR-18", "document", "BT-62", "tax_representative.name")
br_20 = missing("BR-20", "document", "BT-69", "tax_representative.postal_address.country_code")
br_56 = missing("BR-56", "document", "BT-63", "tax_representative.vat_identifier")
br_57 = missing("BR-57", "document", "BT-80", "delivery.deliver_to_address.country_code")


@rule(
    "BR-62",
    "document",
    "BT-34",
    "seller.electronic_address.value",
    fr="L'adresse électronique du vendeur (BT-34) n'a pas de schéma.",
    en="The seller's electronic address (BT-34) has no scheme.",
    fix_fr="Donner le schéma : 0225 pour l'annuaire français, EM pour un courriel.",
    fix_en="Give the scheme: 0225 for the French directory, EM for an e-mail address.",
)
def br_62(invoice: Invoice, _: Facts) -> bool:
    """The seller's electronic address has a scheme."""
    return _has_scheme(invoice.seller.electronic_address)


@rule(
    "BR-63",
    "document",
    "BT-49",
    "buyer.electronic_address.value",
    fr="L'adresse électronique de l'acheteur (BT-49) n'a pas de schéma.",
    en="The buyer's electronic address (BT-49) has no scheme.",
    fix_fr="Donner le schéma : 0225 pour l'annuaire français, EM pour un courriel.",
    fix_en="Give the scheme: 0225 for the French directory, EM for an e-mail address.",
)
def br_63(invoice: Invoice, _: Facts) -> bool:
    """The buyer's electronic address has a scheme."""
    return _has_scheme(invoice.buyer.electronic_address)


@rule(
    "BR-CO-26",
    "document",
    "BT-30",
    "seller.legal_registration.value",
    fr="Le vendeur n'a ni identifiant (BT-29), ni SIREN (BT-30), ni numéro de TVA (BT-31).",
    en="The seller has no identifier (BT-29), legal registration (BT-30) or VAT number (BT-31).",
    fix_fr="Donner le SIREN du vendeur.",
    fix_en="Give the seller's legal registration.",
)
def br_co_26(invoice: Invoice, _: Facts) -> bool:
    """The seller is identified."""
    seller = invoice.seller
    return bool(seller.identifiers or seller.legal_registration or seller.vat_identifier)


def _another_payee(syntaxes: tuple[str, ...], profiles: tuple[str, ...], same: Callable[[Invoice], bool]) -> Rule:
    """BR-17, where a stylesheet really compares the payee with the seller (that of Factur-X looks beside)."""
    declare = rule(
        "BR-17",
        "document",
        "BT-59",
        "payee.name",
        fr="Le bénéficiaire (BG-10) n'a pas de nom (BT-59), ou c'est le vendeur lui-même.",
        en="The payee (BG-10) has no name (BT-59), or is the seller himself.",
        fix_fr="Nommer le bénéficiaire s'il n'est pas le vendeur, sinon retirer ce bloc.",
        fix_en="Name the payee if he is not the seller, otherwise remove this block.",
        syntaxes=syntaxes,
        profiles=profiles,
    )
    return declare(lambda invoice, _: invoice.payee is None or (bool(invoice.payee.name) and not same(invoice)))


def _same_in_cii(invoice: Invoice) -> bool:
    payee, seller = invoice.payee, invoice.seller
    if payee is None:
        return False
    own = {one.value for one in _identifiers(payee) if one.scheme is None}
    plain = own & {one.value for one in seller.identifiers if one.scheme is None}
    legal, other = payee.legal_registration, seller.legal_registration
    same_legal = legal is not None and other is not None and legal.value == other.value
    return payee.name == seller.name or bool(plain) or same_legal


def _same_in_ubl(invoice: Invoice) -> bool:
    payee, seller = invoice.payee, invoice.seller
    if payee is None:
        return False
    known = {one.value for one in seller.identifiers}
    return payee.name == seller.trading_name or any(one.value in known for one in _identifiers(payee))


def _identifiers(payee: Payee) -> tuple[Identifier, ...]:
    return (*(() if payee.identifier is None else (payee.identifier,)), *payee.further_identifiers)


br_17_cii = _another_payee(("cii",), ("extended-ctc-fr",), _same_in_cii)
br_17_ubl = _another_payee(("ubl",), (), _same_in_ubl)


def _country_first(on: str, term: str, at: str, fr: str, en: str) -> Rule:
    """BR-CO-09: a VAT number begins with the country that gave it."""
    read = getter(at)
    declare = rule(
        "BR-CO-09",
        on,
        term,
        at,
        fr=f"Le numéro de TVA {fr} ({term}) ne commence pas par un code de pays.",
        en=f"The VAT number of {en} ({term}) does not begin with a country code.",
        fix_fr="Écrire le numéro avec son pays : FR88100000009.",
        fix_en="Write it with its country: FR88100000009.",
        mend=lambda item, _: _with_france(read(item)),
    )
    made = declare(lambda item, facts: _prefixed(read(item), facts.syntax))
    return replace(made, text=lambda written, facts: _prefixed(_as_read(written, facts.syntax), facts.syntax))


br_co_09 = (
    _country_first("document", "BT-31", "seller.vat_identifier", "du vendeur", "the seller"),
    _country_first("document", "BT-48", "buyer.vat_identifier", "de l'acheteur", "the buyer"),
    _country_first(
        "document", "BT-63", "tax_representative.vat_identifier", "du représentant fiscal", "the tax representative"
    ),
    _country_first("payee", "EXT-FR-FE-27", "vat_identifier", "du bénéficiaire", "the payee"),
    _country_first("buyer_agent", "EXT-FR-FE-10", "vat_identifier", "de l'agent de l'acheteur", "the buyer's agent"),
    _country_first("payer", "EXT-FR-FE-50", "vat_identifier", "du payeur", "the payer"),
    _country_first("seller_agent", "EXT-FR-FE-73", "vat_identifier", "de l'agent du vendeur", "the seller's agent"),
    _country_first("invoicee", "EXT-FR-FE-96", "vat_identifier", "du destinataire", "the invoicee"),
    _country_first("invoicer", "EXT-FR-FE-119", "vat_identifier", "du facturant", "the invoicer"),
    _country_first("line_sellers", "EXT-FR-FE-168", "vat_identifier", "du vendeur de la ligne", "the line's seller"),
)


def _with_france(number: str) -> dict[str, str] | None:
    """A French number without its country: a key of two characters and a SIREN."""
    return exchanged(number, f"FR{number}") if len(number) == 11 and number[2:].isdigit() else None


@rule(
    "BR-51",
    "payment_cards",
    "BT-87",
    "",
    fr="Un numéro de carte complet ne doit jamais figurer dans une facture (BT-87).",
    en="A full card number must never stand in an invoice (BT-87).",
    fix_fr="Ne garder que les derniers chiffres.",
    fix_en="Keep the last digits only.",
)
def br_51(card: PaymentCard, _: Facts) -> bool:
    """At most ten characters of a card number; the number is not repeated in the finding."""
    return len(" ".join(card.primary_account_number.split())) <= 10


@rule(
    "BR-50",
    "credit_transfers",
    "BT-84",
    "payment_account_identifier",
    fr="Un virement est demandé sans compte à créditer (BT-84).",
    en="A credit transfer is asked without an account to pay into (BT-84).",
    fix_fr="Donner l'IBAN.",
    fix_en="Give the IBAN.",
)
def br_50(transfer: CreditTransfer, facts: Facts) -> bool:
    """A credit transfer has its account."""
    return not _by_transfer(facts) or bool(transfer.payment_account_identifier)


@rule(
    "BR-61",
    "credit_transfers",
    "BT-84",
    "payment_account_identifier",
    fr="Pour un virement (BT-81), le compte à créditer (BT-84) est obligatoire.",
    en="For a credit transfer (BT-81), the account to pay into (BT-84) is compulsory.",
    fix_fr="Donner l'IBAN.",
    fix_en="Give the IBAN.",
    syntaxes=("cii",),
)
def br_61(transfer: CreditTransfer, facts: Facts) -> bool:
    """The same condition as BR-50 once written in CII: both are named by the official pack."""
    return not _by_transfer(facts) or bool(transfer.payment_account_identifier)


@rule(
    "CII-SR-470",
    "payment_instructions",
    "BT-84",
    "credit_transfers",
    fr="Pour un virement (BT-81 = 30 ou 58), un compte à créditer (BT-84) est obligatoire.",
    en="For a credit transfer (BT-81 = 30 or 58), an account to pay into (BT-84) is compulsory.",
    fix_fr="Donner l'IBAN, ou changer le moyen de paiement.",
    fix_en="Give the IBAN, or change the means.",
    also=("BR-CO-27",),
)
def cii_sr_470(payment: PaymentInstructions, _: Facts) -> bool:
    """Credit transfers have an account each."""
    if payment.means_type_code not in _CREDIT_TRANSFERS:
        return True
    transfers = payment.credit_transfers
    return bool(transfers) and all(one.payment_account_identifier for one in transfers)


def _by_transfer(facts: Facts) -> bool:
    payment = facts.invoice.payment_instructions
    return payment is not None and payment.means_type_code in _CREDIT_TRANSFERS


def _has_scheme(address: Identifier | None) -> bool:
    return address is None or bool(address.scheme)


def _as_read(written: str, syntax: str) -> str:
    """The text that the stylesheets look at: as it is written in UBL, without blanks in CII."""
    return written if syntax == "ubl" else " ".join(written.split())


def _prefixed(number: str | None, syntax: str) -> bool:
    """Whether two letters of a country come first; the stylesheet for UBL looks for them in the list as one text."""
    if not number:
        return True
    return number[:2] in (_PREFIXES_OF_UBL if syntax == "ubl" else _PREFIXES)


RULES = rules_in(globals())
