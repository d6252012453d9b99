"""Past invoices bring buyers and items, and never undo what is known of a later day."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sansfaute.en16931.syntaxes import cii
from sansfaute.en16931.tests.samples import ordinary
from sansfaute.en16931.values import Identifier
from sansfaute.intake import actions as intake
from sansfaute.intake import queries as intake_queries
from sansfaute.masterdata import actions, rules
from sansfaute.masterdata.models import Buyer, Item, Seller

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ONDINE = Path(__file__).parents[4] / "examples" / "ondine"


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, settings: Any) -> None:
    settings.FILE_STORE = tmp_path / "files"


@pytest.fixture
def seller() -> Seller:
    return actions.agree_seller(values=rules.read_seller((ONDINE / "seller.toml").read_text("utf-8")), at=NOW)


def taken_in(seller: Seller, content: bytes) -> UUID:
    source_file = intake.receive_file(seller_id=seller.pk, name="facture.xml", content=content, at=NOW)
    intake.parse_rows(source_file_id=source_file.pk, accept=True, at=NOW)
    actions.agree_records(source_file_id=source_file.pk, at=NOW)
    return source_file.pk


def invoice(day: date, city: str, siren: str = "899999973") -> bytes:
    document = ordinary(2)
    document = replace(document, seller=replace(document.seller, legal_registration=Identifier(siren, "0002")))
    address = replace(document.buyer.postal_address, city=city)
    buyer = replace(document.buyer, identifier=Identifier("C1"), postal_address=address)
    return cii.write(replace(document, issue_date=day, buyer=buyer))


@pytest.mark.django_db
def test_the_latest_day_counts_in_whatever_order_they_come(seller: Seller) -> None:
    taken_in(seller, invoice(date(2026, 6, 1), "Lyon"))
    assert Buyer.objects.get(code="C1").values["city"] == "Lyon"
    assert Item.objects.exists()
    taken_in(seller, invoice(date(2026, 1, 1), "Nice"))
    assert Buyer.objects.get(code="C1").values["city"] == "Lyon"
    taken_in(seller, invoice(date(2026, 9, 1), "Metz"))
    assert Buyer.objects.get(code="C1").values["city"] == "Metz"


@pytest.mark.django_db
def test_an_export_of_today_is_newer_than_any_past_invoice(seller: Seller) -> None:
    taken_in(seller, b"Code client;Nom;Ville\nC1;Dupont;Brest\n")
    taken_in(seller, invoice(date(2026, 6, 1), "Lyon"))
    assert Buyer.objects.get(code="C1").values["city"] == "Brest"
    taken_in(seller, b"Code client;Nom;Ville\nC1;Dupont;Tours\n")
    assert Buyer.objects.get(code="C1").values["city"] == "Tours"


@pytest.mark.django_db
def test_what_another_company_issued_is_set_aside(seller: Seller) -> None:
    taken_in(seller, invoice(date(2026, 6, 1), "Lyon", siren="404833048"))
    assert not Buyer.objects.exists()
    assert set(intake_queries.reason_counts(seller.pk)) == {"other_seller"}
