"""What is to be learned: the data of some settings, split, as the network sees them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground.activations import ACTIVATIONS
from playground.data.dataset import Samples
from playground.data.own import find_source
from playground.errors import SettingsError
from playground.features import feature_of, is_formula
from playground.loading import Cancelled
from playground.losses import LOSSES
from playground.preprocessing import Preprocessor
from playground.settings import Settings

Array = NDArray[np.floating[Any]]

# Name the generators of rows and split among those that one seed makes.
ROWS_STREAM = 2
SPLIT_STREAM = 3

# The settings on which the rows depend, in the order of `make_rows`.
ROWS_SETTINGS = ("data", "samples", "noise", "data_seed")
# A change of one of these makes another problem or another start of it, so training
# begins at update 0 again. All others go on from where a run stands.
RESTARTING = ("data", "seed", "initializer")
# The settings on which a problem depends, and nothing else.
PROBLEM_SETTINGS = (
    "data",
    "samples",
    "noise",
    "test_fraction",
    "data_seed",
    "standardize",
    "features",
    "loss",
    "output_activation",
    "precision",
)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Training and test rows, raw and prepared. All arrays are read-only.

    Attributes
    ----------
    columns : names of the raw inputs, D of them
    classes : names of the classes, () for regression
    train, test : the raw rows
    preprocessor : from raw inputs to features
    x, y : (N, F) features and (N, K) targets of the training rows
    x_test, y_test : the same of the test rows
    low, high : (D,) each, the part of the input space worth showing
    center : (D,) means of the training rows, where a slice through more than two
        columns holds the others
    threshold : the network's one output above which class 1 of two is meant
    """

    columns: tuple[str, ...]
    classes: tuple[str, ...]
    train: Samples
    test: Samples
    preprocessor: Preprocessor
    x: Array
    y: Array
    x_test: Array
    y_test: Array
    low: Array
    high: Array
    center: Array
    threshold: float

    @property
    def outputs(self) -> int:
        return int(self.y.shape[1])


def split_samples(
    samples: Samples,
    test_count: int,
    rng: np.random.Generator,
    *,
    ordered: bool = False,
) -> tuple[Samples, Samples]:
    """Return training and test rows, at random; ordered ones test on the last."""
    order = rng.permutation(len(samples.x))
    if ordered:
        order = np.roll(np.arange(len(samples.x)), test_count)
    test, train = order[:test_count], order[test_count:]
    return samples.at(train), samples.at(test)


def lowest_target(loss: str, output_activation: str) -> float:
    """Return what stands for "not this class".

    It is 0 for cross-entropy and for outputs that cannot go far below zero (sigmoid),
    and -1 for the others (tanh, identity).
    """
    if LOSSES[loss].owns_output:
        return 0.0
    return ACTIVATIONS[output_activation].lowest_target


def class_threshold(loss: str, output_activation: str) -> float:
    """Return the network's one output that lies between the two classes."""
    if LOSSES[loss].owns_output:
        return 0.0
    return 0.5 * (1.0 + lowest_target(loss, output_activation))


def encode_targets(y: NDArray[Any], classes: int, low: float) -> Array:
    """Return the targets (N, K): 1 for the class itself, `low` for every other.

    Two classes share one output, k classes have one each; numbers stay as they are.
    """
    if not classes:
        return np.array(y, np.float64)
    if classes == 2:
        return np.where(y[:, None] == 1, 1.0, low)
    return np.where(y[:, None] == np.arange(classes), 1.0, low)


def shown_range(x: Array, framed: bool) -> tuple[Array, Array]:
    """Return low and high (D,) of the part of space worth showing.

    Framed sets lie in about [-6, 6] and always have that frame, so that the picture
    keeps its scale while the noise changes. Other rows are all shown, with a margin.
    """
    low, high = x.min(axis=0), x.max(axis=0)
    if framed:
        return np.full_like(low, -6.0), np.full_like(high, 6.0)
    margin = 0.08 * np.where(high > low, high - low, 1.0)
    return low - margin, high + margin


def check_features(features: tuple[str, ...], x: Array) -> None:
    """Refuse a formula that has no finite value at some row, as log(x1) at x1 = 0.

    Raises
    ------
    SettingsError
        names the feature and how many rows.
    """
    for name in filter(is_formula, features):
        bad = int((~np.isfinite(feature_of(name).value(x))).sum())
        if bad:
            raise SettingsError(
                f"the feature {name} is not finite at {bad:,} of {len(x):,} rows"
            )


def check_scale(preprocessor: Preprocessor) -> None:
    """Refuse a standard deviation whose square is more than a number can be.

    Raises
    ------
    SettingsError
        names the feature.
    """
    if preprocessor.scale is None:
        return
    for name, scale in zip(preprocessor.features, preprocessor.scale, strict=True):
        if not np.isfinite(scale):
            raise SettingsError(f"the feature {name} is too large to be standardised")


def check_numbers(names: tuple[str, ...], x: Array, y: Array) -> None:
    """Refuse features (N, F) and targets (N, K) that are no numbers in their type.

    Raises
    ------
    SettingsError
        names the feature and how many rows.
    """
    if not np.isfinite(x).all():
        bad = (~np.isfinite(x)).sum(axis=0)
        place = int(bad.argmax())
        raise SettingsError(
            f"the feature {names[place]} is not finite in {x.dtype} at "
            f"{int(bad[place]):,} of {len(x):,} rows"
        )
    if not np.isfinite(y).all():
        bad_rows = int((~np.isfinite(y)).any(axis=1).sum())
        raise SettingsError(
            f"the targets are not finite in {y.dtype} at {bad_rows:,} of {len(y):,} "
            f"rows"
        )


# What overflows is found by `check_numbers`, which says more than a warning.
@np.errstate(all="ignore")
def make_rows(data: str, samples: int, noise: float, seed: int) -> Samples:
    """Make the rows that ROWS_SETTINGS name."""
    rng = np.random.default_rng([seed, ROWS_STREAM])
    return find_source(data).make(rng, samples, noise)


@np.errstate(all="ignore")
def make_problem(
    settings: Settings,
    dtype: DTypeLike = np.float64,
    rows: Samples | None = None,
    is_wanted: Callable[[], bool] = lambda: True,
) -> Problem:
    """Split and prepare the rows that the settings name, made anew or given.

    Raises
    ------
    SettingsError
        when a feature or target has no finite value at some row.
    Cancelled
        when `is_wanted`, asked several times on the way, says no.
    """

    def go_on() -> None:
        if not is_wanted():
            raise Cancelled("preparing the rows was cancelled")

    source = find_source(settings.data)
    seed = settings.data_seed
    if rows is None:
        rows = make_rows(settings.data, settings.samples, settings.noise, seed)
    go_on()
    train, test = split_samples(
        rows,
        settings.samples - settings.training_rows,
        np.random.default_rng([seed, SPLIT_STREAM]),
        ordered=source.ordered,
    )
    check_features(settings.features, rows.x)
    low, high = shown_range(rows.x, framed=source.framed)
    # Of a million rows there are copies enough: this one is needed no more.
    del rows
    go_on()
    preprocessor = Preprocessor.fit(settings.features, train.x, settings.standardize)
    check_scale(preprocessor)
    output = (settings.loss, settings.output_activation)

    def prepare(part: Samples) -> tuple[Array, Array]:
        go_on()
        targets = encode_targets(part.y, len(source.classes), lowest_target(*output))
        inputs = np.ascontiguousarray(preprocessor.transform(part.x), dtype)
        targets = np.ascontiguousarray(targets, dtype)
        check_numbers(settings.features, inputs, targets)
        return inputs, targets

    x, y = prepare(train)
    x_test, y_test = prepare(test)
    center = train.x.mean(axis=0)
    for array in (
        *(train.x, train.y, test.x, test.y),
        *(x, y, x_test, y_test, low, high, center),
    ):
        array.flags.writeable = False
    return Problem(
        columns=source.columns,
        classes=source.classes,
        train=train,
        test=test,
        preprocessor=preprocessor,
        x=x,
        y=y,
        x_test=x_test,
        y_test=y_test,
        low=low,
        high=high,
        center=center,
        threshold=class_threshold(*output),
    )


class ProblemCache:
    """The last problems that were made, so that going back in time makes none twice.

    Attributes
    ----------
    stored : rows by the ROWS_SETTINGS that they stand for, from a file; they are taken
        where the same settings come again, however NumPy would make them now
    """

    SIZE = 4

    def __init__(self) -> None:
        self.problems: dict[tuple[Any, ...], Problem] = {}
        self.stored: dict[tuple[Any, ...], Samples] = {}

    def get(
        self, settings: Settings, is_wanted: Callable[[], bool] = lambda: True
    ) -> Problem:
        """Return the problem of some settings, made now or before.

        What `make_problem` raises leaves the cache as it was.
        """
        key = tuple(getattr(settings, name) for name in PROBLEM_SETTINGS)
        problem = self.problems.pop(key, None)
        if problem is None:
            rows = self.stored.get(tuple(getattr(settings, n) for n in ROWS_SETTINGS))
            problem = make_problem(settings, settings.precision, rows, is_wanted)
        self.problems[key] = problem
        while len(self.problems) > self.SIZE:
            del self.problems[next(iter(self.problems))]
        return problem

    def rows(self, data: str, samples: int, noise: float, seed: int) -> Samples:
        """Return the rows of ROWS_SETTINGS, stored or made."""
        stored = self.stored.get((data, samples, noise, seed))
        return stored or make_rows(data, samples, noise, seed)
