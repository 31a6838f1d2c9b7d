"""The cards of a race's lanes, side by side, and a note on what they learn."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from playground.race import SHARED
from playground.race_frame import RaceFrame
from playground.settings import Settings
from ui.canvas.race_lane import LaneCard, LaneWords
from ui.labels import text
from ui.panels.race_words import card_words, lane_details, lane_name, short_details

COLUMNS = 4
GAP = 6


class LaneCards(QWidget):
    """Up to four cards in a row, and two rows of them.

    Signals
    -------
    chosen : the lane whose card was pressed in, or None
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[LaneCard] = []
        self.tallest = 132
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(GAP)

    @property
    def columns(self) -> int:
        return min(COLUMNS, max(1, len(self.cards)))

    def show_lanes(self, lanes: tuple[Settings, ...]) -> None:
        """Stand at the start with these lanes."""
        while len(self.cards) < len(lanes):
            card = LaneCard(len(self.cards))
            card.clicked.connect(partial(self._on_clicked, card))
            self.cards.append(card)
        while len(self.cards) > len(lanes):
            card = self.cards.pop()
            card.hide()
            card.deleteLater()
        rows = -(-len(lanes) // COLUMNS)
        columns = -(-len(lanes) // max(rows, 1))
        for place in range(COLUMNS):
            self.grid.setColumnStretch(place, int(place < columns))
        for lane, (card, settings) in enumerate(zip(self.cards, lanes, strict=True)):
            self.grid.removeWidget(card)
            self.grid.addWidget(card, lane // columns, lane % columns)
            card.clear()
            card.show_words(
                LaneWords(
                    lane_name(settings),
                    lane_details(settings, lanes),
                    short_details(settings, lanes),
                )
            )
        self.fit()

    def show_frame(self, frame: RaceFrame, axis: str) -> None:
        for lane, card in enumerate(self.cards):
            card.show_lane(frame, card_words(frame, lane, axis))

    def choose(self, lane: int | None) -> None:
        """Press one card in, or none."""
        for card in self.cards:
            card.setChecked(card.lane == lane)

    def limit(self, tallest: int) -> None:
        """Let pictures be so large at most."""
        self.tallest = tallest
        self.fit()

    def fit(self) -> None:
        """Make the pictures as large as width and height allow."""
        rows = -(-len(self.cards) // COLUMNS)
        columns = -(-len(self.cards) // max(rows, 1))
        across = (self.width() - (columns - 1) * GAP) // max(columns, 1) - 14
        for card in self.cards:
            card.set_side(min(across, self.tallest // max(rows, 1)))

    def _on_clicked(self, card: LaneCard) -> None:
        lane = card.lane if card.isChecked() else None
        self.choose(lane)
        self.chosen.emit(lane)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class StaleNote(QLabel):
    """Says when the lanes learn something else than the current run."""

    def __init__(self) -> None:
        super().__init__(text("race.stale"))
        self.setWordWrap(True)
        self.setProperty("role", "muted")

    def compare(self, settings: Settings | None, lanes: tuple[Settings, ...]) -> None:
        """Show the note where what is shared by all lanes differs."""
        self.setVisible(
            bool(lanes)
            and any(getattr(settings, one) != getattr(lanes[0], one) for one in SHARED)
        )
