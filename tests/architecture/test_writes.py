"""Only actions and models write.

Adapters, rules, events, `lib`, `ui` and `en16931` cannot reach a model (the layers contracts keep
them below), so what is read here is everything above: pages, forms, queries, jobs, commands.
A `.update()` with keyword arguments alone is a query set's: dictionaries, sets and hashes take
positional ones.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.architecture.house import PACKAGE, none_of, sources, tree_of

CANNOT_REACH_MODELS = {"adapters", "rules", "events", "lib", "ui", "en16931"}
MAY_WRITE = {"actions", "models"}
WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES |= {f"a{name}" for name in WRITES} | {"raw_delete", "_raw_delete"}
WRITING_SQL = ("insert ", "update ", "delete ", "truncate ", "copy ", "merge ")


def writes(path: Path) -> Iterator[str]:
    """Every write to the database in a file, as "line: what"."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name in WRITES or (name in ("update", "aupdate") and node.keywords and not node.args):
                yield f"{node.lineno}: {name}"
            if name in ("execute", "executemany", "copy") and any(_writing(one) for one in node.args[:1]):
                yield f"{node.lineno}: SQL"


def _writing(argument: ast.expr) -> bool:
    first = argument.values[0] if isinstance(argument, ast.JoinedStr) and argument.values else argument
    text = first.value if isinstance(first, ast.Constant) else ""
    return isinstance(text, str) and text.lstrip().lower().startswith(WRITING_SQL)


def judged(package: Path) -> Iterator[str]:
    for path in sources(package):
        parts = {part.removesuffix(".py") for part in path.relative_to(package).parts}
        if not parts & (CANNOT_REACH_MODELS | MAY_WRITE):
            yield from (f"{path.relative_to(package)}:{found}" for found in writes(path))


def test_only_actions_and_models_write() -> None:
    none_of(judged(PACKAGE))


@pytest.mark.parametrize(
    "line",
    [
        "draft.save()",
        "Draft.objects.create(buyer=buyer)",
        "Draft.objects.filter(buyer=buyer).update(buyer=other)",
        "waiting.update(**values)",
        "draft.delete()",
        "Draft.objects.bulk_create(drafts)",
        "Draft.objects.get_or_create(buyer=buyer)",
        "form.save()",
        "cursor.execute('delete from drafts_draft')",
        "cursor.execute(f'UPDATE {table} set x = 1')",
    ],
)
def test_a_write_elsewhere_is_named(tmp_path: Path, line: str) -> None:
    for place in ("drafts/views.py", "drafts/queries/lines.py", "project/commands/tidy.py", "drafts/actions.py"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(line)
    found = [one.split(":")[0] for one in judged(tmp_path)]
    assert found == ["drafts/queries/lines.py", "drafts/views.py", "project/commands/tidy.py"]


def test_what_only_looks_like_a_write_is_let_through(tmp_path: Path) -> None:
    lines = ["counts.update(other)", "digest.update(b'x')", "cursor.execute('select 1')", "seen.update({1}, {2})"]
    (tmp_path / "views.py").write_text("\n".join(lines))
    assert list(judged(tmp_path)) == []
