"""How a command speaks to a terminal: sentences and exit codes; is there a screen.

Standard output carries results only; whatever went wrong is one sentence on standard
error, never a traceback.
"""

import contextlib
import os
import sys
from collections.abc import Iterator

# What the process ends with.
FAILURE = 1
WRONG_ARGUMENTS = 2
DIVERGED = 3
INTERRUPTED = 130


def complain(sentence: object) -> None:
    sys.stderr.write(f"playground: {sentence}\n")


def say(text: str) -> None:
    """Write lines to standard output, where somebody may have stopped reading.

    Raises
    ------
    PlaygroundError
        when they cannot be written.
    """
    from playground.errors import PlaygroundError

    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError as error:
        # Python would try once more to write the rest when it ends, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise PlaygroundError(
            f"standard output cannot be written: {error.strerror}"
        ) from error


@contextlib.contextmanager
def failures() -> Iterator[None]:
    """Turn what a person can mend into one sentence and the exit code."""
    from playground.errors import PlaygroundError, SettingsError

    try:
        yield
    except SettingsError as error:
        complain(error)
        raise SystemExit(WRONG_ARGUMENTS) from None
    except PlaygroundError as error:
        complain(error)
        raise SystemExit(FAILURE) from None
    except MemoryError:
        complain("this needs more memory than the computer has")
        raise SystemExit(FAILURE) from None
    except KeyboardInterrupt:
        complain("interrupted before it was done")
        raise SystemExit(INTERRUPTED) from None


def has_screen() -> bool:
    """Tell whether Qt can open a window, because it ends the process if it cannot."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform and platform not in ("xcb", "wayland", "wayland-egl"):
        return True
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
