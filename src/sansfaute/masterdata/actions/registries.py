"""Ask public registries about buyers, keep their answers as proof, and decide where they differ from us."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.clock import day_of
from sansfaute.lib.errors import Refusal
from sansfaute.lib.files import FileStore
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.actions.changes import change_records
from sansfaute.masterdata.actions.settling import end_registry_corrections
from sansfaute.masterdata.adapters.registries import Asked, Registry, registries
from sansfaute.masterdata.events import RegistryAnswered, RegistryDiffered
from sansfaute.masterdata.models import Buyer, RegistryAnswer, RegistryDifference, Seller
from sansfaute.masterdata.queries.registries import buyers_to_compare
from sansfaute.masterdata.rules import registries as rules

GIVE_UP_AFTER = 3
"""Failures in a row after which a service is left alone for the rest of the run."""

_COMPARED = (
    "name line_1 line_2 post_code city country_code siren siret vat_identifier electronic_address".split()  # noqa: SIM905  # read as one line
)


class RegistryRefused(Refusal):
    """An answer of a registry could not be taken; the message is fit for a person."""


def ask_registries(
    *,
    seller_id: UUID | str,
    buyer_ids: Sequence[UUID | str],
    at: datetime,
    actor: journal.Actor | None = None,
    limit: int | None = None,
) -> dict[str, int]:
    """Ask about these buyers, one after the other, and compare. Returns how many answers of each outcome.

    Services are asked outside any transaction; each answer is kept as soon as it is there, so a run that
    is cut short loses nothing. A service that fails GIVE_UP_AFTER times in a row, or that was asked
    `limit` times, is left alone for the rest of the run.
    """
    seller = Seller.objects.get(pk=seller_id)
    asked = _Round(registries(seller.vat_identifier), limit)
    for buyer in Buyer.objects.filter(seller_id=seller_id, pk__in=list(buyer_ids), merged_into=None):
        for question in rules.questions(_fields(buyer)):
            if answer := asked.put(question):
                _keep(buyer, question, answer, at, actor)
    return asked.outcomes


class _Round:
    """One run of questions: counts them, and leaves alone a service that is down."""

    def __init__(self, known: Mapping[str, Registry], limit: int | None) -> None:
        self.known, self.limit = known, limit
        self.outcomes = {"found": 0, "absent": 0, "unavailable": 0}
        self._put = dict.fromkeys(known, 0)
        self._failures = dict.fromkeys(known, 0)

    def put(self, question: rules.Question) -> Asked | None:
        """The answer, or None for a service that is left alone."""
        name = question.registry
        if self._failures[name] >= GIVE_UP_AFTER or (self.limit is not None and self._put[name] >= self.limit):
            return None
        answer = self.known[name].ask(question.identifier)
        self._put[name] += 1
        self._failures[name] = self._failures[name] + 1 if answer.outcome == "unavailable" else 0
        self.outcomes[answer.outcome] += 1
        return answer


def _fields(buyer: Buyer) -> dict[str, str]:
    return {name: getattr(buyer, name) for name in _COMPARED}


def _keep(buyer: Buyer, question: rules.Question, asked: Asked, at: datetime, actor: journal.Actor | None) -> None:
    proof = FileStore(settings.FILE_STORE).put(asked.raw) if asked.raw else ""
    answer = RegistryAnswer(
        id=new_id(),
        seller_id=buyer.seller_id,
        registry=question.registry,
        identifier=question.identifier,
        record_id=buyer.pk,
        outcome=asked.outcome,
        answer=asked.answer,
        proof_sha256=proof,
        proof_reference=asked.proof_reference[:120],
        detail=asked.detail,
        asked_at=at,
    )
    with transaction.atomic():
        _compare(buyer.pk, answer, at, actor)


def _compare(buyer_id: UUID, answer: RegistryAnswer, at: datetime, actor: journal.Actor | None) -> None:
    """Keep the answer and bring the open differences of its registry up to date; those decided stay decided."""
    buyer = Buyer.objects.select_for_update(no_key=True, of=("self",)).get(pk=buyer_id)
    answer.save(force_insert=True)
    answered = RegistryAnswered(
        seller_id=answer.seller_id, subject_id=answer.pk, registry=answer.registry, outcome=answer.outcome
    )
    journal.record([answered], at=at, actor=actor)
    if answer.outcome == "unavailable":
        return
    day = day_of(at).isoformat()
    found = rules.differences(answer.registry, _fields(buyer), answer.outcome, answer.answer, day)  # type: ignore[arg-type]  # the column holds an Outcome
    found = [one for one in found if not _is_decided(buyer, one)]
    _open_differences(answer, buyer, found, at, actor)


def _is_decided(buyer: Buyer, found: rules.Difference) -> bool:
    """Whether a person has already kept ours against this very answer, or the record says it by now."""
    if found.field == "closed_on" and buyer.values.get("closed_on"):
        return True
    kept = RegistryDifference.objects.filter(buyer=buyer, field=found.field, state="kept")
    return kept.filter(ours=found.ours, theirs=found.theirs).exists()


def _open_differences(
    answer: RegistryAnswer,
    buyer: Buyer,
    found: Sequence[rules.Difference],
    at: datetime,
    actor: journal.Actor | None,
) -> None:
    known = RegistryDifference.objects.filter(buyer=buyer, state="open", answer__registry=answer.registry)
    said = {(one.field, one.ours, one.theirs): one for one in known}
    wanted = {(one.field, one.ours, one.theirs): one for one in found}
    stale = [one.pk for key, one in said.items() if key not in wanted]
    RegistryDifference.objects.filter(pk__in=stale).update(state="gone", decided_at=at)
    gone = [(buyer.pk, one.field) for one in known if one.pk in stale]
    end_registry_corrections(gone, outcome="gone", at=at, actor=actor)
    taken = set(RegistryDifference.objects.filter(buyer=buyer, state="open").values_list("field", flat=True))
    fresh = [
        RegistryDifference(
            id=new_id(),
            seller_id=buyer.seller_id,
            answer=answer,
            buyer=buyer,
            field=one.field,
            ours=one.ours,
            theirs=one.theirs,
            level=one.level,
            found_at=at,
        )
        for key, one in wanted.items()
        if key not in said and one.field not in taken
    ]
    RegistryDifference.objects.bulk_create(fresh)
    journal.record([_differed(buyer, answer, one) for one in fresh], at=at, actor=actor)


def _differed(buyer: Buyer, answer: RegistryAnswer, one: RegistryDifference) -> RegistryDiffered:
    return RegistryDiffered(
        seller_id=buyer.seller_id,
        subject_id=buyer.pk,
        code=buyer.code,
        registry=answer.registry,
        field=one.field,
        level=one.level,
        ours=one.ours,
        theirs=one.theirs,
    )


@transaction.atomic
def accept_differences(
    *, seller_id: UUID | str, difference_ids: Iterable[UUID | str], at: datetime, actor: journal.Actor
) -> int:
    """Write what a registry says into our records, field by field, as one change set. Returns how many.

    Raises RegistryRefused for a difference that tells no value to take (a number out of service, say).
    """
    chosen = list(_open(seller_id, difference_ids))
    for one in chosen:
        if not one.theirs:
            raise RegistryRefused(_("The registry gives no value to take. Correct the record, or keep ours."))
    given: dict[str, dict[str, str]] = {}
    for one in chosen:
        given.setdefault(one.buyer.code, {})[one.field] = one.theirs
    if given:
        about = {"answer_ids": sorted({str(one.answer_id) for one in chosen})}
        change_records(
            seller_id=seller_id, record_type="buyer", given=given, kind="registry", about=about, at=at, actor=actor
        )
    return _decide(chosen, "accepted", at, actor)


@transaction.atomic
def keep_ours(
    *, seller_id: UUID | str, difference_ids: Iterable[UUID | str], at: datetime, actor: journal.Actor
) -> int:
    """Leave our values as they are: the same answer is not shown again. Returns how many."""
    return _decide(list(_open(seller_id, difference_ids)), "kept", at, actor)


def _open(seller_id: UUID | str, difference_ids: Iterable[UUID | str]) -> Iterable[RegistryDifference]:
    found = RegistryDifference.objects.filter(seller_id=seller_id, pk__in=list(difference_ids), state="open")
    return found.select_related("buyer").select_for_update(of=("self",)).order_by("pk")


def _decide(chosen: Sequence[RegistryDifference], state: str, at: datetime, actor: journal.Actor) -> int:
    for one in chosen:
        one.state, one.decided_at, one.decided_by_id = state, at, actor.pk
    RegistryDifference.objects.bulk_update(chosen, ["state", "decided_at", "decided_by"])
    decided = [(one.buyer_id, one.field) for one in chosen]
    end_registry_corrections(decided, outcome="accepted" if state == "kept" else "mended", at=at, actor=actor)
    return len(chosen)


def compare_registries(*, seller_id: UUID | str, at: datetime) -> dict[str, int]:
    """The nightly comparison: buyers whose last answer is the oldest come first, as many as the settings allow."""
    since = at - timedelta(days=settings.REGISTRY_DAYS)
    most = settings.REGISTRY_QUESTIONS
    ids = buyers_to_compare(seller_id, most, since)
    return ask_registries(seller_id=seller_id, buyer_ids=ids, at=at, limit=most)
