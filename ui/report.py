"""What `playground train` says when it has trained: a table, or one line of JSON."""

import hashlib
import json
import math
from dataclasses import asdict, dataclass

from playground.run import Run


@dataclass(frozen=True, slots=True)
class Report:
    """The numbers of a run as it stands; None where a number does not exist.

    Attributes
    ----------
    epochs : passes through the training rows, the begun one as a fraction
    seconds : spent on training only, without imports or data
    parameters : how many weights and biases there are
    digest : SHA-256 of the bytes of all parameters, in hexadecimal digits
    """

    updates: int
    epochs: float
    train_loss: float | None
    test_loss: float | None
    train_accuracy: float | None
    test_accuracy: float | None
    seconds: float
    updates_per_second: float | None
    engine: str
    parameters: int
    digest: str
    diverged: bool

    def to_json(self) -> str:
        """Return one JSON object on one line."""
        return json.dumps(asdict(self), allow_nan=False)

    def to_table(self) -> str:
        """Return lines for a person, a name and a value each."""
        rows = (
            ("updates", f"{self.updates:,} ({self.epochs:,.1f} epochs)"),
            ("training loss", number(self.train_loss)),
            ("test loss", number(self.test_loss)),
            ("training accuracy", share(self.train_accuracy)),
            ("test accuracy", share(self.test_accuracy)),
            ("time", f"{self.seconds:.2f} s, {rate(self.updates_per_second)}"),
            ("engine", self.engine),
            ("parameters", f"{self.parameters:,}"),
            ("digest", self.digest),
        )
        return "\n".join(f"{name:<18} {value}" for name, value in rows)


def report_of(run: Run, trained: int, seconds: float, *, diverged: bool) -> Report:
    """Return the report of a run that made `trained` updates in so many seconds."""
    evaluation = run.evaluate()
    params = run.params
    return Report(
        updates=run.update,
        epochs=run.epochs,
        train_loss=finite(evaluation.train_loss),
        test_loss=finite(evaluation.test_loss),
        train_accuracy=finite(evaluation.train_accuracy),
        test_accuracy=finite(evaluation.test_accuracy),
        seconds=seconds,
        updates_per_second=trained / seconds if trained and seconds else None,
        engine=run.engine.name,
        parameters=len(params),
        digest=hashlib.sha256(params.tobytes()).hexdigest(),
        diverged=diverged,
    )


def finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def number(value: float | None) -> str:
    return "—" if value is None else f"{value:.6g}"


def share(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:.1f} %"


def rate(value: float | None) -> str:
    return "no update" if value is None else f"{value:,.0f} updates/s"
