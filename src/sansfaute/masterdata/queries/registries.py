"""What registries answered about buyers, and where they differ from us."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from sansfaute.masterdata.models import Buyer, RegistryAnswer, RegistryDifference


def registry_answers(seller_id: UUID | str) -> QuerySet[RegistryAnswer]:
    """Every answer received for one seller, latest first."""
    return RegistryAnswer.objects.filter(seller_id=seller_id).order_by("-asked_at", "-id")


def latest_answers(record_id: UUID | str) -> list[RegistryAnswer]:
    """The last answer of each registry about one buyer, by registry."""
    answers = RegistryAnswer.objects.filter(record_id=record_id).order_by("registry", "-asked_at", "-id")
    return list(answers.distinct("registry"))


def registry_differences(seller_id: UUID | str, state: str = "open") -> QuerySet[RegistryDifference]:
    """Fields where a registry says otherwise, in this state, errors first, by buyer."""
    found = RegistryDifference.objects.filter(seller_id=seller_id, state=state).select_related("buyer", "answer")
    return found.order_by("level", "buyer__code", "field")


def differences_of(buyer_ids: Iterable[UUID]) -> QuerySet[RegistryDifference]:
    """The open differences of these buyers."""
    found = RegistryDifference.objects.filter(buyer_id__in=list(buyer_ids), state="open")
    return found.select_related("answer").order_by("field")


def registry_outcomes(seller_id: UUID | str) -> dict[tuple[str, str], int]:
    """How many answers of each registry had each outcome."""
    counted = registry_answers(seller_id).order_by().values_list("registry", "outcome").annotate(Count("id"))
    return {(registry, outcome): count for registry, outcome, count in counted}


def registries_last_asked(seller_id: UUID | str) -> dict[str, datetime]:
    """When each registry was last asked."""
    return dict(registry_answers(seller_id).order_by().values_list("registry").annotate(Max("asked_at")))


def buyers_to_compare(seller_id: UUID | str, limit: int, since: datetime | None = None) -> list[UUID]:
    """Buyers with an identifier to ask about, those never answered first, then the oldest answers.

    Those answered after `since` are left out.
    """
    answers = RegistryAnswer.objects.filter(record_id=OuterRef("pk")).exclude(outcome="unavailable")
    latest = answers.order_by("-asked_at").values("asked_at")[:1]
    due = Buyer.objects.filter(seller_id=seller_id, merged_into=None).exclude(siren="", vat_identifier="")
    due = due.annotate(answered_at=Subquery(latest))
    if since is not None:
        due = due.filter(Q(answered_at=None) | Q(answered_at__lte=since))
    return list(due.order_by(F("answered_at").asc(nulls_first=True), "pk").values_list("pk", flat=True)[:limit])


def vies_answers(seller_id: UUID | str, numbers: Iterable[str]) -> dict[str, list[tuple[datetime, str]]]:
    """When VIES was asked about each of these VAT numbers, and "yes", "no" or "" (no answer); one query at most."""
    asked, found = set(numbers) - {""}, dict[str, list[tuple[datetime, str]]]()
    if not asked:
        return found
    rows = RegistryAnswer.objects.filter(seller_id=seller_id, registry="vies", identifier__in=asked)
    for number, at, outcome, is_valid in rows.values_list("identifier", "asked_at", "outcome", "answer__is_valid"):
        said = "no" if outcome == "absent" else str(is_valid or "") if outcome == "found" else ""
        found.setdefault(number, []).append((at, said))
    return found
