"""Settings: what is taken where nothing is said, values of their own, and JSON."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.activations import ACTIVATIONS
from playground.data import DATASETS
from playground.decisions import METHODS
from playground.errors import SettingsError
from playground.initializers import INITIALIZERS
from playground.losses import LOSSES
from playground.optimizers import OPTIMIZERS
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
