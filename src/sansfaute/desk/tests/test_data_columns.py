"""Columns, operations and history; and every page of the cleaning studio as three people see it."""

import json
import sys
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import signed_in, text
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import actions, rules
from sansfaute.masterdata.models import Buyer, ChangeSet, Seller

pytestmark = pytest.mark.django_db


class TestColumns:
    def test_profile(self, clerk: Client, buyers: list[Buyer]) -> None:
        page = clerk.get(reverse("columns"))
        said = text(page)
        assert 'LYON <span class="figures-set">(2)' in said
        of_city = next(one for one in page.context["columns"] if one.field == "city")
        assert (of_city.profile.filled, of_city.profile.distinct) == (5, 4)
        of_email = next(one for one in page.context["columns"] if one.field == "email")
        assert of_email.malformed == 6

    def test_of_many_records_columns_come_in_one_by_one(
        self, clerk: Client, buyers: list[Buyer], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sansfaute.desk.queries import columns

        monkeypatch.setattr(columns.columns, "__defaults__", (3,))
        page = clerk.get(reverse("columns"), {"type": "buyer"})
        assert all(one.profile is None for one in page.context["columns"])
        assert 'hx-trigger="load"' in page.content.decode()
        row = text(clerk.get(reverse("column_profile"), {"type": "buyer", "field": "city"}))
        assert 'LYON <span class="figures-set">(2)' in row
        known = clerk.get(reverse("columns"), {"type": "buyer"}).context["columns"]
        assert [one.field for one in known if one.profile] == ["city"], "kept until records change"
        actions.change_records(
            seller_id=buyers[0].seller_id, record_type="buyer", given={"C0000": {"city": "Metz"}},
            kind="edit", at=factories.AT,
        )  # fmt: skip
        assert not [one for one in clerk.get(reverse("columns")).context["columns"] if one.profile]

    def test_facets_narrow_each_other(self, clerk: Client, buyers: list[Buyer]) -> None:
        page = clerk.get(reverse("facets"), {"facet": ["city", "country"], "is.city": ["LYON", "Lyon"]})
        assert page.context["count"] == 3
        of_city, of_country = page.context["facets"]
        assert {one.text: one.count for one in of_city.values} == {"LYON": 2, "": 1, "Lyon": 1, "Paris": 1, "lyon ": 1}
        assert [one.text for one in of_city.values if one.is_chosen] == ["LYON", "Lyon"]
        assert [(one.text, one.count) for one in of_country.values] == [("FR", 3)]
        blank = clerk.get(reverse("facets"), {"is.city": ""})
        assert blank.context["count"] == 1
        bad = clerk.get(reverse("facets"), {"bad": "email", "is.city": "Paris"})
        assert bad.context["count"] == 1
        assert [one.malformed for one in bad.context["facets"] if one.field == "email"] == [1]

    def test_a_value_is_chosen_and_let_go_by_its_link(self, clerk: Client, buyers: list[Buyer]) -> None:
        page = clerk.get(reverse("facets"), {"facet": "city"})
        lyon = next(one for one in page.context["facets"][0].values if one.text == "lyon ")
        chosen = clerk.get(reverse("facets") + "?" + lyon.address)
        assert chosen.context["count"] == 1
        back = next(one for one in chosen.context["facets"][0].values if one.is_chosen)
        assert clerk.get(reverse("facets") + "?" + back.address).context["count"] == 6

    @pytest.mark.parametrize("query", ["facet=password", "is.x%27=1", "type=seller&facet=city", "q=%00", "is.city=%00"])
    def test_what_is_no_field_is_passed_over(self, clerk: Client, buyers: list[Buyer], query: str) -> None:
        assert clerk.get(reverse("facets") + "?" + query).status_code == 200

    @pytest.mark.parametrize("method", [*rules.METHODS, "nonsense", ""])
    def test_clusters(self, clerk: Client, buyers: list[Buyer], method: str) -> None:
        page = clerk.get(reverse("clusters"), {"field": "city", "method": method})
        assert [{form.text for form in one.forms} for one in page.context["found"]] == [{"LYON", "Lyon", "lyon "}]
        assert page.context["found"][0].proposed == "LYON"

    def test_a_column_that_is_none_is_not_found(self, clerk: Client) -> None:
        assert clerk.get(reverse("clusters"), {"field": "password"}).status_code == 404


def test_groups_of_a_long_column_come_in_after_the_page(
    clerk: Client, buyers: list[Buyer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["sansfaute.desk.views.columns"], "AT_ONCE", 3)
    address = {"field": "city", "method": "fingerprint"}
    page = clerk.get(reverse("clusters"), address)
    assert "4 different values are being compared" in text(page)
    assert page.context["found"] == []
    assert len(clerk.get(reverse("clusters"), {**address, "now": "1"}).context["found"]) == 1
    assert len(clerk.get(reverse("clusters"), address).context["found"]) == 1, "known from now on"


CLUSTER = {
    "from": "clusters", "type": "buyer", "field": "city", "take": ["1"],
    "keep-1": "Lyon", "form-1": ["LYON", "Lyon", "lyon "],
}  # fmt: skip


class TestOperations:
    def test_counted_previewed_applied_undone(self, clerk: Client, buyers: list[Buyer]) -> None:
        assert "3 records will change" in text(clerk.post(reverse("operation_count"), CLUSTER))
        page = clerk.post(reverse("operation_preview"), CLUSTER)
        assert "3 records will change" in text(page)
        assert not ChangeSet.objects.filter(kind="fix").exists()
        steps = [one.text for one in page.context["steps"]]
        answer = clerk.post(reverse("apply_operations"), {"operation": steps})
        made = ChangeSet.objects.get(kind="fix")
        assert answer["Location"] == reverse("change_set", args=[made.pk])
        assert [one.city for one in Buyer.objects.order_by("code")] == ["Lyon", "Lyon", "Lyon", "Paris", "Lyon", ""]
        said = text(clerk.get(answer["Location"]))
        assert "City: replace “LYON”, “lyon ” by “Lyon”" in said
        assert "Nothing was left to change" in text(
            clerk.post(reverse("apply_operations"), {"operation": steps}, follow=True)
        )
        clerk.post(reverse("undo_change_set", args=[made.pk]))
        assert [one.values.get("city", "") for one in Buyer.objects.order_by("code")] == list(factories.CITIES)

    def test_on_what_the_facets_leave_or_on_the_ticked(self, clerk: Client, buyers: list[Buyer]) -> None:
        sent = {"name": "set", "field": "city", "value": " Lyon "}
        address = reverse("operation_preview") + "?is.city=LYON"
        page = clerk.post(address, sent)
        assert page.context["count"] == 2
        ticked = clerk.post(address, {**sent, "code": ["C0003"]})
        assert ticked.context["count"] == 1
        assert [row.code for row, _, _ in ticked.context["shown"]] == ["C0003"]

    @pytest.mark.parametrize(
        "sent",
        [
            {"operation": "{"},
            {"operation": '{"name": "set", "record_type": "buyer", "field": "merged_into", "value": "x"}'},
            {"from": "clusters", "field": "city"},
            {"name": "drop", "field": "city"},
            {},
        ],
    )
    def test_what_is_no_operation_does_nothing(self, clerk: Client, buyers: list[Buyer], sent: Any) -> None:
        assert "Nothing would change" in text(clerk.post(reverse("operation_preview"), sent))
        assert clerk.post(reverse("apply_operations"), sent).status_code == 302
        assert not ChangeSet.objects.filter(kind="fix").exists()

    def test_the_history_is_exported_and_replayed(self, clerk: Client, buyers: list[Buyer]) -> None:
        actions.apply_operation(
            seller_id=buyers[0].seller_id,
            operation=rules.Operation("replace", "buyer", "city", forms={"LYON": "Lyon"}), at=factories.AT,
        )  # fmt: skip
        exported = clerk.get(reverse("operations_json")).content
        assert json.loads(exported)["operations"][0]["forms"] == {"LYON": "Lyon"}
        factories.record(buyers[0].seller, "D1", city="LYON")
        page = clerk.get(reverse("replay"))
        assert [one.count for one in page.context["steps"]] == [1]
        chosen = clerk.post(reverse("replay"), {"take": ["0", "x", "999"]})
        assert chosen.context["count"] == 1
        told = json.loads(exported)
        told["operations"] += [{"name": "drop"}, {"name": "trim", "record_type": "buyer", "field": "name"}]
        file = SimpleUploadedFile("operations.json", json.dumps(told).encode())
        sent = clerk.post(reverse("replay"), {"file": file})
        assert (sent.context["count"], sent.context["skipped"], sent.context["unread"]) == (1, 1, 1)
        clerk.post(reverse("apply_operations"), {"operation": [one.text for one in sent.context["steps"]]})
        assert Buyer.objects.get(code="D1").city == "Lyon"

    @pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"operations": {}}', b"\xff\x00", b"<html>"])
    def test_a_file_that_is_no_history_is_refused(self, clerk: Client, content: bytes) -> None:
        answer = clerk.post(reverse("replay"), {"file": SimpleUploadedFile("x.json", content or b" ")})
        assert answer.status_code == 422
        assert "no history of operations" in text(answer)

    def test_imports_are_not_undone_from_here(self, clerk: Client, ours: Seller) -> None:
        made = ChangeSet.objects.create(seller=ours, kind="import", made_at=factories.AT)
        assert clerk.post(reverse("undo_change_set", args=[made.pk])).status_code == 404

    def test_a_large_one_shows_how_far_it_has_come(
        self, clerk: Client, buyers: list[Buyer], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sansfaute.masterdata.actions import operations

        monkeypatch.setattr(operations, "AT_ONCE", 1)
        operation = rules.Operation("upper", "buyer", "city")
        made = actions.apply_operation(seller_id=buyers[0].seller_id, operation=operation, at=factories.AT)
        assert made is not None
        assert "0 of 3" in text(clerk.get(reverse("change_set", args=[made.pk])))
        assert "HX-Refresh" not in clerk.get(reverse("change_set_progress", args=[made.pk]))
        actions.carry_out_operation(change_set_id=made.pk, at=factories.AT)
        assert clerk.get(reverse("change_set_progress", args=[made.pk]))["HX-Refresh"] == "true"


SEEN = ("data_overview", "records", "records_csv", "columns", "facets", "change_sets", "operations_json")
MENDED = ("new_record", "replay")
POSTED = ("new_record_verdict", "operation_count", "operation_preview", "apply_operations")


class TestWhoSeesWhat:
    def objects(self, row: Buyer) -> dict[str, str]:
        made = ChangeSet.objects.filter(changes__record_id=row.pk).get()
        named = {"record": row.pk, "change_set": made.pk, "change_set_progress": made.pk}
        return {name: reverse(name, args=[pk]) for name, pk in named.items()}

    def test_one_who_sees_but_may_not_mend(self, approver: Client, buyers: list[Buyer]) -> None:
        for name in SEEN:
            assert approver.get(reverse(name)).status_code == 200, name
        for address in self.objects(buyers[0]).values():
            assert approver.get(address).status_code == 200, address
        for name in MENDED:
            assert approver.get(reverse(name)).status_code == 403, name
        for name in POSTED:
            assert approver.post(reverse(name)).status_code == 403, name
        assert approver.post(reverse("record", args=[buyers[0].pk]), {"city": "x"}).status_code == 403
        page = text(approver.get(reverse("record", args=[buyers[0].pk])))
        assert ">Save<" not in page
        assert "Undo" not in page
        made = ChangeSet.objects.first()
        assert made is not None
        assert approver.post(reverse("undo_change_set", args=[made.pk])).status_code == 403
        assert ChangeSet.objects.count() == len(factories.CITIES)

    def test_somebody_of_another_company(self, buyers: list[Buyer]) -> None:
        theirs = factories.seller("Autre SAS", "200000008")
        stranger = signed_in(factories.person("eve", theirs, "admin"))
        for address in self.objects(buyers[0]).values():
            assert stranger.get(address).status_code == 404, address
        assert stranger.post(reverse("record", args=[buyers[0].pk]), {"city": "x"}).status_code == 404
        assert stranger.post(reverse("record_verdict", args=[buyers[0].pk]), {"city": "x"}).status_code == 404
        made = ChangeSet.objects.first()
        assert made is not None
        assert stranger.post(reverse("undo_change_set", args=[made.pk])).status_code == 404
        for name in (*SEEN, *MENDED):
            answer = stranger.get(reverse(name))
            shown = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]  # streamed
            assert answer.status_code == 200, name
            assert b"Client C0001" not in shown, name
            assert stranger.get(reverse(name), {"seller": str(buyers[0].seller_id)}).status_code == 404, name
        assert "Nothing would change" in text(stranger.post(reverse("operation_preview"), CLUSTER))
        address = reverse("apply_operations") + f"?seller={buyers[0].seller_id}"
        assert stranger.post(address, CLUSTER).status_code == 404

    def test_somebody_signed_out_or_without_a_role(self, buyers: list[Buyer]) -> None:
        nobody = signed_in(factories.person("bob"))
        for name in (*SEEN, *MENDED):
            assert Client().get(reverse(name)).status_code == 302, name
            assert nobody.get(reverse(name)).status_code == 403, name
        for name in POSTED:
            assert nobody.post(reverse(name)).status_code == 403, name

    def test_what_does_not_exist_is_not_found(self, clerk: Client) -> None:
        for name in ("record", "change_set", "change_set_progress"):
            assert clerk.get(reverse(name, args=[new_id()])).status_code == 404
            assert clerk.get(reverse(name, args=[UUID(int=0)])).status_code == 404
