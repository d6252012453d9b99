"""What each term means, in plain words, in French and in English: data read when first asked for."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


def meaning(about: Mapping[str, Any], language: str) -> str:
    """One sentence on the term whose metadata this is; `language` is "fr" or "en".

    Raises KeyError for a term of which nothing is said.
    """
    sentences = _sentences(language)
    if "shared" in about:
        return sentences[about["shared"]].format(party=about["party"][language])
    return sentences[about["term"]]


def meaning_of_scheme(about: Mapping[str, Any], language: str) -> str:
    """The same, for the term that holds the scheme of an identifier."""
    return _sentences(language)["scheme"].format(term=about["term"])


@cache
def _sentences(language: str) -> dict[str, str]:
    text = files("sansfaute.en16931").joinpath(f"data/meanings_{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
