"""The lessons panel: chapters, and inside one a step at a time."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.icons import icon
from ui.labels import text
from ui.lessons.chapter import Chapter
from ui.panels.lessons_list import ChapterList
from ui.panels.lessons_step import StepPage
from ui.theme import APPEARANCE, current
from ui.widgets.elided import ElidedLabel

ICONS = {"list": "back", "close": "close", "back": "step-back", "again": "reset"}


class LessonsPanel(QFrame):
    """Shows what it is told, and says what a person wants.

    Signals
    -------
    list_wanted, back_wanted, again_wanted, solution_wanted, next_wanted : a button
    folded : the cards that lie under the panel are wanted
    closed : the lesson is not wanted any longer
    """

    list_wanted = Signal()
    back_wanted = Signal()
    again_wanted = Signal()
    solution_wanted = Signal()
    next_wanted = Signal()
    folded = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(text("lessons.panel"))
        self.list = ChapterList()
        self.page = StepPage()
        self.title = ElidedLabel()
        self.title.setProperty("role", "title")
        self.tools = {key: self.make_tool(key) for key in ICONS}
        self.fold = button("fold", "flat")
        self.show_me = button("show")
        self.next = button("next", "primary")
        self.pages = QStackedWidget()
        self.footer = QWidget()
        self.build()
        self.connect_parts()
        self.paint_icons()
        self.show_list()

    # ---- composition -------------------------------------------------------------

    def make_tool(self, key: str) -> QToolButton:
        tool = QToolButton()
        tool.setIconSize(QSize(14, 14))
        tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tool.setToolTip(text(f"lessons.{key}_tip"))
        tool.setAccessibleName(text(f"lessons.{key}"))
        tool.setProperty("role", "flat" if key in ("list", "close") else "")
        return tool

    def build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.tools["list"])
        head.addWidget(self.title, 1)
        head.addWidget(self.fold)
        head.addWidget(self.tools["close"])
        foot = QHBoxLayout(self.footer)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(5)
        foot.addWidget(self.tools["back"])
        foot.addWidget(self.tools["again"])
        foot.addWidget(self.show_me)
        foot.addStretch(1)
        foot.addWidget(self.next)
        for page in (self.list, self.page):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.footer)

    def connect_parts(self) -> None:
        for tool, wanted in (
            (self.tools["list"], self.list_wanted),
            (self.tools["back"], self.back_wanted),
            (self.tools["again"], self.again_wanted),
            (self.tools["close"], self.closed),
            (self.show_me, self.solution_wanted),
            (self.next, self.next_wanted),
            (self.fold, self.folded),
        ):
            tool.clicked.connect(emitter(wanted))
        APPEARANCE.changed.connect(self.paint_icons)

    def paint_icons(self) -> None:
        """Draw the icons in the colours of the theme."""
        colors = current()
        for key, name in ICONS.items():
            self.tools[key].setIcon(icon(name, colors.text, colors.strong_line))

    # ---- showing -----------------------------------------------------------------

    @property
    def is_listing(self) -> bool:
        return self.pages.currentWidget() is self.list

    def show_list(self) -> None:
        """Show the chapters."""
        self.pages.setCurrentWidget(self.list)
        self.tools["list"].hide()
        self.footer.hide()
        self.show_title(text("lessons.panel"))

    def show_chapters(
        self, chapters: Mapping[str, Chapter], done: Mapping[str, int], go_on: bool
    ) -> None:
        """Fill the list of chapters, and show it."""
        self.list.show_chapters(chapters, done, can_go_on=go_on)
        self.show_list()

    def show_step(
        self, chapter: Chapter, place: int, done: Sequence[bool], chosen: int | None
    ) -> None:
        """Show a step of a chapter, counted from 0; the last but one is its end."""
        self.open_page(chapter)
        if place < len(chapter.steps):
            self.page.show_step(chapter, place, done, chosen)
        else:
            self.page.show_end(chapter, done)
        step = self.page.step
        has_solution = bool(step and step.check and step.check.solution)
        self.tools["back"].setEnabled(place > 0)
        self.tools["again"].setEnabled(step is not None)
        self.show_me.setEnabled(has_solution)
        self.next.setText(text("lessons.next" if step else "lessons.next_chapter"))

    def open_page(self, chapter: Chapter) -> None:
        self.pages.setCurrentWidget(self.page)
        self.tools["list"].show()
        self.footer.show()
        self.show_title(chapter.title)

    def show_title(self, words: str) -> None:
        self.title.show_words(words)

    def show_passed(self, passed: bool) -> None:
        """Say whether the step is done; then the way on is what one looks for."""
        self.page.show_passed(passed)
        step = self.page.step
        role = "primary" if passed or step is None or step.check is None else ""
        if self.next.property("role") != role:
            self.next.setProperty("role", role)
            self.next.style().unpolish(self.next)
            self.next.style().polish(self.next)

    def show_busy(self, busy: bool) -> None:
        """Let nobody ask twice for what is under way."""
        step = self.page.step
        has_solution = bool(step and step.check and step.check.solution)
        self.show_me.setEnabled(has_solution and not busy)

    def minimumSizeHint(self) -> QSize:
        # All that has no room scrolls.
        return QSize(180, 200)


def button(key: str, role: str = "") -> QPushButton:
    """Return a button with words."""
    result = QPushButton(text(f"lessons.{key}"))
    result.setToolTip(text(f"lessons.{key}_tip"))
    result.setProperty("role", role)
    result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return result


def emitter(signal: object) -> Callable[[], None]:
    """Return what emits a signal without what a button says of its state."""
    return lambda: signal.emit()  # type: ignore[attr-defined]
