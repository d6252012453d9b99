"""Hostile and broken files: a clear finding each, never a crash, never a file or the network, bounded memory."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from sansfaute.en16931.judgement import judge
from sansfaute.en16931.syntaxes import cii, read, recognise, ubl
from sansfaute.en16931.syntaxes import json as our_json
from sansfaute.en16931.syntaxes.size import MAX_BYTES, MAX_TAGS
from sansfaute.en16931.tests.samples import ordinary

CII, UBL = cii.write(ordinary(2)), ubl.write(ordinary(2))
JSON = our_json.write(ordinary(2))
BODY = CII.decode().partition("\n")[2]
LATIN = BODY.replace("F2026-00001", "Été-00001")


def refused(content: bytes) -> tuple[str, str]:
    """Rule and English message of the only finding, which says in both languages what is wrong and how to mend it."""
    reading = read(content)
    assert reading.invoice is None
    (one,) = reading.findings
    assert one.level == "error"
    assert all(one.message[language].strip() and one.fix[language].strip() for language in ("fr", "en"))
    assert one.message["fr"] != one.message["en"]
    assert judge(content).verdict == "failed"
    "".join([*one.message.values(), *one.fix.values(), one.value, one.path]).encode()  # it can be printed
    return one.rule, one.message["en"]


def before_root(text: str, content: bytes = CII) -> bytes:
    """The document with `text` between its declaration and its root."""
    declaration, line, rest = content.partition(b"\n")
    return declaration + line + text.encode() + rest


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPES = {
    "alone": "<!DOCTYPE rsm:CrossIndustryInvoice>",
    "external": '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">',
    "entity of a file": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>',
    "parameter entity": '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:1/"> %b;]>',
    "billion laughs": f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>',
    "quadratic": f'<!DOCTYPE a [<!ENTITY b "{"x" * 100_000}">]>',
    "default attribute": '<!DOCTYPE a [<!ATTLIST a b CDATA "c">]>',
    "after a comment": "<!-- > <!ELEMENT --> \n<?a b?>\t<!-- - -- --->\r\n<!DOCTYPE a>".replace(" -- ", " "),
}


@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_doctype_is_refused_before_it_is_read(doctype: str, encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?>{doctype}{BODY.replace('F2026-00001', '&b;&l9;')}"
    rule, message = refused(text.encode(encoding))
    assert (rule, "DOCTYPE" in message) == ("read.doctype", True)


def test_the_word_doctype_elsewhere_is_no_doctype() -> None:
    words = "<!-- <!DOCTYPE a [<!ENTITY b 'c'>]> -->"
    content = before_root(words).replace(b"F2026-00001", b"<![CDATA[<!DOCTYPE a>]]>")
    invoice = read(content).invoice
    assert invoice is not None
    assert invoice.invoice_number == "<!DOCTYPE a>"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b""),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b""),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
        ("utf-32-be", b""),
        ("utf-32-be", b"\x00\x00\xfe\xff"),
        ("iso-8859-1", b""),
        ("iso-8859-15", b""),
        ("windows-1252", b""),
    ],
)
def test_an_encoding_is_read_with_and_without_mark(encoding: str, mark: bytes) -> None:
    declared = encoding.removesuffix("-le").removesuffix("-be")
    text = f'<?xml version="1.0" encoding="{declared}"?>\n{LATIN}'
    invoice = read(mark + text.replace("€", "E").encode(encoding)).invoice
    assert invoice is not None
    assert invoice.invoice_number == "Été-00001"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<?xml version='1.0' encoding='UTF-8'?>" + LATIN.replace("€", "E").encode("latin-1"), "not: byte "),
        (LATIN.replace("€", "E").encode("latin-1"), "not: byte "),
        (f"<?xml version='1.0' encoding='UTF-7'?>{LATIN}".encode("utf-7"), "“UTF-7” is not accepted"),
        (f"<?xml version='1.0' encoding='martian'?>{BODY}".encode(), "“martian” is not accepted"),
        (f"<?xml version='1.0' encoding='EBCDIC-CP-FR'?>{BODY}".encode(), "is not accepted"),
        (f"<?xml version='1.0' encoding=''?>{BODY}".encode(), "“” is not accepted"),
        (f"<?xml version='1.0' encoding='UTF-16'?>{BODY}".encode(), "its bytes are not"),
        (f"<?xml version='1.0' encoding='us-ascii'?>{LATIN}".encode(), "not: byte "),
        (b"\xff\xfe" + BODY.encode("utf-16-le")[:-1], "utf-16-le and is not"),
        (b"\xff\xfe" + BODY.replace("F2026", "\ud800").encode("utf-16-le", "surrogatepass"), "utf-16-le and is not"),
        (b"\xff\xfe\x00\x00" + b"<\x00\x00\x01" * 9, "utf-32-le and is not"),
        (BODY.replace("F2026", "\ud800").encode("utf-8", "surrogatepass"), "not: byte "),
        (b"<a>\xc0\xbc</a>", "not: byte 4"),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_a_wrong_encoding_is_named(content: bytes, message: str) -> None:
    rule, said = refused(content)
    assert rule == "read.encoding"
    assert message in said


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (CII[:-20], "cut short"),
        (CII[: len(CII) // 2], "cut short"),
        (CII[:40], "cut short"),
        (b"<?xml version='1.0'?", "cut short"),
        (CII.replace(b"F2026", b"F\x002026"), ""),
        (b"\x00" * 1000, ""),
        (b"\x00\xff" * 500, ""),
        (CII.replace(b"F2026", b"&#0;"), ""),
        (CII.replace(b"F2026", b"&#1;"), ""),
        (CII.replace(b"F2026", b"&#xD800;"), ""),
        (CII.replace(b"F2026", b"&unknown;"), ""),
        (CII.replace(b"F2026", b"\x0b"), ""),
        (b"\n" + CII, ""),
        (CII + CII, ""),
        (CII + b"trailing", "cut short"),
        (b"<a>" * 300 + b"</a>" * 300, "nested more than 256"),
        (b"<a>" * 2000 + b"</a>" * 2000, "nested more than 256"),
        (b"<a>" * 100_000 + b"</a>" * 100_000, "nested more than 256"),
        (b"<" + b"a" * 60_000 + b"/>", "too long"),
        (b"<a b='1' b='2'/>", ""),
        (b"<a:b/>", ""),
        (b"%PD", ""),
        (b"PK\x03\x04", ""),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_not_xml_is_refused(content: bytes, message: str) -> None:
    rule, said = refused(content)
    assert rule in ("read.xml", "read.encoding")
    assert message in said


def test_long_texts_are_read_and_their_depth_is_bounded_all_the_same() -> None:
    note = b"x" * 11_000_000  # beyond what the parser takes without being asked to
    invoice = read(CII.replace(b"F2026-00001", note)).invoice
    assert invoice is not None
    assert len(invoice.invoice_number) == len(note)
    assert refused(b"<a>" * 300 + note + b"</a>" * 300) == refused(b"<a>" * 300 + b"</a>" * 300)


@pytest.mark.parametrize("content", [CII, UBL], ids=["cii", "ubl"])
def test_comments_instructions_and_cdata_inside_a_value_do_not_cut_it(content: bytes) -> None:
    parts = b"F<!-- a -->20<?php b ?>26<![CDATA[-000]]>&#48;<!-- -->1"
    invoice = read(content.replace(b"F2026-00001", parts)).invoice
    assert invoice is not None
    assert invoice.invoice_number == "F2026-00001"


def test_xml_1_1_is_read_as_xml_1_0() -> None:
    assert read(CII.replace(b"version='1.0'", b"version='1.1'")).invoice == ordinary(2)
    assert refused(CII.replace(b"version='1.0'", b"version='1.1'").replace(b"F2026", b"&#1;"))[0] == "read.xml"


def test_nothing_outside_is_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    was_opened = threading.Event()

    def wait_for_a_reader() -> None:
        with pipe.open("wb"):  # returns when somebody opens it for reading
            was_opened.set()

    thread = threading.Thread(target=wait_for_a_reader, daemon=True)
    thread.start()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        for place in (f"http://127.0.0.1:{server.getsockname()[1]}/a", pipe.as_uri(), str(pipe)):
            for content in _pointing_at(place):
                read(content)
                judge(content)
                recognise(content)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert not was_opened.is_set()
    pipe.open("rb").close()
    thread.join()


def _pointing_at(place: str) -> list[bytes]:
    """Documents that ask, each in its own way, for what is at a place."""
    includes = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{place}" parse="text"/>'
    located = f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:a {place}"'
    return [
        before_root(f'<?xml-stylesheet href="{place}" type="text/xsl"?>'),
        before_root(f'<?xml-model href="{place}"?>'),
        before_root(f'<!DOCTYPE a SYSTEM "{place}">'),
        before_root(f'<!DOCTYPE a PUBLIC "b" "{place}">'),
        before_root(f'<!DOCTYPE a [<!ENTITY b SYSTEM "{place}">]>').replace(b"F2026", b"&b;"),
        before_root(f'<!DOCTYPE a [<!ENTITY % b SYSTEM "{place}"> %b;]>'),
        CII.replace(b"F2026-00001", includes.encode()),
        CII.replace(b"<rsm:ExchangedDocument>", f"<rsm:ExchangedDocument{located}>".encode()),
        CII.replace(b"<rsm:ExchangedDocument>", f'<rsm:ExchangedDocument xml:base="{place}">'.encode()),
    ]


def test_an_instruction_before_the_root_changes_nothing() -> None:
    assert read(_pointing_at("http://127.0.0.1:1/")[0]).invoice == ordinary(2)


def test_an_inclusion_is_not_followed() -> None:
    invoice = read(_pointing_at("/etc/hostname")[6]).invoice
    assert invoice is not None
    assert invoice.invoice_number == ""


@pytest.mark.parametrize(
    "content",
    [
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        '{"a":' + "[" * 100_000 + "]" * 100_000 + "}",
        JSON[:-10],
        JSON + JSON,
        "{" + "9" * 100_000 + "}",
        '{"a":' + "9" * 1_000_000 + "}",
        "{\x00}",
        '{"a":\x01}',
    ],
    ids=lambda value: value[:12] + value[-3:],
)
def test_json_that_is_broken_is_refused(content: str) -> None:
    assert refused(content.encode())[0] == "read.json"


NUMBER = '"invoice_number":"F2026-00001"'


@pytest.mark.parametrize(
    "value",
    [
        f'{NUMBER},"invoice_number":"F2"',
        '"invoice_number":"\\ud800"',
        '"invoice_number":"a\\u0000b"',
        '"invoice_number":1e999999',
        '"invoice_number":NaN',
        '"invoice_number":-Infinity',
        '"invoice_number":9999',
        '"invoice_number":null',
        '"invoice_number":{"a":[]}',
        f'{NUMBER},"\\ud800":1',
        f'{NUMBER},"{"key" * 100_000}":1',
        f'{NUMBER},"__class__":"os.system"',
        f'{NUMBER},"invoicing_period":' + "[" * 500 + "]" * 500,
        NUMBER.replace("F2026", "\\uDEAD"),
    ],
)
def test_json_that_fits_no_field_is_refused(value: str) -> None:
    assert NUMBER in JSON
    assert refused(JSON.replace(NUMBER, value).encode())[0] == "read.json"


def test_json_in_another_encoding_is_refused() -> None:
    assert refused(JSON.replace("F2026", "É").replace("€", "E").encode("latin-1"))[0] == "read.json"


BOMBS = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
resource.setrlimit(resource.RLIMIT_DATA, (900 << 20, 900 << 20))
from sansfaute.en16931.syntaxes import read
tags, attributes = b"<a>" + b"<b/>" * 4_100_000 + b"</a>", b"<a " + b" ".join(b"b%d=''" % n for n in range(2_100_000))
bombs = {
    "200 MB of spaces": lambda: b"<a>" + b" " * 200_000_000 + b"</a>",
    "200 MB of elements": lambda: b"<a>" + b"<b/>" * 50_000_000 + b"</a>",
    "elements": lambda: tags,
    "attributes": lambda: attributes + b"/>",
    "one million attributes": lambda: b"<a " + b" ".join(b"b%d=''" % n for n in range(1_000_000)) + b"/>",
    "50 MB of text": lambda: b"<a>" + b"x" * 50_000_000 + b"</a>",
    "namespaces": lambda: b"<a " + b" ".join(b"xmlns:b%d='c'" % n for n in range(200_000)) + b"/>",
    "deep": lambda: b"<a>" * 1_000_000,
    "instructions": lambda: b"<?a?>" * 3_000_000,
    "comments": lambda: b"<!---->" * 3_000_000 + b"<a/>",
    "json lists": lambda: b'{"a":[' + b"[]," * 10_000_000 + b"[]]}",
    "json 200 MB": lambda: b'{"a":"' + b"x" * 200_000_000 + b'"}',
    "zeros": lambda: bytes(50_000_000),
}
for name, made in bombs.items():
    reading = read(made())
    assert reading.invoice is None, name
    print(name, [one.rule for one in reading.findings], file=sys.stdout)
"""


@pytest.mark.slow
def test_bombs_are_refused_in_bounded_memory_and_time() -> None:
    """In a process that the system kills beyond 900 MB of memory or 60 seconds of processor."""
    done = subprocess.run([sys.executable, "-c", BOMBS], capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.count("['read.") == done.stdout.count("\n") == 13


def test_the_limits_hold_an_ordinary_invoice_of_the_largest_size() -> None:
    """100 MB of ordinary lines are below the limit of elements: size is what refuses a larger one."""
    one, many = cii.write(ordinary(1)), cii.write(ordinary(101))
    lines = (len(many) - len(one)) // 100
    marks = (many.count(b"<") - one.count(b"<")) // 100
    assert MAX_BYTES // lines * marks < MAX_TAGS


def test_every_read_is_the_same_function_whatever_the_bytes() -> None:
    """No byte at any place of a small document makes reading raise."""
    small = cii.write(ordinary(1))
    changes: list[Callable[[int], bytes]] = [
        lambda at: small[:at] + b"\xff" + small[at + 1 :],
        lambda at: small[:at] + b"<" + small[at:],
        lambda at: small[:at],
    ]
    for change in changes:
        for at in range(0, len(small), 7):
            read(change(at))
    for at in range(0, len(JSON), 7):
        read(JSON[:at].encode() + b"]")
    json.loads(JSON)


def test_what_the_codec_says_is_said_in_french_too() -> None:
    source = Path(our_json.__file__).with_name("codec.py").read_text("utf-8")
    told = set(re.findall(r'raise UnreadableError\(.*, "([^"]+)"\)', source))
    assert len(told) >= 8
    assert told <= set(our_json._IN_FRENCH)
    deep = read(b'{"a":' * 100_000).findings[0].message
    assert "trop de niveaux" in deep["fr"]
    assert "nested too deep" in deep["en"]
