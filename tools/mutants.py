"""Mutation testing: small faults are put into the code one by one, and the tests must find each.

`python tools/mutants.py totals` or `french` (`make mutants` runs both): copies the core to `build/mutants/`,
lets mutmut spoil it there with tests of its own environment, and lists what survived in
`build/mutants/<scope>/survivors.txt`. What survives for a good reason is explained in `docs/mutation.md`.
Options: `--only PATTERN` runs the mutants whose name matches, `--children N` so many at once, `--fresh` imports the
modules anew for each mutant, which is slow and judges what runs at import as well (factories of rules).

mutmut leaves decorated functions alone, and every rule is one: in the copy, `@rule(…)` above a function
becomes a call after it, which changes nothing but lets its body be spoilt.
"""

import ast
import difflib
import re
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "mutants"
MUTMUT = "mutmut==3.8.1"
BESIDE = ("pytest", "hypothesis", "lxml")
CORE = "src/sansfaute/en16931"
TESTS = f"{CORE}/tests"

TOTALS = (
    "totals",
    "totals_cases",
    "totals_refused",
    "vat_included",
    "vat_included_parts",
    "credits",
    "credit_accounts",
    "credit_check",
)
FRENCH = (*sorted(path.stem.removeprefix("test_") for path in (ROOT / TESTS).glob("test_fr_*.py")), "packs")
SCOPES = {
    "totals": (
        [f"{CORE}/totals/*"],
        [f"{TESTS}/test_{name}.py" for name in TOTALS],
    ),
    "french": ([f"{CORE}/rules/fr_*.py"], [f"{TESTS}/test_{name}.py" for name in FRENCH]),
}
"""What is spoilt, and the tests that must notice (those of them that exist)."""

PYTEST = """[pytest]
pythonpath = src
addopts = -q -x --import-mode=importlib -p no:cacheprovider
"""
CONFTEST = """from hypothesis import settings

settings.register_profile("mutants", max_examples=15, derandomize=True, deadline=None, database=None)
settings.load_profile("mutants")
"""


def main() -> None:
    """Runs one scope or all, prints the figures."""
    asked = arguments()
    for scope in asked.scopes or SCOPES:
        folder = copied(scope, asked.fresh)
        mutmut(folder, "run", "--max-children", str(asked.children), *asked.only)
        print(f"{scope}:", reported(folder), flush=True)


def arguments() -> Namespace:
    """What was asked on the command line."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("scopes", nargs="*", choices=[[], *SCOPES])
    parser.add_argument("--children", type=int, default=2)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    return parser.parse_args()


def environment() -> Path:
    """An environment with mutmut and, in our versions, what the core and its tests need."""
    folder = BUILD / "venv"
    python = folder / "bin" / "python"
    if not (folder / "bin" / "mutmut").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        packages = [MUTMUT, *(f"{name}=={version(name)}" for name in BESIDE)]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *packages], check=True)
    return folder / "bin" / "mutmut"


def copied(scope: str, fresh: bool = False) -> Path:
    """The core by itself, ready for mutmut."""
    folder = BUILD / scope
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / CORE, folder / CORE, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "src/sansfaute/__init__.py", folder / "src/sansfaute/__init__.py")
    for path in (folder / CORE / "rules").glob("*.py"):
        path.write_text(undecorated(path.read_text(encoding="utf-8")), encoding="utf-8")
    spoilt, tests = SCOPES[scope]
    lists = {
        "source_paths": ["src"],
        "only_mutate": spoilt,
        "pytest_add_cli_args_test_selection": [one for one in tests if (folder / one).exists()],
        "also_copy": ["pytest.ini", "conftest.py"],
    }
    settings = "".join(f"{name} =\n{''.join(f'    {one}{chr(10)}' for one in ones)}" for name, ones in lists.items())
    switches = "use_git_change_detection = false\ntrack_dependencies = false\n"
    switches += "process_isolation = forkserver\nforkserver_warmup = none\n" if fresh else ""
    (folder / "setup.cfg").write_text(f"[mutmut]\n{settings}{switches}", encoding="utf-8")
    (folder / "pytest.ini").write_text(PYTEST, encoding="utf-8")
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    return folder


def undecorated(source: str) -> str:
    """The same module, where each `@rule(…)` above a function is a call after it."""
    lines = source.splitlines(keepends=True)
    for node in reversed(ast.parse(source).body):
        if not isinstance(node, ast.FunctionDef) or len(node.decorator_list) != 1:
            continue
        decorator = node.decorator_list[0]
        if not isinstance(decorator, ast.Call):
            continue
        call = ast.get_source_segment(source, decorator)
        body = "".join(lines[node.lineno - 1 : node.end_lineno]).replace(
            f"def {node.name}(", f"def {node.name}_holds(", 1
        )
        lines[decorator.lineno - 1 : node.end_lineno] = [body, f"\n\n{node.name} = {call}({node.name}_holds)\n"]
    return "".join(lines)


def mutmut(folder: Path, *command: str) -> str:
    """What mutmut says; it goes on when mutants survive."""
    done = subprocess.run([str(environment()), *command], cwd=folder, text=True, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout


def reported(folder: Path) -> dict[str, int]:
    """How many mutants met which end; those that no test noticed are written down as differences."""
    ends = dict(re.findall(r"^\s+(\S+): (.+)$", mutmut(folder, "results", "--all", "true"), re.MULTILINE))
    left = sorted(name for name, end in ends.items() if end not in ("killed", "not checked"))
    shown = (f"{ends[name]}: {name}\n{difference(folder, name)}\n" for name in left)
    (folder / "survivors.txt").write_text("\n".join(shown), encoding="utf-8")
    return dict(Counter(ends.values()))


def difference(folder: Path, name: str) -> str:
    """What a mutant changes: its function beside the original, both of which mutmut writes into the module."""
    module, _, mutant = name.rpartition(".")
    written = functions(folder / "mutants" / "src" / f"{module.replace('.', '/')}.py")
    before, after = (written.get(one, [])[1:] for one in (re.sub(r"\d+$", "orig", mutant), mutant))
    lines = difflib.unified_diff(before, after, n=0, lineterm="")
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


@cache
def functions(path: Path) -> dict[str, list[str]]:
    """The lines of every function and method of a module."""
    source = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = source.splitlines()
    found = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    return {node.name: lines[node.lineno - 1 : node.end_lineno] for node in found}


if __name__ == "__main__":
    main()
