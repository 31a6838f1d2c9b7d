"""Writing results from the command line, and saying that they were read back."""

from pathlib import Path

from playground.errors import ExportError
from playground.exporters import Record, export, exporter_for, verify
from playground.files import check_writable
from playground.run import Run
from ui.terminal import complain

EXPERIMENT = ".playground"


def is_experiment(path: Path) -> bool:
    return path.suffix.lower() == EXPERIMENT


def check_exports(paths: tuple[Path, ...]) -> None:
    """Refuse what could not be written, before a long training is lost for it.

    Raises
    ------
    SettingsError
        when a name has a suffix that no format has.
    ExportError
        when a file could not be written.
    """
    for path in paths:
        if not is_experiment(path):
            exporter_for(path)
    for path in paths:
        check_writable(path)


def write_result(run: Run, path: Path) -> None:
    """Write the network, or the whole experiment, and say whether it is right.

    Raises
    ------
    ExportError
        when it cannot be written, not be read back, or answers something else.
    """
    if is_experiment(path):
        write_experiment(run, path)
        return
    record = Record.of_run(run)
    export(record, path)
    verification = verify(record, path)
    if not verification.agrees:
        raise ExportError(f"{path}: {verification.sentence}")
    complain(f"{path}: {verification.sentence}")


def write_experiment(run: Run, path: Path) -> None:
    """Write the whole experiment, open it and compare the parameters.

    Raises
    ------
    ExportError
        when it cannot be written, or another network comes back.
    """
    from playground.experiment import load, save

    save(run, path)
    again, _ = load(path)
    if again.params.tobytes() != run.params.tobytes():
        raise ExportError(f"{path}: NOT verified: other parameters come back")
    count = len(again.params)
    complain(f"{path}: verified: {count:,} parameters are the same to the last bit")
