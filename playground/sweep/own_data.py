"""Own data goes where a sweep goes: to other processes, and into the result file."""

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from playground.arrays import decode_array, encode_array
from playground.data import Samples
from playground.data.own import OwnData, find_own, is_own, register
from playground.errors import PlaygroundError
from playground.sweep.job import Job


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of own data but its numbers."""

    name: str
    columns: tuple[str, ...]
    classes: tuple[str, ...]
    framed: bool
    ordered: bool = False


def needed_data(jobs: Iterable[Job]) -> tuple[OwnData, ...]:
    """Return the own data that jobs learn from, each once.

    Raises
    ------
    SettingsError
        when it is not registered here.
    """
    names = dict.fromkeys(job.settings.data for job in jobs)
    return tuple(find_own(name) for name in names if is_own(name))


def register_all(data: Iterable[OwnData]) -> None:
    """Make own data known in this process."""
    for one in data:
        register(one)


def to_fields(data: OwnData) -> tuple[str, str, bytes, bytes]:
    """Return own data as text and bytes: its key, its description, x and y."""
    words = {name: getattr(data, name) for name in Description.__struct_fields__}
    x, y = data.samples.x, data.samples.y
    return data.key, json.dumps(words), encode_array(x), encode_array(y)


def from_fields(fields: tuple[Any, ...]) -> OwnData:
    """Read what `to_fields` wrote.

    Raises
    ------
    PlaygroundError
        says what is wrong, as the end of a sentence.
    """
    try:
        key, text, x, y = msgspec.convert(fields, tuple[str, str, bytes, bytes])
        words = msgspec.json.decode(text, type=Description)
        samples = Samples(decode_array(x), decode_array(y))
        data = OwnData(
            *(words.name, words.columns, words.classes, samples),
            framed=words.framed,
            ordered=words.ordered,
        )
    except (PlaygroundError, ValueError) as error:
        raise PlaygroundError(f"own data that cannot be read: {error}") from error
    if data.key != key:
        raise PlaygroundError(f"own data that was changed, {key!r}")
    return data
