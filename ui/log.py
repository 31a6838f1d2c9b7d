"""The log: a rotating file in the person's state folder, and its last lines in memory.

Nothing here needs Qt. Where the folder cannot be written, the lines are kept in memory
only, and the program goes on without a word.
"""

import contextlib
import faulthandler
import logging
import logging.handlers
import os
import sys
import time
from collections import deque
from pathlib import Path
from typing import TextIO

LOG = logging.getLogger("network-playground")

FILE_BYTES, OLD_FILES = 256 * 1024, 3
KEPT_LINES = 200
FORMAT = "%(asctime)s %(levelname)s %(threadName)s: %(message)s"
# Empty files of sessions that were killed are swept away after so long.
FORGOTTEN_SECONDS = 7 * 24 * 3600.0


def state_folder() -> Path:
    """Return where the platform wants logs; it need not exist."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        root = Path(local) if local else Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        root = Path.home() / "Library" / "Logs"
    else:
        xdg = os.environ.get("XDG_STATE_HOME")
        root = Path(xdg) if xdg else Path.home() / ".local" / "state"
    return root / "network-playground"


def log_path() -> Path:
    """Return the file that is written to now; older ones end in .1, .2 and .3."""
    return state_folder() / "playground.log"


class LastLines(logging.Handler):
    """Keeps the last lines for a report."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: deque[str] = deque(maxlen=KEPT_LINES)
        self.setFormatter(logging.Formatter(FORMAT))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


LAST_LINES = LastLines()


class SessionLog:
    """What one window writes down, from its start to its end.

    Attributes
    ----------
    path : of the log file, None if it cannot be written
    crash_path : the file that only a hard crash writes into, None if there is none
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path: Path | None = None
        self.crash_path: Path | None = None
        self.crash_file: TextIO | None = None
        self.handlers: list[logging.Handler] = [LAST_LINES]

    def begin(self) -> None:
        """Write from now on: to the terminal, to memory, and to files if possible."""
        if sys.stderr is not None:
            terminal = logging.StreamHandler()
            terminal.setLevel(logging.WARNING)
            terminal.setFormatter(logging.Formatter("playground: %(message)s"))
            self.handlers.append(terminal)
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / log_path().name
            file = logging.handlers.RotatingFileHandler(
                path, maxBytes=FILE_BYTES, backupCount=OLD_FILES, encoding="utf-8"
            )
            file.setFormatter(logging.Formatter(FORMAT))
            self.handlers.append(file)
            self.path = path
        self.watch_for_crash()
        LOG.setLevel(logging.INFO)
        for handler in self.handlers:
            logging.getLogger().addHandler(handler)
        # A full disk is no reason to write about it to the terminal at every line.
        logging.raiseExceptions = False

    def watch_for_crash(self) -> None:
        """Let a crash of Qt or of a library write where every thread stood."""
        with contextlib.suppress(OSError):
            path = self.folder / f"crash-{os.getpid()}.txt"
            self.crash_file = path.open("w", encoding="utf-8")
            self.crash_path = path
            faulthandler.enable(self.crash_file)

    def end(self) -> None:
        """Close the files; what only a crash would have filled is removed."""
        if self.crash_file is not None and self.crash_path is not None:
            faulthandler.disable()
            self.crash_file.close()
            with contextlib.suppress(OSError):
                self.crash_path.unlink()
        for handler in self.handlers:
            logging.getLogger().removeHandler(handler)
            if handler is not LAST_LINES:
                handler.close()


def take_crash(folder: Path) -> str:
    """Return what the last session wrote when it crashed, "" if it did not; once only.

    A file that is not empty was written by a process as it died.
    """
    found: list[tuple[float, str]] = []
    with contextlib.suppress(OSError):
        for path in sorted(folder.glob("crash-*.txt")):
            with contextlib.suppress(OSError):
                written = path.stat().st_mtime
                words = path.read_text(encoding="utf-8", errors="replace")
                if words:
                    found.append((written, words))
                if words or time.time() - written > FORGOTTEN_SECONDS:
                    path.unlink()
    return max(found, default=(0.0, ""))[1]
