"""Typeset formulas: LaTeX drawn in the colour of the theme, sharp at every scale.

ziamath turns LaTeX into SVG paths, QtSvg draws them. It is imported with the first
formula, because that takes longer than the window's first picture may wait.
"""

import re
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import APPEARANCE, current, font
from ui.type_scale import scaled

# Height of a line of the formula's font, in pixels beside type of the usual size.
USUAL_SIZE = 17.0
# A formula that is too wide is drawn smaller, down to this share; then it is cut.
SMALLEST_SHARE = 0.62
# A minus that begins a number; between two numbers it has air on both sides.
SMALL_PARENTHESES = re.compile(r"\\left\(([^\\()]*)\\right\)")
SIGN = re.compile(r"(^|=|\(|\(\s|\{)\s*-\s*(?=[\d\\])")


@lru_cache(maxsize=256)
def svg(latex: str, size: float, color: str) -> bytes:
    """Return a formula as SVG in a colour (#rrggbb)."""
    from ziamath.config import config
    from ziamath.zmath import Latex

    # QtSvg knows SVG 1 only.
    config.svg2 = False
    # Parentheses that need not grow are set several times as fast.
    plain = SMALL_PARENTHESES.sub(r"(\1)", latex)
    signed = SIGN.sub(r"\1{-}", plain)
    return Latex(signed, size=size, color=color).svg().encode()


@lru_cache(maxsize=64)
def renderer(latex: str, size: float, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(svg(latex, size, color)))


def formula_size(latex: str, size: float) -> QSizeF:
    """Return how much room a formula takes in logical pixels."""
    return renderer(latex, size, current().text).viewBoxF().size()


def prepare(latex: str, size: float = USUAL_SIZE) -> None:
    """Typeset a formula that will be shown soon; then it appears at once."""
    if latex:
        formula_size(latex, scaled(size))


class FormulaView(QWidget):
    """Shows one formula, left-aligned; a wide one is drawn smaller.

    Attributes
    ----------
    latex : what is shown
    words : the same in plain text, shown in its place where there is no LaTeX
    """

    def __init__(self, size: float = USUAL_SIZE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.latex = self.words = ""
        self.usual_size = size
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        APPEARANCE.changed.connect(self.take_type)

    @property
    def size_of_font(self) -> float:
        """Height of a line beside type of the size in force."""
        return scaled(self.usual_size)

    def take_type(self) -> None:
        """Take the room and the colour that go with the type in force."""
        self.updateGeometry()
        self.update()

    def show_formula(self, latex: str, words: str) -> None:
        """Show a formula; `words` say the same in plain text."""
        self.setAccessibleName(words)
        self.setToolTip("" if latex else words)
        if (latex, words) != (self.latex, self.words):
            self.latex, self.words = latex, words
            self.update()

    def share(self) -> float:
        """Return how much smaller than usual the formula is drawn, to fit."""
        wanted = formula_size(self.latex, self.size_of_font)
        fitting = min(
            self.width() / max(wanted.width(), 1.0),
            self.height() / max(wanted.height(), 1.0),
        )
        return min(1.0, max(fitting, SMALLEST_SHARE))

    def sizeHint(self) -> QSize:
        return QSize(200, round(2.5 * self.size_of_font))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.latex:
            self.write_words()
            return
        wanted = formula_size(self.latex, self.size_of_font) * self.share()
        top = (self.height() - wanted.height()) / 2
        drawn = renderer(self.latex, self.size_of_font, current().text)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            drawn.render(painter, QRectF(0, top, wanted.width(), wanted.height()))

    def write_words(self) -> None:
        with QPainter(self) as painter:
            painter.setFont(font(9))
            painter.setPen(QColor(current().text))
            elided = painter.fontMetrics().elidedText(
                self.words, Qt.TextElideMode.ElideRight, self.width()
            )
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, elided)
