"""From stored parts to the parts of a run; whatever contradicts itself is refused.

A file may come from anywhere. After these checks no part of a run meets an array of
another shape, a place outside of one, or settings without a meaning.
"""

import contextlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.dataset import Samples
from playground.data.own import OWN, OwnData, find_source, register
from playground.engines import COMPILED, REFERENCE
from playground.engines.plan import State
from playground.errors import LoadError
from playground.events import (
    EngineSwitch,
    Event,
    ParameterEdit,
    SettingsChange,
    WiringChange,
)
from playground.experiment.document import (
    Document,
    Place,
    StoredBranch,
    StoredEdit,
    StoredEngineSwitch,
    StoredHistory,
    StoredKeyframe,
    StoredSettingsChange,
    StoredWiringChange,
)
from playground.experiment.pools import PoolReader
from playground.history import EVALUATION_COLUMNS, SERIES_LIMIT, History
from playground.loading import plain
from playground.network import parameter_count
from playground.optimizers import OPTIMIZERS
from playground.settings import Settings
from playground.stored_settings import settings_from
from playground.timeline import Branch, Keyframe
from playground.wiring import Wiring

ENGINE_NAMES = (REFERENCE, COMPILED)
MOST_FEATURE_VALUES = 10**8


def sizes_of(settings: Settings) -> tuple[int, ...]:
    """Return neurons per layer of the network that settings make."""
    classes = len(find_source(settings.data).classes)
    outputs = classes if classes > 2 else 1
    return (len(settings.features), *settings.hidden, outputs)


class Checker:
    """Reads one document.

    Attributes
    ----------
    known : the settings, when `settings` was called
    """

    def __init__(self, document: Document, pools: PoolReader) -> None:
        self.document = document
        self.pools = pools
        self.known: tuple[Settings, ...] = ()
        self.wirings = tuple(
            Wiring(frozenset(one.locked), dict(one.cut)) for one in document.wirings
        )

    def array(
        self, place: Place, dtype: str, length: int | None = None
    ) -> NDArray[Any]:
        found = self.pools.array(place, dtype)
        if length is not None and len(found) != length:
            raise LoadError(
                f"an array should have {length:,} numbers and has {len(found):,}"
            )
        return found

    # ---- data and settings -------------------------------------------------------

    @contextlib.contextmanager
    def own_data(self) -> Iterator[dict[str, str]]:
        """Register the person's own data; forget it again when something is wrong.

        Gives the names by the keys.
        """
        added: list[str] = []
        names: dict[str, str] = {}
        try:
            for one in self.document.own:
                dtype = "int64" if one.classes else "float64"
                y = self.array(one.y, dtype)
                rows, columns = len(y), max(len(one.columns), 1)
                x = self.array(one.x, "float64", rows * columns).reshape(-1, columns)
                data = OwnData(
                    plain(one.name),
                    tuple(map(plain, one.columns)),
                    tuple(map(plain, one.classes)),
                    Samples(x, y if one.classes else y[:, None]),
                    one.framed,
                    one.ordered,
                )
                is_new = data.key not in OWN
                key = register(data)
                names[key] = data.name
                added += [key] * is_new
            yield names
        except BaseException:
            for key in added:
                OWN.pop(key, None)
            raise

    def settings(self) -> tuple[Settings, ...]:
        self.known = tuple(map(settings_from, self.document.settings))
        return self.known

    def check_sizes(self, settings: tuple[Settings, ...]) -> None:
        """Refuse settings whose features would not find room."""
        for one in settings:
            if one.samples * len(one.features) > MOST_FEATURE_VALUES:
                raise LoadError(
                    f"its settings ask for {one.samples:,} rows of "
                    f"{len(one.features):,} features"
                )

    def rows(self) -> Iterator[tuple[tuple[Any, ...], Samples]]:
        """Give stored rows by the settings that they stand for."""
        for one in self.document.rows:
            source = find_source(one.data)
            dtype = "int64" if source.classes else "float64"
            shape = (one.samples, len(source.columns))
            x = self.array(one.x, "float64", shape[0] * shape[1]).reshape(shape)
            y = self.array(one.y, dtype, one.samples)
            known = len(source.classes) or np.inf
            if not (one.samples and np.isfinite(x).all() and np.isfinite(y).all()):
                raise LoadError("its rows hold numbers that are not finite")
            if source.classes and (y.min() < 0 or y.max() >= known):
                raise LoadError("its rows have classes that do not exist")
            key = (one.data, one.samples, one.noise, one.data_seed)
            yield key, Samples(x, y if source.classes else y[:, None])

    def settings_at(self, place: int) -> Settings:
        if place >= len(self.known):
            raise LoadError("it names settings that are missing")
        return self.known[place]

    def wiring_at(self, place: int, parameters: int) -> Wiring:
        if place >= len(self.wirings):
            raise LoadError("it names a wiring that is missing")
        wiring = self.wirings[place]
        if any(where >= parameters for where in wiring.still):
            raise LoadError("it locks or cuts parameters that do not exist")
        return wiring

    def engine(self, name: str) -> str:
        if name not in ENGINE_NAMES:
            raise LoadError(f"it names the unknown engine {plain(name)!r}")
        return name

    # ---- the timeline ------------------------------------------------------------

    def keyframes(self) -> tuple[Keyframe, ...]:
        return tuple(map(self.keyframe, self.document.keyframes))

    def keyframe(self, stored: StoredKeyframe) -> Keyframe:
        settings = self.settings_at(stored.settings)
        count = parameter_count(sizes_of(settings))
        rule = OPTIMIZERS[settings.optimizer]
        if set(stored.slots) != set(rule.slots):
            raise LoadError(f"a keyframe does not hold what {rule.name} remembers")
        if stored.position >= settings.training_rows:
            raise LoadError("a keyframe stands behind the last row of an epoch")
        dtype = settings.precision
        state = State(
            self.array(stored.params, dtype, count),
            {name: self.array(stored.slots[name], dtype, count) for name in rule.slots},
            stored.update,
            stored.epoch,
            stored.position,
            stored.samples_seen,
            stored.rule_step,
            stored.multiply_adds,
        )
        if not state.is_finite():
            raise LoadError("a keyframe holds numbers that are not finite")
        wiring = self.wiring_at(stored.wiring, count)
        return Keyframe(state, settings, self.engine(stored.engine), wiring)

    def branches(self, keyframes: tuple[Keyframe, ...]) -> dict[int, Branch]:
        found: dict[int, Branch] = {}
        for stored in self.document.branches:
            if stored.number in found:
                raise LoadError(f"the branch {stored.number} comes twice")
            found[stored.number] = self.branch(stored, keyframes)
        return found

    def branch(self, stored: StoredBranch, keyframes: tuple[Keyframe, ...]) -> Branch:
        if max(stored.keyframes) >= len(keyframes):
            raise LoadError("a branch names keyframes that are missing")
        mine = [keyframes[place] for place in stored.keyframes]
        updates = [keyframe.update for keyframe in mine]
        if updates[0] != 0 or any(a >= b for a, b in pairwise(updates)):
            raise LoadError("the keyframes of a branch are not in order")
        times = [event.update for event in stored.events]
        if times != sorted(times):
            raise LoadError("the changes on a branch are not in order")
        latest = [updates[-1], stored.fork, *times[-1:]]
        latest += [at for at, _ in stored.bookmarks]
        if max(latest) > stored.furthest:
            raise LoadError("a branch has something after its end")
        return Branch(
            number=stored.number,
            name=plain(stored.name),
            parent=stored.parent,
            fork=stored.fork,
            keyframes=mine,
            events=list(self.events(stored, mine[0].settings)),
            furthest=stored.furthest,
            history=self.history(stored.history, stored.furthest),
            bookmarks={at: plain(name) for at, name in stored.bookmarks},
            is_named=stored.is_named,
            spacing=stored.spacing,
        )

    def events(
        self, stored: StoredBranch, settings: Settings
    ) -> Iterator[tuple[int, Event]]:
        """Give the events, checked against the settings that they meet."""
        for one in stored.events:
            count = parameter_count(sizes_of(settings))
            match one:
                case StoredSettingsChange():
                    settings = self.settings_at(one.settings)
                    yield one.update, SettingsChange(settings)
                case StoredEdit():
                    yield one.update, self.edit(one, settings, count)
                case StoredEngineSwitch():
                    yield one.update, EngineSwitch(self.engine(one.engine))
                case StoredWiringChange():
                    wiring = self.wiring_at(one.wiring, count)
                    yield one.update, WiringChange(wiring, plain(one.words))

    def edit(self, one: StoredEdit, settings: Settings, count: int) -> ParameterEdit:
        places = self.array(one.places, "int64").astype(np.intp)
        values = self.array(one.values, settings.precision, len(places))
        if len(places) and not 0 <= places.min() <= places.max() < count:
            raise LoadError("it edits parameters that do not exist")
        if not np.isfinite(values).all():
            raise LoadError("it edits a parameter to a number that is not finite")
        return ParameterEdit(places, values, plain(one.words), one.gesture)

    def history(self, stored: StoredHistory, furthest: int) -> History:
        history = History()
        losses = history.losses
        low = self.array(stored.low, "float64")
        high = self.array(stored.high, "float64", len(low))
        rest = self.array(stored.rest, "float64")
        if len(low) > SERIES_LIMIT or len(rest) > 2 * stored.block:
            raise LoadError("a history is longer than histories are kept")
        counted = len(low) * stored.block + len(rest)
        if not counted == stored.count == furthest:
            raise LoadError("a history does not have a loss for each update")
        losses.block, losses.count, losses.rest = stored.block, stored.count, rest
        losses.low.append(low)
        losses.high.append(high)
        updates = self.array(stored.updates, "int64")
        width = len(EVALUATION_COLUMNS)
        values = self.array(stored.evaluations, "float64", len(updates) * width)
        if (np.diff(updates) < 0).any() or (len(updates) and updates[-1] > furthest):
            raise LoadError("the evaluations of a history are not in order")
        history.updates.append(updates)
        history.evaluations.append(values.reshape(-1, width))
        return history
