"""The process: `python -m sansfaute.masterdata.adapters.matching FOLDER` reads records there and writes clusters."""

import json
import resource
import sys
from pathlib import Path

from sansfaute.masterdata.adapters.matching.whole_file import compare_file


def main(folder: Path) -> None:
    """Compare the records of a folder; figures and clusters are written beside them."""
    figures = compare_file(folder, step=lambda done, total: print(f"{done}/{total}", flush=True))
    figures["peak_memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    (folder / "figures.json").write_text(json.dumps(figures), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
