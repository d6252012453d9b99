"""Base page, components and tags, rendered."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

UI = Path(__file__).parents[1]


def render(text: str, **context: object) -> str:
    return Template("{% load ui %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("fr", '{{ x|amount:"EUR" }}', "1\u202f234,50\u00a0€"),
        ("en", '{{ x|amount:"EUR" }}', "€1,234.50"),
        ("fr", "{{ x|price }}", "1\u202f234,50\u00a0€"),
        ("fr", "{{ x|quantity }}", "1\u202f234,5"),
        ("en", "{{ none|amount }}{{ none|price }}{{ none|quantity }}{{ none|day }}{{ none|moment }}", ""),
        ("en", "{{ none|percentage }}{{ rate|percentage }}", "5.5%"),
        ("fr", '{{ day|day:"long" }}', "1er\u00a0octobre\u00a02026"),
        ("en", "{{ at|moment }}", "31\u00a0Oct\u00a02026, 09:05"),
    ],
)
def test_filters(language: str, text: str, shown: str) -> None:
    with override(language):
        said = render(
            text,
            x=Decimal("1234.5"),
            rate=Decimal("5.5"),
            day=date(2026, 10, 1),
            at=datetime(2026, 10, 31, 8, 5, tzinfo=UTC),
            none=None,
        )
    assert said == shown


def test_a_tag_is_a_word_with_a_tone() -> None:
    said = render('{% tag word "attention" %}', word="Held <b>").strip()
    assert said == '<span class="tag tag--attention">Held &lt;b&gt;</span>'


def test_a_tone_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(TemplateSyntaxError, match="purple"):
        render('{% tag "Held" "purple" %}')


def test_progress_says_its_figures() -> None:
    with override("en"):
        said = render('{% progress "Sealing" 412 1000 %}')
    assert "412 of 1,000" in said
    assert '<progress max="1000" value="412" aria-label="Sealing">' in said


def test_the_page_of_a_failure_stands_alone() -> None:
    """Nothing may be needed to say that something broke: no request, no database."""
    with override("fr"):
        said = render_to_string("500.html")
    assert '<html lang="fr">' in said
    assert "<h1>" in said


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html"])
def test_other_failures_keep_the_frame(name: str) -> None:
    with override("en"):
        said = render_to_string(name, {}, RequestFactory().get("/"))
    assert 'class="masthead"' in said
    assert len(re.findall("<h1", said)) == 1


@pytest.mark.parametrize("path", sorted((UI.parent).rglob("templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_breaks_the_content_policy(path: Path) -> None:
    """No inline style, script or handler, and nothing fetched from elsewhere."""
    text = path.read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", text)
    assert not re.search(r"<script(?![^>]*src=)", text)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)


def test_every_token_used_exists() -> None:
    sheets = {path.name: path.read_text() for path in (UI / "static" / "ui").glob("*.css")}
    known = set(re.findall(r"(--[\w-]+):", sheets["tokens.css"]))
    used = set(re.findall(r"var\((--[\w-]+)\)", " ".join(sheets.values())))
    assert used <= known
    assert not re.search(r"#[0-9a-f]{3,8}\b", sheets["base.css"] + sheets["tables.css"]), "colours are tokens"
