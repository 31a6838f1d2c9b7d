"""Formats in which a trained network leaves the program, by the suffix of the file."""

from pathlib import Path

from playground.errors import SettingsError
from playground.exporters.exporter import Exporter
from playground.exporters.numpy_script import SCRIPT
from playground.exporters.weights_json import JSON
from playground.exporters.weights_npz import NPZ
from playground.record import Record

EXPORTERS: dict[str, Exporter] = {
    exporter.suffix: exporter for exporter in (NPZ, JSON, SCRIPT)
}


def exporter_for(path: Path) -> Exporter:
    """Return the exporter that the suffix of a file name asks for.

    Raises
    ------
    SettingsError
        lists the suffixes when it is none of them.
    """
    exporter = EXPORTERS.get(path.suffix.lower())
    if exporter is None:
        raise SettingsError(
            f"the name of an export must end in {', '.join(EXPORTERS)}, "
            f"got {str(path)!r}"
        )
    return exporter


def export(record: Record, path: Path) -> None:
    """Write a record in the format that the suffix asks for, whole or not at all.

    Raises
    ------
    SettingsError
        when no format has this suffix.
    ExportError
        when the file cannot be written; an old file is then unchanged.
    """
    exporter_for(path).write(record, path)


__all__ = ["EXPORTERS", "Exporter", "Record", "export", "exporter_for"]
