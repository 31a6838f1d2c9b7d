"""What arrives from the training thread, and who is told."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from playground.frame import Frame
from playground.settings import Settings
from ui.labels import sentence, text
from ui.language import LANGUAGE
from ui.log import LOG
from ui.numbers import format_count
from ui.panels import FramePanel

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class Following(QObject):
    """Hands frames, settings and news to all who show them.

    Attributes
    ----------
    has_just_diverged : training stopped, and the frame at which it did is on its way
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window_part = window
        self.has_just_diverged = False
        trainer = window.trainer
        trainer.frame_ready.connect(self.show_frame)
        trainer.playing_changed.connect(self.show_playing)
        trainer.stopped.connect(self.stop)
        trainer.failed.connect(self.fail)
        trainer.speed_measured.connect(window.status_line.show_speed)
        trainer.noted.connect(window.messages.note)
        window.store.settings_changed.connect(self.show_settings)
        LANGUAGE.changed.connect(self.say_again)

    # ---- settings and frames -----------------------------------------------------

    def show_settings(self, settings: Settings) -> None:
        """Let all controls show these settings."""
        window = self.window_part
        wanted = window.output.probe
        for panel in (
            *(window.data, window.features, window.model, window.stepping),
            *(window.training, window.network, window.output),
            *((window.race, window.sweep) if window.has_pages else ()),
        ):
            panel.show_settings(settings)
        if window.output.probe != wanted:
            # Other data: another slice, or a confusion matrix.
            window.probing.look()
        window.status_line.show_seed(settings.seed)

    def framed(self) -> tuple[FramePanel, ...]:
        """Return the panels that follow the run."""
        window = self.window_part
        return (
            *(window.transport, window.network, window.output),
            *(window.hands, window.inspector, window.curves, window.timeline),
            *window.pages.framed(),
        )

    def show_frame(self, frame: Frame) -> None:
        """Let everything show a frame; the trainer learns what that took."""
        began = time.perf_counter()
        window = self.window_part
        window.frame = frame
        # Controls show what was in force at the update that is shown.
        window.store.follow(frame.settings)
        for panel in (*self.framed(), window.guard, window.documents, window.probing):
            panel.show_frame(frame)
        window.status_line.show_engine(frame)
        if self.has_just_diverged:
            self.has_just_diverged = False
            words = text("window.diverged", update=format_count(frame.update))
            window.transport.show_chip(words)
        if not window.trainer.playing:
            window.status_line.show_standing(frame)
        window.pages.begin()
        window.trainer.note_frame_cost(1000.0 * (time.perf_counter() - began))

    def say_again(self) -> None:
        """Write what is composed of many words again, in another language."""
        window = self.window_part
        self.show_settings(window.store.settings)
        if window.frame is not None:
            for panel in self.framed():
                panel.show_frame(window.frame)

    # ---- news --------------------------------------------------------------------

    def show_playing(self, playing: bool) -> None:
        """Show that training goes on, or stands."""
        window = self.window_part
        if playing:
            # Nobody can follow the stages of a thousand updates a second.
            window.network.stages.leave()
        window.transport.show_playing(playing)
        window.transport.show_chip("")
        window.status_line.show_playing(playing)

    def stop(self, reason: str, diverged: bool) -> None:
        """Say why training ended by itself."""
        window = self.window_part
        window.network.stages.give_up()
        if not diverged:
            window.messages.warn(reason)
            return
        window.guard.offer(reason)
        # The frame of the update at which it stopped is still on its way.
        self.has_just_diverged = True

    def fail(self, reason: str, details: str) -> None:
        """Say what nobody expected."""
        window = self.window_part
        window.network.stages.give_up()
        LOG.error("training failed: %s", details.rstrip())
        window.messages.warn(text("messages.failed", reason=sentence(reason)), details)
