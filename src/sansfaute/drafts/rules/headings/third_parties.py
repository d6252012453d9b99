"""The parties that a document names beside seller and buyer, from their roles and from what orders say.

Source: XP Z12-014, cases 3 to 5, 8, 9, 12, 15, 17a, 37 and 41; XP Z12-012 for the blocks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from sansfaute.drafts.rules.parties import DIRECTORY, EMAIL, SIREN, SIRET
from sansfaute.drafts.rules.payment import SEPA_TRANSFER
from sansfaute.drafts.rules.records import ContractRecord, PartyRecord, ThirdPartyRecord
from sansfaute.drafts.rules.territories import country_of
from sansfaute.drafts.rules.treatments import valid_vat_number
from sansfaute.en16931.model import (
    BuyerAgent,
    BuyerAgentAddress,
    CreditTransfer,
    Invoice,
    Invoicee,
    InvoiceeAddress,
    Note,
    Payee,
    Payer,
    PayerAddress,
    PaymentInstructions,
    SellerAgent,
    SellerAgentAddress,
)
from sansfaute.en16931.values import Identifier
from sansfaute.masterdata.rules import receiving_address

FACTOR_ROLE = "DL"
"""Role code of a factor (UNTDID 3035)."""
EMPLOYEE = "AHK"
"""Qualifier of BT-18 for the reference of an employee (UNTDID 1153; XP Z12-014, case 5)."""
FACTORED: Mapping[str, str] = {"380": "393", "381": "396", "384": "472"}
"""BT-3 of a document whose claim belongs to a factor, by the one it would have."""
_TRANSFERS = ("30", SEPA_TRANSFER)
_SUBROGATION = (
    "Créance cédée à {name} par subrogation (C. civ. art. 1346-1) : pour être libératoire, le paiement doit être fait "
    "directement à {name}, sur le compte indiqué."
)


class RoleRecord(Protocol):
    """What a party does on the documents of a buyer, from one day to another."""

    @property
    def role(self) -> str: ...
    @property
    def party(self) -> ThirdPartyRecord: ...
    @property
    def since(self) -> date: ...
    @property
    def details(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Beside:
    """Whom a document may name: by place the role that holds that day, by code the parties that orders name.

    `receiving` are the further addresses of the buyer, each for a cost centre, a site or a purpose.
    """

    roles: Mapping[str, RoleRecord] = field(default_factory=dict)
    named: Mapping[str, ThirdPartyRecord] = field(default_factory=dict)
    receiving: Sequence[Mapping[str, str]] = ()


NOBODY = Beside()


def with_third_parties(
    invoice: Invoice, contract: ContractRecord | None, details: Mapping[str, Any], beside: Beside
) -> Invoice:
    """The document with its payer, payee, agents and invoicee. What an order says comes before the contract, then
    the customer's roles."""
    payer: PartyRecord | None = contract.payer if contract else None
    invoicee: PartyRecord | None = contract.invoicee if contract else None
    named = invoice
    if details or beside.roles:
        named = _collected(_with_roles(_with_employee(invoice, details), details, beside), details, beside)
        paying = str(
            details.get("paid_by")
            or details.get("payer")
            or (details.get("part_party") if "part_kind" in details else "")
            or ""
        )
        payer = beside.named.get(paying) or payer or _of(beside, "payer")
        invoicee = invoicee or _of(beside, "invoicee")
    if payer is not None:
        named = replace(named, payer=payer_party(payer))
    return replace(named, invoicee=invoicee_party(invoicee)) if invoicee is not None else named


def _of(beside: Beside, place: str) -> ThirdPartyRecord | None:
    return beside.roles[place].party if place in beside.roles else None


def _with_employee(invoice: Invoice, details: Mapping[str, Any]) -> Invoice:
    """An expense that an employee paid or made: his reference, or his name as payer (use case 5)."""
    if reference := details.get("employee_reference"):
        invoice = replace(invoice, invoiced_object_identifier=Identifier(str(reference), EMPLOYEE))
    if name := details.get("employee"):
        invoice = replace(invoice, payer=Payer(name=str(name)))
    return invoice


def _with_roles(invoice: Invoice, details: Mapping[str, Any], beside: Beside) -> Invoice:
    buying, selling = _of(beside, "buyer_agent"), _of(beside, "seller_agent")
    partner = beside.named.get(str(details.get("partnership") or "")) or _of(beside, "partnership")
    if buying is not None:
        address = BuyerAgentAddress(**address_terms(buying))
        invoice = replace(
            invoice, buyer_agent=BuyerAgent(postal_address=address, role_code="AB", **identity_terms(buying))
        )
    if selling is not None:
        address_of_agent = SellerAgentAddress(**address_terms(selling))
        agent = SellerAgent(postal_address=address_of_agent, role_code="SR", **identity_terms(selling))
        invoice = replace(invoice, seller_agent=agent)
    if partner is not None:  # XP Z12-014, case 37: the manager's SIREN, with the suffix of the partnership
        invoice = replace(invoice, seller=replace(invoice.seller, electronic_address=_electronic(partner)))
    return invoice if "paid_on" in details else _with_payee(invoice, beside)


def _with_payee(invoice: Invoice, beside: Beside) -> Invoice:
    """BG-10: a factor, who owns the claim (use case 8), or who else is paid for the seller (cash pooling)."""
    role = beside.roles.get("payee")
    if role is None:
        return invoice
    payee = _payee(role.party)
    invoice = replace(invoice, payee=payee, payment_instructions=_paid_to(role.party, invoice.payment_instructions))
    if role.role != "factor" or invoice.type_code not in FACTORED or not _is_assigned(invoice, role.since):
        return invoice
    text = str(role.details.get("text") or "") or _SUBROGATION.format(name=role.party.name)
    return replace(
        invoice,
        type_code=FACTORED[invoice.type_code],
        payee=replace(payee, role_code=FACTOR_ROLE),
        notes=(*invoice.notes, Note(subject_code="ACC", text=text)),
    )


def _is_assigned(invoice: Invoice, since: date) -> bool:
    """A credit note of an invoice from before the factor came is an ordinary one."""
    return all(one.issue_date is None or one.issue_date >= since for one in invoice.preceding_invoices)


def _payee(party: PartyRecord) -> Payee:
    return Payee(name=party.name, legal_registration=Identifier(party.siren, SIREN) if party.siren else None)


def _paid_to(party: ThirdPartyRecord, known: PaymentInstructions | None) -> PaymentInstructions:
    means = known.means_type_code if known and known.means_type_code in _TRANSFERS else SEPA_TRANSFER
    transfer = CreditTransfer(
        payment_account_identifier=party.iban.replace(" ", ""),
        payment_account_name=party.name,
        payment_service_provider_identifier=party.bic or None,
    )
    text = "Virement SEPA" if means == SEPA_TRANSFER else "Virement"
    return PaymentInstructions(means_type_code=means, means_text=text, credit_transfers=(transfer,))


def _collected(invoice: Invoice, details: Mapping[str, Any], beside: Beside) -> Invoice:
    """A marketplace that was paid for the seller is the payee (use case 17a)."""
    by = beside.named.get(str(details.get("collected_by") or ""))
    return replace(invoice, payee=_payee(by)) if by is not None else invoice


def with_receiving_address(
    invoice: Invoice, contract: ContractRecord | None, details: Mapping[str, Any], beside: Beside
) -> Invoice:
    """BT-49 for the cost centre, site or purpose of the work (use case 11)."""
    address = receiving_address(beside.receiving, *purposes(contract, details)) if beside.receiving else ""
    if not address:
        return invoice
    scheme, _, value = address.partition(":")
    return replace(invoice, buyer=replace(invoice.buyer, electronic_address=Identifier(value, scheme)))


def purposes(contract: ContractRecord | None, details: Mapping[str, Any]) -> Iterator[str]:
    """What an invoice is for, by which its address is chosen: the order's words first, then the contract's."""
    yield from (str(details[name]) for name in ("purpose", "cost_centre", "site") if details.get(name))
    if contract is not None:
        yield from (contract.cost_centre, contract.site)


def channel_of(details: Mapping[str, Any], beside: Beside) -> str:
    """Which series of numbers a document is counted in: its order's, else that of the partnership (use case 37)."""
    role = beside.roles.get("partnership")
    return str(details.get("channel") or (role.details.get("channel") if role is not None else "") or "")


def payer_party(party: PartyRecord) -> Payer:
    """EXT-FR-FE-BG-02: the third party that will pay (use case 3)."""
    return Payer(postal_address=PayerAddress(**address_terms(party)), **identity_terms(party))


def invoicee_party(party: PartyRecord) -> Invoicee:
    """EXT-FR-FE-BG-04: the party that receives the invoice in the buyer's stead."""
    return Invoicee(postal_address=InvoiceeAddress(**address_terms(party)), **identity_terms(party))


def identity_terms(party: PartyRecord) -> dict[str, Any]:
    """Name, identifiers and electronic address of a party, by the names of its model."""
    country = "FR" if party.vat_identifier.startswith("FR") else party.country_code
    numbered = valid_vat_number(party.vat_identifier, country)
    siret = party.siret if party.siren and party.siret.startswith(party.siren) else ""
    return {
        "name": party.name,
        "identifiers": (Identifier(siret, SIRET),) if siret else (),
        "legal_registration": Identifier(party.siren, SIREN) if party.siren else None,
        "vat_identifier": party.vat_identifier if numbered else None,
        "electronic_address": _electronic(party),
    }


def _electronic(party: PartyRecord) -> Identifier | None:
    """The address that the party gave, else its SIREN in the directory, else its e-mail."""
    scheme, _, value = str(getattr(party, "electronic_address", "")).partition(":")
    if value:
        return Identifier(value, scheme)
    if party.siren:
        return Identifier(party.siren, DIRECTORY)
    return Identifier(party.email, EMAIL) if party.email else None


def address_terms(party: PartyRecord) -> dict[str, Any]:
    """The postal address of a party, by the names of its model."""
    return {
        "line_1": party.line_1 or None,
        "line_2": party.line_2 or None,
        "city": party.city or None,
        "post_code": party.post_code or None,
        "country_code": country_of(party.country_code, party.post_code),
    }
