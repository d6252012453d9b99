"""Every fact is heard or declared unheard; every job is declared harmless when run twice."""

import ast
import dataclasses
import importlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from procrastinate.tasks import Task
from tests.architecture.house import PACKAGE, ROOMS, none_of, sources, tree_of

from sansfaute import journey


def announced() -> set[type]:
    """Every event class of every room's `events`."""
    found: set[type] = set()
    for room in ROOMS:
        if (PACKAGE / room / "events.py").exists() or (PACKAGE / room / "events").exists():
            module = importlib.import_module(f"sansfaute.{room}.events")
            found |= {one for one in vars(module).values() if isinstance(one, type) and _is_event(one, module.__name__)}
    return found


def _is_event(one: type, module: str) -> bool:
    return dataclasses.is_dataclass(one) and one.__module__.startswith(module)


def unheard(events: Iterable[type], heard: Mapping[type, Sequence[Any]], silent: Collection[type]) -> Iterator[str]:
    """Facts nobody hears and nobody declared unheard; declarations that no longer say the truth."""
    events = set(events)
    for event in sorted(events | set(heard) | set(silent), key=lambda one: one.__name__):
        name = event.__name__
        if event not in events:
            yield f"{name} is in journey.py and announced by no room"
        elif heard.get(event) and event in silent:
            yield f"{name} is heard and declared unheard"
        elif not heard.get(event) and event not in silent:
            yield f"{name} is heard by nobody and not declared unheard"


def undeclared_jobs(files: Iterable[Path]) -> Iterator[str]:
    """Public functions of `jobs` files without `@job("room.name", harmless_twice=True)`, or `@periodic(…)`."""
    for path in files:
        room = path.parent.name if path.name == "jobs.py" else path.parents[1].name
        for node in tree_of(path).body:
            public = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
            if public and not any(_declares(one, f"{room}.{node.name}") for one in node.decorator_list):
                yield f"{room}.{node.name}"


def _declares(decorator: ast.expr, name: str) -> bool:
    if not (isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") in ("job", "periodic")):
        return False
    promises = {one.arg: getattr(one.value, "value", None) for one in decorator.keywords}
    named = [getattr(one, "value", None) for one in decorator.args]
    return named == [name] and promises.get("harmless_twice") is True


def test_every_fact_is_heard_or_declared_unheard() -> None:
    assert len(announced()) > 15, "the events of the rooms are not found"
    none_of(unheard(announced(), journey.JOURNEY, journey.UNHEARD))


def test_every_step_is_a_job_of_a_room() -> None:
    for steps in journey.JOURNEY.values():
        for step in steps:
            assert isinstance(step, Task)
            assert step.name.split(".")[0] in ROOMS


def test_every_job_is_declared_harmless_twice() -> None:
    files = [path for room in ROOMS for path in sources(PACKAGE / room) if "jobs" in (path.stem, path.parent.name)]
    none_of(undeclared_jobs(files))


class Heard: ...


class Silent: ...


@pytest.mark.parametrize(
    ("events", "heard", "silent", "said"),
    [
        ([Heard, Silent], {Heard: ["step"]}, [], "Silent is heard by nobody and not declared unheard"),
        ([Heard, Silent], {Heard: ["step"], Silent: []}, [], "Silent is heard by nobody and not declared unheard"),
        ([Heard], {Heard: ["step"]}, [Heard], "Heard is heard and declared unheard"),
        ([Heard], {Heard: ["step"]}, [Silent], "Silent is in journey.py and announced by no room"),
    ],
)
def test_a_fact_that_gets_lost_is_named(events: Any, heard: Any, silent: Any, said: str) -> None:
    assert list(unheard(events, heard, silent)) == [said]
    assert list(unheard([Heard, Silent], {Heard: ["step"]}, [Silent])) == []


@pytest.mark.parametrize(
    ("decorator", "named"),
    [
        ("", ["drafts.assemble"]),
        ("@app.task(name='drafts.assemble')", ["drafts.assemble"]),
        ("@job('drafts.assemble', harmless_twice=False)", ["drafts.assemble"]),
        ("@job('drafts.other', harmless_twice=True)", ["drafts.assemble"]),
        ("@job('drafts.assemble', harmless_twice=True)", []),
        ("@periodic('drafts.assemble', cron='* * * * *', harmless_twice=True)", []),
    ],
)
def test_a_job_without_its_promise_is_named(tmp_path: Path, decorator: str, named: list[str]) -> None:
    path = tmp_path / "drafts" / "jobs.py"
    path.parent.mkdir()
    path.write_text(f"{decorator}\ndef assemble(seller_id, facts):\n    pass\n")
    assert list(undeclared_jobs([path])) == named
