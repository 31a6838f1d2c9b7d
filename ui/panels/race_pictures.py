"""When a race's next picture is asked for: one at a time, at an even pace."""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from ui.calm import milliseconds_between

FRAME_MS = 30


class PicturePace(QObject):
    """Counts from wish to wish, so that what a picture takes does not add to it.

    Signals
    -------
    due : the pace allows the next picture
    """

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_waiting = False
        self.clock = QElapsedTimer()
        self.clock.start()
        self.timer = single_shot(self, FRAME_MS)
        self.timer.timeout.connect(self.due)

    def ask(self) -> bool:
        """Tell whether a picture may be asked for now, and take it as asked for."""
        if self.is_waiting:
            return False
        self.is_waiting = True
        self.clock.restart()
        return True

    def came(self, *, goes_on: bool) -> None:
        """Take note that the picture came; the next one is due in a while."""
        self.is_waiting = False
        if goes_on:
            pause = milliseconds_between(FRAME_MS) - self.clock.elapsed()
            self.timer.start(max(0, pause))


def single_shot(parent: QObject, interval: int) -> QTimer:
    """Return a precise timer that goes off once."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(interval)
    return timer
