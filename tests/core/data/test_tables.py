"""Data sets that ship as tables: what is in the files, and files that are broken."""

import csv

import numpy as np
import pytest

from playground import resources
from playground.data import DATASETS
from playground.data.tables import REAL, read_row, read_table
from playground.errors import PlaygroundError
from tests.core.rows import draw

REAL_SETS = [pytest.param(source, id=name) for name, source in REAL.items()]


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
