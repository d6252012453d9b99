"""Third parties, their roles and mandates, as rules and as actions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from sansfaute.journal.models import Fact
from sansfaute.masterdata import actions, queries, rules
from sansfaute.masterdata.actions import PartyRefused
from sansfaute.masterdata.models import Buyer, Item, Mandate, PartyRole, Seller

AT = datetime(2026, 10, 31, 9, tzinfo=UTC)
LEAP = date(2028, 2, 29)


@dataclass
class RoleGiven:
    role: str
    since: date
    until: date | None = None
    buyer_id: UUID | None = None


def buyer(owner: Seller, code: str) -> Buyer:
    return Buyer.objects.create(seller=owner, code=code, name=f"Client {code}", siren="552100554", country_code="FR")


def item(owner: Seller, code: str) -> Item:
    return Item.objects.create(
        seller=owner, code=code, name=f"Article {code}", unit_code="C62", unit_price=10, vat_rate=20, nature="goods"
    )


class TestRules:
    def test_a_role_holds_from_its_first_day_to_its_last_and_the_customer_comes_before_all(self) -> None:
        own, other = uuid4(), uuid4()
        everyone = RoleGiven("factor", date(2026, 1, 1))
        mine = RoleGiven("payee", LEAP, LEAP, own)
        found = [rules.roles_on([mine, everyone], [own], day) for day in (date(2028, 2, 28), LEAP, date(2028, 3, 1))]
        assert [one["payee"] for one in found] == [everyone, mine, everyone]
        assert rules.roles_on([mine], [other], LEAP) == {}
        assert rules.roles_on([everyone], [own], date(2025, 12, 31)) == {}

    @pytest.mark.parametrize(
        ("values", "told"),
        [
            ({"name": ""}, "name of the party"),
            ({"name": "X", "siren": "443061842"}, "no SIREN"),
            ({"name": "X", "siren": "732829320"}, "own"),
            ({"name": "X", "siren": "443061841", "siret": "73282932000074"}, "no SIRET"),
            ({"name": "X", "iban": "FR7630006000011234567890188"}, "IBAN"),
            ({"name": "X", "electronic_address": "0225:12"}, "electronic address"),
            ({"name": "X", "post_code": "7500"}, "five figures"),
        ],
    )
    def test_a_party_is_checked_to_the_last_figure(self, values: dict[str, str], told: str) -> None:
        (problem,) = rules.check_party(rules.read_party(values), "732829320")
        assert told in problem["en"]
        assert problem["fr"] != problem["en"]

    def test_a_role_says_all_that_it_misses(self) -> None:
        assert len(rules.check_role("factor", {"name": "F"}, {})) == 2
        assert rules.check_role("payer", {"name": "P"}, {"percentage": "1,5"}) == []
        assert len(rules.check_role("payer", {"name": "P"}, {"percentage": "0", "iban": "x"})) == 2
        assert len(rules.check_role("landlord", {"name": "P"}, {})) == 1

    def test_an_address_is_found_by_what_it_is_for(self) -> None:
        given = [{"address": "0225:1", "for": "CC-7"}, {"address": "0225:2", "for": "Lille"}]
        assert rules.receiving_address(given, "", "lille", "CC-7") == "0225:2"
        assert rules.receiving_address(given, "CC-70") == ""


@pytest.mark.django_db
class TestActions:
    @pytest.fixture
    def seller(self) -> Seller:
        owner = Seller.objects.create(name="Ondine", siren="732829320", line_1="1 quai", post_code="69002", city="Lyon")
        buyer(owner, "C1")
        actions.agree_party(seller_id=owner.pk, code="F", values={"name": "Factor", "siren": "443061841"}, at=AT)
        return owner

    def test_the_same_again_changes_nothing_and_a_role_keeps_what_it_needs(self, seller: Seller) -> None:
        facts = Fact.objects.count()
        actions.agree_party(seller_id=seller.pk, code="F", values={"siren": "443 061 841"}, at=AT)
        assert Fact.objects.count() == facts
        given: dict[str, Any] = {"seller_id": seller.pk, "party_code": "F", "role": "factor", "since": LEAP, "at": AT}
        with pytest.raises(PartyRefused, match="IBAN"):
            actions.give_role(**given)
        iban = {"iban": "FR1420041010050500013M02606"}
        actions.agree_party(seller_id=seller.pk, code="F", values=iban, at=AT)
        role = actions.give_role(**given, buyer_code="C1", until=LEAP)
        with pytest.raises(PartyRefused, match="Factor"):
            actions.give_role(**given | {"role": "payee", "since": date(2028, 1, 1)}, buyer_code="C1")
        actions.give_role(**given | {"role": "payee", "since": date(2028, 3, 1)}, buyer_code="C1")
        with pytest.raises(PartyRefused, match="SIREN"):
            actions.agree_party(seller_id=seller.pk, code="F", values={"siren": ""}, at=AT)
        ended: dict[str, Any] = {"seller_id": seller.pk, "role_id": role.pk, "why": "Fin", "at": AT}
        with pytest.raises(PartyRefused):
            actions.end_role(**ended, last_day=date(2028, 3, 5))
        assert PartyRole.objects.count() == 2

    def test_a_role_of_a_merged_customer_is_that_of_the_one_that_stands_for_it(self, seller: Seller) -> None:
        actions.give_role(seller_id=seller.pk, party_code="F", role="payer", buyer_code="C1", since=LEAP, at=AT)
        kept = buyer(seller, "C2")
        seller.buyers.filter(code="C1").update(merged_into=kept)
        assert queries.roles_of_buyer(kept, LEAP)["payer"].party.code == "F"

    def test_a_mandate_is_recorded_once_and_ended_with_a_reason(self, seller: Seller) -> None:
        given: dict[str, Any] = {
            "seller_id": seller.pk, "kind": "invoicing", "reference": "M1", "counterpart_code": "F", "since": LEAP,
            "at": AT,
        }  # fmt: skip
        actions.record_mandate(**given, acceptance_days=8)
        for wrong in (
            {}, {"kind": "other"}, {"reference": ""}, {"reference": "M2", "counterpart_code": "?"},
            {"reference": "M2", "until": date(2028, 2, 28)}, {"reference": "M2", "acceptance_days": 400},
        ):  # fmt: skip
            with pytest.raises(PartyRefused):
                actions.record_mandate(**given | wrong)
        with pytest.raises(PartyRefused):
            actions.end_mandate(seller_id=seller.pk, reference="M1", last_day=LEAP, why=" ", at=AT)
        actions.end_mandate(seller_id=seller.pk, reference="M1", last_day=LEAP, why="Fin", at=AT)
        mandate = Mandate.objects.get()
        assert [rules.mandate_holds(mandate.since, mandate.until, day) for day in (LEAP, date(2028, 3, 1))] == [
            True, False,
        ]  # fmt: skip

    def test_a_kit_is_made_of_articles_that_are_no_kits(self, seller: Seller) -> None:
        for code in ("A", "B", "K"):
            item(seller, code)
        actions.agree_kit(seller_id=seller.pk, item_code="K", components={"A": Decimal("1.5")}, at=AT)
        assert seller.items.get(code="K").components == [{"item": "A", "quantity": "1.5"}]
        for kit, part, quantity in (("B", "K", 1), ("A", "B", 1), ("B", "?", 1), ("B", "A", 0), ("?", "A", 1)):
            with pytest.raises(actions.KitRefused):
                actions.agree_kit(seller_id=seller.pk, item_code=kit, components={part: Decimal(quantity)}, at=AT)

    def test_a_file_says_it_all_and_the_same_again_changes_nothing(self, seller: Seller) -> None:
        for code in ("A", "K"):
            item(seller, code)
        text = """
            [[party]]
            code = "G"
            name = "Agence"
            [[role]]
            party = "G"
            role = "buyer_agent"
            buyer = "C1"
            since = 2028-02-29
            [[mandate]]
            kind = "self_billing"
            reference = "M9"
            counterpart = "C1"
            since = 2026-01-01
            [[address]]
            buyer = "C1"
            for = "CC-7"
            address = "552100554_CC7"
            [[kit]]
            item = "K"
            components = { A = 2 }
        """
        facts = 0
        for _ in range(2):
            told = actions.agree_party_file(seller_id=seller.pk, text=text, at=AT)
            assert told == {"party": 1, "role": 1, "mandate": 1, "address": 1, "kit": 1}
            facts = facts or Fact.objects.count()
            assert Fact.objects.count() == facts
        ended = text.replace("since = 2026-01-01", "since = 2026-01-01\n            until = 2028-02-29")
        actions.agree_party_file(seller_id=seller.pk, text=ended, at=AT)
        assert Fact.objects.count() == facts + 1
        assert Mandate.objects.get(reference="M9").until == LEAP
        for wrong in ("[[role]]\nparty = 'G'", "[[roles]]\n", "x", text.replace("2028-02-29", "'2028'")):
            with pytest.raises(PartyRefused):
                actions.agree_party_file(seller_id=seller.pk, text=wrong, at=AT)
