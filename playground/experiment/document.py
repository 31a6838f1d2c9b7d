"""What the JSON of an experiment holds, as types: reading it is checking it.

Arrays do not stand in the JSON. A `Place` says where in which pool of numbers they are;
see `playground.experiment.pools`. Settings, wirings and keyframes are listed once and
named by their place in the list, because branches share them.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

# Rises when a reader of older files would misunderstand a new one.
FORMAT = 1

DOCUMENT = "experiment.json"
MANIFEST = "manifest.json"

Count = Annotated[int, Meta(ge=0, le=2**53)]
Big = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Name = Annotated[str, Meta(max_length=1000)]
Words = Annotated[str, Meta(max_length=64 * 1024)]


class Struct(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
    omit_defaults=True,
):
    """The common rules: no field may be missing, and none may be unknown."""


class Place(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Where an array is: the pool, the first number and how many."""

    pool: Name
    start: Count
    length: Count


class StoredWiring(Struct, frozen=True):
    """See `playground.wiring.Wiring`."""

    locked: tuple[Count, ...] = ()
    cut: tuple[tuple[Count, float], ...] = ()


class StoredKeyframe(Struct, frozen=True):
    """See `playground.timeline.Keyframe`; settings and wiring by their place."""

    params: Place
    slots: dict[Name, Place]
    update: Count
    epoch: Count
    position: Count
    samples_seen: Count
    rule_step: Count
    multiply_adds: Big
    settings: Count
    engine: Name
    wiring: Count


class StoredSettingsChange(Struct, frozen=True, tag_field="kind", tag="settings"):
    """See `playground.events.SettingsChange`."""

    update: Count
    settings: Count


class StoredEdit(Struct, frozen=True, tag_field="kind", tag="edit"):
    """See `playground.events.ParameterEdit`."""

    update: Count
    places: Place
    values: Place
    words: Words = ""
    gesture: int = 0


class StoredEngineSwitch(Struct, frozen=True, tag_field="kind", tag="engine"):
    """See `playground.events.EngineSwitch`."""

    update: Count
    engine: Name


class StoredWiringChange(Struct, frozen=True, tag_field="kind", tag="wiring"):
    """See `playground.events.WiringChange`."""

    update: Count
    wiring: Count
    words: Words = ""


StoredEvent = (
    StoredSettingsChange | StoredEdit | StoredEngineSwitch | StoredWiringChange
)


class StoredHistory(Struct, frozen=True):
    """See `playground.history.History`; `evaluations` row by row."""

    block: Annotated[int, Meta(ge=1, le=2**40)]
    count: Count
    low: Place
    high: Place
    rest: Place
    updates: Place
    evaluations: Place


class StoredBranch(Struct, frozen=True):
    """See `playground.timeline.Branch`; keyframes by their place."""

    number: Annotated[int, Meta(ge=1, le=2**53)]
    name: Name
    parent: Count | None
    fork: Count
    keyframes: Annotated[tuple[Count, ...], Meta(min_length=1)]
    events: tuple[StoredEvent, ...]
    furthest: Count
    history: StoredHistory
    bookmarks: tuple[tuple[Count, Words], ...]
    is_named: bool
    spacing: Annotated[int, Meta(ge=1, le=2**53)]


class StoredRows(Struct, frozen=True):
    """The rows that some settings of made or shipped data gave."""

    data: Name
    samples: Count
    noise: float
    data_seed: Count
    x: Place
    y: Place


class StoredOwnData(Struct, frozen=True):
    """See `playground.data.own.OwnData`."""

    name: Name
    columns: tuple[Name, ...]
    classes: tuple[Name, ...]
    framed: bool
    x: Place
    y: Place
    ordered: bool = False


class Document(Struct, frozen=True):
    """A whole experiment.

    Attributes
    ----------
    version : of the program that wrote it
    fingerprint : what the computed numbers may depend on; see `fingerprint`
    current : number of the branch on which the run stands
    count : branches that were ever made
    here : where the run stands, after the events of that update
    seconds, multiply_adds : that training took, as the run counts them
    view : what a window wants to find again; the core does not look into it
    """

    format: Annotated[int, Meta(ge=1)]
    version: Name
    fingerprint: dict[Name, Name]
    settings: Annotated[tuple[dict[Name, Any], ...], Meta(min_length=1)]
    wirings: Annotated[tuple[StoredWiring, ...], Meta(min_length=1)]
    keyframes: Annotated[tuple[StoredKeyframe, ...], Meta(min_length=1)]
    branches: Annotated[tuple[StoredBranch, ...], Meta(min_length=1, max_length=10_000)]
    current: Count
    count: Count
    here: StoredKeyframe
    seconds: float
    multiply_adds: Big
    own: tuple[StoredOwnData, ...]
    rows: tuple[StoredRows, ...]
    view: dict[str, Any]


class Manifest(Struct, frozen=True):
    """The SHA-256 of every other member, in hexadecimal digits."""

    format: Annotated[int, Meta(ge=1)]
    members: dict[Name, Name]
