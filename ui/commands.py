"""The commands of `playground`, with their options.

Nothing is imported here that takes long: `playground train --help` answers at once, and
Qt is loaded by the commands that open a window.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ui import cli_files, cli_sweep
from ui.cli import open_window
from ui.lessons_command import lessons
from ui.terminal import DIVERGED, FAILURE, complain, failures, say

commands = typer.Typer(
    help="See how neural networks learn. Without a command, open the window.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def run_command(arguments: Sequence[str]) -> None:
    """Run the command that the arguments name; end the process with its exit code."""
    names = typer.main.get_group(commands).commands
    commands(cli_files.with_open(arguments, names), prog_name="playground")


def option(meaning: str, metavar: str, *names: str) -> Any:
    """Declare an option whose value arrives as text; the settings check it."""
    return typer.Option(*names, help=meaning, metavar=metavar)


@commands.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is, and end.")
    ] = False,
) -> None:
    if version:
        from playground import __version__

        with failures():
            say(f"Network Playground {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        open_window("`playground tour` and `playground train` need none")


Text = str | None


@commands.command()
def train(
    context: typer.Context,
    data: Annotated[
        Text, option("The data set, or a table; spiral by default.", "NAME|FILE")
    ] = None,
    target: Annotated[
        Text, option("The table's column to predict; the last by default.", "COLUMN")
    ] = None,
    missing: Annotated[
        Text, option("Rows of a table with missing values.", "drop|fill")
    ] = None,
    samples: Annotated[Text, option("Rows, for testing included.", "N")] = None,
    noise: Annotated[Text, option("How much the data is blurred.", "F")] = None,
    test_fraction: Annotated[
        Text, option("Share of the rows that is kept for testing.", "F")
    ] = None,
    standardize: Annotated[
        bool | None,
        typer.Option(
            "--standardize/--no-standardize",
            help="Give features mean 0 and deviation 1; on for real data.",
        ),
    ] = None,
    features: Annotated[Text, option("As x1,x2,x1x2.", "NAME,…")] = None,
    hidden: Annotated[Text, option("Neurons per hidden layer.", "N,…|none")] = None,
    activation: Annotated[
        Text, option("One for all hidden layers, or one each.", "NAME,…")
    ] = None,
    output_activation: Annotated[Text, option("Of the last layer.", "NAME")] = None,
    initializer: Annotated[Text, option("How weights start.", "NAME")] = None,
    loss: Annotated[Text, option("squared_error or cross_entropy.", "NAME")] = None,
    method: Annotated[Text, option("gd, sgd, mini-batch, momentum.", "NAME")] = None,
    optimizer: Annotated[Text, option("The update rule.", "NAME")] = None,
    batch_size: Annotated[Text, option("Rows per update.", "N|full")] = None,
    learning_rate: Annotated[Text, option("Length of a step.", "F")] = None,
    momentum: Annotated[Text, option("Of momentum and nesterov.", "F")] = None,
    beta1: Annotated[Text, option("Of adam and adamw.", "F")] = None,
    beta2: Annotated[Text, option("Of adam and adamw.", "F")] = None,
    rho: Annotated[Text, option("Of rmsprop.", "F")] = None,
    epsilon: Annotated[
        Text, option("Added to the root in adagrad, rmsprop, adam, adamw.", "F")
    ] = None,
    weight_decay: Annotated[Text, option("Of adamw.", "F")] = None,
    schedule: Annotated[
        Text, option("constant, step, exponential, cosine, warm_up.", "NAME")
    ] = None,
    schedule_updates: Annotated[Text, option("In how many updates.", "N")] = None,
    clip_norm: Annotated[Text, option("Longest gradient; 0 is any.", "F")] = None,
    patience: Annotated[
        Text, option("End after N evaluations without a lower loss.", "N")
    ] = None,
    l1: Annotated[Text, option("Strength of the penalty Σ|w|.", "F")] = None,
    l2: Annotated[Text, option("Strength of the penalty ½Σw².", "F")] = None,
    engine: Annotated[Text, option("auto, reference or compiled.", "NAME")] = None,
    precision: Annotated[Text, option("float64 or float32.", "NAME")] = None,
    updates: Annotated[Text, option("How long; 1000 by default.", "N")] = None,
    epochs: Annotated[Text, option("The same in passes through the rows.", "N")] = None,
    stop_when: Annotated[
        Text, option("End early, as test_loss<0.05 says.", "CONDITION")
    ] = None,
    seek: Annotated[Text, option("Go back to this update after training.", "K")] = None,
    seed: Annotated[Text, option("Of the start and the order of rows.", "N")] = None,
    data_seed: Annotated[Text, option("Of the data; as seed by default.", "N")] = None,
    export: Annotated[
        list[Path] | None,
        option("Write .npz, .onnx, .py, …, or .playground; repeatable.", "FILE"),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object on one line.")
    ] = False,
) -> None:
    """Train a network without a window and say how well it learned."""
    with failures():
        from playground.stopping import StopCondition
        from ui.arguments import place_to_show, settings_of, update_count
        from ui.exporting import check_exports
        from ui.headless import Task, train_and_report
        from ui.tables import with_table

        settings = settings_of(with_table(context.params))
        count = update_count(settings, updates, epochs)
        task = Task(
            settings,
            count,
            StopCondition.parse(stop_when) if stop_when is not None else None,
            place_to_show(seek, count),
            tuple(export or ()),
        )
        check_exports(task.exports)
        divergence = train_and_report(task, as_json=json)
        if divergence is not None:
            complain(divergence.reason)
            raise typer.Exit(DIVERGED)


@commands.command()
def doctor(
    gradient: Annotated[
        bool,
        typer.Option(
            "--gradient",
            help="Check the default network's gradient, number by number, instead.",
        ),
    ] = False,
) -> None:
    """Say which versions are installed and whether everything works."""
    with failures():
        from ui.doctor import check_default_network, examine

        if gradient:
            table = check_default_network()
            say(table.text)
            if not table.is_passed:
                raise typer.Exit(FAILURE)
            return

        findings = examine()
        say("\n".join(str(finding) for finding in findings))
        if not all(finding.is_good for finding in findings):
            raise typer.Exit(FAILURE)


@commands.command()
def tour(
    out: Annotated[
        Path, option("The folder for the picture and the weights.", "DIR")
    ] = Path("out"),
) -> None:
    """Show the program at work without a screen; write a picture, weights, a report."""
    with failures():
        # Before Qt loads: the tour looks the same with a screen and without one.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from ui.tour import take_tour

        for line in take_tour(out):
            say(line)


cli_sweep.register(commands, train)
cli_files.register(commands)
commands.add_typer(lessons, name="lessons")
