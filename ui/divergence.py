"""Ways on after a run diverged, one click each; the failed future stays as a branch."""

from PySide6.QtCore import QObject

from playground.frame import Frame
from ui.edits import HandEdits
from ui.labels import text
from ui.messages import MessageBar, Way
from ui.numbers import format_weight
from ui.store import SettingsStore
from ui.trainer import Trainer

# Longer gradients are shortened to this.
CLIP = 1.0
# By what rate and first weights are multiplied.
HALF = 0.5


class DivergenceGuard(QObject):
    """Says why training stopped, and offers to go on otherwise from the start."""

    def __init__(
        self,
        store: SettingsStore,
        trainer: Trainer,
        hands: HandEdits,
        messages: MessageBar,
    ) -> None:
        super().__init__(messages)
        self.store = store
        self.trainer = trainer
        self.hands = hands
        self.messages = messages
        self.wants_smaller_start = False

    def offer(self, reason: str) -> None:
        """Show the reason with the ways on."""
        rate = format_weight(HALF * self.store.settings.learning_rate)
        ways: list[Way] = [(text("traps.half_rate", rate=rate), self.halve_rate)]
        if not self.store.settings.clip_norm:
            ways.append((text("traps.clip", norm=format_weight(CLIP)), self.clip))
        ways.append((text("traps.smaller_start"), self.begin_smaller))
        self.messages.warn(reason, ways=ways)

    def halve_rate(self) -> None:
        """Go back to the start and take half the rate."""
        rate = self.store.settings.learning_rate
        self.trainer.seek(0)
        self.store.edit({"learning_rate": HALF * rate})

    def clip(self) -> None:
        """Go back to the start and shorten long gradients."""
        self.trainer.seek(0)
        self.store.edit({"clip_norm": CLIP})

    def begin_smaller(self) -> None:
        """Go back to the start, and halve all weights when it is there."""
        self.wants_smaller_start = True
        self.trainer.seek(0)

    def show_frame(self, frame: Frame) -> None:
        """Do what waits for the start."""
        if self.wants_smaller_start and frame.update == 0:
            self.wants_smaller_start = False
            values = (HALF * frame.params).tolist()
            words = text("traps.smaller_start")
            self.hands.push(tuple(range(len(values))), tuple(values), words, words)
