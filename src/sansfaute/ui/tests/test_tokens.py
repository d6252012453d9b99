"""Contrast, measured from the values of the tokens (WCAG 2.2: 4.5 for text, 3 for borders of controls)."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[1] / "static" / "ui" / "tokens.css").read_text()
SURFACES = ("paper", "sheet", "sunk")
TEXTS = ("ink", "ink-soft", "ink-faint", "accent", "good", "attention", "bad")
PAIRS = [
    *((text, surface) for text in TEXTS for surface in SURFACES),
    *((tone, f"{tone}-wash") for tone in ("good", "attention", "bad", "accent")),
    *(("ink", f"{tone}-wash") for tone in ("good", "attention", "bad", "accent")),
    *(("ink-soft", f"{tone}-wash") for tone in ("good", "attention", "bad", "accent")),
    ("ink-faint", "accent-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent-strong", "sheet"),
    ("paper", "ink"),
]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def themes() -> dict[str, dict[str, str]]:
    light, rest = CSS.split("@media (prefers-color-scheme: dark)")
    by_system, by_choice = rest.split(':root[data-theme="dark"]')
    return {"light": tokens(light), "dark by system": tokens(by_system), "dark by choice": tokens(by_choice)}


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", themes())
@pytest.mark.parametrize(("text", "surface"), PAIRS)
def test_text_can_be_read(theme: str, text: str, surface: str) -> None:
    values = themes()[theme]
    assert contrast(values[text], values[surface]) >= 4.5


@pytest.mark.parametrize("theme", themes())
@pytest.mark.parametrize("surface", SURFACES)
def test_controls_can_be_seen(theme: str, surface: str) -> None:
    values = themes()[theme]
    assert contrast(values["rule-strong"], values[surface]) >= 3


def test_both_ways_to_dark_are_one_theme() -> None:
    assert themes()["dark by system"] == themes()["dark by choice"]
    assert themes()["dark by choice"].keys() <= themes()["light"].keys()
