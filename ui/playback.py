"""Playing, stepping and going back: the run, or what the page in front shows."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.widgets.seed_row import another_seed

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class Playback(QObject):
    """The commands of the run menu.

    While the race or a surface is in front, or an update is open, play and step mean
    that and not the run.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window_part = window

    def commands(self) -> dict[str, Callable[[], None]]:
        """Return what the actions do."""
        trainer = self.window_part.trainer
        return {
            "play": self.toggle_play,
            "step": self.step,
            "step_epoch": trainer.step_epoch,
            "step_back": self.step_back,
            "step_back_epoch": trainer.step_back_epoch,
            "to_start": self.go_to_start,
            "to_end": self.go_to_end,
            "play_back": self.play_back,
            "reset": self.reset,
            "new_start": self.new_start,
            "new_sample": self.new_sample,
            "faster": self.faster,
            "slower": self.slower,
        }

    def toggle_play(self) -> None:
        """Play, or pause."""
        window = self.window_part
        if window.pages.is_in_front("race"):
            window.race.toggle_play()
        elif window.pages.is_in_front("surfaces"):
            window.surfaces.toggle_play()
        elif window.network.stages.is_on:
            window.network.stages.toggle_play()
        elif window.trainer.playing:
            window.trainer.pause()
        else:
            window.messages.hide()
            window.trainer.play(window.transport.current_speed)

    def step(self) -> None:
        """Make one update; while one looks inside it, go on to its next stage."""
        window = self.window_part
        if window.pages.is_in_front("race"):
            window.race.make_step()
        elif window.pages.is_in_front("surfaces"):
            window.surfaces.step()
        elif window.network.stages.is_on:
            window.network.stages.step_on()
        else:
            window.trainer.step()

    def step_back(self) -> None:
        """Take back one update, or go to the stage before."""
        window = self.window_part
        if window.pages.is_in_front("surfaces"):
            window.surfaces.step_back()
        elif window.network.stages.is_on:
            window.network.stages.step_back()
        else:
            window.trainer.step_back()

    def play_back(self) -> None:
        """Go back in time at the chosen speed, or pause."""
        trainer = self.window_part.trainer
        if trainer.playing:
            trainer.pause()
        else:
            trainer.play_back(self.window_part.transport.current_speed)

    def go_to_start(self) -> None:
        """Stand at update 0."""
        self.window_part.trainer.seek(0)

    def go_to_end(self) -> None:
        """Stand at the end of the branch."""
        if self.window_part.frame is not None:
            self.window_part.trainer.seek(self.window_part.frame.furthest)

    def go_on_at(self, speed: float | None) -> None:
        """Take another speed while it plays."""
        if self.window_part.trainer.playing:
            self.window_part.trainer.play(speed)

    def faster(self) -> None:
        """Take the next higher speed."""
        transport = self.window_part.transport
        transport.set_speed(transport.speed.currentIndex() + 1)

    def slower(self) -> None:
        """Take the next lower speed."""
        transport = self.window_part.transport
        transport.set_speed(transport.speed.currentIndex() - 1)

    # ---- another beginning -------------------------------------------------------

    def reset(self) -> None:
        """Go back to update 0 and the same first weights."""
        self.window_part.messages.hide()
        self.window_part.trainer.reset(self.window_part.store.settings)

    def new_start(self) -> None:
        """Draw other first weights on the same data."""
        store = self.window_part.store
        seed = another_seed(store.settings.seed)
        store.edit({"seed": seed, "data_seed": store.settings.data_seed})

    def new_sample(self) -> None:
        """Draw other data of the same kind for the same first weights."""
        store = self.window_part.store
        store.edit({"data_seed": another_seed(store.settings.data_seed)})
