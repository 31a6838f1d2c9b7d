"""The loss on a plane: every point is the loss of those parameters."""

from typing import Any

import numpy as np
import pytest

import playground as pg
from playground import landscape as module
from playground.landscape import scan
from playground.objective import Objective
from playground.planes import Plane, random_plane, weights_plane


def run(**options: Any) -> pg.Run:
    settings = pg.Settings.build(
        **{"data": "xor", "samples": 40, "hidden": (4, 3)} | options
    )
    made = pg.Run(settings, "reference")
    made.advance(30)
    return made


def plane_of(made: pg.Run) -> Plane:
    return random_plane(made.params, made.network.sizes)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"l1": 0.01, "l2": 0.1, "activation": "relu"},
        {"data": "iris", "samples": 60, "activation": ("gelu", "sine")},
        {"data": "iris", "samples": 60, "loss": "squared_error"},
        {"data": "sine", "hidden": ()},
        {"precision": "float32"},
    ],
)
def test_the_objective_at_many_places_is_the_textbooks(options: dict[str, Any]) -> None:
    made = run(**options)
    objective = Objective.of(made.settings, made.problem)
    rng = np.random.default_rng(0)
    places = made.params + rng.normal(size=(300, objective.count))
    values = objective.values(places)
    for place, value in zip(places[::37], values[::37], strict=True):
        want, gradient = objective.value_and_gradient(place)
        assert value == pytest.approx(want, rel=1e-12)
        assert gradient.dtype == np.float64
    want = made.network.loss_and_gradient(
        made.problem.x,
        made.problem.y,
        made.settings.loss,
        made.settings.l1,
        made.settings.l2,
    )[0]
    here = objective.values(made.params[None])[0]
    assert here == pytest.approx(want, rel=1e-6 if "precision" in options else 1e-12)


def test_pieces_do_not_change_the_values(monkeypatch: pytest.MonkeyPatch) -> None:
    made = run()
    objective = Objective.of(made.settings, made.problem)
    places = made.params + np.random.default_rng(1).normal(size=(9, objective.count))
    whole = objective.values(places)
    monkeypatch.setattr("playground.objective.PIECE_NUMBERS", 24)
    np.testing.assert_allclose(objective.values(places), whole, rtol=1e-12)


@pytest.mark.parametrize("resolution", [5, 16, 21])
def test_the_finished_landscape_is_the_loss_at_every_point(resolution: int) -> None:
    made = run(l2=0.05)
    objective = Objective.of(made.settings, made.problem)
    plane = plane_of(made)
    pictures = list(scan(objective, plane, resolution))
    last = pictures[-1]
    assert last.is_done
    assert not any(picture.is_done for picture in pictures[:-1])
    assert last.losses.shape == (resolution, resolution)
    assert (last.a[0], last.a[-1], last.b[0], last.b[-1]) == plane.extent
    for row, column in ((0, 0), (resolution - 1, 2), (3, resolution - 1)):
        place = plane.at([last.a[column], last.b[row]])
        want = objective.value_and_gradient(place)[0]
        assert last.losses[row, column] == pytest.approx(want, rel=1e-12)


def test_it_is_coarse_at_first_and_then_refined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PIECE_NUMBERS", 20_000)
    made = run()
    objective = Objective.of(made.settings, made.problem)
    pictures = list(scan(objective, plane_of(made), 32))
    assert len(pictures) > 8
    known = [picture.known for picture in pictures]
    assert known == sorted(known)
    assert known[0] < 0.05
    final = pictures[-1].losses
    # Once the coarse grid is there, every point has a value of the neighbourhood.
    coarse = next(picture for picture in pictures if picture.known >= 16 / 1024)
    assert np.isfinite(coarse.losses).all()
    np.testing.assert_array_equal(coarse.losses[::8, ::8], final[::8, ::8])
    errors = [np.abs(picture.losses - final).mean() for picture in pictures[2:]]
    assert errors[-1] == 0.0
    assert errors[0] > errors[len(errors) // 2] > 0.0
    for picture in pictures:
        assert not picture.losses.flags.writeable


def test_no_point_is_computed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    made = run()
    counts = []
    compute = Objective.values

    def counted(self: Objective, params: Any) -> Any:
        counts.append(len(params))
        return compute(self, params)

    monkeypatch.setattr(Objective, "values", counted)
    list(scan(Objective.of(made.settings, made.problem), plane_of(made), 21))
    assert sum(counts) == 21 * 21


def test_it_can_be_dropped_between_two_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIECE_NUMBERS", 20_000)
    made = run()
    pieces = scan(Objective.of(made.settings, made.problem), plane_of(made), 64)
    assert next(pieces).known < 0.1
    pieces.close()
    with pytest.raises(StopIteration):
        next(pieces)


def test_a_picture_stays_while_the_run_goes_on() -> None:
    made = run()
    objective = Objective.of(made.settings, made.problem)
    plane = plane_of(made)
    before = list(scan(objective, plane, 9))[-1].losses
    made.advance(50)
    np.testing.assert_array_equal(list(scan(objective, plane, 9))[-1].losses, before)


def test_overflow_is_shown_and_raises_nothing() -> None:
    made = run(data="plane", hidden=(2,), activation="relu")
    objective = Objective.of(made.settings, made.problem)
    plane = weights_plane(made.params, 0, 7)
    huge = Plane(
        plane.kind, plane.origin, plane.directions, (-1e200, 1e200, -1e200, 1e200)
    )
    losses = list(scan(objective, huge, 8))[-1].losses
    assert np.isinf(losses).any()
