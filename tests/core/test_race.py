"""Races: one start, one order of samples, fair axes, and lanes with their own bits."""

import csv
import io
from typing import Any

import numpy as np
import pytest

import playground as pg
from playground.cost import multiply_adds_per_sample
from playground.errors import PlaygroundError
from playground.frame import Probe
from playground.lanes import AXES
from playground.race import Race, four_methods
from playground.race_frame import race_frame

ENGINES = ["reference", "compiled"]


def settings(**options: Any) -> pg.Settings:
    return pg.Settings.build(
        **{"data": "xor", "samples": 40, "hidden": (3, 2), "learning_rate": 0.1}
        | options
    )


def four() -> list[pg.Settings]:
    return four_methods(settings(batch_size=6))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_lane_has_the_bits_of_the_same_settings_alone(engine: str) -> None:
    if engine == "compiled":
        pytest.importorskip("numba")
    race = Race(four(), engine=engine)
    for _ in range(3):
        race.advance(updates=7)
        race.advance(samples=33)
    for lane in race.lanes:
        alone = pg.Run(lane.settings, engine)
        alone.advance(lane.update)
        np.testing.assert_array_equal(alone.params, lane.params)
        for name, slot in alone.state.slots.items():
            np.testing.assert_array_equal(slot, lane.state.slots[name])


def test_all_lanes_begin_with_the_same_parameters_and_samples() -> None:
    race = Race(four())
    first = race.lanes[0]
    for lane in race.lanes[1:]:
        np.testing.assert_array_equal(lane.params, first.params)
        np.testing.assert_array_equal(lane.problem.x, first.problem.x)
        assert lane.plan.seed == first.plan.seed


def test_lanes_of_one_batch_size_meet_the_same_batches() -> None:
    same = settings(batch_size=6)
    race = Race([same, same, same.replace(optimizer="momentum")])
    race.advance(updates=1)
    # After one update the velocity is the gradient, so all three have made one step.
    np.testing.assert_array_equal(race.lanes[0].params, race.lanes[1].params)
    np.testing.assert_allclose(
        race.lanes[0].params, race.lanes[2].params, rtol=0, atol=1e-15
    )


def test_lock_step_by_updates() -> None:
    race = Race(four())
    race.advance(updates=11)
    assert [lane.update for lane in race.lanes] == [11] * 4


def test_lock_step_by_samples_lets_no_lane_fall_behind() -> None:
    race = Race(four())
    for goal in range(5, 300, 5):
        race.advance(samples=5)
        sizes = [lane.plan.batch_size for lane in race.lanes]
        behind = min(lane.samples_seen for lane in race.lanes)
        assert behind == race.lanes[1].samples_seen == goal
        for lane, size in zip(race.lanes, sizes, strict=True):
            assert lane.samples_seen < behind + 5 + size


def test_by_seconds_every_lane_trains_for_about_as_long() -> None:
    race = Race(four(), engine="reference")
    race.advance(seconds=0.01)
    assert all(lane.training_seconds >= 0.01 for lane in race.lanes)
    assert all(lane.update > 0 for lane in race.lanes)


def test_axes_are_the_counted_cost() -> None:
    race = Race(four())
    race.advance(updates=40)
    for lane, record in zip(race.lanes, race.records, strict=True):
        curve = record.curve()
        size, rows = lane.plan.batch_size, len(lane.problem.x)
        per_epoch = -(-rows // size)
        epochs = curve.along("epochs")
        np.testing.assert_array_equal(epochs, np.arange(40 // per_epoch + 1))
        np.testing.assert_array_equal(curve.along("updates"), epochs * per_epoch)
        np.testing.assert_array_equal(curve.along("samples"), epochs * rows)
        cost = multiply_adds_per_sample((2, 3, 2, 1))
        np.testing.assert_array_equal(
            curve.along("multiply_adds"), epochs * rows * cost
        )
        assert (np.diff(curve.along("milliseconds")) >= 0.0).all()
        history = lane.timeline.branch.history.view()
        np.testing.assert_array_equal(curve.train_loss, history.column("train_loss"))
        np.testing.assert_array_equal(curve.along("updates"), history.updates)


def test_the_winner_depends_on_the_axis() -> None:
    lanes = four_methods(settings(data="circles", samples=200, batch_size=10))
    race = Race(lanes, finish=0.4)
    race.advance(samples=40_000)
    rows = {row["method"]: row for row in race.table()}
    full, sgd = rows["gd"], rows["sgd"]
    assert full["first_below_updates"] < sgd["first_below_updates"]
    assert full["first_below_samples"] > sgd["first_below_samples"]


def test_finish_line_is_the_first_evaluation_below() -> None:
    race = Race(four_methods(settings(data="circles", batch_size=5)))
    race.advance(samples=5_000)
    curve = race.records[1].curve()
    race.finish = float(np.median(curve.train_loss))
    crossed = curve.first_below(race.finish)
    assert crossed is not None
    place = int(np.argmax(curve.train_loss < race.finish))
    assert crossed["updates"] == curve.along("updates")[place]
    assert isinstance(crossed["samples"], int)
    assert race.table()[1]["first_below_epochs"] == crossed["epochs"]
    race.finish = -1.0
    assert race.table()[1]["first_below_updates"] is None


def test_a_lane_that_diverges_stops_and_the_others_go_on() -> None:
    base = settings(data="plane", hidden=(), batch_size="full")
    race = Race([base.replace(learning_rate=10.0), base.replace(learning_rate=0.01)])
    for _ in range(5):
        race.advance(updates=400)
    lost, fine = race.lanes
    assert fine.update == 2000
    assert lost.update < 400
    assert np.isfinite(lost.params).all()
    assert [row["state"] for row in race.table()] == ["diverged", "running"]
    assert "not finite" in str(race.records[0].reason)
    assert not race.is_over


def test_a_lane_without_patience_stops_like_the_same_settings_alone() -> None:
    lanes = [
        settings(batch_size=5, learning_rate=3.0, patience=2),
        settings(batch_size=5),
    ]
    race = Race(lanes, engine="reference")
    race.advance(updates=4000)
    stopped, fine = race.lanes
    assert fine.update == 4000
    alone = pg.Run(lanes[0], "reference")
    assert alone.advance(4000)
    assert stopped.update == alone.update < 4000
    np.testing.assert_array_equal(stopped.params, alone.params)
    assert race.table()[0]["state"] == "stopped"
    race.advance(samples=100)
    assert stopped.update == alone.update


def test_a_race_in_which_all_diverge_is_over() -> None:
    wild = settings(data="plane", hidden=(), batch_size="full", learning_rate=10.0)
    race = Race([wild, wild])
    race.advance(updates=3000)
    assert race.is_over
    race.advance(updates=1)
    race.advance(seconds=1.0)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"seed": 3, "data_seed": 0}, "seed"),
        ({"data": "circles"}, "data"),
        ({"hidden": (3, 3)}, "hidden"),
        ({"initializer": "he"}, "initializer"),
        ({"features": ("x1", "x1_squared")}, "features"),
        ({"noise": 0.3}, "noise"),
    ],
)
def test_lanes_from_different_starts_are_refused(
    change: dict[str, Any], named: str
) -> None:
    first = settings(data_seed=0)
    with pytest.raises(PlaygroundError, match=rf"lane 2 differs .* in .*{named}"):
        Race([first, first.replace(**change)])


def test_lanes_may_differ_in_all_that_keeps_the_start() -> None:
    first = settings()
    changes = ({"l2": 0.1}, {"activation": "relu"}, {"engine": "reference"})
    race = Race([first, *(first.replace(**change) for change in changes)])
    race.advance(updates=3)
    assert len({lane.params.tobytes() for lane in race.lanes[:3]}) == 3


@pytest.mark.parametrize("count", [0, 1, 9])
def test_too_few_or_too_many_lanes_are_refused(count: int) -> None:
    with pytest.raises(PlaygroundError, match=f"got {count}"):
        Race([settings()] * count)


def test_an_advance_has_one_measure() -> None:
    race = Race(four())
    with pytest.raises(PlaygroundError, match="name one"):
        race.advance()
    with pytest.raises(PlaygroundError, match="name one"):
        race.advance(updates=1, samples=1)


@pytest.mark.parametrize(
    "amount",
    [
        {"updates": 1.5},
        {"updates": -1},
        {"samples": 2.5},
        {"seconds": -1.0},
        {"seconds": float("inf")},
        {"seconds": float("nan")},
    ],
)
def test_an_advance_of_no_such_length_is_refused(amount: dict[str, Any]) -> None:
    race = Race([settings(), settings(learning_rate=0.2)])
    (name,) = amount
    with pytest.raises(PlaygroundError, match=name):
        race.advance(**amount)
    assert [lane.update for lane in race.lanes] == [0, 0]


def test_four_methods_share_all_but_method_and_batch() -> None:
    lanes = four()
    assert [lane.method for lane in lanes] == ["gd", "sgd", "mini-batch", "momentum"]
    assert [lane.rows_per_update for lane in lanes] == [20, 1, 6, 6]
    assert {lane.learning_rate for lane in lanes} == {0.1}
    full = four_methods(settings(method="gd"))
    assert [lane.rows_per_update for lane in full] == [20, 1, 10, 10]


def test_the_table_survives_a_csv_file() -> None:
    race = Race(four(), finish=0.69)
    race.advance(updates=60)
    rows = list(csv.DictReader(io.StringIO(race.to_csv())))
    assert [row["method"] for row in rows] == ["gd", "sgd", "mini-batch", "momentum"]
    for read, row in zip(rows, race.table(), strict=True):
        assert float(read["train_loss"]) == row["train_loss"]
        assert int(read["updates"]) == row["updates"]


def test_a_frame_is_a_picture_that_stays() -> None:
    race = Race(four(), finish=0.5)
    race.advance(updates=40)
    frame = race_frame(race, Probe(resolution=12))
    first = frame.lanes[0]
    params, losses = first.params.copy(), first.curve.train_loss.copy()
    lane = race.lanes[0]
    x, y = frame.extent[0] + 0.5, frame.extent[2] + 0.5
    assert first.field[0, 0, 0] == pytest.approx(lane.predict([[x, y]])[0, 0], abs=1e-6)
    race.advance(updates=200)
    np.testing.assert_array_equal(first.params, params)
    np.testing.assert_array_equal(first.curve.train_loss, losses)
    assert len(frame.lanes) == len(frame.table) == 4
    assert set(first.position) == set(AXES)
    for array in (first.params, first.field, first.curve.axes, first.curve.train_loss):
        assert not array.flags.writeable
