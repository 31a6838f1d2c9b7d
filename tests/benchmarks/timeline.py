"""Going anywhere in a million updates: how long it takes, and what it keeps."""

import time
import tracemalloc

import numpy as np

import playground as pg

UPDATES = 1_000_000


def run() -> None:
    """Print the table of the timeline."""
    print("\nThe timeline, a million updates")
    settings = pg.Settings.build(hidden=(4, 2))
    run_ = pg.Run(settings)
    run_.advance(1)
    began = time.perf_counter()
    run_.advance(UPDATES)
    trained = time.perf_counter() - began
    places = np.random.default_rng(0).integers(0, UPDATES, 200)
    taken = []
    for place in places:
        began = time.perf_counter()
        run_.seek(int(place))
        taken.append(1000.0 * (time.perf_counter() - began))
    print(f"{'training 2-4-2-1, s':<44}{trained:>10.2f}  ({run_.engine.name})")
    for name, value in (
        ("median", np.median(taken)),
        ("95 % below", np.percentile(taken, 95)),
        ("slowest", np.max(taken)),
    ):
        print(f"{'seek anywhere, ms, ' + name:<44}{value:>10.2f}  wanted 50")
    tracemalloc.start()
    larger = pg.Run(pg.Settings.build(hidden=(8, 8)))
    larger.advance(UPDATES)
    kept = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    print(f"{'kept of a million updates of 2-8-8-1, MB':<44}{kept:>10.1f}  wanted 64")
