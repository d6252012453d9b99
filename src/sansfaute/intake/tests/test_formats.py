"""Formats that say what they hold: ledgers, address books, past invoices, and archives of files."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
import pytest

from sansfaute.en16931.syntaxes import cii, ubl
from sansfaute.en16931.tests.samples import ordinary
from sansfaute.en16931.values import Identifier
from sansfaute.intake import actions, queries, rules
from sansfaute.intake.adapters import bundle
from sansfaute.intake.adapters.files import open_tables
from sansfaute.intake.models import SourceFile
from sansfaute.intake.tests.books import archive, book, sheet_xml
from sansfaute.lib.ids import new_id

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
GOOD = ordinary(3)
LEDGER_HEAD = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\t"
    "PieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\n"
)


def entry(account: str, label: str, own: str = "", own_label: str = "") -> str:
    return f"VE\tVentes\t1\t20260131\t{account}\t{label}\t{own}\t{own_label}\tF1\t20260131\tF1\t12,00\t0,00\t\t\t\t\t\n"


LEDGER = LEDGER_HEAD + "".join(
    (
        entry("41100000", "Clients", "C001", "DUPONT"),
        entry("70600000", "Prestations"),
        entry("40100000", "Fournisseurs", "F001", "EDF"),
        entry("41100000", "Clients", "C001", "DUPONT SAS"),
        entry("41100000", "Clients"),
        entry("411DURAND", "Durand et fils"),
    )
)
CARDS = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Moreau;Ève;;Mme;\r\nFN:Ève Moreau\r\nORG:Électricité Moreau\\, SARL;Atelier\r\n"
    "item1.ADR;TYPE=WORK:;Bât. B;13 avenue du Général\\nZone Nord;Lyon;;69007;France\r\n"
    "EMAIL;TYPE=INTERNET:perso@b.example\r\nEMAIL;TYPE=INTERNET,PREF:compta@moreau.example\r\n"
    "TEL;TYPE=CELL:+33 6 12 34 56 78\r\nNOTE:Une note qui se \r\n plie\r\nEND:VCARD\r\n"
    'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Jean Petit\r\nTEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+33-1-02-03-04-05\r\n'
    "LANG:fr\r\nEND:VCARD\r\n"
)


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, settings: Any) -> None:
    settings.FILE_STORE = tmp_path / "files"


@pytest.fixture
def seller_id() -> UUID:
    return new_id()


def rows_in(content: bytes) -> list[tuple[str, dict[str, str]]]:
    found = list(rules.recognise(open_tables(content)).read())
    assert all(row.reason is None for row in found), found
    return [(row.kind, row.values) for row in found]


def refused(content: bytes) -> str:
    with pytest.raises(rules.Unreadable) as caught:
        open_tables(content)
    return caught.value.code


class TestLedger:
    @pytest.mark.parametrize(("encoding", "separator"), [("cp1252", "\t"), ("utf-8", "|")])
    def test_gives_its_customers_once_under_their_last_name(self, encoding: str, separator: str) -> None:
        content = LEDGER.replace("\t", separator).encode(encoding)
        assert rows_in(content) == [
            ("buyers", {"code": "C001", "name": "DUPONT SAS"}),
            ("buyers", {"code": "411DURAND", "name": "Durand et fils"}),
        ]
        said = rules.recognise(open_tables(content)).recognised["taken"]["fr"]
        assert "2 clients" in said
        assert "6 écritures" in said

    def test_without_customers_is_refused(self) -> None:
        assert refused((LEDGER_HEAD + entry("70600000", "Prestations")).encode()) == "no_customers_in_ledger"


class TestAddressBook:
    def test_gives_organisations_and_people(self) -> None:
        first, second = (values for _, values in rows_in(CARDS.encode()))
        assert first == {
            "code": "compta@moreau.example", "name": "Électricité Moreau, SARL", "contact_name": "Ève Moreau",
            "line_1": "13 avenue du Général", "line_2": "Zone Nord, Bât. B", "post_code": "69007", "city": "Lyon",
            "country": "France", "email": "compta@moreau.example", "telephone": "+33 6 12 34 56 78",
            "comment": "Une note qui se plie",
        }  # fmt: skip
        assert (second["name"], second["telephone"], second["language"]) == ("Jean Petit", "+33-1-02-03-04-05", "fr")
        assert second["code"].startswith("G-")

    def test_of_an_old_telephone_is_read(self) -> None:
        old = (
            "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Lef=C3=A8vre;Zo=C3=A9;;;\n"
            "TEL;CELL;PREF:0612345678\nEND:VCARD\n"
        )
        assert rows_in(old.encode())[0][1]["name"] == "Zoé Lefèvre"

    def test_that_breaks_off_is_refused(self) -> None:
        assert refused(CARDS.encode().removesuffix(b"END:VCARD\r\n")) == "vcard_unreadable"


class TestInvoice:
    @pytest.mark.parametrize("write", [cii.write, ubl.write])
    def test_gives_its_buyer_and_items(self, write: Any) -> None:
        found = rows_in(write(GOOD))
        buyers = [values for kind, values in found if kind == "buyers"]
        items = [values for kind, values in found if kind == "items"]
        assert [one["name"] for one in buyers] == [GOOD.buyer.name]
        assert {one["name"] for one in items} == {line.item.name for line in GOOD.lines}
        assert all(Decimal(one["unit_price"]) > 0 and one["code"] for one in items)
        assert rules.recognise(open_tables(write(GOOD))).kind == "invoices"

    def test_says_nothing_of_what_it_does_not_know(self) -> None:
        buyer = dict(rows_in(cii.write(replace(GOOD, buyer=replace(GOOD.buyer, contact=None))))[0][1])
        assert "email" not in buyer

    def test_calls_the_buyer_as_the_seller_does(self) -> None:
        known = replace(GOOD, buyer=replace(GOOD.buyer, identifier=Identifier("C0042")))
        assert rows_in(cii.write(known))[0][1]["code"] == "C0042"

    def test_inside_a_pdf_is_found(self) -> None:
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.attachments["factur-x.xml"] = pikepdf.AttachedFileSpec(pdf, cii.write(GOOD), filename="factur-x.xml")
            written = io.BytesIO()
            pdf.save(written)
        assert rows_in(written.getvalue()) == rows_in(cii.write(GOOD))

    @pytest.mark.django_db
    def test_becomes_rows_of_two_kinds(self, seller_id: UUID) -> None:
        source_file = actions.receive_file(seller_id=seller_id, name="f.xml", content=cii.write(GOOD), at=NOW)
        actions.parse_rows(source_file_id=source_file.pk, at=NOW)
        assert source_file.recognised["issue_date"] == GOOD.issue_date.isoformat()
        rows = list(queries.rows_of(source_file.pk))
        assert {row.kind for row in rows} == {"buyers", "items"}
        assert set(queries.said_at([row.pk for row in rows]).values()) == {GOOD.issue_date.isoformat()}


class TestBundle:
    BUYERS = b"Code client;Nom\nC1;Dupont\n"

    def received(self, seller_id: UUID, content: bytes) -> actions.Received:
        return actions.receive_files(seller_id=seller_id, files=[("tout.zip", content)], at=NOW)

    @pytest.mark.django_db
    def test_is_unfolded_and_one_bad_file_keeps_no_other_away(self, seller_id: UUID) -> None:
        inside = {
            "a/clients.csv": self.BUYERS, "a/facture.xml": cii.write(GOOD), "photo.png": b"\x89PNG\r\n\x1a\n...",
            "__MACOSX/._x": b"x", "articles.xlsx": book({"A": sheet_xml([["Réf", "Nom", "Prix"], ["A", "Un", 2]])}),
        }  # fmt: skip
        found = self.received(seller_id, archive(inside))
        assert sorted(one.kind for one in found.files) == ["buyers", "invoices", "items"]
        assert [(one.name, one.code) for one in found.refused] == [("photo.png", "binary_file")]

    @pytest.mark.django_db
    def test_inside_another_is_refused(self, seller_id: UUID) -> None:
        found = self.received(
            seller_id, archive({"x.zip": archive({"clients.csv": self.BUYERS}), "b.csv": self.BUYERS})
        )
        assert [(one.name, one.code) for one in found.refused] == [("tout.zip/x.zip", "archive_refused")]
        assert len(found.files) == 1

    @pytest.mark.django_db
    @pytest.mark.parametrize("limit", ["MOST_FILES", "MOST_BYTES"])
    def test_beyond_measure_is_refused(self, seller_id: UUID, limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bundle, limit, 1)
        found = self.received(seller_id, archive({"a.csv": self.BUYERS, "b.csv": self.BUYERS}))
        assert [one.code for one in found.refused] == ["archive_refused"]

    @pytest.mark.django_db
    def test_never_writes_where_a_name_points(self, seller_id: UUID, tmp_path: Path) -> None:
        found = self.received(
            seller_id, archive({"../../../evil.csv": self.BUYERS, "/abs/b.csv": self.BUYERS + b"C2;B\n"})
        )
        assert sorted(one.name for one in found.files) == ["b.csv", "evil.csv"]
        assert not list(tmp_path.parent.rglob("evil.csv"))

    @pytest.mark.django_db
    def test_passes_over_links(self, seller_id: UUID) -> None:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as made:
            link = zipfile.ZipInfo("passwd.csv")
            link.external_attr = 0o120777 << 16
            made.writestr(link, "/etc/passwd")
            made.writestr("clients.csv", self.BUYERS)
        assert [one.name for one in self.received(seller_id, written.getvalue()).files] == ["clients.csv"]

    @pytest.mark.django_db
    def test_a_file_on_the_disk_is_as_good_as_bytes(self, seller_id: UUID, tmp_path: Path) -> None:
        path = tmp_path / "clients.csv"
        path.write_bytes(self.BUYERS)
        files: list[Any] = [("clients.csv", path), ("copie.csv", self.BUYERS)]
        found = actions.receive_files(seller_id=seller_id, files=files, at=NOW)
        assert found.files[0] == found.files[1]
        assert SourceFile.objects.count() == 1
