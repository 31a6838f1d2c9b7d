"""Where compiled kernels are kept between two starts of the program.

Numba notices a change in a kernel's own file, but not in a file that it imports from.
So the folder's name holds a hash of all sources that end up in a kernel, of the
versions that compile them and of the machine; older folders are swept away. Numba also
compiles anew for the same source at another place or of another time, so both are part
of the hash: else a second checkout would be taken for compiled. Nothing here imports
Numba, so the window may ask `is_cached` before its first picture.
"""

import hashlib
import math
import os
import platform
import shutil
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

PREFIX = "kernels-"
DONE = "complete"

# So many folders of other sources are kept: of a second checkout, or of a branch.
KEPT = 2

ENGINES = Path(__file__).parent
SOURCES = (
    *sorted((ENGINES / "kernels").glob("*.py")),
    ENGINES.parent / "activations.py",
    ENGINES.parent / "batches.py",
)


def cache_home() -> Path:
    """Return the folder of this program's caches, as the platform wants it."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        root = Path(local) if local else Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        root = Path.home() / "Library" / "Caches"
    else:
        xdg = os.environ.get("XDG_CACHE_HOME")
        root = Path(xdg) if xdg else Path.home() / ".cache"
    return root / "network-playground"


def package_version(name: str) -> str:
    # It brings the whole of `email` along, which nobody else needs.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


@cache
def fingerprint() -> str:
    """Return 16 letters that change whenever a kernel might."""
    parts = [
        sys.version,
        platform.machine(),
        platform.node(),
        *(f"{name} {package_version(name)}" for name in ("numba", "llvmlite", "numpy")),
    ]
    digest = hashlib.sha256("\n".join(parts).encode())
    for path in SOURCES:
        digest.update(f"{path} {path.stat().st_mtime_ns}".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def folder() -> Path:
    """Return the folder of the kernels of these sources, which need not exist."""
    return cache_home() / f"{PREFIX}{fingerprint()}"


@cache
def writable_folder() -> Path | None:
    """Make the folder and return it; None where nothing can be written."""
    target = folder()
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=target):
            pass
    except OSError:
        return None
    return target


def is_cached() -> bool:
    """Return whether a start of the compiled engine will find its kernels on disk."""
    return (folder() / DONE).is_file()


def mark_complete() -> None:
    """Say that everything is compiled, and sweep away what old sources left."""
    target = writable_folder()
    if target is None:
        return
    (target / DONE).touch()
    others = [path for path in target.parent.glob(f"{PREFIX}*") if path != target]
    others.sort(key=age)
    for other in others[KEPT:]:
        shutil.rmtree(other, ignore_errors=True)


def age(path: Path) -> float:
    """Return how long ago a folder was completed or made; infinite if it is gone."""
    for marked in (path / DONE, path):
        try:
            return time.time() - marked.stat().st_mtime
        except OSError:
            continue
    return math.inf
