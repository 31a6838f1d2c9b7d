"""Real data sets, read from the CSV files of `assets/data`."""

import csv
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice

import numpy as np

from playground.data.dataset import DataSource, Samples
from playground.errors import PlaygroundError
from playground.resources import resource


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """All rows of a CSV file whose last column is the name of the class.

    Attributes
    ----------
    columns : names of the other columns, D of them
    classes : names of the classes, in the order in which they first come
    samples : the rows; read-only
    """

    columns: tuple[str, ...]
    classes: tuple[str, ...]
    samples: Samples


@cache
def read_table(name: str) -> Table:
    """Read `assets/data/<name>.csv`, once.

    Raises
    ------
    PlaygroundError
        when the file is missing or is not such a table.
    """
    path = resource("data", f"{name}.csv")
    try:
        with path.open(newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        labels = [row[-1] for row in rows]
        x = np.array([row[:-1] for row in rows], np.float64)
    except (OSError, ValueError, IndexError) as error:
        raise PlaygroundError(f"{path.name} cannot be read: {error}") from error
    classes = tuple(dict.fromkeys(labels))
    y = np.array([classes.index(label) for label in labels])
    x.flags.writeable = y.flags.writeable = False
    return Table(tuple(header[:-1]), classes, Samples(x, y))


@cache
def read_row(name: str, row: int) -> tuple[float, ...]:
    """Return the D numbers of one row, without reading those of the others."""
    with resource("data", f"{name}.csv").open(newline="", encoding="utf-8") as file:
        _, chosen = islice(csv.reader(file), 0, row + 2, row + 1)
    return tuple(map(float, chosen[:-1]))


def choose_rows(
    name: str, rng: np.random.Generator, samples: int, noise: float
) -> Samples:
    """Return `samples` rows of a table in random order.

    Noise is measured in standard deviations of each column over the whole table, since
    the columns have units of their own (a wine's proline is about 750, its hue 1): 0.1
    blurs all of them alike, and a column that never changes stays as it is.
    """
    table = read_table(name).samples
    chosen = rng.permutation(len(table.x))[:samples]
    x = table.x[chosen]
    spread = table.x.std(axis=0)
    return Samples(x + noise * spread * rng.standard_normal(x.shape), table.y[chosen])


def real(
    name: str, columns: tuple[str, ...], classes: tuple[str, ...], rows: int
) -> DataSource:
    """Register a table; what is said of it here spares reading it at every start."""
    return DataSource(
        name=name,
        columns=columns,
        classes=classes,
        make=partial(choose_rows, name),
        samples=rows,
        rows=rows,
        noise=0.0,
        framed=False,
    )


REAL: dict[str, DataSource] = {
    source.name: source
    for source in (
        real(
            "iris",
            (
                "sepal length (cm)",
                "sepal width (cm)",
                "petal length (cm)",
                "petal width (cm)",
            ),
            ("setosa", "versicolor", "virginica"),
            rows=150,
        ),
        real(
            "wine",
            (
                "alcohol",
                "malic acid",
                "ash",
                "alcalinity of ash",
                "magnesium",
                "total phenols",
                "flavanoids",
                "nonflavanoid phenols",
                "proanthocyanins",
                "color intensity",
                "hue",
                "OD280/OD315 of diluted wines",
                "proline",
            ),
            ("cultivar 1", "cultivar 2", "cultivar 3"),
            rows=178,
        ),
        real(
            "digits",
            tuple(f"pixel_{row}_{column}" for row in range(8) for column in range(8)),
            tuple(str(digit) for digit in range(10)),
            rows=1797,
        ),
    )
}
