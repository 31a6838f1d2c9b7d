import csv

import numpy as np
import pytest

from playground import resources
from playground.data import DATASETS, DataSource
from playground.data.generators import MADE
from playground.data.tables import REAL, read_row, read_table
from playground.errors import PlaygroundError

NAMES = (
    *("circles", "xor", "gaussians", "spiral", "moons", "spiral3", "blobs"),
    *("three_inputs", "plane", "sine", "iris", "wine", "digits"),
)
ALL = [pytest.param(source, id=name) for name, source in DATASETS.items()]
MADE_SETS = [pytest.param(source, id=name) for name, source in MADE.items()]
REAL_SETS = [pytest.param(source, id=name) for name, source in REAL.items()]
IN_PLANE = ("circles", "xor", "gaussians", "spiral", "moons", "spiral3", "blobs")


def draw(source: DataSource, samples: int, noise: float, seed: int = 0):
    return source.make(np.random.default_rng(seed), samples, noise)


def test_the_registry_holds_every_set_under_its_own_name():
    assert tuple(DATASETS) == NAMES
    assert all(source.name == name for name, source in DATASETS.items())


@pytest.mark.parametrize("source", ALL)
@pytest.mark.parametrize("samples", [1, 2, 7, 100])
def test_rows_have_the_shapes_of_the_contract(source, samples):
    rows = draw(source, samples, source.noise)
    assert rows.x.shape == (samples, len(source.columns))
    assert rows.x.dtype == np.float64
    assert np.isfinite(rows.x).all()
    if source.task == "classes":
        assert rows.y.shape == (samples,)
        assert np.issubdtype(rows.y.dtype, np.integer)
        assert set(rows.y) <= set(range(len(source.classes)))
    else:
        assert rows.y.shape == (samples, 1)
        assert rows.y.dtype == np.float64


@pytest.mark.parametrize("source", ALL)
def test_same_generator_same_rows_and_another_other_rows(source):
    first, again, other = (draw(source, 60, 0.1, seed) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first.x, again.x)
    np.testing.assert_array_equal(first.y, again.y)
    assert not np.array_equal(first.x, other.x)


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


@pytest.mark.parametrize("source", REAL_SETS)
def test_registered_facts_of_real_sets_are_those_of_the_file(source):
    table = read_table(source.name)
    assert source.columns == table.columns
    assert source.classes == table.classes
    assert source.rows == source.samples == len(table.samples.x)
    assert source.noise == 0.0


@pytest.mark.parametrize("source", REAL_SETS)
def test_real_sets_give_each_row_once(source):
    rows = draw(source, source.rows, 0.0)
    table = read_table(source.name).samples

    def ordered(samples):
        lines = np.column_stack([samples.x, samples.y])
        return lines[np.lexsort(lines.T)]

    np.testing.assert_array_equal(ordered(rows), ordered(table))


@pytest.mark.parametrize("source", REAL_SETS)
def test_noise_of_real_sets_is_in_units_of_each_column(source):
    clean, noisy = (draw(source, source.rows, noise) for noise in (0.0, 0.5))
    spread = clean.x.std(axis=0)
    ratio = (noisy.x - clean.x).std(axis=0)[spread > 0.0] / spread[spread > 0.0]
    np.testing.assert_allclose(ratio, 0.5, rtol=0.25)
    constant = spread == 0.0
    np.testing.assert_array_equal(noisy.x[:, constant], clean.x[:, constant])


@pytest.mark.parametrize(
    ("name", "counts", "first_row"),
    [
        ("iris", [50, 50, 50], [5.1, 3.5, 1.4, 0.2]),
        (
            "wine",
            [59, 71, 48],
            [
                *(14.23, 1.71, 2.43, 15.6, 127.0, 2.8),
                *(3.06, 0.28, 2.29, 5.64, 1.04, 3.92, 1065.0),
            ],
        ),
    ],
)
def test_known_numbers_of_the_tables(name, counts, first_row):
    samples = read_table(name).samples
    assert np.bincount(samples.y).tolist() == counts
    assert samples.x[0].tolist() == first_row


def test_digits_are_small_pictures():
    samples = read_table("digits").samples
    assert samples.x.min() == 0.0
    assert samples.x.max() == 16.0
    # The first row is a zero: a ring, empty in the middle.
    zero = samples.x[0].reshape(8, 8)
    assert samples.y[0] == 0
    assert zero[3:5, 3:5].sum() < zero[3:5, 1:3].sum()


def test_drawing_never_changes_the_table():
    before = read_table("iris").samples.x.copy()
    draw(DATASETS["iris"], 150, 0.0).x[:] = 7.0
    np.testing.assert_array_equal(read_table("iris").samples.x, before)
    with pytest.raises(ValueError, match="read-only"):
        read_table("iris").samples.x[0, 0] = 7.0


@pytest.mark.parametrize("row", [0, 1, 149])
def test_one_row_is_that_of_the_table(row):
    assert read_row("iris", row) == tuple(read_table("iris").samples.x[row])


@pytest.mark.parametrize("text", ["", "a,b,class\n1,x,red\n", "a,class\n1,r\n1,2,r\n"])
def test_a_broken_table_is_refused_with_a_sentence(tmp_path, monkeypatch, text):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "broken.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(resources, "ROOTS", (tmp_path,))
    with pytest.raises(PlaygroundError, match=r"broken\.csv cannot be read"):
        read_table("broken")


def test_resource_prefers_the_assets_inside_the_package(tmp_path, monkeypatch):
    roots = (tmp_path / "installed", tmp_path / "checkout")
    monkeypatch.setattr(resources, "ROOTS", roots)
    for root in reversed(roots):
        (root / "data").mkdir(parents=True)
        (root / "data" / "a.csv").touch()
        assert resources.resource("data", "a.csv") == root / "data" / "a.csv"


def test_a_missing_resource_is_named():
    with pytest.raises(PlaygroundError, match=r"data/nothing\.csv"):
        resources.resource("data", "nothing.csv")


def test_every_table_has_its_source_and_licence_written_down():
    notes = resources.resource("data", "README.md").read_text(encoding="utf-8")
    for path in resources.resource("data").glob("*.csv"):
        assert f"`{path.name}`" in notes
        with path.open(newline="", encoding="utf-8") as file:
            assert next(csv.reader(file))[-1] == "class"
    assert "CC BY 4.0" in notes
