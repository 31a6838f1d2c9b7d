"""The forward pass of a layer as the lesson writes it: W·x + b = z, f(z) = a."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.losses import LOSSES
from playground.network import layer_views
from ui.canvas.diagram_words import counted
from ui.canvas.diagram_words import title as layer_title
from ui.canvas.stage_lights import number
from ui.labels import name_of, text
from ui.theme import APPEARANCE, current, font
from ui.themes import Theme

if TYPE_CHECKING:
    from playground.explaining.stages import Stage
    from playground.update_trace import UpdateTrace

Array = NDArray[np.floating[Any]]

ROW, CELL_AIR, BRACKET, SIGN = 17.0, 10.0, 5.0, 22.0
HEADER, NAMES, FOOTER = 20.0, 18.0, 16.0
# A matrix that is cut shows at least so many columns and rows.
FEWEST = 2
# What the wheel turns to move by one row or column.
NOTCH = 120
MOST_ROWS = 6
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True, eq=False)
class LayerNumbers:
    """One layer's forward pass of one sample.

    Attributes
    ----------
    layer : 1 … L
    sample : the training row
    is_first_of_batch : it stands for a batch, whose first row it is
    weights, x, bias, z, a : (M, F), (F,), (M,), (M,), (M,)
    function : what makes a of z
    answer : the name of a; "ŷ" where the loss owns the last function
    """

    layer: int
    sample: int
    is_first_of_batch: bool
    weights: Array
    x: Array
    bias: Array
    z: Array
    a: Array
    function: str
    answer: str

    @classmethod
    def of(cls, trace: "UpdateTrace", layer: int) -> "LayerNumbers":
        """Read them from an opened update: of its first row."""
        plan, last = trace.plan, len(trace.z)
        view = layer_views(trace.params, plan.sizes)[layer - 1]
        before = trace.x if layer == 1 else trace.a[layer - 2]
        a, up = trace.a[layer - 1][0], superscript(layer)
        function, answer = name_of("activation", plan.activations[layer - 1]), f"a{up}"
        if layer == last and LOSSES[plan.loss].owns_output:
            a, answer = LOSSES[plan.loss].link(trace.a[-1][:1])[0], "ŷ"
            link = "softmax" if plan.sizes[-1] > 1 else "sigmoid"
            function = text(f"network.link.{link}")
        return cls(
            layer=layer,
            sample=int(trace.indices[0]),
            is_first_of_batch=len(trace.indices) > 1,
            weights=view.weights,
            x=before[0],
            bias=view.bias,
            z=trace.z[layer - 1][0],
            a=a,
            function=function,
            answer=answer,
        )


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a layer that is drawn.

    Attributes
    ----------
    rows, columns : the neurons and the inputs that are drawn
    """

    rows: range
    columns: range

    def hidden(self, numbers: LayerNumbers) -> tuple[int, int]:
        """Return how many neurons and inputs are not drawn."""
        neurons, inputs = numbers.weights.shape
        return neurons - len(self.rows), inputs - len(self.columns)


class MatrixPanel(QWidget):
    """Draws a layer's numbers; the wheel moves the window onto a large one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.numbers: LayerNumbers | None = None
        self.layers = 0
        self.first = (0, 0)
        # What of the wheel's turning is less than a notch.
        self.turned = 0
        self.window_shown = Window(range(0), range(0))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text("matrix.name"))
        APPEARANCE.changed.connect(self.update)

    def show_stage(self, staged: "tuple[UpdateTrace, Stage] | None") -> None:
        """Draw the layer of this stage; stages without one have the nearest layer's."""
        if staged is None:
            self.numbers = None
            return
        trace, stage = staged
        last = len(trace.z)
        layer = stage.layer or (1 if stage.kind == "batch" else last)
        if self.numbers is None or self.numbers.layer != layer:
            self.first = (0, 0)
        self.numbers = LayerNumbers.of(trace, layer)
        self.layers = last + 1
        self.fit()
        self.setAccessibleDescription(self.caption())
        self.updateGeometry()
        self.update()

    def caption(self) -> str:
        """Return which layer and sample it is, and what is not drawn."""
        numbers = self.numbers
        if numbers is None:
            return ""
        key = "first_of_batch" if numbers.is_first_of_batch else "sample"
        return " · ".join(
            (
                layer_title(numbers.layer, self.layers, short=False),
                text(f"matrix.{key}", sample=numbers.sample),
            )
        )

    def missing(self) -> str:
        """Return how much of the layer is not drawn, or nothing."""
        numbers = self.numbers
        if numbers is None:
            return ""
        parts = [
            text(f"matrix.{key}_hidden", count=counted(count), all=counted(everything))
            for key, count, everything in zip(
                ("rows", "columns"),
                self.window_shown.hidden(numbers),
                numbers.weights.shape,
                strict=True,
            )
            if count
        ]
        return "; ".join([*parts, text("matrix.scroll")]) if parts else ""

    # ---- how much fits -----------------------------------------------------------

    def cell(self, values: Array) -> float:
        """Return the width of a column that holds these numbers."""
        metrics = QFontMetricsF(font(8.5))
        widths = [metrics.horizontalAdvance(number(v)) for v in values.ravel().tolist()]
        widest = max(widths, default=0.0)
        return max(widest, 24.0) + CELL_AIR

    def fit(self) -> None:
        """Choose what is drawn, beginning at `first`."""
        numbers = self.numbers
        if numbers is None:
            return
        neurons, inputs = numbers.weights.shape
        room = self.height() - HEADER - NAMES - FOOTER
        most_rows = max(int(room / ROW), FEWEST)
        rows = self.part(self.first[0], neurons, most_rows)
        some = slice(rows.start, rows.stop)
        vectors = (numbers.bias[some], numbers.z[some], numbers.a[some])
        function = QFontMetricsF(font(8.5)).horizontalAdvance(numbers.function)
        taken = sum(self.cell(v) for v in vectors) + 5 * 2 * BRACKET + 3 * SIGN
        taken += self.cell(numbers.x[: max(most_rows, 1)]) + function + SIGN + 12
        cell = self.cell(numbers.weights[some, : max(most_rows, 1)])
        most_columns = max(int((self.width() - taken) / cell), FEWEST)
        # x stands upright, so no more of it can be drawn than there are rows.
        columns = self.part(self.first[1], inputs, min(most_columns, most_rows))
        self.window_shown = Window(rows, columns)

    @staticmethod
    def part(first: int, count: int, most: int) -> range:
        """Return what is drawn of `count` things; one place is for the dots."""
        if count <= most:
            return range(count)
        first = min(first, count - (most - 1))
        return range(first, first + most - 1)

    # ---- painting ----------------------------------------------------------------

    def draw(self, painter: QPainter, theme: Theme, numbers: LayerNumbers) -> None:
        part, up = self.window_shown, superscript(numbers.layer)
        rows, columns = part.rows, part.columns
        some, few = slice(rows.start, rows.stop), slice(columns.start, columns.stop)
        hidden_rows, hidden_columns = part.hidden(numbers)
        before = "x" if numbers.layer == 1 else f"a{superscript(numbers.layer - 1)}"
        neurons, inputs = numbers.weights.shape
        left = 2.0
        weights = numbers.weights[some, few]
        pieces: list[tuple[str, str, Array, bool]] = [
            (f"W{up}", f"{neurons}×{inputs}", weights, bool(hidden_rows)),
            (before, str(inputs), numbers.x[few, None], bool(hidden_columns)),
            (f"b{up}", str(neurons), numbers.bias[some, None], bool(hidden_rows)),
            (f"z{up}", str(neurons), numbers.z[some, None], bool(hidden_rows)),
            (numbers.answer, str(neurons), numbers.a[some, None], bool(hidden_rows)),
        ]
        signs = ["·", "+", "=", numbers.function, ""]
        for index, (name, shape, values, is_cut) in enumerate(pieces):
            wide = index == 0 and hidden_columns > 0
            left = self.draw_matrix(
                painter, theme, left, f"{name}  {shape}", values, is_cut, wide
            )
            left = self.draw_sign(painter, theme, left, signs[index])

    def draw_matrix(
        self,
        painter: QPainter,
        theme: Theme,
        left: float,
        name: str,
        values: Array,
        is_cut: bool,
        is_wide: bool,
    ) -> float:
        """Draw a matrix in its brackets with its name; return where it ends."""
        cell, count = self.cell(values), len(values) + is_cut
        columns = values.shape[1]
        width = cell * columns + (14.0 if is_wide else 0.0)
        height, middle = ROW * count, self.middle()
        box = QRectF(left + BRACKET, middle - height / 2, width, height)
        painter.setPen(QPen(QColor(theme.muted), 1.2))
        for x, inward in ((box.left() - 3, 4), (box.right() + 3, -4)):
            painter.drawLine(QLineF(x, box.top(), x, box.bottom()))
            for y in (box.top(), box.bottom()):
                painter.drawLine(QLineF(x, y, x + inward, y))
        painter.setFont(font(8.5, bold=True))
        painter.setPen(QColor(theme.text))
        metrics = QFontMetricsF(painter.font())
        wanted = max(metrics.horizontalAdvance(name), box.width())
        over = QRectF(box.center().x() - wanted / 2, box.top() - NAMES, wanted, NAMES)
        over.moveLeft(max(over.left(), 0))
        painter.drawText(over, Qt.AlignmentFlag.AlignCenter, name)
        painter.setFont(font(8.5))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        is_weights = name.startswith("W")
        for row, line in enumerate(values):
            for column, value in enumerate(line.tolist()):
                at = QPointF(box.left() + column * cell, box.top() + row * ROW)
                place = QRectF(at.x(), at.y(), cell - CELL_AIR / 2, ROW)
                ink = theme.weight_color(value) if is_weights else QColor(theme.text)
                painter.setPen(ink)
                painter.drawText(place, right, number(value))
        painter.setPen(QColor(theme.muted))
        if is_cut:
            low = QRectF(box.left(), box.bottom() - ROW, width, ROW)
            painter.drawText(low, Qt.AlignmentFlag.AlignCenter, "⋮")
        if is_wide:
            side = QRectF(box.right() - 14, box.top(), 14, height)
            painter.drawText(side, Qt.AlignmentFlag.AlignCenter, "⋯")
        return box.right() + BRACKET

    def draw_sign(
        self, painter: QPainter, theme: Theme, left: float, sign: str
    ) -> float:
        """Draw what stands between two matrices; return where the next begins."""
        painter.setFont(font(10 if len(sign) == 1 else 8.5))
        painter.setPen(QColor(theme.muted))
        metrics = QFontMetricsF(painter.font())
        is_function = len(sign) > 1
        width = max(metrics.horizontalAdvance(sign) + 12, SIGN) if sign else 0.0
        place = QRectF(left, self.middle() - ROW / 2, width, ROW)
        if is_function:
            place.translate(0, -8)
            line = QLineF(left + 5, self.middle() + 3, left + width - 5, 0)
            tip = QPointF(line.x2(), line.y1())
            painter.drawLine(line.p1(), tip)
            for dy in (-3, 3):
                painter.drawLine(tip, tip + QPointF(-4, dy))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, sign)
        return left + width

    def middle(self) -> float:
        """Return the height on which all matrices are centred."""
        top, bottom = HEADER + NAMES, self.height() - FOOTER
        return (top + bottom) / 2

    # ---- Qt ----------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        rows = 4
        if self.numbers is not None:
            rows = min(max(self.numbers.weights.shape), MOST_ROWS)
        return QSize(420, round(HEADER + NAMES + FOOTER + ROW * rows + 4))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, round(HEADER + NAMES + FOOTER + 3 * ROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move the window: over W sideways with Shift, else up and down."""
        numbers = self.numbers
        if numbers is None:
            return
        turn = event.angleDelta()
        # A touchpad turns by less than a notch at a time.
        self.turned -= turn.y() or turn.x()
        steps = int(self.turned / NOTCH)
        self.turned -= NOTCH * steps
        row, column = self.first
        neurons, inputs = numbers.weights.shape
        is_sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if is_sideways or len(self.window_shown.rows) == neurons:
            column = min(max(column + steps, 0), inputs - 1)
        else:
            row = min(max(row + steps, 0), neurons - 1)
        self.first = (row, column)
        self.fit()
        # Turned too far, the way back begins at the end of what there is.
        part = self.window_shown
        self.first = (part.rows.start, part.columns.start)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        numbers = self.numbers
        if numbers is None:
            return
        theme = current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font(8.5))
            painter.setPen(QColor(theme.muted))
            painter.drawText(QPointF(2, 12), self.caption())
            missing = QRectF(2, self.height() - FOOTER, self.width() - 4, FOOTER)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(missing, middle, self.missing())
            self.draw(painter, theme, numbers)


def superscript(layer: int) -> str:
    return f"⁽{str(layer).translate(SUPERSCRIPTS)}⁾"
