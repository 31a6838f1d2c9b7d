"""What every test stands on. The core's tests never touch Qt."""

import os
from pathlib import Path

# Before NumPy loads: these matrices are small, and threads would only compete.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")

import pytest
from hypothesis import settings

import playground as pg

# What fails in a module that several tests share tells its values, as in a test.
pytest.register_assert_rewrite(
    "tests.core.saved_runs", "tests.core.small_runs", "tests.gui.command_line"
)

# No deadline: a slow machine is not a failure.
settings.register_profile("house", deadline=None, max_examples=50)
settings.load_profile("house")

GUI_TESTS = Path(__file__).parent / "gui"


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Let Qt draw into memory, unless there is a display (pytest-xvfb starts one)."""
    if getattr(config.option, "numprocesses", None) and not hasattr(
        config, "workerinput"
    ):
        # This process only hands out tests; each that runs them has its own display,
        # and would take over what is set here.
        return
    if not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if GUI_TESTS in item.path.parents:
            item.add_marker("gui")


@pytest.fixture
def tiny_run() -> pg.Run:
    """A run at its start: 20 training rows in batches of 6, so the last batch has 2."""
    return pg.Run(
        pg.Settings.build(
            data="xor",
            samples=40,
            hidden=(3, 2),
            batch_size=6,
            learning_rate=0.1,
            engine="reference",
        )
    )
