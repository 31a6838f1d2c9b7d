"""The tools to paint data points, in one compact row."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.frame import Frame
from playground.problem import Problem
from ui import type_scale
from ui.canvas.decision_field import prediction_scale, target_range
from ui.canvas.decision_points import Mark, mark_color, paint_mark
from ui.canvas.ticks import number
from ui.icons import icon
from ui.labels import text
from ui.numbers import format_count
from ui.painting import Brush
from ui.panels.folding_row import FoldingRow
from ui.panels.inspector_tools import tool
from ui.theme import APPEARANCE, current

# The tools with their icons; "hand" carries points.
ICONS = {"brush": "brush", "spray": "spray", "eraser": "eraser", "hand": "move"}
# More classes than this are chosen from a list.
MOST_BUTTONS = 5
# Targets that have a brush: from the lowest of the rows to the highest.
LEVELS = 5
MARK = 16
# Nine of them fit into the narrowest card.
SIDE = 26


class PaintBar(QWidget):
    """Chooses a tool and what new points are.

    Attributes
    ----------
    is_on : whether one paints

    Signals
    -------
    chosen : (Brush or None, QColor of new points) one paints with something else.
    fresh_toggled : whether the next stroke begins on an empty canvas.
    """

    chosen = Signal(object, QColor)
    fresh_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.is_on = False
        self.tool = "brush"
        self.kind: tuple[object, ...] = ()
        self.frame: Frame | None = None
        self.labels: list[float] = []
        self.marks: list[Mark] = []
        self.label = 0
        self.tools: dict[str, QToolButton] = {}
        self.label_buttons: list[QToolButton] = []
        self.list = QComboBox()
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list.setAccessibleName(text("paint.classes"))
        self.list.setToolTip(text("paint.classes_tip"))
        self.list.activated.connect(self.choose_label)
        self.fresh = tool("paint.fresh", checkable=True)
        self.fresh.toggled.connect(self.fresh_toggled)
        self.counts = QLabel()
        self.counts.setProperty("role", "muted")
        self.setAccessibleName(text("paint.bar"))
        self.build()
        APPEARANCE.changed.connect(self.draw_anew)
        self.draw_anew()

    def build(self) -> None:
        tools = QWidget()
        row = row_of(tools)
        group = QButtonGroup(self)
        for name in ICONS:
            button = tool(f"paint.{name}", checkable=True)
            type_scale.fit(button, least_width=SIDE, least_height=SIDE)
            button.clicked.connect(partial(self.choose_tool, name))
            group.addButton(button)
            row.addWidget(button)
            self.tools[name] = button
        self.tools[self.tool].setChecked(True)
        type_scale.fit(self.fresh, least_width=SIDE, least_height=SIDE)
        row.addWidget(self.fresh)
        row.addStretch(1)
        self.classes = QWidget()
        self.class_row = row_of(self.classes)
        self.class_row.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(FoldingRow(tools, self.classes, spacing=8))
        column.addWidget(self.counts)

    # ---- what the window tells ---------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Offer a brush for every class or target level of the data."""
        self.frame = frame
        problem = frame.problem
        self.counts.setText(
            text(
                "paint.counts",
                train=format_count(len(problem.x)),
                test=format_count(len(problem.x_test)),
            )
        )
        is_curve = len(problem.columns) == 1 and not problem.classes
        # Painting keeps the columns; targets of other ones may lie elsewhere.
        kind = (problem.columns, problem.classes, is_curve)
        if kind != self.kind:
            self.kind = kind
            self.offer(problem, frame.settings.loss, is_curve)

    def offer(self, problem: Problem, loss: str, is_curve: bool) -> None:
        count = len(problem.classes)
        if count:
            theme = current()
            self.labels = [float(index) for index in range(count)]
            self.marks = [
                Mark(index, mark_color(theme, index, count)) for index in range(count)
            ]
            names = [text("paint.class", name=name) for name in problem.classes]
            tips = [text("paint.class_tip", name=name) for name in problem.classes]
        else:
            # Where height is the target, all brushes are one.
            levels = np.linspace(*target_range(problem), 1 if is_curve else LEVELS)
            places = prediction_scale(problem, loss).place(levels)
            colors = current().diverging(places)
            self.labels = levels.tolist()
            self.marks = [Mark(1, QColor(*map(int, color))) for color in colors]
            values = [number(level) for level in self.labels]
            names = [text("paint.target", value=value) for value in values]
            tips = [text("paint.target_tip", value=value) for value in values]
        self.classes.setVisible(not is_curve)
        self.make_brushes(names, tips)
        self.choose_label(min(self.label, len(self.labels) - 1))

    def make_brushes(self, names: Sequence[str], tips: Sequence[str]) -> None:
        for old in self.label_buttons:
            self.class_row.removeWidget(old)
            # A mouse that was pressed on it before may be released only now.
            old.clicked.disconnect()
            old.hide()
            old.deleteLater()
        self.label_buttons = []
        is_long = len(names) > MOST_BUTTONS
        self.list.setVisible(is_long)
        self.list.clear()
        if is_long:
            for name, mark in zip(names, self.marks, strict=True):
                self.list.addItem(mark_icon(mark), name)
            return
        for index, (name, tip) in enumerate(zip(names, tips, strict=True)):
            button = QToolButton()
            button.setIcon(mark_icon(self.marks[index]))
            button.setIconSize(QSize(MARK, MARK))
            type_scale.fit(button, least_width=SIDE, least_height=SIDE)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(name)
            button.setToolTip(tip)
            button.clicked.connect(partial(self.choose_label, index))
            self.class_row.addWidget(button)
            self.label_buttons.append(button)

    # ---- what the user does ------------------------------------------------------

    def switch(self, on: bool) -> None:
        """Begin or end painting."""
        self.is_on = on
        self.fresh.setChecked(False)
        self.tell()

    def end_fresh(self) -> None:
        """Go on with the canvas that is there."""
        self.fresh.setChecked(False)

    def choose_tool(self, name: str, _checked: bool = False) -> None:
        self.tool = name
        self.tools[name].setChecked(True)
        self.tell()

    def choose_label(self, index: int, _checked: bool = False) -> None:
        self.label = index
        if self.label_buttons:
            self.label_buttons[index].setChecked(True)
        else:
            self.list.setCurrentIndex(index)
        if self.tool not in ("brush", "spray"):
            # Who chooses a class wants to put points of it.
            self.choose_tool("brush")
        else:
            self.tell()

    def tell(self) -> None:
        if not self.labels:
            return
        brush = Brush(self.tool, self.labels[self.label]) if self.is_on else None
        self.chosen.emit(brush, self.marks[self.label].color)

    def draw_anew(self) -> None:
        """Take the colours of another theme."""
        for name, file in ICONS.items():
            self.tools[name].setIcon(icon(file, current().text))
        self.fresh.setIcon(icon("empty", current().text))
        self.kind = ()
        if self.frame is not None:
            self.show_frame(self.frame)


def row_of(holder: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(1)
    return row


def mark_icon(mark: Mark) -> QIcon:
    """Return a class's mark as it is drawn in the picture, but larger."""
    ratio = 2
    image = QPixmap(MARK * ratio, MARK * ratio)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    theme = current()
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.muted), 0.8))
        middle = QPointF(MARK / 2, MARK / 2)
        paint_mark(painter, mark, middle, 0.32 * MARK, theme)
    return QIcon(image)
