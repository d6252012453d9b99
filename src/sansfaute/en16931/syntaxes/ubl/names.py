"""Namespaces and codes of UBL 2.1 Invoice and CreditNote."""

INVOICE = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
CREDIT_NOTE = "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote"
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"

CREDIT_NOTE_TYPES = frozenset(("81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"))
"""Types of document (BT-3) that UBL writes as a CreditNote; every other one is an Invoice (BR-CL-01)."""

INVOICED_OBJECT = "130"  # AdditionalDocumentReference/DocumentTypeCode of an invoiced object (BT-18, BT-128)
PROJECT = "50"  # of a project (BT-11): a CreditNote has no ProjectReference
NOT_GIVEN = "NA"  # where the schema wants a reference and none is given, beside one that is (BT-14 without BT-13)
NO_MEANS = "1"  # PaymentMeansCode "not defined", where a credit note has a due date and nothing else
CARD_NETWORK = "NA"  # CardAccount/NetworkID, which the schema wants and the norm has not
VAT = "VAT"  # TaxScheme/ID
OTHER_TAX = "FC"  # TaxScheme/ID beside BT-32: anything else than VAT
SEPA = "SEPA"  # PartyIdentification/ID@schemeID of the creditor identifier (BT-90)

# BT-8 is held as CII has it (UNTDID 2475); UBL has other numbers for the same (UNTDID 2005).
# The other way round too, so that a code of the wrong list stays a wrong code.
_POINTS = (("5", "3"), ("29", "35"), ("72", "432"))
VAT_POINT_OF_UBL = {ubl: cii for cii, ubl in _POINTS} | dict(_POINTS)
VAT_POINT_IN_UBL = dict(_POINTS) | {ubl: cii for cii, ubl in _POINTS}
