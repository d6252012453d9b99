"""Differences that were seen once in UBL between the native and the official verdict, each made small."""

from sansfaute.review.tests.parity_cases import Case, attribute, case, double, drop, empty, text

_EN, _EXTENDED = "ubl en16931", "ubl extended-ctc-fr"
_SELLER = "//cac:AccountingSupplierParty/cac:Party"
_BUYER = "//cac:AccountingCustomerParty/cac:Party"
_ROW = "//cac:TaxSubtotal/cac:TaxCategory"
_LINE_TAX = "//cac:ClassifiedTaxCategory"
_CURRENCY = "//cbc:DocumentCurrencyCode"
_SIRET = f"{_SELLER}/cac:PartyIdentification/cbc:ID[@schemeID='0009']"
_SIREN = "cac:PartyLegalEntity/cbc:CompanyID"
_SUBTYPE = "//cac:InvoiceLine/cac:BillingReference/cac:InvoiceDocumentReference/cbc:DocumentStatusCode"
_AGENT = f"{_SELLER}/cac:AgentParty"
_VAT = f"{_SELLER}/cac:PartyTaxScheme/cbc:CompanyID"
_PARENT = "//cac:InvoiceLine/cac:BillingReference/cac:BillingReferenceLine/cbc:ID"
_CHANGE_TAX = "/*/cac:AllowanceCharge/cac:TaxCategory"
_KINDS = (_EN, _EXTENDED)
_SUMS = "//cac:LegalMonetaryTotal"
_NET = f"{_SUMS}/cbc:TaxExclusiveAmount"

IN_UBL: tuple[Case, ...] = (
    # Another tax than VAT: each rule looks at it, or passes it over, in its own way.
    case(_EN, "plain", text(f"{_ROW}/cac:TaxScheme/cbc:ID", "GST")),
    case(_EN, "intra-community", text(f"{_ROW}/cac:TaxScheme/cbc:ID", "GST")),
    case(_EN, "plain", text(f"{_LINE_TAX}/cac:TaxScheme/cbc:ID", "GST")),
    case(_EXTENDED, "export", drop(f"{_LINE_TAX}/cac:TaxScheme/cbc:ID")),
    case(_EXTENDED, "exempt", text(f"{_LINE_TAX}/cbc:ID", "M"), drop(f"{_LINE_TAX}/cac:TaxScheme/cbc:ID")),
    # A code that is there but empty is not one that is absent.
    case(_EN, "out of scope", empty(f"{_ROW}/cbc:ID")),
    case(_EN, "plain", empty("//cbc:InvoiceTypeCode")),
    case(_EN, "exempt", empty("//cbc:PaymentMeansCode")),
    case(_EN, "zero", drop(_CURRENCY)),
    case(_EN, "zero", empty(_CURRENCY)),
    case(_EXTENDED, "plain", empty(f"{_LINE_TAX}/cbc:ID")),
    case(_EN, "full", empty("//cac:AdditionalItemProperty/cbc:Value"), text(_NET, "1.00")),
    # Blanks around identifiers are characters.
    case(_EN, "paid", text(_SIRET, "\u00a010000000900017")),
    case(_EN, "deposit", text(_SIRET, " 10000000900017 ")),
    case(_EN, "global discount", text(f"{_SELLER}/{_SIREN}", " 100000009 ")),
    case(_EN, "dollars", text(f"{_BUYER}/cbc:EndpointID", "\n\t200000008\n")),
    case(_EN, "vat group", text(f"{_SELLER}/cac:PartyTaxScheme/cbc:CompanyID", "\n\tFR88100000009\n")),
    case(_EN, "plain", text(_CURRENCY, " EUR ")),
    case(_EXTENDED, "credit note", text(_CURRENCY, " EUR ")),
    case(_EN, "full", text("//cbc:InvoiceTypeCode", " 380 ")),
    case(_EN, "full", text(f"{_ROW}/cbc:ID", " L ")),
    case(_EN, "full", text(f"{_LINE_TAX}/cbc:ID", " M")),
    case(_EN, "global discount", text("//cac:ContractDocumentReference/cbc:ID", " "), text(_NET, "1.00")),
    case(_EN, "vat group", text("//cac:TaxRepresentativeParty//cac:TaxScheme/cbc:ID", "X")),
    case(_EN, "deposit", drop(_CURRENCY)),
    case(_EN, "dollars", text("//cbc:TaxCurrencyCode", " EUR")),
    case(_EN, "dollars", empty("//cbc:TaxCurrencyCode")),
    # A no-break space is no blank: this mark is not that of the row.
    case(_EXTENDED, "two-way", text(f"{_LINE_TAX}/cbc:TaxExemptionReason", "\u00a0#F2026-00001#")),
    case(_EXTENDED, "two-way", text("//cbc:InvoiceTypeCode", "389 ")),
    # A group is a party's when its number is, blanks included.
    case(_EXTENDED, "two-way", text(f"{_BUYER}/{_SIREN}", "\n\t200000008\n")),
    case(_EXTENDED, "two-way", text(f"{_SELLER}/{_SIREN}", " 100000009")),
    case(_EXTENDED, "two-way", text(f"//cac:InvoiceLine[3]//cac:ManufacturerParty/{_SIREN}", "200000008 ")),
    # Totals: doubled, in another currency, with a third decimal, without rows.
    case(_EN, "out of scope", double("//cac:TaxTotal")),
    case(_EN, "reverse charge", drop("//cac:TaxTotal")),
    case(_EN, "plain", drop("//cac:TaxSubtotal")),
    case(_EN, "plain", text(f"{_SUMS}/cbc:LineExtensionAmount", "37.041")),
    case(_EN, "export", text(_CURRENCY, "USD")),
    case(_EN, "self-billed", text("//cac:TaxSubtotal/cbc:TaxableAmount", "38.04")),  # known: see known_differences
    # The place of delivery, and the type of document against its message.
    case(_EN, "intra-community", drop("//cac:DeliveryLocation/cac:Address/cac:Country")),
    case(_EN, "plain", drop(f"{_SELLER}/cac:PartyLegalEntity")),
    # What is absent on both sides of a sum does not make it right.
    case(_EN, "out of scope", drop(f"{_SUMS}/cbc:LineExtensionAmount"), drop(_NET)),
    # A row of another tax asks nothing of a delivery.
    case(_EXTENDED, "exempt", text(f"{_ROW}/cac:TaxScheme/cbc:ID", "VA0 "), text(f"{_ROW}/cbc:ID", "K")),
    # A period doubled, the second one reversed.
    case(
        _EN,
        "full",
        double("//cac:InvoiceLine/cac:InvoicePeriod"),
        text("//cac:InvoiceLine/cac:InvoicePeriod[2]/cbc:EndDate", "2026-09-01"),
    ),
    # A legal entity doubled, the first without its number.
    case(_EN, "zero", double(f"{_SELLER}/cac:PartyLegalEntity"), drop(f"{_SELLER}/{_SIREN}")),
    # The number of a parent line with blanks around is another number.
    case(_EXTENDED, "several sellers", text(_PARENT, " 1 ")),
    case(_EXTENDED, "several sellers", text("//cac:InvoiceLine/cbc:ID", " 1 ")),
    case(_EXTENDED, "grouped", text(_PARENT, " ")),
    # A row of another tax is no row of category M, nor of L where no line has it.
    case(_EXTENDED, "corrective", text(f"{_ROW}/cac:TaxScheme/cbc:ID", "ZA"), text(f"{_ROW}/cbc:ID", "M")),
    case(_EN, "corrective", text(f"{_ROW}/cac:TaxScheme/cbc:ID", "ZA"), text(f"{_ROW}/cbc:ID", "L")),
    case(
        _EN,
        "plain",
        text(f"{_LINE_TAX}/cbc:ID", "L"),
        text(f"{_ROW}/cac:TaxScheme/cbc:ID", "ZA"),
        text(f"{_ROW}/cbc:ID", "L"),
    ),
    case(_EN, "plain", text(f"{_LINE_TAX}/cbc:ID", "M"), text(f"{_ROW}/cbc:ID", " M ")),
    # A line, allowance or charge that gives several taxes enters the sums of each.
    *(case(kind, "plain", double(_LINE_TAX), text(f"{_LINE_TAX}/cbc:ID", code)) for kind in _KINDS for code in "SLMEO"),
    *(case(kind, "plain", double(_LINE_TAX), text(f"{_LINE_TAX}[2]/cbc:ID", "L")) for kind in _KINDS),
    *(case(kind, "plain", double(_LINE_TAX), text(f"{_LINE_TAX}/cbc:Percent", "10")) for kind in _KINDS),
    *(case(kind, "exempt", double(_LINE_TAX), text(f"{_LINE_TAX}/cbc:ID", "AE")) for kind in _KINDS),
    *(case(kind, "full", double(_CHANGE_TAX), text(f"{_CHANGE_TAX}/cbc:ID", code)) for kind in _KINDS for code in "LE"),
    *(case(kind, "full", double(_CHANGE_TAX), text(f"{_CHANGE_TAX}/cbc:Percent", "10")) for kind in _KINDS),
    # BR-AG-01 looks at every line, those for information too; its like of EXTENDED at those that count.
    case(_EXTENDED, "wide", text(f"//cac:InvoiceLine[4]{_LINE_TAX}/cbc:ID", "M")),
    case(_EXTENDED, "wide", text(f"//cac:InvoiceLine[4]{_LINE_TAX}/cbc:ID", "L")),
    case(_EXTENDED, "wide", text(f"//cac:InvoiceLine[5]{_LINE_TAX}/cbc:ID", "M")),
    *(
        case(kind, base, double(path), text(f"{path}[2]/cbc:ID", code))
        for kind in _KINDS
        for base, path in (("plain", _LINE_TAX), ("full", _CHANGE_TAX))
        for code in ("S|L", "L ", " S ")
    ),
    # A scheme that is there but empty is none of the list; SEPA is for those who are paid.
    *(case(kind, "plain", attribute(_SIRET, "schemeID", code)) for kind in _KINDS for code in ("", "SEPA", "BY")),
    *(case(kind, "full", attribute(f"{_BUYER}/cac:PartyIdentification/cbc:ID", "schemeID", "SEPA")) for kind in _KINDS),
    # A prefix is looked for in the list of countries as in one text; the Netherlands Antilles have left it.
    *(
        case(kind, "plain", text(_VAT, number))
        for kind in _KINDS
        for number in ("AN88100000009", "F ", "", " A", "QQ1")
    ),
    # A SIREN that is there but blank is none to begin a SIRET with.
    case(_EXTENDED, "wide", text(f"{_AGENT}/cac:PartyLegalEntity/cbc:CompanyID", " ")),
    case(_EXTENDED, "wide", text(f"{_AGENT}/cac:PartyLegalEntity/cbc:CompanyID", "")),
    # A base off by just what is allowed: known, see known_differences.
    case(_EXTENDED, "several sellers", text("//cac:TaxSubtotal/cbc:TaxableAmount", "200.01")),
    case(_EXTENDED, "several sellers", text("//cac:TaxSubtotal[2]/cbc:TaxableAmount", "100.01")),
    # A subtype with blanks around is another: the line counts no more.
    *(
        case(_EXTENDED, base, text(_SUBTYPE, code))
        for base in ("grouped", "several sellers")
        for code in ("DETAIL ", " ")
    ),
    *(case(_EXTENDED, base, text(f"{_SUBTYPE}[.='DETAIL']", " DETAIL")) for base in ("grouped", "several sellers")),
    case(_EXTENDED, "out of scope", text(f"{_LINE_TAX}/cbc:ID", "AE"), text(f"{_ROW}/cbc:ID", "AE")),
    case(_EXTENDED, "exempt", drop(f"{_LINE_TAX}/cbc:Percent"), drop(f"{_ROW}/cbc:Percent")),
    case(_EXTENDED, "two-way", text("//cac:InvoiceLine[4]/cbc:LineExtensionAmount", "99.99")),  # known as well
)
