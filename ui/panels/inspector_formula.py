"""A formula with live numbers in which every number can be clicked."""

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import quote, unquote

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from playground.explaining.reasons import Reason
from playground.explaining.rendering import Piece
from ui.labels import sentence, text
from ui.panels.inspector_subject import Subject
from ui.theme import current

# Of longer sums the middle is left out.
LONGEST_SUM = 40
LEFT_OUT = re.compile(r"… \(\d+ more\) …")
LINE_HEIGHT = 1.18
# Which part of a line's height its letters take.
LETTERS = 1.0 / LINE_HEIGHT


class FormulaLine(QTextBrowser):
    """Shows a reason; Tab goes from number to number and Enter asks for one.

    Signals
    -------
    asked : the Subject whose number was clicked
    """

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.shown = ""
        self.sample: int | None = None
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.document().setDocumentMargin(0)
        self.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(text("inspector.formula"))
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("background: transparent;")
        self.anchorClicked.connect(self._on_anchor_clicked)

    def show_reasons(
        self,
        reasons: Sequence[Reason],
        digits: int | None,
        sample: int | None,
        first: str = "",
    ) -> None:
        """Show why numbers are what they are, each in a paragraph.

        Parameters
        ----------
        sample : the training row whose numbers they are; None: the batch
        first : markup that comes before the formulas
        """
        self.sample = sample
        formulas = [
            "".join(
                self.markup(piece, reason.name)
                for piece in reason.pieces(digits, LONGEST_SUM)
            )
            for reason in reasons
        ]
        self.show_html(first + "<br>".join(formulas))

    def show_html(self, html: str) -> None:
        if html == self.shown:
            return
        self.shown = html
        bar = self.verticalScrollBar()
        place = bar.value()
        theme = current()
        self.document().setDefaultStyleSheet(
            f"a {{ color: {theme.accent}; text-decoration: none; }}"
        )
        # While training goes on, what was scrolled into sight stays there.
        style = f"color: {theme.text}; line-height: {LINE_HEIGHT:.0%}"
        self.setHtml(f'<p style="{style}">{html}</p>')
        self.show_whole_lines()
        bar.setValue(place)

    def show_whole_lines(self) -> None:
        """Leave out at the foot what is less than a line: half of one is not read."""
        lines = self.document().firstBlock().layout()
        rest = 0.0
        if lines.lineCount() > 1:
            line = lines.lineAt(1).y() - lines.lineAt(0).y()
            room = self.contentsRect().height()
            rest = room % line
            # The letters of a line do not reach its foot.
            if room < line or rest > LETTERS * line:
                rest = 0.0
            self.verticalScrollBar().setSingleStep(round(line))
        self.setViewportMargins(0, 0, 0, round(rest))

    def markup(self, piece: Piece, asking: str) -> str:
        """Return a piece as a link, if one can go on asking there."""
        words = escape(in_words(piece.text))
        term = piece.term
        if term is None or term.name is None:
            return words
        if term.name == asking and term.sample is None:
            return words
        sample = self.sample if term.sample is None else term.sample
        return self.link(term.name, sample, words)

    def link(self, name: str, sample: int | None, words: str) -> str:
        """Return words that ask for a number when they are clicked."""
        target = name if sample is None else f"{name}@{sample}"
        return f'<a href="{quote(target)}" title="{escape(name)}">{words}</a>'

    def _on_anchor_clicked(self, url: QUrl) -> None:
        name, _, sample = unquote(url.toString()).partition("@")
        self.asked.emit(Subject(name, int(sample) if sample else None))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_whole_lines()

    def sizeHint(self) -> QSize:
        return QSize(300, 40)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 22)


def in_words(piece: str) -> str:
    """Return a piece of a formula; the remark at its end is a sentence of the core."""
    comma, _, words = piece.partition(", ")
    if not comma and words:
        return f", {sentence(words)}"
    return LEFT_OUT.sub(lambda gap: sentence(gap[0]), piece)
