"""What comes from outside about customers: answers of registries that differ, bank details that wait."""

from datetime import datetime, timedelta

from sansfaute.desk.tests import factories
from sansfaute.masterdata import actions
from sansfaute.masterdata.models import BankChange, Buyer, RegistryAnswer, RegistryDifference, Seller

OLD, NEW = "FR7630002005500000899997364", "FR7630004000031234567890143"
SAID = (
    ("sirene", "closed_on", "", "2026-06-30", "error"),
    ("sirene", "line_1", "2 rue de la République", "18 quai Perrache", "warning"),
    ("vies", "vat_identifier", "FR40552100554", "", "error"),
    ("directory", "name", "Mairie de Villeurbanne", "COMMUNE DE VILLEURBANNE", "warning"),
)  # registry, field, ours, theirs, level


def tell(seller: Seller, at: datetime) -> None:
    """Registries differ about the first customers; three bank details were asked for, confirmed, refused."""
    buyers = list(Buyer.objects.filter(seller=seller, code__startswith="Q").order_by("code"))
    for buyer, (registry, field, ours, theirs, level) in zip(buyers, SAID, strict=False):
        answer = RegistryAnswer.objects.create(
            seller=seller, registry=registry, identifier="552100554", record_id=buyer.pk, outcome="found",
            proof_reference="WAPIAAAAYx7kQ2mV" if registry == "vies" else "", asked_at=at - timedelta(hours=9),
        )  # fmt: skip
        RegistryDifference.objects.create(
            seller=seller, answer=answer, buyer=buyer, field=field, ours=ours, theirs=theirs, level=level, found_at=at
        )
    RegistryAnswer.objects.create(
        seller=seller, registry="vies", identifier="FR1", outcome="unavailable", asked_at=at - timedelta(hours=9)
    )
    _ask_for_bank_details(seller, [one.code for one in buyers[4:7]], at)


def _ask_for_bank_details(seller: Seller, codes: list[str], at: datetime) -> None:
    asker, second = factories.person("rose.morel", seller, "clerk"), factories.person("igor.petit", seller, "admin")
    before = at - timedelta(days=3)
    for iban, moment in ((OLD, before - timedelta(days=30)), (NEW, before)):
        actions.change_records(
            seller_id=seller.pk, record_type="buyer", given={code: {"iban": iban} for code in codes}, kind="edit",
            at=moment, actor=asker,
        )  # fmt: skip
    waiting = list(BankChange.objects.filter(seller=seller, code__in=codes).order_by("code"))
    named = {"seller_id": seller.pk, "actor": second}
    actions.confirm_bank_change(bank_change_id=waiting[1].pk, at=at - timedelta(hours=2), **named)
    why = "Le client, rappelé au numéro connu, n’a rien demandé."
    actions.refuse_bank_change(bank_change_id=waiting[2].pk, why=why, at=at - timedelta(hours=1), **named)
