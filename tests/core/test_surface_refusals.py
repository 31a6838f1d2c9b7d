"""Balls on a surface go to updates only that there can be."""

from typing import Any

import pytest

from playground.errors import PlaygroundError
from playground.surface_run import Ball, SurfaceRun
from playground.surfaces import SURFACES


@pytest.mark.parametrize("updates", [-1, 1.5, "3", None, True])
def test_balls_do_not_advance_by_what_is_no_number_of_updates(updates: Any) -> None:
    run = SurfaceRun(SURFACES["bowl"], [Ball("momentum")])
    run.advance(3)
    with pytest.raises(PlaygroundError, match="updates must be a whole number"):
        run.advance(updates)
    assert (run.update, run.furthest) == (3, 3)


@pytest.mark.parametrize("update", [-1, 4, 1.5, "3"])
def test_balls_do_not_go_to_updates_that_were_not_made(update: Any) -> None:
    run = SurfaceRun(SURFACES["bowl"], [Ball("momentum")])
    run.advance(3)
    with pytest.raises(PlaygroundError, match="there is no update"):
        run.seek(update)
    assert run.update == 3
