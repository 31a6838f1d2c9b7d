import numpy as np
import pytest

from playground.optimizers import HYPER_DEFAULTS, OPTIMIZERS, Optimizer

EVERY_RULE = pytest.mark.parametrize(
    "rule", OPTIMIZERS.values(), ids=lambda rule: rule.name
)

PARAMS = np.array([1.0, -2.0])
GRADIENTS = (np.array([0.5, 4.0]), np.array([-1.0, 2.0]))


def follow(
    rule: Optimizer, gradients: tuple[np.ndarray, ...], **hyper: float
) -> np.ndarray:
    """Return where a rule comes to from PARAMS."""
    params, slots = PARAMS.copy(), rule.init(len(PARAMS))
    for t, gradient in enumerate(gradients, start=1):
        params += rule.update(params, gradient, slots, hyper, t)
    return params


@pytest.mark.parametrize(
    ("name", "hyper", "after_one", "after_two"),
    [
        ("gradient_descent", {"learning_rate": 0.1}, [0.95, -2.4], [1.05, -2.6]),
        (
            "momentum",
            {"learning_rate": 0.1, "momentum": 0.5},
            [0.95, -2.4],
            [1.025, -2.8],
        ),
        (
            "nesterov",
            {"learning_rate": 0.1, "momentum": 0.5},
            [0.925, -2.6],
            [1.0625, -3.0],
        ),
        (
            "adagrad",
            {"learning_rate": 0.1, "epsilon": 0.0},
            [0.9, -2.1],
            [0.9 + 0.1 / np.sqrt(1.25), -2.1 - 0.2 / np.sqrt(20.0)],
        ),
        (
            "rmsprop",
            {"learning_rate": 0.1, "rho": 0.75, "epsilon": 0.0},
            [0.8, -2.2],
            [
                0.8 + 0.1 / np.sqrt(0.75 * 0.0625 + 0.25),
                -2.2 - 0.2 / np.sqrt(0.75 * 4.0 + 0.25 * 4.0),
            ],
        ),
        (
            "adam",
            {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.75, "epsilon": 0.0},
            [0.9, -2.1],
            [
                0.9 + 0.1 * (0.375 / 0.75) / np.sqrt(0.296875 / 0.4375),
                -2.1 - 0.1 * (2.0 / 0.75) / np.sqrt(4.0 / 0.4375),
            ],
        ),
        (
            "adamw",
            {"learning_rate": 0.1, "weight_decay": 0.2, "epsilon": 0.0},
            [0.9 - 0.02, -2.1 + 0.04],
            None,
        ),
    ],
)
def test_two_updates_by_hand(
    name: str,
    hyper: dict[str, float],
    after_one: list[float],
    after_two: list[float] | None,
) -> None:
    rule = OPTIMIZERS[name]
    np.testing.assert_allclose(follow(rule, GRADIENTS[:1], **hyper), after_one, 1e-14)
    if after_two is not None:
        np.testing.assert_allclose(follow(rule, GRADIENTS, **hyper), after_two, 1e-14)


def test_names_are_those_of_the_specification() -> None:
    assert list(OPTIMIZERS) == [
        *("gradient_descent", "momentum", "nesterov"),
        *("adagrad", "rmsprop", "adam", "adamw"),
    ]


@EVERY_RULE
def test_slots_are_named_vectors_of_zeros(rule: Optimizer) -> None:
    slots = rule.init(5, np.float32)
    assert tuple(slots) == rule.slots
    for slot in slots.values():
        assert slot.shape == (5,)
        assert slot.dtype == np.float32
        assert not slot.any()


@EVERY_RULE
def test_update_moves_the_slots_in_place_and_nothing_else(rule: Optimizer) -> None:
    params, gradient = PARAMS.copy(), GRADIENTS[0].copy()
    slots = rule.init(2)
    arrays = dict(slots)
    change = rule.update(params, gradient, slots, {"learning_rate": 0.1}, 1)
    np.testing.assert_array_equal(params, PARAMS)
    np.testing.assert_array_equal(gradient, GRADIENTS[0])
    assert change.shape == (2,)
    for name, slot in slots.items():
        assert slot is arrays[name]
        assert slot.all()
        assert not np.shares_memory(slot, change)


@EVERY_RULE
def test_slots_and_t_are_all_that_a_rule_remembers(rule: Optimizer) -> None:
    slots = rule.init(2)
    rule.update(PARAMS, GRADIENTS[0], slots, {}, 1)
    copied = {name: slot.copy() for name, slot in slots.items()}
    np.testing.assert_array_equal(
        rule.update(PARAMS, GRADIENTS[1], slots, {}, 2),
        rule.update(PARAMS, GRADIENTS[1], copied, {}, 2),
    )


@EVERY_RULE
def test_unused_hyper_parameters_are_ignored(rule: Optimizer) -> None:
    unused = set(HYPER_DEFAULTS) - {"learning_rate", *rule.uses}
    rubbish = dict.fromkeys(unused, 0.123)
    np.testing.assert_array_equal(
        follow(rule, GRADIENTS), follow(rule, GRADIENTS, **rubbish)
    )


@EVERY_RULE
def test_used_hyper_parameters_make_a_difference(rule: Optimizer) -> None:
    for name in ("learning_rate", *rule.uses):
        changed = follow(rule, GRADIENTS, **{name: 0.123})
        assert (changed != follow(rule, GRADIENTS)).any(), name


@pytest.mark.parametrize(
    ("name", "epsilon"),
    [("adagrad", 1e-10), ("rmsprop", 1e-8), ("adam", 1e-8), ("adamw", 1e-8)],
)
def test_epsilon_when_nobody_says_otherwise(name: str, epsilon: float) -> None:
    rule, tiny = OPTIMIZERS[name], (np.array([1e-9, 1e-9]),)
    np.testing.assert_array_equal(
        follow(rule, tiny), follow(rule, tiny, epsilon=epsilon)
    )


@EVERY_RULE
def test_single_precision_stays_single(rule: Optimizer) -> None:
    params = PARAMS.astype(np.float32)
    slots = rule.init(2, np.float32)
    hyper = {"learning_rate": 0.1}
    change = rule.update(params, GRADIENTS[0].astype(np.float32), slots, hyper, 1)
    assert change.dtype == np.float32
    assert {slot.dtype for slot in slots.values()} <= {np.dtype(np.float32)}


@EVERY_RULE
def test_every_rule_goes_down_a_bowl(rule: Optimizer) -> None:
    params, slots = PARAMS.copy(), rule.init(2)
    hyper = {"learning_rate": 0.05, "weight_decay": 0.0}
    for t in range(1, 301):
        params += rule.update(params, params, slots, hyper, t)
    assert np.linalg.norm(params) < 0.5 * np.linalg.norm(PARAMS)


def test_codes_differ() -> None:
    assert len({rule.code for rule in OPTIMIZERS.values()}) == len(OPTIMIZERS)
