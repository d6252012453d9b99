"""The house as the tests see it: its lists, its files, and miniatures of it to commit offences in."""

import ast
import configparser
import contextlib
import importlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "sansfaute"
CONTRACTS = ROOT / ".importlinter"
APART = frozenset({"migrations", "tests"})


def layers(contract: str = "upstream") -> list[list[str]]:
    """The layers of one contract, downstream first; those of one rank together."""
    config = configparser.ConfigParser()
    config.read(CONTRACTS)
    lines = config[f"importlinter:contract:{contract}"]["layers"].split("\n")
    return [[name.strip(" ()") for name in line.split("|")] for line in lines if line.strip()]


RANK = {name: rank for rank, names in enumerate(reversed(layers())) for name in names}
DOORS = {"api", "desk", "portal"}
NOT_ROOMS = {"en16931", "lib", "ui", "journey", "project"}
ROOMS = [name for name in RANK if name not in DOORS | NOT_ROOMS]


def sources(folder: Path = PACKAGE, apart: frozenset[str] = APART) -> Iterator[Path]:
    """Every Python file under a folder, but for those in a folder named in `apart`."""
    for path in sorted(folder.rglob("*.py")):
        if not apart.intersection(path.relative_to(folder).parts):
            yield path


def tree_of(path: Path) -> ast.Module:
    return _parsed(path.read_text(encoding="utf-8"))


@cache  # several tests read the same files
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def none_of(offences: Iterable[str]) -> None:
    """Assert that there is no offence; otherwise all of them are told."""
    found = list(offences)
    assert not found, "\n".join(["", *found])


def miniature(folder: Path, name: str, files: Mapping[str, str]) -> Path:
    """An empty package of our layout called `name`, plus the files given (path in it -> text)."""
    package = folder / name
    core = [one for names in layers("core") for one in names]
    empty = [*(f"{room}/__init__.py" for room in RANK), "__init__.py", *(f"en16931/{one}.py" for one in core)]
    for path, text in {**dict.fromkeys(empty, ""), **files}.items():
        (package / path).parent.mkdir(parents=True, exist_ok=True)
        (package / path).write_text(text.replace("sansfaute", name))
    return package


@contextlib.contextmanager
def importable(folder: Path) -> Iterator[None]:
    """Packages of this folder can be found by import-linter and grimp, which only read them."""
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def lint(config: Path, folder: Path) -> tuple[bool, str]:
    """Whether the package found in `folder` keeps the contracts of `config`, and what import-linter says."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--config", str(config), "--no-cache", "--no-logo"],
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "400"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode == 0, done.stdout + done.stderr
