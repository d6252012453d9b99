"""The time it takes to load the program, of which looking for garbage would be a fifth."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """For a block that imports: it makes many objects that stay, and nothing to be collected.

    What was made is never looked at again, neither here nor in processes forked from here.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
