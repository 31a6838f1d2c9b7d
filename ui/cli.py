"""The command `playground`: the window at once, or one of the commands."""

import gc
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from ui import limit_blas_threads
from ui.imports import spare_sources
from ui.terminal import WRONG_ARGUMENTS, complain, failures, has_screen


def main() -> None:
    """Do what the arguments say; end the process with its exit code."""
    limit_blas_threads()
    if len(sys.argv) == 1:
        open_window("`playground tour` and `playground train` need none")
    # To read options takes as long as to load Qt; a window without any needs none.
    from ui.commands import run_command

    run_command(sys.argv[1:])


def open_window(way_out: str, file: Path | None = None) -> NoReturn:
    """Open the window, with a file if there is one; end the process with it.

    Without a screen say so, and the way out.
    """
    if not has_screen():
        complain(f"there is no display to open a window on; {way_out}")
        raise SystemExit(WRONG_ARGUMENTS)
    with failures():
        # Until the window is there nothing becomes garbage, and to look for it takes
        # as long as to load Qt's widgets; `run_window` lets it be looked for again.
        gc.disable()
        try:
            # What does not need Qt comes before it: see there why.
            import_module("ui.worker")
            spare_sources()
            from ui.app import run_window

            run_window(file=file)
        finally:
            # Also where it came to no window.
            gc.enable()
