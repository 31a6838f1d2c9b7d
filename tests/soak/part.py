"""What a part of the campaign found, and the table of all parts."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from rich.console import Console
from rich.table import Table

# Longer than this a window seems dead; more than this is a leak.
MOST_HANG_SECONDS = 1.0
MOST_GROWTH_MEGABYTES = 10.0


@dataclass(slots=True)
class Part:
    """One row; None where a part does not measure something.

    Attributes
    ----------
    amount : what was done how often, in words
    hang : the longest turn of the event loop in seconds, without the time in which
        other processes had the processor
    growth : of the memory in MB, judged when `judges_growth`
    timers, connections : how many more there are at the end than after the warm-up
    faults : everything that was said and should not have been
    """

    name: str
    amount: str
    seed: int | None = None
    seconds: float = 0.0
    exceptions: int = 0
    warnings: int = 0
    hang: float | None = None
    threads_left: int | None = None
    growth: float | None = None
    judges_growth: bool = False
    timers: int | None = None
    connections: int | None = None
    faults: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (
            self.exceptions
            or self.warnings
            or self.faults
            or (self.hang or 0.0) > MOST_HANG_SECONDS
            or self.threads_left
            or (self.judges_growth and (self.growth or 0.0) > MOST_GROWTH_MEGABYTES)
            or (self.timers or 0) > 0
            or (self.connections or 0) > 0
        )

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> "Part":
        return cls(**json.loads(line))


def table_of(parts: Sequence[Part]) -> Table:
    """Return the table that `make soak` prints."""
    table = Table(title="Reliability campaign")
    table.add_column("part")
    table.add_column("amount")
    for name in ("seed", "time", "exceptions", "Qt warnings", "longest hang"):
        table.add_column(name, justify="right")
    for name in ("threads left", "memory", "timers", "connections"):
        table.add_column(name, justify="right")
    table.add_column("verdict")
    for part in parts:
        table.add_row(
            part.name,
            part.amount,
            words(part.seed, "d"),
            f"{part.seconds:,.0f} s",
            str(part.exceptions),
            str(part.warnings),
            words(part.hang, ".2f", " s"),
            words(part.threads_left, "d"),
            words(part.growth, "+.1f", " MB"),
            words(part.timers, "+d"),
            words(part.connections, "+d"),
            "[green]good[/]" if part.is_good else "[red]failed[/]",
        )
    return table


def words(value: float | None, form: str, unit: str = "") -> str:
    return "–" if value is None else f"{value:{form}}{unit}"


def print_findings(console: Console, part: Part) -> None:
    """Print what went wrong, and the last actions before."""
    if part.is_good:
        return
    console.rule(f"{part.name}, seed {part.seed}")
    for fault in part.faults:
        console.print(fault, markup=False, highlight=False)
    if part.last:
        console.print("the last actions:", *part.last, sep="\n", markup=False)
