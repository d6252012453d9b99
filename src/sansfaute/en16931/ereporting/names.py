"""The names of a flow 10 file: no namespace anywhere, although its schema has three."""

ROOT = "Report"
NAMES: dict[str, str] = {}
