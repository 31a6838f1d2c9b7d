import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


# ---- defaults ------------------------------------------------------------------------


def test_the_defaults_are_those_of_the_issue():
    settings = build()
    assert settings.data == "spiral"
    assert settings.samples == 400
    assert settings.test_fraction == 0.5
    assert settings.standardize is False
    assert settings.features == ("x1", "x2")
    assert settings.hidden == (4, 2)
    assert settings.activation == ("tanh", "tanh")
    assert settings.initializer == "xavier"
    assert settings.learning_rate == 0.03
    assert settings.momentum == 0.9
    assert settings.batch_size == 10
    assert settings.loss == "cross_entropy"
    assert settings.optimizer == "gradient_descent"
    assert settings.l1 == settings.l2 == 0.0
    assert settings.seed == settings.data_seed == 0
    assert settings.chosen == ()


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_has_working_defaults(name):
    settings = build(data=name)
    source = DATASETS[name]
    assert settings.samples == source.samples
    assert settings.noise == source.noise
    assert settings.standardize is (source.rows is not None)
    assert len(settings.features) == len(source.columns)
    assert settings.loss == ("cross_entropy" if source.classes else "squared_error")


@pytest.mark.parametrize(
    ("registry", "setting"),
    [
        (ACTIVATIONS, "activation"),
        (INITIALIZERS, "initializer"),
        (LOSSES, "loss"),
        (OPTIMIZERS, "optimizer"),
        (METHODS, "method"),
    ],
)
def test_every_registered_name_can_be_chosen(registry, setting):
    for name in registry:
        build(**{setting: name})


def test_none_means_not_given():
    assert build(data=None, noise=None, features=None, method=None) == build()


def test_one_activation_serves_all_layers():
    assert build(hidden=(3, 3, 3), activation="relu").activation == ("relu",) * 3
    assert build(hidden=(3, 3), activation=("relu", "tanh")).activation == (
        "relu",
        "tanh",
    )
    assert build(hidden=(), activation="relu").activation == ()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "identity"),
        ({"loss": "squared_error", "activation": "sigmoid"}, "sigmoid"),
        ({"loss": "squared_error", "activation": "tanh"}, "tanh"),
        ({"loss": "squared_error", "activation": "relu"}, "tanh"),
        ({"loss": "squared_error", "hidden": ()}, "tanh"),
        (
            {
                "loss": "squared_error",
                "hidden": (3, 3),
                "activation": ("tanh", "sigmoid"),
            },
            "sigmoid",
        ),
        ({"data": "sine", "activation": "sigmoid"}, "identity"),
        ({"loss": "squared_error", "output_activation": "relu"}, "relu"),
        ({"data": "plane", "output_activation": "tanh"}, "tanh"),
    ],
)
def test_the_output_activation_follows(options, expected):
    settings = build(**options)
    assert settings.output_activation == expected
    assert settings.activations == (*settings.activation, expected)


def test_epsilon_follows_the_rule():
    assert build(optimizer="adagrad").epsilon == 1e-10
    assert build(optimizer="adam").epsilon == 1e-8
    assert build(optimizer="adagrad", epsilon=1e-3).epsilon == 1e-3
    assert build(optimizer="adagrad").replace(optimizer="adam").epsilon == 1e-8


def test_settings_are_values():
    settings = build(hidden=[8, 8])
    assert settings == build(hidden=(8, 8))
    assert hash(settings) == hash(build(hidden=(8, 8)))
    with pytest.raises(AttributeError):
        settings.data = "xor"


def test_numbers_of_numpy_are_welcome():
    settings = build(
        learning_rate=np.float32(0.5), samples=np.int64(50), hidden=[np.int32(3)]
    )
    assert settings == build(learning_rate=0.5, samples=50, hidden=(3,))
    assert type(settings.samples) is int
    assert type(settings.learning_rate) is float


# ---- methods -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "optimizer", "batch_size"),
    [
        ("gd", "gradient_descent", "full"),
        ("sgd", "gradient_descent", 1),
        ("mini-batch", "gradient_descent", 10),
        ("momentum", "momentum", 10),
    ],
)
def test_a_method_is_a_rule_and_a_batch_size(method, optimizer, batch_size):
    settings = build(method=method)
    assert settings.optimizer == optimizer
    assert settings.batch_size == batch_size
    assert settings.method == method
    # What the method says, said one by one, is no contradiction.
    assert build(method=method, optimizer=optimizer, batch_size=batch_size) == (
        build(optimizer=optimizer, batch_size=batch_size)
    )


@pytest.mark.parametrize("method", ["mini-batch", "momentum"])
def test_a_method_of_batches_takes_any_size(method):
    assert build(method=method, batch_size=32).batch_size == 32
    assert build(method=method, batch_size=32).method == method


@pytest.mark.parametrize(
    "options",
    [
        {"method": "gd", "optimizer": "adam"},
        {"method": "gd", "batch_size": 10},
        {"method": "sgd", "batch_size": 10},
        {"method": "sgd", "batch_size": "full"},
        {"method": "sgd", "optimizer": "momentum"},
        {"method": "mini-batch", "optimizer": "adam"},
        {"method": "momentum", "optimizer": "nesterov"},
        {"method": "momentum", "optimizer": "gradient_descent"},
    ],
)
def test_what_contradicts_the_method_is_refused(options):
    method, other = options.values()
    with pytest.raises(SettingsError) as error:
        build(**options)
    assert method in str(error.value)
    assert str(other) in str(error.value)


def test_the_full_batch_in_figures_is_gradient_descent():
    assert build(method="gd", batch_size=200).batch_size == "full"
    assert build(batch_size=200).method == "gd"
    assert build(batch_size=199).method == "mini-batch"
    assert build(batch_size=1).method == "sgd"
    assert build(optimizer="adam").method is None


def test_small_data_make_the_default_batch_smaller():
    settings = build(samples=12)
    assert settings.batch_size == settings.training_rows == 6
    assert build(samples=1).batch_size == 1


def test_rows_per_update():
    assert build().rows_per_update == 10
    assert build(batch_size="full").rows_per_update == 200
    assert build(batch_size="full").is_full_batch
    assert not build().is_full_batch


# ---- replace -------------------------------------------------------------------------


def test_the_loss_follows_when_only_the_data_change():
    settings = build(seed=3)
    regression = settings.replace(data="sine")
    assert regression.loss == "squared_error"
    assert regression.output_activation == "identity"
    assert regression.features == ("x1",)
    assert regression.seed == 3
    assert regression.replace(data="spiral") == settings.replace(data="spiral")
    assert regression.replace(data="spiral").loss == "cross_entropy"


def test_what_follows_the_data_follows_there_and_back():
    settings = build(data="xor").replace(data="iris")
    assert (settings.samples, settings.standardize, settings.noise) == (150, True, 0.0)
    assert settings.replace(data="xor") == build(data="xor")


def test_a_choice_stays_when_something_else_changes():
    settings = build(loss="squared_error", noise=0.3, activation="sigmoid")
    changed = settings.replace(data="xor", learning_rate=1.0)
    assert changed.loss == "squared_error"
    assert changed.noise == 0.3
    assert changed.output_activation == "sigmoid"


def test_none_puts_a_choice_aside():
    settings = build(noise=0.3, data_seed=4)
    assert settings.replace(noise=None, data_seed=None) == build()


def test_a_method_puts_rule_and_batch_size_aside():
    settings = build(optimizer="adam", batch_size=32)
    assert settings.replace(method="sgd").batch_size == 1
    momentum = settings.replace(method="momentum")
    assert (momentum.optimizer, momentum.batch_size) == ("momentum", 10)
    assert momentum.replace(optimizer="adam").optimizer == "adam"
    assert build(method="gd").replace(samples=20).batch_size == "full"


def test_layers_that_stay_keep_their_activation():
    settings = build(hidden=(4, 3), activation=("relu", "tanh"))
    assert settings.replace(hidden=(4, 5)).activation == ("relu", "tanh")
    assert settings.replace(hidden=(4,)).activation == ("relu",)
    assert settings.replace(hidden=(4, 3, 2)).activation == ("relu", "tanh", "tanh")
    assert settings.replace(hidden=()).activation == ()
    assert settings.replace(hidden=(1,), activation="elu").activation == ("elu",)


def test_data_seed_follows_seed_until_it_is_chosen():
    assert build(seed=5).data_seed == 5
    assert build(seed=5).replace(seed=6).data_seed == 6
    assert build(seed=5, data_seed=5).replace(seed=6).data_seed == 5


@pytest.mark.parametrize(
    "change",
    [{"data": "moon"}, {"batch_size": 201}, {"noise": -1.0}, {"colour": "red"}],
)
def test_a_bad_change_is_refused(change):
    with pytest.raises(SettingsError):
        build().replace(**change)


# ---- ranges --------------------------------------------------------------------------


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


# ---- JSON ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"data": "digits", "hidden": [], "method": "gd"},
        {"data": "sine", "features": "sin_x1", "optimizer": "adamw", "seed": 2**53 - 1},
        {"hidden": (3, 4), "activation": ("relu", "sine"), "batch_size": 7, "l1": 1e-3},
    ],
)
def test_json_gives_the_same_settings_back(options):
    settings = build(**options)
    again = Settings.from_json(settings.to_json())
    assert again == settings
    assert again.chosen == settings.chosen
    assert Settings.from_json(settings.to_json().encode()) == settings
    assert again.replace(noise=0.7) == settings.replace(noise=0.7)


@given(
    rate=st.floats(min_value=1e-300, max_value=1e300),
    noise=st.floats(min_value=0.0, max_value=1e300),
    seed=st.integers(0, 2**53 - 1),
    hidden=st.lists(st.integers(1, 4096), max_size=8),
    data=st.sampled_from(sorted(DATASETS)),
    method=st.sampled_from([None, *METHODS]),
)
def test_json_loses_no_digit(rate, noise, seed, hidden, data, method):
    settings = build(
        learning_rate=rate,
        noise=noise,
        seed=seed,
        hidden=hidden,
        data=data,
        method=method,
    )
    assert Settings.from_json(settings.to_json()) == settings
    assert build(**settings.choices()) == settings


def test_json_is_plain_text_by_name():
    stored = json.loads(build(hidden=(8,), seed=3).to_json())
    assert stored["hidden"] == [8]
    assert stored["data"] == "spiral"
    assert stored["chosen"] == ["hidden", "seed"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "{",
        '"settings"',
        b"\xff\xfe\x00",
        b'{"data": "\xff"}',
        '"\ud800"',
        "[" * 100_000,
        build().to_json()[:-1],
        build().to_json() + "}",
    ],
)
def test_broken_json_is_refused(text):
    with pytest.raises(SettingsError, match="these are not settings"):
        Settings.from_json(text)


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("data", "moon", "data must be one of"),
        ("data", 3, "data"),
        ("noise", "0.1", "noise"),
        ("noise", None, "noise"),
        ("noise", -1.0, "noise must be"),
        ("learning_rate", 0.0, "learning_rate must be"),
        ("batch_size", 10_000, "batch_size must be"),
        ("batch_size", "half", "batch_size must be"),
        ("hidden", [0], "hidden must be"),
        ("hidden", "8", "hidden"),
        ("activation", ["tanh"] * 3, "activation must name"),
        ("output_activation", "tanh", "output_activation must be"),
        ("features", ["x9"], "the feature x9 needs"),
        ("seed", 1.5, "seed"),
        ("seed", 2**70, "seed"),
        ("colour", "red", "colour"),
        ("method", "gd", "method"),
        ("chosen", ["colour"], "colour"),
        ("chosen", "data", "chosen"),
    ],
)
def test_json_is_checked_as_build_checks(name, value, part):
    stored = {**json.loads(build().to_json()), name: value}
    with pytest.raises(SettingsError, match=part):
        Settings.from_json(json.dumps(stored))


@pytest.mark.parametrize("name", sorted(json.loads(build().to_json())))
def test_json_with_a_setting_missing_is_refused(name):
    stored = json.loads(build().to_json())
    del stored[name]
    if name == "chosen":
        assert Settings.from_json(json.dumps(stored)) == build()
    else:
        with pytest.raises(SettingsError, match=name):
            Settings.from_json(json.dumps(stored))


def test_a_stored_value_stays_although_it_was_not_chosen():
    stored = {**json.loads(build().to_json()), "learning_rate": 0.5}
    assert Settings.from_json(json.dumps(stored)).learning_rate == 0.5
