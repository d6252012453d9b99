"""What a check prints for people: a line for each file, its findings by part of the document, counts."""

from collections import Counter
from collections.abc import Iterator

from rich.text import Text

from sansfaute.project.commands.app import out
from sansfaute.project.commands.check_files import Checked
from sansfaute.review.rules.checks import Check, Side
from sansfaute.review.rules.parts import PARTS, Told, parts_of, term_name

_LONGEST_VALUE = 60
_MOST_LINES = 12
_MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "not_run": ("?", "yellow")}
_LEVELS = {"error": ("✗", "red"), "warning": ("△", "yellow")}
_VERDICTS = {
    "fr": {"passed": "réussi", "failed": "échoué", "not_run": "non exécuté"},
    "en": {"passed": "passed", "failed": "failed", "not_run": "not run"},
}
_SIDES = {"fr": ("règles natives", "règles officielles"), "en": ("native rules", "official rules")}
_FILES = {"fr": ("fichier", "fichiers"), "en": ("file", "files")}
_SUMS = {
    "fr": {
        "passed": ("réussi", "réussis"),
        "failed": ("échoué", "échoués"),
        "not_run": ("non exécuté", "non exécutés"),
    },
    "en": {"passed": ("passed", "passed"), "failed": ("failed", "failed"), "not_run": ("not run", "not run")},
}
_COUNTS = {
    "fr": {"error": ("erreur", "erreurs"), "warning": ("avertissement", "avertissements")},
    "en": {"error": ("error", "errors"), "warning": ("warning", "warnings")},
}
_COLON = {"fr": "\u00a0:", "en": ":"}
_LINES = {"fr": ("ligne", "lignes"), "en": ("line", "lines")}
_AND_MORE = {"fr": "et {} autres", "en": "and {} more"}


def show_all(verdicts: list[Checked], language: str) -> None:
    """Every file, then how many passed, failed, or could not be judged."""
    for one in verdicts:
        show(one, language)
    if len(verdicts) > 1:
        out.print(_total(verdicts, language))


def show(one: Checked, language: str) -> None:
    """One line for the file; below it what was not run and why, and what is to be mended."""
    check = one.check
    out.print(_head(one, language))
    for words in check.remarks:
        out.print(Text(f"    {words[language]}"))
    for name, side in _not_run(check, language):
        out.print(Text(f"    {name}{_COLON[language]} {_VERDICTS[language]['not_run']}. {side.why[language]}"))
    for part in parts_of(check.findings, check.invoice):
        out.print(Text(f"  {PARTS[part.key][language]}", style="bold"))
        for told in part.told:
            _show_told(told, language)


def _head(one: Checked, language: str) -> Text:
    check = one.check
    mark, colour = _MARKS[check.verdict]
    head = Text(f"{mark} {_VERDICTS[language][check.verdict]}", style=colour)
    head.append(f"  {one.path}", style="default")
    kind = " ".join(filter(None, (check.syntax, check.profile)))
    counts = Counter(found.level for found in check.findings)
    said = [kind, *(_count(counts[level], _COUNTS[language][level]) for level in _LEVELS if counts[level])]
    return head.append(f"  ({' · '.join(said)})", style="default")


def _not_run(check: Check, language: str) -> Iterator[tuple[str, Side]]:
    """The sides that did not run for a reason that has not been said yet."""
    said = {"", *(words[language] for words in check.remarks)}
    for name, side in zip(_SIDES[language], (check.native, check.official), strict=True):
        if side.verdict == "not_run" and side.why[language] not in said:
            said.add(side.why[language])
            yield name, side


def _show_told(told: Told, language: str) -> None:
    found = told.finding
    mark, colour = _LEVELS[found.level]
    head = Text(f"    {mark} {found.rule}", style=colour)
    name = " ".join(filter(None, (found.term, term_name(found.term, language))))
    where = _places(told, language)
    head.append("".join(f"  {one}" for one in (name, where) if one), style="default")
    out.print(head)
    if told.values:
        out.print(Text("        " + ", ".join(_quoted(one, language) for one in _few(told.values, language))))
    out.print(Text(f"        {found.message[language]}"))
    if found.fix[language]:
        out.print(Text(f"        → {found.fix[language]}"))


def _places(told: Told, language: str) -> str:
    if told.lines:
        return f"{_LINES[language][len(told.lines) > 1]} {', '.join(_few(told.lines, language))}"
    return told.paths[0] if told.paths and "/" in told.finding.path else ""


def _few(words: tuple[str, ...], language: str) -> list[str]:
    """The first of many, and how many more there are."""
    if len(words) <= _MOST_LINES:
        return list(words)
    return [*words[: _MOST_LINES - 1], _AND_MORE[language].format(len(words) - _MOST_LINES + 1)]


def _quoted(value: str, language: str) -> str:
    plain = " ".join(value.split())
    cut = plain if len(plain) <= _LONGEST_VALUE else f"{plain[: _LONGEST_VALUE - 1]}…"
    return f"« {cut} »" if language == "fr" else f"“{cut}”"


def _count(count: int, words: tuple[str, str]) -> str:
    return f"{count} {words[count > 1]}"


def _total(verdicts: list[Checked], language: str) -> Text:
    counts = Counter(one.check.verdict for one in verdicts)
    parts = [f"{_MARKS[one][0]} {_count(counts[one], _SUMS[language][one])}" for one in _MARKS if counts[one]]
    return Text(f"{_count(len(verdicts), _FILES[language])}{_COLON[language]} {', '.join(parts)}")
