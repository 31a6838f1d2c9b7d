"""Help, the window, the doctor and the tour: what they load and what they leave."""

import gc
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import playground as pg
from tests.gui.command_line import QUICK, in_a_process, run
from ui import cli
from ui.arguments import READERS
from ui.terminal import has_screen


def test_help_and_version_need_no_window() -> None:
    result = run("train", "--help")
    assert result.exit_code == 0
    for name in READERS:
        assert f"--{name.replace('_', '-')}" in result.stdout
    assert run("--version").stdout == f"Network Playground {pg.__version__}\n"


def test_the_command_line_loads_neither_numpy_nor_qt_before_it_must() -> None:
    code = (
        "import sys, ui.commands\n"
        "print({'numpy', 'PySide6', 'rich', 'numba', 'playground'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_a_window_without_options_does_not_load_what_reads_them() -> None:
    code = "import sys, ui.cli, ui.app\nprint({'typer', 'rich'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_training_loads_no_qt_and_one_thread_serves_the_products() -> None:
    code = (
        "import os, sys\n"
        f"sys.argv = ['playground', *{QUICK!r}]\n"
        "from ui.cli import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    names = {name.partition('.')[0] for name in sys.modules}\n"
        "    print('PySide6' in names, os.environ['OPENBLAS_NUM_THREADS'])\n"
    )
    environment = {**os.environ}
    environment.pop("OPENBLAS_NUM_THREADS", None)
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert done.stdout.splitlines()[-1] == "False 1"


def test_without_a_display_no_window_is_tried() -> None:
    done = in_a_process()
    assert done.returncode == 2
    assert done.stderr.startswith("playground: there is no display")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
        ({"QT_QPA_PLATFORM": "minimal:enable_fonts"}, True),
        ({"QT_QPA_PLATFORM": "xcb"}, False),
        ({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":0"}, True),
    ],
)
def test_a_screen_is_where_qt_can_draw(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert has_screen() is expected


def test_the_window_ends_the_process_with_its_own_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cli, "has_screen", lambda: True)
    monkeypatch.setattr("ui.app.run_window", lambda file: sys.exit(0))
    assert run().exit_code == 0
    # The start holds it back, and an end before the window does not.
    assert gc.isenabled()


def test_doctor_is_content_without_a_display() -> None:
    done = in_a_process("doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^Qt platform +offscreen$", done.stdout, re.MULTILINE)
    assert re.search(r"^gradient check +20 networks, ", done.stdout, re.MULTILINE)
    assert "NOT GOOD" not in done.stdout


def test_doctor_names_what_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    test = ("-c", "raise SystemExit('no screen at all')")
    monkeypatch.setattr("ui.doctor.QT_TEST", test)
    monkeypatch.setattr("ui.doctor.TOLERANCE", 0.0)
    result = run("doctor")
    assert result.exit_code == 1
    assert re.search("Qt platform +cannot start: no screen at all", result.stdout)
    assert result.stdout.count("NOT GOOD") == 2


def test_tour_trains_in_the_window_and_leaves_what_it_saw(tmp_path: Path) -> None:
    done = in_a_process("tour", "--out", str(tmp_path / "new" / "out"))
    assert (done.returncode, done.stderr) == (0, "")
    out = tmp_path / "new" / "out"
    assert {path.name for path in out.iterdir()} == {
        *("window.png", "weights.npz", "report.md"),
    }
    assert (out / "window.png").read_bytes().startswith(b"\x89PNG")
    with np.load(out / "weights.npz", allow_pickle=False) as archive:
        update = json.loads(str(archive["network"]))["update"]
    words = (out / "report.md").read_text(encoding="utf-8")
    assert re.search(f"Trained .+ for {update - 3:,} updates", words)
    assert f"3 single updates, to update {update:,}" in words


def test_tour_into_a_place_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    done = in_a_process("tour", "--out", str(file))
    assert done.returncode == 1
    assert f"the folder {file} cannot be made" in done.stderr
    assert done.stderr.count("\n") == 1
