"""Namespaces of UN/CEFACT Cross Industry Invoice D22B, ready to put before a local name."""

RSM = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}"
RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
UDT = "{urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100}"
QDT = "{urn:un:unece:uncefact:data:standard:QualifiedDataType:100}"

PREFIXES = {"rsm": RSM[1:-1], "qdt": QDT[1:-1], "ram": RAM[1:-1], "udt": UDT[1:-1]}

ATTACHMENT = "916"  # AdditionalReferencedDocument/TypeCode of a supporting document (BG-24)
INVOICED_OBJECT = "130"  # of an invoiced object (BT-18, BT-128)
TENDER = "50"  # of a tender or lot (BT-17)
VAT_REGISTRATION = "VA"  # SpecifiedTaxRegistration/ID@schemeID of a VAT number (BT-31, 48, 63)
TAX_REGISTRATION = "FC"  # of another tax number (BT-32)
EXTENDED = ("extended", "extended-ctc-fr")  # profiles whose lines may lack quantity, price and VAT
PROJECT_NAME = "Project reference"  # the fixed name that the schema asks beside BT-11
