"""France, the sub-invoices of multi-seller and two-way invoices: what a GROUP line at the top must say.

BR-FR-MV-03, 05, 09 to 11, 14 and BR-FR-BD-14. Same source as `fr_document`.
"""

from collections.abc import Callable
from decimal import Decimal

from sansfaute.en16931.model import Invoice, Line
from sansfaute.en16931.rules.expected import figure
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.figures import CENT, added, total
from sansfaute.en16931.rules.groups import (
    DETAIL,
    GROUP,
    INFORMATION,
    SUB_INVOICE,
    SUB_PROCESS,
    object_number,
    top_groups,
)
from sansfaute.en16931.rules.mending import replacing
from sansfaute.en16931.rules.rule import AGAIN, Rule, getter, rule, rules_in
from sansfaute.en16931.rules.scopes import SEVERAL_SELLERS, TWO_WAY
from sansfaute.en16931.structure.forms import trimmed
from sansfaute.en16931.values import Identifier, is_absent

_WITHOUT_SUB_INVOICE = ("M8", "S8", "B8")
_CORRECTED = ("384", "472", "381", "396", "503")
_CORRECTED_SELF_BILLED = ("261", "471", "473", "502")


def _says(term: str, at: str, fr: str, en: str, asked: Callable[[Facts], bool] = lambda _: True) -> Rule:
    """BR-FR-MV-03: a term that each sub-invoice gives."""
    read = getter(at)
    declare = rule(
        f"BR-FR-MV-03_{term}",
        "top_groups",
        term,
        at,
        fr=f"Une sous-facture (ligne GROUP sans parent) doit donner {fr} ({term}).",
        en=f"A sub-invoice (GROUP line without parent) must give {en} ({term}).",
        fix_fr=f"Donner {fr}.",
        fix_en=f"Give {en}.",
    )
    return declare(lambda line, facts: not asked(facts) or _is_said(read(line)))


def _is_said(value: object) -> bool:
    return not is_absent(trimmed(value) if isinstance(value, str) else value)


def _object(scheme: str, holds: Callable[[Identifier], bool], fr: str, en: str) -> Rule:
    """BR-FR-MV-03: an invoiced object that each sub-invoice names; the one for CII judges it where it is."""
    declare = rule(
        f"BR-FR-MV-03_BT-128_{scheme}",
        "top_groups",
        "BT-128",
        "object_identifier.value",
        fr=f"Une sous-facture (ligne GROUP sans parent) doit donner {fr} (BT-128, schéma {scheme}).",
        en=f"A sub-invoice (GROUP line without parent) must give {en} (BT-128, scheme {scheme}).",
        fix_fr=f"Donner {fr}.",
        fix_en=f"Give {en}.",
    )

    def holds_for(line: Line, facts: Facts) -> bool:
        if scheme in (facts.noted(line, "other_objects") or "").split("|"):
            return False  # in a document that is not said to be an invoiced object
        found = [one for one in line.object_identifiers if one.scheme == scheme]
        return all(trimmed(one.value) and holds(one) for one in found) and (bool(found) or facts.syntax != "ubl")

    return declare(holds_for)


br_fr_mv_03 = (
    _says("EXT-FR-FE-164", "seller.name", "la raison sociale de son vendeur", "the name of its seller"),
    _says("EXT-FR-FE-167", "seller.legal_registration.value", "le SIREN de son vendeur", "the SIREN of its seller"),
    _says("EXT-FR-FE-177", "seller.postal_address.country_code", "le pays de son vendeur", "the country of its seller"),
    _says("EXT-FR-FE-181", "vat_amount", "le montant de sa TVA", "its VAT amount"),
    _says(
        "EXT-FR-FE-182",
        "vat_amount_in_accounting_currency",
        "le montant de sa TVA en devise de comptabilisation",
        "its VAT amount in accounting currency",
        lambda facts: facts.invoice.vat_accounting_currency_code is not None,
    ),
    _object(SUB_INVOICE, lambda _: True, "son numéro", "its number"),
    _object(
        SUB_PROCESS,
        lambda one: one.value not in _WITHOUT_SUB_INVOICE,
        "son cadre de facturation, autre que B8, S8, M8",
        "its business process, other than B8, S8, M8",
    ),
)


def amounts_below(line: Line, facts: Facts) -> list[Decimal]:
    """The net amounts of the lines directly under a group that have a subtype other than INFORMATION."""
    found = [one for one in facts.groups.below(trimmed(line.identifier)) if _enters_the_sum(one, facts)]
    each = [_each(one.line_net_amount, facts.noted(one, "line_net_amounts")) for one in found]
    return [amount for amounts in each for amount in amounts if not amount.is_nan()]


def _each(amount: Decimal, several: str | None) -> list[Decimal]:
    """The amount, or each of those that are wrongly given in its place."""
    return [amount] if several is None else list(map(figure, several.split("|")))


def _enters_the_sum(line: Line, facts: Facts) -> bool:
    if line.subtype_code == "" and facts.syntax == "ubl":
        return facts.noted(line, "subtype_code") is not None  # one that is there but empty; otherwise there is none
    return line.subtype_code not in (None, INFORMATION)


def _sum_of_children(line: Line, facts: Facts) -> Decimal:
    return added(amounts_below(line, facts))


@rule(
    "BR-FR-MV-05_EXT-FR-FE-BG-12",
    "top_groups",
    "BT-131",
    "line_net_amount",
    fr="Le montant HT d'une sous-facture (BT-131) n'est pas la somme de ses lignes.",
    en="The net amount of a sub-invoice (BT-131) is not the sum of its lines.",
    mend=replacing(getter("line_net_amount"), _sum_of_children),
    **AGAIN,
)
def br_fr_mv_05(line: Line, facts: Facts) -> bool:
    """To a cent for each line."""
    apart = abs(total((line.line_net_amount, -_sum_of_children(line, facts))))
    return apart <= CENT * len(amounts_below(line, facts))


def _vat_of(line: Line, facts: Facts) -> Decimal:
    """The VAT of the rows whose reason begins with the number of the sub-invoice, between hashes."""
    mark = f"#{object_number(line, SUB_INVOICE)}#"
    numbered = [(f"vat_breakdown[{place}]", row) for place, row in enumerate(facts.invoice.vat_breakdown)]
    rows = [(at, row) for at, row in numbered if facts.raw.get(f"{at}.type_code", "VAT") == "VAT"]
    return added(
        amount
        for at, row in rows
        if (row.exemption_reason or "").startswith(mark)
        for amount in _each(row.tax_amount, facts.raw.get(f"{at}.tax_amounts"))
    )


@rule(
    "BR-FR-MV-09_EXT-FR-FE-181",
    "top_groups",
    "EXT-FR-FE-181",
    "vat_amount",
    fr="La TVA d'une sous-facture n'est pas celle de ses rangs de ventilation (motif « #numéro# »).",
    en="The VAT of a sub-invoice is not that of its breakdown rows (reason '#number#').",
    mend=replacing(getter("vat_amount"), _vat_of),
    **AGAIN,
)
def br_fr_mv_09(line: Line, facts: Facts) -> bool:
    """To a cent."""
    return line.vat_amount is not None and abs(total((line.vat_amount, -_vat_of(line, facts)))) <= CENT


def _with_vat(line: Line, _: Facts) -> Decimal | None:
    return None if line.vat_amount is None else total((line.line_net_amount, line.vat_amount))


@rule(
    "BR-FR-MV-10_EXT-FR-FE-184",
    "top_groups",
    "EXT-FR-FE-184",
    "amount_with_vat",
    fr="Le montant TTC d'une sous-facture n'est pas son montant HT plus sa TVA.",
    en="The amount with VAT of a sub-invoice is not its net amount plus its VAT.",
    mend=replacing(getter("amount_with_vat"), _with_vat),
    **AGAIN,
)
def br_fr_mv_10(line: Line, facts: Facts) -> bool:
    """When it is given, to a cent for each line."""
    given, expected = line.amount_with_vat, _with_vat(line, facts)
    if given is None:
        return True
    allowed = CENT * len(facts.groups.children(line, DETAIL, GROUP))
    return expected is not None and abs(total((given, -expected))) <= allowed


@rule(
    "BR-FR-MV-11_BT-128",
    "document",
    "BT-128",
    "lines",
    fr="La sous-facture du vendeur principal doit porter le numéro de la facture (BT-1), et une seule.",
    en="The sub-invoice of the main seller must have the number of the invoice (BT-1), and only one.",
    mend=lambda invoice, _: {
        "fr": f"Donner à sa sous-facture le numéro {invoice.invoice_number[:40]} (BT-128, schéma AFL).",
        "en": f"Give his sub-invoice the number {invoice.invoice_number[:40]} (BT-128, scheme AFL).",
    },
)
def br_fr_mv_11(invoice: Invoice, facts: Facts) -> bool:
    """Where the main seller has sub-invoices of his own, exactly one has the number of the invoice."""
    seller = invoice.seller.legal_registration
    if facts.shared_process not in SEVERAL_SELLERS + TWO_WAY or seller is None:
        return True
    own = [
        object_number(line, SUB_INVOICE)
        for _, line in top_groups(invoice.lines)
        if line.seller is not None
        and line.seller.legal_registration is not None
        and line.seller.legal_registration.value == seller.value
    ]
    same = own.count(invoice.invoice_number)
    return not own or same == 1


def _corrects(family: str, end: str, processes: tuple[str, ...], types: tuple[str, ...], at: str) -> Rule:
    """BR-FR-MV-14 and BD-14: the sub-invoice of a corrective or credit note names the one it is about."""
    what_fr, what_en = ("le numéro", "the number") if at == "invoice_number" else ("la date", "the date")
    declare = rule(
        f"BR-FR-{family}-14-{end}",
        "top_groups",
        end,
        "preceding_invoices",
        fr=f"La sous-facture d'un avoir ou d'une rectificative donne {what_fr} de la facture antérieure.",
        en=f"The sub-invoice of a credit note or corrective gives {what_en} of the preceding invoice.",
        fix_fr=f"Donner {what_fr} de la facture antérieure de la ligne.",
        fix_en=f"Give {what_en} of the preceding invoice of the line.",
    )
    read = getter(at)

    def holds(line: Line, facts: Facts) -> bool:
        if facts.shared_process not in processes or facts.invoice.type_code not in types:
            return True
        return any(
            not is_absent(read(one)) or facts.noted(line, f"preceding_invoices[{place}].{at}") is not None
            for place, one in enumerate(line.preceding_invoices)
        )

    return declare(holds)


br_fr_mv_14 = tuple(
    _corrects(family, end, processes, types, at)
    for family, processes, types in (
        ("MV", SEVERAL_SELLERS, _CORRECTED),
        ("BD", TWO_WAY, _CORRECTED_SELF_BILLED),
    )
    for end, at in (("EXT-FR-FE-136", "invoice_number"), ("EXT-FR-FE-138", "issue_date"))
)

RULES = rules_in(globals())
