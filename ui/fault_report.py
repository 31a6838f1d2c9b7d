"""What is copied when something unexpected happened.

A report holds versions, the platform, the engine, the last lines of the log and the
traceback; the home folder is written as ~ in it.
"""

import locale
import platform
import re
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from playground import __version__
from ui.log import LAST_LINES

PACKAGES = ("numpy", "scipy", "numba", "PySide6-Essentials", "pyqtgraph")
REPORTED_LINES = 60


def without_home(words: str) -> str:
    """Write the home folder as ~, whichever slashes are used."""
    home = str(Path.home())
    if len(Path(home).parts) < 2:
        return words
    for form in {home, home.replace("\\", "/"), home.replace("\\", "\\\\")}:
        words = re.sub(re.escape(form) + r"(?![\w-])", "~", words)
    return words


def report(details: str, engine: str = "") -> str:
    """Return everything that helps to find a fault, and nothing personal.

    Parameters
    ----------
    details : a traceback
    engine : a line that says which engine runs
    """
    lines = [
        f"Network Playground {__version__}",
        f"Python {platform.python_version()}, {platform.platform()}",
        f"Qt {qVersion()} on {QGuiApplication.platformName() or 'no screen'}",
        ", ".join(f"{name} {package_version(name)}" for name in PACKAGES),
        f"language {locale.getlocale()[0] or 'C'}",
    ]
    if engine:
        lines.append(engine)
    recent = list(LAST_LINES.lines)[-REPORTED_LINES:]
    parts = ["\n".join(lines), details.strip(), "\n".join(recent)]
    return without_home("\n\n".join(part for part in parts if part))


def package_version(name: str) -> str:
    # It brings the whole of `email` along, which nobody else needs.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
