"""The files of a run, in the training thread: only there a run may be read or replaced.

It knows no Qt. Commands come through the worker's queue; what became of them goes out
through its outbox as frozen notices. A file that cannot be read changes nothing.
"""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from playground.errors import LoadError, PlaygroundError
from playground.run import Run
from playground.settings import Settings
from playground.timeline import TimelineView

if TYPE_CHECKING:
    from playground.importers import NetworkFile

Purpose = Literal["document", "copy", "autosave", "last"]
Origin = Literal["file", "recovery", "weights"]
# When it was changed, in nanoseconds, and how many bytes it has.
Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """What is recorded of a run, to tell whether it changed.

    Attributes
    ----------
    edited : branches with their names, changes and bookmarks
    trained : how far each branch goes
    """

    edited: int
    trained: int


def mark_of(timeline: TimelineView) -> Mark:
    """Return the mark of a timeline; standing elsewhere on it makes no difference."""
    branches = timeline.branches
    edited = [(b.number, b.name, b.digest, b.bookmarks) for b in branches]
    return Mark(hash(tuple(edited)), hash(tuple(b.furthest for b in branches)))


def stamp_of(path: Path) -> Stamp | None:
    """Return when a file was changed and its size, None when it is not there."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


@dataclass(frozen=True, slots=True)
class SaveTo:
    """Write the run as an experiment; `view` is what the window wants to find again."""

    path: Path
    purpose: Purpose
    view: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OpenExperiment:
    """Put the run of the first of these files that can be read in place of this one."""

    paths: tuple[Path, ...]
    origin: Origin
    generation: int


@dataclass(frozen=True, slots=True)
class OpenWeights:
    """Put a new run with the weights of a file in place of this one."""

    path: Path
    generation: int


FileCommand = SaveTo | OpenExperiment | OpenWeights


@dataclass(frozen=True, slots=True)
class Saved:
    """The run was written, whole and flushed to the disk."""

    path: Path
    purpose: Purpose
    mark: Mark
    stamp: Stamp | None


@dataclass(frozen=True, slots=True)
class Opened:
    """Another run is in place; `view` comes from the file and may hold anything."""

    path: Path
    origin: Origin
    mark: Mark
    stamp: Stamp | None
    settings: Settings
    view: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FileRefused:
    """The command could not be followed, and nothing has changed."""

    command: FileCommand
    sentence: str


FileNotice = Saved | Opened | FileRefused


class Filing:
    """Follows the commands; `put` sends a notice to the window."""

    def __init__(self, put: Callable[[FileNotice], None]) -> None:
        self.put = put

    def obey(self, command: FileCommand, run: Run) -> Run:
        """Return the run that is in place from now on."""
        # With a file, and not with the window's first picture.
        from playground.experiment import save
        from playground.importers import read_network

        try:
            match command:
                case SaveTo(path, purpose, view):
                    save(run, path, view)
                    mark = mark_of(run.timeline.view())
                    self.put(Saved(path, purpose, mark, stamp_of(path)))
                    return run
                case OpenExperiment(paths, origin):
                    path, stamp, run, view = load_first(paths)
                case OpenWeights(path):
                    stamp, origin, view = None, "weights", {}
                    run = start_with(read_network(path), run.settings)
        except PlaygroundError as error:
            self.put(FileRefused(command, str(error)))
            return run
        mark = mark_of(run.timeline.view())
        self.put(Opened(path, origin, mark, stamp, run.settings, view))
        return run


def load_first(
    paths: tuple[Path, ...],
) -> tuple[Path, Stamp | None, Run, dict[str, Any]]:
    """Open the first file that can be opened.

    Raises
    ------
    LoadError
        says what is wrong with the last one.
    """
    from playground.experiment import load

    for path in paths[:-1]:
        with contextlib.suppress(LoadError):
            return path, stamp_of(path), *load(path)
    return paths[-1], stamp_of(paths[-1]), *load(paths[-1])


def start_with(network: "NetworkFile", settings: Settings) -> Run:
    """Return a run with a file's weights, on the data that it names if it does."""
    from playground.importers import run_with

    if network.settings:
        with contextlib.suppress(LoadError):
            return run_with(network)
    return run_with(network, settings)
