"""Small documents whose every byte was read by a person once: the model in JSON, its CII, what the page says.

SANSFAUTE_GOLDEN=1 pytest tests/golden      # write them again; the difference is then reviewed
"""

import json
import os
from pathlib import Path

import pytest

from sansfaute.documents import rules as documents
from sansfaute.en16931.rules import check
from sansfaute.en16931.syntaxes import cii
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.en16931.totals import calculate

CASES = sorted((Path(__file__).parents[2] / "examples" / "golden").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_invoice_gives_the_same_documents(case: Path) -> None:
    invoice = json_form.read((case / "invoice.json").read_text("utf-8"))
    assert calculate(invoice) == invoice, "the totals are not those of the lines"
    assert [finding.rule for finding in check(invoice) if finding.level == "error"] == []
    page = json.dumps(documents.page_of(invoice), ensure_ascii=False, indent=1, sort_keys=True)
    for name, content in (("invoice.cii.xml", cii.write(invoice)), ("page.json", page.encode())):
        if os.environ.get("SANSFAUTE_GOLDEN") == "1":
            (case / name).write_bytes(content)
        assert (case / name).read_bytes() == content, f"{name} differs: see the docstring of this file"
    assert cii.read((case / "invoice.cii.xml").read_bytes()) == invoice
