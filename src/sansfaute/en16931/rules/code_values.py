"""Code lists: BR-CL-*, with the lists that the official pack accepts (generated data)."""

from sansfaute.en16931.codelists import codes
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.rule import listed, rule, rules_in

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
br_cl_10_seller = listed("BR-CL-10", "seller_identifiers", "BT-29", "scheme", "party_schemes")
br_cl_10_buyer = listed("BR-CL-10", "document", "BT-46", "buyer.identifier.scheme", "party_schemes")
br_cl_10_payee = listed("BR-CL-10", "document", "BT-60", "payee.identifier.scheme", "party_schemes")
br_cl_11_seller = listed("BR-CL-11", "document", "BT-30", "seller.legal_registration.scheme", "legal_schemes")
br_cl_11_buyer = listed("BR-CL-11", "document", "BT-47", "buyer.legal_registration.scheme", "legal_schemes")
br_cl_11_payee = listed("BR-CL-11", "document", "BT-61", "payee.legal_registration.scheme", "legal_schemes")
br_cl_13 = listed("BR-CL-13", "classifications", "BT-158", "scheme", "classification_schemes")
br_cl_14_seller = listed("BR-CL-14", "document", "BT-40", "seller.postal_address.country_code", "countries")
br_cl_14_buyer = listed("BR-CL-14", "document", "BT-55", "buyer.postal_address.country_code", "countries")
br_cl_14_tax_representative = listed(
    "BR-CL-14", "document", "BT-69", "tax_representative.postal_address.country_code", "countries"
)
br_cl_14_delivery = listed("BR-CL-14", "document", "BT-80", "delivery.deliver_to_address.country_code", "countries")
br_cl_15 = listed("BR-CL-15", "lines", "BT-159", "item.country_of_origin", "countries")
br_cl_16 = listed("BR-CL-16", "payment_instructions", "BT-81", "means_type_code", "payment_means")
br_cl_17 = listed("BR-CL-17", "vat_breakdown", "BT-118", "vat_category_code", "vat_categories")
br_cl_18_line = listed("BR-CL-18", "lines", "BT-151", "vat.vat_category_code", "vat_categories")
br_cl_18_allowance = listed("BR-CL-18", "allowances", "BT-95", "vat_category_code", "vat_categories")
br_cl_18_charge = listed("BR-CL-18", "charges", "BT-102", "vat_category_code", "vat_categories")
br_cl_19 = listed("BR-CL-19", "allowances", "BT-98", "reason_code", "allowance_reasons")
br_cl_19_line = listed("BR-CL-19", "line_allowances", "BT-140", "reason_code", "allowance_reasons")
br_cl_20 = listed("BR-CL-20", "charges", "BT-105", "reason_code", "charge_reasons")
br_cl_20_line = listed("BR-CL-20", "line_charges", "BT-145", "reason_code", "charge_reasons")
br_cl_21 = listed("BR-CL-21", "lines", "BT-157", "item.standard_identifier.scheme", "item_schemes")
br_cl_22 = listed("BR-CL-22", "vat_breakdown", "BT-121", "exemption_reason_code", "exemption_reasons")
br_cl_23 = listed("BR-CL-23", "lines", "BT-130", "unit_code", "units")
br_cl_23_base = listed("BR-CL-23", "lines", "BT-150", "price.base_quantity_unit_code", "units")
br_cl_24 = listed("BR-CL-24", "supporting_documents", "BT-125", "attachment.mime_code", "mime_types")
br_cl_25_seller = listed("BR-CL-25", "document", "BT-34", "seller.electronic_address.scheme", "electronic_schemes")
br_cl_25_buyer = listed("BR-CL-25", "document", "BT-49", "buyer.electronic_address.scheme", "electronic_schemes")
br_cl_26 = listed("BR-CL-26", "document", "BT-71", "delivery.location_identifier.scheme", "location_schemes")

RULES = rules_in(globals())
