"""Syntax and profile are said from the content alone."""

import pytest

from sansfaute.en16931.syntaxes import Recognised, cii, json, recognise
from sansfaute.en16931.tests.official import EXAMPLES, content_of, needs_examples
from sansfaute.en16931.tests.samples import ordinary

PROFILES = {
    "EN16931": "en16931",
    "FX BASIC": "basic",
    "FX BASICWL": "basicwl",
    "FX MINIMUM": "minimum",
    "FX EXTENDED": "extended",
    "EXTENDED-CTC-FR": "extended-ctc-fr",
}


def test_every_official_example_is_recognised_as_its_index_says() -> None:
    needs_examples()
    rows = [line.split("|") for line in (EXAMPLES / "INDEX.md").read_text().splitlines() if line.startswith("| ")]
    seen = 0
    for _, name, syntax, profile, *_ in rows[1:]:
        path = EXAMPLES / name.strip()
        if syntax.strip() == "CDAR":
            assert recognise(path.read_bytes()).syntax == "cdar", name
        else:
            expected = Recognised("ubl" if "UBL" in syntax else "cii", PROFILES[profile.strip()])
            assert recognise(content_of(path)) == expected, name
        seen += 1
    assert seen > 80


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (cii.write(ordinary(1)), Recognised("cii", "en16931")),
        (json.write(ordinary(1)).encode(), Recognised("json", "en16931")),
        (b"\n  {", Recognised("unknown")),
        (b"{}", Recognised("unknown")),
        (b'{"process_control":[]}', Recognised("unknown")),
        (b'{"a":' * 100_000, Recognised("unknown")),
        (b"\xef\xbb\xbf%PDF-1.7 ...", Recognised("pdf")),
        (b"\xef\xbb\xbf" + json.write(ordinary(1)).encode(), Recognised("json", "en16931")),
        (b"<!-- %PDF-1.7 -->" + cii.write(ordinary(1)).partition(b"\n")[2], Recognised("cii", "en16931")),
        (b"<html/>", Recognised("unknown")),
        (b"", Recognised("unknown")),
        (cii.write(ordinary(1)).replace(b"urn:cen.eu:en16931:2017", b" urn:else "), Recognised("cii", "urn:else")),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_recognition(content: bytes, expected: Recognised) -> None:
    assert recognise(content) == expected
