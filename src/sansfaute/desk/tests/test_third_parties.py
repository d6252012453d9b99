"""Third parties, receiving addresses, mandates, rates, secrets and kits: written down from the pages, and judged."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import signed_in, text
from sansfaute.masterdata.models import Buyer, ExchangeRate, Item, Mandate, Party, PartyRole, Seller
from sansfaute.masterdata.rules.confidential import too_telling

pytestmark = pytest.mark.django_db
FACTOR = {
    "act": "party", "code": "BAF", "name": "Banque d'affacturage", "siren": "552 032 534", "city": "Paris",
    "post_code": "75009", "line_1": "1 rue Drouot", "country_code": "fr", "iban": "FR76 3000 2005 5000 0089 9997 364",
}  # fmt: skip
ROLE = {"act": "give", "party": "BAF", "role": "factor", "since": "2026-01-01", "text": "Cédée à la banque"}


@pytest.fixture
def moreau(ours: Seller) -> Buyer:
    made: Buyer = factories.record(ours, "M1", name="Moreau", legal_identifier="404833048")
    return made


def posted(client: Client, name: str, sent: dict[str, Any], *args: Any) -> Any:
    return client.post(reverse(name, args=args), sent)


def wrong(client: Client, name: str, sent: dict[str, Any], said: str, *args: Any) -> None:
    answer = posted(client, name, sent, *args)
    assert answer.status_code == 422
    assert said in text(answer)


def test_a_factor_is_written_down_acts_for_a_customer_and_ends(clerk: Client, moreau: Buyer) -> None:
    wrong(clerk, "parties", FACTOR | {"siren": "123"}, "is no SIREN")
    wrong(clerk, "parties", {"act": "party"}, "required")
    wrong(clerk, "parties", {}, "Choose what to do")
    assert posted(clerk, "parties", FACTOR).status_code == 302
    assert (Party.objects.get().iban, Party.objects.get().country_code) == ("FR7630002005500000899997364", "FR")
    assert "BAF" in text(clerk.get(reverse("parties"), {"code": "BAF"}))
    assert posted(clerk, "record_parties", ROLE, moreau.pk).status_code == 302
    role = PartyRole.objects.get()
    assert (role.buyer_id, role.role, role.until, role.details) == (moreau.pk, "factor", None, {"text": ROLE["text"]})
    wrong(clerk, "record_parties", ROLE | {"role": "payee"}, "2026", moreau.pk)
    page = text(clerk.get(reverse("record_parties", args=[moreau.pk]), headers={"accept-language": "fr"}))
    assert "Cédée à la banque" in page
    end = {"act": "end", "id": str(role.pk), "last_day": "2026-12-31", "why": "Contrat rompu"}
    wrong(clerk, "record_parties", end | {"why": ""}, "cannot be read", moreau.pk)
    wrong(clerk, "parties", end, "reload")
    assert posted(clerk, "record_parties", end, moreau.pk).status_code == 302
    assert PartyRole.objects.get().until == date(2026, 12, 31)


def test_one_for_all_customers_shows_on_each(clerk: Client, moreau: Buyer) -> None:
    posted(clerk, "parties", FACTOR)
    assert posted(clerk, "parties", ROLE).status_code == 302
    assert PartyRole.objects.get().buyer is None
    assert "for all customers" in text(clerk.get(reverse("record_parties", args=[moreau.pk])))


def test_receiving_addresses_are_those_of_the_customers_own_siren(clerk: Client, moreau: Buyer) -> None:
    sent = {
        "act": "addresses",
        "address": ["404833048_COMPTA", ""],
        "for": ["Siège", ""],
        "label": ["Compta", ""],
    }
    assert posted(clerk, "record_parties", sent, moreau.pk).status_code == 302
    moreau.refresh_from_db()
    assert moreau.receiving_addresses == [{"address": "0225:404833048_COMPTA", "for": "Siège", "label": "Compta"}]
    wrong(clerk, "record_parties", sent | {"address": ["552032534_X", ""]}, "404833048", moreau.pk)
    assert (
        "552032534_X"
        in posted(clerk, "record_parties", sent | {"address": ["552032534_X", ""]}, moreau.pk).content.decode()
    )


def test_a_mandate_is_recorded_with_its_text_and_ended(clerk: Client, moreau: Buyer, ours: Seller) -> None:
    sent: dict[str, Any] = {
        "kind": "self_billing", "reference": "MA-1", "counterpart_code": "M1", "since": "2026-01-15",
        "acceptance_days": "8",
    }  # fmt: skip
    wrong(clerk, "mandates", sent | {"counterpart_code": "X"}, "no supplier X")
    wrong(clerk, "mandates", sent | {"signed_text": SimpleUploadedFile("a.pdf", b"not one")}, "not a PDF")
    pdf = SimpleUploadedFile("mandat.pdf", b"%PDF-1.7 signed")
    assert posted(clerk, "mandates", sent | {"signed_text": pdf}).status_code == 302
    made = Mandate.objects.get()
    assert (made.buyer_id, made.acceptance_days, made.recorded_by is not None) == (moreau.pk, 8, True)
    assert clerk.get(reverse("mandate_text", args=[made.pk])).content == b"%PDF-1.7 signed"
    support = signed_in(factories.person("sam", ours, "support"))
    assert "MA-1" in text(support.get(reverse("mandates")))
    wrong(clerk, "mandates", {"act": "end", "reference": "MA-1"}, "last day")
    end = {"act": "end", "reference": "MA-1", "last_day": "2026-06-30", "why": "Résilié"}
    assert posted(clerk, "mandates", end).status_code == 302
    assert Mandate.objects.get().until == date(2026, 6, 30)
    assert "ended" in text(clerk.get(reverse("mandates")))


def test_rates_are_written_down_or_read_from_the_file_of_a_central_bank(clerk: Client) -> None:
    one = {"currency_code": "usd", "rate_date": "2026-10-30", "units_per_euro": "1,0835", "source": "BCE"}
    assert posted(clerk, "exchange_rates", one).status_code == 302
    assert ExchangeRate.objects.get().units_per_euro == Decimal("1.0835")
    wrong(clerk, "exchange_rates", one | {"units_per_euro": "1.1"}, "is known")
    wrong(clerk, "exchange_rates", one | {"currency_code": "EUR"}, "not a currency other than the euro")
    wrong(clerk, "exchange_rates", {"act": "file"}, "Choose a file")
    file = SimpleUploadedFile("eurofxref-hist.csv", b"Date,USD,CHF,\n2026-10-30,1.09,0.94,\n2026-10-29,1.08,N/A,\n")
    assert posted(clerk, "exchange_rates", {"act": "file", "rates": file}).status_code == 302
    assert ExchangeRate.objects.count() == 3, "the day that had a rate keeps it"
    page = text(clerk.get(reverse("exchange_rates"), {"currency": "chf"}))
    assert "0.94" in page
    assert "1.0835" not in page


def test_a_secret_name_and_a_kit(clerk: Client, ours: Seller) -> None:
    known = {"unit": "C62", "price": "10", "vat_rate": "20", "nature": "services"}
    item = factories.record(ours, "DIV", "item", **known | {"name": "Procédure de divorce Martin"})
    factories.record(ours, "SCR", "item", **known | {"name": "Écran"})
    wrong(clerk, "item_terms", {"general": "Procedure juridique"}, "procedure", item.pk)
    assert posted(clerk, "item_terms", {"general": "Prestations d'avocat"}, item.pk).status_code == 302
    wrong(clerk, "item_terms", {"act": "parts", "part": ["NO"], "quantity": ["1"]}, "no article NO", item.pk)
    wrong(clerk, "item_terms", {"act": "parts", "part": ["SCR"], "quantity": ["x"]}, "not a quantity", item.pk)
    parts = {"act": "parts", "part": ["SCR", ""], "quantity": ["2,5", ""]}
    assert posted(clerk, "item_terms", parts, item.pk).status_code == 302
    kept = Item.objects.get(pk=item.pk)
    assert (kept.confidential_name, kept.components) == ("Prestations d'avocat", [{"item": "SCR", "quantity": "2.5"}])
    assert "Écran" in text(clerk.get(reverse("item_terms", args=[item.pk])))


@pytest.mark.parametrize(
    ("general", "name", "tells"),
    [
        ("Prestations d'avocat", "Divorce Martin", False),
        ("Affaire MARTIN", "Divorce Martin", True),
        ("Procedure", "Procédure collective", True),
        ("", "Divorce", False),
        ("De la", "De la Tour", False),
    ],
)
def test_a_general_word_repeats_nothing_of_the_name(general: str, name: str, tells: bool) -> None:
    assert (too_telling(general, name) is not None) == tells


def test_a_buyers_page_is_none_of_an_item_and_the_other_way_round(clerk: Client, moreau: Buyer) -> None:
    assert clerk.get(reverse("item_terms", args=[moreau.pk])).status_code == 404
    assert clerk.get(reverse("record_parties", args=[moreau.seller_id])).status_code == 404
