"""The program starts, trains and ends whatever is broken or missing around it."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gui.starting import run_program

TRAIN = """
window.playback.step()
def tell():
    print("trained, engine", window.frame.engine)
    print("says", window.messages.isVisible(), window.messages.label.text())
    window.close()
until(lambda: window.frame.update > 0, tell)
"""

needs_x11 = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="fonts and screens of X11"
)


SPACE = """
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Space)
def tell():
    print("plays")
    window.close()
until(lambda: window.trainer.playing, tell)
# A window that does not play ends too, without the word.
QTimer.singleShot(20_000, window.close)
"""


def test_space_plays_at_once(tmp_path: Path) -> None:
    ended = run_program(SPACE, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "plays" in ended.stdout


def test_with_broken_preferences(tmp_path: Path) -> None:
    file = tmp_path / "config" / "network-playground" / "network-playground.conf"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"[General\x00\xff\xfe\ngeometry=@ByteArray(\x01\x02\nversion=1\n")
    ended = run_program(TRAIN, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "trained" in ended.stdout


@pytest.mark.parametrize(
    "lines",
    [
        "geometry=@ByteArray(no geometry)",
        "geometry=17",
        "theme=none\nlanguage=xx\nrecent=[1, {}\npalette_recent={}",
        "export_path=\\0\nvelocity=@Variant(\\0\\0\\0\\x7f)",
    ],
)
def test_with_preferences_of_another_kind(tmp_path: Path, lines: str) -> None:
    file = tmp_path / "config" / "network-playground" / "network-playground.conf"
    file.parent.mkdir(parents=True)
    file.write_text(f"[General]\nversion=1\n{lines}\n")
    act = "window.actions_by_key['palette'].trigger()\n" + TRAIN
    ended = run_program(act, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    assert "trained" in ended.stdout


@needs_x11
def test_without_fonts(tmp_path: Path) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{tmp_path / 'none'}</dir></fontconfig>"
    )
    ended = run_program(TRAIN, tmp_path, environment={"FONTCONFIG_FILE": str(config)})
    assert ended.returncode == 0, ended.stderr
    assert "trained" in ended.stdout


RELIEF = """
window.center.show_page(window.surfaces)
window.surfaces.view.show_relief(True)
window.surfaces.view.grab()
window.center.show_page(window.network)
"""


@needs_x11
def test_without_opengl(tmp_path: Path) -> None:
    nothing = {
        "QT_XCB_GL_INTEGRATION": "none",
        "LIBGL_DRIVERS_PATH": str(tmp_path),
        "__EGL_VENDOR_LIBRARY_FILENAMES": str(tmp_path / "none.json"),
    }
    # Reliefs are painted without it.
    ended = run_program(RELIEF + TRAIN, tmp_path, environment=nothing)
    assert ended.returncode == 0, ended.stderr
    assert "trained" in ended.stdout


def test_without_numba(tmp_path: Path) -> None:
    blocked = "sys.modules['numba'] = sys.modules['llvmlite'] = None"
    ended = run_program(TRAIN, tmp_path, before=blocked)
    assert ended.returncode == 0, ended.stderr
    assert "trained, engine reference" in ended.stdout


def test_with_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    # A file in its place: nothing can be made there, not even by root.
    home = tmp_path / "home"
    home.write_text("")
    ended = run_program(TRAIN, home)
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    assert "trained" in ended.stdout


SMALL = """
room = QApplication.primaryScreen().availableGeometry()
window.raise_()
assert room.width() == 800, room
assert room.contains(window.geometry()), (room, window.geometry())
area = window.centralWidget()
def reach(widget):
    area.ensureWidgetVisible(widget, 0, 0)
    corner = widget.mapTo(window, widget.rect().topLeft())
    assert window.rect().contains(corner), (widget, corner)
for widget in (
    window.transport.play_button, window.network.view, window.output.view,
    window.timeline.canvas, window.training.numbers["l2"], window.transport.speed,
):
    reach(widget)
"""


@pytest.fixture
def small_screen() -> Iterator[str]:
    """Start a virtual screen of 800 × 600, and return its name."""
    server = shutil.which("Xvfb")
    if server is None:
        pytest.skip("no virtual screen here")
    read, write = os.pipe()
    process = subprocess.Popen(
        [server, "-displayfd", str(write), "-screen", "0", "800x600x24"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(30)


@needs_x11
def test_on_a_small_screen(tmp_path: Path, small_screen: str) -> None:
    there = {"DISPLAY": small_screen, "QT_QPA_PLATFORM": "xcb"}
    ended = run_program(SMALL + TRAIN, tmp_path, environment=there)
    assert ended.returncode == 0, ended.stderr
    assert "trained" in ended.stdout, ended.stderr
