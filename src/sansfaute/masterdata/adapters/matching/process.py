"""Start the comparison of a file in a process that gives all its memory back, and read what it found."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Literal

Progress = Callable[[int, int], None]
"""Called with (steps done, steps in all)."""


class MatchingFailed(Exception):
    """The process of comparison stopped; the message holds what it said last."""


@dataclass(frozen=True, slots=True)
class Found:
    """A cluster: its records' keys, the verdict, the least probability of the links, and the evidence by pair."""

    keys: tuple[str, ...]
    verdict: Literal["sure", "review"]
    probability: Decimal
    pairs: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Matching:
    """What a comparison of a whole file found, with its figures (seconds by step, pairs, memory in MiB)."""

    clusters: list[Found]
    figures: dict[str, Any]


def find_clusters(
    records: Iterable[tuple[str, Mapping[str, str]]],
    *,
    told_apart: Iterable[tuple[str, str]] = (),
    progress: Progress | None = None,
) -> Matching:
    """Clusters of likely duplicates among (key, fields of `rules.COMPARED`); pairs told apart never meet.

    Nothing leaves this machine. Raises MatchingFailed when the process stops.
    """
    with tempfile.TemporaryDirectory(prefix="matching-") as folder:
        _write(Path(folder), records, told_apart)
        _run(Path(folder), progress)
        return _read(Path(folder))


def _write(
    folder: Path, records: Iterable[tuple[str, Mapping[str, str]]], told_apart: Iterable[tuple[str, str]]
) -> None:
    with (folder / "records.jsonl").open("w", encoding="utf-8") as file:
        for key, fields in records:
            file.write(
                json.dumps([key, {name: text for name, text in fields.items() if text}], ensure_ascii=False) + "\n"
            )
    with (folder / "apart.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(pair) + "\n" for pair in told_apart)


def _run(folder: Path, progress: Progress | None) -> None:
    """One line on its standard output for each step done. Its last words are kept for the failure."""
    command = [sys.executable, "-m", "sansfaute.masterdata.adapters.matching", str(folder)]
    source = str(Path(__file__).parents[4])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([source, *filter(None, [os.environ.get("PYTHONPATH")])])}
    with (folder / "errors").open("w+b") as errors:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=environment) as child:
            assert child.stdout is not None
            for done, total in _steps(child.stdout):
                if progress:
                    progress(done, total)
        if child.returncode:
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace").strip().splitlines()
            raise MatchingFailed(said[-1] if said else f"exit status {child.returncode}")


def _steps(lines: IO[bytes]) -> Iterator[tuple[int, int]]:
    for line in lines:
        done, _, total = line.decode().strip().partition("/")
        if done.isdigit() and total.isdigit():
            yield int(done), int(total)


def _read(folder: Path) -> Matching:
    figures = json.loads((folder / "figures.json").read_text("utf-8"))
    clusters = []
    with (folder / "clusters.jsonl").open(encoding="utf-8") as file:
        for line in file:
            one = json.loads(line)
            clusters.append(Found(tuple(one["keys"]), one["verdict"], Decimal(one["probability"]), one["pairs"]))
    return Matching(clusters, figures)
