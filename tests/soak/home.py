"""A home of its own for a window that nobody may be disturbed by."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_home() -> Iterator[Path]:
    """Give a temporary folder that is home and working folder meanwhile."""
    from playground.engines.cache import cache_home

    kernels = str(cache_home().parent)
    before, place = dict(os.environ), Path.cwd()
    # Not TemporaryDirectory: a folder that a killed process left in use is no failure.
    folder = Path(tempfile.mkdtemp(prefix="playground-soak-"))
    os.environ |= {"HOME": str(folder), "XDG_CACHE_HOME": kernels}
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        os.environ.pop(name, None)
    if not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.chdir(folder)
    try:
        yield folder
    finally:
        os.chdir(place)
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(folder, ignore_errors=True)
