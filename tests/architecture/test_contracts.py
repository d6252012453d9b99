"""The four import-linter contracts hold, and each of eight offences breaks one of them by name."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.architecture.house import CONTRACTS, PACKAGE, lint, miniature

UPSTREAM = "A room looks upstream, never downstream BROKEN"
INSIDE = "Inside a room: pages call actions, actions call models, models call rules BROKEN"
PURE = "Rules, events and the EN 16931 core know no framework BROKEN"
CORE = "The core reads bottom-up BROKEN"

OFFENCES = [
    ({"issuing/actions.py": "import sansfaute.documents"}, UPSTREAM, "little.issuing.actions -> little.documents"),
    ({"drafts/rules.py": "import django"}, PURE, "little.drafts.rules -> django"),
    (
        {"drafts/rules.py": "from sansfaute.lib import text", "lib/text.py": "import django"},
        PURE,
        "little.drafts.rules -> little.lib.text",
    ),
    ({"drafts/utils.py": ""}, INSIDE, "little.drafts.utils"),
    ({"misc/__init__.py": ""}, UPSTREAM, "little.misc"),
    (
        {"drafts/jobs.py": "", "drafts/actions.py": "from sansfaute.drafts import jobs"},
        INSIDE,
        "little.drafts.actions -> little.drafts.jobs",
    ),
    ({"support/actions.py": "import sansfaute.desk"}, UPSTREAM, "little.support.actions -> little.desk"),
    ({"api/views.py": "import sansfaute.portal"}, UPSTREAM, "little.api.views -> little.portal"),
    (
        {"en16931/totals.py": "import sansfaute.en16931.rules"},
        CORE,
        "little.en16931.totals -> little.en16931.rules",
    ),
]


def judged(folder: Path, files: Mapping[str, str]) -> tuple[bool, str]:
    """The verdict of our contracts on a miniature house that holds these files."""
    miniature(folder, "little", {"drafts/rules.py": "", "drafts/events.py": "", **files})
    config = folder / "contracts.ini"
    config.write_text(CONTRACTS.read_text().replace("sansfaute", "little"))
    return lint(config, folder)


def test_the_contracts_are_kept() -> None:
    kept, said = lint(CONTRACTS, PACKAGE.parent)
    assert kept, said


def test_an_empty_house_keeps_the_contracts(tmp_path: Path) -> None:
    kept, said = judged(tmp_path, {})
    assert kept, said


@pytest.mark.parametrize(("files", "broken", "named"), OFFENCES, ids=[offence[2] for offence in OFFENCES])
def test_an_offence_is_named(tmp_path: Path, files: dict[str, str], broken: str, named: str) -> None:
    kept, said = judged(tmp_path, files)
    assert not kept
    assert broken in said
    assert named in said
