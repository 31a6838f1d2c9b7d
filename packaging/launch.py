"""The first lines that the bundled program runs.

A bundle has no Python that `-m` could be given to, and yet this program starts itself:
to compile the engine, to try Qt, to make the runs of a sweep. So it understands `-m`
for its own modules as Python does.
"""

import multiprocessing
import runpy
import sys

OWN = ("playground.", "ui.")


def main() -> None:
    """Be a worker of a sweep, one of our own modules, or the command `playground`."""
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    if len(arguments) >= 2 and arguments[0] == "-m" and arguments[1].startswith(OWN):
        sys.argv = sys.argv[2:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        return
    from ui.cli import main as command

    command()


if __name__ == "__main__":
    main()
