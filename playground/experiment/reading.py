"""From the bytes of an experiment back to a run that goes on with the same bits."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from playground.errors import LoadError
from playground.experiment.checking import Checker
from playground.experiment.document import (
    DOCUMENT,
    FORMAT,
    MANIFEST,
    Document,
    Manifest,
)
from playground.experiment.fingerprint import differences
from playground.experiment.pools import PoolReader
from playground.learner import Learner
from playground.loading import Archive, read_file, refusing
from playground.problem import ProblemCache
from playground.run import Run
from playground.timeline import Timeline

WHAT = "an experiment"
View = dict[str, Any]


def load(path: Path | str) -> tuple[Run, View]:
    """Open an experiment: the run stands where it stood, with the same bits.

    Returns
    -------
    tuple : the run, and the view that was saved with it

    Raises
    ------
    LoadError
        a sentence that says what is wrong with the file.
    """
    with refusing(path, WHAT):
        return build(*unpack(read_file(Path(path))))


def open_bytes(content: bytes, name: str = "the experiment") -> tuple[Run, View]:
    """Do what `load` does with bytes that are in memory already."""
    with refusing(name, WHAT):
        return build(*unpack(content))


def unpack(content: bytes) -> tuple[Document, PoolReader]:
    """Check the manifest, then read the document and the numbers.

    Raises
    ------
    LoadError
        when a member is missing, added or changed, or the format is a later one.
    """
    archive = Archive(content)
    manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    if manifest.format > FORMAT:
        raise LoadError("a later version of the program wrote it")
    if set(manifest.members) | {MANIFEST} != set(archive.members):
        raise LoadError("its members are not those that its manifest lists")
    for name, digest in manifest.members.items():
        if hashlib.sha256(archive.read(name)).hexdigest() != digest:
            raise LoadError(f"the member {name} was changed after it was written")
    document = msgspec.json.decode(archive.read(DOCUMENT), type=Document)
    return document, PoolReader(archive)


def build(document: Document, pools: PoolReader) -> tuple[Run, View]:
    """Return the run of a document.

    Raises
    ------
    PlaygroundError
        when the document contradicts itself.
    """
    checker = Checker(document, pools)
    with checker.own_data():
        settings = checker.settings()
        problems = ProblemCache()
        problems.stored.update(checker.rows())
        checker.check_sizes(settings)
        keyframes = checker.keyframes()
        branches = checker.branches(keyframes)
        here = checker.keyframe(document.here)
        current = branches.get(document.current)
        if current is None or here.update > current.furthest:
            raise LoadError("it stands where no branch of it is")
        if max(branches) > document.count:
            raise LoadError("it counts fewer branches than it has")
        learner = Learner(here.settings, here.engine, problems)
        learner.restore(here)
    timeline = Timeline(keyframes[0])
    timeline.branches = branches
    timeline.branch = current
    timeline.count = document.count
    run = Run.on(timeline, learner)
    run.recording.training_seconds = document.seconds
    run.recording.multiply_adds_timed = document.multiply_adds
    other = differences(document.fingerprint)
    if other:
        run.notices.append(
            f"This experiment was made with another {' and '.join(other)}: what is "
            f"stored is exact, but what is computed here may differ in the last digits."
        )
    return run, document.view


@dataclass(frozen=True, slots=True)
class Summary:
    """What is in an experiment, for a person, a name and a text each."""

    entries: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return "\n".join(f"{name:<18} {text}" for name, text in self.entries)


def describe(path: Path | str) -> Summary:
    """Say what is in an experiment, without making its run.

    Raises
    ------
    LoadError
        a sentence that says what is wrong with the file.
    """
    with refusing(path, WHAT):
        content = read_file(Path(path))
        document, pools = unpack(content)
        with Checker(document, pools).own_data() as names:
            return Summary(tuple(entries(document, names, len(content))))


def entries(
    document: Document, names: dict[str, str], size: int
) -> Iterator[tuple[str, str]]:
    settings = document.settings[document.here.settings]
    data = str(settings.get("data"))
    yield "file", f"{size:,} bytes, written by version {document.version}"
    yield "data", f"{names.get(data, data)}, {settings.get('samples')} rows"
    sizes = [str(size) for size in settings.get("hidden", ())]
    yield "hidden layers", "-".join(sizes) or "none"
    yield (
        "update rule",
        f"{settings.get('optimizer')}, η {settings.get('learning_rate')}",
    )
    yield "parameters", f"{document.here.params.length:,}"
    yield "stands at", f"update {document.here.update:,}"
    for branch in document.branches:
        marks = ", ".join(f"{name} at {at:,}" for at, name in branch.bookmarks)
        line = (
            f"{branch.furthest:,} updates, {len(branch.events)} changes, "
            f"{len(branch.keyframes)} keyframes"
        )
        here = " (here)" if branch.number == document.current else ""
        yield f"{branch.name}{here}", f"{line}{'; ' + marks if marks else ''}"
    yield (
        "made with",
        ", ".join(
            f"{name} {document.fingerprint[name]}"
            for name in ("python", "numpy", "machine")
            if name in document.fingerprint
        ),
    )
