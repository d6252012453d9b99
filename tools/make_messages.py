"""Bring locale/fr up to date with the sentences of the code and of the templates, and compile it.

Run it after changing a sentence: new ones appear untranslated in django.po, unused ones leave.
With `--check` nothing is written; the status is 1 when something is missing, untranslated or stale.
"""

import io
import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "sansfaute"
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def files() -> list[Path]:
    """Python files and templates of the product, tests aside."""
    found = [*SOURCES.rglob("*.py"), *SOURCES.rglob("templates/**/*.html"), *SOURCES.rglob("templates/**/*.txt")]
    return sorted(path for path in found if "tests" not in path.parts and "migrations" not in path.parts)


def asked() -> Catalog:
    """Every sentence the product may show, with the files that show it."""
    template = Catalog(domain="django", project="Sansfaute", version="")
    for path in files():
        text = path.read_text(encoding="utf-8")
        code = text if path.suffix == ".py" else templatize(text, origin=str(path))
        for _, message, _, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
            if message and message != ("", ""):
                template.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=context)
    return template


def known() -> Catalog:
    """The French catalogue as it stands."""
    if not CATALOGUE.exists():
        return Catalog(locale="fr", domain="django", project="Sansfaute", version="")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="fr", domain="django")


def untranslated(catalogue: Catalog) -> list[str]:
    """Sentences without a French one, or with a guess."""
    return [
        str(one.id)
        for one in catalogue
        if one.id and ("fuzzy" in one.flags or not all(one.string if isinstance(one.string, tuple) else (one.string,)))
    ]


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a .po file: sorted, no dates, no line numbers, so that differences mean something."""
    held = io.BytesIO()
    write_po(held, catalogue, width=110, sort_output=True, ignore_obsolete=True, omit_header=True, include_lineno=False)
    header = (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: Sansfaute\\n"\n"Language: fr\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
    )
    return header.encode() + held.getvalue()


def compiled(text: bytes) -> bytes:
    """The .mo of a .po."""
    held = io.BytesIO()
    write_mo(held, read_po(io.BytesIO(text), locale="fr", domain="django"))
    return held.getvalue()


def main() -> int:
    """Write the catalogue and its compiled form, or only look."""
    catalogue = known()
    catalogue.update(asked(), no_fuzzy_matching=True)
    text = written(catalogue)
    fresh = {CATALOGUE: text, CATALOGUE.with_suffix(".mo"): compiled(text)}
    stale = [path for path, content in fresh.items() if not path.exists() or path.read_bytes() != content]
    wanting = untranslated(catalogue)
    for message in wanting:
        print(f"untranslated: {message}", file=sys.stderr)
    if "--check" in sys.argv[1:]:
        return 1 if stale or wanting else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(fresh[path])
    return 1 if wanting else 0


if __name__ == "__main__":
    sys.exit(main())
