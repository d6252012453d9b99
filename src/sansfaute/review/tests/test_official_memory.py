"""The memory of the official rules: packs stay in a worker, and so each has few of them; no process takes 400 MB."""

from pathlib import Path

import pytest

from sansfaute.en16931.syntaxes import cii, ubl
from sansfaute.en16931.tests.samples import ordinary
from sansfaute.en16931.tests.wide_documents import EXTENDED, EXTENDED_CTC_FR, carriage, grouped, wide
from sansfaute.review.adapters.official import OfficialVerdict, Pool
from sansfaute.review.adapters.official import pool as pool_module
from sansfaute.review.adapters.official.kinds import kind_of
from sansfaute.review.adapters.official.limits import MEGABYTE, Limits
from sansfaute.review.adapters.official.process import Worker

PLAIN = cii.write(ordinary(1))
EACH = [PLAIN, ubl.write(ordinary(1)), cii.write(carriage()), ubl.write(grouped()), cii.write(wide())]
"""A document for each set of large packs."""


def peak(pid: int) -> int:
    """The most memory that a process ever had, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


@pytest.mark.slow
def test_no_worker_takes_400_mb_whatever_the_profiles_of_its_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    peaks: dict[int, int] = {}

    class Watched(Worker):
        def ask(self, content: bytes, kind: str = "") -> OfficialVerdict:
            verdict = super().ask(content, kind)
            peaks[self.pid] = peak(self.pid)
            return verdict

    monkeypatch.setattr(pool_module, "Worker", Watched)
    pool = Pool(1)
    try:
        verdicts = pool.judge([*EACH, *EACH])
    finally:
        pool.close()
    assert [(one.verdict, len(one.packs)) for one in verdicts] == [("passed", 3)] * len(EACH) * 2
    assert 1 < len(peaks) <= len(EACH)
    assert max(peaks.values()) < 400 * MEGABYTE


class Light:
    """A worker without process, which keeps so much memory after its first document."""

    keeps = 300 * MEGABYTE
    living: list["Light"]

    def __init__(self, limits: Limits) -> None:
        self.trouble, self.kinds, self.kept, self.limits = "", set[str](), 0, limits
        Light.living.append(self)

    def ask(self, content: bytes, kind: str = "") -> OfficialVerdict:
        self.kinds.add(kind)
        self.kept = self.keeps
        assert len(Light.living) <= 2
        return OfficialVerdict("passed", (str(id(self)),))

    def memory(self) -> int:
        return self.kept

    def is_apt(self, kind: str) -> bool:
        return Worker.is_apt(self, kind)  # type: ignore[arg-type] # has what it reads

    @property
    def _limits(self) -> Limits:
        return self.limits

    def is_tired(self) -> bool:
        return False

    def end(self) -> None:
        Light.living.remove(self)


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Pool:
    """A pool of two workers without process."""
    monkeypatch.setattr(Light, "living", [], raising=False)
    monkeypatch.setattr(pool_module, "Worker", Light)
    return Pool(2)


PROFILES = {"a": "urn:cen.eu:en16931:2017", "b": EXTENDED, "c": EXTENDED_CTC_FR, "d": "urn:factur-x.eu:1p0:minimum"}


def of_kind(letter: str) -> bytes:
    """The beginning of a document of CII in one of four profiles, or in one that no pack judges."""
    profile = PROFILES.get(letter, "urn:nobody:knows")
    name = "ram:GuidelineSpecifiedDocumentContextParameter"
    return f"<rsm:CrossIndustryInvoice><{name}><ram:ID>{profile}</ram:ID></{name}>".encode()


def asked(pool: Pool, letter: str) -> str:
    """Which worker judged a document of this profile."""
    (verdict,) = pool.judge([of_kind(letter)])
    return verdict.packs[0]


def test_a_full_worker_is_asked_about_what_it_has_and_another_about_the_rest(pool: Pool) -> None:
    first, second = asked(pool, "a"), asked(pool, "b")
    assert first != second
    assert [asked(pool, one) for one in "abba"] == [first, second, second, first]
    assert asked(pool, "unknown") in (first, second)


def test_where_all_are_full_the_one_that_rests_longest_makes_room(pool: Pool) -> None:
    first, second = asked(pool, "a"), asked(pool, "b")
    asked(pool, "c")
    assert [sorted(one.kinds) for one in Light.living] == [["cii extended"], ["cii extended-ctc-fr"]]
    assert asked(pool, "b") == second
    assert first not in {str(id(one)) for one in Light.living}


def test_a_worker_with_room_is_asked_about_anything(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Light, "keeps", 250 * MEGABYTE)
    assert len({asked(pool, one) for one in "abc"}) == 1


def test_documents_of_a_kind_are_judged_together_and_told_in_their_order(pool: Pool) -> None:
    mixed = [of_kind("abcd"[number % 4]) for number in range(40)]
    verdicts = pool.judge(mixed)
    workers: dict[bytes, set[str]] = {}
    for document, verdict in zip(mixed, verdicts, strict=True):
        workers.setdefault(document, set()).add(verdict.packs[0])
    assert all(len(found) <= 2 for found in workers.values())


def test_at_rest_a_worker_keeps_at_most_400_mb_and_half_of_its_limit() -> None:
    assert Limits().rest_memory == 400 * MEGABYTE
    assert Limits(memory=500 * MEGABYTE).rest_memory == 250 * MEGABYTE


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (EACH[0], "cii en16931"),
        (EACH[1], "ubl en16931"),
        (EACH[2], "cii extended"),
        (EACH[3], "ubl extended-ctc-fr"),
        (EACH[4], "cii extended-ctc-fr"),
        (b'<Invoice><CustomizationID schemeID="x">\n urn:cen.eu:en16931:2017 </CustomizationID>', "ubl en16931"),
        (b"<Invoice><CustomizationID>urn:nobody:knows</CustomizationID>", ""),
        (b"<Invoice><CustomizationID/></Invoice>", ""),
        (b"<Invoice>" + b" " * 70_000 + b"<CustomizationID>urn:cen.eu:en16931:2017</CustomizationID>", ""),
        (PLAIN.decode().replace("UTF-8", "UTF-16").encode("utf-16"), ""),
        (b"", ""),
        (b"<" * 100_000, ""),
    ],
    ids=range(12),
)
def test_the_kind_of_a_document_is_guessed_at_its_beginning(document: bytes, kind: str) -> None:
    assert kind_of(document) == kind
