"""One lane of a race: where it stands on each axis, and how it ends."""

import numpy as np
import pytest

import playground as pg
from playground.history import GrowingArray
from playground.lanes import (
    AXES,
    COUNTED,
    Curve,
    Record,
    advance_lane,
    keep_evaluation,
    position,
    table_row,
    warm_up,
)


def lane_of(**options: object) -> pg.Run:
    choices = {"data": "xor", "samples": 40, "hidden": (3,), "engine": "reference"}
    return pg.Run(pg.Settings.build(**{**choices, **options}))


def empty_record() -> Record:
    return Record(GrowingArray((len(AXES) + 2,), np.float64))


CURVE = Curve(
    np.array([[0, 0, 0, 0, 0], [4, 1, 20, 520, 1.5], [8, 2, 40, 1040, 2.5]], float),
    np.array([0.9, 0.5, 0.4]),
    np.array([1.0, 0.8, 0.9]),
)


@pytest.mark.parametrize(
    ("axis", "values"),
    [("updates", [0, 4, 8]), ("epochs", [0, 1, 2]), ("milliseconds", [0, 1.5, 2.5])],
)
def test_a_curve_is_read_along_an_axis(axis: str, values: list[float]) -> None:
    assert CURVE.along(axis).tolist() == values


def test_the_finish_line_is_crossed_strictly_and_once() -> None:
    reached = CURVE.first_below(0.6)
    assert reached == {
        "updates": 4,
        "epochs": 1.0,
        "samples": 20,
        "multiply_adds": 520,
        "milliseconds": 1.5,
    }
    assert all(type(reached[name]) is int for name in COUNTED)
    below = CURVE.first_below(0.5)
    assert below is not None
    assert below["updates"] == 8
    assert CURVE.first_below(0.4) is None
    assert CURVE.first_below(None) is None
    nothing = Curve(CURVE.axes, np.full(3, np.nan), CURVE.test_loss)
    assert nothing.first_below(1.0) is None


def test_a_lane_stands_where_its_cost_says() -> None:
    lane = lane_of(batch_size=5)
    lane.advance(7)
    where = position(lane)
    assert list(where) == list(AXES)
    # 20 training rows are 4 batches; 2·3 + 3·1 weights, forward and backward: by the
    # cost of one sample that `playground.cost` counts.
    assert (where["updates"], where["epochs"], where["samples"]) == (7, 1.75, 35)
    assert where["multiply_adds"] == lane.state.multiply_adds
    assert where["milliseconds"] == 1e3 * lane.training_seconds > 0.0


def test_evaluations_are_kept_at_the_ends_of_epochs() -> None:
    lane, record = lane_of(batch_size=5), empty_record()
    keep_evaluation(lane, record)
    advance_lane(lane, record, 10)
    assert lane.update == 10
    curve = record.curve()
    assert curve.along("updates").tolist() == [0, 4, 8]
    history = lane.timeline.branch.history.view()
    np.testing.assert_array_equal(curve.train_loss, history.column("train_loss"))
    np.testing.assert_array_equal(curve.test_loss, history.column("test_loss"))
    assert record.is_running


def test_a_loss_that_does_not_exist_is_no_number() -> None:
    lane, record = lane_of(test_fraction=0.0), empty_record()
    keep_evaluation(lane, record)
    curve = record.curve()
    assert np.isnan(curve.test_loss).all()
    assert np.isfinite(curve.train_loss).all()


def test_a_lane_that_diverges_keeps_where_it_ended() -> None:
    lane = lane_of(
        data="plane", hidden=(), learning_rate=1e60, batch_size=5, samples=40
    )
    record = empty_record()
    keep_evaluation(lane, record)
    advance_lane(lane, record, 1000)
    assert record.state == "diverged"
    assert not record.is_running
    assert record.reason is not None
    assert record.curve().along("updates")[-1] == lane.update < 1000
    length = len(record.rows.view())
    advance_lane(lane, record, 1000)
    assert len(record.rows.view()) == length


def test_a_lane_without_patience_says_what_the_run_says() -> None:
    lane = lane_of(learning_rate=3.0, patience=2, batch_size=5)
    record = empty_record()
    keep_evaluation(lane, record)
    advance_lane(lane, record, 10_000)
    assert record.state == "stopped"
    assert record.reason == lane.notices[-1]
    assert lane.update < 10_000


def test_warming_up_moves_nothing() -> None:
    lane, other = lane_of(optimizer="momentum"), lane_of(optimizer="momentum")
    warm_up(lane)
    assert lane.update == 0
    assert lane.params.tobytes() == other.params.tobytes()
    assert not lane.state.slots["velocity"].any()


def test_a_broken_engine_is_left_to_the_run() -> None:
    lane = lane_of()

    class Broken:
        name = "broken"

        def advance(self, *arguments: object) -> int:
            raise RuntimeError("no kernel")

    lane.learner.engine = Broken()
    warm_up(lane)
    assert lane.update == 0


def test_a_row_of_the_table_says_all() -> None:
    lane, record = lane_of(method="sgd", learning_rate=0.25), empty_record()
    lane.advance(3)
    keep_evaluation(lane, record)
    row = table_row(1, lane, record, 1e9)
    assert (row["lane"], row["method"], row["rate"]) == (2, "sgd", 0.25)
    assert (row["rule"], row["batch_size"]) == ("gradient_descent", 1)
    assert (row["updates"], row["samples"], row["state"]) == (3, 3, "running")
    assert row["first_below_updates"] == 3
    assert row["train_loss"] == lane.evaluate().train_loss
    unreached = table_row(0, lane, record, 0.0)
    assert [unreached[f"first_below_{axis}"] for axis in AXES] == [None] * len(AXES)
