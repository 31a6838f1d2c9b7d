"""The command `playground sweep`: its options. Nothing here takes long to import."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from ui.terminal import FAILURE, complain, failures

# Options of `playground train` that are no settings.
NOT_SETTINGS = {
    *("context", "updates", "epochs", "stop_when", "seek", "export", "json"),
}

Text = str | None


def option(meaning: str, metavar: str) -> Any:
    """Declare an option whose value arrives as text; the plan checks it."""
    return typer.Option(help=meaning, metavar=metavar)


def sweep(
    context: typer.Context,
    plan: Annotated[
        Path | None,
        typer.Argument(help="A TOML file that says what to sweep.", metavar="[FILE]"),
    ] = None,
    vary: Annotated[
        list[str] | None,
        option(
            "As learning_rate=0.001:1:log8, batch_size=1,10,full or hidden=4,8+8 "
            "(one layer, or two); repeatable.",
            "NAME=VALUES",
        ),
    ] = None,
    seeds: Annotated[Text, option("How many each, or which.", "N|N,…")] = None,
    sample: Annotated[
        Text, option("Take so many combinations at random, not all.", "N")
    ] = None,
    sample_seed: Annotated[Text, option("Which random ones.", "N")] = None,
    updates: Annotated[Text, option("How long; 1000 by default.", "N")] = None,
    epochs: Annotated[Text, option("The same in passes through the rows.", "N")] = None,
    stop_when: Annotated[
        Text, option("End a run early, as test_loss<0.05 says.", "CONDITION")
    ] = None,
    out: Annotated[
        Path, option("The folder of the results; a sweep goes on there.", "DIR")
    ] = Path("results"),
    workers: Annotated[
        Text, option("Processes here; one per processor by default.", "N")
    ] = None,
    scheduler: Annotated[
        Text, option("Make the runs on this Dask cluster.", "tcp://…")
    ] = None,
    local_cluster: Annotated[
        Text, option("Start a Dask cluster here, with N workers.", "N")
    ] = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="Make runs again that failed before.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print one line of JSON for each run.")
    ] = False,
    **settings: Text,
) -> None:
    """Train with many settings and seeds, and keep every result.

    An interrupted sweep goes on where it stopped: give the same command again, or only
    the folder. Further values or seeds are added to what is there.
    """
    with failures():
        from ui.sweep_options import executor_of, plan_of
        from ui.sweeping import Order, sweep_and_report
        from ui.tables import with_table

        order = Order(
            plan=plan_of(with_table(context.params)),
            executor=executor_of(workers, scheduler, local_cluster),
            folder=out,
            retry=retry,
        )
        failed = sweep_and_report(order, as_json=json)
        if failed:
            complain(failed)
            raise typer.Exit(FAILURE)


def register(commands: typer.Typer, train: Callable[..., None]) -> None:
    """Add the command, with all the settings that `train` has as options."""
    own = inspect.signature(sweep)
    mine = [
        parameter
        for parameter in own.parameters.values()
        if parameter.kind is not parameter.VAR_KEYWORD
    ]
    theirs = [
        parameter.replace(kind=parameter.KEYWORD_ONLY)
        for name, parameter in inspect.signature(train).parameters.items()
        if name not in NOT_SETTINGS
    ]
    # The way to tell `inspect`, and by it typer, what a function takes.
    sweep.__signature__ = own.replace(  # type: ignore[attr-defined]
        parameters=[*mine, *theirs]
    )
    commands.command()(sweep)
