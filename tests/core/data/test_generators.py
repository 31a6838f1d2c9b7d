"""Data sets that are made: where their rows lie, and what noise adds."""

import numpy as np
import pytest

from playground.data import DATASETS
from playground.data.generators import MADE
from tests.core.rows import draw

MADE_SETS = [pytest.param(source, id=name) for name, source in MADE.items()]
IN_PLANE = ("circles", "xor", "gaussians", "spiral", "moons", "spiral3", "blobs")


@pytest.mark.parametrize("source", MADE_SETS)
@pytest.mark.parametrize("samples", [1, 40, 41, 43])
def test_classes_of_made_sets_are_as_equal_as_can_be(source, samples):
    if source.classes:
        counts = np.bincount(
            draw(source, samples, 0.0).y, minlength=len(source.classes)
        )
        assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("source", MADE_SETS)
def test_made_sets_lie_in_the_frame(source):
    assert np.abs(draw(source, 2000, 0.0).x).max() <= 6.0
    rows = draw(source, 2000, source.noise)
    assert (np.abs(rows.x).max(axis=1) <= 6.0).mean() > 0.99
    assert np.abs(rows.x).max() > 4.0


@pytest.mark.parametrize("source", MADE_SETS)
def test_noise_is_the_standard_deviation_of_what_is_added(source):
    clean, some, more = (draw(source, 4000, noise) for noise in (0.0, 0.2, 0.4))
    if source.classes:
        added, twice = some.x - clean.x, more.x - clean.x
        np.testing.assert_array_equal(clean.y, some.y)
    else:
        added, twice = some.y - clean.y, more.y - clean.y
        np.testing.assert_array_equal(clean.x, some.x)
    np.testing.assert_allclose(added.std(axis=0), 0.2, rtol=0.05)
    np.testing.assert_allclose(added.mean(axis=0), 0.0, atol=0.02)
    np.testing.assert_allclose(twice, 2.0 * added, atol=1e-12)


@pytest.mark.parametrize("name", IN_PLANE)
def test_clean_classes_keep_a_distance(name):
    rows = draw(DATASETS[name], 300, 0.0)
    apart = np.linalg.norm(rows.x[:, None] - rows.x[None], axis=2)
    # The arms of a spiral meet at its origin.
    away = np.linalg.norm(rows.x, axis=1) > (1.5 if "spiral" in name else 0.0)
    others = (rows.y[:, None] != rows.y[None]) & away[:, None] & away[None]
    assert apart[others].min() > 0.3


@pytest.mark.parametrize(
    ("name", "classes", "turns"), [("spiral", 2, 1.75), ("spiral3", 3, 1.25)]
)
def test_clean_spiral_lies_exactly_on_its_arms(name, classes, turns):
    rows = draw(DATASETS[name], 300, 0.0)
    for arm in range(classes):
        x = rows.x[rows.y == arm]
        radius = np.linalg.norm(x, axis=1)
        angle = np.unwrap(np.arctan2(x[:, 1], x[:, 0]))
        assert radius.max() == pytest.approx(5.0)
        np.testing.assert_allclose(np.diff(radius), 5.0 * classes / 300)
        # From the origin, one step before the first point, to the end of the arm.
        begin = angle[0] - (angle[1] - angle[0])
        assert angle[-1] - begin == pytest.approx(2.0 * np.pi * turns)
        expected = begin + 2.0 * np.pi * turns * radius / 5.0
        np.testing.assert_allclose(angle, expected, atol=1e-9)
        shift = (begin - 2.0 * np.pi * arm / classes) / (2.0 * np.pi)
        assert shift == pytest.approx(round(shift), abs=1e-9)


def test_clean_circles_leave_a_gap():
    rows = draw(DATASETS["circles"], 1000, 0.0)
    radius = np.linalg.norm(rows.x, axis=1)
    assert radius[rows.y == 1].max() <= 2.5
    assert radius[rows.y == 0].min() >= 3.5
    assert radius.max() <= 5.0


def test_clean_xor_is_one_where_the_signs_differ():
    rows = draw(DATASETS["xor"], 1000, 0.0)
    np.testing.assert_array_equal(rows.y, rows.x[:, 0] * rows.x[:, 1] < 0.0)
    assert np.abs(rows.x).min() >= 0.4
    assert len({tuple(signs) for signs in np.sign(rows.x)}) == 4


def test_three_inputs_is_a_vote_that_needs_every_input():
    rows = draw(DATASETS["three_inputs"], 4000, 0.0)
    np.testing.assert_array_equal(rows.y, (rows.x > 0.0).sum(axis=1) >= 2)
    for left_out in range(3):
        others = np.delete(rows.x > 0.0, left_out, axis=1)
        torn = others[:, 0] != others[:, 1]
        # Where the two others disagree, the third decides alone.
        assert 0.3 < torn.mean() < 0.7
        np.testing.assert_array_equal(rows.y[torn], rows.x[torn, left_out] > 0.0)


def test_clean_plane_and_sine_follow_their_formulas():
    rows = draw(DATASETS["plane"], 500, 0.0)
    expected = 0.1 + 0.1 * rows.x[:, 0] - 0.05 * rows.x[:, 1]
    np.testing.assert_allclose(rows.y[:, 0], expected, atol=1e-15)
    assert np.abs(rows.y).max() <= 1.0
    rows = draw(DATASETS["sine"], 500, 0.0)
    np.testing.assert_array_equal(rows.y, np.sin(rows.x))
    assert rows.x.min() < -5.5
    assert rows.x.max() > 5.5
