"""What a person writes down of a one-off sale."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sansfaute.contracts.actions import SaleLine
from sansfaute.desk.forms.terms import PlacedForm, TermsForm, coded, day_field, figure, plain
from sansfaute.masterdata import queries as masterdata

SALE_LINES = 4


class SaleForm(TermsForm):
    """To whom, and when it is delivered."""

    buyer_code = coded(_("Customer code"), "known-buyers", required=True)
    delivery_date = day_field(_("Delivered on"), required=True)
    buyer_reference = plain(_("Buyer’s reference"))

    def __init__(self, data: Any = None, *, seller_id: UUID, **more: Any) -> None:
        super().__init__(data, **more)
        self.seller_id = seller_id

    def clean(self) -> dict[str, Any]:
        """A known customer and a day."""
        read: dict[str, Any] = self.cleaned_data
        code = read.get("buyer_code")
        if code and code not in masterdata.buyers_by_code(self.seller_id, {code}):
            self.add_error("buyer_code", _("There is no customer %(code)s. Record it first.") % {"code": code})
        return read | {"delivery_date": self.day("delivery_date")}


class SaleLineForm(PlacedForm):
    """What is sold, how much, at which price."""

    item_code = coded(_("Item"), "known-items")
    quantity = figure(_("Quantity"))
    unit_price = figure(_("Unit price"))
    discount = figure(_("Discount (%)"))

    field_order = ("item_code", "quantity", "unit_price", "discount")

    def clean(self) -> dict[str, Any]:
        """A known item, and figures within bounds."""
        read = super().clean()
        if not self.is_used:
            return read
        read |= {name: self.number(name) for name in ("quantity", "unit_price", "discount")}
        if read["quantity"] is not None and read["quantity"] <= 0:
            self.add_error("quantity", _("More than zero."))
        if read["unit_price"] is not None and read["unit_price"] < 0:
            self.add_error("unit_price", _("Zero or more."))
        if read["discount"] is not None and not 0 <= read["discount"] <= 100:
            self.add_error("discount", _("From 0 to 100."))
        return read

    @property
    def sold(self) -> SaleLine:
        """The line as `sell` takes it; one unit when nothing is said."""
        read = self.cleaned_data
        one = read["quantity"] if read["quantity"] is not None else Decimal(1)
        return SaleLine(
            item_code=read["item_code"],
            quantity=one,
            unit_price=read["unit_price"],
            discount_percentage=read["discount"],
        )
