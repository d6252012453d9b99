"""Rules of the company, corrections, audits: the same at every way in, ended by any way out."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from sansfaute.intake import actions as intake
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import actions, queries, rules
from sansfaute.masterdata.actions import settling
from sansfaute.masterdata.actions.changes import new_set, write_set
from sansfaute.masterdata.actions.writing import RECORD_TYPES, state_of
from sansfaute.masterdata.models import (
    AcceptedFinding,
    AuditRule,
    Buyer,
    Correction,
    Finding,
    RowVerdict,
    Seller,
)
from sansfaute.masterdata.tests.quality import AT, GOOD, buyer, change, open_rules, rule, said
from sansfaute.people import actions as people
from sansfaute.people.models import Person

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)
BAD = {**GOOD, "post_code": "1000", "email": "a at b.example", "telephone": "12"}


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, settings: Any) -> Any:
    settings.FILE_STORE = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with inline_steps():
        yield


@pytest.fixture
def seller() -> Seller:
    return Seller.objects.create(name="Ondine", siren="100000009", line_1="1 rue X", post_code="69002", city="Lyon")


@pytest.fixture
def ada(seller: Seller) -> Person:
    made = people.invite_person(username="ada", email="ada@o.example", password="x" * 14, at=AT)
    people.grant_role(person=made, seller_id=seller.pk, role="admin", at=AT)
    return made


class TestTheSameAtEveryWayIn:
    def test_import_page_undo_and_merge_find_the_same(self, seller: Seller) -> None:
        """The same bad values, brought in four ways."""
        own = rule(seller, field="telephone", condition="is_shorter_than", argument="6", level="error")
        header = "Code client;Nom;Adresse;CP;Ville;Pays;SIREN;Courriel;Téléphone\n"
        row = "A;Dupont SAS;1 rue de la Paix;1000;Lyon;FR;404833048;a at b.example;12\n"
        file = intake.receive_file(seller_id=seller.pk, name="c.csv", content=(header + row).encode(), at=AT)
        intake.parse_rows(source_file_id=file.pk, at=AT)
        actions.agree_records(source_file_id=file.pk, at=AT)
        imported = said(Buyer.objects.get(code="A").pk)
        assert {rule for _, rule, *_ in imported} >= {"post_code_zero", "email_syntax", f"audit:{own.pk}"}

        page = buyer(seller, "B")
        assert said(page.pk) == set()
        wrong = {name: BAD[name] for name in ("post_code", "email", "telephone")}
        change_set = change(seller, "B", **wrong)
        assert said(page.pk) == imported

        kept = buyer(seller, "C")
        merge = new_set(seller.pk, "merge", {}, AT, None)
        absorbed = Buyer.objects.get(pk=page.pk)
        states = [(kept, {**state_of(kept), **wrong}), (absorbed, {**state_of(absorbed), "merged_into": str(kept.pk)})]
        write_set(merge, RECORD_TYPES["buyer"], states, at=AT)
        assert said(kept.pk) == imported
        assert {code for code, _rule in open_rules(seller)} == {"A", "C"}  # what is merged has nothing to mend

        actions.undo_changes(seller_id=seller.pk, change_set_id=change_set.pk, at=AT)
        assert said(page.pk) == set()

    def test_the_dry_run_says_it_before_anything_is_written(self, seller: Seller) -> None:
        own = rule(seller, field="email", condition="contains", argument="@b.")
        row = (
            "Code client;Nom;Adresse;CP;Ville;Pays;SIREN;Courriel\nA;Dupont SAS;1 quai;69007;Lyon;FR;404833048;a@b.fr\n"
        )
        file = intake.receive_file(seller_id=seller.pk, name="c.csv", content=row.encode(), at=AT)
        intake.parse_rows(source_file_id=file.pk, at=AT)
        assert actions.judge_rows(source_file_id=file.pk, at=AT) == 1
        assert f"audit:{own.pk}" in {one["rule"] for one in RowVerdict.objects.get().findings}
        assert not Buyer.objects.exists()

    def test_a_rule_speaks_of_its_scope_alone(self, seller: Seller) -> None:
        rule(seller, field="telephone", condition="is_empty", scope={"kind": "public"})
        one = buyer(seller, "A")
        town = buyer(seller, "M", name="Mairie de Lyon", legal_identifier="216901231", kind="public")
        assert said(one.pk) == set()
        assert town.kind == "public"
        assert [one for one in said(town.pk) if one[1].startswith("audit:")]

    def test_what_is_shared_and_what_is_old(self, seller: Seller) -> None:
        shared = rule(seller, field="email", condition="is_not_unique")
        old = rule(seller, field="email", condition="is_older_than", argument="30")
        first = buyer(seller, "A", at=AT - timedelta(days=40))
        second = buyer(seller, "B", email="A@B.example")
        assert {one[1] for one in said(second.pk)} == {f"audit:{shared.pk}"}
        assert said(first.pk) == set()  # written before its like came: the night tells
        actions.audit_records(seller_id=seller.pk, day=DAY, at=AT)
        assert {one[1] for one in said(first.pk)} == {f"audit:{shared.pk}", f"audit:{old.pk}"}

    def test_no_pattern_stops_an_import(self, seller: Seller) -> None:
        rule(seller, field="name", condition="matches", argument="(x+x+)+y")
        assert said(buyer(seller, "A", name="x" * 240).pk) == set()

    def test_a_wrong_rule_says_all_that_is_wrong(self, seller: Seller) -> None:
        asked = rules.UserRule("", "buyer", "colour", "matches", "(", {"shape": "1"}, "grave")
        with pytest.raises(actions.RuleRefused) as caught:
            actions.write_rule(seller_id=seller.pk, name=" ", asked=asked, sentence_fr="", at=AT)
        assert {one["about"] for one in caught.value.problems} == {
            "field", "scope", "level", "argument", "name", "sentence_fr",
        }  # fmt: skip
        rule(seller)
        with pytest.raises(actions.RuleRefused):
            rule(seller)
        assert AuditRule.objects.count() == 1

    def test_retired_rules_are_kept_and_say_nothing_more(self, seller: Seller) -> None:
        own = rule(seller, level="error")
        one = buyer(seller, "A")
        assert open_rules(seller) == [("A", f"audit:{own.pk}")]
        actions.retire_rule(seller_id=seller.pk, rule_id=own.pk, at=AT)
        actions.audit_records(seller_id=seller.pk, day=DAY, at=AT)
        assert said(one.pk) == set()
        assert Correction.objects.get().outcome == "gone"
        assert queries.own_sentences([f"audit:{own.pk}", "audit:x", "name_missing"]) == {
            f"audit:{own.pk}": {"fr": "Le téléphone manque.", "en": "No telephone."}
        }


class TestCorrections:
    def test_errors_open_one_and_warnings_of_rules_that_say_so(self, seller: Seller, ada: Person) -> None:
        opens = rule(seller, owner=ada, delay_days=1)
        shows = rule(seller, field="iban", opens_corrections=False)
        buyer(seller, "A", email="a at b.example")
        assert open_rules(seller) == [("A", f"audit:{opens.pk}"), ("A", "email_syntax")]
        assert Finding.objects.filter(rule=f"audit:{shows.pk}").exists()
        mine = Correction.objects.get(rule=f"audit:{opens.pk}")
        assert (mine.owner, mine.due_date) == (ada, date(2026, 11, 3))
        assert Correction.objects.get(rule="email_syntax").due_date == date(2026, 11, 9)

    def test_mended_by_any_way_in_it_closes_by_itself(self, seller: Seller) -> None:
        buyer(seller, "A", legal_identifier="404833049")
        wrong = change(seller, "A", email="nobody")
        assert open_rules(seller) == [("A", "email_syntax"), ("A", "identifier_checksum")]
        actions.undo_changes(seller_id=seller.pk, change_set_id=wrong.pk, at=AT)
        change(seller, "A", legal_identifier="404833048")
        assert open_rules(seller) == []
        assert set(Correction.objects.values_list("outcome", flat=True)) == {"mended"}
        assert Fact.objects.filter(kind="CorrectionOpened").count() == 2
        assert Fact.objects.filter(kind="CorrectionClosed").count() == 2

    def test_of_a_record_withdrawn_it_is_gone(self, seller: Seller) -> None:
        header = "Code client;Nom;Adresse;CP;Ville;Pays;SIREN;Courriel\n"
        row = "A;Dupont SAS;1 rue de la Paix;69007;Lyon;FR;404833048;nobody\n"
        file = intake.receive_file(seller_id=seller.pk, name="c.csv", content=(header + row).encode(), at=AT)
        intake.parse_rows(source_file_id=file.pk, at=AT)
        actions.agree_records(source_file_id=file.pk, at=AT)
        change_set = queries.change_sets(seller.pk).get(kind="import")
        actions.undo_changes(seller_id=seller.pk, change_set_id=change_set.pk, at=AT)
        assert not Buyer.objects.exists()
        assert Correction.objects.get().outcome == "gone"

    def test_the_fix_of_one_and_of_all_alike_with_one_undo(self, seller: Seller, ada: Person) -> None:
        for code in "ABC":
            buyer(seller, code, email="a at b.example")
        about = {"seller_id": seller.pk, "at": AT, "actor": ada}
        ids = list(Correction.objects.filter(rule="email_syntax").values_list("pk", flat=True))
        change_set = actions.fix_corrections(correction_ids=ids, **about)
        assert change_set is not None
        assert (change_set.kind, change_set.change_count) == ("fix", 3)
        assert set(Buyer.objects.values_list("email", flat=True)) == {"a@b.example"}
        assert open_rules(seller) == []
        assert actions.fix_corrections(correction_ids=ids, **about) is None
        actions.undo_changes(seller_id=seller.pk, change_set_id=change_set.pk, at=AT, actor=ada)
        assert open_rules(seller) == [(code, "email_syntax") for code in "ABC"]

    def test_accepted_it_is_not_opened_again_while_the_value_is_the_same(self, seller: Seller, ada: Person) -> None:
        one = buyer(seller, "A", email="nobody")
        correction = Correction.objects.get()
        about = {"seller_id": seller.pk, "at": AT, "actor": ada}
        with pytest.raises(actions.CorrectionRefused):
            actions.accept_corrections(correction_ids=[correction.pk], why=" ", **about)
        assert actions.accept_corrections(correction_ids=[correction.pk], why="No e-mail there", **about) == 1
        change(seller, "A", city="Brest")
        actions.audit_records(seller_id=seller.pk, day=DAY, at=AT)
        assert open_rules(seller) == []
        assert (AcceptedFinding.objects.get().why, one.pk) == (
            "No e-mail there",
            AcceptedFinding.objects.get().record_id,
        )
        change(seller, "A", email="nobody at all")
        assert open_rules(seller) == [("A", "email_syntax")]

    def test_an_accepted_error_that_the_law_refuses_still_holds(self, seller: Seller, ada: Person) -> None:
        one = buyer(seller, "A", email="nobody", legal_identifier="404833049")
        ids = Correction.objects.values_list("pk", flat=True)
        actions.accept_corrections(seller_id=seller.pk, correction_ids=ids, why="So it is", at=AT, actor=ada)
        assert open_rules(seller) == []
        holding = queries.findings_that_hold([one.pk])[one.pk]
        assert [row.rule for row in holding] == ["identifier_checksum"]

    def test_another_value_that_is_wrong_too_leaves_it_open(self, seller: Seller, ada: Person) -> None:
        buyer(seller, "A", email="nobody")
        about = {"seller_id": seller.pk, "correction_id": Correction.objects.get().pk, "at": AT, "actor": ada}
        assert actions.mend_correction(value="still nobody", **about).closed_at is None
        assert Correction.objects.get().value == "still nobody"
        mended = actions.mend_correction(value="a@b.example", **about)
        assert (mended.outcome, mended.closed_by) == ("mended", ada)
        with pytest.raises(actions.CorrectionRefused):
            actions.mend_correction(value="c@d.example", **about)

    def test_given_to_a_person_and_postponed(self, seller: Seller, ada: Person) -> None:
        buyer(seller, "A", email="nobody")
        about = {"seller_id": seller.pk, "correction_ids": [Correction.objects.get().pk], "at": AT, "actor": ada}
        assert actions.assign_corrections(owner=ada, **about) == 1
        assert actions.assign_corrections(owner=ada, **about) == 0
        assert actions.postpone_corrections(due_date=date(2026, 12, 1), **about) == 1
        with pytest.raises(actions.CorrectionRefused):
            actions.postpone_corrections(due_date=date(2026, 11, 1), **about)
        kinds = Fact.objects.filter(subject_id=about["correction_ids"][0]).values_list("kind", flat=True)
        assert sorted(kinds) == ["CorrectionAssigned", "CorrectionOpened", "CorrectionPostponed"]

    def test_of_another_company_is_not_reached(self, seller: Seller, ada: Person) -> None:
        buyer(seller, "A", email="nobody")
        other = Seller.objects.create(name="Autre", siren="200000008", line_1="x", post_code="69002", city="Lyon")
        ids = [Correction.objects.get().pk]
        assert actions.accept_corrections(seller_id=other.pk, correction_ids=ids, why="x", at=AT, actor=ada) == 0
        assert actions.fix_corrections(seller_id=other.pk, correction_ids=ids, at=AT, actor=ada) is None
        assert len(open_rules(seller)) == 1


class TestWhatComesBack:
    def fact(self, one: Buyer, code: str = "ADR_ERR", **more: str) -> dict[str, str]:
        return {
            "subject_id": str(new_id()), "buyer_id": str(one.pk), "reason_code": code,
            "field": rules.field_at_fault(code), "invoice_number": "F2026-1",
        } | more  # fmt: skip

    def test_a_refusal_opens_once_and_proposes_a_rule(self, seller: Seller) -> None:
        one = buyer(seller, "A")
        facts = [self.fact(one)]
        assert actions.answer_returns(seller_id=seller.pk, facts=facts, at=AT) == 1
        assert actions.answer_returns(seller_id=seller.pk, facts=facts, at=AT) == 0
        correction = Correction.objects.get()
        assert (correction.rule, correction.source, correction.field) == (
            "refusal:ADR_ERR",
            "refusal",
            "electronic_address",
        )
        assert correction.due_date == date(2026, 11, 4)
        proposed = AuditRule.objects.get()
        assert (proposed.field, proposed.condition, proposed.scope) == (
            "electronic_address",
            "is_empty",
            {"kind": "business"},
        )
        assert proposed.is_proposed
        assert not queries.rules_in_force(seller.pk).exists()
        change(seller, "A", electronic_address="0225:404833048")
        correction.refresh_from_db()
        assert correction.outcome == "mended"
        assert actions.answer_returns(seller_id=seller.pk, facts=facts, at=AT) == 0  # the same job, later

    def test_a_bounce_speaks_of_the_address_that_bounced(self, seller: Seller) -> None:
        one = buyer(seller, "A")
        gone = self.fact(one, "bounced", address="old@b.example")
        assert actions.answer_returns(seller_id=seller.pk, facts=[gone], at=AT) == 0
        assert (
            actions.answer_returns(seller_id=seller.pk, facts=[self.fact(one, "bounced", address="A@b.example")], at=AT)
            == 1
        )
        assert Correction.objects.get().value == "a@b.example"

    def test_our_own_trouble_opens_nothing(self, seller: Seller) -> None:
        one = buyer(seller, "A")
        assert actions.answer_returns(seller_id=seller.pk, facts=[self.fact(one, "server_unreachable")], at=AT) == 0

    def test_a_rule_dismissed_is_not_proposed_again_and_an_accepted_one_counts(
        self, seller: Seller, ada: Person
    ) -> None:
        one, two = buyer(seller, "A"), buyer(seller, "B")
        actions.answer_returns(seller_id=seller.pk, facts=[self.fact(one, "SIRET_ERR")], at=AT)
        proposed = AuditRule.objects.get()
        assert (proposed.condition, proposed.argument) == ("is_shorter_than", "14")
        actions.retire_rule(seller_id=seller.pk, rule_id=proposed.pk, at=AT, actor=ada)
        actions.answer_returns(seller_id=seller.pk, facts=[self.fact(two, "SIRET_ERR")], at=AT)
        assert AuditRule.objects.count() == 1
        actions.answer_returns(seller_id=seller.pk, facts=[self.fact(two, "MODPAI_ERR")], at=AT)
        fresh = AuditRule.objects.get(field="payment_terms")
        actions.accept_rule(seller_id=seller.pk, rule_id=fresh.pk, at=AT, actor=ada)
        assert [one.pk for one in queries.rules_in_force(seller.pk)] == [fresh.pk]

    def test_a_registry_that_differs_proposes_its_value(self, seller: Seller) -> None:
        one = buyer(seller, "A")
        fact = {
            "subject_id": str(one.pk), "code": "A", "registry": "sirene", "field": "city", "level": "warning",
            "ours": "Lyon", "theirs": "Brest",
        }  # fmt: skip
        assert actions.answer_registries(seller_id=seller.pk, facts=[fact, fact], at=AT) == 1
        correction = Correction.objects.get()
        assert (correction.rule, correction.fix, correction.source) == ("registry:city", "Brest", "registry")
        with transaction.atomic():
            settling.end_registry_corrections([(one.pk, "line_1")], outcome="accepted", at=AT)
        assert open_rules(seller) == [("A", "registry:city")]
        actions.fix_corrections(seller_id=seller.pk, correction_ids=[correction.pk], at=AT, actor=None)
        assert open_rules(seller) == []
