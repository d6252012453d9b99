"""The ways to spoil an XML invoice: each takes the tree and changes one thing, or gives up."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from random import Random

from lxml.etree import QName, SubElement, _Element

from sansfaute.en16931.codelists import codes

Mutation = Callable[[_Element, Random], str]
"""Spoils the tree in place; says what was done, or nothing when the document has nothing to spoil so."""

_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_COMPACT_DAY = re.compile(r"(19|20)[0-9]{6}")
_ISO_DAY = re.compile(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_COMPACT_DAYS = ("20260229", "20280229", "20261301", "20260231", "19991231", "21000101", "2026-10-31", "261031", "",
                 "31102026", "20261031 ", "x", "20260901", "202609011200")  # fmt: skip
_ISO_DAYS = ("2026-02-29", "2028-02-29", "2026-13-01", "1999-12-31", "2100-01-01", "20261031", "26-10-31", "",
             "31/10/2026", " 2026-10-31", "2026-10-31Z", "2026-09-01")  # fmt: skip
_LISTS = ("vat_categories", "document_types", "currencies", "countries", "payment_means", "party_schemes",
          "electronic_schemes", "allowance_reasons", "charge_reasons", "exemption_reasons", "note_subjects", "units",
          "fr_processes", "fr_vat_categories", "vat_point_date_codes", "object_schemes")  # fmt: skip
_ODD_CODES = ("ZZZ", "s", "x", "", "B2B", "B2C", "0", "S1", "B2", "TXD", "BAR", "916", "130", "50", "VAT", "102",
              "true", "false", "GROUP", "DETAIL", "INFORMATION", "0088", "EM", "VA", "FC", "LOC")  # fmt: skip
_ATTRIBUTES = ("schemeID", "listID", "listVersionID", "currencyID", "unitCode", "languageID", "format", "mimeCode",
               "filename", "schemeVersionID", "listAgencyID", "name")  # fmt: skip
_CODED = ("schemeID", "listID", "currencyID", "unitCode", "format", "mimeCode")
_BLANKS = (" {} ", "\n\t{}\n", "{} ", "\u00a0{}", " {}", "{}\u2003")


def drop(root: _Element, chance: Random) -> str:
    """An element less."""
    one = _any(root, chance)
    name = _place(one)
    _parent(one).remove(one)
    return f"drop {name}"


def double(root: _Element, chance: Random) -> str:
    """An element twice."""
    one = _any(root, chance)
    one.addnext(deepcopy(one))
    return f"double {_place(one)}"


def empty(root: _Element, chance: Random) -> str:
    """An element without content, its attributes kept."""
    one = _any(root, chance)
    for child in list(one):
        one.remove(child)
    one.text = chance.choice(("", "", " "))
    return f"empty {_place(one)}"


def reorder(root: _Element, chance: Random) -> str:
    """Two neighbours exchanged."""
    one = _any(root, chance)
    after = one.getnext()
    if after is None:
        return ""
    after.addnext(one)
    return f"reorder {_place(one)}"


def amount(root: _Element, chance: Random) -> str:
    """A number a cent off, negated, with decimals, huge, or in an odd form."""
    one = _leaf(root, chance, lambda leaf: bool(_AMOUNT.fullmatch(leaf.text or "")) and not _is_day(leaf))
    if one is None:
        return ""
    value = Decimal(one.text or "0")
    near = [value + Decimal("0.01"), value - Decimal("0.01"), value + 1, value + 2, -value, value * 10, Decimal(0)]
    near += [value + Decimal("0.001"), value + Decimal("0.00000"), value + Decimal("123456789012.34")]
    odd = [
        form.format(one.text) for form in ("+{}", "00{}", " {} ", "{}.", ".5", "1e3", "x", "", "NaN", "1,5", "9" * 25)
    ]
    one.text = chance.choice([format(number, "f") for number in near for _ in (0, 1)] + odd)
    return f"amount {_place(one)}={one.text}"


def code(root: _Element, chance: Random) -> str:
    """A code of another list, of the same one, or none."""
    one = _leaf(root, chance, lambda leaf: QName(leaf).localname.endswith(("Code", "ID", "Indicator", "Percent")))
    if one is None:
        return ""
    one.text = _code(chance)
    return f"code {_place(one)}={one.text}"


def category(root: _Element, chance: Random) -> str:
    """A VAT category for another, with its rate kept, absent, or nought."""
    one = _leaf(root, chance, lambda leaf: QName(leaf).localname in ("CategoryCode", "RateApplicablePercent", "Percent")
                or QName(_parent(leaf)).localname in ("TaxCategory", "ClassifiedTaxCategory"))  # fmt: skip
    if one is None:
        return ""
    if QName(one).localname in ("RateApplicablePercent", "Percent"):
        one.text = chance.choice(("0", "0.00", "20", "5.5", "7", "20.00", "19.6"))
    else:
        one.text = chance.choice(("S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B"))
    return f"category {_place(one)}={one.text}"


def day(root: _Element, chance: Random) -> str:
    """A date that is no day, in another form, far off, or none."""
    one = _leaf(root, chance, _is_day)
    if one is None:
        return ""
    one.text = chance.choice(_ISO_DAYS if "-" in (one.text or "") else _COMPACT_DAYS)
    return f"date {_place(one)}={one.text}"


def identifier(root: _Element, chance: Random) -> str:
    """An identifier with a character changed, too short, too long, or with another scheme."""
    one = _leaf(root, chance, lambda leaf: QName(leaf).localname.endswith("ID") and bool(leaf.text))
    if one is None:
        return ""
    text = one.text or "x"
    place = chance.randrange(len(text))
    one.text = chance.choice(
        (text, text[:-1], text + "1", text[:place] + chance.choice("0A é/_.") + text[place + 1 :], "x" * 36, text * 8,
         "12345678", "123456789", "FR1", "10000000900017", text.lower())
    )  # fmt: skip
    if chance.random() < 0.3 and "schemeID" in one.attrib:
        del one.attrib["schemeID"]
    elif chance.random() < 0.4:
        one.set("schemeID", _code(chance) or "0002")
    return f"identifier {_place(one)}={one.text[:40]} {one.get('schemeID', '')}"


def attribute(root: _Element, chance: Random) -> str:
    """An attribute less, more, or other."""
    if chance.random() < 0.3:
        one = _leaf(root, chance, lambda leaf: True)
        assert one is not None
        name = chance.choice(_ATTRIBUTES)
        one.set(name, _code(chance) or "x")
    else:
        one = _leaf(root, chance, lambda leaf: bool(leaf.attrib))
        if one is None:
            return ""
        name = chance.choice(sorted(str(key) for key in one.attrib))
        if chance.random() < 0.4:
            del one.attrib[name]
        else:
            one.set(name, _code(chance) if name in _CODED else chance.choice(("", "x", "x" * 300)))
    return f"attribute {_place(one)}/@{name}={one.get(name)}"


def namespace(root: _Element, chance: Random) -> str:
    """An element moved to another namespace."""
    one = _any(root, chance)
    one.tag = QName(chance.choice(("urn:other", QName(root).namespace or "", "")) or None, QName(one).localname).text
    return f"namespace {_place(one)}"


def blanks(root: _Element, chance: Random) -> str:
    """A text with white space around."""
    one = _leaf(root, chance, lambda leaf: bool((leaf.text or "").strip()))
    if one is None:
        return ""
    one.text = chance.choice(_BLANKS).format(one.text)
    return f"blanks {_place(one)}={one.text!r}"


def text(root: _Element, chance: Random) -> str:
    """Another text: long, of another line, or that of another element."""
    one = _leaf(root, chance, lambda leaf: not (leaf.text or "").isdigit())
    other = _leaf(root, chance, lambda leaf: True)
    assert other is not None
    if one is None:
        return ""
    one.text = chance.choice((other.text, other.text, "x" * 126, "é" * 1100, "a|b", "0", "B2B", "BON_COMMANDE", "x\ny"))
    return f"text {_place(one)}={(one.text or '')[:40]}"


def added(root: _Element, chance: Random) -> str:
    """An element of the document, once more, in another group."""
    one, where = _any(root, chance), _any(root, chance)
    if any(up is one for up in where.iterancestors()) or where is one:
        return ""
    if len(where):
        where.append(deepcopy(one))
    else:
        made = SubElement(_parent(where), one.tag)
        made.text = one.text
    return f"added {QName(one).localname} near {_place(where)}"


MUTATIONS: dict[str, Mutation] = {
    "drop": drop, "double": double, "empty": empty, "reorder": reorder, "amount": amount, "code": code,
    "category": category, "date": day, "identifier": identifier, "attribute": attribute, "namespace": namespace,
    "blanks": blanks, "text": text, "added": added,
}  # fmt: skip
WEIGHTS: dict[str, int] = {"drop": 4, "double": 3, "empty": 2, "amount": 4, "code": 3, "category": 3, "date": 2,
                           "identifier": 3, "attribute": 2, "text": 2}  # fmt: skip
"""How often a kind is tried, once if not named here."""


def _all(root: _Element) -> Iterator[_Element]:
    return (one for one in root.iter("*") if one is not root)


def _any(root: _Element, chance: Random) -> _Element:
    found = list(_all(root))
    return chance.choice(found) if found else SubElement(root, "x")


def _leaf(root: _Element, chance: Random, wanted: Callable[[_Element], bool]) -> _Element | None:
    found = [one for one in _all(root) if not len(one) and wanted(one)]
    return chance.choice(found) if found else None


def _is_day(leaf: _Element) -> bool:
    text = leaf.text or ""
    dated = "Date" in QName(leaf).localname
    return dated and bool(_COMPACT_DAY.fullmatch(text) or _ISO_DAY.fullmatch(text))


def _code(chance: Random) -> str:
    if chance.random() < 0.4:
        return chance.choice(_ODD_CODES)
    return chance.choice(sorted(codes(chance.choice(_LISTS))))


def _parent(one: _Element) -> _Element:
    parent = one.getparent()
    assert parent is not None
    return parent


def _place(one: _Element) -> str:
    """The last three names on the way to an element."""
    names = [QName(one).localname, *(QName(up).localname for up in one.iterancestors())]
    return "/".join(reversed(names[:3]))
