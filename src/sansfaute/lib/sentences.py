"""Sentences kept as data beside the rules that say them: TOML tables with French and English."""

import tomllib
from importlib.resources import files
from typing import Any


def sentences(package: str, name: str) -> dict[str, dict[str, Any]]:
    """The table of sentences `name` (without .toml) of a package: by code, then by language."""
    return tomllib.loads(files(package).joinpath(f"{name}.toml").read_text("utf-8"))
