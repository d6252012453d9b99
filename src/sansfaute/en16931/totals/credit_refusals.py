"""What is said of a credit that asks too much, in French and English."""

from collections.abc import Mapping

from sansfaute.en16931.totals.refusals import finding
from sansfaute.en16931.totals.vat import VatKey
from sansfaute.en16931.values import Finding, rate_text

_SENTENCES: Mapping[str, tuple[str, str, str, str]] = {
    "credit_line_unknown": (
        "La facture n'a pas de ligne {where} qui puisse être créditée.",
        "Donner le numéro d'une ligne de la facture.",
        "The invoice has no line {where} that can be credited.",
        "Give the identifier of a line of the invoice.",
    ),
    "credit_quantity": (
        "L'avoir porte sur plus que la quantité restante de la ligne {where} : il en reste {left}.",
        "Créditer au plus {left}.",
        "The credit is for more than the quantity left of line {where}: {left} is left.",
        "Credit {left} at most.",
    ),
    "credit_line": (
        "L'avoir dépasse le montant HT restant de la ligne {where} : il reste {left}.",
        "Créditer au plus {left} sur cette ligne.",
        "The credit exceeds the net amount left of line {where}: {left} is left.",
        "Credit {left} at most on this line.",
    ),
    "credit_category": (
        "L'avoir dépasse la base HT restante au régime de TVA {where} : il reste {left}.",
        "Réduire l'avoir, ou créditer aussi les remises et les lignes négatives de ce régime.",
        "The credit exceeds the taxable amount left in VAT category {where}: {left} is left.",
        "Reduce the credit, or credit the allowances and negative lines of this category too.",
    ),
    "credit_tax": (
        "L'avoir dépasse la TVA restante au régime {where} : il reste {left}.",
        "Recalculer l'avoir à partir de la facture.",
        "The credit exceeds the VAT left in category {where}: {left} is left.",
        "Calculate the credit again from the invoice.",
    ),
    "credit_amount": (
        "L'avoir dépasse ce qui reste à créditer de la facture : il reste {left} TTC.",
        "Créditer un montant positif, de {left} au plus.",
        "The credit exceeds what is left to credit of the invoice: {left} with VAT is left.",
        "Credit a positive amount, of {left} at most.",
    ),
    "credit_nothing": (
        "Il ne reste rien à créditer, ou rien n'est demandé.",
        "Vérifier les avoirs déjà émis et les quantités demandées.",
        "There is nothing left to credit, or nothing is asked.",
        "Check the credit notes already issued and the quantities asked for.",
    ),
    "credit_currency": (
        "L'avoir n'est pas dans la devise de la facture, {where}.",
        "Établir l'avoir dans la devise de la facture.",
        "The credit note is not in the currency of the invoice, {where}.",
        "Make the credit note in the currency of the invoice.",
    ),
    "credit_type": (
        "Ce document n'est pas un avoir, d'après sa nature.",
        "Choisir une nature d'avoir : 381, 261, 262, 396, 502 ou 503.",
        "This document is not a credit note, by its type code.",
        "Choose the type code of a credit note: 381, 261, 262, 396, 502 or 503.",
    ),
    "credit_reference": (
        "L'avoir ne cite pas la facture {where}.",
        "Citer la facture parmi les factures antérieures.",
        "The credit note does not name invoice {where}.",
        "Name the invoice among the preceding invoices.",
    ),
}


def credit_finding(name: str, term: str, path: str, value: object = "", **words: str) -> Finding:
    """The finding of this name; `words` are what its sentences speak of: `where`, and how much is `left`."""
    fr, fix_fr, en, fix_en = (one.format(**words) for one in _SENTENCES[name])
    return finding(name, term, path, value, (fr, fix_fr, en, fix_en))


def category_name(key: VatKey) -> str:
    """A category and its rate as people read them: "S 20 %"."""
    return f"{key[0]} {rate_text(key[1])} %"
