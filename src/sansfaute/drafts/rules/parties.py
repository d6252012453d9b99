"""Seller and buyer as BG-4 and BG-7, and where goods go (BG-15)."""

from sansfaute.drafts.rules.notes import expected_processing, legal_information
from sansfaute.drafts.rules.records import BuyerRecord, SellerRecord
from sansfaute.drafts.rules.territories import country_of
from sansfaute.drafts.rules.treatments import valid_vat_number
from sansfaute.en16931.model import Buyer, BuyerAddress, DeliverToAddress, Seller, SellerAddress, SellerContact
from sansfaute.en16931.values import Identifier

SIREN, SIRET, DIRECTORY, EMAIL = "0002", "0009", "0225", "EM"


def seller_party(seller: SellerRecord) -> Seller:
    """BG-4: SIREN in BT-30, SIRET in BT-29, VAT number in BT-31, directory address in BT-34."""
    return Seller(
        name=seller.name,
        identifiers=(Identifier(seller.siret, SIRET),) if seller.siret else (),
        legal_registration=Identifier(seller.siren, SIREN),
        vat_identifier=seller.vat_identifier or None,
        additional_legal_information=legal_information(seller) or None,
        electronic_address=Identifier(seller.electronic_address or seller.siren, DIRECTORY),
        postal_address=SellerAddress(
            line_1=seller.line_1 or None,
            line_2=seller.line_2 or None,
            city=seller.city or None,
            post_code=seller.post_code or None,
            country_code=seller.country_code,
        ),
        contact=_contact(seller),
    )


def _contact(seller: SellerRecord) -> SellerContact | None:
    if not (seller.contact_name or seller.contact_telephone or seller.contact_email):
        return None
    return SellerContact(
        point=seller.contact_name or None,
        telephone=seller.contact_telephone or None,
        email=seller.contact_email or None,
    )


def buyer_party(buyer: BuyerRecord, seller: SellerRecord) -> Buyer:
    """BG-7: SIREN in BT-47, SIRET in BT-46 when it is of that SIREN, VAT number in BT-48 when it is valid."""
    siret = buyer.siret if buyer.siren and buyer.siret.startswith(buyer.siren) else ""
    country = country_of(buyer.country_code, buyer.post_code)
    vat_country = "FR" if buyer.vat_identifier.startswith("FR") else buyer.country_code
    return Buyer(
        name=buyer.name,
        identifier=Identifier(siret, SIRET) if siret else None,
        legal_registration=Identifier(buyer.siren, SIREN) if buyer.siren else None,
        vat_identifier=buyer.vat_identifier if valid_vat_number(buyer.vat_identifier, vat_country) else None,
        electronic_address=electronic_address(buyer, seller),
        postal_address=BuyerAddress(
            line_1=buyer.line_1 or None,
            line_2=buyer.line_2 or None,
            city=buyer.city or None,
            post_code=buyer.post_code or None,
            country_code=country,
        ),
    )


def electronic_address(buyer: BuyerRecord, seller: SellerRecord) -> Identifier:
    """BT-49: the bare SIREN in the directory for a French business, else an e-mail, else a no-reply address.

    The directory address is never guessed beyond the SIREN; outside the regulated
    circuit an e-mail is accepted, or a no-reply address when none is known.
    """
    if buyer.siren and expected_processing(buyer) == "B2B":
        return Identifier(buyer.siren, DIRECTORY)
    if buyer.email:
        return Identifier(buyer.email, EMAIL)
    domain = seller.contact_email.rpartition("@")[2] or "example.invalid"
    return Identifier(f"no-reply@{domain}", EMAIL)


def deliver_to(buyer: BuyerRecord) -> DeliverToAddress:
    """BG-15: goods go to the buyer's own address, the only one known."""
    return DeliverToAddress(
        line_1=buyer.line_1 or None,
        line_2=buyer.line_2 or None,
        city=buyer.city or None,
        post_code=buyer.post_code or None,
        country_code=country_of(buyer.country_code, buyer.post_code),
    )
