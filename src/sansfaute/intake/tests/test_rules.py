"""Columns, rows, repeats and reasons, without database."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.intake import rules
from sansfaute.intake.rules import reasons
from sansfaute.intake.rules.columns import recognise_styles
from sansfaute.intake.rules.headers import recognise_header
from sansfaute.intake.rules.kinds import fields_of
from sansfaute.intake.rules.rows import clean_text

USAGE = ["Id", "Contrat", "Article", "Horodatage", "Quantité"]
ENGLISH_USAGE = ["Event id", "Contract", "Item", "Timestamp", "Quantity"]


def table(*rows: list[rules.Cell]) -> rules.Table:
    return rules.Table(rows=lambda: iter([(number, [*cells]) for number, cells in enumerate(rows, 1)]))


def read(*rows: list[rules.Cell], kind: str | None = None) -> list[tuple[dict[str, str], str]]:
    found = rules.recognise([table(*rows)], kind)
    return [
        (values, reason[0] if reason else "") for values, reason in (found.reader.read(row) for _, row in found.rows())
    ]


def refused(*rows: list[rules.Cell], kind: str | None = None) -> str:
    with pytest.raises(rules.Unreadable) as caught:
        rules.recognise([table(*rows)], kind)
    return caught.value.code


class TestHeaders:
    @pytest.mark.parametrize(
        ("names", "kind"),
        [
            (["Réf", "Désignation", "Unité", "PU HT", "TVA %", "Nature"], "items"),
            (["CODE CLIENT", "raison sociale", "ADRESSE", "C.P.", "ville"], "buyers"),
            (["Customer number", "Company name", "Street", "ZIP", "City", "VAT number"], "buyers"),
            (["Contrat", "Client", "Article", "Qté", "PU HT", "Début"], "contracts"),
            (USAGE, "usage"), (ENGLISH_USAGE, "usage"),
            (["N° commande", "Client", "Date", "Article", "Quantité", "Prix unitaire HT"], "orders"),
            (["Order number", "Customer", "Order date", "SKU", "Qty", "Unit price"], "orders"),
        ],
    )  # fmt: skip
    def test_announce_their_kind(self, names: list[rules.Cell], kind: str) -> None:
        assert recognise_header([(1, names)]).kind == kind

    def test_may_stand_below_a_title(self) -> None:
        rows: list[tuple[int, list[rules.Cell]]] = [
            (1, ["Société Ondine"]),
            (2, [""]),
            (3, ["édité le", "31/10/2026"]),
            (4, [*USAGE]),
        ]
        assert recognise_header(rows).row_number == 4

    def test_of_another_kind_than_asked_are_refused(self) -> None:
        assert refused([*USAGE], ["U1", "C", "A", "2026-10-01", "1"], kind="buyers") == "kind_unknown"

    def test_refusals_say_what_is_missing(self) -> None:
        with pytest.raises(rules.Unreadable) as caught:
            rules.recognise([table(["Contrat", "Client", "Article", "PU HT", "Début"], ["a", "b", "c", "1", "2"])])
        assert "quantite" in str(caught.value)

    def test_columns_are_named_by_contents_that_prove_themselves(self) -> None:
        emails: list[list[rules.Cell]] = [[f"C{n}", "Nom", f"a{n}@b.example", "x"] for n in range(10)]
        found = rules.recognise([table(["Code client", "Nom", "Colonne 3", "Autre"], *emails)])
        assert found.header.columns["email"] == 2
        assert found.recognised["by_contents"]["email"]["evidence"]["fr"].count("100 %")
        assert found.recognised["unused_columns"] == ["Autre"]


class TestColumns:
    def quantities(self, *texts: str, headers: list[str] = USAGE) -> list[tuple[str, str]]:
        rows = read([*headers], *[[f"U{n}", "C", "A", "2026-10-01", text] for n, text in enumerate(texts)])
        return [(values["quantity"], reason) for values, reason in rows]

    def test_read_numbers_by_the_evidence_of_all(self) -> None:
        assert self.quantities("387,974", "1,08", headers=ENGLISH_USAGE)[0] == ("387.974", "")
        assert self.quantities("387.974", "1.08") == [("387.974", ""), ("1.08", "")]
        assert self.quantities("1.234,50", "387,974") == [("1234.5", ""), ("387.974", "")]

    def test_leave_unread_what_their_own_evidence_contradicts(self) -> None:
        assert self.quantities("1.234", "1,08") == [("1.234", "ambiguous_number"), ("1.08", "")]

    def test_leave_unread_what_a_mixture_does_not_decide(self) -> None:
        assert self.quantities("1,5", "2.5", "1,234", "1.234,5", "0,718") == [
            ("1.5", ""), ("2.5", ""), ("1,234", "ambiguous_number"), ("1234.5", ""), ("0.718", ""),
        ]  # fmt: skip

    def test_refuse_dates_that_mix_both_orders(self) -> None:
        mixed: list[list[rules.Cell]] = [
            ["U1", "C", "A", "31/12/2026", "1"], ["U2", "C", "A", "12/31/2026", "1"],
            ["U3", "C", "A", "03/04/2026", "1"],
        ]  # fmt: skip
        assert refused([*USAGE], *mixed) == "dates_ambiguous"
        usual: list[list[rules.Cell]] = [[f"V{n}", "C", "A", "31/12/2026", "1"] for n in range(20)]
        assert [reason for _, reason in read([*USAGE], *mixed, *usual)][:3] == ["", "impossible_date", ""]

    def test_lean_on_french_headers_and_say_so(self) -> None:
        found = rules.recognise([table([*USAGE], ["U1", "C", "A", "03/04/2026", "387,974"])])
        assert found.recognised["values"]["quantity"]["value"] == "french_headers"
        assert found.recognised["values"]["used_at"]["value"] == "french_dates"
        assert found.reader.read(["U1", "C", "A", "03/04/2026", "387,974"])[0]["used_at"] == "2026-04-03T00:00:00"

    def test_refuse_to_toss_a_coin(self) -> None:
        assert refused([*ENGLISH_USAGE], ["U1", "C", "A", "2026-10-01", "387,974"]) == "numbers_ambiguous"
        assert refused([*ENGLISH_USAGE], ["U1", "C", "A", "03/04/2026", "1"]) == "dates_ambiguous"

    @pytest.mark.parametrize(("witness", "expected"), [("31/12/2026", "2026-04-03"), ("12/31/2026", "2026-03-04")])
    def test_read_dates_by_the_evidence_of_all(self, witness: str, expected: str) -> None:
        rows = read([*ENGLISH_USAGE], ["U1", "C", "A", "03/04/2026", "1"], ["U2", "C", "A", witness, "1"])
        assert rows[0][0]["used_at"] == f"{expected}T00:00:00"
        assert [reason for _, reason in rows] == ["", ""]

    def test_borrow_the_order_of_other_date_columns(self) -> None:
        names: list[rules.Cell] = ["Contract", "Customer", "Item", "Qty", "Price", "Start", "End"]
        rows = read(names, ["1", "C", "A", "1", "2", "03/04/2026", "12/31/2026"])
        assert rows[0][0]["start_date"] == "2026-03-04"


class TestRows:
    def one(self, *cells: rules.Cell, headers: list[str] = USAGE) -> tuple[dict[str, str], str]:
        return read([*headers], ["U0", "C", "A", "2026-10-01", "1,5"], [*cells])[1]

    @pytest.mark.parametrize(
        ("cells", "reason"),
        [
            (["TOTAL", "", "", "", "12"], "total_line"), (["Sous-total", "", "", "", "12"], "total_line"),
            (["Total général", "", "", "", "1 119"], "total_line"), (USAGE, "header_repeated"),
            (["U1", "C", "A", "2026-10-01"], "wrong_column_count"),
            (["U1", "C", "A", "2026-10-01", "1", "de trop"], "wrong_column_count"),
            (["", "C", "A", "2026-10-01", "1"], "missing_value"), (["U1", "", "A", "2026-10-01", "1"], "missing_value"),
            (["U1", "C", "A", "2026-10-32T10:00", "1"], "impossible_date"),
            (["U1", "C", "A", "29/02/2027", "1"], "impossible_date"),
            (["U1", "C", "A", "bientôt", "1"], "unreadable_date"),
            (["U1", "C", "A", "2026-10-01", "deux"], "unreadable_number"),
            (["U1", "C", "A", "2026-10-01", "-3"], "negative_quantity"),
            (["U1", "C", "A", "2026-10-01", "9" * 13], "number_too_large"),
            (["U1", "C", "A", "2026-10-01", "0,1234567"], "too_many_decimals"),
            (["U" * 121, "C", "A", "2026-10-01", "1"], "value_too_long"),
            (["U\x001", "C", "A", "2026-10-01", "1"], "control_characters"),
            (["U1", "C", "A", "#REF!", "1"], "spreadsheet_error"),
        ],
    )  # fmt: skip
    def test_unusable_say_why(self, cells: list[rules.Cell], reason: str) -> None:
        assert self.one(*cells)[1] == reason

    def test_keep_trailing_empty_cells_and_formulas_as_text(self) -> None:
        values, reason = self.one("=1+1", "@SUM(A1)", "A", "2026-10-01T00:00", "1", "", "")
        assert (values["event_id"], values["contract_number"], reason) == ("=1+1", "@SUM(A1)", "")

    def test_of_a_company_called_total_are_data(self) -> None:
        rows = read(
            ["Code client", "Nom", "Adresse", "Ville"], ["TOTAL", "TotalÉnergies", "2 place Millier", "Courbevoie"]
        )
        assert rows[0][1] == ""

    def test_where_the_end_precedes_the_start_are_set_aside(self) -> None:
        names: list[rules.Cell] = ["Contrat", "Client", "Article", "Qté", "PU HT", "Début", "Fin"]
        rows = read(
            names,
            ["1", "C", "A", "1", "2", "31/10/2026", "22/10/2026"],
            ["2", "C", "A", "1", "2", "31/10/2026", "31/10/2026"],
        )
        assert [reason for _, reason in rows] == ["end_before_start", ""]

    def test_keep_buyers_whose_details_are_wrong(self) -> None:
        rows = read(["Code client", "Nom", "Remise"], ["C1", "", "beaucoup"], ["C2", "X", "2,5 %"])
        assert [(values["discount"], reason) for values, reason in rows] == [("beaucoup", ""), ("2.5", "")]

    @given(st.text(max_size=40))
    def test_clean_text_can_always_be_stored(self, text: str) -> None:
        cleaned = clean_text(text)
        assert "\x00" not in cleaned
        assert clean_text(cleaned) == cleaned


class TestRepeats:
    def test_word_for_word_count_once(self) -> None:
        repeats = rules.Repeats()
        values = {"event_id": "U1", "quantity": "2"}
        assert repeats.see("usage", 2, values) is None
        found = repeats.see("usage", 9, {**values})
        assert found == ("duplicate_row", {"first_row": 2, "identity": "U1"})

    def test_that_differ_make_the_first_doubtful_too(self) -> None:
        repeats = rules.Repeats()
        repeats.see("usage", 2, {"event_id": "U1", "quantity": "2"})
        found = repeats.see("usage", 3, {"event_id": "U1", "quantity": "3"})
        assert (found or ("",))[0] == "conflicting_row"
        again = repeats.see("usage", 4, {"event_id": "U1", "quantity": "2"})
        assert (again or ("",))[0] == "conflicting_row"
        assert repeats.contradictions == [(2, 3), (2, 4)]

    def test_are_of_one_kind(self) -> None:
        repeats = rules.Repeats()
        assert repeats.see("buyers", 1, {"code": "A"}) is None
        assert repeats.see("items", 2, {"code": "A"}) is None

    def test_of_order_lines_are_known_by_all_their_values_or_by_their_number(self) -> None:
        repeats = rules.Repeats()
        line = {"order_number": "1", "item_code": "A", "quantity": "2"}
        assert repeats.see("orders", 2, line) is None
        assert repeats.see("orders", 3, {**line, "quantity": "3"}) is None
        assert repeats.see("orders", 4, {**line}) is not None
        assert repeats.see("orders", 5, {**line, "line_number": "7"}) is None
        assert repeats.see("orders", 6, {**line, "line_number": "7", "quantity": "9"}) is not None

    def test_differences_name_the_fields(self) -> None:
        assert rules.differences({"a": "1", "b": ""}, {"a": "2", "b": ""}) == "a: 1 ≠ 2"


class TestReasons:
    @pytest.mark.parametrize(
        ("code", "language"), [*product([*reasons.ROW_REASONS, *reasons.FILE_REASONS], ("fr", "en"))]
    )
    def test_are_whole_sentences_with_a_way_out(self, code: str, language: str) -> None:
        what, mend = rules.reason_parts(code, {}, language)
        assert "{" not in what + mend
        assert what.endswith(".")
        assert mend.endswith(".")

    def test_unknown_codes_still_say_something(self) -> None:
        assert "weird_code" in rules.reason_sentence("weird_code", {}, "fr")

    def test_fields_have_words_in_both_languages(self) -> None:
        for kind in rules.KINDS:
            assert fields_of(kind).keys() <= reasons.FIELD_WORDS.keys()

    def test_values_with_braces_and_novels_are_harmless(self) -> None:
        sentence = rules.reason_sentence("unreadable_date", {"field": "used_at", "value": "{x}" * 500}, "en")
        assert "{x}" in sentence
        assert len(sentence) < 400


def test_styles_look_at_every_row() -> None:
    header = recognise_header([(1, [*USAGE])])
    rows = iter([(2, ["1", "C", "A", "2026-10-01", "1"]), (3, ["2", "C", "A", "2026-10-01", "1,5"])])
    styles, count = recognise_styles(header, rows)
    assert (styles.marks["quantity"], count) == (",", 2)
