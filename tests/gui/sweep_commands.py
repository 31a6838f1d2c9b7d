"""`playground sweep` in this process, and the rows that it leaves."""

from pathlib import Path

from typer.testing import CliRunner, Result

from playground.sweep import Journal, Row
from ui.commands import commands
from ui.sweeping import JOURNAL

QUICK = (
    *("--engine", "reference", "--data", "xor", "--samples", "40", "--hidden", "3"),
    *("--updates", "30"),
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ("sweep", *arguments), prog_name="playground")


def rows_of(folder: Path) -> list[Row]:
    with Journal(folder / JOURNAL) as journal:
        return journal.rows()
