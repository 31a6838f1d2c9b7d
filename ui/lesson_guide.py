"""Leads through the lessons: the panel, the list of chapters, what is ringed."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.labels import glued, sentence, text
from ui.language import LANGUAGE
from ui.lesson_controls import named_control, named_part
from ui.lesson_walk import LessonWalk
from ui.lessons.chapter import Chapter
from ui.panels.lessons import LessonsPanel
from ui.panels.lessons_column import LessonsColumn
from ui.widgets.halo import Halo

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class LessonGuide(QObject):
    """Owns the lessons panel, made when it is first opened.

    Attributes
    ----------
    walk : which step is open, and whether it is done
    """

    def __init__(self, window: "MainWindow", column: LessonsColumn) -> None:
        super().__init__(window)
        self.window_part = window
        self.column = column
        self.walk = LessonWalk(window, self)
        self.panel: LessonsPanel | None = None
        self.halo: Halo | None = None
        self.walk.moved.connect(self.show)
        self.walk.settled.connect(self.show_halo)
        self.walk.seen.connect(self._on_seen)
        self.walk.ended.connect(self.show_list)
        column.returned.connect(self.open)
        LANGUAGE.changed.connect(self.speak)

    # ---- the panel ---------------------------------------------------------------

    def toggle(self) -> None:
        """Open the lessons, or put them aside."""
        if self.column.has_lesson:
            self.fold() if self.walk.key else self.close()
        else:
            self.open()

    def open(self) -> None:
        """Show the lessons where they were left."""
        panel = self.ensure_panel()
        self.walk.evidence.open()
        if not self.walk.key:
            self.show_list()
        self.column.show_lesson(panel)
        self.show_halo()

    def ensure_panel(self) -> LessonsPanel:
        if self.panel is None:
            panel = self.panel = LessonsPanel()
            panel.list_wanted.connect(self.show_list)
            panel.back_wanted.connect(self.walk.go_back)
            panel.again_wanted.connect(self.walk.begin_again)
            panel.solution_wanted.connect(self.walk.show_solution)
            panel.next_wanted.connect(self.walk.go_on)
            panel.folded.connect(self.fold)
            panel.closed.connect(self.close)
            panel.page.answered.connect(self._on_answered)
            panel.list.chosen.connect(self.walk.enter)
            panel.list.going_on_wanted.connect(self.walk.resume)
            panel.list.file_wanted.connect(self.ask_file)
            panel.list.forgetting_wanted.connect(self.forget)
            self.walk.busy_changed.connect(panel.show_busy)
            self.walk.troubled.connect(panel.page.show_trouble)
            self.halo = Halo(self.window_part)
        return self.panel

    def fold(self) -> None:
        """Show the cards of the column; the lesson goes on."""
        words = ""
        if self.walk.key:
            key = "return_done" if self.walk.passed else "return"
            words = text(f"lessons.{key}")
        self.column.show_cards(words)
        self.show_halo()

    def close(self) -> None:
        """Leave the lessons; the run stays as it is."""
        self.walk.leave()
        self.walk.evidence.close()
        self.walk.agreed = False
        self.column.show_cards()
        self.show_halo()

    def enter(self, key: str) -> None:
        """Begin a chapter, at its first step that is not done."""
        self.walk.enter(key)

    # ---- showing -----------------------------------------------------------------

    def chapters(self) -> dict[str, Chapter]:
        """Return the chapters of the language in force, and a person's own."""
        return self.walk.shelf.chapters()

    def show_list(self) -> None:
        """Show all chapters with what is done of them."""
        self.walk.leave()
        known, shelf = self.chapters(), self.walk.shelf
        done = {key: len(shelf.done(key)) for key in known}
        can_go_on = shelf.last() is not None
        self.ensure_panel().show_chapters(known, done, can_go_on)
        self.show_halo()

    def show(self) -> None:
        """Write the step that is open."""
        walk, panel = self.walk, self.ensure_panel()
        chosen = walk.chosen.get((walk.key, walk.place))
        panel.show_step(walk.chapter, walk.place, walk.flags(), chosen)
        panel.show_passed(walk.passed)
        self.show_halo()

    def show_halo(self) -> None:
        """Ring the control that the step speaks of, until it is done."""
        if self.halo is None:
            return
        walk, target, part = self.walk, None, None
        step, is_wanted = walk.step, walk.is_settled and not walk.passed
        if step is not None and step.check is not None and is_wanted:
            actions = step.check.solution
            target = named_control(self.window_part, actions)
            part = named_part(self.window_part, actions)
        self.halo.point_at(target, part)

    def _on_seen(self) -> None:
        panel, walk = self.ensure_panel(), self.walk
        panel.page.show_place(walk.place, walk.flags())
        panel.show_passed(True)
        if not self.column.has_lesson:
            self.fold()
        self.show_halo()

    def _on_answered(self, choice: int) -> None:
        self.walk.chosen[self.walk.key, self.walk.place] = choice

    # ---- a person's own ----------------------------------------------------------

    def ask_file(self) -> None:
        """Ask for a lesson file and open it."""
        questions = self.window_part.documents.questions
        title, filters = text("lessons.file_title"), text("lessons.file_filter")
        path = questions.source(title, filters)
        if path is not None:
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """Add a teacher's chapter to the list, or say all that is wrong with it."""
        self.open()
        self.show_list()
        panel = self.ensure_panel()
        key, mistakes = self.walk.shelf.read(path)
        if mistakes:
            # Each is said again when the language changes.
            said = [sentence(one) for one in mistakes]
            panel.list.complain([glued("\n\n".join(["{}"] * len(said)), *said)])
            return
        self.window_part.documents.questions.remember_folder(path)
        self.show_list()
        panel.list.buttons[key].setFocus()

    def forget(self) -> None:
        """Take nothing as done any more."""
        self.walk.progress.forget()
        self.walk.chosen.clear()
        self.show_list()

    def speak(self) -> None:
        """Show the same step in the language in force."""
        if self.panel is None:
            return
        if not self.walk.key:
            if self.column.has_lesson:
                self.show_list()
            return
        self.show()
        if not self.column.has_lesson:
            self.fold()
