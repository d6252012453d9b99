"""The documents say what the code is: rooms, settings, terms, dependencies, commands, and the four lists."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from tests.architecture.house import DOORS, NOT_ROOMS, PACKAGE, RANK, ROOMS, ROOT, none_of, sources
from tools import make_docs

from sansfaute.en16931.model import terms
from sansfaute.project import settings

DOCS = ROOT / "docs"
VARIABLE = re.compile(r"\b(SANSFAUTE_[A-Z_]+|DATABASE_URL)\b")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_readme(package: Path, rooms: Iterable[str]) -> Iterator[str]:
    yield from (room for room in rooms if not (package / room / "README.md").exists())


def undocumented_variables(files: Iterable[Path], settings_page: str) -> set[str]:
    """Environment variables that only the files name, or only the page."""
    return {name for path in files for name in VARIABLE.findall(read(path))} ^ set(VARIABLE.findall(settings_page))


def missing_terms(numbers: Iterable[str], glossary: str) -> set[str]:
    return set(numbers) - set(re.findall(r"\bB[TG]-(?:X-)?\d+(?:-\d+)?\b|\bEXT-FR-FE-(?:BG-)?\d+\b", glossary))


def undecided(dependencies: Iterable[str], records: Iterable[str]) -> set[str]:
    """Dependencies whose distribution no decision record names between backquotes."""
    named = set(re.findall(r"`([^`]+)`", "\n".join(records)))
    return {name for one in dependencies if (match := WORD.match(one)) and (name := match[0]) not in named}


def drawn_tree(architecture: str) -> set[str]:
    """The rooms, doors and other parts in the drawing of the tree in ARCHITECTURE.md."""
    return {
        name.removesuffix(".py") for name in re.findall(r"^    [├└]── (\w+(?:\.py)?)/?", architecture, re.MULTILINE)
    }


def differing(**lists: Iterable[str]) -> set[str]:
    """Every name that is in one of the lists and not in all of them."""
    found = [set(one) for one in lists.values()]
    return set.union(*found) - set.intersection(*found)


def absent_paths(text: str, roots: Iterable[Path]) -> set[str]:
    """Paths between backquotes, with a slash, that are under none of the roots."""
    named = re.findall(r"`([\w.-]+/[\w./-]*)`", text)
    return {name for name in named if not any((root / name).exists() for root in roots)}


def broken_links(root: Path) -> Iterator[str]:
    """Relative links of the documents that lead nowhere, as "page -> target"."""
    for page in sorted([*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("src/**/README.md")]):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", read(page)):
            if "://" not in target and not (page.parent / target).exists():
                yield f"{page.relative_to(root).as_posix()} -> {target}"


def test_the_paths_that_contributors_are_sent_to_exist() -> None:
    made_later = {"templates/", "tests/test_pages.py", "tests/test_actions.py", "build/"}  # in a room; by the tests
    for page in ("CONTRIBUTING.md", "ARCHITECTURE.md", "STYLE.md"):
        assert absent_paths(read(ROOT / page), [ROOT, PACKAGE]) - made_later == set()


def test_every_link_leads_somewhere() -> None:
    none_of(broken_links(ROOT))


def test_every_room_has_its_readme() -> None:
    parts = [name for name in RANK if name not in ("journey", "project")]
    none_of(without_readme(PACKAGE, parts))


def test_every_variable_is_documented() -> None:
    assert undocumented_variables(sources(), read(DOCS / "settings.md")) == set()


def test_every_term_is_in_the_glossary() -> None:
    assert missing_terms({one.metadata["term"] for _, one in terms()}, read(DOCS / "glossary.md")) == set()


def test_every_dependency_has_its_decision() -> None:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]
    records = [read(path) for path in (DOCS / "decisions").glob("[0-9]*.md")]
    assert undecided(project["dependencies"], records) == set()


def test_decisions_are_numbered_without_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_lists_of_rooms_are_one_list() -> None:
    """Tree, layers, settings, and what is left once `ui`, `lib` and the like are set apart."""
    drawn = drawn_tree(read(ROOT / "ARCHITECTURE.md"))
    assert differing(drawn=drawn, layers=RANK) == set()
    installed = {*settings.ROOMS, *settings.DOORS}
    assert differing(layers=set(RANK) - NOT_ROOMS, installed=installed) == set()
    assert [name for name in RANK if name in ROOMS] == settings.ROOMS, "not in the order of travel"


def test_urls_and_journey_name_only_rooms_and_doors() -> None:
    for path, known in (("project/urls.py", {*ROOMS, *DOORS}), ("journey.py", {*ROOMS, "lib"})):
        assert set(re.findall(r"sansfaute\.(\w+)", read(PACKAGE / path))) <= known


@pytest.mark.parametrize("path", sorted(make_docs.PAGES))
def test_generated_pages_are_up_to_date(path: str) -> None:
    assert read(ROOT / path) == make_docs.page(path, read(ROOT / path)), "run `make generate`"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_command_is_in_the_manual(language: str) -> None:
    described = set(re.findall(r"`sansfaute ([a-z-]+)", read(DOCS / "manual" / language / "commands.md")))
    assert differing(described=described, existing=make_docs.commands()) == set()


def test_a_room_without_readme_is_named(tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "README.md").touch()
    assert list(without_readme(tmp_path, ["drafts", "review"])) == ["review"]


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("[a](docs/a.md) [b](https://b.example/) [c](README.md#top)")
    assert list(broken_links(tmp_path)) == ["README.md -> docs/a.md"]


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    assert absent_paths("`rules/` `rules/vat.py` `make` [x](y/z)", [tmp_path]) == {"rules/vat.py"}


def test_an_undocumented_variable_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('os.environ["SANSFAUTE_COLOUR"], os.environ.get("DATABASE_URL")')
    assert undocumented_variables([tmp_path / "a.py"], "`DATABASE_URL` `SANSFAUTE_OLD`") == {
        "SANSFAUTE_COLOUR",
        "SANSFAUTE_OLD",
    }


def test_a_missing_term_is_named() -> None:
    assert missing_terms(["BT-1", "BT-11", "BG-4"], "| BT-11 | … | BG-4 |") == {"BT-1"}


def test_an_undecided_dependency_is_named() -> None:
    assert undecided(["lxml>=6", "lxml-stubs", "django[x]>=5; python_version > '3'"], ["`lxml`"]) == {
        "lxml-stubs",
        "django",
    }


def test_differing_lists_are_named() -> None:
    tree = "└── src/sansfaute/\n    ├── lib/   things\n    ├── drafts/    drafts\n    └── journey.py   next\n"
    assert drawn_tree(tree) == {"lib", "drafts", "journey"}
    assert differing(a=["lib", "drafts"], b=["drafts", "review"], c=["drafts"]) == {"lib", "review"}


def test_a_stale_page_is_noticed() -> None:
    stale = f"before\n{make_docs.BEGIN}\nout of date\n{make_docs.END}\nafter\n"
    fresh = make_docs.page("docs/glossary.md", stale)
    assert fresh.startswith("before\n")
    assert fresh.endswith("after\n")
    assert "out of date" not in fresh
    assert "BT-1 " in fresh
