"""A room is entered by its actions, queries, events and rules; its jobs are for the journey alone."""

from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from tests.architecture.house import APART, NOT_ROOMS, RANK, importable, miniature, none_of

ENTRANCES = {"actions", "queries", "events", "rules"}
ROOMS_AND_DOORS = set(RANK) - NOT_ROOMS


def trespasses(graph: grimp.ImportGraph, root: str) -> Iterator[str]:
    """Every import that enters a room other than by an entrance, as "importer -> imported"."""
    for imported in sorted(graph.modules):
        for importer in sorted(graph.find_modules_that_directly_import(imported)):
            if not _may_enter(_parts(importer, root), _parts(imported, root)):
                yield f"{importer} -> {imported}"


def _parts(module: str, root: str) -> tuple[str, ...]:
    return tuple(module.removeprefix(root + ".").split("."))


def _may_enter(importer: tuple[str, ...], imported: tuple[str, ...]) -> bool:
    room, entrance = imported[0], imported[1] if len(imported) > 1 else ""
    if room not in ROOMS_AND_DOORS or importer[0] == room or APART.intersection(importer):
        return True
    if entrance == "jobs":
        return importer == ("journey",)
    if entrance == "adapters":  # the project puts the parts together
        return importer[0] == "project"
    if entrance == "models":  # for foreign keys, which the layers contract keeps looking upstream
        return importer[1:2] == ("models",)
    return entrance in ENTRANCES


def test_rooms_are_entered_by_their_entrances() -> None:
    graph = grimp.build_graph("sansfaute", exclude_type_checking_imports=True, cache_dir=None)
    none_of(trespasses(graph, "sansfaute"))


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("issuing/actions.py", "drafts.models"),
        ("issuing/models.py", "drafts.adapters"),
        ("desk/views.py", "drafts.adapters"),
        ("desk/views.py", "issuing.views"),
        ("issuing/queries.py", "review"),
        ("issuing/jobs.py", "drafts.jobs"),
        ("project/commands.py", "drafts.jobs"),
        ("project/commands.py", "drafts.models"),
    ],
)
def test_another_way_in_is_named(tmp_path: Path, importer: str, imported: str) -> None:
    name = f"house_{importer.partition('.')[0].replace('/', '_')}_{imported.replace('.', '_')}"
    target = imported.replace(".", "/") + ("/__init__.py" if "." not in imported else ".py")
    miniature(tmp_path, name, {target: "", importer: f"import sansfaute.{imported}"})
    with importable(tmp_path):
        found = list(trespasses(grimp.build_graph(name, cache_dir=None), name))
    assert found == [f"{name}.{importer[:-3].replace('/', '.')} -> {name}.{imported}"]


def test_the_ways_in_are_open(tmp_path: Path) -> None:
    files = {f"drafts/{name}.py": "" for name in (*ENTRANCES, "models", "jobs")}
    files["issuing/actions.py"] = "".join(f"import sansfaute.drafts.{name}\n" for name in sorted(ENTRANCES))
    files["issuing/models.py"] = "import sansfaute.drafts.models"
    files["journey.py"] = "import sansfaute.drafts.jobs"
    miniature(tmp_path, "open_house", files)
    (tmp_path / "open_house" / "journey" / "__init__.py").unlink()
    (tmp_path / "open_house" / "journey").rmdir()
    with importable(tmp_path):
        assert list(trespasses(grimp.build_graph("open_house", cache_dir=None), "open_house")) == []
