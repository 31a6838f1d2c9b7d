"""Runs whose updates are opened."""

from typing import Any

import playground as pg


def run_of(updates: int = 3, **options: Any) -> pg.Run:
    given = {"data": "xor", "samples": 24, "hidden": (3, 2), "learning_rate": 0.01}
    run = pg.Run(pg.Settings.build(**{**given, **options}), engine="reference")
    run.advance(updates)
    return run
