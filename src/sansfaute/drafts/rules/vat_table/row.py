"""The shape of a row of the VAT table, and the words its conditions are made of."""

from dataclasses import dataclass
from datetime import date

from sansfaute.drafts.rules.territories import (
    CORSICA,
    DOM_WITH_VAT,
    DOM_WITHOUT_VAT,
    EUROPEAN_UNION,
    MAINLAND,
    OUTSIDE,
    UNCERTAIN,
)

RATES_OF_2014 = date(2014, 1, 1)  # the rates of 20 % and 10 % (loi 2012-1510)
SERVICES_OF_2010 = date(2010, 1, 1)  # place of supply of services (loi 2009-1673, CGI 259)

GOODS = ("goods",)
SERVICES = ("services",)
ANY = ("goods", "services")
ANYTHING = (*ANY, "")
ANYONE = ("business", "public", "consumer", "")
NOT_CONSUMERS = ("business", "public", "")

MAINLAND_AND_CORSICA = (MAINLAND, CORSICA)
WITH_FRENCH_VAT = (MAINLAND, CORSICA, DOM_WITH_VAT)
OVERSEAS = (DOM_WITH_VAT, DOM_WITHOUT_VAT)
IN_FRANCE = (*WITH_FRENCH_VAT, DOM_WITHOUT_VAT)
ABROAD = (EUROPEAN_UNION, OUTSIDE)
ANYWHERE = (UNCERTAIN, *ABROAD, *OVERSEAS, *MAINLAND_AND_CORSICA)

NO_ANSWER_AGAINST = ("", "valid")
"""What VIES may have said of a number that is relied upon: nothing was asked, or it is in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentRow:
    """One row: when it fits, what it gives, why.

    `territories` is where the operation takes place: where goods go, else where the buyer is.
    Conditions that are `()` or None do not matter: `operations` (see `operations`), `regimes` and
    `sellers` (the seller's VAT regime and territory), `buyers` (the buyer's territory where it is not
    the place), `vies`, `oss`, `exempt` (the item has no rate), `named` (its exemption code is one of
    `exemptions`), `vat_number`, `identified` (a SIREN or a VAT number), `seller_number`, `listed` (the
    item is on Corsica's list), `choice` (what the seller must have chosen for the row to fit).

    `rate_rule`: "item" (the item's own rate), "zero", "local" (of an overseas department), "corsica"
    (of CGI 297) or "destination" (foreign VAT: 0 on the document). `own_code`: the item's code replaces
    the row's. `known` is False where a person must decide: the row then only proposes; `confirm` names
    the seller's choice without which it is not known. `vat_included`: prices of the line include VAT
    that is not shown. `process` is BT-23 where the nature does not give it, `reporting` the category
    of e-reporting (TT-81), `processing` the note BAR of an invoice of such lines alone. It applies
    from `since`, which may be later than the law, until `until`, both included.
    """

    name: str
    territories: tuple[str, ...] = ANYWHERE
    natures: tuple[str, ...] = ANY
    kinds: tuple[str, ...] = ANYONE
    operations: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    sellers: tuple[str, ...] = ()
    buyers: tuple[str, ...] = ()
    vies: tuple[str, ...] = ()
    oss: tuple[str, ...] = ()
    exempt: bool | None = None
    named: bool | None = None
    vat_number: bool | None = None
    identified: bool | None = None
    seller_number: bool | None = None
    listed: bool | None = None
    choice: str = ""
    category: str = "S"
    rate_rule: str = "item"
    exemption_reason_code: str = ""  # "item": the item's own
    own_code: bool = False
    mention: str = ""
    process: str = ""
    reporting: str = ""
    processing: str = ""
    vat_included: bool = False
    why_fr: str
    why_en: str
    evidence: tuple[str, ...] = ()
    known: bool = True
    confirm: str = ""
    since: date = RATES_OF_2014
    until: date | None = None
    source: str
