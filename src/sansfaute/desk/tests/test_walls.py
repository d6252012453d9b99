"""Every address of the data pages in front of strangers, of colleagues without the right, and of hostile values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import AT, signed_in
from sansfaute.masterdata import actions, rules
from sansfaute.masterdata.models import (
    BankChange,
    Buyer,
    Certificate,
    ChangeSet,
    ClusterMember,
    Correction,
    DuplicateCluster,
    ExchangeRate,
    Item,
    Mandate,
    Party,
    PartyRole,
    RegistryAnswer,
    RegistryDifference,
    RowVerdict,
    Seller,
)

pytestmark = pytest.mark.django_db
SECRET = "Boulangerie Zinc"
FILE = f"Code client;Nom;Ville;Courriel\r\nZ1;{SECRET};Lyon;a at b.fr\r\n;{SECRET};;\r\n".encode()
IBANS = ("FR7630002005500000899997364", "FR7630004000031234567890143")
POSTS = {
    "new_record_verdict", "record_verdict", "operation_count", "operation_preview", "apply_operations",
    "undo_change_set", "ask_duplicates", "undo_duplicate", "duplicate_decision", "registry_decision", "ask_registries",
    "bank_decision", "import_reading", "import_verdicts", "import_rows", "import_decision", "import_undo", "fix_alike",
    "correct", "decide_rule", "make_certificate", "retry_work",
}  # fmt: skip
BOTH = {
    "imports", "new_record", "record", "replay", "merge_sure", "new_rule", "parties", "record_parties", "mandates",
    "exchange_rates", "item_terms",
}  # fmt: skip
"""Addresses that are read and posted to."""
OPEN_TO_ALL = {"operation_count", "operation_preview", "replay"}

HOSTILE = ("x\x00y", "<script>alert(1)</script>", "9" * 5000, "/\\evil.example/")
ACTS = {
    "parties", "record_parties", "mandates", "exchange_rates", "item_terms", "correct", "duplicate_decision",
    "bank_decision", "undo_duplicate", "import_decision", "registry_decision",
}  # fmt: skip
"""Addresses whose form names one act among several."""
NAMES = (
    "seller", "type", "field", "method", "q", "page", "after", "before", "state", "list", "undo", "set", "rule", "kind",
    "outcome", "country", "owner", "due", "is.city", "bad", "facet", "find.city", "code", "name", "value", "operation",
    "take", "keep-0", "form-0", "from", "decision", "keep", "key", "what", "accept", "difference", "buyer", "next",
    "why", "header_row", "decimal_mark", "date_order", "encoding", "separator", "sheet", "column_0", "column_x", "row",
    "asked", "count", "id", "act", "back", "due_date", "language", "record_type", "condition", "argument",
    "scope_field", "scope_value", "sentence_fr", "sentence_en", "level", "delay_days", "fix", "was-name", "is-new",
    "iban", "email", "city", "field-name", "now", "sort", "money", "level", "job", "party", "role", "since", "until",
    "text", "percentage", "channel", "last_day", "address", "for", "label", "reference", "counterpart_code", "part",
    "quantity", "general", "currency", "currency_code", "rate_date", "units_per_euro", "source", "siren",
)  # fmt: skip


@pytest.fixture
def admin(ours: Seller) -> Client:
    client = signed_in(factories.person("anne", ours, "admin"))
    client.raise_request_exception = True
    return client


@pytest.fixture
def objects(ours: Seller, admin: Client, no_worker: Any) -> dict[str, UUID]:
    """One of everything that an address may name."""
    admin.post(reverse("imports"), {"files": [SimpleUploadedFile(f"{SECRET}.csv", FILE)]})
    no_worker.run()
    buyers = [factories.record(ours, f"C{n}", name=f"{SECRET} {n}", iban=IBANS[0]) for n in range(3)]
    actions.change_records(seller_id=ours.pk, record_type="buyer", given={"C0": {"iban": IBANS[1]}}, kind="edit", at=AT)
    cluster = DuplicateCluster.objects.create(
        seller=ours, verdict="sure", probability="0.99", fingerprint="f" * 64, proposed_at=AT,
        pairs=[{"first": "C0", "second": "C1", "probability": "0.99", "evidence": []}],
    )  # fmt: skip
    for one in buyers[:2]:
        ClusterMember.objects.create(seller=ours, cluster=cluster, buyer=one)
    answer = RegistryAnswer.objects.create(
        seller=ours, registry="sirene", identifier="552100554", record_id=buyers[0].pk, outcome="found", asked_at=AT
    )
    RegistryDifference.objects.create(
        seller=ours, answer=answer, buyer=buyers[0], field="name", ours=SECRET, theirs="DURAND", level="warning",
        found_at=AT,
    )  # fmt: skip
    rule = actions.write_rule(
        seller_id=ours.pk, name=SECRET, sentence_fr=SECRET, at=AT,
        asked=rules.UserRule("", "buyer", "iban", "is_empty", level="warning"),
    )  # fmt: skip
    actions.make_certificate(seller_id=ours.pk, language="fr", at=AT)
    from sansfaute.intake.models import SourceFile

    party = {"name": SECRET, "siren": "552032534", "iban": IBANS[0]}
    actions.agree_party(seller_id=ours.pk, code="BAF", values=party, at=AT)
    mandate = actions.record_mandate(
        seller_id=ours.pk, kind="invoicing", reference=SECRET, counterpart_code="BAF", since=AT.date(),
        signed_text=b"%PDF-1.7", at=AT,
    )  # fmt: skip
    item = factories.record(ours, "ART", "item", name=SECRET, unit="C62", price="10", vat_rate="20", nature="goods")
    return {
        "mandate_id": mandate.pk,
        "item_id": item.pk,
        "source_file_id": SourceFile.objects.get().pk,
        "record_id": buyers[0].pk,
        "change_set_id": ChangeSet.objects.filter(seller=ours, kind="edit").order_by("id")[0].pk,
        "cluster_id": cluster.pk,
        "bank_change_id": BankChange.objects.get().pk,
        "correction_id": Correction.objects.order_by("id")[0].pk,
        "rule_id": rule.pk,
        "certificate_id": Certificate.objects.get().pk,
    }


def walked(objects: dict[str, UUID]) -> Iterator[tuple[str, str, bool]]:
    """Name, address and whether it names an object, of every data page that there is."""
    from sansfaute.desk.urls import urlpatterns

    for one in urlpatterns:
        name, pattern = getattr(one, "name", None), str(one.pattern)
        if name is None or not pattern.startswith("donnees/"):
            continue
        held = objects | ({"record_id": objects["item_id"]} if name == "item_terms" else {})
        named = {key: "buyers" if key == "kind" else held[key] for key in one.pattern.converters}  # type: ignore[union-attr]  # a route
        yield name, reverse(name, kwargs=named), bool(set(named) - {"kind"})


def asked(client: Client, name: str, address: str, sent: dict[str, Any] | None = None) -> list[Any]:
    """What an address answers to each method that it takes."""
    answers = []
    if name not in POSTS:
        answers.append(client.get(address, sent or {}))
    if name in POSTS | BOTH:
        answers.append(client.post(address, sent or {}))
    return answers


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def kept(seller: Seller) -> list[Any]:
    """What nobody may have changed."""
    return [
        list(Buyer.objects.filter(seller=seller).order_by("pk").values()),
        list(ChangeSet.objects.filter(seller=seller).order_by("pk").values()),
        list(BankChange.objects.filter(seller=seller).values()),
        list(DuplicateCluster.objects.filter(seller=seller).values()),
        list(RegistryDifference.objects.filter(seller=seller).values()),
        list(Correction.objects.filter(seller=seller).order_by("pk").values()),
        Certificate.objects.filter(seller=seller).count(),
        [list(one.objects.filter(seller=seller).values()) for one in (Party, PartyRole, Mandate, ExchangeRate, Item)],
    ]


class TestStrangers:
    def test_another_company_finds_nothing_of_ours(self, ours: Seller, objects: dict[str, UUID]) -> None:
        theirs = factories.seller("Autre SAS", "200000008")
        eve = signed_in(factories.person("eve", theirs, "admin"))
        before = kept(ours)
        for name, address, is_object in walked(objects):
            for answer in asked(eve, name, address):
                assert answer.status_code == 404 if is_object else answer.status_code < 500, name
                assert SECRET.encode() not in body(answer), name
            for answer in asked(eve, name, f"{address}?seller={ours.pk}"):
                assert answer.status_code == 404, name
        assert kept(ours) == before

    def test_identifiers_of_ours_in_their_forms_do_nothing(self, ours: Seller, objects: dict[str, UUID]) -> None:
        theirs = factories.seller("Autre SAS", "200000008")
        eve = signed_in(factories.person("eve", theirs, "admin"))
        before = kept(ours)
        buyer, difference = objects["record_id"], RegistryDifference.objects.get().pk
        every = {
            "buyer": buyer, "difference": difference, "accept": difference, "key": objects["cluster_id"], "what": "set",
            "id": objects["correction_id"], "act": "fix", "row": objects["record_id"], "keep": buyer, "code": "C0",
            "decision": "merge", "rule": "email_syntax", "field": "email", "count": "1",
            "set": objects["change_set_id"],
        }  # fmt: skip
        for sent in (every, {**every, "what": "cluster", "act": "mend", "value": "x@y.fr"}, {**every, "act": "accept"}):
            for name, address, is_object in walked(objects):
                for answer in asked(eve, name, address, sent):
                    assert answer.status_code == 404 if is_object else answer.status_code < 500, name
                    assert SECRET.encode() not in body(answer), name
        assert kept(ours) == before

    def test_nobody_who_is_not_signed_in(self, objects: dict[str, UUID]) -> None:
        for name, address, _is_object in walked(objects):
            for answer in asked(Client(), name, address):
                assert answer.status_code == 302, name
                assert answer["Location"].startswith(reverse("account_login")), name

    def test_nobody_without_a_role(self, objects: dict[str, UUID]) -> None:
        bob = signed_in(factories.person("bob"))
        for name, address, _is_object in walked(objects):
            assert {answer.status_code for answer in asked(bob, name, address)} == {403}, name

    def test_forms_of_other_sites_are_refused(self, ours: Seller, objects: dict[str, UUID]) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(
            factories.person("zoe", ours, "admin"), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        before = kept(ours)
        for name, address, _is_object in walked(objects):
            if name in POSTS | BOTH:
                assert client.post(address).status_code == 403, name
        assert kept(ours) == before

    @pytest.mark.parametrize("role", ["support", "accountant", "approver"])
    def test_colleagues_who_may_not_mend_change_nothing(
        self, role: str, ours: Seller, objects: dict[str, UUID]
    ) -> None:
        sam = signed_in(factories.person("sam", ours, role))
        before = kept(ours)
        for name, address, _is_object in walked(objects):
            if name in (POSTS | BOTH) - {"record_verdict"} and not (name == "bank_decision" and role != "support"):
                assert sam.post(address, {"name": "Other", "was-name": ""}).status_code == 403, name
        assert kept(ours) == before


class TestHostileValues:
    @pytest.mark.parametrize("hostile", HOSTILE, ids=[repr(one[:20]) for one in HOSTILE])
    def test_break_no_page(self, hostile: str, ours: Seller, admin: Client, objects: dict[str, UUID]) -> None:
        every: dict[str, Any] = {name: [hostile] for name in NAMES if name != "seller"}
        found: list[str] = []
        for name, address, _is_object in walked(objects):
            for sent in (every, *(meant(every, objects) if name in ACTS else ())):
                with transaction.atomic():
                    try:
                        answers = asked(admin, name, address, sent)
                        found += [f"{name}: {wrong}" for one in answers if (wrong := trouble(one))]
                    except Exception as failure:
                        found.append(f"{name}: {type(failure).__name__}: {str(failure)[:160]}")
                    transaction.set_rollback(True)
        assert "\n".join(sorted(set(found))) == ""


def meant(every: dict[str, Any], objects: dict[str, UUID]) -> Iterator[dict[str, Any]]:
    """The same values beside acts that exist, on objects that exist."""
    ids = {"id": objects["correction_id"], "buyer": objects["record_id"]}
    for act in ("assign", "mend", "accept", "postpone", "fix", "party", "give", "end", "addresses", "file", "parts"):
        yield every | ids | {"act": act}
    for decision, what in (("refuse", "set"), ("merge", "cluster"), ("distinct", ""), ("right", ""), ("drop", "")):
        yield every | ids | {"decision": decision, "what": what, "accept": "ticked", "is-new": "1"}


def trouble(answer: Any) -> str:
    """What no answer may do."""
    where = answer.get("Location", "")
    if where and not url_has_allowed_host_and_scheme(where[:2000], allowed_hosts=None):
        return f"leads to {where}"
    if answer.get("Content-Type", "").startswith("text/html") and b"<script>alert(1)" in body(answer):
        return "runs a script"
    return f"answers {answer.status_code}" if answer.status_code >= 500 else ""


def test_the_verdicts_of_an_accepted_file_stay(admin: Client, objects: dict[str, UUID]) -> None:
    """Nobody judges it again: asked for anew they were deleted, and its page waited for ever."""
    names = {"source_file_id": objects["source_file_id"]}
    admin.post(reverse("import_decision", kwargs=names), {"decision": "all"})
    before = RowVerdict.objects.count()
    assert admin.post(reverse("import_verdicts", kwargs=names)).status_code == 409
    assert RowVerdict.objects.count() == before > 0


def test_the_way_back_from_the_registries_stays_here(admin: Client, objects: dict[str, UUID]) -> None:
    for away in ("/\\evil.example/", "//evil.example/", "https://evil.example/"):
        answer = admin.post(reverse("ask_registries"), {"buyer": str(objects["rule_id"]), "next": away})
        assert answer["Location"] == reverse("registries")
