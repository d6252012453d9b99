"""Changed bank details: a second person, a cooling-off time, and never by another door."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sansfaute.journal.models import Fact
from sansfaute.masterdata import actions, queries
from sansfaute.masterdata.models import BankChange, Buyer, ChangeSet, Seller
from sansfaute.masterdata.tests.test_actions import agreed, seller_values
from sansfaute.people.models import Person

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HEADER = "Code client;Nom;Adresse;CP;Ville;Pays;SIREN;IBAN\n"
OLD = "FR7630002005500000899997364"
NEW = "FR7630004000031234567890143"
OTHER = "DE89370400440532013000"


def line(iban: str) -> str:
    return HEADER + f"A;Dupont SAS;1 rue X;69007;Lyon;FR;404833048;{iban}\n"


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, settings: Any) -> None:
    settings.FILE_STORE = tmp_path / "files"
    settings.BANK_COOLING_HOURS = 48


@pytest.fixture
def seller(db: None) -> Seller:
    seller = actions.agree_seller(values=seller_values(), at=NOW)
    agreed(seller, line(OLD))
    return seller


def person(name: str) -> Person:
    return Person.objects.create_user(name, f"{name}@example.org", "a long password of theirs")


def iban() -> str:
    return Buyer.objects.get(code="A").iban


def edit(seller: Seller, text: str, actor: Person) -> None:
    actions.change_records(
        seller_id=seller.pk, record_type="buyer", given={"A": {"iban": text}}, kind="edit", at=NOW, actor=actor
    )


@pytest.mark.django_db
class TestAsking:
    def test_a_file_does_not_change_an_iban(self, seller: Seller) -> None:
        agreed(seller, line(NEW))
        change = BankChange.objects.get()
        assert (iban(), change.iban_before, change.iban) == (OLD, OLD, NEW)
        assert Fact.objects.filter(kind="BankChangeAsked").count() == 1

    def test_nor_does_a_person(self, seller: Seller) -> None:
        edit(seller, NEW, person("paul"))
        assert iban() == OLD
        assert BankChange.objects.get().asked_by.username == "paul"  # type: ignore[union-attr]  # asked by a person

    def test_nor_does_an_emptied_cell(self, seller: Seller) -> None:
        agreed(seller, line(""))
        assert (iban(), BankChange.objects.get().iban) == (OLD, "")

    def test_the_same_one_written_otherwise_is_no_change(self, seller: Seller) -> None:
        agreed(seller, line("fr76 3000 2005 5000 0089 9997 364"))
        assert not BankChange.objects.exists()

    def test_a_first_iban_passes(self, seller: Seller) -> None:
        agreed(seller, HEADER.replace(";IBAN", "") + "B;Durand;1 rue X;69007;Lyon;FR;404833048\n")
        actions.change_records(
            seller_id=seller.pk, record_type="buyer", given={"B": {"iban": NEW}}, kind="edit", at=NOW
        )
        assert Buyer.objects.get(code="B").iban == NEW

    def test_asked_again_it_waits_once_and_another_takes_its_place(self, seller: Seller) -> None:
        paul = person("paul")
        edit(seller, NEW, paul)
        edit(seller, NEW, paul)
        edit(seller, OTHER, paul)
        waiting = queries.waiting_bank_changes(seller.pk)
        assert [one.iban for one in waiting] == [OTHER]
        assert BankChange.objects.filter(why="replaced").count() == 1

    def test_the_rest_of_the_row_counts(self, seller: Seller) -> None:
        agreed(seller, line(NEW).replace("Dupont SAS", "Dupont et fils"))
        assert (Buyer.objects.get(code="A").name, iban()) == ("Dupont et fils", OLD)

    def test_ours_waits_too(self, seller: Seller) -> None:
        actions.agree_seller(values={**seller_values(), "iban": NEW}, at=NOW)
        assert Seller.objects.get(pk=seller.pk).iban == OLD
        assert BankChange.objects.get().party_type == "seller"


@pytest.mark.django_db
class TestDeciding:
    @pytest.fixture
    def change(self, seller: Seller) -> BankChange:
        edit(seller, NEW, person("paul"))
        return BankChange.objects.get()

    def confirm(self, change: BankChange, actor: Person, at: datetime = NOW) -> BankChange:
        return actions.confirm_bank_change(seller_id=change.seller_id, bank_change_id=change.pk, at=at, actor=actor)

    def test_whoever_asked_cannot_confirm(self, change: BankChange) -> None:
        with pytest.raises(actions.BankDecisionRefused):
            self.confirm(change, Person.objects.get(username="paul"))
        assert BankChange.objects.get().confirmed_at is None

    def test_counts_once_the_cooling_off_time_is_over(self, change: BankChange) -> None:
        self.confirm(change, person("claire"))
        assert actions.apply_bank_changes(at=NOW + timedelta(hours=47, minutes=59)) == 0
        assert iban() == OLD
        assert actions.apply_bank_changes(at=NOW + timedelta(hours=48)) == 1
        assert actions.apply_bank_changes(at=NOW + timedelta(hours=49)) == 0
        assert iban() == NEW
        assert Fact.objects.filter(kind="BankChangeApplied").count() == 1

    def test_not_confirmed_it_never_counts(self, change: BankChange) -> None:
        assert actions.apply_bank_changes(at=NOW + timedelta(days=400)) == 0
        assert iban() == OLD

    def test_refused_in_the_last_minute(self, change: BankChange) -> None:
        claire = person("claire")
        self.confirm(change, claire)
        actions.refuse_bank_change(
            seller_id=change.seller_id, bank_change_id=change.pk, why="the buyer denies it", at=NOW, actor=claire
        )
        assert actions.apply_bank_changes(at=NOW + timedelta(days=3)) == 0
        with pytest.raises(actions.BankDecisionRefused):
            self.confirm(change, claire)

    def test_a_refusal_says_why(self, change: BankChange) -> None:
        with pytest.raises(actions.BankDecisionRefused):
            actions.refuse_bank_change(
                seller_id=change.seller_id, bank_change_id=change.pk, why=" ", at=NOW, actor=person("claire")
            )

    def test_a_change_of_another_seller_is_not_found(self, change: BankChange) -> None:
        values = {
            **seller_values(),
            "siren": "404833048",
            "siret": "",
            "electronic_address": "404833048",
            "vat_identifier": "FR83404833048",
        }
        other = actions.agree_seller(values=values, at=NOW)
        with pytest.raises(BankChange.DoesNotExist):
            actions.confirm_bank_change(seller_id=other.pk, bank_change_id=change.pk, at=NOW, actor=person("claire"))

    def test_once_applied_it_is_not_taken_back_alone(self, change: BankChange) -> None:
        self.confirm(change, person("claire"))
        actions.apply_bank_changes(at=NOW + timedelta(days=3))
        change_set = ChangeSet.objects.get(kind="bank")
        with pytest.raises(actions.ChangeRefused):
            actions.undo_changes(seller_id=change.seller_id, change_set_id=change_set.pk, at=NOW)
        assert iban() == NEW

    def test_ours_counts_on_the_next_invoices(self, seller: Seller) -> None:
        actions.agree_seller(values={**seller_values(), "iban": NEW}, at=NOW, actor=person("paul"))
        self.confirm(BankChange.objects.get(), person("claire"))
        actions.apply_bank_changes(at=NOW + timedelta(days=2))
        assert Seller.objects.get(pk=seller.pk).iban == NEW


@pytest.mark.django_db
class TestUndone:
    def test_a_merge_taken_back_asks_for_nothing_any_more(self, seller: Seller) -> None:
        """Found by random sequences: another company's IBAN went on waiting to be confirmed."""
        agreed(seller, line(OTHER).replace("A;Dupont", "B;Durand"))
        ids = dict(Buyer.objects.values_list("code", "pk"))
        chosen = {"iban": OTHER, "city": "Brest"}
        made = actions.merge_buyers(seller_id=seller.pk, keep=ids["A"], absorb=[ids["B"]], chosen=chosen, at=NOW)
        assert BankChange.objects.get().refused_at is None
        actions.undo_changes(seller_id=seller.pk, change_set_id=made.pk, at=NOW)
        assert (BankChange.objects.get().refused_at, iban()) == (NOW, OLD)
        assert Fact.objects.filter(kind="BankChangeRefused").count() == 1

    def test_a_record_that_goes_away_does_not_keep_others_waiting(self, seller: Seller) -> None:
        asked, second = person("asks"), person("confirms")
        made = actions.create_record(
            seller_id=seller.pk, record_type="buyer", code="N", values={"name": "Neuf", "iban": OTHER}, at=NOW
        )
        for code in ("N", "A"):
            actions.change_records(
                seller_id=seller.pk, record_type="buyer", given={code: {"iban": NEW}}, kind="edit", at=NOW, actor=asked
            )
        for change in BankChange.objects.all():
            actions.confirm_bank_change(seller_id=seller.pk, bank_change_id=change.pk, at=NOW, actor=second)
        actions.undo_changes(seller_id=seller.pk, change_set_id=made.pk, at=NOW)
        assert actions.apply_bank_changes(at=NOW + timedelta(days=3)) == 1
        assert iban() == NEW
