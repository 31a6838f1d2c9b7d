"""The table of balls: which of them run, and how far each has come."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QSizePolicy, QWidget

from playground.optimizers import OPTIMIZERS
from playground.quadratic import convergence_rate, measured_rate
from playground.surface_run import ROWS, BallFrame, SurfaceFrame
from ui import theme, type_scale
from ui.canvas.surface_view import BALL_RADIUS, LOOKS, paint_ball
from ui.canvas.ticks import number
from ui.labels import name_of, rich, text
from ui.panels.landscape_chooser import name
from ui.retranslation import hold

FIRST_ON = ("gradient_descent", "momentum", "adam")
COLUMNS = ("value", "distance", "length", "rate")
# The rules that theory knows on a quadratic.
IN_THEORY = ("gradient_descent", "momentum", "nesterov")


@dataclass(frozen=True, slots=True)
class BallNumbers:
    """What the table says of a ball.

    Attributes
    ----------
    value : of the surface, where it is
    distance : to the nearest minimum
    step : length of the last update; None before the first
    measured, theory : factor by which the distance shrinks in an update; None where
        there is no such theory, or nothing to measure yet
    """

    value: float
    distance: float
    step: float | None
    measured: float | None
    theory: float | None


# A ball that flies away is infinitely far, and that is shown as it is.
@np.errstate(over="ignore", invalid="ignore")
def ball_numbers(
    frame: SurfaceFrame, ball: BallFrame, curvatures: tuple[float, float] | None
) -> BallNumbers:
    """Return the numbers of a ball; `curvatures` are those of a quadratic surface."""
    minima = np.array(frame.surface.minima)
    distance = float(np.linalg.norm(minima - ball.position, axis=1).min())
    step = None
    if len(ball.path) > 1:
        step = float(np.linalg.norm(ball.path[-1] - ball.path[-2]))
    rule, hyper = ball.ball.rule, ball.ball.hyper
    measured = theory = None
    if curvatures and rule in IN_THEORY and frame.batch_size == ROWS:
        theory = convergence_rate(
            rule, hyper["learning_rate"], hyper["momentum"], curvatures
        )
        measured = measured_rate(np.linalg.norm(ball.path - minima[0], axis=1))
    return BallNumbers(float(ball.value), distance, step, measured, theory)


class BallTable(QWidget):
    """One row a rule, with a check box that lets its ball run.

    Signals
    -------
    changed : other balls are wanted.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.boxes: dict[str, QCheckBox] = {}
        self.cells: dict[str, dict[str, QLabel]] = {}
        self.heads: dict[str, QLabel] = {}
        self.is_narrow = False
        grid = self.grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        for column, key in enumerate(COLUMNS, start=1):
            head = cell(text(f"surfaces.{key}"), f"surfaces.{key}_tip")
            head.setProperty("role", "muted")
            self.heads[key] = head
            grid.addWidget(head, 0, column)
        for row, rule in enumerate(OPTIMIZERS, start=1):
            box = QCheckBox(text(f"surfaces.rule_{rule}"))
            hold(box)
            words = name_of("optimizer", rule)
            box.setChecked(rule in FIRST_ON)
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            type_scale.fit(box, icon=16)
            name(box, words, text("surfaces.ball_tip", rule=words))
            box.toggled.connect(self.changed)
            self.boxes[rule] = box
            grid.addWidget(box, row, 0)
            self.cells[rule] = {}
            for column, key in enumerate(COLUMNS, start=1):
                label = cell("", f"surfaces.{key}_tip")
                part = text(f"surfaces.{key}")
                label.setAccessibleName(text("language.called", name=words, part=part))
                self.cells[rule][key] = label
                grid.addWidget(label, row, column)
        theme.APPEARANCE.changed.connect(self.paint_icons)
        self.paint_icons()

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules whose balls run."""
        return tuple(rule for rule, box in self.boxes.items() if box.isChecked())

    def set_narrow(self, is_narrow: bool) -> None:
        """Leave out what there is no room for; the next frame shows it."""
        self.is_narrow = is_narrow
        self.grid.setHorizontalSpacing(6 if is_narrow else 14)

    def shown_columns(self, *, has_rate: bool) -> tuple[str, ...]:
        """Return the columns that there is room for."""
        if not self.is_narrow:
            return COLUMNS if has_rate else COLUMNS[:-1]
        return ("distance", "rate") if has_rate else ("value", "distance")

    def show_frame(
        self, frame: SurfaceFrame, curvatures: tuple[float, float] | None
    ) -> None:
        """Write where the balls are."""
        found = {ball.ball.rule: ball for ball in frame.balls}
        shown = self.shown_columns(has_rate=curvatures is not None)
        for key, head in self.heads.items():
            head.setVisible(key in shown)
        for rule, cells in self.cells.items():
            words = dict.fromkeys(COLUMNS, "")
            if rule in found:
                words = self.words_of(frame, found[rule], curvatures)
            for key, label in cells.items():
                label.setVisible(key in shown)
                label.setText(words[key])

    def words_of(
        self,
        frame: SurfaceFrame,
        ball: BallFrame,
        curvatures: tuple[float, float] | None,
    ) -> dict[str, str]:
        """Return what stands in the row of a ball."""
        numbers = ball_numbers(frame, ball, curvatures)
        digits = 2 if self.is_narrow else 3
        distance = number(numbers.distance, digits)
        return {
            "value": number(numbers.value, digits),
            "distance": text("surfaces.gone") if ball.has_stopped else distance,
            "length": number(numbers.step, digits),
            "rate": rate_words(numbers),
        }

    def paint_icons(self) -> None:
        """Paint the balls beside the names, in the colours of the theme."""
        side = type_scale.whole(2 * BALL_RADIUS) + 2
        for rule, box in self.boxes.items():
            ratio = self.devicePixelRatioF()
            picture = QPixmap(QSize(side, side) * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            with QPainter(picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                middle = QPointF(side / 2, side / 2)
                paint_ball(painter, middle, LOOKS[rule], theme.current())
            box.setIcon(QIcon(picture))


def rate_words(numbers: BallNumbers) -> str:
    """Return the measured and the expected factor."""
    if numbers.theory is None:
        return ""
    theory = number(numbers.theory, 3)
    if numbers.measured is None:
        return f"({theory})"
    return f"{number(numbers.measured, 3)} ({theory})"


def cell(words: str, tip: str) -> QLabel:
    label = QLabel(words)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    label.setToolTip(rich(text(tip)))
    return label
