"""A file is replaced as a whole or not at all, whatever fails on the way."""

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playground import files
from playground.errors import ExportError
from playground.files import check_writable, replace_file, sweep_folder

OLD, NEW = b"old content", b"new content, and longer"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "weights.npz"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def orphan_name(process: int) -> str:
    return f".playground-{files.COMPUTER}-{process}-0badcafe.part"


def dead_process() -> int:
    """Return the number of a process that has just ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_makes_a_new_file_that_others_may_read(tmp_path: Path) -> None:
    path = tmp_path / "new.npz"
    replace_file(path, NEW)
    assert path.read_bytes() == NEW
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


def test_replaces_and_keeps_the_permissions(target: Path) -> None:
    target.chmod(0o640)
    replace_file(target, NEW)
    assert target.read_bytes() == NEW
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert names(target.parent) == ["weights.npz"]


def test_writes_through_a_link(target: Path) -> None:
    link = target.with_name("link.npz")
    link.symlink_to(target)
    replace_file(link, NEW)
    assert link.is_symlink()
    assert target.read_bytes() == NEW


def test_flushes_before_it_replaces(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def spy(name: str) -> None:
        real = getattr(os, name)

        def record(*args: Any, **kwargs: Any) -> Any:
            calls.append(name)
            return real(*args, **kwargs)

        monkeypatch.setattr(os, name, record)

    for name in ("write", "fsync", "replace"):
        spy(name)
    replace_file(target, NEW)
    assert calls == ["write", "fsync", "replace", "fsync"]


def test_writes_on_after_a_partial_write(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:5]))
    replace_file(target, NEW)
    assert target.read_bytes() == NEW


def failing(call: Callable[..., Any], number: int, code: int) -> Callable[..., Any]:
    """Return the call, failing at its n-th use."""
    uses = iter(range(1, 1_000))

    def fail(*args: Any, **kwargs: Any) -> Any:
        if next(uses) == number:
            raise OSError(code, os.strerror(code))
        return call(*args, **kwargs)

    return fail


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
@pytest.mark.parametrize(
    ("name", "number"),
    [
        *(("open", 1), ("write", 1), ("write", 2), ("fsync", 1), ("close", 1)),
        *(("replace", 1), ("open", 2), ("fsync", 2)),
    ],
)
def test_a_failing_call_leaves_the_old_file_or_the_new_one(
    target: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int, code: int
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:12]))
    monkeypatch.setattr(os, name, failing(getattr(os, name), number, code))
    with pytest.raises(ExportError, match=r"weights\.npz cannot be written: "):
        replace_file(target, NEW)
    monkeypatch.undo()
    # The second open and the second fsync are those of the folder: the file is there.
    after = NEW if (name, number) in (("open", 2), ("fsync", 2)) else OLD
    assert target.read_bytes() == after
    assert names(target.parent) == ["weights.npz"]


def test_a_file_system_that_cannot_flush_folders_is_good_enough(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", failing(os.fsync, 2, errno.EINVAL))
    replace_file(target, NEW)
    assert target.read_bytes() == NEW


def test_an_interruption_leaves_no_litter(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        replace_file(target, NEW)
    assert names(target.parent) == ["weights.npz"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EACCES, "there is no permission to write it"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_says_why(
    target: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    monkeypatch.setattr(os, "open", failing(os.open, 1, code))
    with pytest.raises(ExportError) as caught:
        replace_file(target, NEW)
    assert str(caught.value) == f"{target} cannot be written: {words}"


@pytest.mark.parametrize("act", [check_writable, lambda path: replace_file(path, NEW)])
def test_says_what_is_wrong_with_the_place(
    tmp_path: Path, act: Callable[[Path], None]
) -> None:
    file = tmp_path / "file"
    file.touch()
    (tmp_path / "folder.npz").mkdir()
    places = {
        tmp_path / "nowhere" / "w.npz": f"the folder {tmp_path / 'nowhere'} does not",
        file / "w.npz": f"{file} is not a folder",
        tmp_path / "folder.npz": "it is a folder",
        tmp_path / ("n" * 300 + ".npz"): "the name is too long",
        tmp_path / "a\0b.npz": "its name holds a character",
        Path(os.devnull): "it is a device",
    }
    for path, words in places.items():
        with pytest.raises(ExportError) as caught:
            act(path)
        assert f"{path} cannot be written: {words}" in str(caught.value)
    assert names(tmp_path) == ["file", "folder.npz"]


@pytest.mark.parametrize("act", [check_writable, lambda path: replace_file(path, NEW)])
def test_respects_write_protection(
    target: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[Path], None]
) -> None:
    # Patched, because nothing is write-protected from root.
    monkeypatch.setattr(os, "access", lambda path, mode: path != target)
    with pytest.raises(ExportError, match="no permission"):
        act(target)
    assert target.read_bytes() == OLD


def test_checking_changes_nothing(target: Path) -> None:
    check_writable(target)
    check_writable(target.with_name("other.npz"))
    assert names(target.parent) == ["weights.npz"]
    assert target.read_bytes() == OLD


def test_sweeps_what_dead_processes_left(tmp_path: Path) -> None:
    dead = tmp_path / orphan_name(dead_process())
    alive = tmp_path / orphan_name(os.getpid())
    foreign = tmp_path / f".playground-ffffffff-{dead_process()}-0badcafe.part"
    other = tmp_path / "notes.part"
    for path in (dead, alive, foreign, other):
        path.touch()
    replace_file(tmp_path / "weights.npz", NEW)
    assert not dead.exists()
    assert alive.exists()
    assert foreign.exists()
    assert other.exists()


def test_sweeping_a_folder_that_is_not_there_does_nothing(tmp_path: Path) -> None:
    sweep_folder(tmp_path / "nowhere")


KILLED = """
import os, sys
from pathlib import Path
from playground.files import replace_file
print("ready", flush=True)
while True:
    for letter in b"ab":
        replace_file(Path(sys.argv[1]), bytes([letter]) * 300_000)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_survives_being_killed(target: Path) -> None:
    """Whenever the process dies, one of the contents is there, whole."""
    for milliseconds in range(1, 13):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(target)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            # The moment of the kill, not a wait for something.
            time.sleep(milliseconds / 1000)
            process.send_signal(signal.SIGKILL)
        content = target.read_bytes()
        assert content == OLD or content in (b"a" * 300_000, b"b" * 300_000)
    replace_file(target, NEW)
    assert names(target.parent) == ["weights.npz"]
