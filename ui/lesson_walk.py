"""The way through a chapter: the open step, what it prepares, whether it is done."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from playground.errors import PlaygroundError
from ui.labels import sentence
from ui.lesson_doing import LessonDoer, words_of_start
from ui.lesson_evidence import LessonEvidence
from ui.lesson_progress import LessonProgress
from ui.lesson_shelf import LessonShelf
from ui.lessons.chapter import Chapter, Step
from ui.lessons.checks import all_hold
from ui.lessons.rehearsal import begins_run

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class LessonWalk(QObject):
    """Stands at one step of one chapter and looks whether it is done.

    Attributes
    ----------
    key, place : the chapter that is open, and the step, counted from 0; "" is the list
    passed : whether the program saw what the step asks for
    is_settled : whether the run stands where the step begins
    agreed : whether a person let go of what was open before the lesson
    chosen : the answer that was given to a prediction, by (key, place)

    Signals
    -------
    moved : another step is open, or this one anew
    settled : the step is prepared, and the checks look
    seen : the step is done now
    troubled : a sentence why the program cannot look
    busy_changed : whether a solution is being shown
    ended : no chapter follows
    """

    moved = Signal()
    settled = Signal()
    seen = Signal()
    troubled = Signal(str)
    busy_changed = Signal(bool)
    ended = Signal()

    def __init__(self, window: "MainWindow", parent: QObject) -> None:
        super().__init__(parent)
        self.window_part = window
        self.progress = LessonProgress(window.preferences)
        self.shelf = LessonShelf(self.progress)
        self.evidence = LessonEvidence(window)
        self.doer = LessonDoer(window, self.evidence)
        self.chosen: dict[tuple[str, int], int] = {}
        self.key, self.place = "", 0
        self.passed = self.is_settled = self.agreed = False
        self.evidence.changed.connect(self.look)
        window.documents.opened.connect(self._on_opened)

    # ---- where one is ------------------------------------------------------------

    @property
    def chapter(self) -> Chapter:
        return self.shelf.chapters()[self.key]

    @property
    def step(self) -> Step | None:
        """The step that is open; None at the end of the chapter and on the list."""
        if not self.key or self.place >= len(self.chapter.steps):
            return None
        return self.chapter.steps[self.place]

    def flags(self) -> list[bool]:
        """Return which steps of the chapter are done."""
        made = self.shelf.done(self.key)
        return [place in made for place in range(len(self.chapter.steps))]

    def leave(self) -> None:
        """Stand nowhere; the run stays as it is."""
        self.doer.stop()
        self.key = ""

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
            self.moved.emit()
            self.doer.begin(self.prepared(follows=follows))

        if place < self.shelf.length(key):
            self.guard(go)
        else:
            self.key, self.place = key, place
            self.moved.emit()

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
        self.settled.emit()
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
            self.ended.emit()
        else:
            self.begin(following, 0)

    def go_back(self) -> None:
        """Show the step before; one that is done is only read again."""
        if not self.place:
            return
        before = self.place - 1
        if before not in self.shelf.done(self.key):
            self.begin(self.key, before)
            return
        self.doer.stop()
        self.place, self.passed, self.is_settled = before, True, False
        self.progress.stand_at(self.key, before)
        self.moved.emit()

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
        self.moved.emit()
        # The first turn is made at once, and may be the last.
        self.busy_changed.emit(True)
        self.doer.begin(self.solved(step))

    def solved(self, step: Step) -> Iterator[None]:
        """Do a step's solution; a step that was only read again is prepared first."""
        if not self.is_settled:
            yield from self.prepared(follows=False)
        assert step.check is not None
        yield from self.doer.do(step.check.solution)
        self.busy_changed.emit(False)

    # ---- looking -----------------------------------------------------------------

    def look(self) -> None:
        """See whether the step is done now."""
        step = self.step
        if step is None or step.check is None or self.passed or not self.is_settled:
            return
        evidence = self.evidence.evidence()
        if evidence is None:
            return
        try:
            self.passed = all_hold(step.check.conditions, evidence)
        except PlaygroundError as error:
            self.troubled.emit(sentence(str(error)))
            return
        if self.passed:
            self.progress.add(self.key, self.place)
            self.seen.emit()

    def _on_opened(self) -> None:
        self.agreed = False
