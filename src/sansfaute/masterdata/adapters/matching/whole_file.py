"""A whole file compared: features, keys, pairs, scores, verdicts, clusters."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sansfaute.masterdata.adapters.matching.scoring import score
from sansfaute.masterdata.rules import duplicates
from sansfaute.masterdata.rules import duplicates_evidence as evidence
from sansfaute.masterdata.rules.duplicates_compare import compare
from sansfaute.masterdata.rules.duplicates_features import Features, features_of
from sansfaute.masterdata.rules.duplicates_keys import MOST_SHARING, Frequencies, frequencies, keys_of

THREADS = 2
MEMORY = "350MB"
_CHUNK = 20_000
STEPS = 5

Step = Callable[[int, int], None]
Weighed = dict[str, Any]


def compare_file(folder: Path, *, step: Step) -> dict[str, Any]:
    """Compare the records in `records.jsonl`, write `clusters.jsonl`. Returns figures: seconds by step, counts."""
    clock = _Clock(step)
    features = [features_of(key, fields) for key, fields in _lines(folder / "records.jsonl")]
    clock.done("features")
    con = _connect(folder)
    _load(con, features)
    pair_count = _block(con)
    clock.done("pairs")
    scored, learnt = score(con, len(features))
    clock.done("score")
    counted = frequencies(features)
    links, weighed = _judged(features, scored, counted)
    con.close()
    clock.done("judge")
    told_apart = [(a, b) for a, b in _lines(folder / "apart.jsonl")]
    clusters = _write(folder, features, counted, links, weighed, told_apart)
    clock.done("gather")
    return {
        "records": len(features),
        "pairs_compared": pair_count,
        "links": len(links),
        "clusters": clusters,
        "weights_learnt": learnt,
        "seconds": clock.seconds,
    }


class _Clock:
    """Seconds of each step, and the word that it is done."""

    def __init__(self, step: Step) -> None:
        self.seconds: dict[str, Any] = {}
        self._step, self._since = step, time.perf_counter()

    def done(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = round(now - self._since, 2)
        self._since = now
        self._step(len(self.seconds), STEPS)


def _lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """In memory and within limits; no extension is fetched, no file is read but its own overflow."""
    con = duckdb.connect(
        ":memory:",
        config={
            "threads": THREADS,
            "memory_limit": MEMORY,
            "temp_directory": str(folder / "overflow"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
        },
    )
    return con


def _load(con: duckdb.DuckDBPyConnection, features: Sequence[Features]) -> None:
    for start in range(0, max(len(features), 1), _CHUNK):
        chunk = list(enumerate(features[start : start + _CHUNK], start))
        _append(con, "records", pa.Table.from_pylist([_row(number, one) for number, one in chunk], schema=_SCHEMA))
        held = [(key, number) for number, one in chunk for key in set(keys_of(one))]
        columns = [pa.array([key for key, _ in held], pa.string()), pa.array([n for _, n in held], pa.int64())]
        _append(con, "keys", pa.Table.from_arrays(columns, names=["key", "id"]))


def _append(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    con.register("fresh", table)
    con.execute(f"create table if not exists {name} as select * from fresh limit 0")
    con.execute(f"insert into {name} select * from fresh")
    con.unregister("fresh")


_TEXTS = [
    "name",
    "flat",
    "number",
    "street",
    "address",
    "post_code",
    "city",
    "country",
    "siren",
    "siret",
    "foreign",
    "phone",
    "email",
    "mailbox",
    "domain",
    "iban",
    "kind",
]
_SCHEMA = pa.schema(
    [("unique_id", pa.int64()), ("words", pa.list_(pa.string()))]
    + [(name, pa.string()) for name in _TEXTS]
    + [(name, pa.bool_()) for name in ("person", "siren_valid", "siret_valid")]
)


def _row(number: int, one: Features) -> dict[str, Any]:
    street = " ".join(sorted(one.street))
    box = one.email.partition("@")[0]
    texts = {
        "name": one.name,
        "flat": "".join(one.words),
        "street": street,
        "address": f"{one.number} {street}" if street else "",
        "post_code": one.post_code,
        "city": one.city,
        "country": one.country,
        "siren": one.sirens[0] if one.sirens else "",
        "siret": one.siret,
        "foreign": one.foreign,
        "phone": one.phone,
        "email": one.email,
        "mailbox": box if len(box) > 7 else "",
        "domain": one.domain,
        "iban": one.iban,
        "kind": "consumer" if one.kind == "consumer" else "organisation" if one.kind else "",
    }
    return {
        "unique_id": number,
        "words": sorted(one.words),
        "number": one.number,
        "person": one.is_person,
        "siren_valid": one.is_siren_valid,
        "siret_valid": one.is_siret_valid,
        **{name: text or None for name, text in texts.items()},
    }


def _block(con: duckdb.DuckDBPyConnection) -> int:
    """The pairs worth comparing: those that share a key which few hold. Returns how many."""
    con.execute(
        f"create table shared as select key from keys group by key having count(*) between 2 and {MOST_SHARING}"
    )
    con.execute(
        "create table blocked as select distinct '0' as match_key, l.id as join_key_l, r.id as join_key_r"
        " from shared join keys l using (key) join keys r using (key) where l.id < r.id"
    )
    con.execute("drop table keys")
    (count,) = con.execute("select count(*) from blocked").fetchall()[0]
    return int(count)


def _judged(
    features: Sequence[Features], scored: Iterable[Weighed], counted: Frequencies
) -> tuple[list[duplicates.Link], dict[frozenset[str], Weighed]]:
    """The pairs that are sure or need a person, with the weights behind them."""
    links, weighed = list[duplicates.Link](), dict[frozenset[str], Weighed]()
    for row in scored:
        one, two = features[row["unique_id_l"]], features[row["unique_id_r"]]
        weight = evidence.bits(row["match_weight"])
        judged = duplicates.judge(one, two, counted, evidence.probability(weight))
        if judged.verdict:
            links.append((one.key, two.key, judged.verdict, weight))
            weighed[frozenset((one.key, two.key))] = row
    return links, weighed


def _write(
    folder: Path,
    features: Sequence[Features],
    counted: Frequencies,
    links: Sequence[duplicates.Link],
    weighed: dict[frozenset[str], Weighed],
    told_apart: Sequence[tuple[str, str]],
) -> int:
    known = {one.key: one for one in features}

    def judge_pair(a: str, b: str) -> duplicates.Judged:
        return duplicates.judge(known[a], known[b], counted)

    clusters = duplicates.gather(links, judge_pair, told_apart)
    with (folder / "clusters.jsonl").open("w", encoding="utf-8") as file:
        for cluster in clusters:
            pairs = [_pair(known[a], known[b], weighed) for a, b in combinations(cluster.keys, 2)]
            least = min(pair["probability"] for pair in pairs)
            said = {"keys": cluster.keys, "verdict": cluster.verdict, "probability": least, "pairs": pairs}
            file.write(json.dumps(said, ensure_ascii=False) + "\n")
    return len(clusters)


def _pair(one: Features, two: Features, weighed: dict[frozenset[str], Weighed]) -> dict[str, Any]:
    """A pair with its probability and evidence: as scored, else as the table of weights has it."""
    found = compare(one, two)
    row = weighed.get(frozenset((one.key, two.key)))
    by_field = {name: evidence.bits(row[name]) for name in evidence.weights()} if row else evidence.fixed_weights(found)
    weight = evidence.bits(row["match_weight"]) if row else sum(by_field.values()) + evidence.prior_weight()
    return {
        "first": one.key,
        "second": two.key,
        "probability": str(evidence.probability(weight)),
        "evidence": evidence.evidence_of(found, by_field),
    }
