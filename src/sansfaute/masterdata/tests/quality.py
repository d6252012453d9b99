"""Customers and rules for tests of quality, made the way every way in makes them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sansfaute.lib.ids import new_id
from sansfaute.masterdata import actions, rules
from sansfaute.masterdata.actions.changes import new_set, write_set
from sansfaute.masterdata.actions.writing import RECORD_TYPES
from sansfaute.masterdata.models import AuditRule, Buyer, Correction, Finding, Seller

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
GOOD = {
    "name": "Dupont SAS", "line_1": "1 rue de la Paix", "post_code": "69007", "city": "Lyon", "country": "FR",
    "legal_identifier": "404833048", "email": "a@b.example", "kind": "business",
}  # fmt: skip


def buyer(seller: Seller, code: str, at: datetime = AT, **values: str) -> Buyer:
    """Made the way every way in makes it."""
    record = Buyer(id=new_id(), seller_id=seller.pk, code=code)
    change_set = new_set(seller.pk, "edit", {}, at, None)
    write_set(change_set, RECORD_TYPES["buyer"], [(record, {**GOOD, **values})], at=at)
    return Buyer.objects.get(pk=record.pk)


def rule(seller: Seller, **asked: Any) -> AuditRule:
    given = {"field": "telephone", "condition": "is_empty", "argument": "", "level": "warning", "scope": {}} | asked
    more = {name: given.pop(name) for name in ("opens_corrections", "owner", "delay_days") if name in given}
    return actions.write_rule(
        seller_id=seller.pk, name=f"{given['field']} {given['condition']} {given['argument']}",
        asked=rules.UserRule("", "buyer", **given), sentence_fr="Le téléphone manque.",
        sentence_en="No telephone.", at=AT, **more,
    )  # fmt: skip


def change(seller: Seller, code: str, at: datetime = AT, **values: str) -> Any:
    return actions.change_records(
        seller_id=seller.pk, record_type="buyer", given={code: values}, kind="edit", at=at, actor=None
    )


def said(record_id: UUID) -> set[tuple[str, str, str, str, str]]:
    rows = Finding.objects.filter(record_id=record_id)
    return set(rows.values_list("field", "rule", "level", "value", "fix"))


def open_rules(seller: Seller) -> list[tuple[str, str]]:
    rows = Correction.objects.filter(seller=seller, closed_at=None)
    return sorted(rows.values_list("code", "rule"))
