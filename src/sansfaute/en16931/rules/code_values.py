"""Code lists: BR-CL-*, with the lists that the official pack accepts (generated data)."""

from dataclasses import replace

from sansfaute.en16931.codelists import codes
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.rule import Rule, listed, rule, rules_in

_CURRENCIES = codes("currencies") | {"", None}

br_cl_01 = listed("BR-CL-01", "document", "BT-3", "type_code", "document_types")


@rule(
    "BR-CL-03",
    "document",
    "BT-110",
    "currency_code",
    fr="La devise d'un total de TVA n'est pas dans la liste ISO 4217.",
    en="The currency of a VAT total is not in the ISO 4217 list.",
    fix_fr="Choisir un code de la liste.",
    fix_en="Choose a code of the list.",
)
def br_cl_03(invoice: Invoice, _: Facts) -> bool:
    """The currencies that BT-110 and BT-111 are written with."""
    totals = invoice.totals
    own = totals.total_vat is None or invoice.currency_code in _CURRENCIES
    accounting = totals.total_vat_in_accounting_currency is None
    return own and (accounting or invoice.vat_accounting_currency_code in _CURRENCIES)


br_cl_04 = listed("BR-CL-04", "document", "BT-5", "currency_code", "currencies")
br_cl_05 = listed("BR-CL-05", "document", "BT-6", "vat_accounting_currency_code", "currencies")
br_cl_06 = listed("BR-CL-06", "document", "BT-8", "vat_point_date_code", "vat_point_date_codes")
br_cl_07 = listed("BR-CL-07", "document", "BT-18", "invoiced_object_identifier.scheme", "object_schemes")
br_cl_07_line = listed("BR-CL-07", "lines", "BT-128", "object_identifier.scheme", "object_schemes")
br_cl_08 = listed("BR-CL-08", "notes", "BT-21", "subject_code", "note_subjects")
br_cl_08_line = listed("BR-CL-08", "lines", "EXT-FR-FE-183", "note_subject_code", "note_subjects", syntaxes=("cii",))
br_cl_08_line_notes = listed(
    "BR-CL-08", "line_notes", "EXT-FR-FE-183", "subject_code", "note_subjects", syntaxes=("cii",)
)

# EXTENDED-CTC-FR has names of its own for some lists, which stand for the same rule.
_PARTY_SCHEME = {"also": ("BR-FREXT-CL-10",)}
br_cl_10_seller = listed("BR-CL-10", "seller_identifiers", "BT-29", "scheme", "party_schemes", **_PARTY_SCHEME)
br_cl_10_buyer = listed("BR-CL-10", "document", "BT-46", "buyer.identifier.scheme", "party_schemes", **_PARTY_SCHEME)
br_cl_10_payee = listed("BR-CL-10", "document", "BT-60", "payee.identifier.scheme", "party_schemes", **_PARTY_SCHEME)
br_cl_10_other = tuple(
    listed(
        "BR-CL-10", scope, term, "scheme", "party_schemes", profiles=("extended", "extended-ctc-fr"), **_PARTY_SCHEME
    )
    for scope, term in (
        ("further_buyer_identifiers", "BT-46"),
        ("further_payee_identifiers", "BT-60"),
    )
)
_OTHER_PARTIES = (
    ("buyer_agent", "EXT-FR-FE-06", "EXT-FR-FE-08", "EXT-FR-FE-12", "EXT-FR-FE-21"),
    ("payer", "EXT-FR-FE-46", "EXT-FR-FE-48", "EXT-FR-FE-52", "EXT-FR-FE-61"),
    ("seller_agent", "EXT-FR-FE-69", "EXT-FR-FE-71", "EXT-FR-FE-75", "EXT-FR-FE-84"),
    ("invoicee", "EXT-FR-FE-92", "EXT-FR-FE-94", "EXT-FR-FE-98", "EXT-FR-FE-107"),
    ("invoicer", "EXT-FR-FE-115", "EXT-FR-FE-117", "EXT-FR-FE-121", "EXT-FR-FE-130"),
)
br_frext_cl_10 = tuple(
    listed("BR-FREXT-CL-10", f"{party}_identifiers", term, "scheme", "party_schemes")
    for party, term, _, _, _ in _OTHER_PARTIES
)
br_cl_10_further = tuple(
    listed("BR-CL-10", scope, term, "scheme", "party_schemes", syntaxes=("ubl",), profiles=("en16931",))
    for scope, term in (("further_buyer_identifiers", "BT-46"), ("further_payee_identifiers", "BT-60"))
)
br_frext_cl_10_line = listed(
    "BR-FREXT-CL-10", "line_seller_identifiers", "EXT-FR-FE-166", "scheme", "party_schemes", syntaxes=("ubl",)
)
br_cl_11_seller = listed("BR-CL-11", "document", "BT-30", "seller.legal_registration.scheme", "legal_schemes")
br_cl_11_buyer = listed("BR-CL-11", "document", "BT-47", "buyer.legal_registration.scheme", "legal_schemes")
br_cl_11_payee = listed("BR-CL-11", "document", "BT-61", "payee.legal_registration.scheme", "legal_schemes")
br_cl_11_other = (
    *(
        listed("BR-CL-11", party, term, "legal_registration.scheme", "legal_schemes")
        for party, _, term, _, _ in _OTHER_PARTIES
    ),
    listed("BR-CL-11", "line_sellers", "EXT-FR-FE-167", "legal_registration.scheme", "legal_schemes"),
)
br_cl_13 = listed("BR-CL-13", "classifications", "BT-158", "scheme", "classification_schemes")
br_cl_14_seller = listed("BR-CL-14", "document", "BT-40", "seller.postal_address.country_code", "countries")
br_cl_14_buyer = listed("BR-CL-14", "document", "BT-55", "buyer.postal_address.country_code", "countries")
br_cl_14_tax_representative = listed(
    "BR-CL-14", "document", "BT-69", "tax_representative.postal_address.country_code", "countries"
)
br_cl_14_delivery = listed("BR-CL-14", "document", "BT-80", "delivery.deliver_to_address.country_code", "countries")
br_cl_14_other = (
    *(
        listed("BR-CL-14", party, term, "postal_address.country_code", "countries")
        for party, _, _, _, term in _OTHER_PARTIES
    ),
    listed("BR-CL-14", "payee", "EXT-FR-FE-38", "postal_address.country_code", "countries"),
    listed("BR-CL-14", "line_deliveries", "EXT-FR-FE-157", "postal_address.country_code", "countries"),
    listed("BR-CL-14", "line_sellers", "EXT-FR-FE-177", "postal_address.country_code", "countries"),
)
br_cl_15 = listed("BR-CL-15", "lines", "BT-159", "item.country_of_origin", "countries")
br_cl_16 = listed("BR-CL-16", "payment_instructions", "BT-81", "means_type_code", "payment_means")
_FACTUR_X = ("minimum", "basicwl", "basic", "en16931", "extended")
br_cl_17 = listed(
    "BR-CL-17", "vat_breakdown", "BT-118", "vat_category_code", "vat_categories", syntaxes=("cii",), profiles=_FACTUR_X
)
br_cl_17_ubl = listed("BR-CL-17", "vat_breakdown", "BT-118", "vat_category_code", "vat_categories", syntaxes=("ubl",))
br_cl_18_line = listed("BR-CL-18", "lines", "BT-151", "vat.vat_category_code", "vat_categories")
br_cl_18_allowance = listed(
    "BR-CL-18", "allowances", "BT-95", "vat_category_code", "vat_categories", syntaxes=("cii",), profiles=_FACTUR_X
)
br_cl_18_charge = listed(
    "BR-CL-18", "charges", "BT-102", "vat_category_code", "vat_categories", syntaxes=("cii",), profiles=_FACTUR_X
)
# The other packs share the two rules out otherwise: by element, where Factur-X goes by the norm.
br_cl_17_allowance = (
    listed("BR-CL-17", "allowances", "BT-95", "vat_category_code", "vat_categories", syntaxes=("ubl",)),
    listed("BR-CL-17", "charges", "BT-102", "vat_category_code", "vat_categories", syntaxes=("ubl",)),
    listed(
        "BR-CL-17",
        "allowances",
        "BT-95",
        "vat_category_code",
        "vat_categories",
        profiles=("extended-ctc-fr",),
        syntaxes=("cii",),
    ),
    listed(
        "BR-CL-17",
        "charges",
        "BT-102",
        "vat_category_code",
        "vat_categories",
        profiles=("extended-ctc-fr",),
        syntaxes=("cii",),
    ),
    listed(
        "BR-CL-18",
        "vat_breakdown",
        "BT-118",
        "vat_category_code",
        "vat_categories",
        profiles=("extended-ctc-fr",),
        syntaxes=("cii",),
    ),
)
br_cl_19 = listed("BR-CL-19", "allowances", "BT-98", "reason_code", "allowance_reasons")
br_cl_19_line = listed("BR-CL-19", "line_allowances", "BT-140", "reason_code", "allowance_reasons")
br_frext_cl_19_price = listed(
    "BR-FREXT-CL-19-GP", "lines", "EXT-FR-FE-196", "price.discount_reason_code", "allowance_reasons"
)
br_cl_20 = listed("BR-CL-20", "charges", "BT-105", "reason_code", "charge_reasons")
br_cl_20_line = listed("BR-CL-20", "line_charges", "BT-145", "reason_code", "charge_reasons")


def _charge_reason(id: str, on: str, term: str, list_name: str, of: tuple[str | None, ...]) -> Rule:
    """The code of a charge, or of a tax that is no VAT, in the list that it names."""
    base = listed(id, on, term, "reason_code", list_name)
    return replace(
        base, among="", holds=lambda charge, facts: charge.reason_code_list not in of or base.holds(charge, facts)
    )


br_frext_cl_20 = tuple(
    made
    for on, term, list_term in (("charges", "BT-105", "BT-105-1"), ("line_charges", "BT-145", "BT-145-1"))
    for made in (
        _charge_reason("BR-FREXT-CL-20", on, term, "charge_reasons", (None, "7161")),
        _charge_reason("BR-FREXT-CL-20-TAX", on, term, "tax_reasons", ("5153",)),
        listed("BR-FREXT-CL-20-LISTID", on, list_term, "reason_code_list", "charge_reason_lists"),
    )
)
br_cl_21 = listed("BR-CL-21", "lines", "BT-157", "item.standard_identifier.scheme", "item_schemes")
br_cl_22 = listed("BR-CL-22", "vat_breakdown", "BT-121", "exemption_reason_code", "exemption_reasons")
br_cl_22_other = (
    listed("BR-CL-22", "lines", "EXT-FR-FE-179", "vat.exemption_reason_code", "exemption_reasons"),
    listed("BR-CL-22", "allowances", "BT-174", "exemption_reason_code", "exemption_reasons"),
    listed("BR-CL-22", "charges", "BT-176", "exemption_reason_code", "exemption_reasons"),
)
br_cl_23 = listed("BR-CL-23", "lines", "BT-130", "unit_code", "units")
br_cl_23_base = listed("BR-CL-23", "lines", "BT-150", "price.base_quantity_unit_code", "units")
br_cl_24 = listed(
    "BR-CL-24", "supporting_documents", "BT-125", "attachment.mime_code", "mime_types", also=("BR-FREXT-CL-24",)
)
br_cl_25_seller = listed("BR-CL-25", "document", "BT-34", "seller.electronic_address.scheme", "electronic_schemes")
br_cl_25_buyer = listed("BR-CL-25", "document", "BT-49", "buyer.electronic_address.scheme", "electronic_schemes")
br_cl_25_other = (
    *(
        listed("BR-CL-25", party, term, "electronic_address.scheme", "electronic_schemes")
        for party, _, _, term, _ in _OTHER_PARTIES
    ),
    listed("BR-CL-25", "payee", "EXT-FR-FE-29", "electronic_address.scheme", "electronic_schemes"),
    listed("BR-CL-25", "line_sellers", "EXT-FR-FE-169", "electronic_address.scheme", "electronic_schemes"),
)
br_cl_26 = listed("BR-CL-26", "document", "BT-71", "delivery.location_identifier.scheme", "location_schemes")
br_frext_cl_27 = listed("BR-FREXT-CL-27", "document", "EXT-FR-FE-185", "delivery_terms.code", "delivery_terms")
br_frext_cl_27_line = listed("BR-FREXT-CL-27", "lines", "EXT-FR-FE-193", "delivery_terms_code", "delivery_terms")
br_ext_cl_07 = listed("BR-EXT-CL-07", "document", "EXT-FR-FE-01", "contract_type_code", "object_schemes")

RULES = rules_in(globals())
