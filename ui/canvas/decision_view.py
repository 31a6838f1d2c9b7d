"""The decision picture: what the network answers over a plane, with the data on it.

The picture is computed when it is painted, so a hidden or busy window costs nothing.
What stays from frame to frame (axes, points) is kept in one pixmap over it.
"""

from PySide6.QtCore import QEvent, QPointF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.data.dataset import Samples
from playground.frame import Frame, shown_axes
from ui.canvas.decision_area import (
    PlotArea,
    column_label,
    fit_area,
    paint_axes,
    paint_frame,
)
from ui.canvas.decision_curve import (
    curve_extent,
    map_extent,
    paint_curve,
    paint_zero_line,
    row_places,
)
from ui.canvas.decision_field import field_image, map_image, prediction_scale
from ui.canvas.decision_marks import NO_MARKS, SampleMarks, paint_marks, sample_at
from ui.canvas.decision_points import paint_rows, rim_color, row_marks
from ui.canvas.decision_reading import Reading, read_at
from ui.canvas.diagram_words import input_labels
from ui.canvas.hover_tag import OFFSET, paint_tag
from ui.labels import text
from ui.theme import APPEARANCE, current

SMALLEST = QSize(150, 130)
USUAL = QSize(340, 340)
# Of longer tables only so many training and test rows are painted: a million marks take
# seconds, and cover everything.
MOST_ROWS = 5000


class DecisionView(QWidget):
    """Shows a frame's decision picture, or one neuron's map in its place.

    Attributes
    ----------
    test_data : whether the test rows are drawn too
    discretize : whether the field has hard borders
    marks : training rows that are pointed out

    Signals
    -------
    sample_clicked : the training row that was clicked, None beside all of them
    """

    sample_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frame: Frame | None = None
        self.test_data = False
        self.discretize = False
        self.marks = NO_MARKS
        self.zoom: tuple[int, int] | None = None
        self.mouse: QPointF | None = None
        self.image: QImage | None = None
        self.overlay: QPixmap | None = None
        self.overlay_of: tuple[object, ...] = ()
        self.area: PlotArea | None = None
        self.setMouseTracking(True)
        # Every pixel is painted here, so the card behind need not be.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)
        self.setAccessibleName(text("output.picture"))
        APPEARANCE.changed.connect(self.draw_anew)

    def show_frame(self, frame: Frame) -> None:
        self.frame = frame
        self.draw_anew()

    def set_test_data(self, shown: bool) -> None:
        self.test_data = shown
        self.draw_anew()

    def set_discretize(self, hard: bool) -> None:
        self.discretize = hard
        self.draw_anew()

    def show_zoom(self, layer: int, unit: int | None) -> None:
        """Show a neuron's map (layer 0: features); None: the prediction again."""
        self.zoom = None if unit is None else (layer, unit)
        self.draw_anew()

    def show_marks(self, marks: SampleMarks) -> None:
        """Point out other training rows."""
        self.marks = marks
        self.update()

    def draw_anew(self) -> None:
        self.image = None
        self.update()

    # ---- what is shown -----------------------------------------------------------

    def shown_zoom(self, frame: Frame) -> tuple[int, int] | None:
        """Return the zoom if this frame has the neuron."""
        if self.zoom is None:
            return None
        layer, unit = self.zoom
        exists = layer < len(frame.maps) and unit < len(frame.maps[layer])
        return self.zoom if exists else None

    def caption(self, frame: Frame) -> str:
        """Return what the picture shows in place of the prediction, or ""."""
        zoom = self.shown_zoom(frame)
        if zoom is None:
            return ""
        layer, unit = zoom
        if layer == 0:
            return column_label(input_labels(frame)[unit])
        if layer == len(frame.maps) - 1:
            return text("output.zoom_output", neuron=unit + 1)
        return text("output.zoom_hidden", layer=layer, neuron=unit + 1)

    def reading(self) -> Reading | None:
        """Return the network's answer under the mouse in the shown frame."""
        area, mouse, frame = self.area, self.mouse, self.frame
        if area is None or mouse is None or frame is None:
            return None
        if not area.rect.contains(mouse):
            return None
        return read_at(frame, area, *area.to_data(mouse))

    def row_at(self, place: QPointF) -> int | None:
        """Return the training row under a point of the widget."""
        area, frame = self.area, self.frame
        if area is None or frame is None or self.hides_rows(frame):
            return None
        return sample_at(frame, area, place)

    def hides_rows(self, frame: Frame) -> bool:
        """Tell whether no rows are drawn: targets are not on a neuron's own axis."""
        return len(frame.problem.columns) == 1 and self.shown_zoom(frame) is not None

    # ---- painting ----------------------------------------------------------------

    def place_area(self, frame: Frame) -> PlotArea:
        """Return where the picture lies."""
        size = QSizeF(self.size())
        if len(frame.problem.columns) > 1:
            return fit_area(size, frame.extent, square=True)
        zoom = self.shown_zoom(frame)
        extent = (
            map_extent(frame, frame.maps[zoom[0]][zoom[1], 0])
            if zoom
            else curve_extent(frame)
        )
        return fit_area(size, extent, square=False)

    def paint_picture(self, painter: QPainter, frame: Frame, area: PlotArea) -> None:
        """Paint what changes with every frame."""
        theme = current()
        zoom = self.shown_zoom(frame)
        if len(frame.problem.columns) == 1:
            painter.fillRect(area.rect, QColor(theme.field))
            paint_zero_line(painter, area, theme)
            return
        if self.image is None:
            self.image = (
                map_image(frame, *zoom, theme)
                if zoom
                else field_image(frame, theme, discretize=self.discretize)
            )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area.rect, self.image)

    def paint_curves(self, painter: QPainter, frame: Frame, area: PlotArea) -> None:
        """Paint the fitted curve, or a neuron's, of data with one input."""
        zoom = self.shown_zoom(frame)
        lines = [frame.maps[zoom[0]][zoom[1]]] if zoom else list(frame.field)
        for line in lines:
            paint_curve(painter, area, current(), line[0])

    def kept_overlay(self, frame: Frame, area: PlotArea) -> QPixmap:
        """Return axes and points, painted anew only when they changed."""
        ratio = self.devicePixelRatioF()
        axes = shown_axes(frame.problem, frame.probe)
        is_curve_zoom = self.hides_rows(frame)
        wanted = (
            *(self.size(), ratio, current(), frame.problem, axes, area.extent),
            *(frame.settings.loss, self.test_data, is_curve_zoom),
        )
        if self.overlay is None or wanted != self.overlay_of:
            self.overlay = QPixmap(self.size() * ratio)
            self.overlay.setDevicePixelRatio(ratio)
            self.overlay.fill(Qt.GlobalColor.transparent)
            self.overlay_of = wanted
            painter = QPainter(self.overlay)
            # The points' targets are not on a neuron's own axis.
            if not is_curve_zoom:
                self.paint_points(painter, frame, area, axes)
            paint_frame(painter, area.rect, current())
            across, upward = axis_names(frame)
            names = (across, "a" if is_curve_zoom else upward)
            paint_axes(painter, area, current(), names)
            painter.end()
        return self.overlay

    def paint_points(
        self, painter: QPainter, frame: Frame, area: PlotArea, axes: tuple[int, int]
    ) -> None:
        problem, theme = frame.problem, current()
        scale = prediction_scale(problem, frame.settings.loss)
        for test in (False, True) if self.test_data else (False,):
            samples = problem.test if test else problem.train
            # Rows stand in random order, so the first ones are a fair sample.
            samples = Samples(samples.x[:MOST_ROWS], samples.y[:MOST_ROWS])
            targets = (problem.y_test if test else problem.y)[:MOST_ROWS, 0]
            if len(problem.columns) == 1:
                across, upward = row_places(problem, test=test)
                places = across[:MOST_ROWS], upward[:MOST_ROWS]
            else:
                places = samples.x[:, axes[0]], samples.x[:, axes[1]]
            paint_rows(
                *(painter, area, theme, places),
                row_marks(samples, problem, theme, scale.place(targets)),
                hollow=test,
                rim=rim_color(theme, problem),
            )

    def paint_caption(self, painter: QPainter, caption: str, area: PlotArea) -> None:
        corner = area.rect.topLeft() - QPointF(OFFSET - 7, OFFSET - 7)
        paint_tag(painter, current(), [("", caption)], corner, area.rect)

    # ---- Qt ----------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(current().card))
            frame = self.frame
            if frame is None:
                return
            self.area = area = self.place_area(frame)
            self.paint_picture(painter, frame, area)
            painter.drawPixmap(0, 0, self.kept_overlay(frame, area))
            if len(frame.problem.columns) == 1:
                self.paint_curves(painter, frame, area)
            if not self.hides_rows(frame):
                paint_marks(painter, frame, area, current(), self.marks)
            caption = self.caption(frame)
            if caption:
                self.paint_caption(painter, caption, area)
            reading = self.reading()
            if reading is not None and self.mouse is not None:
                paint_tag(painter, current(), reading.rows, self.mouse, area.rect)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.sample_clicked.emit(self.row_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.mouse = event.position()
        if self.row_at(self.mouse) is None:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.mouse = None
        self.update()

    def sizeHint(self) -> QSize:
        return USUAL

    def minimumSizeHint(self) -> QSize:
        return SMALLEST


def axis_names(frame: Frame) -> tuple[str, str]:
    """Return the names at the axes; of many columns the panel's choices name them."""
    columns = frame.problem.columns
    if len(columns) == 1:
        return column_label(columns[0]), "y"
    if len(columns) > 2:
        return "", ""
    return column_label(columns[0]), column_label(columns[1])
