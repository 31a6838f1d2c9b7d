"""The shortcut sheet: every key and gesture, read from menus and tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QMenuBar,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.command_list import bare
from ui.gestures import GESTURES, key_words
from ui.labels import text
from ui.widgets.scrolled import scrolled

COLUMN_WIDTH = 350
MOST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """What some keys do; any one of them does it."""

    words: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a title."""

    title: str
    lines: tuple[Line, ...]


def groups_of(bar: QMenuBar) -> list[Group]:
    """Return every menu entry that has a key, and all gestures."""
    found = []
    for top in bar.actions():
        menu = top.menu()
        if isinstance(menu, QMenu):
            lines = tuple(lines_of(menu))
            if lines:
                found.append(Group(bare(top.text()), lines))
    for group, gestures in GESTURES.items():
        lines = tuple(
            Line(
                text(f"shortcuts.{group}.{gesture.key}"),
                tuple(key_words(key) for key in gesture.keys),
            )
            for gesture in gestures
        )
        found.append(Group(text(f"shortcuts.{group}"), lines))
    return found


def lines_of(menu: QMenu) -> Iterator[Line]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from lines_of(inner)
        elif action.shortcuts():
            yield Line(bare(action.text()), keys_of(action))


def keys_of(action: QAction) -> tuple[str, ...]:
    native = QKeySequence.SequenceFormat.NativeText
    return tuple(key.toString(native) for key in action.shortcuts())


class Sheet(QWidget):
    """The groups in columns of about one height."""

    def __init__(self, groups: list[Group]) -> None:
        super().__init__()
        self.parts = [part_of(group) for group in groups]
        self.heights = [len(group.lines) + 2 for group in groups]
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(4, 0, 14, 4)
        self.row.setSpacing(28)
        self.columns = 0

    def arrange(self, columns: int) -> None:
        """Spread the groups, in their order, over so many columns."""
        if columns == self.columns:
            return
        self.columns = columns
        while item := self.row.takeAt(0):
            layout = item.layout()
            while layout is not None and layout.takeAt(0):
                pass
        share = sum(self.heights) / columns
        column, filled = QVBoxLayout(), 0.0
        boxes = [column]
        for part, height in zip(self.parts, self.heights, strict=True):
            if filled + height / 2 > share * len(boxes) and len(boxes) < columns:
                column = QVBoxLayout()
                boxes.append(column)
            filled += height
            column.addWidget(part)
        for box in boxes:
            box.setSpacing(16)
            box.addStretch(1)
            self.row.addLayout(box, 1)


def part_of(group: Group) -> QWidget:
    """Return a group as a small table: words at the left, keys at the right."""
    part = QWidget()
    grid = QGridLayout(part)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(0, 1)
    title = QLabel(group.title)
    title.setProperty("role", "title")
    grid.addWidget(title, 0, 0, 1, 2)
    rule = QFrame()
    rule.setProperty("role", "separator")
    rule.setFixedHeight(1)
    grid.addWidget(rule, 1, 0, 1, 2)
    for place, line in enumerate(group.lines, 2):
        words = QLabel(line.words)
        words.setWordWrap(True)
        grid.addWidget(words, place, 0)
        grid.addWidget(keys_row(line.keys), place, 1)
    return part


class KeyCap(QLabel):
    """A key with its edge."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setFont(theme.font(8.5))
        self.setContentsMargins(6, 2, 6, 2)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colors.strong_line), 1.0))
            painter.setBrush(QColor(colors.card))
            rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(rect, 4, 4)
        super().paintEvent(event)


def keys_row(keys: tuple[str, ...]) -> QWidget:
    """Return keys as caps in a row, at the right."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(3)
    layout.addStretch(1)
    for key in keys:
        # As high as its words, however many lines stand beside it.
        layout.addWidget(KeyCap(key), 0, Qt.AlignmentFlag.AlignVCenter)
    return row


class ShortcutSheet(QDialog):
    """Shows the sheet until Esc or ? is pressed."""

    def __init__(self, bar: QMenuBar, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("shortcuts.title"))
        title = QLabel(text("shortcuts.title"))
        title.setProperty("role", "title")
        intro = QLabel(text("shortcuts.intro"))
        intro.setProperty("role", "muted")
        self.sheet = Sheet(groups_of(bar))
        # The arrows and the page keys scroll it.
        self.area = scrolled(self.sheet, Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(text("shortcuts.title"))
        page = QFrame()
        page.setProperty("role", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(8, 8, 8, 8)
        outer.addWidget(page)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(20, 14, 8, 10)
        layout.setSpacing(6)
        layout.addWidget(title)
        layout.addWidget(intro)
        layout.addSpacing(4)
        layout.addWidget(self.area, 1)
        self.sheet.arrange(MOST_COLUMNS)
        # Qt would take two thirds of the screen at most.
        self.resize(self.sizeHint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "?":
            self.close()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = max(self.width() // COLUMN_WIDTH, 1)
        self.sheet.arrange(min(fitting, MOST_COLUMNS))

    def sizeHint(self) -> QSize:
        parent = self.parentWidget()
        room = parent.size() if parent is not None else QSize(1240, 800)
        return QSize(min(1240, room.width() - 40), min(880, room.height() - 20))

    def minimumSizeHint(self) -> QSize:
        return QSize(380, 300)
