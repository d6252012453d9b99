"""The official XSD of a profile, in this process: libxml2 may be shared with threads, saxonche may not.

Hostile content is refused by our parser before it comes here; schemas are read from the installed
package only.
"""

import threading
from functools import cache

from lxml import etree
from lxml.etree import QName, _Element

from sansfaute.en16931.syntaxes import Recognised
from sansfaute.en16931.values import Finding
from sansfaute.review.adapters.official.packs import packs_for, path_of
from sansfaute.review.adapters.official.report import schema_finding

_LOCK = threading.Lock()


def findings(root: _Element, syntax: str, profile: str) -> list[Finding] | None:
    """What the schema refuses, in its order; None when there is none, or none that can be read.

    A schema that is absent or broken is told by the official verdict, which is then not run.
    """
    packs = packs_for(Recognised(syntax, profile), QName(root).localname)
    try:
        return schema_findings(root, packs.schema) if packs is not None else None
    except (OSError, etree.LxmlError):
        return None


def schema_findings(root: _Element, pack: str) -> list[Finding]:
    """The errors of one schema, given as a path within the package."""
    with _LOCK:  # the log belongs to the schema: one document at a time
        schema = _schema(pack)
        schema.validate(root)
        errors = [(one.message, one.path or "") for one in schema.error_log]  # type: ignore[attr-defined]  # stubs
    return [schema_finding(message, path) for message, path in errors]


@cache
def _schema(pack: str) -> etree.XMLSchema:
    """Compiled at its first use and kept: a second or so for the largest."""
    return etree.XMLSchema(etree.parse(path_of(pack)))
