"""A button whose words may take several lines, with a sign before them."""

from enum import Enum

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui import theme
from ui.themes import Theme

PADDING, LINE_ROOM, SIGN_ROOM = 8, 6, 20
RADIUS, RING = 5.0, 4.0
NARROWEST = 100
WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter
SIGN_FLAGS = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
TAIL_FLAGS = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
TALLEST = 1000


class Verdict(Enum):
    """What is known of an answer."""

    OPEN = ""
    RIGHT = "✓"
    WRONG = "✗"
    PASSED_OVER = "–"


class WrappedButton(QAbstractButton):
    """A sign at the left, words that wrap, and a short remark at the right."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.sign = ""
        self.tail = ""
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def words_rect(self, width: int) -> QRect:
        """Return where the words go in a button of this width."""
        tail = self.fontMetrics().horizontalAdvance(self.tail)
        left = PADDING + self.sign_room
        return QRect(left, 0, width - left - PADDING - (tail and tail + 6), TALLEST)

    @property
    def sign_room(self) -> int:
        wide = self.fontMetrics().horizontalAdvance("00")
        return max(SIGN_ROOM, wide + 6)

    def border(self, colors: Theme) -> str:
        is_pointed_at = self.isEnabled() and (self.underMouse() or self.hasFocus())
        return colors.accent if is_pointed_at else colors.strong_line

    def ink(self, colors: Theme) -> str:
        return colors.text

    def sign_ink(self, colors: Theme) -> str:
        return colors.muted

    def paint_sign(self, painter: QPainter, rect: QRectF, colors: Theme) -> None:
        """Draw what stands before the words."""
        painter.setPen(QColor(self.sign_ink(colors)))
        painter.drawText(rect, int(SIGN_FLAGS), self.sign)

    # ---- Qt ----------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rect = self.words_rect(width)
        used = self.fontMetrics().boundingRect(rect, int(WRAP), self.text())
        return used.height() + 2 * LINE_ROOM

    def sizeHint(self) -> QSize:
        width = max(NARROWEST, self.width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(QColor(colors.line if self.isDown() else colors.card))
            width = 2.0 if self.hasFocus() else 1.0
            painter.setPen(QPen(QColor(self.border(colors)), width))
            inset = width / 2
            shape = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(shape, RADIUS, RADIUS)
            sign = QRectF(PADDING, 0, self.sign_room, self.height())
            self.paint_sign(painter, sign, colors)
            painter.setPen(QColor(self.ink(colors)))
            rect = self.words_rect(self.width())
            rect.setHeight(self.height())
            painter.drawText(rect, int(WRAP), self.text())
            painter.setPen(QColor(colors.muted))
            room = self.rect().adjusted(0, 0, -PADDING, 0)
            painter.drawText(room, int(TAIL_FLAGS), self.tail)


class AnswerButton(WrappedButton):
    """One of several answers: open, or judged."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.verdict = Verdict.OPEN

    def show_verdict(self, verdict: Verdict) -> None:
        """Say what is known; an answer that was judged cannot be chosen any more."""
        self.verdict = verdict
        self.sign = verdict.value
        self.setEnabled(verdict is Verdict.OPEN)
        self.setAccessibleName(f"{self.sign} {self.text()}".strip())
        self.update()

    def border(self, colors: Theme) -> str:
        match self.verdict:
            case Verdict.RIGHT:
                return colors.success
            case Verdict.WRONG:
                return colors.attention
            case Verdict.PASSED_OVER:
                return colors.line
        return super().border(colors)

    def ink(self, colors: Theme) -> str:
        is_passed_over = self.verdict is Verdict.PASSED_OVER
        return colors.muted if is_passed_over else colors.text

    def sign_ink(self, colors: Theme) -> str:
        match self.verdict:
            case Verdict.RIGHT:
                return colors.success
            case Verdict.WRONG:
                return colors.attention
        return colors.muted

    def paint_sign(self, painter: QPainter, rect: QRectF, colors: Theme) -> None:
        if self.verdict is not Verdict.OPEN:
            super().paint_sign(painter, rect, colors)
            return
        painter.setPen(QPen(QColor(colors.muted), 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle = QPointF(rect.left() + RING + 1, rect.center().y())
        painter.drawEllipse(middle, RING, RING)
