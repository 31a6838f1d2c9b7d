"""What a hand does in the window while a lesson goes on by itself, and waits for.

The training thread answers later, so all of it is written as generators that yield as
long as they wait.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from playground.settings import Settings
from ui.lesson_evidence import LessonEvidence

if TYPE_CHECKING:
    from ui.main_window import MainWindow

Waiting = Iterator[None]


class LessonHand:
    """The window, and what was seen of it.

    Attributes
    ----------
    seconds : what takes longer than a few single updates is played, and takes about so
        long
    stay : so many turns one stays at a stage on the way to another
    turn_ms : how long a turn is
    """

    seconds = 2.5
    stay = 12
    turn_ms = 30

    def __init__(self, window: "MainWindow", evidence: LessonEvidence) -> None:
        self.window = window
        self.evidence = evidence

    @property
    def update(self) -> int:
        """The update that is shown."""
        frame = self.window.frame
        return 0 if frame is None else frame.update

    def show_page(self, key: str) -> None:
        self.window.center.show_page(getattr(self.window, key))

    def leave_stages(self) -> None:
        self.window.network.stages.leave()

    def choose_balls(self, rules: tuple[str, ...]) -> None:
        """Put these rules' balls at the start; without any those that run."""
        surfaces = self.window.surfaces
        if rules:
            for rule, box in surfaces.table.boxes.items():
                box.blockSignals(True)
                box.setChecked(rule in rules)
                box.blockSignals(False)
        surfaces.set_playing(False)
        surfaces.restart()

    # ---- waiting -----------------------------------------------------------------

    def wait_for_change(self) -> Waiting:
        """Wait until what was changed last is shown."""
        generation = self.window.trainer.generation
        while self.evidence.last[1] < generation:
            yield

    def wait_for_start(self, settings: Settings) -> Waiting:
        """Wait until a run with these settings is shown, and its start is in place."""
        window = self.window
        generation = window.trainer.generation
        while self.evidence.last[1] < generation or window.traps.is_pending:
            yield
        while window.frame is None or window.frame.settings != settings:
            if window.trainer.generation != generation:
                # A person did something else meanwhile.
                return
            yield

    def wait_for(self, is_there: Callable[[], bool]) -> Waiting:
        """Wait until training is where it shall be, or ends by itself; then pause."""
        trainer = self.window.trainer
        has_played = False
        while not (is_there() or self.evidence.has_diverged):
            if has_played and not trainer.playing:
                # A person paused it.
                break
            has_played = has_played or trainer.playing
            yield
        trainer.pause()
        while trainer.playing:
            yield
