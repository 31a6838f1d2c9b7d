"""Which numbers a setting may have, and the sentence that refuses the others."""

import math

import pytest

from playground.activations import ACTIVATIONS
from playground.data import DATASETS
from playground.decisions import METHODS
from playground.errors import SettingsError
from playground.features import FEATURES
from playground.initializers import INITIALIZERS
from playground.losses import LOSSES
from playground.optimizers import OPTIMIZERS
from playground.ranges import COUNTS, NUMBERS, Count, Number
from playground.settings import Settings

build = Settings.build


def beyond(number: Number) -> list[float]:
    values = [math.nan, math.inf, -math.inf, number.low - 1.0, -1e-9, 10**400]
    if number.open_low:
        values.append(number.low)
    if math.isfinite(number.high):
        values.append(number.high)
    return values


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, number in NUMBERS.items() for value in beyond(number)],
)
def test_a_number_out_of_range_is_refused_with_value_and_range(name, value):
    with pytest.raises(SettingsError) as error:
        build(**{name: value})
    message = str(error.value)
    assert message.startswith(f"{name} must be ")
    assert str(NUMBERS[name]) in message
    assert repr(value) in message
    assert "\n" not in message


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["0.1", True, [0.1], 1j, object])
def test_what_is_no_number_is_refused(name, value):
    with pytest.raises(SettingsError, match=f"{name} must be"):
        build(**{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("learning_rate", 1e-300),
        ("learning_rate", 1e300),
        ("learning_rate", 1000),
        ("momentum", 0),
        ("momentum", 0.999999),
        ("test_fraction", 0),
        ("test_fraction", 0.999999),
        ("noise", 100.0),
        ("epsilon", 0.0),
        ("l2", 1e6),
    ],
)
def test_the_unwise_is_allowed(name, value):
    assert getattr(build(**{name: value}), name) == value


def counted(name: str, value: object) -> dict[str, object]:
    return {name: [value] if name == "hidden" else value}


@pytest.mark.parametrize("name", COUNTS)
@pytest.mark.parametrize("side", ["low", "high"])
def test_a_count_out_of_range_is_refused_with_value_and_range(name, side):
    count = COUNTS[name]
    value = count.low - 1 if side == "low" else count.high + 1
    with pytest.raises(SettingsError) as error:
        build(**counted(name, value))
    message = str(error.value)
    assert message.startswith(f"{name} must be a whole number in ")
    assert f"{count.low} … {count.high}" in message
    assert repr(value) in message


@pytest.mark.parametrize("name", COUNTS)
@pytest.mark.parametrize("value", [1.0, 2.5, "3", True, math.nan, (1,)])
def test_what_is_no_whole_number_is_refused(name, value):
    with pytest.raises(SettingsError, match=f"{name} must be a whole number"):
        build(**counted(name, value))


@pytest.mark.parametrize("name", ["seed", "data_seed", "hidden"])
def test_both_ends_of_a_count_are_allowed(name):
    for value in (COUNTS[name].low, COUNTS[name].high):
        build(**counted(name, value))


def test_a_range_reads_as_a_sentence():
    assert str(Number("a", 0.0, 1.0)) == "at least 0 and below 1"
    assert str(Number("a", 0.0, 1.0, open_high=False)) == "at least 0 and at most 1"
    assert str(Number("a", 0.0, open_low=True)) == "finite and above 0"
    with pytest.raises(SettingsError) as error:
        Count("a", 1, 3).check(4, or_else=', or "full"')
    assert str(error.value) == 'a must be a whole number in 1 … 3, or "full", got 4'


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        ({"batch_size": 201}, ("batch_size", "1 … 200", "201")),
        ({"batch_size": "half"}, ("batch_size", "full", "half")),
        ({"data": "iris", "samples": 151}, ("samples", "1 … 150", "151")),
        ({"hidden": [3] * 9}, ("hidden", "0 … 8", "9")),
        ({"hidden": 8}, ("hidden", "8")),
        ({"hidden": "8,8"}, ("hidden", "8,8")),
        ({"activation": ("tanh",) * 3}, ("activation", "2", "3")),
        ({"activation": 3}, ("activation", "3")),
        ({"standardize": 1}, ("standardize", "1")),
        ({"features": ("x1", "x1")}, ("features", "x1, x1")),
        ({"features": ("x3",)}, ("the feature x3", "spiral has 2 input column")),
        ({"features": ("x0",)}, ("features", "'x0'")),
        ({"features": "sin"}, ("features", "sin_x1", "'sin'")),
        ({"data": "sine", "features": ("x1x2",)}, ("x1x2", "sine", "1 input column")),
        ({"data": "sine", "loss": "cross_entropy"}, ("loss", "cross_entropy", "sine")),
        (
            {"loss": "cross_entropy", "output_activation": "tanh"},
            ("output_activation", "identity", "tanh"),
        ),
        ({"colour": "red"}, ("colour", "learning_rate", "method")),
        ({"chosen": ("data",)}, ("chosen",)),
    ],
)
def test_the_impossible_is_refused_with_a_sentence(options, parts):
    with pytest.raises(SettingsError) as error:
        build(**options)
    for part in parts:
        assert part in str(error.value)


@pytest.mark.parametrize(
    ("setting", "allowed"),
    [
        ("data", DATASETS),
        ("activation", ACTIVATIONS),
        ("output_activation", ACTIVATIONS),
        ("initializer", INITIALIZERS),
        ("loss", LOSSES),
        ("optimizer", OPTIMIZERS),
        ("method", METHODS),
        ("features", FEATURES),
    ],
)
def test_an_unknown_name_is_refused_with_the_known_ones(setting, allowed):
    with pytest.raises(SettingsError) as error:
        build(**{setting: "nonsense"})
    message = str(error.value)
    assert message.startswith(f"{setting} must be one of ")
    assert "'nonsense'" in message
    assert all(name in message for name in allowed)
