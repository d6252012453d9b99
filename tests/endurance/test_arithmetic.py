"""A short run of the arithmetic against rational numbers; `make soak` runs 100,000 invoices (SANSFAUTE_SOAK=1)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
LONG = os.environ.get("SANSFAUTE_SOAK") == "1"


def test_not_one_cent_of_drift() -> None:
    count = 100_000 if LONG else 500
    command = [sys.executable, str(Path(__file__).parent / "arithmetic.py"), "--invoices", str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout)
    assert said["invoices"] == said["priced_with_vat"] == count
    assert said["series"] == count // 10
