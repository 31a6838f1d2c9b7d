"""Formats in which a trained network leaves the program, by the suffix of the file."""

from pathlib import Path

from playground.errors import SettingsError
from playground.exporters.exporter import Exporter
from playground.exporters.numpy_script import SCRIPT
from playground.exporters.sklearn_script import SKLEARN
from playground.exporters.torch_script import TORCH
from playground.exporters.verification import Verification, verify_file
from playground.exporters.weights_csv import CSV
from playground.exporters.weights_json import JSON
from playground.exporters.weights_npz import NPZ
from playground.exporters.weights_onnx import EXACT_ONNX, ONNX
from playground.exporters.weights_safetensors import SAFETENSORS
from playground.record import Record

EXPORTERS: dict[str, Exporter] = {
    exporter.suffix: exporter
    for exporter in (
        *(NPZ, JSON, SCRIPT, ONNX, EXACT_ONNX),
        *(SAFETENSORS, TORCH, SKLEARN, CSV),
    )
}


def exporter_for(path: Path | str) -> Exporter:
    """Return the exporter that the end of a file name asks for, the longest that fits.

    Raises
    ------
    SettingsError
        lists the suffixes when it is none of them.
    """
    name = Path(path).name.lower()
    fitting = [s for s in EXPORTERS if name.endswith(s) and name != s]
    if not fitting:
        raise SettingsError(
            f"the name of an export must end in {', '.join(EXPORTERS)}, "
            f"got {str(path)!r}"
        )
    return EXPORTERS[max(fitting, key=len)]


def export(record: Record, path: Path | str) -> None:
    """Write a record in the format that the suffix asks for, whole or not at all.

    Raises
    ------
    SettingsError
        when no format has this suffix.
    ExportError
        when the file cannot be written; an old file is then unchanged.
    """
    exporter_for(path).write(record, Path(path))


def verify(record: Record, path: Path | str) -> Verification:
    """Read back what `export` wrote, with the format's own reader, and compare.

    Raises
    ------
    LoadError
        when the file cannot be read back.
    ExportError
        when what it holds is no such network.
    """
    return verify_file(record, Path(path), exporter_for(path).read)


__all__ = [
    "EXPORTERS",
    "Exporter",
    "Record",
    "Verification",
    "export",
    "exporter_for",
    "verify",
]
