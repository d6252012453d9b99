"""How a billable item came to its amount, as a tree and as sentences in French and English."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from sansfaute.contracts.rules.exact import written, written_amount
from sansfaute.lib.derivations import Derivation


class BillableRecord(Protocol):
    """What is looked at of a billable item; amounts in its currency, without VAT."""

    @property
    def kind(self) -> str: ...
    @property
    def source_key(self) -> str: ...
    @property
    def currency_code(self) -> str: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def unit_price(self) -> Decimal: ...
    @property
    def base_quantity(self) -> Decimal: ...
    @property
    def full_unit_price(self) -> Decimal | None: ...
    @property
    def proration(self) -> str: ...
    @property
    def discount_percentage(self) -> Decimal: ...
    @property
    def discount_amount(self) -> Decimal: ...
    @property
    def discount_origin(self) -> str: ...
    @property
    def discount_reason(self) -> str: ...
    @property
    def period_start(self) -> date | None: ...
    @property
    def period_end(self) -> date | None: ...
    @property
    def net_amount(self) -> Decimal: ...
    @property
    def basis(self) -> Mapping[str, Any]: ...


def item_derivation(item: BillableRecord) -> Derivation:
    """Why an item costs what it costs: its source, quantity, price, share of a period, discount, rounding."""
    parts = (*_source(item), *_quantity(item), *_price(item), *_basis(item), *_discount(item), *_rounding(item))
    fr, en = (_formula(item, language) for language in ("fr", "en"))
    return Derivation(
        name="net_amount", value=str(item.net_amount), fr=f"{fr}.", en=f"{en}.", source=item.source_key, parts=parts
    )


def _formula(item: BillableRecord, language: str) -> str:
    """ "2 × 245,00 = 490,00 EUR", with what was taken off."""
    price = written(item.unit_price, language)
    if item.base_quantity != 1:
        per = {"fr": "pour", "en": "per"}[language]
        price = f"({price} {per} {written(item.base_quantity, language)})"
    said = f"{written(item.quantity, language)} × {price}"
    if item.discount_amount:
        said += f" − {written_amount(item.discount_amount, language)}"
    elif item.discount_percentage:
        percent = "\u202f%" if language == "fr" else "%"
        said += f" − {written(item.discount_percentage, language)}{percent}"
    if item.basis.get("with_vat"):
        said += {"fr": " TVA comprise, soit hors TVA", "en": " with VAT, which without VAT is"}[language]
        return f"{said} {written_amount(item.net_amount, language)} {item.currency_code}"
    return f"{said} = {written_amount(item.net_amount, language)} {item.currency_code}"


_KINDS: Mapping[str, tuple[str, str]] = {
    "subscription": ("Une période du contrat", "A period of the contract"),
    "usage": ("La consommation mesurée", "The usage measured"),
    "order": ("Une ligne de commande livrée", "A delivered order line"),
    "minimum": ("Le complément au minimum convenu", "What is missing to the minimum agreed"),
    "true_up": ("La régularisation de l'engagement", "The true-up of the commitment"),
    "instalment": ("Une échéance du plan", "An instalment of the plan"),
    "situation": ("Une situation de travaux", "A progress statement"),
    "retention": ("La retenue de garantie", "The retention money"),
    "deposit": ("Un acompte", "A deposit"),
    "deduction": ("Un acompte déduit", "A deposit deducted"),
    "prepaid": ("Un crédit prépayé", "A prepaid credit"),
    "credit": ("L'avoir de ce qui fut facturé", "The credit of what was invoiced"),
    "rebill": ("La facturation de ce qui est dû désormais", "The billing of what is owed now"),
}


def _source(item: BillableRecord) -> Iterator[Derivation]:
    fr, en = _KINDS.get(item.kind, ("Du travail à facturer", "Work to be billed"))
    days_fr, days_en = _days(item)
    yield Derivation(
        name="source", value=item.source_key, fr=f"{fr}{days_fr}.", en=f"{en}{days_en}.", source=item.source_key
    )


def _days(item: BillableRecord) -> tuple[str, str]:
    if item.period_start is None or item.period_end is None:
        return "", ""
    start, end = (f"{one:%d/%m/%Y}" for one in (item.period_start, item.period_end))
    return f", du {start} au {end}", f", from {start} to {end}"


def _quantity(item: BillableRecord) -> Iterator[Derivation]:
    fr, en = (written(item.quantity, language) for language in ("fr", "en"))
    yield Derivation(name="quantity", value=str(item.quantity), fr=f"Quantité : {fr}.", en=f"Quantity: {en}.")


def _price(item: BillableRecord) -> Iterator[Derivation]:
    fr, en = (written(item.unit_price, language) for language in ("fr", "en"))
    money, value = item.currency_code, str(item.unit_price)
    taxes = ("TVA comprise", "with VAT") if item.basis.get("with_vat") else ("hors TVA", "without VAT")
    if not item.proration or item.full_unit_price is None:
        yield Derivation(
            name="unit_price",
            value=value,
            fr=f"Prix unitaire : {fr} {money} {taxes[0]}.",
            en=f"Unit price: {en} {money} {taxes[1]}.",
        )
        return
    full_fr, full_en = (written(item.full_unit_price, language) for language in ("fr", "en"))
    yield Derivation(
        name="proration",
        value=item.proration,
        fr=f"Période partielle : {item.proration} du prix entier de {full_fr} {money}, soit {fr} {money}.",
        en=f"Part period: {item.proration} of the whole price of {full_en} {money}, which is {en} {money}.",
    )


_BASIS: Mapping[str, tuple[str, str]] = {
    "price_list": ("Grille de prix : {value}.", "Price list: {value}."),
    "price_version": ("Version de prix : {value}.", "Price version: {value}."),
    "price_since": ("Prix en vigueur depuis le {value}.", "Price in force since {value}."),
    "tier": ("Tranche : {value}.", "Tier: {value}."),
    "share": ("Part de la période : {value}.", "Share of the period: {value}."),
    "method": ("Méthode de prorata : {value}.", "Proration method: {value}."),
    "changes": ("Changements du contrat : {value}.", "Changes of the contract: {value}."),
    "index": ("Révision par indice : {value}.", "Revision by index: {value}."),
    "invoice_number": ("Facture d'origine : {value}.", "Original invoice: {value}."),
    "with_vat": (
        "Prix convenu TVA comprise : le document est calculé depuis ce que paie le client.",
        "The price was agreed with VAT: the document is worked out from what the customer pays.",
    ),
    "vat_rate": ("Taux de TVA de l'article : {value} %.", "VAT rate of the item: {value}%."),
    "events": ("Relevés pris en compte : {value}.", "Events counted: {value}."),
}


def _basis(item: BillableRecord) -> Iterator[Derivation]:
    """What the engine kept of its reasons; a reason that has no sentence is told by its name."""
    for name, value in item.basis.items():
        if value in (None, "", [], {}):
            continue
        text = _text(value)
        fr, en = _BASIS.get(name, (f"{name} : {{value}}.", f"{name}: {{value}}."))
        yield Derivation(name=name, value=text, fr=fr.format(value=text), en=en.format(value=text))


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_text(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return " ; ".join(_text(one) for one in value)
    return str(value)


def _discount(item: BillableRecord) -> Iterator[Derivation]:
    if not (item.discount_percentage or item.discount_amount):
        return
    amount = item.discount_amount or item.discount_percentage
    suffix = f" {item.currency_code}" if item.discount_amount else "\u202f%"
    fr, en = (written(amount, language) for language in ("fr", "en"))
    why = f" ({item.discount_reason})" if item.discount_reason else ""
    yield Derivation(
        name="discount",
        value=str(amount),
        fr=f"Remise de {fr}{suffix}{why}.",
        en=f"Discount of {en}{suffix.strip() if suffix.endswith('%') else suffix}{why}.",
        source=item.discount_origin,
    )


def _rounding(item: BillableRecord) -> Iterator[Derivation]:
    yield Derivation(
        name="rounding",
        value="half-up",
        fr="Arrondi au centime le plus proche, une seule fois, sur le montant de la ligne.",
        en="Rounded to the nearest cent, once, on the amount of the line.",
        source="EN 16931-1, BT-131",
    )
