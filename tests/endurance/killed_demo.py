"""The demo, killed with all its processes at random moments and started again, against an undisturbed one.

    python tests/endurance/killed_demo.py --home build/killed --kills 20

With `--examples`, over other files than those of the whole company. Prints, as JSON, whether both
end with the same invoices, amounts and counts.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

DEMO = [sys.executable, "-m", "sansfaute.project", "demo", "--json"]


def run(command: list[str], home: Path) -> dict[str, Any]:
    """The demo to its end; its summary."""
    done = subprocess.run(command, env=environment(home), capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"the demo failed: {done.stderr.decode()[-2000:]}")
    summary: dict[str, Any] = json.loads(done.stdout)
    return summary


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "SANSFAUTE_HOME": str(home)}


def run_and_kill(command: list[str], home: Path, after: float) -> bool:
    """Start the demo and kill -9 everything of it, the database server included; False if it had ended."""
    demo = subprocess.Popen(
        command, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        demo.wait(after)
        return False
    except subprocess.TimeoutExpired:
        kill_all(demo.pid, home)
        demo.wait()
        return True


def kill_all(session: int, home: Path) -> None:
    """Every process of the demo's session, and the server whose data folder is this home's."""
    victims = [pid for pid in processes() if belongs(pid, session, home)]
    for pid in victims:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def processes() -> list[int]:
    return [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit() and int(one.name) != os.getpid()]


def belongs(pid: int, session: int, home: Path) -> bool:
    try:
        if os.getsid(pid) == session:
            return True
        return (
            str(home).encode() in Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()
        )
    except (ProcessLookupError, FileNotFoundError, PermissionError):
        return False


def essence(summary: dict[str, Any]) -> dict[str, Any]:
    """What must be the same whatever happened on the way; which draft got which number may differ."""
    bill = summary["bill"]
    return {
        "rows": summary["imported"]["rows"],
        **{name: bill[name] for name in ("billable", "invoiced", "held", "set_aside", "held_reasons")},
        "totals": sorted(Decimal(str(one["total_with_vat"])) for one in bill["documents"]),
        "numbers": sorted(one["number"] for one in bill["documents"]),
        "sent": summary["sent"],
        "problems": summary["verify"]["problems"],
    }


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--home", default="build/killed")
    arguments.add_argument("--kills", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=2026)
    arguments.add_argument("--examples", default="examples/ondine")
    given = arguments.parse_args()
    root, demo = Path(given.home).resolve(), [*DEMO, "--examples", given.examples]
    shutil.rmtree(root, ignore_errors=True)
    began = time.monotonic()
    undisturbed = essence(run(demo, root / "calm"))
    lasts = time.monotonic() - began
    chance, kills = random.Random(given.seed), 0
    while kills < given.kills:
        # Moments spread over a whole run; a run that has little left to do ends before its kill.
        if run_and_kill(demo, root / "killed", chance.uniform(0.3, lasts)):
            kills += 1
        elif kills and chance.random() < 0.5:
            shutil.rmtree(root / "killed")  # it had reached its end: begin a fresh one
    disturbed = essence(run(demo, root / "killed"))
    print(json.dumps({"kills": kills, "same": disturbed == undisturbed, "seconds_calm": round(lasts, 1),
                      "differences": [name for name in undisturbed if undisturbed[name] != disturbed[name]],
                      "invoices": len(undisturbed["numbers"])}, indent=1))  # fmt: skip


if __name__ == "__main__":
    main()
