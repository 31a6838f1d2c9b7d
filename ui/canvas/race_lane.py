"""One lane of a race as a card: its decision picture, its loss, its flag."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from playground.problem import Problem
from playground.race_frame import LaneFrame, RaceFrame
from ui.canvas.decision_area import PlotArea, paint_frame
from ui.canvas.decision_field import (
    FIELD_STRENGTH,
    class_colors,
    diverging_colors,
    image_of,
    prediction_scale,
)
from ui.canvas.decision_points import mark_color
from ui.canvas.race_colors import lane_color
from ui.canvas.ticks import number
from ui.labels import glued, listed, rich, text
from ui.numbers import format_loss
from ui.theme import APPEARANCE, current, font
from ui.themes import Theme
from ui.type_scale import scaled

PADDING = 5.0
LINE, BOX = 17.0, 14.0
SMALLEST, LARGEST = 46, 132
DOT = 1.4
# Of more rows only so many are dotted: the picture is small.
MOST_DOTS = 300


@dataclass(frozen=True, slots=True)
class LaneWords:
    """What a card says besides its loss.

    Attributes
    ----------
    name : of the method
    details, short : rate and batch, and the same in fewer letters
    flag : its place at the finish line, "" before it
    state : a word in place of the details, when the lane does not go on
    reason : the sentence behind it
    """

    name: str
    details: str
    short: str = ""
    flag: str = ""
    state: str = ""
    reason: str = ""


def lane_image(lane: LaneFrame, problem: Problem, theme: Theme) -> QImage:
    """Return a lane's decision picture, upper row first."""
    scale = prediction_scale(problem, lane.settings.loss)
    with np.errstate(all="ignore"):
        if len(lane.field) > 1 and problem.classes:
            return image_of(class_colors(lane.field, scale, theme, hard=False))
        places = scale.place(lane.field[0])
        return image_of(diverging_colors(places, theme, FIELD_STRENGTH))


def dots_picture(frame: RaceFrame, theme: Theme, side: int, ratio: float) -> QPixmap:
    """Return the training rows as dots, on nothing."""
    problem = frame.problem
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    samples = problem.train
    first, second = frame.probe.axes
    columns = samples.x.shape[1]
    if columns == 1 or not problem.classes or max(first, second) >= columns:
        return picture
    area = PlotArea(QRectF(0, 0, side, side), frame.extent)
    rows = slice(None, None, -(-len(samples.x) // MOST_DOTS))
    x, y = area.to_pixels(samples.x[rows, first], samples.x[rows, second])
    count = len(problem.classes)
    colors = [mark_color(theme, index, count) for index in range(count)]
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for across, down, label in zip(x, y, samples.y[rows], strict=True):
            painter.setBrush(colors[int(label)])
            painter.drawEllipse(QPointF(across, down), DOT, DOT)
    return picture


def shown_loss(loss: float | None) -> str:
    """Write a loss; what is no number is a dash or ∞, as on every axis."""
    if loss is None or not math.isfinite(loss):
        return number(loss)
    return format_loss(loss)


class LaneCard(QAbstractButton):
    """Shows a lane; pressing it opens its settings.

    Attributes
    ----------
    lane : its number, from 0
    image : the decision picture, once there is one
    """

    def __init__(self, lane: int) -> None:
        super().__init__()
        self.lane = lane
        self.words = LaneWords("", "")
        self.loss = ""
        self.image: QImage | None = None
        self.frame: RaceFrame | None = None
        self.dots: QPixmap | None = None
        self.dots_key: tuple[object, ...] = ()
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.side = 90
        APPEARANCE.changed.connect(self.take_theme)

    def set_side(self, side: int) -> None:
        """Draw the picture so large, in pixels."""
        side = max(SMALLEST, min(LARGEST, side))
        if side != self.side:
            self.side = side
            self.updateGeometry()
            self.update()

    def show_lane(self, frame: RaceFrame, words: LaneWords) -> None:
        lane = frame.lanes[self.lane]
        self.frame = frame
        self.image = lane_image(lane, frame.problem, current())
        self.loss = shown_loss(lane.evaluation.train_loss)
        self.show_words(words)

    def show_words(self, words: LaneWords) -> None:
        """Say what the lane is; the picture stays."""
        self.words = words
        parts = (words.name, words.details, self.loss, words.flag, words.state)
        number = f"{self.lane + 1}"
        self.setAccessibleName(glued("{}. {}", number, listed(filter(None, parts))))
        tip = text("race.card_tip")
        if words.reason:
            tip = glued("{}\n{}", tip, words.reason)
        self.setToolTip(rich(tip))
        self.update()

    def clear(self) -> None:
        """Forget the picture: the lane stands at the start of another race."""
        self.frame, self.image, self.loss = None, None, ""
        self.update()

    def take_theme(self) -> None:
        # Type of another size needs another height.
        self.updateGeometry()
        frame = self.frame
        if frame is not None and self.lane < len(frame.lanes):
            self.image = lane_image(frame.lanes[self.lane], frame.problem, current())
        self.update()

    def picture_rect(self) -> QRectF:
        """Return where the decision picture lies."""
        left = round((self.width() - self.side) / 2)
        return QRectF(left, round(PADDING + scaled(LINE) + 2), self.side, self.side)

    # ---- painting ----------------------------------------------------------------

    def paint_back(self, painter: QPainter, theme: Theme) -> None:
        chosen = self.isChecked()
        wanted = chosen or self.hasFocus() or self.underMouse()
        edge = theme.accent if wanted else theme.line
        painter.setPen(QPen(QColor(edge), 2 if chosen else 1))
        painter.setBrush(QColor(theme.card if chosen else theme.window))
        inset = 1.0 if chosen else 0.5
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, 6, 6)

    def paint_name(self, painter: QPainter, theme: Theme) -> None:
        """Paint a piece of the lane's line, its number, and its name."""
        painter.setFont(font(8.0, bold=True))
        metrics = QFontMetricsF(painter.font())
        number = str(self.lane + 1)
        side = scaled(BOX)
        box = QRectF(PADDING, PADDING, side, side)
        baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(lane_color(theme, self.lane))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(theme.card))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, number)
        painter.setPen(QColor(theme.text))
        room = self.width() - box.right() - 3 - PADDING
        name = metrics.elidedText(self.words.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(box.right() + 3, baseline), name)

    def paint_picture(self, painter: QPainter, theme: Theme) -> None:
        rect = self.picture_rect()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self.image is None or self.frame is None:
            painter.fillRect(rect, QColor(*theme.zero))
        else:
            # A whole data set of one column is a strip: it fills the height, too.
            painter.drawImage(rect, self.image)
            painter.drawPixmap(rect.topLeft(), self.dots_for(self.frame, theme))
        paint_frame(painter, rect, theme)

    def dots_for(self, frame: RaceFrame, theme: Theme) -> QPixmap:
        key = (frame.problem, frame.probe.axes, theme.name, self.side)
        if self.dots is None or key != self.dots_key:
            ratio = self.devicePixelRatioF()
            self.dots = dots_picture(frame, theme, self.side, ratio)
            self.dots_key = key
        return self.dots

    def paint_words(self, painter: QPainter, theme: Theme) -> None:
        """Paint the loss, the flag, and how the lane learns."""
        top = self.picture_rect().bottom() + 3
        across = self.width() - 2 * PADDING
        align = Qt.AlignmentFlag
        line = scaled(LINE)
        first = QRectF(PADDING, top, across, line)
        painter.setFont(font(9.0, bold=True))
        painter.setPen(QColor(theme.text))
        painter.drawText(first, align.AlignLeft | align.AlignVCenter, self.loss)
        if self.words.flag:
            self.paint_flag(painter, theme, first)
        second = first.translated(0, line - 1)
        painter.setFont(font(8.0))
        metrics = QFontMetricsF(painter.font())
        words, ink = self.words.details, theme.muted
        if self.words.short and metrics.horizontalAdvance(words) > across:
            words = self.words.short
        if self.words.state:
            words, ink = self.words.state, theme.error
        painter.setPen(QColor(ink))
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, across)
        painter.drawText(second, align.AlignLeft | align.AlignVCenter, words)

    def paint_flag(self, painter: QPainter, theme: Theme, box: QRectF) -> None:
        """Paint a flag and the place at the finish line, at the right of a box."""
        painter.setFont(font(8.5, bold=True))
        metrics = QFontMetricsF(painter.font())
        ink = QColor(theme.attention)
        left = box.right() - metrics.horizontalAdvance(self.words.flag)
        painter.setPen(ink)
        baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(left, baseline), self.words.flag)
        foot = QPointF(round(left - 11) + 0.5, box.center().y() + 6)
        painter.drawLine(foot, foot - QPointF(0, 12))
        painter.setBrush(ink)
        top = foot - QPointF(0, 12)
        cloth = [top, top + QPointF(8, 3), top + QPointF(0, 6)]
        painter.drawPolygon(QPolygonF(cloth))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_back(painter, theme)
            self.paint_name(painter, theme)
            self.paint_picture(painter, theme)
            self.paint_words(painter, theme)

    def sizeHint(self) -> QSize:
        height = 2 * PADDING + 3 * scaled(LINE) + self.side + 3
        return QSizeF(self.side + 2 * PADDING, height).toSize()

    def minimumSizeHint(self) -> QSize:
        return QSize(SMALLEST + 2 * int(PADDING), self.sizeHint().height())
