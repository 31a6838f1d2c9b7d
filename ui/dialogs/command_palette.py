"""The command palette: type a few letters, press Enter."""

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui import theme
from ui.command_list import Command, all_commands, value_commands
from ui.fuzzy import fit
from ui.labels import listed, text

if TYPE_CHECKING:
    from ui.main_window import MainWindow

RECENT_KEY, MOST_RECENT = "palette_recent", 12
WIDTH, TOP, MARGIN = 640, 44, 20
ROW_PADDING, MOST_ROWS = 10, 11
GAP = 12
RADIUS = 8.0
# By how much what cannot be done now comes later, where nothing was typed.
IMPOSSIBLE = 10_000
# What having been used lately adds to how well a command fits.
LATELY = 600
MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
PAGES = {Qt.Key.Key_PageDown: MOST_ROWS - 1, Qt.Key.Key_PageUp: 1 - MOST_ROWS}
Index = QModelIndex | QPersistentModelIndex
COMMAND = Qt.ItemDataRole.UserRole


class CommandModel(QAbstractListModel):
    """The commands that fit, best first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.commands: list[Command] = []

    def show_commands(self, commands: list[Command]) -> None:
        """Replace all of them."""
        self.beginResetModel()
        self.commands = commands
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.commands)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        command = self.commands[index.row()]
        if role == COMMAND:
            return command
        if role == Qt.ItemDataRole.DisplayRole:
            return command.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(command)
        return None


def spoken(command: Command) -> str:
    """Return a line as a screen reader says it."""
    title = command.title
    if not command.is_enabled:
        title = text("palette.unavailable", title=title)
    return listed(filter(None, (title, command.place, command.shortcut)))


class CommandLine(QStyledItemDelegate):
    """Draws a title, where it is found, and its key at the right."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        command: Command = index.data(COMMAND)
        colors = theme.current()
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        title_color, quiet = QColor(colors.text), QColor(colors.muted)
        if is_chosen:
            back = colors.accent if command.is_enabled else colors.line
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(back))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 4, 4)
            if command.is_enabled:
                title_color = quiet = QColor(colors.on_accent)
        if not command.is_enabled:
            title_color = quiet = QColor(colors.muted)
            painter.setOpacity(1.0 if is_chosen else 0.6)
        room = rect.adjusted(ROW_PADDING, 0, -ROW_PADDING, 0)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(8.5))
        metrics = painter.fontMetrics()
        if command.shortcut:
            painter.setPen(title_color)
            painter.drawText(room, right, command.shortcut)
            width = metrics.horizontalAdvance(command.shortcut) + GAP
            room.setRight(room.right() - width)
        plain = theme.font(10)
        wanted = QFontMetrics(plain).horizontalAdvance(command.title)
        place_room = max(room.width() - wanted - GAP, room.width() // 3)
        middle = Qt.TextElideMode.ElideRight
        place = metrics.elidedText(command.place, middle, place_room)
        painter.setPen(quiet)
        painter.drawText(room, right, place)
        room.setRight(room.right() - metrics.horizontalAdvance(place) - GAP)
        painter.setFont(plain)
        painter.setPen(title_color)
        words = painter.fontMetrics().elidedText(command.title, middle, room.width())
        painter.drawText(room, left, words)
        painter.setOpacity(1.0)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, QFontMetrics(theme.font(10)).height() + ROW_PADDING)


class CommandPalette(QFrame):
    """Lies over the window until a command is chosen or Esc is pressed."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window_part = window
        self.setObjectName("palette")
        self.setAccessibleName(text("palette.title"))
        self.commands: list[Command] = []
        self.focus_before: QWidget | None = None
        self.line = QLineEdit()
        self.line.setPlaceholderText(text("palette.hint"))
        self.line.setAccessibleName(text("palette.title"))
        self.line.installEventFilter(self)
        self.model = CommandModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(CommandLine(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(text("palette.results"))
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.list.setHorizontalScrollBarPolicy(never)
        self.list.setStyleSheet("QListView { background: transparent; }")
        self.list.clicked.connect(self._on_clicked)
        self.empty = QLabel(text("palette.none"))
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setMinimumHeight(60)
        keys = QLabel(text("palette.keys"))
        keys.setProperty("role", "muted")
        layout = self.column = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        layout.addWidget(self.empty)
        layout.addWidget(keys)
        self.line.textChanged.connect(self.search)
        window.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        self.hide()

    # ---- life --------------------------------------------------------------------

    def toggle(self) -> None:
        """Open, or close when it is open."""
        if self.isVisible():
            self.close_palette()
        else:
            self.open_palette()

    def open_palette(self) -> None:
        """Show everything that can be done now, what was done lately first."""
        self.focus_before = QApplication.focusWidget()
        self.commands = all_commands(self.window_part)
        self.line.clear()
        self.search("")
        self.place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_palette(self) -> None:
        """Hide, and give the focus back."""
        before, self.focus_before = self.focus_before, None
        self.hide()
        # The editor of a name or a number is gone as soon as it has no focus.
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        else:
            # Else the next control of the window would take it, and with it Space.
            self.window_part.setFocus(Qt.FocusReason.PopupFocusReason)
        # Nothing of the window is kept alive by a list that nobody sees.
        self.commands = []
        self.model.show_commands([])

    def place(self) -> None:
        """Take the upper middle of the window."""
        window = self.window_part
        width = min(WIDTH, window.width() - 2 * MARGIN)
        row = self.list.sizeHintForRow(0) if self.model.commands else 0
        room = window.height() - TOP - 160
        rows = min(MOST_ROWS, max(room // max(row, 1), 3), len(self.model.commands))
        self.list.setFixedHeight(max(rows * row, 1) + 2)
        top = min(TOP, window.height() // 12)
        left = (window.width() - width) // 2
        self.setGeometry(left, top, width, self.sizeHint().height())

    # ---- searching ---------------------------------------------------------------

    def recent(self) -> list[str]:
        """Return the keys of the commands that were used last, newest first."""
        try:
            stored = json.loads(self.window_part.preferences.text(RECENT_KEY, "[]"))
        except ValueError:
            # Preferences are no document: what is broken is empty.
            return []
        if not isinstance(stored, list):
            return []
        return [key for key in stored if isinstance(key, str)][:MOST_RECENT]

    def remember(self, key: str) -> None:
        keys = [key, *(other for other in self.recent() if other != key)]
        stored = json.dumps(keys[:MOST_RECENT])
        self.window_part.preferences.set_text(RECENT_KEY, stored)

    def search(self, query: str) -> None:
        """Show what fits the letters that were typed."""
        recent = {key: place for place, key in enumerate(self.recent())}
        ranked: list[tuple[float, Command]] = []
        for command in self.commands:
            score = fit(query, command.words)
            if score is not None:
                lately = MOST_RECENT - recent.get(command.key, MOST_RECENT)
                # Without a query, used lately comes first and the rest in its order.
                score = score if query.strip() else IMPOSSIBLE * command.is_enabled
                ranked.append((score + LATELY * lately / MOST_RECENT, command))
        for typed, command in value_commands(self.window_part, query):
            score = fit(typed, command.title.rpartition("=")[0])
            if score is not None:
                ranked.append((score + LATELY, command))
        ranked.sort(key=lambda pair: -pair[0])
        self.model.show_commands([command for _, command in ranked])
        self.empty.setVisible(not ranked)
        self.list.setVisible(bool(ranked))
        self.choose_row(0)
        self.column.activate()
        self.place()

    def choose_row(self, row: int) -> None:
        count = len(self.model.commands)
        if count:
            row = max(0, min(row, count - 1))
            self.list.setCurrentIndex(self.model.index(row))
            self.line.setAccessibleDescription(spoken(self.model.commands[row]))

    # ---- doing -------------------------------------------------------------------

    def run_current(self) -> None:
        """Do what is chosen, if it can be done now."""
        index = self.list.currentIndex()
        if not index.isValid():
            return
        command = self.model.commands[index.row()]
        if not command.is_enabled:
            return
        if not command.key.startswith("value:"):
            self.remember(command.key)
        self.close_palette()
        command.run()

    def _on_clicked(self) -> None:
        self.run_current()

    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        # A click elsewhere closes it; another program's window does not.
        if self.isVisible() and now is not None and not self.isAncestorOf(now):
            self.focus_before = now
            self.close_palette()

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key of the list does; return whether it did."""
        key = Qt.Key(event.key())
        row, count = self.list.currentIndex().row(), len(self.model.commands)
        if key in MOVES and count:
            self.choose_row((row + MOVES[key]) % count)
        elif key in PAGES and count:
            self.choose_row(row + PAGES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.run_current()
        elif key == Qt.Key.Key_Escape:
            self.close_palette()
        else:
            # Tab would leave through the list.
            return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colors.accent), 1.5))
            painter.setBrush(QColor(colors.card))
            rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(rect, RADIUS, RADIUS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                return self.press(event)
            is_escape = event.key() == Qt.Key.Key_Escape
            if event.type() == QEvent.Type.ShortcutOverride and is_escape:
                event.accept()
                return True
        elif event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)
