"""Score pairs with splink: levels in SQL, weights learnt from the file without labels where it is large enough."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.exceptions import SplinkException

from sansfaute.masterdata.adapters.matching.levels import COMPARISONS, COUNTED
from sansfaute.masterdata.rules.duplicates_evidence import weights

LARGE = 5_000
"""Records from which a file teaches its own weights; under that, the table's."""
_SHARE_OF_DUPLICATES = 0.15
_MILLION = 1_000_000
_KEPT_ABOVE = -8.0
_SEED = 20261
_PAIRS_OF_STRANGERS = 300_000
_PAIRS_OF_LIKELY = 60_000
_TAUGHT_BY = {
    "l.siren = r.siren": frozenset({"identity"}),
    "l.name = r.name and l.post_code = r.post_code": frozenset({"name", "place"}),
    "l.phone = r.phone": frozenset({"phone"}),
}
"""Pairs that are alike in one respect, and the comparisons of which they teach nothing."""

Model = dict[str, dict[str, tuple[float, float]]]
"""For each comparison, for each level: m and u."""

logging.getLogger("splink").setLevel(logging.ERROR)


def score(con: duckdb.DuckDBPyConnection, count: int) -> tuple[Iterator[dict[str, Any]], bool]:
    """Score the pairs of table `blocked` between rows of table `records`; also whether the weights were learnt.

    Gives for each pair that is not hopeless `unique_id_l`, `unique_id_r`, `match_weight` and the weight
    of each comparison (`mw_name`…), in bits.
    """
    model, learnt = _fixed(), False
    if count >= LARGE:
        model, learnt = _learn(con, model, count), True
    linker = _linker(con, model, count)
    linker.table_management.register_blocked_pairs_for_predict(linker._db_api.register("blocked"))
    scored = linker.inference.predict(threshold_match_weight=_KEPT_ABOVE, warning_mode="never")
    return _rows(con, scored.physical_name), learnt


def _linker(con: duckdb.DuckDBPyConnection, model: Model, count: int) -> Linker:
    return Linker(DuckDBAPI(con).register("records"), _settings(model, count), log_level=None)


def _rows(con: duckdb.DuckDBPyConnection, table: str) -> Iterator[dict[str, Any]]:
    weighed = [f"mw_{name} + {f'mw_tf_adj_{name}' if name in _counted(con, table) else '0'}" for name in COMPARISONS]
    columns = ", ".join(["unique_id_l", "unique_id_r", "match_weight", *weighed])
    names = ["unique_id_l", "unique_id_r", "match_weight", *COMPARISONS]
    cursor = con.cursor().execute(f"select {columns} from {table} order by 1, 2")
    while rows := cursor.fetchmany(5000):
        for row in rows:
            yield dict(zip(names, row, strict=True))


def _counted(con: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    found = con.execute(f"select column_name from (describe {table})").fetchall()
    return {name.removeprefix("mw_tf_adj_") for (name,) in found if name.startswith("mw_tf_adj_")}


def _fixed() -> Model:
    return {
        name: {level: (mu["m"] / _MILLION, mu["u"] / _MILLION) for level, mu in weights()[name].items()}
        for name in COMPARISONS
    }


def _settings(model: Model, count: int) -> SettingsCreator:
    comparisons: list[Any] = [_comparison(name, model[name], counted=count >= LARGE) for name in COMPARISONS]
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on("siren")],  # never used: the pairs are registered
        probability_two_random_records_match=min(0.1, _SHARE_OF_DUPLICATES / max(count, 2)),
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def _comparison(name: str, levels: dict[str, tuple[float, float]], *, counted: bool) -> dict[str, Any]:
    made = []
    for level, condition in COMPARISONS[name].items():
        if not level:
            made.append({"sql_condition": condition, "label_for_charts": "absent", "is_null_level": True})
            continue
        m, u = levels[level]
        one: dict[str, Any] = {"sql_condition": condition, "label_for_charts": level}
        # Identity is a matter of law: no file teaches what a shared SIREN means.
        one |= {"m_probability": m, "u_probability": u, "fix_m_probability": name == "identity"}
        if level == "same" and counted and name in COUNTED:
            one |= {"tf_adjustment_column": COUNTED[name], "tf_adjustment_weight": 1.0, "tf_minimum_u_value": 0.00001}
        made.append(one)
    return {"output_column_name": name, "comparison_levels": made}


def _learn(con: duckdb.DuckDBPyConnection, fixed: Model, count: int) -> Model:
    """Half of what the file teaches, half of the table: a strange file bends the weights, it does not break them."""
    linker = _linker(con, fixed, count)
    linker.training.estimate_u_using_random_sampling(max_pairs=_PAIRS_OF_STRANGERS, seed=_SEED)
    strangers = _taught(linker)
    start = {
        name: {level: (m, strangers.get(name, {}).get(level, (m, u))[1]) for level, (m, u) in levels.items()}
        for name, levels in fixed.items()
    }
    lessons = [lesson for rule, told in _TAUGHT_BY.items() if (lesson := _lesson(con, start, count, rule, told))]
    return {
        name: {
            level: (_middle([m, *(lesson[name][level][0] for lesson in lessons if level in lesson.get(name, {}))]), u)
            for level, (m, u) in _half_way(levels, start[name]).items()
        }
        for name, levels in fixed.items()
    }


def _lesson(con: duckdb.DuckDBPyConnection, start: Model, count: int, rule: str, told: frozenset[str]) -> Model | None:
    """What pairs alike in one respect teach of the others; nothing when they leave a level without any match."""
    linker = _linker(con, start, count)
    try:
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True, max_pairs=_PAIRS_OF_LIKELY
        )
    except (ValueError, SplinkException):
        return None
    return {name: levels for name, levels in _taught(linker).items() if name not in told}


def _taught(linker: Linker) -> Model:
    """The model as a linker has it now; levels that it never met are left out."""
    return {
        one["output_column_name"]: {
            level["label_for_charts"]: (level["m_probability"], level["u_probability"])
            for level in one["comparison_levels"]
            if level.get("m_probability") and level.get("u_probability")
        }
        for one in linker.misc.save_model_to_json()["comparisons"]
    }


def _half_way(
    fixed: dict[str, tuple[float, float]], seen: dict[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    return {level: (m, max((seen[level][1] * u) ** 0.5, 1e-6)) for level, (m, u) in fixed.items()}


def _middle(values: list[float]) -> float:
    """The table's value and the mean of the lessons count alike."""
    table, *lessons = values
    return (table + sum(lessons) / len(lessons)) / 2 if lessons else table
