"""An experiment comes back as it was, to the last bit, and goes on to the same bits."""

import errno
import hashlib
import io
import json
import os
import random
import re
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import numpy as np
import pytest

import playground as pg
from playground.data import Samples
from playground.data.own import OWN, OwnData, register
from playground.errors import ExportError, LoadError
from playground.events import EngineSwitch, Event
from playground.experiment import describe, encode, load, open_bytes, save
from playground.experiment.document import DOCUMENT, MANIFEST
from playground.experiment.fingerprint import fingerprint
from playground.optimizers import OPTIMIZERS
from playground.problem import make_rows
from playground.run import Run
from playground.timeline import Branch
from tests.core.hostile import archive, hostile_archives, hostile_json

ROOT = Path(__file__).parents[2]


def started(**options: Any) -> Run:
    settings = {"samples": 60, "hidden": (4, 3), "engine": "reference", **options}
    return Run(pg.Settings.build(**settings))


def own_key(rows: int = 40) -> str:
    rng = np.random.default_rng(7)
    x = rng.normal(size=(rows, 3))
    return register(
        OwnData("brought", ("a", "b", "c"), ("n", "y"), Samples(x, np.arange(rows) % 2))
    )


def test_the_run_of_these_tests_has_every_kind_of_event() -> None:
    branches = eventful().timeline.branches.values()
    kinds = {type(event) for branch in branches for _, event in branch.events}
    assert kinds == set(get_args(Event))


def eventful() -> Run:
    """Return a run with every kind of event, several branches, and bookmarks."""
    run = started(optimizer="adam", batch_size=7)
    run.advance(30)
    run.change(learning_rate=0.01)
    run.advance(9)
    run.edit([0, 5], [0.25, -1.5], "w")
    run.edit([1], [0.5], "w", gesture=3)
    run.rewire(run.wiring.with_locked([2, 3]).with_cut([7], run.params), "lock")
    run.advance(10)
    run.set_bookmark("here it turns")
    run.happen(EngineSwitch("reference"))
    run.change(hidden=(5, 3, 2), features=("x1", "x2", "sin(2*x1)"))
    run.advance(20)
    run.change(optimizer="momentum", batch_size="full")
    run.advance(8)
    run.seek(35)
    run.change(data="moons", noise=0.2)
    run.advance(11)
    run.branch("mine")
    run.advance(5)
    run.change(precision="float32")
    run.advance(6)
    run.start_over(run.settings.replace(seed=5))
    run.advance(25)
    run.select_branch(1, 44)
    return run


def state_of(run: Run) -> tuple[Any, ...]:
    state = run.state
    return (
        run.settings,
        run.engine.name,
        run.wiring,
        state.params.tobytes(),
        {name: slot.tobytes() for name, slot in state.slots.items()},
        *(state.update, state.epoch, state.position, state.samples_seen),
        *(state.rule_step, state.multiply_adds),
    )


def branch_of(branch: Branch) -> tuple[Any, ...]:
    view = branch.history.view()
    return (
        *(branch.number, branch.name, branch.parent, branch.fork, branch.furthest),
        *(branch.bookmarks, branch.is_named, branch.spacing),
        [(k.update, k.state.params.tobytes(), k.settings) for k in branch.keyframes],
        [(at, type(event).__name__) for at, event in branch.events],
        *(view.low.tobytes(), view.high.tobytes(), view.block, view.count),
        *(view.updates.tobytes(), view.evaluations.tobytes()),
        branch.history.losses.rest.tobytes(),
    )


def assert_same(one: Run, other: Run) -> None:
    assert state_of(one) == state_of(other)
    assert one.timeline.branch.number == other.timeline.branch.number
    assert one.timeline.count == other.timeline.count
    assert list(one.timeline.branches) == list(other.timeline.branches)
    for number, branch in one.timeline.branches.items():
        assert branch_of(branch) == branch_of(other.timeline.branches[number])


def again(run: Run) -> Run:
    return open_bytes(encode(run))[0]


# ---- what comes back -------------------------------------------------------------


def test_every_kind_of_event_comes_back_and_goes_on() -> None:
    run = eventful()
    opened = again(run)
    assert_same(run, opened)
    for one in (run, opened):
        one.advance(7)
        one.seek(12)
        one.advance(3)
    assert_same(run, opened)
    for number in run.timeline.branches:
        for one in (run, opened):
            one.select_branch(number, 10**6)
            one.advance(40)
        assert_same(run, opened)
    for one in (run, opened):
        one.undo_edit() if one.timeline.branch.number == 1 else one.select_branch(1, 45)
        one.seek(5)
        one.change(l2=0.01)
        one.advance(20)
    assert_same(run, opened)


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_every_rule_goes_on_to_the_same_bits(rule: str, precision: str) -> None:
    run = started(optimizer=rule, precision=precision, batch_size=7)
    run.advance(33)
    opened = again(run)
    assert opened.params.dtype == precision
    run.advance(50)
    opened.advance(50)
    assert_same(run, opened)
    opened.seek(20)
    run.seek(20)
    assert_same(run, opened)


@pytest.mark.parametrize("data", ["iris", "sine", "spiral3"])
def test_other_data_comes_back(data: str) -> None:
    run = started(data=data, noise=0.1)
    run.advance(15)
    opened = again(run)
    np.testing.assert_array_equal(opened.problem.x, run.problem.x)
    np.testing.assert_array_equal(opened.problem.y, run.problem.y)
    assert opened.evaluate() == run.evaluate()


def test_own_data_travels_in_the_file(tmp_path: Path) -> None:
    key = own_key()
    run = started(data=key, samples=None, hidden=(3,))
    run.advance(20)
    save(run, tmp_path / "e.playground")
    expected = run.predict(np.eye(3))
    entry = OWN.pop(key)
    try:
        opened, _ = load(tmp_path / "e.playground")
        assert opened.settings.data == key
        assert OWN[key].data.columns == ("a", "b", "c")
        np.testing.assert_array_equal(opened.predict(np.eye(3)), expected)
    finally:
        OWN[key] = entry


def test_stored_rows_are_taken_and_not_made_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another release of NumPy may draw other rows; those of the file count."""
    run = started()
    run.advance(10)
    content = encode(run)

    def other_rows(*arguments: Any) -> Samples:
        rows = make_rows(*arguments)
        return Samples(rows.x + 1.0, rows.y)

    monkeypatch.setattr("playground.problem.make_rows", other_rows)
    opened = open_bytes(content)[0]
    np.testing.assert_array_equal(opened.problem.train.x, run.problem.train.x)
    opened.change(noise=0.3)
    opened.advance(1)
    opened.seek(5)
    np.testing.assert_array_equal(opened.problem.train.x, run.problem.train.x)
    assert encode(open_bytes(content)[0]) == content


def test_a_long_thinned_history_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("history", "experiment.checking"):
        monkeypatch.setattr(f"playground.{module}.SERIES_LIMIT", 64)
    monkeypatch.setattr("playground.history.ThinnedSeries.__init__.__defaults__", (64,))
    run = started(batch_size=7)
    run.advance(777)
    assert run.timeline.branch.history.losses.block > 1
    opened = again(run)
    for one in (run, opened):
        one.advance(200)
        one.seek(300)
        one.change(l2=0.1)
        one.advance(30)
    assert_same(run, opened)


def test_keyframes_are_kept_and_need_no_replay(tmp_path: Path) -> None:
    run = started(batch_size=7)
    run.advance(5000)
    assert len(run.timeline.branch.keyframes) > 3
    assert again(run).timeline.branch.keyframe_before(5000).update > 4000


def test_the_same_run_gives_the_same_bytes_and_opening_changes_nothing() -> None:
    run = eventful()
    view = {"panel": "output", "zoom": [1.5, None, True], "Wörter": {"a": {}}}
    content = encode(run, view)
    assert encode(run, view) == content
    opened, found = open_bytes(content)
    assert found == view
    assert encode(opened, found) == content


def test_a_view_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ExportError, match="the view cannot be written"):
        encode(started(), {"panel": object()})


def test_another_computer_is_said_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = started()
    run.advance(20)
    content = encode(run)
    assert again(run).notices == []
    elsewhere = {**fingerprint(), "numpy": "1.0", "simd": "none"}
    monkeypatch.setattr(
        "playground.experiment.fingerprint.fingerprint", lambda: elsewhere
    )
    opened = open_bytes(content)[0]
    assert re.search("another numpy and simd", opened.notices[0])
    assert state_of(opened) == state_of(run)


def test_settings_that_a_later_version_added_have_their_usual_value() -> None:
    content = edited(encode(started()), lambda document: drop_rho(document))
    assert open_bytes(content)[0].settings.rho == 0.99


def drop_rho(document: dict[str, Any]) -> None:
    for settings in document["settings"]:
        del settings["rho"]


def test_describe_says_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "e.playground"
    save(eventful(), path)
    text = str(describe(path))
    for part in ("spiral, 60 rows", "start 1 (here)", "here it turns at 49", "mine"):
        assert part in text
    save(started(data=own_key(), samples=None), path)
    assert "brought, 40 rows" in str(describe(path))


# ---- what is refused -------------------------------------------------------------


def edited(content: bytes, change: Any) -> bytes:
    """Return an experiment with another document and a manifest that fits it."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    document = json.loads(members[DOCUMENT])
    change(document)
    members[DOCUMENT] = json.dumps(document).encode()
    return sealed(members)


def sealed(members: dict[str, bytes]) -> bytes:
    members.pop(MANIFEST, None)
    digests = {name: hashlib.sha256(one).hexdigest() for name, one in members.items()}
    members[MANIFEST] = json.dumps({"format": 1, "members": digests}).encode()
    return archive(members)


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


# ---- saving ----------------------------------------------------------------------


def test_saving_replaces_the_file_and_leaves_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "e.playground"
    for updates in (5, 9):
        run = started()
        run.advance(updates)
        save(run, path, {"a": updates})
        opened, view = load(path)
        assert (opened.update, view) == (updates, {"a": updates})
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_opened_again_is_not_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "e.playground"
    save(started(), path)
    before = path.read_bytes()
    monkeypatch.setattr("playground.experiment.writing.MOST_FILE_BYTES", 1000)
    with pytest.raises(ExportError, match="can be opened again"):
        save(started(), path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_failing_disk_leaves_the_last_good_file(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "e.playground"
    run = started()
    save(run, path)
    run.advance(9)

    def fail(*arguments: Any) -> int:
        raise OSError(code, os.strerror(code))

    for call in ("open", "write", "fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, call, fail)
            with pytest.raises(ExportError, match=r"e\.playground cannot be written"):
                save(run, path)
        assert load(path)[0].update == 0
        assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount command")
    if done.returncode:
        pytest.skip("a disk can only be mounted by root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_the_last_good_file(small_disk: Path) -> None:
    path = small_disk / "e.playground"
    save(started(), path)
    run = started(hidden=(120, 120), optimizer="adam")
    run.advance(9)
    with pytest.raises(ExportError, match="the disk is full"):
        save(run, path)
    assert load(path)[0].settings.hidden == (4, 3)
    assert list(small_disk.iterdir()) == [path]


def test_a_read_only_disk_leaves_the_last_good_file(small_disk: Path) -> None:
    path = small_disk / "e.playground"
    save(started(), path)
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(remount, check=True, capture_output=True)
    with pytest.raises(ExportError, match=r"e\.playground cannot be written"):
        save(started(), path)
    load(path)


def test_a_folder_that_vanished_is_said(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="does not exist"):
        save(started(), tmp_path / "gone" / "e.playground")


def test_a_killed_save_leaves_a_whole_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.core.killing", str(tmp_path), "20"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 20


def test_saving_copies_no_long_history(tmp_path: Path) -> None:
    # A window saves every minute; what that takes for a moment leaves holes behind.
    run = started()
    run.timeline.branch.history.losses.append(np.zeros(2**20))
    tracemalloc.start()
    try:
        save(run, tmp_path / "long.playground")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (tmp_path / "long.playground").stat().st_size > 8 * 2**20
    assert most < 2**20


def test_a_member_of_the_document_is_never_silently_dropped() -> None:
    """Whatever a branch, keyframe or state has, the file has a field for."""
    run = eventful()
    stored = json.loads(msgspec.json.encode(run.settings))
    assert set(stored) == set(pg.Settings.__struct_fields__)
    # What a picture shows of the events follows from them.
    assert set(Branch.__slots__) - {"marking"} == {
        *("number", "name", "parent", "fork", "keyframes", "events", "furthest"),
        *("history", "bookmarks", "is_named", "spacing"),
    }
    assert set(type(run.state).__slots__) == {
        *("params", "slots", "update", "epoch", "position", "samples_seen"),
        *("rule_step", "multiply_adds"),
    }
    assert set(type(run.wiring).__slots__) == {"locked", "cut"}
    assert set(type(run.timeline.branch.keyframes[0]).__slots__) == {
        *("state", "settings", "engine", "wiring"),
    }
