"""Saving replaces the file as a whole or leaves the last good one, whatever fails."""

import errno
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

import playground as pg
from playground.errors import ExportError
from playground.experiment import encode, load, save
from playground.timeline import Branch
from tests.core.saved_runs import eventful, started

ROOT = Path(__file__).parents[3]


def test_a_view_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ExportError, match="the view cannot be written"):
        encode(started(), {"panel": object()})


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
