"""What the schema of flow 10 asks for and the transmission does not have."""

from collections.abc import Iterator
from typing import Any

from sansfaute.en16931.mapped import is_blank, present_groups
from sansfaute.en16931.values import Finding


def missing(transmission: Any) -> Iterator[Finding]:
    """A finding for each compulsory term that is blank, in each group that is there."""
    for path, group, declared in present_groups(transmission):
        for one in declared:
            if one.optional or (one.repeated and not one.needed):
                continue
            value = getattr(group, one.name)
            if one.kind != "attribute" and (value == () if one.repeated else is_blank(value)):
                yield _finding(one.term, f"{path}{one.name}", one.fr, one.en)


def _finding(term: str, path: str, fr: str, en: str) -> Finding:
    return Finding(
        rule="ereporting.missing",
        level="error",
        term=term,
        value="",
        message={"fr": f"{fr} ({term}) manque.", "en": f"{en} ({term}) is missing."},
        fix={"fr": f"Renseigner : {fr} ({term}).", "en": f"Give: {en} ({term})."},
        path=path,
    )
