"""What follows from what was chosen: methods, and what stays when something changes."""

import pytest

from playground.errors import SettingsError
from playground.settings import Settings

build = Settings.build


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
