"""A button whose words may take several lines, and that tells what became of it."""

from enum import Enum

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui import theme

PADDING, LINE_ROOM, MARK_ROOM = 8, 6, 18
RADIUS = 5.0
WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter
TALLEST = 1000


class Verdict(Enum):
    """What is known of an answer."""

    OPEN = ""
    RIGHT = "✓"
    WRONG = "✗"
    PASSED_OVER = "·"


class AnswerButton(QAbstractButton):
    """One of several answers: a sign at the left, words that wrap at the right."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.verdict = Verdict.OPEN
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_verdict(self, verdict: Verdict) -> None:
        """Say what is known; an answer that was judged cannot be chosen any more."""
        self.verdict = verdict
        self.setEnabled(verdict is Verdict.OPEN)
        sign = "" if verdict is Verdict.PASSED_OVER else verdict.value
        self.setAccessibleName(f"{sign} {self.text()}".strip())
        self.update()

    def words_rect(self, width: int) -> QRect:
        """Return where the words go in a button of this width."""
        return QRect(MARK_ROOM + PADDING, 0, width - MARK_ROOM - 2 * PADDING, TALLEST)

    def colors_of(self, colors: theme.Theme) -> tuple[QColor, QColor, QColor]:
        """Return the colours of border, words and sign."""
        plain, quiet = QColor(colors.text), QColor(colors.muted)
        line = QColor(colors.strong_line)
        match self.verdict:
            case Verdict.RIGHT:
                right = QColor(colors.success)
                return right, plain, right
            case Verdict.WRONG:
                return QColor(colors.attention), plain, QColor(colors.attention)
            case Verdict.PASSED_OVER:
                return QColor(colors.line), quiet, quiet
        is_pointed_at = self.underMouse() or self.hasFocus()
        return QColor(colors.accent) if is_pointed_at else line, plain, quiet

    # ---- Qt ----------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rect = self.words_rect(width)
        used = self.fontMetrics().boundingRect(rect, int(WRAP), self.text())
        return used.height() + 2 * LINE_ROOM

    def sizeHint(self) -> QSize:
        width = max(120, self.width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(120, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        border, words, sign = self.colors_of(colors)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            back = colors.line if self.isDown() else colors.card
            painter.setBrush(QColor(back))
            painter.setPen(QPen(border, 2.0 if self.hasFocus() else 1.0))
            shape = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(shape, RADIUS, RADIUS)
            mark = QRectF(PADDING, 0, MARK_ROOM, self.height())
            if self.verdict is Verdict.OPEN:
                painter.setPen(QPen(sign, 1.3))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(PADDING + 4, mark.center().y()), 4, 4)
            else:
                painter.setPen(sign)
                painter.drawText(
                    mark,
                    int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
                    self.verdict.value,
                )
            painter.setPen(words)
            rect = self.words_rect(self.width())
            rect.setHeight(self.height())
            painter.drawText(rect, int(WRAP), self.text())
