"""Mutation testing of the French rules: small faults are put into `rules/fr_*.py` one by one; tests must find each.

`python tools/rule_mutants.py [MODULE…]` lists the survivors, and a figure for each module. A rule is
mostly made by a function that runs when its module is imported, which mutmut, forking after the
import, cannot spoil: here each fault is compiled into a module of its own, whose rules take the
place of the right ones in a process of their own. Sentences for people are left alone.
"""

import ast
import copy
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

from sansfaute.en16931 import rules

FOLDER = Path(rules.__file__).parent
TESTS = FOLDER.parent / "tests"
KILLERS = (*sorted(path.stem for path in TESTS.glob("test_fr_*.py")), "test_packs")
SAID = frozenset(("fr", "en", "fix_fr", "fix_en"))
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


def main() -> None:
    """Tries every fault of every module asked for."""
    asked = sys.argv[1:] or sorted(path.stem for path in FOLDER.glob("fr_*.py"))
    tests = [one for name in KILLERS for one in cases(import_module(f"sansfaute.en16931.tests.{name}"))]
    assert all(passes(one) for one in tests), "the tests must pass before anything is spoilt"
    for name in asked:
        ends: Counter[str] = Counter()
        for line, what, tree in faults((FOLDER / f"{name}.py").read_text(encoding="utf-8")):
            end = tried(name, tree, tests)
            ends[end] += 1
            if end == "survived":
                print(f"{name}:{line}: {what}", flush=True)
        print(f"{name}: {dict(ends)}", flush=True)


def cases(module: ModuleType) -> Iterator[Callable[[], object]]:
    """Every test of a module with each set of its parameters."""
    for name, test in vars(module).items():
        if name.startswith("test_"):
            marks = [mark.args for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
            sets = [[named(names, values) for values in rows] for names, rows, *_ in marks]
            for chosen in product(*sets):
                given = {key: value for one in chosen for key, value in one.items()}
                yield lambda test=test, given=given: test(**given)  # type: ignore[misc] # bound as defaults


def named(names: Any, values: Any) -> dict[str, Any]:
    """One row of parameters by name."""
    if isinstance(names, str) and "," not in names:
        return {names: values}
    return dict(zip(names if not isinstance(names, str) else names.replace(" ", "").split(","), values, strict=True))


def passes(test: Callable[[], object]) -> bool:
    """Whether a test passes."""
    try:
        test()
    except Exception:
        return False
    return True


def tried(name: str, tree: ast.Module, tests: list[Callable[[], object]]) -> str:
    """How a fault ends, in a process of its own: killed by a test or by the import, or survived."""
    child = os.fork()
    if not child:
        os._exit(spoilt(name, tree, tests))
    _, status = os.waitpid(child, 0)
    return {0: "survived", 1: "killed", 2: "killed by the import"}.get(os.waitstatus_to_exitcode(status), "killed")


def spoilt(name: str, tree: ast.Module, tests: list[Callable[[], object]]) -> int:
    """0 when every test passes with the spoilt module, 1 when one fails, 2 when it cannot be made."""
    right = sys.modules[f"{rules.__name__}.{name}"]
    wrong = ModuleType(right.__name__)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 # the process ends here
    try:
        exec(compile(tree, str(FOLDER / name), "exec"), vars(wrong))  # our own code
    except Exception:
        return 2
    kept = [one for one in rules.RULES if one not in right.RULES]
    rules.RULES = (*kept, *wrong.RULES)
    for name in KILLERS:  # which hold the rules by name
        vars(sys.modules[f"sansfaute.en16931.tests.{name}"])["RULES"] = rules.RULES
    rules.rules_for.cache_clear()
    rules.not_coded.cache_clear()
    return 0 if all(map(passes, tests)) else 1


def faults(source: str) -> Iterator[tuple[int, str, ast.Module]]:
    """(line, what was done, spoilt module) for every fault, one at a time."""
    tree = ast.parse(source)
    places = list(spoilable(tree))
    for number, (node, _) in enumerate(places):
        for change in range(len(changes(node))):
            variant = copy.deepcopy(tree)
            twin, parent = list(spoilable(variant))[number]
            what, new = changes(twin)[change]
            replace(parent, twin, new)
            yield node.lineno, what, ast.fix_missing_locations(variant)


def spoilable(tree: ast.Module) -> Iterator[tuple[Any, ast.AST]]:
    """Every node that a fault can be put into, with its parent; sentences, types and names of rules aside."""
    stack: list[tuple[ast.AST, ast.AST]] = [(tree, tree)]
    while stack:
        node, parent = stack.pop()
        if isinstance(node, (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Constant, ast.Return)):
            yield node, parent
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list") and field != "decorator_list":
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not is_said(child) and not is_docstring(node, child):
                    stack.append((child, node))


def is_said(node: ast.AST) -> bool:
    """Whether this is a sentence for a person."""
    if isinstance(node, ast.keyword):
        return node.arg in SAID
    return isinstance(node, (ast.JoinedStr, ast.Import, ast.ImportFrom))


def is_docstring(node: ast.AST, child: ast.AST) -> bool:
    """Whether the child is the docstring of the node."""
    body = getattr(node, "body", None)
    return isinstance(body, list) and bool(body) and body[0] is child and isinstance(child, ast.Expr)


def changes(node: Any) -> list[tuple[str, ast.AST]]:
    """What can be done to a node: (in words, the node instead)."""
    text = ast.unparse(node)[:90]
    made: list[ast.AST] = []
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
        made = [ast.Compare(node.left, [COMPARED[type(node.ops[0])](), *node.ops[1:]], node.comparators)]
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        made = [ast.BoolOp(other, node.values)]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        made = [node.operand]
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        made = [ast.Constant(node.value + 1)]
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        made = [ast.Constant(not node.value)]
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
        made = [ast.Constant(f"{node.value}X")]
    return [(f"{text} -> {ast.unparse(one)[:90]}", one) for one in made]


def replace(parent: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put one node in the place of another."""
    for field, value in ast.iter_fields(parent):
        if value is old:
            setattr(parent, field, new)
        elif isinstance(value, list) and any(one is old for one in value):
            setattr(parent, field, [new if one is old else one for one in value])


if __name__ == "__main__":
    main()
