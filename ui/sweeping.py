"""A sweep for the command line: from options to a plan, progress, the table."""

import contextlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import typer

from playground.engines import COMPILED, settle_engine
from playground.engines.cache import is_cached
from playground.errors import PlaygroundError, SettingsError
from playground.files import reason, replace_file
from playground.ranges import Count
from playground.run import Run
from playground.sweep import (
    OUTCOMES,
    Cell,
    Executor,
    Job,
    Journal,
    LocalExecutor,
    Plan,
    Row,
    perform,
    summarize,
)
from playground.sweep.dask import DaskExecutor
from playground.sweep.own_data import needed_data, register_all
from playground.sweep.perform import missing
from playground.sweep.table import plain, row_values, to_csv
from ui.arguments import READERS, whole
from ui.headless import load_engine
from ui.report import number, share
from ui.terminal import INTERRUPTED, complain, say

JOURNAL = "sweep.sqlite"
TABLE = "sweep.csv"

# So many combinations are shown, the best; all are in the files.
SHOWN = 40

WORKERS = Count("workers", 1, 1024)
CLUSTER = Count("local_cluster", 1, 1024)
ADDRESS = re.compile(r"[a-z]+://\S+")

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


# ---- from options --------------------------------------------------------------------


def plan_of(arguments: Mapping[str, Any]) -> Plan | None:
    """Return the plan of a file, of options, or of both; None if there are none.

    What an option says is in place of what the file says about the same setting.

    Raises
    ------
    SettingsError
        says what is wrong.
    """
    settings = {
        name: read(arguments[name])
        for name, read in READERS.items()
        if arguments.get(name) is not None
    }
    vary = dict(read_vary(text) for text in arguments["vary"] or ())
    names = ("seeds", "sample", "sample_seed", "updates", "epochs", "stop_when")
    others: dict[str, Any] = {
        name: text if name == "stop_when" else whole(text)
        for name in names
        if (text := arguments[name]) is not None
    }
    if arguments["plan"] is None and not (settings or vary or others):
        return None
    if "," in str(others.get("seeds", "")):
        others["seeds"] = [whole(seed) for seed in others["seeds"].split(",")]
    plan = Plan() if arguments["plan"] is None else Plan.read(arguments["plan"])
    for one, other in (("updates", "epochs"), ("epochs", "updates")):
        if one in others:
            others.setdefault(other, None)
    given = {name: value for name, value in plan.settings.items() if name not in vary}
    axes = {name: value for name, value in plan.vary.items() if name not in settings}
    return msgspec.structs.replace(
        plan, settings={**given, **settings}, vary={**axes, **vary}, **others
    )


def read_vary(text: str) -> tuple[str, Any]:
    """Read NAME=VALUES: values with commas between them, or a range.

    A + joins the parts of one value: hidden=4,8+8 is one layer of 4, or two of 8.
    """
    name, sign, values = text.partition("=")
    name = name.strip().replace("-", "_")
    if not sign or not name:
        raise SettingsError(
            f"vary must be NAME=VALUES, like learning_rate=0.001:1:log8, got {text!r}"
        )
    if ":" in values:
        return name, values
    return name, [read_value(name, part.strip()) for part in values.split(",")]


def read_value(name: str, text: str) -> Any:
    if name == "standardize":
        return {"true": True, "false": False}.get(text, text)
    # A setting that there is not is refused by the plan.
    read = READERS.get(name, str)
    joined = name in ("hidden", "activation", "features")
    return read(text.replace("+", ",") if joined else text)


def executor_of(
    workers: str | None, scheduler: str | None, local_cluster: str | None
) -> Executor:
    """Return what makes the runs.

    Raises
    ------
    SettingsError
        when two are asked for, or one is asked for in a way that has no meaning.
    PlaygroundError
        when Dask is asked for and not installed.
    """
    asked = {
        "workers": workers,
        "scheduler": scheduler,
        "local-cluster": local_cluster,
    }
    given = [f"--{name} {text}" for name, text in asked.items() if text is not None]
    if len(given) > 1:
        raise SettingsError(
            f"workers, scheduler and local-cluster exclude each other, "
            f"got {' and '.join(given)}"
        )
    if scheduler is not None:
        if not ADDRESS.fullmatch(scheduler):
            raise SettingsError(
                f"scheduler must be an address like tcp://127.0.0.1:8786, "
                f"got {scheduler!r}"
            )
        return DaskExecutor(scheduler)
    if local_cluster is not None:
        return DaskExecutor(None, CLUSTER.check(whole(local_cluster)))
    return LocalExecutor(None if workers is None else WORKERS.check(whole(workers)))


# ---- doing it ------------------------------------------------------------------------


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
    if isinstance(executor, LocalExecutor) and todo:
        prepare_engine(jobs)
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


def prepare_engine(jobs: Sequence[Job]) -> None:
    """Compile once, before several processes would do it side by side."""
    if is_cached():
        return
    for job in jobs:
        if settle_engine(job.settings.engine) == COMPILED:
            load_engine(Run(job.settings))
            return


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


# ---- the table -----------------------------------------------------------------------


def table(cells: Sequence[Cell]) -> str:
    """Return a line for each combination of settings, the best first."""
    ended = [name for name in OUTCOMES if any(cell.count(name) for cell in cells)]
    names = list(cells[0].values) if cells else []
    medians = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
    head = [
        *(name.replace("_", " ") for name in names),
        *ended,
        *(name.replace("_", " ") for name in medians),
        "seconds",
    ]
    lines = [head]
    for cell in sorted(cells, key=rank)[:SHOWN]:
        lines.append(
            [
                *(value_text(cell.values[name]) for name in names),
                *(str(cell.count(name)) for name in ended),
                *(number(cell.median(name)) for name in medians[:2]),
                *(share(cell.median(name)) for name in medians[2:]),
                f"{cell.median('seconds') or 0.0:.2f}",
            ]
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = [
        "  ".join(word.rjust(width) for word, width in zip(line, widths, strict=True))
        for line in lines
    ]
    if len(cells) > SHOWN:
        text.append(f"… and {len(cells) - SHOWN:,} more")
    return "\n".join(text)


def rank(cell: Cell) -> tuple[float, float]:
    """Return what sorts the best cell first: runs that converged, then the loss."""
    loss = cell.median("test_loss")
    if loss is None:
        loss = cell.median("train_loss")
    converged = cell.count("converged") / len(cell.rows)
    return -converged, float("inf") if loss is None else loss


def value_text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(plain(value))
