"""Leads through the lessons: what is open, what it prepares, whether it was done."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from playground.errors import PlaygroundError
from ui.labels import glued, sentence, text
from ui.language import LANGUAGE
from ui.lesson_controls import named_control, named_part
from ui.lesson_doing import LessonDoer, words_of_start
from ui.lesson_entry import LessonEntry
from ui.lesson_evidence import LessonEvidence
from ui.lesson_progress import LessonProgress
from ui.lesson_shelf import LessonShelf
from ui.lessons.chapter import Chapter, Step
from ui.lessons.checks import all_hold
from ui.lessons.rehearsal import begins_run
from ui.panels.lessons import LessonsPanel
from ui.panels.lessons_column import LessonsColumn
from ui.widgets.halo import Halo

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class LessonGuide(QObject):
    """Owns the lessons panel, made when it is first opened.

    Attributes
    ----------
    key, place : the chapter that is open, and the step, counted from 0; "" is the list
    passed : whether the program saw what the step asks for
    agreed : whether a person let go of what was open before the lesson
    """

    def __init__(self, window: "MainWindow", column: LessonsColumn) -> None:
        super().__init__(window)
        self.window_part = window
        self.column = column
        self.progress = LessonProgress(window.preferences)
        self.shelf = LessonShelf(self.progress)
        self.evidence = LessonEvidence(window)
        self.doer = LessonDoer(window, self.evidence)
        self.panel: LessonsPanel | None = None
        self.halo: Halo | None = None
        self.chosen: dict[tuple[str, int], int] = {}
        self.key, self.place = "", 0
        self.passed = self.is_settled = self.agreed = False
        self.entry = LessonEntry(window.actions_by_key["lessons"])
        self.entry.stand_in(window.menuBar())
        column.returned.connect(self.open)
        self.evidence.changed.connect(self.look)
        window.documents.opened.connect(self._on_opened)
        window.incoming.lesson_wanted.connect(self.open_file)
        LANGUAGE.changed.connect(self.speak)

    # ---- the panel ---------------------------------------------------------------

    def toggle(self) -> None:
        """Open the lessons, or put them aside."""
        if self.column.has_lesson:
            self.fold() if self.key else self.close()
        else:
            self.open()

    def open(self) -> None:
        """Show the lessons where they were left."""
        panel = self.ensure_panel()
        self.evidence.open()
        if not self.key:
            self.show_list()
        self.column.show_lesson(panel)
        self.show_halo()

    def ensure_panel(self) -> LessonsPanel:
        if self.panel is None:
            panel = self.panel = LessonsPanel()
            panel.list_wanted.connect(self.show_list)
            panel.back_wanted.connect(self.go_back)
            panel.again_wanted.connect(self.begin_again)
            panel.solution_wanted.connect(self.show_solution)
            panel.next_wanted.connect(self.go_on)
            panel.folded.connect(self.fold)
            panel.closed.connect(self.close)
            panel.page.answered.connect(self._on_answered)
            panel.list.chosen.connect(self.enter)
            panel.list.going_on_wanted.connect(self.resume)
            panel.list.file_wanted.connect(self.ask_file)
            panel.list.forgetting_wanted.connect(self.forget)
            self.halo = Halo(self.window_part)
        return self.panel

    def fold(self) -> None:
        """Show the cards of the column; the lesson goes on."""
        words = ""
        if self.key:
            key = "return_done" if self.passed else "return"
            words = text(f"lessons.{key}")
        self.column.show_cards(words)
        self.show_halo()

    def close(self) -> None:
        """Leave the lessons; the run stays as it is."""
        self.doer.stop()
        self.evidence.close()
        self.key, self.agreed = "", False
        self.column.show_cards()
        self.show_halo()

    def show_list(self) -> None:
        """Show all chapters with what is done of them."""
        self.doer.stop()
        self.key = ""
        known = self.chapters()
        done = {key: len(self.done(key)) for key in known}
        can_go_on = self.shelf.last() is not None
        self.ensure_panel().show_chapters(known, done, can_go_on)
        self.show_halo()

    # ---- where one is ------------------------------------------------------------

    def chapters(self) -> dict[str, Chapter]:
        """Return the chapters of the language in force, and a person's own."""
        return self.shelf.chapters()

    @property
    def chapter(self) -> Chapter:
        return self.chapters()[self.key]

    @property
    def step(self) -> Step | None:
        """The step that is open; None at the end of the chapter and on the list."""
        if not self.key or self.place >= len(self.chapter.steps):
            return None
        return self.chapter.steps[self.place]

    def done(self, key: str) -> list[int]:
        """Return the steps of a chapter that are done, as far as there still are."""
        return self.shelf.done(key)

    def show(self) -> None:
        """Write the step that is open."""
        chapter, made = self.chapter, self.done(self.key)
        flags = [place in made for place in range(len(chapter.steps))]
        panel = self.ensure_panel()
        chosen = self.chosen.get((self.key, self.place))
        panel.show_step(chapter, self.place, flags, chosen)
        panel.show_passed(self.passed)
        self.show_halo()

    # ---- going on ----------------------------------------------------------------

    def enter(self, key: str) -> None:
        """Begin a chapter, at its first step that is not done."""
        self.begin(key, self.shelf.first_open(key))

    def resume(self) -> None:
        """Go on where one was when the lessons were left."""
        last = self.shelf.last()
        if last is not None:
            self.begin(*last)

    def begin(self, key: str, place: int, *, follows: bool = False) -> None:
        """Stand at the beginning of a step, with its experiment.

        Parameters
        ----------
        follows : whether it goes on from the step before, as that left the run
        """

        def go() -> None:
            self.agreed = True
            self.window_part.documents.let_go()
            self.key, self.place = key, place
            self.passed = self.is_settled = False
            self.chosen.pop((key, place), None)
            self.progress.stand_at(key, place)
            self.show()
            self.doer.begin(self.prepared(follows=follows))

        if place < self.shelf.length(key):
            self.guard(go)
        else:
            self.key, self.place = key, place
            self.show()

    def guard(self, action: Callable[[], None]) -> None:
        """Ask once before a person's own work gives way to a lesson."""
        documents = self.window_part.documents
        if self.agreed and not documents.is_painted:
            action()
        else:
            documents.guard(action)

    def prepared(self, *, follows: bool) -> Iterator[None]:
        """Prepare the step that is open; what it builds on is done first."""
        window, steps = self.window_part, self.chapter.steps
        window.trainer.pause()
        window.network.stages.leave()
        first = self.place
        while first > 0 and not follows and not begins_run(steps[first]):
            first -= 1
        for step in steps[first : self.place]:
            yield from self.prepare(step)
            if step.check is not None:
                yield from self.doer.do(step.check.solution)
        window.network.stages.leave()
        yield from self.prepare(steps[self.place])
        self.evidence.begin(new_run=begins_run(steps[self.place]))
        self.is_settled = True
        self.show_halo()
        self.look()

    def prepare(self, step: Step) -> Iterator[None]:
        if step.experiment is not None:
            name = words_of_start(step.title)
            yield from self.doer.prepare(step.experiment, name)

    def go_on(self) -> None:
        """Take a step that nothing is looked for in as done, and go to the next."""
        step = self.step
        if step is None:
            self.go_to_next_chapter()
            return
        if step.check is None:
            self.progress.add(self.key, self.place)
        self.begin(self.key, self.place + 1, follows=self.is_settled)

    def go_to_next_chapter(self) -> None:
        following = self.shelf.next_key(self.key)
        if following is None:
            self.show_list()
        else:
            self.begin(following, 0)

    def go_back(self) -> None:
        """Show the step before; one that is done is only read again."""
        if not self.place:
            return
        before = self.place - 1
        if before not in self.done(self.key):
            self.begin(self.key, before)
            return
        self.doer.stop()
        self.place, self.passed, self.is_settled = before, True, False
        self.progress.stand_at(self.key, before)
        self.show()

    def begin_again(self) -> None:
        """Load what the step begins with once more."""
        if self.step is not None:
            self.begin(self.key, self.place)

    def show_solution(self) -> None:
        """Do what the step asks for before the person's eyes."""
        step = self.step
        if step is None or step.check is None or not step.check.solution:
            return
        self.passed = False
        self.show()
        self.doer.begin(self.solved(step))
        self.ensure_panel().show_busy(True)

    def solved(self, step: Step) -> Iterator[None]:
        """Do a step's solution; a step that was only read again is prepared first."""
        if not self.is_settled:
            yield from self.prepared(follows=False)
        assert step.check is not None
        yield from self.doer.do(step.check.solution)
        self.ensure_panel().show_busy(False)

    # ---- looking -----------------------------------------------------------------

    def look(self) -> None:
        """See whether the step is done now."""
        step = self.step
        if step is None or step.check is None or self.passed or not self.is_settled:
            return
        evidence = self.evidence.evidence()
        if evidence is None or self.panel is None:
            return
        try:
            self.passed = all_hold(step.check.conditions, evidence)
        except PlaygroundError as error:
            self.panel.page.show_trouble(sentence(str(error)))
            return
        if self.passed:
            self.progress.add(self.key, self.place)
            made = self.done(self.key)
            flags = [place in made for place in range(len(self.chapter.steps))]
            self.panel.page.show_place(self.place, flags)
            self.panel.show_passed(True)
            if not self.column.has_lesson:
                self.fold()
            self.show_halo()

    def show_halo(self) -> None:
        """Ring the control that the step speaks of, until it is done."""
        if self.halo is None:
            return
        step, target, part = self.step, None, None
        is_wanted = self.is_settled and not self.passed
        if step is not None and step.check is not None and is_wanted:
            actions = step.check.solution
            target = named_control(self.window_part, actions)
            part = named_part(self.window_part, actions)
        self.halo.point_at(target, part)

    def _on_answered(self, choice: int) -> None:
        self.chosen[self.key, self.place] = choice

    def _on_opened(self) -> None:
        self.agreed = False

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
        key, mistakes = self.shelf.read(path)
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
        self.progress.forget()
        self.chosen.clear()
        self.show_list()

    def speak(self) -> None:
        """Show the same step in the language in force."""
        if self.panel is None:
            return
        if not self.key:
            if self.column.has_lesson:
                self.show_list()
            return
        self.show()
        if not self.column.has_lesson:
            self.fold()
