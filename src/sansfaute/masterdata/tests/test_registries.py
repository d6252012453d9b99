"""Registries asked for real over HTTP, on recorded answers and on the failures of real services."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sansfaute.journal.models import Fact
from sansfaute.lib.files import FileStore
from sansfaute.masterdata import actions, queries
from sansfaute.masterdata.actions import registries as asking
from sansfaute.masterdata.adapters.registries.asking import Pace
from sansfaute.masterdata.adapters.registries.directory import Directory
from sansfaute.masterdata.adapters.registries.sirene import Sirene
from sansfaute.masterdata.adapters.registries.vies import Vies
from sansfaute.masterdata.models import Buyer, RegistryAnswer, RegistryDifference, Seller
from sansfaute.masterdata.tests.recorded_service import raw, recorded, service
from sansfaute.masterdata.tests.test_actions import agreed, seller_values
from sansfaute.people.models import Person

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
FILE = (
    "Code client;Nom;Adresse;CP;Ville;Pays;SIREN;N° TVA\n"
    "A;Ateliers du Rhône SAS;12 bis avenue du Général Leclerc;69007;Lyon;FR;55210055400021;\n"
    "G;Muster GmbH;Hauptstr. 1;10115;Berlin;DE;;DE136695976\n"
)


def at_once() -> Pace:
    return Pace(0)


class TestSirene:
    def test_asks_with_the_key_about_the_establishment(self) -> None:
        with service(recorded("sirene_siret_open")) as answering:
            asked = Sirene(answering.url, "the key", at_once()).ask("55210055400021")
        _method, path, headers, _body = answering.asked[0]
        assert path == "/siret/55210055400021"
        assert headers["X-INSEE-Api-Key-Integration"] == "the key"
        assert (asked.outcome, asked.answer["name"]) == ("found", "ATELIERS DU RHONE")

    def test_nobody_has_this_number(self) -> None:
        with service(recorded("sirene_absent", 404)) as answering:
            assert Sirene(answering.url, "k", at_once()).ask("552100554").outcome == "absent"

    @pytest.mark.parametrize(
        "reply",
        [
            raw(b"", 500),
            raw(b"busy", 503),
            raw(b"{}", 429, Retry_After="60"),
            raw(b"{}", 401),
            raw(b"not found", 404),  # an address of ours that is wrong says 404 too, without the registry's header
            raw(b"<html>maintenance</html>"),
            raw(b"[]"),
            raw(b"null"),
            raw(b"{}"),
            raw(b"", 0),
            raw(b"x", 302, Location="http://127.0.0.1:9/"),
        ],
    )
    def test_whatever_fails_is_unavailable(self, reply: Any) -> None:
        with service(reply) as answering:
            asked = Sirene(answering.url, "k", at_once()).ask("552100554")
        assert asked.outcome == "unavailable"
        assert asked.detail

    def test_nobody_answers_at_all(self) -> None:
        assert Sirene("http://127.0.0.1:9", "k", at_once()).ask("552100554").outcome == "unavailable"

    def test_without_a_key_nothing_is_asked(self) -> None:
        asked = Sirene("http://127.0.0.1:9", "", at_once()).ask("552100554")
        assert (asked.outcome, "SANSFAUTE_SIRENE_KEY_FILE" in asked.detail) == ("unavailable", True)


class TestVies:
    def test_the_consultation_number_is_kept(self) -> None:
        with service(recorded("vies_valid")) as answering:
            asked = Vies(answering.url, "FR72552100554", at_once()).ask("DE136695976")
        assert json.loads(answering.asked[0][3]) == {
            "countryCode": "DE",
            "vatNumber": "136695976",
            "requesterMemberStateCode": "FR",
            "requesterNumber": "72552100554",
        }
        assert (asked.outcome, asked.proof_reference) == ("found", "WAPIAAAAYk3xyz")

    def test_out_of_service(self) -> None:
        with service(recorded("vies_invalid")) as answering:
            assert Vies(answering.url, "", at_once()).ask("DE136695976").outcome == "absent"

    @pytest.mark.parametrize(
        "reply",
        [
            recorded("vies_member_state_down"),
            raw(b'{"valid": null}'),
            raw(b'{"valid": "true"}'),
            raw(b'{"valid": true, "userError": "MS_MAX_CONCURRENT_REQ"}'),
        ],
    )
    def test_a_member_state_that_is_down_is_never_valid(self, reply: Any) -> None:
        with service(reply) as answering:
            assert Vies(answering.url, "", at_once()).ask("DE136695976").outcome == "unavailable"


class TestDirectory:
    def test_the_addresses(self) -> None:
        with service(recorded("directory_on_a_platform")) as answering:
            asked = Directory(answering.url, "token", at_once()).ask("552100554")
        assert answering.asked[0][1] == "/v1/directory-line/search"
        assert answering.asked[0][2]["Authorization"] == "Bearer token"
        assert asked.answer["addresses"] == "552100554"

    def test_not_in_the_directory(self) -> None:
        with service(recorded("directory_absent")) as answering:
            assert Directory(answering.url, "", at_once()).ask("552100554").outcome == "absent"

    def test_without_a_platform_it_is_unknown(self) -> None:
        assert Directory("", "", at_once()).ask("552100554").outcome == "unavailable"


def test_a_service_is_asked_no_faster_than_its_pace() -> None:
    moments, slept = iter([0, 0, 1, 2]), list[int]()
    pace = Pace(2, now=lambda: next(moments), sleep=slept.append)
    pace.wait()
    pace.wait()
    assert slept == [2]


@pytest.fixture(autouse=True)
def _set_up(tmp_path: Path, settings: Any) -> None:
    settings.FILE_STORE = tmp_path / "files"
    (tmp_path / "key").write_text("k\n")
    settings.SIRENE_KEY_FILE = str(tmp_path / "key")
    settings.SIRENE_URL = settings.VIES_URL = "http://127.0.0.1:9"
    settings.DIRECTORY_URL = ""


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    from sansfaute.masterdata.adapters import registries

    monkeypatch.setattr(registries, "_PACES", {name: Pace(0) for name in ("sirene", "vies", "directory")})


@pytest.fixture
def seller(db: None) -> Seller:
    seller = actions.agree_seller(values=seller_values(), at=NOW)
    agreed(seller, FILE)
    return seller


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create_user("claire", "claire@example.org", "a long password of hers")


def buyer(code: str = "A") -> Buyer:
    return Buyer.objects.get(code=code)


def ask(seller: Seller, settings: Any, *replies: Any, code: str = "A", at: datetime = NOW) -> dict[str, int]:
    with service(*replies) as answering:
        settings.SIRENE_URL = settings.VIES_URL = answering.url
        return actions.ask_registries(seller_id=seller.pk, buyer_ids=[buyer(code).pk], at=at)


@pytest.mark.django_db
class TestAskRegistries:
    def test_keeps_the_answer_with_its_date_and_proof(self, seller: Seller, settings: Any) -> None:
        reply = recorded("sirene_siret_open")
        ask(seller, settings, reply)
        kept = RegistryAnswer.objects.get(registry="sirene")
        assert (kept.outcome, kept.asked_at, kept.record_id) == ("found", NOW, buyer().pk)
        assert FileStore(settings.FILE_STORE).get(kept.proof_sha256) == reply[1]
        assert RegistryAnswer.objects.get(registry="directory").outcome == "unavailable"

    def test_a_closed_company_is_found_and_announced(self, seller: Seller, settings: Any) -> None:
        ask(seller, settings, recorded("sirene_siret_closed"))
        one = RegistryDifference.objects.get(field="closed_on")
        assert (one.theirs, one.level, one.state) == ("2026-06-30", "error", "open")
        assert Fact.objects.filter(kind="RegistryDiffered", subject_id=buyer().pk).exists()

    def test_the_same_answer_twice_opens_nothing_twice(self, seller: Seller, settings: Any) -> None:
        for days in (0, 1):
            ask(seller, settings, recorded("sirene_siret_closed"), at=NOW + timedelta(days=days))
        assert RegistryDifference.objects.filter(field="closed_on").count() == 1

    def test_a_difference_that_is_no_more_goes_away(self, seller: Seller, settings: Any) -> None:
        ask(seller, settings, recorded("sirene_siret_closed"))
        ask(seller, settings, recorded("sirene_siret_open"), at=NOW + timedelta(days=1))
        assert RegistryDifference.objects.get(field="closed_on").state == "gone"

    def test_a_service_that_is_down_leaves_what_was_known(self, seller: Seller, settings: Any) -> None:
        ask(seller, settings, recorded("sirene_siret_closed"))
        ask(seller, settings, raw(b"", 503), at=NOW + timedelta(days=1))
        assert RegistryDifference.objects.get(field="closed_on").state == "open"

    def test_a_service_that_stays_down_is_left_alone(self, seller: Seller, settings: Any) -> None:
        rows = "".join(f"N{number};Client {number};1 rue X;69007;Lyon;FR;55210055400021;\n" for number in range(6))
        agreed(seller, FILE.splitlines()[0] + "\n" + rows)
        ids = list(Buyer.objects.filter(code__startswith="N").values_list("pk", flat=True))
        with service(raw(b"", 503)) as answering:
            settings.SIRENE_URL = answering.url
            actions.ask_registries(seller_id=seller.pk, buyer_ids=ids, at=NOW)
        assert len(answering.asked) == asking.GIVE_UP_AFTER

    def test_a_vat_number_out_of_service(self, seller: Seller, settings: Any) -> None:
        ask(seller, settings, recorded("vies_invalid"), code="G")
        assert RegistryDifference.objects.get(buyer=buyer("G")).field == "vat_identifier"

    def test_buyers_of_another_seller_are_not_asked(self, seller: Seller, settings: Any) -> None:
        values = {
            **seller_values(),
            "siren": "404833048",
            "siret": "",
            "electronic_address": "404833048",
            "vat_identifier": "FR83404833048",
        }
        other = actions.agree_seller(values=values, at=NOW)
        with service(recorded("sirene_siret_open")) as answering:
            settings.SIRENE_URL = answering.url
            actions.ask_registries(seller_id=other.pk, buyer_ids=[buyer().pk], at=NOW)
        assert answering.asked == []


@pytest.mark.django_db
class TestNightlyComparison:
    def test_recent_answers_are_not_asked_again(self, seller: Seller, settings: Any) -> None:
        with service(recorded("sirene_siret_open")) as answering:
            settings.SIRENE_URL = answering.url
            settings.VIES_URL = "http://127.0.0.1:9"
            actions.compare_registries(seller_id=seller.pk, at=NOW)
            actions.compare_registries(seller_id=seller.pk, at=NOW + timedelta(days=1))
            once = len(answering.asked)
            actions.compare_registries(seller_id=seller.pk, at=NOW + timedelta(days=40))
        assert (once, len(answering.asked)) == (1, 2)

    def test_asks_no_more_than_the_settings_allow(self, seller: Seller, settings: Any) -> None:
        settings.REGISTRY_QUESTIONS = 0
        assert sum(actions.compare_registries(seller_id=seller.pk, at=NOW).values()) == 0


@pytest.mark.django_db
class TestDecisions:
    def difference(self) -> RegistryDifference:
        return RegistryDifference.objects.get(field="name")

    @pytest.fixture
    def renamed(self, seller: Seller, settings: Any) -> Seller:
        told = json.loads(recorded("sirene_siret_open")[1])
        told["etablissement"]["uniteLegale"]["denominationUniteLegale"] = "RHONE CONSTRUCTIONS"
        ask(seller, settings, raw(json.dumps(told).encode()))
        return seller

    def test_theirs_is_taken_and_can_be_undone(self, renamed: Seller, person: Person) -> None:
        one = self.difference()
        actions.accept_differences(seller_id=renamed.pk, difference_ids=[one.pk], at=NOW, actor=person)
        assert buyer().name == "RHONE CONSTRUCTIONS"
        assert self.difference().state == "accepted"
        change_set = buyer_sets().get(kind="registry")
        actions.undo_changes(seller_id=renamed.pk, change_set_id=change_set.pk, at=NOW, actor=person)
        assert buyer().name == "Ateliers du Rhône SAS"

    def test_ours_is_kept_and_not_asked_again(self, renamed: Seller, settings: Any, person: Person) -> None:
        told = json.loads(recorded("sirene_siret_open")[1])
        told["etablissement"]["uniteLegale"]["denominationUniteLegale"] = "RHONE CONSTRUCTIONS"
        actions.keep_ours(seller_id=renamed.pk, difference_ids=[self.difference().pk], at=NOW, actor=person)
        ask(renamed, settings, raw(json.dumps(told).encode()), at=NOW + timedelta(days=31))
        assert self.difference().state == "kept"

    def test_nothing_to_take_is_refused(self, seller: Seller, settings: Any, person: Person) -> None:
        ask(seller, settings, recorded("sirene_absent", 404))
        one = RegistryDifference.objects.get(field="legal_identifier")
        with pytest.raises(actions.RegistryRefused):
            actions.accept_differences(seller_id=seller.pk, difference_ids=[one.pk], at=NOW, actor=person)
        assert RegistryDifference.objects.get(pk=one.pk).state == "open"

    def test_a_company_taken_as_closed_is_an_error_of_its_record(
        self, seller: Seller, settings: Any, person: Person
    ) -> None:
        ask(seller, settings, recorded("sirene_siret_closed"))
        one = RegistryDifference.objects.get(field="closed_on")
        actions.accept_differences(seller_id=seller.pk, difference_ids=[one.pk], at=NOW, actor=person)
        assert queries.findings(seller.pk).filter(rule="company_closed", level="error").count() == 1


def buyer_sets() -> Any:
    from sansfaute.masterdata.models import ChangeSet

    return ChangeSet.objects.all()
