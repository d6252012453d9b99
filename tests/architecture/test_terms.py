"""The page of terms and the table of what each profile holds are what the writers and the schemas say."""

import pytest
from tools import make_terms

from sansfaute.en16931.model import terms


def test_the_page_of_terms_is_up_to_date() -> None:
    written = make_terms.PAGE.read_text(encoding="utf-8")
    assert written == "\n".join(make_terms.page()).rstrip("\n") + "\n", "run `make generate`"


def test_the_table_of_profiles_is_up_to_date() -> None:
    assert make_terms.CAPACITY.read_text(encoding="utf-8") == make_terms.capacity(), "run `make generate`"


def test_the_page_tells_of_every_term_and_where_it_stands_in_cii() -> None:
    page = make_terms.PAGE.read_text(encoding="utf-8")
    for group, one in terms():
        (row,) = (row for row in page.splitlines() if f" `{group.__name__}.{one.name}` " in row)
        assert row.startswith(f"| {one.metadata['term']}<br>{one.metadata['cardinality']} {one.metadata['type']} |")
        assert "no place" not in row.split(" | ")[-2], row


def test_what_the_french_profile_refuses_is_refused_by_its_pack() -> None:
    pack = make_terms.packs() / "cii-extended-ctc-fr" / "EXTENDED-CTC-FR-CII.xslt"
    text = pack.read_text(encoding="utf-8")
    assert all(f">{rule}<" in text for rule in make_terms.NOT_IN_CTC.values())


@pytest.mark.parametrize(
    ("profile", "path", "held"),
    [
        ("minimum", "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/BuyerReference", True),
        ("minimum", "ExchangedDocument/IncludedNote/Content", False),
        ("basicwl", "ExchangedDocument/IncludedNote/Content", True),
        ("basicwl", "ExchangedDocument/IssueDateTime/DateTimeString", True),
    ],
)
def test_a_schema_says_which_element_it_has(profile: str, path: str, held: bool) -> None:
    schema = make_terms.Schema(make_terms.packs() / f"facturx-{profile}")
    assert schema.holds(path.split("/")) == held
