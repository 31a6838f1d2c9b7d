"""What `playground doctor` finds: which versions are here, and whether they work."""

import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from playground import __version__
from playground.activations import ACTIVATIONS
from playground.data import DATASETS
from playground.engines import REFERENCE
from playground.explain import explain
from playground.gradient_check import TOLERANCE, check_gradient
from playground.losses import LOSSES
from playground.network import Network
from playground.run import Run
from playground.settings import Settings
from ui.gradient_table import GradientTable, read_gradient
from ui.log import log_path
from ui.resources import asset
from ui.terminal import has_screen

PACKAGES = ("numpy", "scipy", "numba", "PySide6-Essentials", "pyqtgraph", "msgspec")

# In a process of its own: Qt ends the process when it finds no screen or library.
QT_TEST = ("-m", "ui.qt_platform")
QT_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination."""

    name: str
    value: str
    is_good: bool = True

    def __str__(self) -> str:
        return f"{self.name:<20} {self.value}{'' if self.is_good else '  ← NOT GOOD'}"


def examine() -> list[Finding]:
    """Look at everything that the program stands on; nothing is changed."""
    return [
        Finding("Network Playground", __version__),
        Finding("Python", f"{platform.python_version()} on {platform.platform()}"),
        *(find_package(name) for name in PACKAGES),
        find_qt_platform(),
        find_assets(),
        find_log(),
        find_engine(),
        find_gradients(),
    ]


def find_package(name: str) -> Finding:
    try:
        return Finding(name, version(name))
    except PackageNotFoundError:
        # Only Numba's absence is survived: the reference engine needs none.
        return Finding(name, "not installed", is_good=name == "numba")


def find_qt_platform() -> Finding:
    """Start Qt on the screen, or without one where there is none."""
    environment = dict(os.environ)
    if not has_screen():
        environment["QT_QPA_PLATFORM"] = "offscreen"
    try:
        test = subprocess.run(
            [sys.executable, *QT_TEST],
            env=environment,
            capture_output=True,
            text=True,
            timeout=QT_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding("Qt platform", "does not answer", is_good=False)
    if test.returncode == 0:
        return Finding("Qt platform", test.stdout.strip())
    words = test.stderr.strip().splitlines()
    why = words[-1] if words else f"ended with {test.returncode}"
    return Finding("Qt platform", f"cannot start: {why}", is_good=False)


def find_assets() -> Finding:
    missing = [name for name in ("icons", "translations") if not asset(name).is_dir()]
    rows = DATASETS["iris"].make(np.random.default_rng(0), 150, 0.0)
    if missing:
        return Finding("files", f"missing: {', '.join(missing)}", is_good=False)
    return Finding("files", f"found, iris has {len(rows.x)} rows")


def find_log() -> Finding:
    """Say where the window writes what went wrong, and whether it can."""
    path = log_path()
    folder = next(place for place in path.parents if place.exists())
    if folder.is_dir() and os.access(folder, os.W_OK):
        return Finding("log file", str(path))
    # The window does without: nothing is lost but the log.
    return Finding("log file", f"{path} (cannot be written, so there is none)")


def find_engine() -> Finding:
    """Train a little and see that the loss falls."""
    run = Run(Settings.build(data="gaussians", samples=40))
    before = run.evaluate().train_loss or 0.0
    run.advance(50)
    after = run.evaluate().train_loss or 0.0
    learned = f"{run.engine.name}, loss {before:.3f} to {after:.3f} in 50 updates"
    return Finding("engine", learned, is_good=after < before)


def check_default_network() -> GradientTable:
    """Check the gradient of the default network and its first batch."""
    return read_gradient(explain(Run(Settings.build(), engine=REFERENCE)))


def find_gradients() -> Finding:
    """Check backpropagation through every activation and loss."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((7, 2))
    y = np.eye(3)[rng.integers(0, 3, 7)]
    worst = 0.0
    for loss in LOSSES.values():
        for name in ACTIVATIONS:
            network = Network(
                (2, 4, 3), (name, "identity" if loss.owns_output else name)
            )
            network.params[:] = rng.standard_normal(len(network.params))
            check = check_gradient(network, x, y, loss.name, l1=0.01, l2=0.02)
            worst = max(worst, check.error)
    count = len(ACTIVATIONS) * len(LOSSES)
    return Finding(
        "gradient check",
        f"{count} networks, largest error {worst:.1e}, allowed {TOLERANCE:.0e}",
        is_good=worst < TOLERANCE,
    )
