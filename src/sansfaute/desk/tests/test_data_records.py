"""Records and the overview in front of three people; the other data pages are in test_data_columns."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import text
from sansfaute.masterdata import actions, rules
from sansfaute.masterdata.models import Buyer, ChangeSet, ExpectedBilling, Seller

pytestmark = pytest.mark.django_db


class TestList:
    def test_searches_and_filters(self, clerk: Client, buyers: list[Buyer]) -> None:
        factories.record(buyers[0].seller, "D1", name="Dupont GmbH", country="Allemagne", city="Köln", email="a@b.de")
        said = text(clerk.get(reverse("records"), {"q": "dupont"}))
        assert "1 record" in said
        assert "Dupont GmbH" in said
        assert "Client C0001" not in said
        assert "1 record" in text(clerk.get(reverse("records"), {"country": "DE"}))
        assert "6 records" in text(clerk.get(reverse("records"), {"q": "client", "state": "errors"}))
        assert "No record matches" in text(clerk.get(reverse("records"), {"q": "nobody"}))

    @pytest.mark.parametrize("state", ["errors", "warnings", "clean", "merged", "idle", "", "nonsense"])
    @pytest.mark.parametrize("kind", ["buyer", "item"])
    def test_every_filter_answers(self, clerk: Client, buyers: list[Buyer], state: str, kind: str) -> None:
        factories.record(
            buyers[0].seller, "A1", "item", name="Heure", unit="heure", unit_price="89", vat="20", nature="service"
        )
        page = clerk.get(reverse("records"), {"type": kind, "state": state, "q": "a\x00' or 1=1", "kind": "public"})
        assert page.status_code == 200

    def test_merged_records_are_shown_only_when_asked_for(self, clerk: Client, buyers: list[Buyer]) -> None:
        Buyer.objects.filter(pk=buyers[1].pk).update(merged_into=buyers[0])
        assert "5 records" in text(clerk.get(reverse("records")))
        assert "1 record" in text(clerk.get(reverse("records"), {"state": "merged"}))

    def test_pages_by_code(self, clerk: Client, ours: Seller) -> None:
        Buyer.objects.bulk_create(Buyer(seller=ours, code=f"K{n:04}", name="x") for n in range(120))
        seen: list[str] = []
        page = clerk.get(reverse("records"))
        while True:
            seen += [line.record.code for line in page.context["page"].rows]
            after = page.context["page"].after
            if after is None:
                break
            page = clerk.get(reverse("records"), {"after": after})
        assert seen == [f"K{n:04}" for n in range(120)]
        back = clerk.get(reverse("records"), {"before": page.context["page"].before})
        assert [line.record.code for line in back.context["page"].rows] == seen[50:100]

    def test_costs_the_same_however_many(self, clerk: Client, ours: Seller, django_assert_max_num_queries: Any) -> None:
        Buyer.objects.bulk_create(Buyer(seller=ours, code=f"K{n:04}", name="x") for n in range(120))
        clerk.get(reverse("records"))
        with django_assert_max_num_queries(12):
            clerk.get(reverse("records"), {"after": "K0050"})

    def test_export_runs_no_formula(self, clerk: Client, ours: Seller) -> None:
        factories.record(ours, "C1", name='=cmd|"/c calc"!A1', city="Lyon; ville")
        answer = clerk.get(reverse("records_csv"))
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]  # streamed
        assert lines[0].startswith("Code client;Raison sociale;")
        assert lines[1].startswith('C1;"\'=cmd|""/c calc""!A1";')
        assert '"Lyon; ville"' in lines[1]


class TestRecord:
    def page(self, client: Client, row: Any) -> str:
        return text(client.get(reverse("record", args=[row.pk])))

    def sent(self, row: Any, **changed: str) -> dict[str, str]:
        """What the form sends: every field, and what it was."""
        was = {f"was-{name}": row.values.get(name, "") for name in rules.FIELDS["buyer"]}
        now = {name: row.values.get(name, "") for name in rules.FIELDS["buyer"]}
        return {**was, **now, **changed}

    def test_shows_each_field_with_what_is_said_of_it(self, clerk: Client, buyers: list[Buyer]) -> None:
        said = self.page(clerk, buyers[0])
        assert "c0000 at b.fr" in said
        assert "is not an e-mail address" in said
        assert "Write “c0000@b.fr”" in said
        assert "Do so in all 6 alike" in said
        assert "History" in said

    def test_an_edit_is_a_set_that_is_undone(self, clerk: Client, buyers: list[Buyer]) -> None:
        row = buyers[3]
        answer = clerk.post(reverse("record", args=[row.pk]), self.sent(row, city="Nice", name="Dupont"))
        assert answer.status_code == 302
        row.refresh_from_db()
        assert (row.city, row.name) == ("Nice", "Dupont")
        made = ChangeSet.objects.get(kind="edit", change_count=1, changes__record_id=row.pk, changes__is_creation=False)
        assert str(made.made_by) in self.page(clerk, row)
        assert made.changes.get().after == {"city": "Nice", "name": "Dupont"}
        assert clerk.post(reverse("undo_change_set", args=[made.pk])).status_code == 302
        row.refresh_from_db()
        assert (row.city, row.name) == ("Paris", "Client C0003")
        assert "undone" in self.page(clerk, row)

    def test_saved_as_it_was_changes_nothing(self, clerk: Client, buyers: list[Buyer]) -> None:
        count = ChangeSet.objects.count()
        clerk.post(reverse("record", args=[buyers[2].pk]), self.sent(buyers[2]))
        assert ChangeSet.objects.count() == count
        assert Buyer.objects.get(pk=buyers[2].pk).values["city"] == "lyon "

    def test_what_others_wrote_meanwhile_is_kept(self, clerk: Client, buyers: list[Buyer]) -> None:
        row = buyers[0]
        form = self.sent(row, city="Nice")
        actions.change_records(
            seller_id=row.seller_id, record_type="buyer", given={row.code: {"name": "Autre nom"}},
            kind="edit", at=factories.AT,
        )  # fmt: skip
        assert clerk.post(reverse("record", args=[row.pk]), form).status_code == 302
        row.refresh_from_db()
        assert (row.name, row.city) == ("Autre nom", "Nice")

    def test_two_edits_of_one_field_are_told(self, clerk: Client, buyers: list[Buyer]) -> None:
        row = buyers[0]
        form = self.sent(row, city="Nice")
        actions.change_records(
            seller_id=row.seller_id, record_type="buyer", given={row.code: {"city": "Metz"}},
            kind="edit", at=factories.AT,
        )  # fmt: skip
        answer = clerk.post(reverse("record", args=[row.pk]), form)
        assert answer.status_code == 409
        assert "Metz" in text(answer)
        assert Buyer.objects.get(pk=row.pk).city == "Metz"

    def test_one_click_takes_the_fix_and_what_was_typed(self, clerk: Client, buyers: list[Buyer]) -> None:
        row = buyers[0]
        clerk.post(reverse("record", args=[row.pk]), self.sent(row, fix="email:email_syntax"))
        row.refresh_from_db()
        assert row.email == "c0000@b.fr"
        made = ChangeSet.objects.get(kind="fix")
        assert rules.read_operation(made.about["operation"]) == rules.Operation(
            "fix", "buyer", "email", rule="email_syntax", selection=rules.Selection(codes=("C0000",))
        )
        other = buyers[1]
        clerk.post(reverse("record", args=[other.pk]), self.sent(other, fix="email:email_syntax", city="Brest"))
        other.refresh_from_db()
        assert (other.email, other.city) == ("c0001@b.fr", "Brest")

    def test_a_fix_that_no_rule_proposes_is_none(self, clerk: Client, buyers: list[Buyer]) -> None:
        clerk.post(reverse("record", args=[buyers[0].pk]), self.sent(buyers[0], fix="name:owned"))
        assert not ChangeSet.objects.filter(kind="fix").exists()

    def test_bank_details_wait(self, clerk: Client, ours: Seller) -> None:
        row = factories.record(ours, "B1", iban="FR7630006000011234567890189")
        form = self.sent(row, iban="DE89370400440532013000")
        answer = clerk.post(reverse("record", args=[row.pk]), form, follow=True)
        assert "wait for a second person" in text(answer)
        assert Buyer.objects.get(pk=row.pk).iban == "FR7630006000011234567890189"

    def test_is_judged_while_typing(self, clerk: Client, buyers: list[Buyer]) -> None:
        sent = self.sent(buyers[0], email="c0000@b.fr", vat_identifier="FR00")
        said = text(clerk.post(reverse("record_verdict", args=[buyers[0].pk]), sent))
        assert "is not an e-mail address" not in said
        assert "FR00" in said
        assert 'hx-swap-oob="true"' in said
        assert Buyer.objects.get(pk=buyers[0].pk).email == "c0000 at b.fr"

    def test_a_merged_one_is_not_edited(self, clerk: Client, buyers: list[Buyer]) -> None:
        form = self.sent(buyers[1], city="Nice")
        Buyer.objects.filter(pk=buyers[1].pk).update(merged_into=buyers[0])
        assert "merged into C0000" in self.page(clerk, buyers[1])
        assert clerk.post(reverse("record", args=[buyers[1].pk]), form).status_code == 409
        assert Buyer.objects.get(pk=buyers[1].pk).city == "LYON"

    def test_its_texts_are_never_markup(self, clerk: Client, ours: Seller) -> None:
        row = factories.record(ours, "X1", name="<script>alert(1)</script>", city='"><img src=x>')
        said = clerk.get(reverse("record", args=[row.pk])).content.decode()
        assert "<script>alert" not in said
        assert "<img src=x" not in said

    def test_a_new_one_is_made(self, clerk: Client, buyers: list[Buyer]) -> None:
        page = clerk.get(reverse("new_record"), {"type": "buyer"})
        assert page.context["code"] == "C0006"
        answer = clerk.post(reverse("new_record"), {"code": "C0006", "name": "Neuf SAS", "city": "Lyon"})
        assert answer.status_code == 302
        assert Buyer.objects.get(code="C0006").name == "Neuf SAS"
        again = clerk.post(reverse("new_record"), {"code": "C0006", "name": "Autre"})
        assert again.status_code == 422
        assert "is taken" in text(again)
        assert "Autre" in text(again)

    def test_similar_ones_are_shown_while_typing(self, clerk: Client, buyers: list[Buyer]) -> None:
        sent = {"is-new": "1", "code": "C0001", "name": "client c0002", "email": ""}
        said = text(clerk.post(reverse("new_record_verdict"), sent))
        assert "The code C0001 is taken" in said
        assert "C0002 · Client C0002" in said


class TestOverview:
    def test_teaches_when_there_is_nothing(self, clerk: Client) -> None:
        assert "Drop your first file" in text(clerk.get(reverse("data_overview")))

    def test_says_what_to_do_first_by_money(self, clerk: Client, buyers: list[Buyer], ours: Seller) -> None:
        ExpectedBilling.objects.create(
            seller=ours, buyer=buyers[0], amount=Decimal("1250.50"), period_start=factories.AT.date(),
            period_end=factories.AT.date(), worked_out_at=factories.AT,
        )  # fmt: skip
        factories.record(ours, "A1", "item", name="", unit="heure", unit_price="x", vat="20", nature="?")
        said = text(clerk.get(reverse("data_overview")))
        assert "6 buyers" in said
        assert "€1,250.50 to be billed next" in said
        assert said.index("Buyers with errors") < said.index("Items with errors")
        assert "Last acts" in said

    def test_costs_the_same_however_many(self, clerk: Client, ours: Seller, django_assert_max_num_queries: Any) -> None:
        for number in range(30):
            factories.record(ours, f"C{number}", city="Lyon")
        clerk.get(reverse("data_overview"))
        with django_assert_max_num_queries(40):
            clerk.get(reverse("data_overview"))
