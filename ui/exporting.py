"""Writing results from the command line, and saying that they were read back."""

from pathlib import Path

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
        when it cannot be written, or not be read back.
    """
    if is_experiment(path):
        from playground.experiment import save

        save(run, path)
        return
    record = Record.of_run(run)
    export(record, path)
    complain(f"{path}: {verify(record, path).sentence}")
