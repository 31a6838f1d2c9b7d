"""A question that a panel asks of the training thread while it is seen."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from playground.run import Run
from ui.trainer import Trainer


class PacedQuestion(QObject):
    """Asks when something else is wanted than before, and not too often.

    Attributes
    ----------
    asked : what was wanted when it was asked last, None if nothing is asked

    Signals
    -------
    due : the next question may be asked
    """

    due = Signal()

    def __init__(
        self, trainer: Trainer, kind: str, interval: int, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.trainer = trainer
        self.kind = kind
        self.asked: tuple[object, ...] | None = None
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(interval)
        self.timer.timeout.connect(self.due)

    def is_new(self, wanted: tuple[object, ...]) -> bool:
        """Tell whether to ask now: something else is wanted, and its time has come."""
        return wanted != self.asked and not self.timer.isActive()

    def ask(
        self, wanted: tuple[object, ...], job: Callable[[Run], Iterator[object]]
    ) -> None:
        """Ask; an older question of the kind ends."""
        self.asked = wanted
        self.trainer.ask(self.kind, job)
        self.timer.start()

    def hurry(self) -> None:
        """Let the next question be asked at once."""
        self.timer.stop()

    def forget(self) -> None:
        """End what is still under way."""
        self.timer.stop()
        if self.asked is not None:
            self.trainer.forget(self.kind)
        self.asked = None
