"""The timeline under the pictures: time in both directions, and its branches."""

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from playground.frame import Frame
from playground.timeline import BranchView
from ui import theme, type_scale
from ui.canvas.timeline_canvas import TimelineCanvas
from ui.canvas.timeline_spots import branch_words
from ui.icons import icon
from ui.labels import derived, glued, sentence, text, unmarked
from ui.numbers import format_count
from ui.widgets.key_tip import KeyTip
from ui.widgets.steady_label import SteadyLabel

BUTTONS = {
    "to_start": "to-start",
    "play_back": "play-back",
    "step_back": "step-back",
    "step": "step",
    "to_end": "to-end",
}


def largest_jump(branch: BranchView) -> int:
    """Return the update after which the batch loss rose or fell the most."""
    high, low = branch.history.high, branch.history.low
    if len(high) < 2:
        return 0
    up = high[1:] - low[:-1]
    down = high[:-1] - low[1:]
    place = int(np.nanargmax(np.maximum(up, down)))
    return min((place + 1) * branch.history.block, branch.furthest)


def lowest_test_loss(branch: BranchView) -> int | None:
    """Return the update with the lowest test loss, None without test rows."""
    losses = branch.history.column("test_loss")
    if not np.isfinite(losses).any():
        return None
    return int(branch.history.updates[int(np.nanargmin(losses))])


class TimelinePanel(QFrame):
    """Goes anywhere in time and keeps the branches.

    Signals
    -------
    sought : int, an update of the current branch.
    branch_selected, branch_deleted : int, its number.
    branch_renamed : (number, name)
    branched_off : a name, begin a branch here.
    bookmarked : a name for this update, empty to take it away.
    """

    sought = Signal(int)
    branch_selected = Signal(int)
    branch_deleted = Signal(int)
    branch_renamed = Signal(int, str)
    branched_off = Signal(str)
    bookmarked = Signal(str)

    def __init__(self, actions: dict[str, QAction]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.frame: Frame | None = None
        self.canvas = TimelineCanvas()
        self.buttons = {
            key: self.make_button(actions[key], name) for key, name in BUTTONS.items()
        }
        self.jump_button = QToolButton()
        self.jump_button.setText(text("timeline.jump"))
        self.jump_button.setToolTip(text("timeline.jump_tip"))
        self.jump_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.jump_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.jump_menu = QMenu(self)
        self.jump_menu.aboutToShow.connect(self.fill_jump_menu)
        self.jump_button.setMenu(self.jump_menu)
        some = format_count(100_000)
        self.place = SteadyLabel(text("timeline.of", update=some, furthest=some))
        self.place.setProperty("role", "number")
        self.branch_label = QLabel()
        self.branch_label.setProperty("role", "muted")
        self.live_button = QPushButton(text("timeline.live"))
        self.live_button.setProperty("role", "primary")
        self.live_button.setToolTip(text("timeline.live_tip"))
        self.live_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.live_button.clicked.connect(actions["to_end"].trigger)
        self.build()
        self.canvas.sought.connect(self.sought)
        self.canvas.branch_clicked.connect(self.branch_selected)
        self.canvas.menu_wanted.connect(self._on_menu_wanted)
        theme.APPEARANCE.changed.connect(self.refresh_icons)
        self.refresh_icons()

    def build(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(5)
        for button in self.buttons.values():
            layout.addWidget(button)
        layout.addSpacing(4)
        layout.addWidget(self.canvas, 1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.place)
        words.addWidget(self.branch_label)
        words.addStretch(1)
        layout.addSpacing(4)
        layout.addLayout(words)
        layout.addWidget(self.jump_button)
        layout.addWidget(self.live_button)
        self.live_button.setEnabled(False)

    def make_button(self, action: QAction, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("iconName", name)
        type_scale.fit(button, width=28, height=28, icon=14)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        KeyTip(button, action)
        button.setAccessibleName(derived(action.text(), unmarked))
        button.clicked.connect(action.trigger)
        return button

    def show_frame(self, frame: Frame) -> None:
        self.frame = frame
        self.canvas.show_frame(frame)
        self.place.show_words(
            text(
                "timeline.of",
                update=format_count(frame.update),
                furthest=format_count(frame.furthest),
            )
        )
        branch = frame.timeline.branch
        count = len(frame.timeline.branches)
        self.branch_label.setText(
            text("timeline.branch", name=sentence(branch.name))
            if count > 1
            else text("timeline.unit")
        )
        self.live_button.setEnabled(frame.update < frame.furthest)

    # ---- menus -------------------------------------------------------------------

    def fill_jump_menu(self) -> None:
        """List where one may want to go, as things are now."""
        menu = self.jump_menu
        menu.clear()
        # Clearing leaves the menus of branches behind.
        for old in menu.findChildren(QMenu):
            old.deleteLater()
        if self.frame is None:
            return
        branch = self.frame.timeline.branch
        self.add_jump(menu, text("timeline.jump_largest"), largest_jump(branch))
        lowest = lowest_test_loss(branch)
        if lowest is not None:
            self.add_jump(menu, text("timeline.jump_lowest"), lowest)
        spots = self.canvas.spots()
        if spots:
            menu.addSeparator()
        for spot in spots[-20:]:
            self.add_jump(menu, spot.words, spot.update)
        menu.addSeparator()
        menu.addAction(text("timeline.bookmark"), self.ask_bookmark)
        menu.addAction(text("timeline.branch_off"), self.ask_branch)
        others = [
            other
            for other in self.frame.timeline.branches
            if other.number != branch.number
        ]
        if others:
            menu.addSeparator()
        for other in others:
            self.add_branch_menu(menu, other)
        menu.addAction(
            text("timeline.rename", name=sentence(branch.name)), self.ask_name
        )

    def add_jump(self, menu: QMenu, words: str, update: int) -> None:
        action = menu.addAction(glued("{}  ({})", words, format_count(update)))
        action.triggered.connect(lambda: self.sought.emit(update))

    def add_branch_menu(self, menu: QMenu, branch: BranchView) -> None:
        sub = menu.addMenu(branch_words(branch))
        number = branch.number
        select = sub.addAction(text("timeline.make_current"))
        select.triggered.connect(lambda: self.branch_selected.emit(number))
        delete = sub.addAction(text("timeline.delete"))
        delete.triggered.connect(lambda: self.branch_deleted.emit(number))

    def _on_menu_wanted(self, update: int, place: QPoint) -> None:
        self.sought.emit(update)
        self.fill_jump_menu()
        self.jump_menu.popup(place)

    def stand(self) -> None:
        """Stay at the update that is shown: training would go on during a question."""
        if self.frame is not None:
            self.sought.emit(self.frame.update)

    def ask_bookmark(self) -> None:
        """Ask for a name and bookmark the update that is shown."""
        if self.frame is None:
            return
        self.stand()
        bookmarks = dict(self.frame.timeline.branch.bookmarks)
        name, fine = QInputDialog.getText(
            self,
            text("timeline.bookmark"),
            text("timeline.bookmark_name", update=format_count(self.frame.update)),
            text=bookmarks.get(self.frame.update, ""),
        )
        if fine:
            self.bookmarked.emit(name.strip())

    def ask_branch(self) -> None:
        """Ask for a name and begin a branch at the update that is shown."""
        if self.frame is None:
            return
        self.stand()
        name, fine = QInputDialog.getText(
            self, text("timeline.branch_off"), text("timeline.branch_name")
        )
        if fine:
            self.branched_off.emit(name.strip())

    def ask_name(self) -> None:
        """Ask for another name of the current branch."""
        if self.frame is None:
            return
        branch = self.frame.timeline.branch
        before = sentence(branch.name)
        name, fine = QInputDialog.getText(
            self,
            text("timeline.rename", name=before),
            text("timeline.branch_name"),
            text=before,
        )
        # A name that nobody changed goes on being said in every language.
        if fine and name.strip() not in ("", before):
            self.branch_renamed.emit(branch.number, name.strip())

    def refresh_icons(self) -> None:
        colors = theme.current()
        for button in self.buttons.values():
            name = button.property("iconName")
            button.setIcon(icon(name, colors.text, colors.strong_line))
