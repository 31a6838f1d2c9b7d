"""An experiment that contradicts itself is refused, and nothing of it stays."""

import io
import random
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.data.own import OWN
from playground.errors import LoadError
from playground.experiment import describe, encode, load, open_bytes
from playground.experiment.document import DOCUMENT
from tests.core.hostile import hostile_archives, hostile_json
from tests.core.saved_runs import edited, eventful, own_key, sealed, started

LIES: dict[str, Any] = {
    "a later format": lambda d: d.update(format="2"),
    "an unknown field": lambda d: d.update(more=1),
    "a missing field": lambda d: d.pop("branches"),
    "no branches": lambda d: d.update(branches=[]),
    "a branch that is not there": lambda d: d.update(current=99),
    "fewer branches than there are": lambda d: d.update(count=1),
    "unknown settings": lambda d: d["settings"][0].update(speed=1),
    "settings without meaning": lambda d: d["settings"][0].update(learning_rate=-1),
    "other precision": lambda d: d["settings"][0].update(precision="float32"),
    "another shape": lambda d: d["settings"][0].update(hidden=[9], activation=["tanh"]),
    "unknown data": lambda d: d["settings"][0].update(data="own:0123456789abcdef"),
    "endless features": lambda d: d["settings"][0].update(
        samples=10_000_000,
        batch_size=1,
        features=[f"x1*{index}" for index in range(2, 100)],
    ),
    "settings that are not there": lambda d: d["here"].update(settings=77),
    "a wiring that is not there": lambda d: d["here"].update(wiring=77),
    "an unknown engine": lambda d: d["here"].update(engine="warp"),
    "no slots": lambda d: d["here"].update(slots={}),
    "a place behind the end": lambda d: d["here"]["params"].__setitem__(1, 10**9),
    "a place in no pool": lambda d: d["here"]["params"].__setitem__(0, "float16"),
    "a negative place": lambda d: d["here"]["params"].__setitem__(1, -1),
    "a shorter vector": lambda d: d["here"]["params"].__setitem__(2, 3),
    "a position behind the rows": lambda d: d["here"].update(position=10**6),
    "a negative update": lambda d: d["here"].update(update=-1),
    "an update behind the end": lambda d: d["here"].update(update=10**6),
    "keyframes out of order": lambda d: d["branches"][0]["keyframes"].reverse(),
    "no first keyframe": lambda d: d["branches"][0]["keyframes"].pop(0),
    "a keyframe that is not there": lambda d: d["branches"][0]["keyframes"].append(999),
    "events out of order": lambda d: d["branches"][0]["events"].reverse(),
    "an unknown event": lambda d: d["branches"][0]["events"][0].update(kind="magic"),
    "an event after the end": lambda d: d["branches"][0]["events"][-1].update(
        update=10**9
    ),
    "a history of another length": lambda d: d["branches"][0].update(furthest=10**9),
    "a block of another size": lambda d: d["branches"][0]["history"].update(
        block=2**39
    ),
    "a bookmark after the end": lambda d: d["branches"][0].update(
        bookmarks=[[10**9, "x"]]
    ),
    "a branch twice": lambda d: d["branches"].append(d["branches"][0]),
    "a wiring outside": lambda d: d["wirings"][-1].update(locked=[10**6]),
    "a number as text": lambda d: d["here"].update(update="44"),
}


@pytest.fixture(scope="module")
def content() -> bytes:
    return encode(eventful())


@pytest.mark.parametrize("lie", LIES)
def test_an_experiment_that_contradicts_itself_is_refused(
    content: bytes, lie: str
) -> None:
    known = set(OWN)
    with pytest.raises(LoadError, match=r"^the experiment (is not|cannot be)") as error:
        open_bytes(edited(content, LIES[lie]))
    assert "\n" not in str(error.value)
    assert set(OWN) == known


def test_the_unchanged_document_is_accepted(content: bytes) -> None:
    open_bytes(edited(content, lambda document: None))


def test_edits_outside_and_numbers_that_are_not_finite_are_refused(
    content: bytes,
) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    for pool in ("float64", "int64"):
        name = f"arrays/{pool}.npy"
        start = 128
        numbers = np.frombuffer(members[name], pool, offset=start).copy()
        numbers[:] = np.nan if pool == "float64" else -(2**40)
        with pytest.raises(LoadError):
            open_bytes(
                sealed({**members, name: members[name][:start] + numbers.tobytes()})
            )


def test_own_data_is_forgotten_when_the_rest_is_wrong() -> None:
    key = own_key()
    content = encode(started(data=key, samples=None))
    entry = OWN.pop(key)
    try:
        with pytest.raises(LoadError):
            open_bytes(edited(content, lambda document: document.update(current=9)))
        assert key not in OWN
        other = edited(content, lambda document: document["own"][0].update(name="new"))
        with pytest.raises(LoadError, match="are not there"):
            open_bytes(other)
    finally:
        OWN[key] = entry


@pytest.mark.parametrize(
    ("name", "content"), [*hostile_archives(DOCUMENT), *hostile_json()]
)
def test_hostile_files_are_refused(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "e.playground"
    sealed_content = sealed({DOCUMENT: content, "arrays/float64.npy": b""})
    for one in (content, sealed_content):
        path.write_bytes(one)
        with pytest.raises(LoadError, match=re.escape(str(path))):
            load(path)
        with pytest.raises(LoadError, match=re.escape(str(path))):
            describe(path)


def test_one_changed_byte_is_noticed(content: bytes) -> None:
    generator = random.Random(3)
    for _ in range(300):
        place = generator.randrange(len(content))
        changed = bytearray(content)
        changed[place] ^= 1 << generator.randrange(8)
        try:
            opened = open_bytes(bytes(changed))[0]
        except LoadError:
            continue
        # A bit of a date or a comment of the zip says nothing about the experiment.
        assert encode(opened) == content


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.playground", Path("/dev/zero")):
        with pytest.raises(LoadError):
            load(path)
