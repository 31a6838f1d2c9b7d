"""What a stroke makes of the rows, without a window."""

import numpy as np
import pytest

from playground.data import Samples
from playground.data.own import register
from playground.decisions import test_rows as rows_for_testing
from playground.problem import Problem, make_problem
from playground.settings import Settings
from ui.painting import Brush, Canvas, Plane, Stroke

# 30 pixels a unit.
PLANE = Plane(
    axes=(0, 1),
    center=np.zeros(2),
    low=np.full(2, -6.0),
    high=np.full(2, 6.0),
    scale=np.full(2, 30.0),
)
CURVE = Plane(
    axes=(0, None),
    center=np.zeros(1),
    low=np.array([-6.0, -1.5]),
    high=np.array([6.0, 1.5]),
    scale=np.array([30.0, 100.0]),
)


def canvas_of(**options: object) -> Canvas:
    settings = Settings.build(engine="reference", **options)
    return Canvas.of(make_problem(settings), True, settings.test_fraction)


def problem_of(canvas: Canvas) -> Problem:
    key = register(canvas.to_own_data("p"))
    return make_problem(Settings.build(data=key, test_fraction=canvas.test_fraction))


def draw(
    canvas: Canvas, brush: Brush, *places: tuple[float, float], plane: Plane = PLANE
) -> Canvas:
    stroke = Stroke(canvas, plane, brush)
    for place in places:
        stroke.to(place)
    return stroke.canvas


def rows_of(samples: Samples) -> set[tuple[float, ...]]:
    return {
        (*x, float(np.ravel(y)[0])) for x, y in zip(samples.x, samples.y, strict=True)
    }


def test_a_click_puts_one_point_of_the_class_at_the_place() -> None:
    before = canvas_of(data="xor", samples=40)
    after = draw(before, Brush("brush", 1.0), (2.5, -3.0))
    assert rows_of(after.rows) - rows_of(before.rows) == {(2.5, -3.0, 1.0)}
    assert len(after.rows.x) == 41
    assert after.rows.y.dtype == np.int64


@pytest.mark.parametrize("fraction", [0.0, 0.25, 0.5])
def test_points_that_are_there_stay_in_their_part(fraction: float) -> None:
    settings = Settings.build(data="spiral", samples=100, test_fraction=fraction)
    first = make_problem(settings)
    canvas = Canvas.of(first, True, fraction)
    line = [(x, -5.0) for x in np.linspace(-5, 5, 20).tolist()]
    painted = problem_of(draw(canvas, Brush("brush", 1.0), *line))
    assert rows_of(first.train) < rows_of(painted.train)
    assert rows_of(first.test) <= rows_of(painted.test)
    count = len(painted.x) + len(painted.x_test)
    assert count > 110
    assert len(painted.x_test) == rows_for_testing(count, fraction)
    again = problem_of(Canvas.of(painted, True, fraction))
    np.testing.assert_array_equal(again.x, painted.x)


def test_new_points_come_among_the_others() -> None:
    # Else a larger test share would keep just the newest ones for testing.
    canvas = canvas_of(data="spiral", samples=100, test_fraction=0.0)
    line = [(x, 5.5) for x in np.linspace(-5.5, 5.5, 30).tolist()]
    painted = draw(canvas, Brush("brush", 1.0), *line)
    new = np.flatnonzero(painted.rows.x[:, 1] == 5.5)
    assert len(new) > 20
    assert new.min() < 40
    assert new.mean() < 100


def test_a_line_does_not_depend_on_how_often_the_mouse_was_reported() -> None:
    canvas = canvas_of(data="xor", samples=10)
    brush = Brush("brush", 0.0)
    few = draw(canvas, brush, (-5.0, 0.0), (5.0, 0.0))
    many = draw(canvas, brush, *((x, 0.0) for x in np.linspace(-5, 5, 301).tolist()))
    np.testing.assert_allclose(few.rows.x, many.rows.x, atol=1e-9)
    new = np.sort(few.rows.x[few.rows.x[:, 1] == 0.0][:, 0])
    assert np.diff(new) == pytest.approx(13.0 / 30.0)


def test_spray_scatters_the_same_points_every_time() -> None:
    canvas = canvas_of(data="xor", samples=10)
    first = draw(canvas, Brush("spray", 1.0), (0.0, 0.0), (2.0, 0.0))
    second = draw(canvas, Brush("spray", 1.0), (0.0, 0.0), (2.0, 0.0))
    np.testing.assert_array_equal(first.rows.x, second.rows.x)
    new = np.array(sorted(rows_of(first.rows) - rows_of(canvas.rows)))
    assert len(new) == 3 * 5
    assert np.abs(new[:, 1]).max() <= 24.0 / 30.0
    assert len(np.unique(new[:, 1])) == len(new)


def test_nothing_is_put_outside_the_picture() -> None:
    canvas = canvas_of(data="xor", samples=10)
    for tool in ("brush", "spray"):
        after = draw(canvas, Brush(tool, 1.0), (5.9, 5.9), (9.0, 9.0))
        assert np.abs(after.rows.x).max() <= 6.0


def test_the_eraser_takes_what_is_under_it_and_leaves_the_last_row() -> None:
    canvas = canvas_of(data="gaussians", samples=60)
    place = canvas.rows.x[7]
    away = np.hypot(*(canvas.rows.x - place).T) * 30.0
    after = draw(canvas, Brush("eraser"), (float(place[0]), float(place[1])))
    assert len(after.rows.x) == (away > 14.0).sum() < 60
    assert rows_of(after.rows) < rows_of(canvas.rows)
    scan = [(x, y) for y in np.arange(-6, 6.1, 0.4) for x in (-6.0, 6.0)]
    assert len(draw(canvas, Brush("eraser"), *scan).rows.x) == 1


def test_a_point_is_carried_and_keeps_class_and_part() -> None:
    canvas = canvas_of(data="gaussians", samples=20)
    x, y = canvas.rows.x[3].tolist()
    after = draw(canvas, Brush("hand"), (x + 0.02, y), (4.0, -4.0), (50.0, 0.5))
    assert after.rows.x[3].tolist() == [6.0, 0.5]
    changed = (after.rows.x != canvas.rows.x).any(axis=1)
    assert np.flatnonzero(changed).tolist() == [3]
    np.testing.assert_array_equal(after.rows.y, canvas.rows.y)
    nothing = draw(canvas, Brush("hand"), (5.9, -5.9), (0.0, 0.0))
    assert nothing is canvas


def test_height_is_the_target_of_one_input() -> None:
    canvas = canvas_of(data="sine", samples=20)
    after = draw(canvas, Brush("brush"), (2.0, 1.25), plane=CURVE)
    assert rows_of(after.rows) - rows_of(canvas.rows) == {(2.0, 1.25)}
    x, y = canvas.rows.x[5, 0], canvas.rows.y[5, 0]
    moved = draw(canvas, Brush("hand"), (x, y), (x, 0.5), plane=CURVE)
    assert moved.rows.y[5].tolist() == [0.5]
    assert problem_of(moved).classes == ()


def test_columns_that_are_not_shown_are_in_the_middle() -> None:
    problem = make_problem(Settings.build(data="iris"))
    plane = Plane((2, 3), problem.center, problem.low[2:], problem.high[2:], np.ones(2))
    canvas = Canvas.of(problem, False, 0.5)
    after = draw(canvas, Brush("brush", 2.0), (3.0, 1.0), plane=plane)
    assert rows_of(after.rows) - rows_of(canvas.rows) == {
        (problem.center[0], problem.center[1], 3.0, 1.0, 2.0)
    }


def test_an_empty_canvas_takes_first_points() -> None:
    canvas = canvas_of(data="circles").cleared()
    after = draw(canvas, Brush("brush", 1.0), (0.0, 0.0), (2.0, 0.0))
    problem = problem_of(after)
    assert problem.classes == canvas.classes
    assert (len(problem.x), len(problem.x_test)) == (3, 2)
