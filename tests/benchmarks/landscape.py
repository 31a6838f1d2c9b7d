"""What the lesson's pictures cost on 2-8-8-1 with 250 samples."""

import time
from collections.abc import Callable

import numpy as np

import playground as pg
from playground.curvature import diagnose
from playground.frame import Probe
from playground.hessian import hessian
from playground.landscape import scan
from playground.noise import gradient_noise, noise_curve
from playground.objective import Objective
from playground.planes import random_plane
from playground.race import Race, four_methods
from playground.race_frame import race_frame
from playground.replay import walk_path

REPEATS = 9


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median time of a call."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - began))
    return float(np.median(times))


def longest_piece(objective: Objective, run: pg.Run) -> float:
    """Return the longest time between two pictures of a landscape, in milliseconds."""
    plane = random_plane(run.params, run.network.sizes)
    longest, began = 0.0, time.perf_counter()
    for _ in scan(objective, plane):
        now = time.perf_counter()
        longest, began = max(longest, 1e3 * (now - began)), now
    return longest


def run() -> None:
    settings = pg.Settings.build(data="spiral", hidden=(8, 8), samples=500)
    run = pg.Run(settings)
    run.advance(5000)
    objective = Objective.of(settings, run.problem)
    plane = random_plane(run.params, run.network.sizes)
    race = Race(four_methods(settings))
    rows: list[tuple[str, float, str]] = [
        (
            "landscape, 64 × 64 points",
            milliseconds(lambda: list(scan(objective, plane))),
            "300",
        ),
        ("its longest piece", longest_piece(objective, run), ""),
        (
            "noise cloud of 250 gradients",
            milliseconds(lambda: gradient_noise(run, 1)),
            "20",
        ),
        ("noise against batch size", milliseconds(lambda: noise_curve(run)), ""),
        (
            "exact Hessian of 105 parameters",
            milliseconds(lambda: hessian(objective, run.params)),
            "200",
        ),
        (
            "diagnosis, all eigenvalues",
            milliseconds(lambda: diagnose(objective, run.params)),
            "",
        ),
        ("path of 256 points", milliseconds(lambda: list(walk_path(run))), ""),
        (
            "race of four, 100 updates and a frame",
            milliseconds(
                lambda: (
                    race.advance(updates=100),
                    race_frame(race, Probe(resolution=32)),
                )
            ),
            "33",
        ),
    ]
    print("| 2-8-8-1, 250 samples | ms | allowed |")
    print("| --- | ---: | ---: |")
    for name, value, allowed in rows:
        print(f"| {name} | {value:.1f} | {allowed} |")
