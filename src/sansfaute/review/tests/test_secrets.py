"""Which general names tell too much of a customer's affairs."""

import pytest

from sansfaute.review.rules.secrets import telling_words

CASE = "Défense de M. Durand devant la cour d'appel de Lyon"


@pytest.mark.parametrize(
    ("name", "telling"),
    [
        ("Prestation juridique", []),
        ("Honoraires", []),
        ("Mission d'expertise comptable", []),
        ("Prestation juridique Durand", ["Durand"]),
        ("Défense en appel", ["Défense", "appel"]),
        ("Dossier 2026-117", ["2026", "117"]),
        (CASE, ["Défense", "M", "Durand", "devant", "cour", "appel", "Lyon"]),
        ("aide pour tout ce que vous voulez faire", ["voulez", "faire"]),
    ],
)
def test_words_that_tell_too_much(name: str, telling: list[str]) -> None:
    assert telling_words(name, CASE) == telling
