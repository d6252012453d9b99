"""The house rules that a machine can read: sizes, names, exact money, nothing left unfinished."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.architecture.house import PACKAGE, ROOT, functions, none_of, sources, tree_of

FILE_LINES, FUNCTION_LINES, USUAL_FUNCTION_LINES, USUAL_SHARE = 400, 50, 25, 0.90
LONG_FUNCTIONS: dict[str, str] = {
    # "path:function": "why it stays whole"
}
FLOATS: dict[str, str] = {
    # "file or folder": "what the floats measure"; no amount, price, quantity or rate ever is one
    "src/sansfaute/intake/adapters/csv_text.py": "the share of rows that agree on a separator",
    "src/sansfaute/intake/adapters/encodings.py": "the share of characters that are plausible in an encoding",
    "src/sansfaute/intake/adapters/workbook.py": "a workbook's cell, before it becomes a decimal",
    "src/sansfaute/intake/rules/contents.py": "the share of a column's values that prove what they are",
    "src/sansfaute/intake/rules/headers.py": "the share of the needed columns that a file has",
    "src/sansfaute/masterdata/adapters/matching": "how likely two records are one, in probabilities and bits",
    "src/sansfaute/documents/rules/lines.py": "the width of columns, in millimetres",
    "src/sansfaute/lib/postgres.py": "how long to wait between two looks, in seconds",
    "src/sansfaute/review/adapters/official": "how long a process may take, in seconds",
    "src/sansfaute/review/actions/check.py": "the share of documents that the official rules sample",
}
NO_MONEY_HERE = {"project"}  # waiting times and benchmarks; no amount is worked out there
BANNED_STEMS = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common)($|_)")
BANNED_WORDS = re.compile(
    r"(?:^|_)(utils?|helpers?|managers?|misc|validate|validator|bills?|transactions?|customers?)(?:_|$)"
)
AS_A_VERB = re.compile(r"^_?bill(?=_|$)|(?<=start_)bill_run|^bill_runs?(?=_|$)")  # bill, bill_run: what the trade says
UNFINISHED = re.compile(r"\b(" + "|".join(("FIX" + "ME", "TO" + "DO", "XX" + "X")) + r")\b")
CODES = r":\s*[A-Z]+[0-9]+(?:\s*,\s*[A-Z]+[0-9]+)*|\[[\w, -]+\]"
SILENCED = re.compile(rf"#\s*(?:ruff:\s*)?(noqa|type:\s*ignore)(?P<codes>{CODES})?(?P<why>.*)")


def sizes(root: Path, files: list[Path]) -> Iterator[str]:
    """Files and functions over their limit, and a share of short functions that is too small."""
    lengths = []
    for path in files:
        where = path.relative_to(root).as_posix()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES:
            yield f"{where}: {count} lines"
        for function in functions(path):
            lengths.append(length := (function.end_lineno or 0) - function.lineno + 1)
            if length > FUNCTION_LINES and f"{where}:{function.name}" not in LONG_FUNCTIONS:
                yield f"{where}:{function.name}: {length} lines"
    usual = sum(length <= USUAL_FUNCTION_LINES for length in lengths)
    if usual < USUAL_SHARE * len(lengths):
        yield f"only {usual} of {len(lengths)} functions have {USUAL_FUNCTION_LINES} lines or fewer"


def floats(root: Path, files: list[Path]) -> Iterator[str]:
    """Every float, by name or by literal, in a file where money may pass."""
    for path in files:
        where = path.relative_to(root).as_posix()
        if f"{where}/".startswith(tuple(f"{one}/" for one in FLOATS)) or NO_MONEY_HERE & {*Path(where).parts}:
            continue
        for node in ast.walk(tree_of(path)):
            named = isinstance(node, ast.Name) and node.id == "float"
            if named or (isinstance(node, ast.Constant) and isinstance(node.value, float)):
                yield f"{where}:{node.lineno}: float"


def banned_names(root: Path, files: list[Path]) -> Iterator[str]:
    """Files, functions and classes whose name says how instead of what, or holds a banned word."""
    for path in files:
        where = path.relative_to(root).as_posix()
        if any(BANNED_STEMS.search(Path(part).stem) for part in path.relative_to(root).parts):
            yield where
        for name in _names(tree_of(path)):
            if _banned(name):
                yield f"{where}:{name}"


def _names(tree: ast.Module) -> Iterator[str]:
    """Functions, classes and the fields of classes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        for part in node.body if isinstance(node, ast.ClassDef) else ():
            targets = part.targets if isinstance(part, ast.Assign) else [getattr(part, "target", None)]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _banned(name: str) -> bool:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return bool(BANNED_WORDS.search(AS_A_VERB.sub("", words)))


def unfinished(root: Path, files: list[Path]) -> Iterator[str]:
    """Marks of work left over, and checks silenced without the code and the reason."""
    for path in files:
        text = path.read_text(encoding="utf-8")
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and _left_over(token.string):
                yield f"{path.relative_to(root).as_posix()}:{token.start[0]}: {token.string}"


def _left_over(comment: str) -> bool:
    silenced = SILENCED.search(comment)
    return bool(UNFINISHED.search(comment)) or bool(
        silenced and not (silenced["codes"] and re.search(r"\w{2,}", silenced["why"]))
    )


CODE = list(sources(PACKAGE, frozenset({"migrations", "tests"})))
ALL = [*sources(PACKAGE, frozenset({"migrations"})), *sources(ROOT / "tests"), *sources(ROOT / "tools")]


def test_files_and_functions_are_small() -> None:
    none_of(sizes(ROOT, ALL))


def test_no_float_comes_near_money() -> None:
    none_of(floats(ROOT, CODE))


def test_names_say_what() -> None:
    none_of(banned_names(PACKAGE, CODE))


def test_nothing_is_left_unfinished_or_silenced_without_a_reason() -> None:
    none_of(unfinished(ROOT, ALL))


def test_a_listed_exception_still_exists() -> None:
    long = {f"{path.relative_to(ROOT).as_posix()}:{one.name}" for path in ALL for one in functions(path)}
    assert set(LONG_FUNCTIONS) <= long
    none_of(name for name in FLOATS if not (ROOT / name).exists())


LONG = "def long():\n" + "    pass\n" * 50
MIDDLING = "def middling():\n" + "    pass\n" * 30


@pytest.mark.parametrize(
    ("check", "name", "text", "named"),
    [
        (sizes, "big.py", "a = 1\n" * 401, "big.py: 401 lines"),
        (sizes, "rules.py", LONG, "rules.py:long: 51 lines"),
        (sizes, "rules.py", MIDDLING, "only 0 of 1"),
        (floats, "rules.py", "rate: float = None", "rules.py:1: float"),
        (floats, "rules.py", "rate = price * 1.2", "rules.py:1: float"),
        (banned_names, "drafts/utils.py", "", "drafts/utils.py"),
        (banned_names, "date_helpers.py", "", "date_helpers.py"),
        (banned_names, "rules.py", "class InvoiceManager: pass", "rules.py:InvoiceManager"),
        (banned_names, "rules.py", "def validate_siren(): pass", "rules.py:validate_siren"),
        (banned_names, "models.py", "class Draft:\n    customer: str", "models.py:customer"),
        (banned_names, "models.py", "class SentBill: pass", "models.py:SentBill"),
        (unfinished, "rules.py", "a = 1  # TO" + "DO later", "rules.py:1"),
        (unfinished, "rules.py", "import a  # noqa", "rules.py:1"),
        (unfinished, "rules.py", "import a  # noqa: F401", "rules.py:1"),
        (unfinished, "rules.py", "import a  # type: ignore", "rules.py:1"),
        (unfinished, "rules.py", "import a  # type: ignore[attr-defined]", "rules.py:1"),
    ],
)
def test_an_offence_is_named(tmp_path: Path, check, name: str, text: str, named: str) -> None:  # type: ignore[no-untyped-def]  # one of the four above
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text)
    assert any(found.startswith(named) for found in check(tmp_path, [tmp_path / name]))


def test_what_is_in_order_is_let_through(tmp_path: Path) -> None:
    lines = [
        "import a  # noqa: F401  # read by name",
        "import b  # type: ignore[import]  # no stubs exist",
        "def check(): ...",
    ]
    (tmp_path / "rules.py").write_text("\n".join(lines))
    for check in (sizes, floats, banned_names, unfinished):
        assert list(check(tmp_path, [tmp_path / "rules.py"])) == []
