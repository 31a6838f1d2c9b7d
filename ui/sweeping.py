"""A sweep for the command line: what is missing is made, progress, the report."""

import contextlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from playground.errors import PlaygroundError, SettingsError
from playground.files import reason, replace_file
from playground.sweep import (
    OUTCOMES,
    Executor,
    Job,
    Journal,
    Plan,
    Row,
    perform,
    summarize,
)
from playground.sweep.own_data import needed_data, register_all
from playground.sweep.perform import missing
from playground.sweep.table import row_values, to_csv
from ui.sweep_table import table
from ui.terminal import INTERRUPTED, complain, say

JOURNAL = "sweep.sqlite"
TABLE = "sweep.csv"

NOTHING = (
    "there is nothing to sweep; name a TOML file, or give options like "
    "--vary learning_rate=0.001:1:log8 --seeds 10"
)
GOES_ON = "the same command goes on from there"


@dataclass(frozen=True, slots=True)
class Order:
    """What `playground sweep` was asked to do.

    Attributes
    ----------
    plan : None to go on with the plan that the folder holds
    retry : make runs again that failed before
    """

    plan: Plan | None
    executor: Executor
    folder: Path
    retry: bool


def sweep_and_report(order: Order, *, as_json: bool) -> str:
    """Make what is missing, say the table; return a sentence if runs failed, or ""."""
    path = order.folder / JOURNAL
    if order.plan is None and not path.exists():
        raise SettingsError(NOTHING)
    # Everything is checked before anything is written.
    jobs = () if order.plan is None else order.plan.jobs()
    make_folder(order.folder)
    with Journal(path) as journal:
        register_all(journal.data())
        plan = order.plan or stored_plan(journal)
        jobs = jobs or plan.jobs()
        journal.keep_plan(plan.to_json())
        journal.keep_data(needed_data(jobs))
        if order.retry:
            journal.forget_failures()
        carry_out(jobs, journal, order.executor)
        known = {row.key: row for row in journal.rows()}
    rows = [known[job.key] for job in jobs]
    replace_file(order.folder / TABLE, to_csv(rows).encode())
    if as_json:
        say("\n".join(json.dumps(row_values(row)) for row in rows))
    else:
        say(table(summarize(rows, tuple(plan.vary))))
        say(f"\n{len(rows):,} runs in {path} and {order.folder / TABLE}")
    errors = [row.error for row in rows if row.outcome == "failed"]
    if not errors:
        return ""
    return f"{len(errors)} of {len(rows)} runs failed, the first one: {errors[0]}"


def stored_plan(journal: Journal) -> Plan:
    text = journal.plan
    if text is None:
        raise SettingsError(NOTHING)
    return Plan.from_json(text)


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlaygroundError(
            f"the folder {folder} cannot be made: {reason(folder, error)}"
        ) from None


def carry_out(jobs: Sequence[Job], journal: Journal, executor: Executor) -> None:
    """Make the jobs that the journal lacks, and show how far it is."""
    todo = len(missing(jobs, journal))
    done = len(jobs) - todo
    if done and todo:
        complain(f"{done:,} of {len(jobs):,} runs are there already")
    try:
        with (
            progress_bar(done, len(jobs)) as tell,
            contextlib.closing(perform(jobs, journal, executor)) as rows,
        ):
            for row in rows:
                done += 1
                tell(row)
    except KeyboardInterrupt:
        complain(f"interrupted; {done:,} of {len(jobs):,} runs are kept, {GOES_ON}")
        raise typer.Exit(INTERRUPTED) from None
    except PlaygroundError as error:
        raise PlaygroundError(
            f"{error}; {done:,} of {len(jobs):,} runs are kept, {GOES_ON}"
        ) from error


@contextlib.contextmanager
def progress_bar(done: int, total: int) -> Iterator[Callable[[Row], None]]:
    """Give what hears each row: a bar, if standard error is a terminal."""
    if not sys.stderr.isatty():
        yield lambda row: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    counts: Counter[str] = Counter()
    with Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
        console=Console(stderr=True),
        transient=True,
    ) as progress:
        task = progress.add_task("", total=total, completed=done)

        def tell(row: Row) -> None:
            counts[row.outcome] += 1
            words = ", ".join(
                f"{counts[name]} {name}" for name in OUTCOMES if counts[name]
            )
            progress.update(task, advance=1, description=words)

        yield tell
