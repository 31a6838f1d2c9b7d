"""Weights leave the window: written at once, then read back beside it and compared."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from playground.errors import PlaygroundError
from playground.exporters import Verification, export, verify
from playground.frame import Frame
from playground.record import Record
from ui.background import Background, Tell
from ui.labels import text
from ui.messages import MessageBar
from ui.numbers import format_count


class WeightsExport:
    """Writes weights and says in the message bar what came of it.

    Attributes
    ----------
    checks : files that are read back just now, each in a thread
    """

    def __init__(self, window: QWidget, messages: MessageBar) -> None:
        self.window = window
        self.messages = messages
        self.checks: list[Background] = []

    def write(self, frame: Frame, path: Path) -> bool:
        """Write a frame's weights; return whether they are in the file."""
        record = Record.of_frame(frame)
        try:
            export(record, path)
        except PlaygroundError as error:
            self.messages.warn(str(error))
            return False
        update = format_count(frame.update)
        self.messages.note(text("messages.exported", update=update, path=path))

        def read_back(tell: Tell) -> Verification:
            return verify(record, path)

        check = Background(read_back, self.window)
        check.finished.connect(partial(self.say, check, update, path))
        check.refused.connect(partial(self.say_refusal, check))
        self.checks.append(check)
        check.start()
        return True

    def say(
        self, check: Background, update: str, path: Path, verification: Verification
    ) -> None:
        """Say what the file answered."""
        self.put_away(check)
        words = {
            "update": update,
            "path": path,
            "outputs": format_count(verification.outputs),
            "worst": f"{verification.worst:.0e}",
        }
        if not verification.agrees:
            self.messages.warn(text("messages.export_differs", **words))
        elif verification.worst:
            self.messages.note(text("messages.export_agrees", **words))
        else:
            self.messages.note(text("messages.export_is_same", **words))

    def say_refusal(self, check: Background, sentence: str) -> None:
        self.put_away(check)
        self.messages.warn(sentence)

    def put_away(self, check: Background) -> None:
        if check in self.checks:
            self.checks.remove(check)
        # It has said its last word.
        check.wait()
        check.deleteLater()

    def close(self) -> None:
        """End; nothing is said of what is still being read."""
        for check in self.checks:
            check.cancel()
        self.checks.clear()
