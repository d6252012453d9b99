"""Rules of users, patterns, working days, refusals, certificates: without a database."""

import json
import random
import re
from datetime import date
from typing import Any

import pytest

from sansfaute.masterdata import rules
from sansfaute.masterdata.adapters import certificate_pdf
from sansfaute.masterdata.rules.patterns import PatternRefused, pattern
from sansfaute.masterdata.rules.workdays import due_date, is_working_day, public_holidays


class TestPatterns:
    @pytest.mark.parametrize(
        ("text", "value", "matches"),
        [
            (r"FR\d{11}", "FR12345678901", True),
            (r"FR\d{11}", "FR1234567890", False),
            (r"[^@ ]+@x\.fr", "a@x.fr", True),
            (r"C\d+|D\d{2,3}", "D1234", False),
            ("^a$", "a", True),
            ("é+", "éé", True),
            (r"\w+", "Élan", True),
            (r"[\d-]+", "12-3", True),
            ("a?{3}", "aa", True),
            ("", "", True),
            ("", "a", False),
        ],
    )
    def test_speaks_of_the_whole_value(self, text: str, value: str, matches: bool) -> None:
        assert pattern(text).matches(value) is matches

    @pytest.mark.parametrize("text", ["(a+)+b", "(a|a)*b", "(a*)*b", "(.*)*x", "a*a*a*a*a*a*a*a*b", "((a?){30}){30}b"])
    def test_no_pattern_takes_longer_than_its_value_is_long(self, text: str) -> None:
        """Those that hang the usual engine: the steps remembered stay few, however long the value."""
        made = pattern(text)
        assert not made.matches("a" * 4000)
        assert len(made.known) <= 1000

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("(", "unfinished"), ("[a", "unfinished"), ("a{2", "unfinished"), ("a\\", "unfinished"),
            ("*a", "nothing_to_repeat"), (")", "unknown"), ("(?=a)b", "unknown"), (r"(a)\1", "unknown"),
            ("(?P<x>a)", "unknown"), ("[z-a]", "unknown"), ("a{2,1}", "unknown"), ("a{100000}", "too_large"),
            ("((((a{30}){30}){30}){30})", "too_large"), ("(" * 40 + ")" * 40, "too_large"),
        ],
    )  # fmt: skip
    def test_what_is_not_followed_is_refused(self, text: str, reason: str) -> None:
        with pytest.raises(PatternRefused) as refused:
            pattern(text)
        assert refused.value.reason == reason

    def test_agrees_with_the_usual_engine(self) -> None:
        chosen, compared = random.Random(7), 0
        for _ in range(4000):
            text = "".join(chosen.choice("ab(|)*+?[]-.{2}\\d1") for _ in range(chosen.randint(1, 8)))
            if re.search(r"[*+?}][+]", text):
                continue  # possessive: another meaning there
            try:
                ours, theirs = pattern(text), re.compile(text, re.DOTALL)
            except (PatternRefused, re.error, FutureWarning):
                continue
            for _ in range(4):
                value = "".join(chosen.choice("ab1-") for _ in range(chosen.randint(0, 6)))
                compared += 1
                assert ours.matches(value) == bool(theirs.fullmatch(value)), (text, value)
        assert compared > 1000


class TestUserRules:
    VIEW = {"email": "Éric@Client.example", "name": "Dupont", "kind": "public", "iban": "", "city": "Dupont"}

    @pytest.mark.parametrize(
        ("field", "condition", "argument", "found"),
        [
            ("iban", "is_empty", "", True),
            ("email", "is_empty", "", False),
            ("email", "is_not_empty", "", True),
            ("email", "equals", "eric@client.example", True),
            ("email", "differs_from", "eric@client.example", False),
            ("email", "contains", "@CLIENT.", True),
            ("email", "does_not_contain", "@client.", False),
            ("email", "matches", ".*@Client.*", True),
            ("email", "does_not_match", ".*@client.*", True),  # a pattern minds the case
            ("name", "is_one_of", "durand; dupont", True),
            ("name", "is_not_one_of", "durand; dupont", False),
            ("name", "is_longer_than", "5", True),
            ("name", "is_longer_than", "6", False),
            ("name", "is_shorter_than", "7", True),
            ("name", "differs_from_field", "city", False),
            ("name", "differs_from_field", "email", True),
            ("name", "differs_from_field", "iban", False),  # nothing to differ from
            ("iban", "equals", "", False),  # an empty value meets "is empty" alone
            ("iban", "differs_from", "x", False),
            ("iban", "is_shorter_than", "3", False),
            ("iban", "does_not_match", "FR.*", False),
        ],
    )
    def test_each_condition(self, field: str, condition: str, argument: str, found: bool) -> None:
        rule = rules.UserRule("1", "buyer", field, condition, argument)
        assert rules.check_rule(rule) == [] or not argument
        assert rules.finds(rule, self.VIEW) is found

    def test_unique_and_old_are_told_from_around(self) -> None:
        shared = rules.UserRule("1", "buyer", "email", "is_not_unique")
        old = rules.UserRule("2", "buyer", "email", "is_older_than", "30")
        assert not rules.finds(shared, self.VIEW)
        assert rules.finds(shared, self.VIEW, rules.Around(frozenset({"email"})))
        assert not rules.finds(old, self.VIEW, rules.Around(ages={"email": 30}))
        assert rules.finds(old, self.VIEW, rules.Around(ages={"email": 31}))

    def test_every_condition_has_words_and_every_problem_two_languages(self) -> None:
        for name in rules.CONDITIONS:
            rule = rules.UserRule("1", "buyer", "email", name, "7", {"kind": "public"})
            for language in ("fr", "en"):
                assert rules.condition_words(rule, language).endswith(")")

    def test_a_name_of_rule_is_never_without_a_sentence(self) -> None:
        own = {"audit:1": {"fr": "Ancien domaine « {value} »", "en": ""}}
        assert rules.finding_sentence("audit:1", "en", "x@y", own) == "Ancien domaine « x@y »"
        for name in ("audit:gone", "refusal:SIRET_ERR", "refusal:NEW_CODE", "bounce", "registry:city", "no_such_rule"):
            for language in ("fr", "en"):
                said = rules.finding_sentence(name, language, "x") + rules.fix_sentence(name, language)
                assert "{" not in said, name


class TestWorkingDays:
    def test_the_eleven_holidays_of_2026(self) -> None:
        moving = {date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)}
        assert moving <= public_holidays(2026)
        assert len(public_holidays(2026)) == 11
        assert date(2025, 4, 21) in public_holidays(2025)
        assert date(2038, 4, 26) in public_holidays(2038)  # the latest Easter there is

    @pytest.mark.parametrize(
        ("start", "days", "due"),
        [
            (date(2026, 4, 30), 1, date(2026, 5, 4)),  # over 1 May and the week-end
            (date(2026, 12, 24), 5, date(2027, 1, 4)),
            (date(2026, 11, 7), 0, date(2026, 11, 9)),
            (date(2028, 2, 28), 1, date(2028, 2, 29)),
        ],
    )
    def test_due_dates_pass_over_them(self, start: date, days: int, due: date) -> None:
        assert due_date(start, days) == due
        assert is_working_day(due)


class TestRefusals:
    def test_every_reason_code_of_the_life_cycle_has_words(self) -> None:
        """MDT-113 of statuses 206, 207, 208, 210, 213 and 221 (BR-FR-CDV-CL-09)."""
        codes = (
            "MONTANTTOTAL_ERR CALCUL_ERR DOUBLON DEST_INC ADR_ERR REJ_SEMAN REJ_UNI REJ_COH REJ_ADR REJ_CONT_B2G "
            "REJ_REF_PJ REJ_ASS_PJ TX_TVA_ERR NON_CONFORME DEST_ERR TRANSAC_INC EMMET_INC CONTRAT_TERM DOUBLE_FACT "
            "CMD_ERR REF_CT_ABSENT RETRAIT_MAN_SERV ST_CT_NON_DECLAR SUPPR_COMP_AVOIR TRANSF_PMNT_REGIE CONTACT_ACHTR "
            "AUTRE COORD_BANC_ERR LIVR_INCOMP SIRET_ERR CODE_ROUTAGE_ERR REF_ERR PU_ERR REM_ERR QTE_ERR ART_ERR "
            "MODPAI_ERR QUALITE_ERR JUSTIF_ABS ROUTAGE_ERR"
        )
        for code in codes.split():
            assert rules.refusal_words(code, "fr") != code
            assert rules.refusal_words(code, "en") != code
            assert rules.field_at_fault(code) in ("", *rules.FIELDS["buyer"])

    def test_the_field_at_fault(self) -> None:
        assert rules.field_at_fault("SIRET_ERR") == "legal_identifier"
        assert rules.field_at_fault("bounced") == "email"
        assert rules.field_at_fault("PU_ERR") == ""
        assert not rules.concerns_the_buyer("server_unreachable")

    def test_what_the_law_refuses_is_never_lifted(self) -> None:
        assert not rules.may_be_lifted("identifier_checksum", "error")
        assert not rules.may_be_lifted("a_rule_of_tomorrow", "error")
        assert rules.may_be_lifted("audit:1", "error")
        assert rules.may_be_lifted("vat_doubtful", "warning")


FIGURES: dict[str, Any] = {
    "seller": {"name": "Ondine Services", "siren": "899999973"},
    "made_on": "2026-11-24",
    "made_by": "ada.martin",
    "read": {
        "files": 1, "rows": 10, "usable": 9, "set_aside": 1,
        "by_file": [{"name": "clients 名.csv", "sha256": "ab", "rows": 10, "usable": 9, "set_aside": 1}],
    },
    "records": {"buyers": 9, "items": 0},
    "fixed": [
        {"kind": "fix", "rule": "post_code_zero", "by": "ada.martin", "count": 3},
        {"kind": "edit", "rule": "", "by": "", "count": 1},
    ],
    "merged": {"merges": 2, "undone": 1, "distinct": 0, "waiting": 3},
    "accepted": [
        {
            "record_type": "buyer", "code": "C1", "field": "email", "rule": "audit:1", "value": "x@y",
            "why": "C’est ainsi <#sys.inputs>", "by": "ada.martin", "on": "2026-11-20",
        }
    ],
    "open": [{"rule": "siren_missing", "level": "error", "count": 7}],
    "warnings": 4,
    "score": None,
    "journal": {"number": 12, "hash": "ab" * 32},
    "sentences": {"audit:1": {"fr": "Ancien domaine", "en": "Old domain"}},
}  # fmt: skip


class TestCertificate:
    @pytest.mark.parametrize(
        ("language", "words"), [("fr", ["Ce qui a été corrigé", "Ancien domaine"]), ("en", ["What was", "Old domain"])]
    )
    def test_states_everything_in_both_languages(self, language: str, words: list[str]) -> None:
        page = rules.page_of(FIGURES, language)
        said = json.dumps(page, ensure_ascii=False)
        for word in [*words, "ada.martin", rules.figures_hash(FIGURES), "ab" * 32, "C1"]:
            assert word in said
        assert "{" not in " ".join(section["text"] for section in page["sections"])

    def test_the_same_figures_are_the_same_file_and_carry_themselves(self) -> None:
        page = rules.page_of(FIGURES, "fr")
        pdf = certificate_pdf.render(page, figures=rules.canonical(FIGURES))
        assert pdf == certificate_pdf.render(page, figures=rules.canonical(FIGURES))
        changed = rules.canonical({**FIGURES, "warnings": 5})
        assert pdf != certificate_pdf.render(page, figures=changed)
        for mark in (b"certificate.json", b"pdfaid:part>3<", b"pdfuaid:part>1<", b"/StructTreeRoot"):
            assert mark in pdf
