"""bench core: what the invoice core takes for one document, and the official rules for comparison.

Medians over rounds that go through all measures in turn, so that a busy minute of the machine
touches all of them. Native work is timed by the processor's clock, the official rules, which work in
another process, by the wall's. Beside the milliseconds stands the ratio to a fixed piece of Python,
measured in the same rounds, which moves little from machine to machine.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Annotated, Any

import typer

from sansfaute.project.commands.app import Json, lines, out, progress, say_json
from sansfaute.project.commands.bench import bench_app, machine

Work = Callable[[], object]
_SHORT, _LONG = 10, 4000  # lines
_CALLS = 10  # of a short measure, in each round
_MUST = {
    f"native check, {_SHORT} lines": 1.0,
    f"native check, {_LONG} lines": 200.0,
    "read CII": 1.0,
    "write CII": 1.0,
    "read UBL": 1.0,
    "write UBL": 1.0,
}
"""What must be reached, in milliseconds (design, section 6)."""


@bench_app.command()
def core(
    rounds: Annotated[int, typer.Option(help="How many times each measure is taken.", min=3)] = 25,
    as_json: Json = False,
) -> None:
    """The invoice core alone: check, read, write, totals, whole judgement; the official rules per document."""
    native, official = _native(rounds), _official(rounds)
    memory = {**native.pop("memory_mib"), **official.pop("memory_mib")}
    result = {"machine": machine(), "rounds": rounds, **native, **official, "memory_mib": memory}
    if as_json:
        say_json(result)
        return
    out.rule(f"core, {_SHORT} lines unless said, median of {rounds}")
    lines((name, _words(one)) for name, one in result["measures"].items())
    out.rule("official rules, warm, one worker")
    lines((name, _words(one)) for name, one in result["official"].items())
    out.rule("memory")
    lines((name, f"{mebibytes} MiB") for name, mebibytes in memory.items())


def _words(one: dict[str, Any]) -> str:
    must = f" (must: {one['must_ms']:g} ms)" if one.get("must_ms") else ""
    return f"{one['ms']:.3f} ms, {one['yardsticks']:.2f} yardsticks{must} {one.get('verdict', '')}".rstrip()


def _native(rounds: int) -> dict[str, Any]:
    """Each measure in milliseconds, and in yardsticks."""
    works = _works()
    samples: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()  # tables and classes are built at their first use
    with progress() as bar:
        task = bar.add_task("Core", total=rounds)
        for _ in range(rounds):
            for name, work in works.items():
                samples[name].append(_milliseconds(work, 1 if str(_LONG) in name else _CALLS))
            bar.advance(task)
    medians = {name: median(taken) for name, taken in samples.items()}
    yardstick = medians.pop("yardstick")
    measures = {name: _figure(took, yardstick, _MUST.get(name)) for name, took in medians.items()}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return {"yardstick_ms": round(yardstick, 3), "measures": measures, "memory_mib": {"this process, peak": memory}}


def _figure(took: float, yardstick: float, must: float | None) -> dict[str, Any]:
    figure: dict[str, Any] = {"ms": round(took, 3), "yardsticks": round(took / yardstick, 2)}
    return figure if must is None else {**figure, "must_ms": must, "reached": took <= must}


def _milliseconds(work: Work, calls: int, clock: Callable[[], float] = time.process_time) -> float:
    """Time of this process alone, so that others on the machine count little; the wall's for work done elsewhere."""
    began = clock()
    for _ in range(calls):
        work()
    return (clock() - began) * 1000 / calls


def yardstick() -> int:
    """A fixed piece of pure Python: texts, numbers and a dict, as the core uses them."""
    seen: dict[str, int] = {}
    for number in range(2000):
        text = f"{number * 7919 % 1000:04d}"
        seen[text] = seen.get(text, 0) + len(text.lstrip("0"))
    return sum(seen.values())


def _works() -> dict[str, Work]:
    """Each measure by its name, the yardstick among them."""
    from sansfaute.en16931 import rules, structure, totals
    from sansfaute.en16931.judgement import judge
    from sansfaute.en16931.syntaxes import read, recognise, write
    from sansfaute.en16931.syntaxes.xml import parse
    from sansfaute.project.commands.bench_invoice import ordinary
    from sansfaute.review.adapters.official import schema

    short, long = ordinary(_SHORT), ordinary(_LONG)
    works: dict[str, Work] = {
        "yardstick": yardstick,
        f"native check, {_SHORT} lines": partial(rules.check, short),
        f"native check, {_LONG} lines": partial(rules.check, long),
        f"totals, {_SHORT} lines": partial(totals.calculate, short),
        f"totals, {_LONG} lines": partial(totals.calculate, long),
    }
    for syntax in ("cii", "ubl", "json"):
        content, name = write(short, syntax), syntax.upper()
        works[f"write {name}"] = partial(write, short, syntax)
        works[f"read {name}"] = partial(read, content)
        works[f"recognise {name}"] = partial(recognise, content)
        if syntax != "json":
            works[f"structure of {name}"] = partial(structure.findings, parse(content), syntax, "en16931")
            works[f"judgement of {name}, with XSD"] = partial(judge, content, schema=schema.findings)
    return works


def _official(rounds: int) -> dict[str, Any]:
    """Milliseconds for one document, for each set of packs, from a warm worker."""
    from sansfaute.review.adapters.official import Pool

    pool, took, memory = Pool(1), {}, 0
    try:
        for name, content in _documents().items():
            took[name] = _judged(pool, content, rounds)
            memory = max(memory, *pool.memory())  # of one worker after another: each has the packs of few profiles
    finally:
        pool.close()
    unit = median(_milliseconds(yardstick, _CALLS, time.perf_counter) for _ in range(rounds))
    official = {name: {**_figure(ms, unit, None), "verdict": verdict} for name, (ms, verdict) in took.items()}
    return {"official": official, "memory_mib": {"largest official worker": memory >> 20}}


def _judged(pool: Any, content: bytes, rounds: int) -> tuple[float, str]:
    said = pool.judge([content])[0]
    pool.judge([content] * 2)
    work = partial(pool.judge, [content])
    return median(_milliseconds(work, 1, time.perf_counter) for _ in range(rounds)), said.verdict


def _documents() -> dict[str, bytes]:
    """One document for each pair of syntax and profile that has official rules."""
    from dataclasses import replace

    from sansfaute.en16931.profiles import PROFILES
    from sansfaute.en16931.rules.packs import JUDGED
    from sansfaute.en16931.syntaxes import WriteRefused, write
    from sansfaute.project.commands.bench_invoice import ordinary

    identifiers = {name: identifier for identifier, name in reversed(list(PROFILES.items()))}
    whole = ordinary(_SHORT)
    found: dict[str, bytes] = {}
    for syntax, profiles in JUDGED.items():
        for profile in profiles:
            control = replace(whole.process_control, specification_identifier=identifiers[profile])
            held = whole if profile not in ("basicwl", "minimum") else replace(whole, lines=())
            try:
                found[f"{syntax} {profile}"] = write(replace(held, process_control=control), syntax)
            except WriteRefused:
                continue  # a profile too small for the measured document has no figure
    return found
