"""Frames of small runs for the tests of the decision picture."""

from PySide6.QtGui import QColor, QImage

import playground as pg
from playground.frame import Frame, Probe, take_frame
from ui.canvas.decision_view import DecisionView


def make_run(updates: int = 0, **options: object) -> pg.Run:
    options = {"hidden": (4,), "optimizer": "adam", "engine": "reference", **options}
    run = pg.Run(pg.Settings.build(**options))
    run.advance(updates)
    return run


def make_frame(
    updates: int = 0, probe: Probe | None = None, **options: object
) -> Frame:
    return take_frame(make_run(updates, **options), probe or Probe(resolution=20))


def picture(view: DecisionView) -> QImage:
    return view.grab().toImage()


def is_bluish(color: QColor) -> bool:
    return color.blue() > color.red()
