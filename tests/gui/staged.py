"""The run whose updates the tests of the stages open."""

from typing import Any

import playground as pg
from playground.engines import REFERENCE
from playground.update_trace import UpdateTrace


def settings(**changes: Any) -> pg.Settings:
    usual: dict[str, Any] = {
        "data": "circles",
        "samples": 80,
        "hidden": (4, 2),
        "optimizer": "momentum",
        "learning_rate": 0.1,
        "engine": REFERENCE,
    }
    return pg.Settings.build(**{**usual, **changes})


def opened_update() -> UpdateTrace:
    """Return the coming update of a run with a velocity."""
    run = pg.Run(settings())
    run.advance(3)
    return pg.explain(run)
