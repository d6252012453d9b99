"""Native rules against the official packs on spoilt documents: `python tools/parity.py [count] [seed]`.

Prints one JSON document: how many documents got the same set of rule names from both, and for each
rule that differed how often. The corpus is a failing document for each rule, then random ones.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from sansfaute.review.tests.parity import compare, failing_documents, random_documents


def main() -> None:
    """Measures, and prints; exit status 1 when a single document differs."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    result = compare([*failing_documents(), *random_documents(count, seed)])
    print(json.dumps(result, indent=1))
    raise SystemExit(result["same"] != result["documents"])


if __name__ == "__main__":
    main()
