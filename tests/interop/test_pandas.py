"""pandas reads the same numbers out of a table, and writes tables that we read."""

from pathlib import Path

import numpy as np
import pytest

from playground.data.reading import read_table
from playground.exporters import Record, export
from tests.core.networks import trained

pandas = pytest.importorskip("pandas", reason="pandas is not installed")


@pytest.mark.parametrize(
    "options", [{}, {"sep": ";", "decimal": ","}, {"sep": "\t"}, {"encoding": "utf-16"}]
)
def test_tables_of_pandas_are_read_to_the_bit(
    options: dict[str, str], tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(300, 3))
    numbers[5, 1] = np.nan
    frame = pandas.DataFrame(numbers, columns=["a", "b", "größe"])
    frame["kind"] = rng.choice(["red; dark", 'the "blue"', "grün"], 300)
    path = tmp_path / "t.csv"
    frame.to_csv(path, index=False, **options)
    reading = read_table(path)
    found = np.stack([column.values for column in reading.columns[:3]], axis=1)
    np.testing.assert_array_equal(found, numbers)
    words = reading.columns[3]
    assert [words.words[code] for code in words.values] == list(frame["kind"])


def test_pandas_reads_our_table_of_weights(tmp_path: Path) -> None:
    run = trained()
    export(Record.of_run(run), tmp_path / "net.csv")
    frame = pandas.read_csv(tmp_path / "net.csv")
    assert list(frame.columns) == ["layer", "neuron", "input", "value"]
    first = frame[(frame.layer == 1) & (frame.input != "bias")].value.to_numpy()
    np.testing.assert_allclose(first, run.network.layers[0].weights.ravel(), 1e-14)
