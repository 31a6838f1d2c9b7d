"""What a person waits for until the window is there: what is loaded, not the time."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import playground
from playground.engines.cache import cache_home

# Runs the command itself and ends when the first picture was painted.
PROGRAM = """
import gc, json, linecache, os, sys
from importlib import import_module

import ui.cli
import_module("ui.worker")
ui.cli.spare_sources()
from ui.canvas.network_view import NetworkView
from ui.pages import Pages

painted = []
paint = NetworkView.paintEvent

def note(view, event):
    paint(view, event)
    painted.append(view.frame is not None)

def end(pages):
    print(json.dumps({
        "loaded": sorted(sys.modules),
        "is painted": any(painted),
        "sources": [name for name in linecache.cache if "/ui/" in name],
        "collects": gc.isenabled(),
    }))
    sys.stdout.flush()
    os._exit(0)

NetworkView.paintEvent = note
Pages.go_on = end
sys.argv = ["playground"]
ui.cli.main()
"""

# Slow libraries, and parts of ours that another tab, a dialog or a file needs.
LATER = (
    *("pyqtgraph", "numba", "llvmlite", "scipy", "typer", "rich", "ziamath", "onnx"),
    *("email", "importlib.metadata"),
    *("playground.race", "playground.race_frame", "playground.sweep"),
    *("playground.landscape", "playground.noise", "playground.momentum"),
    *("playground.surfaces", "playground.traps", "playground.exporters"),
    *("playground.importers", "playground.experiment.reading"),
    *("playground.experiment.writing", "playground.experiment.link"),
    *("playground.update_trace", "playground.gradient_check"),
    *("playground.engines.compiled", "playground.data.reading"),
    *("ui.dialogs", "ui.film", "ui.pictures", "ui.picture_painters", "ui.report_page"),
    *("ui.command_list", "ui.tour_bubbles", "ui.keyboard", "ui.lessons"),
    *("ui.lesson_guide", "ui.panels.race", "ui.panels.noise", "ui.panels.momentum"),
    *("ui.panels.landscape", "ui.panels.surfaces", "ui.panels.traps"),
    *("ui.panels.cost", "ui.panels.sweep", "ui.canvas.landscape_view"),
)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Start the program as a person would, up to its first picture."""
    home = tmp_path_factory.mktemp("home")
    places = {f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "DATA")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={
            **os.environ,
            **places,
            "HOME": str(home),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_CACHE_HOME": str(cache_home().parent),
        },
        cwd=Path(playground.__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return seen


def test_what_is_not_seen_yet_is_not_loaded(start: dict[str, Any]) -> None:
    assert "ui.panels.network" in start["loaded"]
    assert set(LATER) & set(start["loaded"]) == set()


def test_the_rest_comes_after_the_first_picture(start: dict[str, Any]) -> None:
    assert start["is painted"]


def test_no_source_is_read(start: dict[str, Any]) -> None:
    """PySide would read all that is imported after it, to look for its own name."""
    assert start["sources"] == []


def test_garbage_is_collected_again(start: dict[str, Any]) -> None:
    assert start["collects"]
