"""What a person writes down of a contract: its head, its lines, what it asks of invoices, its clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sansfaute.contracts import queries as contracts
from sansfaute.contracts import rules
from sansfaute.contracts.rules.commitments import read_commitment
from sansfaute.desk.forms import WHY_LENGTH
from sansfaute.desk.forms.terms import PlacedForm, TermsForm, coded, day_field, figure, plain
from sansfaute.desk.queries.contract_words import GROUPING_WORDS
from sansfaute.drafts.rules.operations import OPERATIONS
from sansfaute.lib.text import parse_decimal
from sansfaute.masterdata import queries as masterdata

LINES = 4
"""Lines that the form offers; further ones are signed by import, or by another contract."""
RHYTHMS: Mapping[str, tuple[Any, Mapping[str, str]]] = {
    "month-1": (_("Every civil month"), {"unit": "month", "count": "1"}),
    "month-3": (_("Every civil quarter"), {"unit": "month", "count": "3"}),
    "month-6": (_("Every civil half-year"), {"unit": "month", "count": "6"}),
    "month-12": (_("Every civil year"), {"unit": "month", "count": "12"}),
    "anniversary-1": (
        _("Every month from its first day"), {"unit": "month", "count": "1", "alignment": "anniversary"},
    ),
    "anniversary-3": (
        _("Every three months from its first day"), {"unit": "month", "count": "3", "alignment": "anniversary"},
    ),
    "anniversary-12": (
        _("Every year from its first day"), {"unit": "month", "count": "12", "alignment": "anniversary"},
    ),
    "week-1": (_("Every week"), {"unit": "week", "count": "1"}),
    "week-4": (_("Every four weeks"), {"unit": "week", "count": "4"}),
}  # fmt: skip
PLACE = ("name", "line_1", "line_2", "post_code", "city", "country_code")
OFFERED_OPERATIONS = ("building_subcontract", "immovable", "building_cleaning", "waste", "telecom", "triangular")
"""What a contract may say of itself for VAT; the others are said by items."""


class LineForm(PlacedForm):
    """One line: an item, how much, its price, how often."""

    item_code = coded(_("Item"), "known-items")
    quantity = figure(_("Quantity"))
    unit_price = figure(_("Unit price"))
    rhythm = forms.ChoiceField(
        label=_("Rhythm"), required=False, choices=lambda: [(code, word) for code, (word, _terms) in RHYTHMS.items()]
    )
    in_advance = forms.BooleanField(label=_("In advance"), required=False)
    trial_until = day_field(_("Free until"))

    def clean(self) -> dict[str, Any]:
        """The item is known, and what was typed can be read."""
        read = super().clean()
        for name in ("quantity", "unit_price"):
            self.number(name)
        self.day("trial_until")
        return read

    @property
    def values(self) -> dict[str, Any]:
        """The line as `sign_contract` takes it."""
        read = self.cleaned_data
        names = ("item_code", "quantity", "unit_price", "in_advance", "trial_until")
        return {name: read[name] for name in names} | {"rhythm": RHYTHMS[read["rhythm"] or "month-1"][1]}


class ContractForm(TermsForm):
    """The head of a contract: whose, for how long, how it is invoiced, what it promises."""

    PLACES = {
        "months": "renewal_months", "initial_months": "renewal_months", "minimum": "commitment_minimum",
        "period_months": "commitment_months", "revision_from": "index_from", "every_months": "index_every",
        "base_periods": "index_base", "period": "index_base", "weights": "index_series", "cap": "index_cap",
        "floor": "index_floor", "fixed_share": "index_fixed", "unreadable_index_period": "index_base",
        "index_periodicity": "index_base", "index_without_base": "index_base", "weights_not_one": "index_fixed",
        "index_forbidden": "index_series", "floor_above_cap": "index_floor", "cap_below_start": "index_cap",
    }  # fmt: skip

    contract_number = plain(_("Number"), required=True)
    buyer_code = coded(_("Customer code"), "known-buyers", required=True)
    payer_code = coded(_("Payer, when it is another (code)"), "known-buyers")
    invoicee_code = coded(_("Invoice sent to, when it is another (code)"), "known-buyers")
    start_date = day_field(_("First day"), required=True)
    end_date = day_field(_("Last day, when it is known"))
    renewal_months = figure(_("Term in months (empty: without a term)"))
    notice_months = figure(_("Notice in months"))
    tacit = forms.BooleanField(label=_("Renewed by itself after its term"), required=False)

    grouping = forms.ChoiceField(label=_("Invoiced"), required=False, choices=lambda: list(GROUPING_WORDS.items()))
    site = plain(_("Site"), 120)
    cost_centre = plain(_("Cost centre, as the customer names it"))
    purchase_order_reference = plain(_("Purchase order"))
    purchase_order_required = forms.BooleanField(label=_("Never invoiced without a purchase order"), required=False)
    payment_terms = plain(_("Payment terms"), 80, help_text=_("As “30 jours”, “45 jours fin de mois”, “à réception”."))
    currency_code = plain(_("Currency"), 3)
    prices_with_vat = forms.BooleanField(label=_("Prices agreed with VAT"), required=False)
    operation = forms.ChoiceField(label=_("For VAT"), required=False)
    conditions = forms.CharField(
        label=_("Other terms, as written"),
        required=False,
        max_length=WHY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Terms of payment, discounts, rhythm: what is understood is applied, the rest is kept and shown."),
    )

    deliver_name = plain(_("Name of the place"), 120)
    deliver_line_1 = plain(_("Address"), 120)
    deliver_line_2 = plain(_("Address, second line"), 120)
    deliver_post_code = plain(_("Post code"), 20)
    deliver_city = plain(_("City"), 80)
    deliver_country_code = plain(_("Country (two letters)"), 2)

    index_series = coded(_("Index series"), "known-series", help_text=_("SYNTEC, ICC, ILC, ILAT… or another name."))
    index_base = plain(_("Base period"), 10, help_text=_("The value the price was agreed with: 2026-Q2 or 2026-05."))
    index_from = day_field(_("Revised from"))
    index_every = figure(_("Every so many months"))
    index_fixed = figure(_("Share that is not revised (0 to 1)"))
    index_floor = figure(_("At least, in percent a revision"))
    index_cap = figure(_("At most, in percent a revision"))

    commitment_minimum = figure(_("At least this amount, without VAT"))
    commitment_months = figure(_("for each period of so many months"))

    GROUPS: Mapping[str, tuple[str, ...]] = {
        "head": ("contract_number", "buyer_code", "payer_code", "invoicee_code", "start_date", "end_date"),
        "term": ("renewal_months", "notice_months", "tacit"),
        "billing": (
            "grouping", "site", "cost_centre", "purchase_order_reference", "purchase_order_required", "payment_terms",
            "currency_code", "prices_with_vat", "operation",
        ),
        "place": tuple(f"deliver_{name}" for name in PLACE),
        "index": ("index_series", "index_base", "index_from", "index_every", "index_fixed", "index_floor", "index_cap"),
        "commitment": ("commitment_minimum", "commitment_months"),
    }  # fmt: skip

    def __init__(self, data: Any = None, *, seller_id: UUID, **more: Any) -> None:
        super().__init__(data, **more)
        self.seller_id = seller_id
        field = self.fields["operation"]
        assert isinstance(field, forms.ChoiceField)
        spoken = "fr" if (get_language() or "fr").startswith("fr") else "en"
        field.choices = [("", _("as its items say")), *((one, OPERATIONS[one][spoken]) for one in OFFERED_OPERATIONS)]

    def group(self, name: str) -> list[forms.BoundField]:
        """The fields of one part of the form, in order."""
        return [self[field] for field in self.GROUPS[name]]

    @property
    def groups(self) -> dict[str, list[forms.BoundField]]:
        """All parts by name, for the template."""
        return {name: self.group(name) for name in self.GROUPS}

    @property
    def opened(self) -> set[str]:
        """The parts, closed at first, in which something was typed or refused."""
        return {
            name
            for name, fields in self.GROUPS.items()
            if any(self[one].value() not in (None, "", False, "FR") or one in self.errors for one in fields)
        }

    def clean(self) -> dict[str, Any]:
        """Known customers, a free number, days in order, clauses that can be read."""
        read: dict[str, Any] = self.cleaned_data
        self._clean_names(read)
        first, last = self.day("start_date"), self.day("end_date")
        if first and last and last < first:
            self.add_error("end_date", _("The last day is before the first one."))
        terms = read.get("payment_terms")
        if terms and set(rules.read_conditions(self._payment(terms))) != {"payment_terms"}:
            said = _("Not understood; write “30 jours”, “45 jours fin de mois” or “à réception”.")
            self.add_error("payment_terms", said)
        if not read.get("renewal_months") and (read.get("tacit") or read.get("notice_months")):
            self.add_error("renewal_months", _("Say how long the term is that is renewed."))
        self._clean_place(read)
        self._clean_clauses(read, first)
        return read

    def _clean_names(self, read: Mapping[str, Any]) -> None:
        number = read.get("contract_number")
        if number and contracts.contracts_by_number(self.seller_id, [number]):
            said = _("Contract %(number)s exists already. Give another number, or change its lines.")
            self.add_error("contract_number", said % {"number": number})
        named = {field: read.get(field) for field in ("buyer_code", "payer_code", "invoicee_code")}
        known = masterdata.buyers_by_code(self.seller_id, {one for one in named.values() if one}, as_written=True)
        for field, code in named.items():
            if code and code not in known:
                self.add_error(field, _("There is no customer %(code)s. Record it first.") % {"code": code})

    def _clean_place(self, read: Mapping[str, Any]) -> None:
        country = (read.get("deliver_country_code") or "").upper()
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            self.add_error("deliver_country_code", _("Two letters, as FR or BE."))
        if self._place and not (read.get("deliver_city") and country):
            self.add_error("deliver_city", _("A place of delivery has a city and a country."))

    def _clean_clauses(self, read: Mapping[str, Any], first: Any) -> None:
        if any(read.get(name) for name in ("index_base", "index_from", "index_cap", "index_floor")) and not read.get(
            "index_series"
        ):
            self.add_error("index_series", _("Name the series that the price follows."))
        if first is None:
            return
        for clause in ("indexation", "commitment"):
            values = self.details.get(clause)
            if values is None:
                continue
            try:
                if clause == "indexation":
                    rules.read_indexation(values, first)
                else:
                    read_commitment(values)
            except rules.TermsRefused as refused:
                self.refuse(refused)

    @staticmethod
    def _payment(terms: str) -> str:
        return f"paiement : {terms.strip()}"

    @property
    def _place(self) -> dict[str, str]:
        """Where it is delivered; {} when nothing but the country is said."""
        read = self.cleaned_data
        place = {name: (read.get(f"deliver_{name}") or "").strip() for name in PLACE}
        return (
            place | {"country_code": place["country_code"].upper()}
            if any(value for name, value in place.items() if name != "country_code")
            else {}
        )

    @property
    def details(self) -> dict[str, Any]:
        """The clauses of its lines: the indexation of each, the commitment of the first."""
        read, found = self.cleaned_data, dict[str, Any]()
        if series := read.get("index_series"):
            fixed = parse_decimal(read.get("index_fixed") or "0")
            found["indexation"] = {
                "weights": [["1" if fixed is None else str(1 - fixed), series]],
                "fixed_share": read.get("index_fixed") or "0",
                "base_periods": [[series, read.get("index_base") or ""]],
                "revision_from": read.get("index_from") or read.get("start_date"),
                "every_months": read.get("index_every") or "12",
                "floor": read.get("index_floor") or None,
                "cap": read.get("index_cap") or None,
            }
        if minimum := read.get("commitment_minimum"):
            found["commitment"] = {
                "reference": read.get("contract_number"),
                "kind": "amount",
                "minimum": minimum,
                "start": read.get("start_date"),
                "end": read.get("end_date") or None,
                "period_months": read.get("commitment_months") or "12",
            }
        return found

    def values(self, lines: Sequence[LineForm]) -> dict[str, Any]:
        """The contract as `sign_contract` takes it."""
        read = self.cleaned_data
        names = (
            "contract_number", "buyer_code", "payer_code", "invoicee_code", "start_date", "end_date", "grouping",
            "site", "cost_centre", "purchase_order_reference", "prices_with_vat", "operation",
        )  # fmt: skip
        values: dict[str, Any] = {name: read[name] for name in names} | {
            "currency_code": read["currency_code"] or "EUR",
            "deliver_to": self._place,
            "conditions": self._conditions,
            "lines": [one.values | {"details": self._details_of(rank)} for rank, one in enumerate(lines)],
        }
        if read["renewal_months"]:
            values["renewal"] = {
                "initial_months": read["renewal_months"],
                "months": read["renewal_months"],
                "notice_months": read["notice_months"] or "0",
                "tacit": read["tacit"],
            }
        return values

    def _details_of(self, rank: int) -> dict[str, Any]:
        """The clauses of the line of this rank: a commitment counts once for the contract."""
        return {name: one for name, one in self.details.items() if name != "commitment" or rank == 0}

    @property
    def _conditions(self) -> str:
        """The terms as written: what the fields ask, then what was typed."""
        read = self.cleaned_data
        asked = [
            self._payment(read["payment_terms"]) if read["payment_terms"] else "",
            "bon de commande obligatoire" if read["purchase_order_required"] else "",
            read["conditions"].strip(),
        ]
        return " ; ".join(one for one in asked if one)
