"""A seller who is a member of a VAT group (assujetti unique, CGI 256 C): what its invoices add.

The group's SIREN in BT-29 (scheme 0231), the group as tax representative (BG-11), the note TXD
(BR-FR-CO-14 and CO-15; CGI ann. II 242 nonies A, I-5° bis).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sansfaute.en16931.model import Note, Seller, TaxRepresentative, TaxRepresentativeAddress
from sansfaute.en16931.values import Identifier

GROUP_SIREN = "0231"
MEMBER_NOTE = Note(subject_code="TXD", text="MEMBRE_ASSUJETTI_UNIQUE")


@dataclass(frozen=True, slots=True, kw_only=True)
class VatGroup:
    """The group: its name, SIREN, VAT number and address."""

    name: str
    siren: str
    vat_identifier: str
    line_1: str = ""
    line_2: str = ""
    post_code: str = ""
    city: str = ""
    country_code: str = "FR"

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "VatGroup":
        """The group of `to_dict`."""
        return cls(**{name: str(value) for name, value in values.items()})


def group_of(given: Mapping[str, Any], day: date) -> VatGroup | None:
    """The group that a seller's options name, from its day `since` until its day `until`, both included."""
    if not given or not str(given.get("since", "")) <= day.isoformat() <= str(given.get("until") or "9999-12-31"):
        return None
    return VatGroup.from_dict({name: value for name, value in given.items() if name not in ("since", "until")})


def as_member(seller: Seller, group: VatGroup) -> Seller:
    """The seller with the group's SIREN beside its own identifiers."""
    return replace(seller, identifiers=(*seller.identifiers, Identifier(group.siren, GROUP_SIREN)))


def group_party(group: VatGroup) -> TaxRepresentative:
    """BG-11: the group, under its VAT number."""
    return TaxRepresentative(
        name=group.name,
        vat_identifier=group.vat_identifier,
        postal_address=TaxRepresentativeAddress(
            line_1=group.line_1 or None,
            line_2=group.line_2 or None,
            post_code=group.post_code or None,
            city=group.city or None,
            country_code=group.country_code,
        ),
    )
