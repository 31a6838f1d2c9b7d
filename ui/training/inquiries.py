"""Questions whose answer takes longer than a frame, answered beside the training."""

import time
from collections.abc import Callable, Iterator

from playground.errors import PlaygroundError
from playground.run import Run
from ui.training.commands import Ask
from ui.training.notices import Answered


class Inquiries:
    """The questions that are open, at most one of a kind; each has its turn.

    Parameters
    ----------
    tell : takes each answer
    """

    def __init__(self, tell: Callable[[Answered], None]) -> None:
        self.tell = tell
        self.open: dict[str, tuple[int, Iterator[object]]] = {}

    def __len__(self) -> int:
        return len(self.open)

    def ask(self, question: Ask, run: Run) -> None:
        """Begin with a question; it ends an older one of its kind."""
        self.open[question.kind] = (question.number, question.work(run))

    def forget(self, kind: str) -> None:
        self.open.pop(kind, None)

    def forget_all(self) -> None:
        self.open.clear()

    def go_on(self, seconds: float) -> None:
        """Work on the answers for about so long.

        Raises
        ------
        PlaygroundError
            when a question has no answer; it is forgotten.
        """
        end = time.perf_counter() + seconds
        while self.open and time.perf_counter() < end:
            kind, (number, answers) = next(iter(self.open.items()))
            try:
                value = next(answers)
            except StopIteration:
                del self.open[kind]
            except PlaygroundError:
                del self.open[kind]
                raise
            else:
                if value is not None:
                    self.tell(Answered(kind, number, value))
                # The others have their turn, too.
                self.open[kind] = self.open.pop(kind)
