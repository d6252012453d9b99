"""Every sentence shown to people goes through gettext, and the French catalogue has them all."""

import io
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils.translation import templatize
from tests.architecture.house import PACKAGE, none_of, sources

KEYWORDS = {
    "gettext": None, "_": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
SHOWN_ATTRIBUTES = {"alt", "aria-label", "aria-description", "data-label", "placeholder", "title"}
NOT_TEXT = {"script", "style", "svg", "code"}
SAME_IN_ALL_LANGUAGES = re.compile(
    r"\b(Sansfaute|Factur-X|PDF|XML|CII|UBL|JSON|CSV|SIREN|SIRET|IBAN|BIC|Ctrl|Esc|OK|EUR)\b"
)
NAMES_A_CLASS = "_class"  # how a block is called that a page fills with the name of a class, not with words


def catalogue() -> Path:
    return Path(settings.LOCALE_PATHS[0]) / "fr" / "LC_MESSAGES" / "django.po"


def templates(folder: Path = PACKAGE) -> list[Path]:
    return sorted(path for path in folder.rglob("templates/**/*.*") if path.suffix in (".html", ".txt"))


def messages(files: Iterable[Path]) -> set[str]:
    """The (first form of the) messages that Python files and templates ask for."""
    found = set()
    for path in files:
        text = path.read_text(encoding="utf-8")
        code = text if path.suffix == ".py" else templatize(text)
        for _, message, _, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
            first = message if isinstance(message, str) else message[0]
            found.add(f"{context}\x04{first}" if context else first)
    return found - {""}


def wanting(asked: Iterable[str], known: Catalog) -> Iterator[str]:
    """Messages that the catalogue has not, has without a translation, or has as a guess."""
    entries = {f"{one.context}\x04{_first(one.id)}" if one.context else _first(one.id): one for one in known if one.id}
    yield from (f"missing: {message}" for message in sorted(set(asked) - set(entries)))
    for message, entry in sorted(entries.items()):
        forms = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
        if not all(forms) or "fuzzy" in entry.flags:
            yield f"{'fuzzy' if 'fuzzy' in entry.flags else 'untranslated'}: {message}"


def _first(identity: str | tuple[str, ...] | list[str]) -> str:
    return identity if isinstance(identity, str) else identity[0]


def compiled(known: Catalog) -> dict[tuple, tuple]:
    """What a catalogue says, whether it was written for people or compiled."""
    said = {}
    for one in known:
        if one.id and "fuzzy" not in one.flags:
            forms = (one.string,) if isinstance(one.string, str) else tuple(one.string)
            said[_first(one.id), one.context] = forms
    return said


class _Shown(HTMLParser):
    """Collects what a reader of the page sees: text, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.apart: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_TEXT or ("translate", "no") in attrs:
            self.apart.append(tag)
        self.seen += [value for name, value in attrs if value and name in SHOWN_ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        if self.apart and self.apart[-1] == tag:
            self.apart.pop()

    def handle_data(self, data: str) -> None:
        if not self.apart:
            self.seen.append(data)


def untranslated(template: str) -> list[str]:
    """Words of a template that are shown outside `{% translate %}` and `{% blocktranslate %}`."""
    reader = _Shown()
    reader.feed("".join(_plain(template)))
    reader.close()
    plain = [SAME_IN_ALL_LANGUAGES.sub("", text) for text in reader.seen]
    return [" ".join(text.split()) for text in plain if re.search(r"[^\W\d_]{2,}", text)]


def _plain(template: str) -> Iterator[str]:
    """The literal text of a template; tags and variables become nothing, translated blocks vanish."""
    inside = ""
    for token in Lexer(template).tokenize():
        word, name = [*token.contents.split(), "", ""][:2] if token.token_type == TokenType.BLOCK else ("", "")
        if word in ("blocktranslate", "blocktrans", "comment") or (word == "block" and name.endswith(NAMES_A_CLASS)):
            inside = inside or word
        elif inside and word == f"end{inside}":
            inside = ""
        elif token.token_type == TokenType.TEXT and not inside:
            yield token.contents


def test_the_french_catalogue_is_complete() -> None:
    with catalogue().open("rb") as file:
        known = read_po(file, locale="fr")
    none_of(wanting(messages([*sources(), *templates()]), known))


def test_the_compiled_catalogue_says_the_same() -> None:
    with catalogue().open("rb") as po, catalogue().with_suffix(".mo").open("rb") as mo:
        assert compiled(read_po(po, locale="fr")) == compiled(read_mo(mo))


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_template_shows_an_untranslated_word(path: Path) -> None:
    assert untranslated(path.read_text(encoding="utf-8")) == []


def test_incomplete_catalogues_are_named(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text(
        '_("Sent"), _("Held"), _("Due"), ngettext("%d day", "%d days", 2), pgettext("m", "May")'
    )
    (tmp_path / "page.html").write_text(
        '{% load i18n %}{% translate "Paid" %}{% blocktranslate %}Late{% endblocktranslate %}'
    )
    known = Catalog(locale="fr")
    known.add("Sent", "Envoyée")
    known.add("Held", "")
    known.add("Due", "Due", flags=["fuzzy"])
    known.add(("%d day", "%d days"), ("%d jour", ""))
    said = list(wanting(messages(sorted(tmp_path.iterdir())), known))
    missing = ["missing: Late", "missing: Paid", "missing: m\x04May"]
    assert said == [*missing, "untranslated: %d day", "fuzzy: Due", "untranslated: Held"]


def test_a_stale_compiled_catalogue_is_noticed() -> None:
    old, new = Catalog(locale="fr"), Catalog(locale="fr")
    old.add("Sent", "Envoyé")
    new.add("Sent", "Envoyée")
    assert compiled(old) != compiled(new)


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("<p>Invoices</p>", ["Invoices"]),
        ("{% translate 'Sent' %} on {{ day }}", ["on"]),
        ('<img alt="Logo">', ["Logo"]),
        ("{% if sent %}<b>Sent</b>{% endif %}", ["Sent"]),
        ('<a title="{% translate "Open" %}">{% blocktranslate %}Open{% endblocktranslate %}</a>', []),
        ('<b translate="no">Français</b><script>let words</script><td>{{ total }} € · PDF</td>', []),
        ("{% block body_class %}narrow{% endblock %}{% block title %}Invoices{% endblock %}", ["Invoices"]),
        ("{% comment %}for us{% endcomment %}{# for us #}<td class='amount'></td>", []),
    ],
)
def test_untranslated_words_of_a_template_are_named(template: str, shown: list[str]) -> None:
    assert untranslated(template) == shown
