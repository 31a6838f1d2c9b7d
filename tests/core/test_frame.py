from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass
from typing import Any

import numpy as np
import pytest

from playground.errors import Diverged
from playground.frame import MAPPED_NEURONS, Probe, plane, shown_axes, take_frame
from playground.problem import make_problem
from playground.run import Run
from playground.settings import Settings

RESOLUTION = 8
PROBE = Probe(resolution=RESOLUTION)


def make_run(**choices: Any) -> Run:
    return Run(Settings.build(engine="reference", **choices))


def arrays_of(value: Any) -> Iterator[np.ndarray]:
    """Walk through dataclasses and tuples and yield every array."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from arrays_of(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from arrays_of(getattr(value, field.name))


def lopsided_run() -> Run:
    """Return a run whose one neuron says x1 + 10 x2: no two corners look alike."""
    run = make_run(data="plane", hidden=())
    run.network.layers[0].weights[:] = [[1.0, 10.0]]
    return run


# ---- a frame is frozen -------------------------------------------------------------


@pytest.mark.parametrize("data", ["spiral", "sine", "three_inputs", "iris", "digits"])
def test_every_array_is_read_only(data: str) -> None:
    run = make_run(data=data)
    run.advance(3)
    frame = take_frame(run, Probe(RESOLUTION, confusion=True))
    arrays = list(arrays_of(frame))
    assert len(arrays) > 15
    assert not any(array.flags.writeable for array in arrays)
    with pytest.raises(FrozenInstanceError):
        frame.update = 7


def test_frame_stays_as_it_was_while_the_run_goes_on(tiny_run: Run) -> None:
    tiny_run.advance(5)
    frame = take_frame(tiny_run, PROBE)
    before = [array.copy() for array in arrays_of(frame)]
    tiny_run.advance(100)
    tiny_run.change(hidden=(5,), data="iris", samples=100)
    tiny_run.advance(100)
    assert frame.update == 5
    for array, copied in zip(arrays_of(frame), before, strict=True):
        np.testing.assert_array_equal(array, copied)


def test_taking_a_frame_changes_nothing(tiny_run: Run) -> None:
    other = Run(tiny_run.settings)
    for _ in range(3):
        tiny_run.advance(7)
        take_frame(tiny_run, PROBE)
    other.advance(21)
    np.testing.assert_array_equal(tiny_run.params, other.params)


def test_numbers_are_those_of_the_run(tiny_run: Run) -> None:
    tiny_run.advance(5)
    frame = take_frame(tiny_run, PROBE)
    assert (frame.update, frame.epochs, frame.samples_seen) == (5, 1.3, 26)
    assert frame.engine == "reference"
    assert frame.sizes == (2, 3, 2, 1)
    assert frame.evaluation == tiny_run.evaluate()
    assert frame.settings is tiny_run.settings
    assert frame.problem is tiny_run.problem
    assert frame.history.count == 5
    np.testing.assert_array_equal(frame.params, tiny_run.params)
    for mine, theirs in zip(frame.layers, tiny_run.network.layers, strict=True):
        np.testing.assert_array_equal(mine.weights, theirs.weights)
        np.testing.assert_array_equal(mine.bias, theirs.bias)


# ---- pictures ----------------------------------------------------------------------


def test_row_0_is_at_the_bottom_and_column_0_at_the_left() -> None:
    frame = take_frame(lopsided_run(), PROBE)
    x1, x2 = frame.maps[0]
    assert (np.diff(x1, axis=1) > 0).all()
    assert (np.diff(x1, axis=0) == 0).all()
    assert (np.diff(x2, axis=0) > 0).all()
    assert (np.diff(x2, axis=1) == 0).all()
    assert frame.field[0].argmin() == 0
    assert frame.field[0].argmax() == RESOLUTION**2 - 1
    assert frame.field[0][1, 0] > frame.field[0][0, RESOLUTION - 1]


def test_pixels_are_predictions_in_the_middles_of_the_cells() -> None:
    run = lopsided_run()
    frame = take_frame(run, PROBE)
    low, high, bottom, top = frame.extent
    cell = (high - low) / RESOLUTION, (top - bottom) / RESOLUTION
    for row, column in ((0, 0), (0, 5), (6, 2)):
        point = low + (column + 0.5) * cell[0], bottom + (row + 0.5) * cell[1]
        expected = run.predict([point])[0, 0]
        assert frame.field[0][row, column] == pytest.approx(expected, rel=1e-6)


def test_other_axes_turn_the_picture() -> None:
    run = lopsided_run()
    upright = take_frame(run, PROBE)
    turned = take_frame(run, Probe(RESOLUTION, axes=(1, 0)))
    np.testing.assert_array_equal(turned.field[0], upright.field[0].T)
    assert turned.extent == upright.extent[2:] + upright.extent[:2]


def test_maps_are_what_each_neuron_answers(tiny_run: Run) -> None:
    frame = take_frame(tiny_run, PROBE)
    assert [len(maps) for maps in frame.maps] == list(frame.sizes)
    assert {array.dtype for array in (*frame.maps, frame.field)} == {np.dtype("f4")}
    points, _, _ = plane(tiny_run.problem, (0, 1), RESOLUTION)
    trace = tiny_run.network.forward(tiny_run.problem.preprocessor.transform(points))
    for maps, values in zip(frame.maps, (trace.x, *trace.a), strict=True):
        expected = values.T.reshape(-1, RESOLUTION, RESOLUTION)
        np.testing.assert_array_equal(maps, expected.astype(np.float32))


def test_field_is_after_the_link_and_the_last_map_before_it(tiny_run: Run) -> None:
    frame = take_frame(tiny_run, PROBE)
    logits = frame.maps[-1][0].astype(np.float64)
    np.testing.assert_allclose(frame.field[0], 1 / (1 + np.exp(-logits)), 1e-6)


def test_one_input_makes_lines() -> None:
    run = make_run(data="sine")
    frame = take_frame(run, PROBE)
    assert frame.field.shape == (1, 1, RESOLUTION)
    assert frame.extent[2:] == (0.0, 1.0)
    assert (np.diff(frame.maps[0][0, 0]) > 0).all()


def test_slice_through_three_inputs_holds_the_others_at_their_means() -> None:
    run = make_run(data="three_inputs")
    points, _, _ = plane(run.problem, (2, 0), RESOLUTION)
    np.testing.assert_allclose(points[:, 1], run.problem.train.x[:, 1].mean())
    frame = take_frame(run, Probe(RESOLUTION, axes=(2, 0)))
    x1, x2, x3 = frame.maps[0]
    assert (np.diff(x3, axis=1) > 0).all()
    assert (np.diff(x1, axis=0) > 0).all()
    assert np.ptp(x2) == 0.0


@pytest.mark.parametrize(
    ("data", "axes", "shown"),
    [
        ("sine", (0, 1), (0, 0)),
        ("spiral", (1, 0), (1, 0)),
        ("spiral", (0, 5), (0, 1)),
        ("spiral", (1, 1), (0, 1)),
        ("iris", (3, 2), (3, 2)),
    ],
)
def test_axes_that_the_data_do_not_have_fall_back_to_the_first(
    data: str, axes: tuple[int, int], shown: tuple[int, int]
) -> None:
    problem = make_problem(Settings.build(data=data))
    assert shown_axes(problem, Probe(axes=axes)) == shown


@pytest.mark.parametrize(
    ("data", "inputs", "classes"), [("iris", 4, 3), ("digits", 64, 10)]
)
def test_several_classes_have_a_probability_each(
    data: str, inputs: int, classes: int
) -> None:
    frame = take_frame(make_run(data=data), PROBE)
    assert frame.maps[0].shape == (min(inputs, MAPPED_NEURONS), RESOLUTION, RESOLUTION)
    assert frame.field.shape == (classes, RESOLUTION, RESOLUTION)
    np.testing.assert_allclose(frame.field.sum(axis=0), 1.0, 1e-6)


def test_of_wide_layers_the_first_neurons_are_drawn() -> None:
    frame = take_frame(make_run(data="xor", hidden=(MAPPED_NEURONS + 6,)), PROBE)
    assert len(frame.maps[1]) == MAPPED_NEURONS
    assert frame.sizes[1] == MAPPED_NEURONS + 6


def test_standardised_data_are_shown_in_raw_units() -> None:
    run = make_run(data="wine")
    frame = take_frame(run, PROBE)
    x = run.problem.train.x
    low, high, bottom, top = frame.extent
    assert low < x[:, 0].min() < x[:, 0].max() < high
    assert bottom < x[:, 1].min() < x[:, 1].max() < top
    assert abs(frame.maps[0]).max() < 10.0


# ---- confusion ---------------------------------------------------------------------


@pytest.mark.parametrize("test_fraction", [0.0, 0.4])
def test_confusion_is_counted_on_test_rows_if_there_are_any(
    test_fraction: float,
) -> None:
    run = make_run(data="iris", test_fraction=test_fraction)
    counts = take_frame(run, Probe(RESOLUTION, confusion=True)).confusion
    rows = run.problem.test.y if test_fraction else run.problem.train.y
    np.testing.assert_array_equal(counts.sum(axis=1), np.bincount(rows, minlength=3))


@pytest.mark.parametrize(
    ("data", "confusion"),
    [("iris", False), ("plane", True)],
    ids=["unasked", "numbers"],
)
def test_no_confusion_where_nobody_asked_or_there_are_no_classes(
    data: str, confusion: bool
) -> None:
    run = make_run(data=data)
    assert take_frame(run, Probe(RESOLUTION, confusion=confusion)).confusion is None


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
def test_velocity_is_a_copy_of_the_slot(optimizer: str) -> None:
    run = make_run(hidden=(3,), optimizer=optimizer)
    run.advance(4)
    velocity = take_frame(run, PROBE).velocity
    assert velocity is not None
    slot = run.state.slots["velocity"]
    assert np.abs(slot).max() > 0
    assert np.array_equal(velocity, slot)
    assert not velocity.flags.writeable
    before = velocity.copy()
    run.advance(1)
    assert np.array_equal(velocity, before)
    assert not np.array_equal(velocity, run.state.slots["velocity"])


def test_rules_without_velocity_have_none() -> None:
    for optimizer in ("gradient_descent", "adam"):
        run = make_run(hidden=(3,), optimizer=optimizer)
        run.advance(1)
        assert take_frame(run, PROBE).velocity is None


# ---- divergence --------------------------------------------------------------------


@pytest.mark.parametrize("data", ["plane", "iris"])
def test_diverged_run_can_be_looked_at(data: str) -> None:
    """Its parameters are finite; what it answers need not be."""
    run = make_run(
        data=data, activation="relu", learning_rate=1e60, loss="squared_error"
    )
    if data == "iris":
        run.change(output_activation="identity")
    with pytest.raises(Diverged):
        run.advance(1000)
    frame = take_frame(run, Probe(RESOLUTION, confusion=True))
    assert frame.update == run.update
    assert np.isfinite(frame.params).all()


def test_both_engines_give_the_same_pictures() -> None:
    pytest.importorskip("numba")
    frames = []
    for engine in ("reference", "compiled"):
        run = Run(Settings.build(hidden=(5, 3), engine=engine))
        frames.append(take_frame(run, Probe(resolution=12)))
    first, second = frames
    assert np.allclose(first.field, second.field, rtol=0, atol=1e-6)
    for one, other in zip(first.maps, second.maps, strict=True):
        assert np.allclose(one, other, rtol=0, atol=1e-6)
