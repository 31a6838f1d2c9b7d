"""What an exporter is: a format of files for trained networks."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playground.errors import ExportError
from playground.files import replace_file
from playground.record import Record


@dataclass(frozen=True, slots=True)
class Exporter:
    """An entry of EXPORTERS.

    Attributes
    ----------
    suffix : what its file names end in, with the dot
    encode : (record) -> the bytes of the file
    """

    name: str
    suffix: str
    encode: Callable[[Record], bytes]

    def write(self, record: Record, path: Path) -> None:
        """Write the record as a file, whole or not at all.

        Raises
        ------
        ExportError
            when the network holds a number that is not finite, or the file cannot be
            written; an old file is then unchanged.
        """
        if not record.is_finite:
            raise ExportError(
                f"{path} cannot be written: the network holds numbers that are not "
                f"finite"
            )
        replace_file(path, self.encode(record))
