"""Where this installation keeps its data."""

import os
from pathlib import Path

import platformdirs

from sansfaute.lib.errors import Trouble


def home() -> Path:
    """The data folder: SANSFAUTE_HOME, else the platform's convention for user data.

    Raises Trouble when it cannot be made.
    """
    named = os.environ.get("SANSFAUTE_HOME")
    folder = Path(named).expanduser() if named else Path(platformdirs.user_data_dir("sansfaute", False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise Trouble(
            f"The data folder {folder} cannot be made ({failure.strerror}).",
            "Choose another one with SANSFAUTE_HOME, or make room and grant write access to it.",
        ) from failure
    return folder.resolve()
