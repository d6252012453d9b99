"""How a rule says what it finds: by the name that findings.toml knows, with the level told there."""

from dataclasses import dataclass, field

from sansfaute.masterdata.rules.findings import FINDINGS
from sansfaute.masterdata.rules.records import Level, RecordFinding

_LEVELS: dict[str, Level] = {rule: said.get("level", "warning") for rule, said in FINDINGS.items()}


@dataclass(slots=True)
class Findings:
    """What is found while a record is read, each rule once for each field."""

    said: list[RecordFinding] = field(default_factory=list)

    def say(self, on: str, rule: str, value: str = "", fix: str = "", level: Level | None = None) -> None:
        """Say a rule of a field; `fix` is the text to give to that field, "" when there is no proposal."""
        if not any(one.field == on and one.rule == rule for one in self.said):
            self.said.append(RecordFinding(on, rule, level or _LEVELS[rule], value, fix if fix != value else ""))
