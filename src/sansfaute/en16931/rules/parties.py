"""Parties and payment: BR-06 to BR-20, BR-49 to BR-63, BR-CO-09, BR-CO-26."""

from sansfaute.en16931.codelists import codes
from sansfaute.en16931.model import CreditTransfer, Invoice, PaymentCard, PaymentInstructions
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.rule import missing, rule, rules_in
from sansfaute.en16931.values import Identifier

_CREDIT_TRANSFERS = ("30", "58")
_PREFIXES = codes("vat_prefixes")

br_06 = missing("BR-06", "document", "BT-27", "seller.name")
br_07 = missing("BR-07", "document", "BT-44", "buyer.name")
br_09 = missing("BR-09", "document", "BT-40", "seller.postal_address.country_code")
br_11 = missing("BR-11", "document", "BT-55", "buyer.postal_address.country_code")
br_17 = missing("BR-17", "document", "BT-59", "payee.name")
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


@rule(
    "BR-CO-09",
    "document",
    "BT-31",
    "seller.vat_identifier",
    fr="Le numéro de TVA du vendeur (BT-31) ne commence pas par un code de pays.",
    en="The seller's VAT number (BT-31) does not begin with a country code.",
    fix_fr="Écrire le numéro avec son pays : FR88100000009.",
    fix_en="Write it with its country: FR88100000009.",
)
def br_co_09_seller(invoice: Invoice, _: Facts) -> bool:
    """The seller's VAT number begins with a country."""
    return _prefixed(invoice.seller.vat_identifier)


@rule(
    "BR-CO-09",
    "document",
    "BT-48",
    "buyer.vat_identifier",
    fr="Le numéro de TVA de l'acheteur (BT-48) ne commence pas par un code de pays.",
    en="The buyer's VAT number (BT-48) does not begin with a country code.",
    fix_fr="Écrire le numéro avec son pays : FR88100000009.",
    fix_en="Write it with its country: FR88100000009.",
)
def br_co_09_buyer(invoice: Invoice, _: Facts) -> bool:
    """The buyer's VAT number begins with a country."""
    return _prefixed(invoice.buyer.vat_identifier)


@rule(
    "BR-CO-09",
    "document",
    "BT-63",
    "tax_representative.vat_identifier",
    fr="Le numéro de TVA du représentant fiscal (BT-63) ne commence pas par un code de pays.",
    en="The tax representative's VAT number (BT-63) does not begin with a country code.",
    fix_fr="Écrire le numéro avec son pays : FR88100000009.",
    fix_en="Write it with its country: FR88100000009.",
)
def br_co_09_representative(invoice: Invoice, _: Facts) -> bool:
    """The tax representative's VAT number begins with a country."""
    representative = invoice.tax_representative
    return representative is None or _prefixed(representative.vat_identifier)


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


def _prefixed(number: str | None) -> bool:
    return not number or number[:2] in _PREFIXES


RULES = rules_in(globals())
