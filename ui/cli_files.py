"""The commands that open an experiment: `playground show` and `playground export`."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated

import typer

from ui import cli
from ui.terminal import complain, failures, say

COMMAND = "open"

File = Annotated[Path, typer.Argument(help="An experiment.", metavar="FILE")]


def open_window(file: File) -> None:
    """Open an experiment, a table or weights in the window; `open` may be left out."""
    cli.open_window("`playground show` needs none", file)


def with_open(arguments: Sequence[str], commands: Collection[str]) -> list[str]:
    """Return the arguments, with `open` before a file that stands alone."""
    first = arguments[0] if arguments else ""
    is_plain = bool(first) and not first.startswith("-") and first not in commands
    if (
        is_plain
        and len(arguments) == 1
        and (Path(first).suffix or os.path.exists(first))
    ):
        return [COMMAND, first]
    return list(arguments)


def show(file: File) -> None:
    """Say what is in an experiment."""
    with failures():
        from playground.experiment import describe

        say(str(describe(file)))


def export(
    file: File,
    to: Annotated[
        Path,
        typer.Option(help="Where to write the network, in any format.", metavar="OUT"),
    ],
    update: Annotated[
        str | None,
        typer.Option(help="Which update; where it stands by default.", metavar="K"),
    ] = None,
) -> None:
    """Write the network of an experiment, read it back and compare."""
    with failures():
        from playground.experiment import load
        from playground.ranges import Count
        from ui.arguments import whole
        from ui.exporting import check_exports, write_result

        check_exports((to,))
        run, _ = load(file)
        if update is not None:
            run.seek(Count("update", 0, run.furthest).check(whole(update)))
        for notice in run.notices:
            complain(notice)
        write_result(run, to)


def register(commands: typer.Typer) -> None:
    """Add the commands."""
    commands.command(COMMAND)(open_window)
    commands.command()(show)
    commands.command()(export)
