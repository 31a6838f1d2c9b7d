"""From a run to the bytes of an experiment, and onto the disk."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

import playground
from playground.data.own import find_own, find_source, is_own
from playground.errors import ExportError
from playground.events import (
    EngineSwitch,
    Event,
    ParameterEdit,
    SettingsChange,
    WiringChange,
)
from playground.experiment.document import (
    DOCUMENT,
    FORMAT,
    MANIFEST,
    Document,
    Manifest,
    StoredBranch,
    StoredEdit,
    StoredEngineSwitch,
    StoredEvent,
    StoredHistory,
    StoredKeyframe,
    StoredOwnData,
    StoredRows,
    StoredSettingsChange,
    StoredWiring,
    StoredWiringChange,
)
from playground.experiment.fingerprint import fingerprint
from playground.experiment.pools import PoolWriter
from playground.files import replace_file
from playground.history import History
from playground.loading import MEGABYTE, MOST_FILE_BYTES
from playground.pages import take_pages
from playground.problem import ROWS_SETTINGS
from playground.run import Run
from playground.settings import Settings
from playground.timeline import Branch, Keyframe
from playground.wiring import Wiring

# All rows of made and shipped data together take at most so much room in the file;
# those of the settings that hold now come first.
MOST_ROWS_BYTES = 16 * MEGABYTE
# The zip itself takes less than so much room, and so does what cannot be packed.
MOST_ZIP_BYTES = 2**16
# Longer members need the larger numbers of a newer kind of zip.
MOST_PLAIN_BYTES = 2**30
# The earliest time that a zip can tell: the same experiment gives the same bytes.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def save(run: Run, path: Path | str, view: Mapping[str, Any] | None = None) -> None:
    """Write a run as an experiment, whole or not at all.

    Parameters
    ----------
    view : what a window wants to find again, of things that JSON can hold

    Raises
    ------
    ExportError
        when the file cannot be written; an old file is then unchanged.
    """
    content = pack(run, view)
    if len(content) > MOST_FILE_BYTES:
        raise ExportError(
            f"{path} cannot be written: the experiment has more than the "
            f"{MOST_FILE_BYTES // MEGABYTE} MB that can be opened again; fewer "
            f"branches or fewer rows take less"
        )
    replace_file(Path(path), content)


def encode(run: Run, view: Mapping[str, Any] | None = None) -> bytes:
    """Return the bytes of the file; the same run gives the same bytes.

    Raises
    ------
    ExportError
        when the view holds what JSON cannot.
    """
    return bytes(pack(run, view))


def pack(run: Run, view: Mapping[str, Any] | None = None) -> memoryview:
    """Return the bytes that `encode` says, in pages, and make no copy on the way.

    A window saves every minute what may be many megabytes.
    """
    writer = ExperimentWriter(run)
    try:
        document = msgspec.json.encode(writer.document(dict(view or {})))
    except (TypeError, ValueError) as error:
        raise ExportError(f"the view cannot be written: {error}") from None
    members = {DOCUMENT: iter([document]), **writer.pools.members()}
    digests = {}
    size = len(document) + writer.pools.size
    pages = take_pages(size + MOST_ZIP_BYTES)
    with zipfile.ZipFile(pages, "w") as archive:
        for name, pieces in members.items():
            digests[name] = write_member(archive, name, pieces, size)
        manifest = msgspec.json.encode(Manifest(format=FORMAT, members=digests))
        write_member(archive, MANIFEST, iter([manifest]), len(manifest))
    return memoryview(pages)[: pages.tell()]


def write_member(
    archive: zipfile.ZipFile,
    name: str,
    pieces: Iterator[bytes | memoryview],
    size: int,
) -> str:
    """Write a member of at most so many bytes and return its SHA-256."""
    digest = hashlib.sha256()
    member = zipfile.ZipInfo(name, NO_TIME)
    member.external_attr = 0o644 << 16
    # Weights look like noise and do not get smaller.
    is_packed = name == DOCUMENT
    member.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
    with archive.open(member, "w", force_zip64=size > MOST_PLAIN_BYTES) as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


class ExperimentWriter:
    """Turns one run into a document and pools of numbers."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pools = PoolWriter()
        self.settings: dict[Settings, int] = {}
        self.wirings: list[Wiring] = []
        self.keyframes: dict[int, tuple[Keyframe, int]] = {}
        self.stored: list[StoredKeyframe] = []

    def document(self, view: dict[str, Any]) -> Document:
        run, timeline = self.run, self.run.timeline
        here = self.store_keyframe(run.keyframe())
        branches = tuple(self.store_branch(b) for b in timeline.branches.values())
        return Document(
            format=FORMAT,
            version=playground.__version__,
            fingerprint=fingerprint(),
            branches=branches,
            keyframes=tuple(self.stored),
            settings=tuple(msgspec.to_builtins(one) for one in self.settings),
            wirings=tuple(map(store_wiring, self.wirings)),
            current=timeline.branch.number,
            count=timeline.count,
            here=here,
            seconds=run.training_seconds,
            multiply_adds=run.multiply_adds_timed,
            own=self.store_own_data(),
            rows=tuple(self.store_rows()),
            view=view,
        )

    def place_of_settings(self, settings: Settings) -> int:
        return self.settings.setdefault(settings, len(self.settings))

    def place_of_wiring(self, wiring: Wiring) -> int:
        if wiring not in self.wirings:
            self.wirings.append(wiring)
        return self.wirings.index(wiring)

    def place_of_keyframe(self, keyframe: Keyframe) -> int:
        if id(keyframe) not in self.keyframes:
            self.keyframes[id(keyframe)] = (keyframe, len(self.stored))
            self.stored.append(self.store_keyframe(keyframe))
        return self.keyframes[id(keyframe)][1]

    def store_keyframe(self, keyframe: Keyframe) -> StoredKeyframe:
        state = keyframe.state
        return StoredKeyframe(
            params=self.pools.add(state.params),
            slots={name: self.pools.add(slot) for name, slot in state.slots.items()},
            update=state.update,
            epoch=state.epoch,
            position=state.position,
            samples_seen=state.samples_seen,
            rule_step=state.rule_step,
            multiply_adds=state.multiply_adds,
            settings=self.place_of_settings(keyframe.settings),
            engine=keyframe.engine,
            wiring=self.place_of_wiring(keyframe.wiring),
        )

    def store_branch(self, branch: Branch) -> StoredBranch:
        return StoredBranch(
            number=branch.number,
            name=branch.name,
            parent=branch.parent,
            fork=branch.fork,
            keyframes=tuple(map(self.place_of_keyframe, branch.keyframes)),
            events=tuple(self.store_event(at, event) for at, event in branch.events),
            furthest=branch.furthest,
            history=self.store_history(branch.history),
            bookmarks=tuple(sorted(branch.bookmarks.items())),
            is_named=branch.is_named,
            spacing=branch.spacing,
        )

    def store_event(self, update: int, event: Event) -> StoredEvent:
        match event:
            case SettingsChange(settings):
                return StoredSettingsChange(
                    update=update, settings=self.place_of_settings(settings)
                )
            case ParameterEdit(places, values, words, gesture):
                return StoredEdit(
                    update=update,
                    places=self.pools.add(places.astype(np.int64)),
                    values=self.pools.add(values),
                    words=words,
                    gesture=gesture,
                )
            case EngineSwitch(engine):
                return StoredEngineSwitch(update=update, engine=engine)
            case WiringChange(wiring, words):
                return StoredWiringChange(
                    update=update, wiring=self.place_of_wiring(wiring), words=words
                )

    def store_history(self, history: History) -> StoredHistory:
        losses = history.losses
        low = self.pools.add(losses.low.view())
        # As long as every update has a place of its own, both hold the same numbers.
        is_whole = losses.block == 1
        return StoredHistory(
            block=losses.block,
            count=losses.count,
            low=low,
            high=low if is_whole else self.pools.add(losses.high.view()),
            rest=self.pools.add(losses.rest),
            updates=self.pools.add(history.updates.view()),
            evaluations=self.pools.add(history.evaluations.view()),
        )

    def store_own_data(self) -> tuple[StoredOwnData, ...]:
        keys = dict.fromkeys(s.data for s in self.settings if is_own(s.data))
        found = []
        for key in keys:
            data = find_own(key)
            found.append(
                StoredOwnData(
                    name=data.name,
                    columns=data.columns,
                    classes=data.classes,
                    framed=data.framed,
                    x=self.pools.add(data.samples.x),
                    y=self.pools.add(data.samples.y),
                    ordered=data.ordered,
                )
            )
        return tuple(found)

    def store_rows(self) -> Iterable[StoredRows]:
        """Give the rows that the settings stand for, as far as there is room.

        Another release of NumPy may make other rows of the same seed.
        """
        wanted = dict.fromkeys(
            tuple(getattr(settings, name) for name in ROWS_SETTINGS)
            for settings in (self.run.settings, *self.settings)
            if not is_own(settings.data)
        )
        room = MOST_ROWS_BYTES
        for data, samples, noise, seed in wanted:
            source = find_source(data)
            room -= 8 * samples * (len(source.columns) + 1)
            if room < 0:
                return
            rows = self.run.problems.rows(data, samples, noise, seed)
            yield StoredRows(
                data=data,
                samples=samples,
                noise=noise,
                data_seed=seed,
                x=self.pools.add(rows.x),
                y=self.pools.add(rows.y),
            )


def store_wiring(wiring: Wiring) -> StoredWiring:
    return StoredWiring(
        locked=tuple(sorted(wiring.locked)), cut=tuple(sorted(wiring.cut.items()))
    )
