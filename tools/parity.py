"""Native verdict against the official packs on spoilt documents of both syntaxes and all profiles.

`python tools/parity.py [count] [seed] [--examples FOLDER] [--only "cii basic"] [--json]`: every source as it is,
then `count` mutants, the same for the same seed. The smallest example of each difference is kept in
`build/parity/`. Exit status 1 when a single document differs.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from sansfaute.en16931.tests.official import EXAMPLES
from sansfaute.review.tests.mutants import Mutant, mutants
from sansfaute.review.tests.parity import Compared, Tally, compare

KEPT = Path(__file__).resolve().parents[1] / "build" / "parity"


def main() -> None:
    """Measures, and prints."""
    asked = arguments()
    result = Tally()
    wanted = (one for one in mutants(asked.count, asked.seed, asked.examples) if is_wanted(one, asked.only))
    for one in compare(wanted):
        result.add(one)
        if result.documents % 500 == 0:
            print(f"{result.documents}: {result.documents - result.same} differ", file=sys.stderr, flush=True)
    keep(result.examples)
    print(json.dumps(result.report(), indent=1) if asked.json else readable(result))
    raise SystemExit(result.same != result.documents)


def arguments() -> Namespace:
    """What was asked on the command line."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=2000)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--examples", type=Path, default=EXAMPLES)
    parser.add_argument("--only", default="")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def is_wanted(one: Mutant, only: str) -> bool:
    """Whether a mutant is of the syntax and profile asked for, if any was."""
    return f"{one.syntax} {one.profile}".startswith(only)


def readable(result: Tally) -> str:
    """The figures on a few lines."""
    report = result.report()
    lines = [f"{result.same} of {result.documents} documents named alike; {len(result.rules)} rules met"]
    lines += [f"  {name}: {count}" for name, count in report["outcomes"].items()]
    for part in ("profiles", "mutations"):
        lines += [f"{part}:", *(f"  {name}: {same} / {all_}" for name, (same, all_) in report[part].items())]
    lines += ["differences:", *(f"  {count:5} {name}" for name, count in report["differences"].items())]
    return "\n".join(lines)


def keep(examples: dict[str, Compared]) -> None:
    """One file for each difference, with what was done to it beside."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("*"):
        old.unlink()
    for name, one in examples.items():
        file = KEPT / name.replace(" ", "_").replace("/", "_")
        file.with_name(f"{file.name}.xml").write_bytes(one.mutant.content)
        said = {"origin": one.mutant.origin, "done": one.mutant.done, "native": sorted(one.native),
                "official": sorted(one.official)}  # fmt: skip
        file.with_name(f"{file.name}.json").write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
