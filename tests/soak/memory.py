"""Training at full speed while panels change: nothing may grow for ever."""

import random
import time
from collections.abc import Callable

from PySide6.QtTest import QTest

import playground as pg
from playground.timeline import KEYFRAME_SPACING
from tests.soak.faults import Faults
from tests.soak.growth import Census, resident_megabytes, slope_growth, take_census
from tests.soak.part import Part
from tests.soak.watchdog import Watchdog
from ui.app import create_window
from ui.main_window import MainWindow

# What is bounded may fill until `is_warm`, but no longer than this share of the time.
WARM_UP = 0.4
PAUSE_MS = 40
# In a shorter run what is bounded still fills, so its growth says nothing.
LONG_SECONDS = 300.0


def changes(window: MainWindow) -> tuple[Callable[[random.Random], object], ...]:
    """Return what is changed while it trains; the run itself goes on."""
    tabs, combo = window.center.bar, window.transport.speed
    return (
        lambda rng: tabs.setCurrentIndex(rng.randrange(tabs.count())),
        lambda rng: window.store.edit({"learning_rate": rng.choice((0.01, 0.03))}),
        lambda rng: window.store.edit({"batch_size": rng.choice((5, 10, 20))}),
        lambda rng: window.resize(rng.choice((1280, 1440)), rng.choice((800, 900))),
        lambda rng: window.output.view.grab(),
        lambda rng: combo.setCurrentIndex(combo.count() - 1),
    )


def soak(seed: int, seconds: float) -> Part:
    """Train for so many seconds; return what grew after the warm-up."""
    rng = random.Random(seed)
    faults = Faults()
    faults.listen()
    window = create_window(
        pg.Settings.build(data="circles", hidden=(4, 2), samples=100)
    )
    window.show()
    end = time.monotonic() + 60.0
    while not (window.has_pages and window.frame is not None):
        assert time.monotonic() < end, "the window is not ready"
        QTest.qWait(10)
    ways = changes(window)
    tabs = window.center.bar
    for place in range(tabs.count()):
        # What is made at the first sight is no growth.
        tabs.setCurrentIndex(place)
        QTest.qWait(PAUSE_MS)
    watchdog = Watchdog()
    began = time.monotonic()
    window.trainer.play(None)
    times: list[float] = []
    megabytes: list[float] = []
    first: Census | None = None
    count = 0
    while (passed := time.monotonic() - began) < seconds:
        rng.choice(ways)(rng)
        count += 1
        QTest.qWait(PAUSE_MS)
        if not window.trainer.playing:
            window.trainer.play(None)
        if first is None and (is_warm(window) or passed > WARM_UP * seconds):
            # To count takes a moment in which the window is not used.
            watchdog.pause()
            first = at_rest(window)
            watchdog.go_on()
        if first is not None:
            times.append(passed)
            megabytes.append(resident_megabytes())
    watchdog.pause()
    last = at_rest(window)
    first = first or last
    updates = window.frame.update if window.frame else 0
    watchdog.stop()
    hangs = watchdog.long_ones
    window.documents.is_closing = True
    window.close()
    faults.forget()
    return Part(
        "memory",
        f"{updates:,} updates, {count:,} panel changes",
        seed,
        time.monotonic() - began,
        faults.count("exception", "warning"),
        faults.count("qt"),
        watchdog.longest.own_seconds,
        int(window.trainer.thread_of_worker.is_alive()),
        slope_growth(times, megabytes),
        judges_growth=seconds >= LONG_SECONDS,
        timers=last.timers - first.timers,
        connections=last.connections - first.connections,
        faults=[
            *(f"{one.kind}: {one.words}" for one in faults.found),
            *(f"hang of {one.own_seconds:.1f} s\n{one.stack}" for one in hangs),
        ],
    )


def is_warm(window: MainWindow) -> bool:
    """Return whether all that has a bound has reached it.

    The engine's kernels are loaded; the losses were thinned, so their memory was once
    as large as it may be; so were the keyframes; and the run was saved by itself.
    """
    run = window.trainer.worker.run
    if run is None or window.autosave.saved is None:
        return False
    branch = run.timeline.branch
    is_thinned = branch.history.losses.block > 1 and branch.spacing > KEYFRAME_SPACING
    return is_thinned and not window.engine_preparation.is_loading


def at_rest(window: MainWindow) -> Census:
    """Count on the same page each time: pages have timers of their own.

    Nothing trains meanwhile: to list all objects takes hold of a tuple that another
    thread still makes, and Python refuses to finish such a one.
    """
    window.trainer.pause()
    end = time.monotonic() + 60.0
    while window.trainer.playing:
        assert time.monotonic() < end, "the training does not pause"
        QTest.qWait(PAUSE_MS)
    window.center.bar.setCurrentIndex(0)
    QTest.qWait(5 * PAUSE_MS)
    return take_census(window)
