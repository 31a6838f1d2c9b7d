"""Stop, close and change at random moments of a busy training thread."""

import faulthandler
import random
import threading
import time
from collections.abc import Callable

from PySide6.QtTest import QTest

import playground as pg
from tests.soak.faults import Faults
from tests.soak.part import Part
from ui.app import create_window
from ui.application import create_application
from ui.trainer import Trainer

# Nothing here takes a second; who is not back after these is locked for ever.
PATIENCE = 60.0
# Every so many times the real window is closed and opened again.
WINDOW_EVERY = 500
DATA = ("xor", "circles", "moons", "plane")
HIDDEN = ((2,), (4, 2), (8, 8), (3, 3, 3))


def settings_of(rng: random.Random) -> pg.Settings:
    """Return a small problem; the reference engine needs no compiling."""
    return pg.Settings.build(
        data=rng.choice(DATA),
        hidden=rng.choice(HIDDEN),
        samples=rng.choice((40, 80)),
        batch_size=rng.choice((1, 10, "full")),
        optimizer=rng.choice(("gradient_descent", "adam")),
        engine=rng.choice(("reference", "auto")),
    )


def ways_of(trainer: Trainer) -> tuple[Callable[[random.Random], object], ...]:
    """Return what disturbs it."""
    return (
        lambda rng: trainer.pause(),
        lambda rng: trainer.step(),
        lambda rng: trainer.step_back(),
        lambda rng: trainer.step_epoch(),
        lambda rng: trainer.seek(rng.randrange(5_000)),
        lambda rng: trainer.seek(0),
        lambda rng: trainer.play_back(None),
        lambda rng: trainer.play(rng.choice((None, 60.0))),
        lambda rng: trainer.apply(settings_of(rng), restart=True),
        lambda rng: trainer.apply(settings_of(rng)),
        lambda rng: trainer.reset(settings_of(rng)),
        lambda rng: trainer.run_to(settings_of(rng), rng.randrange(300)),
        lambda rng: trainer.edit([0], [rng.uniform(-1, 1)], "w", rng.randrange(3)),
    )


class Answers:
    """Counts the pictures that came: a picture of the last change ends a wait."""

    def __init__(self, trainer: Trainer) -> None:
        self.count = 0
        trainer.frame_ready.connect(self.take)

    def take(self, frame: object) -> None:
        self.count += 1


def wait_for(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what} after {PATIENCE:.0f} s")
        QTest.qWait(1)


def disturb(seed: int, times: int) -> Part:
    """Disturb a busy training thread so often; a deadlock dumps all stacks and ends."""
    application = create_application(["playground"])
    rng = random.Random(seed)
    faults = Faults()
    faults.listen()
    threads = threading.active_count()
    began = time.monotonic()
    done = closed = windows = 0
    longest = 0.0
    while done < times:
        faulthandler.dump_traceback_later(2 * PATIENCE, exit=True)
        if closed % WINDOW_EVERY == WINDOW_EVERY - 1:
            open_and_close(rng)
            windows += 1
        trainer = Trainer(settings_of(rng))
        trainer.failed.connect(lambda why, more: faults.add("exception", why + more))
        answers = Answers(trainer)
        trainer.start()
        trainer.play(None)
        ways = ways_of(trainer)
        for _ in range(rng.randint(0, 6)):
            QTest.qWait(rng.choice((0, 0, 1, 3)))
            faults.action = done
            rng.choice(ways)(rng)
            done += 1
        if rng.random() < 0.3:
            seen = answers.count
            trainer.apply(settings_of(rng), restart=True)
            wait_for(lambda: answers.count > seen, "no picture of the new settings")  # noqa: B023
        now = time.monotonic()
        trainer.shutdown()
        longest = max(longest, time.monotonic() - now)
        trainer.deleteLater()
        done += 1
        closed += 1
    open_and_close(rng)
    faulthandler.cancel_dump_traceback_later()
    faults.forget()
    application.processEvents()
    return Part(
        "busy",
        f"{done:,} disturbances, {closed:,} ends, {windows + 1} windows",
        seed,
        time.monotonic() - began,
        faults.count("exception", "warning"),
        faults.count("qt"),
        longest,
        max(0, threading.active_count() - threads),
        faults=[f"{one.kind} at {one.action}: {one.words}" for one in faults.found],
    )


def open_and_close(rng: random.Random) -> None:
    """Close the real window at a random moment of its training."""
    window = create_window(settings_of(rng))
    window.show()
    window.trainer.play(None)
    QTest.qWait(rng.randrange(400))
    window.store.replace_all(settings_of(rng), "other")
    QTest.qWait(rng.randrange(20))
    window.documents.is_closing = True
    window.close()
    window.deleteLater()
