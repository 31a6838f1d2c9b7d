"""On a screen with twice the pixels everything is sharp, whole and as cheap."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from playground.engines.cache import cache_home

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("scale", ["1", "2"])
def test_the_window_is_sharp_at_the_scale_of_the_screen(
    tmp_path: Path, scale: str
) -> None:
    environment = {
        **os.environ,
        "QT_SCALE_FACTOR": scale,
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(cache_home().parent),
        # Into memory: a virtual screen is smaller than the window has pixels.
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.gui.at_scale"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen == {
        "ratio": float(scale),
        "blurred": [],
        "clipped": [],
        "icons": [],
        "pens": [],
    }
