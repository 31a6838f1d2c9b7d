"""Prepares what a step needs, and does what a person would do, in the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from playground.settings import Settings
from ui.labels import text
from ui.lesson_evidence import LessonEvidence
from ui.lesson_hand import LessonHand, Waiting
from ui.lesson_page_acts import PAGE_ACTS
from ui.lesson_run_acts import RUN_ACTS, Act
from ui.lessons.chapter import Action, Experiment
from ui.panels.transport import SPEEDS

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class LessonDoer(QObject):
    """Goes through one generator at a time, on the window's clock.

    Attributes
    ----------
    is_busy : whether it is under way
    """

    def __init__(self, window: "MainWindow", evidence: LessonEvidence) -> None:
        super().__init__(window)
        self.window_part = window
        self.evidence = evidence
        self.hand = LessonHand(window, evidence)
        self.work: Waiting | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(self.hand.turn_ms)
        self.timer.timeout.connect(self.turn)

    @property
    def is_busy(self) -> bool:
        return self.work is not None

    def begin(self, work: Waiting) -> None:
        """Do this, and nothing any longer that was begun before."""
        self.stop()
        self.work = work
        self.timer.start()
        self.turn()

    def stop(self) -> None:
        """Give up what is under way."""
        self.timer.stop()
        self.work = None

    def turn(self) -> None:
        """Go on until there is something to wait for."""
        work = self.work
        if work is None:
            return
        try:
            next(work)
        except StopIteration:
            # The end of it may have begun something else.
            if self.work is work:
                self.stop()

    # ---- preparing ---------------------------------------------------------------

    def prepare(self, experiment: Experiment, name: str) -> Waiting:
        """Load what a step begins with; `name` is for the list of what was done."""
        window = self.window_part
        settings = experiment.run_settings()
        if settings is not None:
            self.evidence.forget_shown()
            yield from self.start_over(experiment, settings, name)
        if experiment.speed is not None:
            window.transport.set_speed(SPEEDS.index(experiment.speed or None))
        if experiment.page is not None:
            self.hand.show_page(experiment.page)
        lanes = experiment.lanes(window.store.settings)
        if lanes:
            if experiment.finish is not None:
                window.race.controls.finish.show_value(experiment.finish)
            window.race.controls.by.show_choice(experiment.by)
            window.race.start(tuple(lanes))
        if experiment.surface is not None:
            window.surfaces.choose_surface(experiment.surface)
        if experiment.surface is not None or experiment.balls:
            self.hand.choose_balls(experiment.balls)

    def start_over(
        self, experiment: Experiment, settings: Settings, name: str
    ) -> Waiting:
        window = self.window_part
        if experiment.trap is not None:
            window.traps.open(experiment.trap, False)
            window.messages.hide()
        else:
            window.store.replace_all(settings, name)
        yield from self.hand.wait_for_start(settings)

    # ---- doing -------------------------------------------------------------------

    def do(self, actions: tuple[Action, ...]) -> Waiting:
        """Do some things, one after the other."""
        for action in actions:
            for name, value in action.given.items():
                yield from ACTIONS[name](self.hand, value)


def words_of_start(title: str) -> str:
    """Return what the list of what was done calls the beginning of a step."""
    return text("lessons.undo", title=title)


ACTIONS: dict[str, Act] = {**RUN_ACTS, **PAGE_ACTS}
