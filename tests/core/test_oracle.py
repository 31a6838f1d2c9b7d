"""The core against `tests/oracle/`: what PyTorch and 50-digit arithmetic computed."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from playground.activations import ACTIVATIONS
from playground.engines.plan import Plan, State
from playground.engines.reference import ReferenceEngine
from playground.losses import LOSSES
from playground.network import Network, layer_views
from playground.optimizers import OPTIMIZERS

ORACLE = Path(__file__).parents[1] / "oracle"


def read(name: str) -> Any:
    return json.loads((ORACLE / f"{name}.json").read_text(encoding="utf-8"))


TABLES = read("activations")
GRADIENTS = read("gradients")
MAZUR = read("mazur")
TRAJECTORIES = read("trajectories")
QUADRATIC = read("quadratic")

# The oracle's words -> this program's. The links of the cross-entropies belong to the
# loss here, so the last activation of those networks is the identity.
LOSS_NAMES = {
    "half_mse": "squared_error",
    "bce": "cross_entropy",
    "softmax_ce": "cross_entropy",
}
ACTIVATION_NAMES = {"linear": "identity"}


def named(items: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(item, id=item["name"]) for item in items]


def assert_agrees(got: ArrayLike, want: ArrayLike, tolerance: dict[str, float]) -> None:
    """Check |got - want| <= abs + rel |want|, element by element."""
    np.testing.assert_allclose(got, want, rtol=tolerance["rel"], atol=tolerance["abs"])


def network_of(
    sizes: list[int],
    activations: list[str],
    loss: str,
    weights: list[Any],
    biases: list[Any],
) -> Network:
    names = [ACTIVATION_NAMES.get(name, name) for name in activations]
    if LOSSES[loss].owns_output:
        names[-1] = "identity"
    network = Network(tuple(sizes), tuple(names))
    for layer, w, b in zip(network.layers, weights, biases, strict=True):
        layer.weights[:] = w
        layer.bias[:] = b
    return network


# ---- activations.json --------------------------------------------------------------


# The slope of tanh is 1 - a², as every textbook writes it: it is right to the last bit
# of 1, not to the last bit of itself, where tanh is flat.
SLOPE_ERRORS = {"tanh": 2.0**-52}


def table_errors(name: str) -> tuple[float, float]:
    """Return the relative and absolute error that the file allows for an activation."""
    allowed = TABLES["tolerance"]
    if name in ("gelu", "silu"):
        tail = allowed["gelu_silu_negative_tail"]
        return tail["rel"], tail["abs"]
    return allowed["rel"], 1e-15  # the file: "below that |error| <= 1e-15"


@pytest.mark.parametrize("name", TABLES["table"])
def test_activations_at_every_point_of_the_table(name: str) -> None:
    activation = ACTIVATIONS[ACTIVATION_NAMES.get(name, name)]
    z = np.array(TABLES["x"])
    a, slope = np.empty_like(z), np.empty_like(z)
    activation.value(z, a)
    activation.slope(z, a, slope)
    rel, abs_ = table_errors(name)
    np.testing.assert_allclose(a, TABLES["table"][name]["value"], rel, abs_)
    np.testing.assert_allclose(
        slope,
        TABLES["table"][name]["derivative"],
        rel,
        max(abs_, SLOPE_ERRORS.get(name, 0.0)),
    )


@pytest.mark.parametrize("row", TABLES["softmax"], ids=lambda row: str(row["z"]))
def test_softmax_and_its_logarithm(row: dict[str, Any]) -> None:
    cross_entropy = LOSSES["cross_entropy"]
    z = np.array([row["z"]])
    np.testing.assert_allclose(cross_entropy.link(z)[0], row["softmax"], 4e-15, 1e-300)
    # The loss of a row that belongs to class k is -log softmax(z)[k].
    classes = len(row["z"])
    losses = cross_entropy.per_sample(np.repeat(z, classes, axis=0), np.eye(classes))
    np.testing.assert_allclose(-losses, row["log_softmax"], 4e-15)


@pytest.mark.parametrize(
    "row", TABLES["bce_with_logits"], ids=lambda row: f"z={row['z']:g} t={row['t']:g}"
)
def test_binary_cross_entropy_from_the_logit(row: dict[str, float]) -> None:
    cross_entropy = LOSSES["cross_entropy"]
    z, y = np.array([[row["z"]]]), np.array([[row["t"]]])
    np.testing.assert_allclose(cross_entropy.per_sample(z, y), row["loss"], 4e-15)
    np.testing.assert_allclose(cross_entropy.delta(z, y), row["dz"], 4e-15, 1e-15)


# ---- gradients.json ----------------------------------------------------------------


def is_ours(case: dict[str, Any]) -> bool:
    """Tell whether this program has the loss: binary cross-entropy has one output."""
    return case["loss"] != "bce" or case["layers"][-1] == 1


@pytest.mark.parametrize("case", named([c for c in GRADIENTS["cases"] if is_ours(c)]))
def test_loss_and_gradient_of_pytorch(case: dict[str, Any]) -> None:
    loss = LOSS_NAMES[case["loss"]]
    network = network_of(
        case["layers"], case["activations"], loss, case["W"], case["b"]
    )
    x, y = np.array(case["X"]), np.array(case["T"])
    if case["loss"] == "softmax_ce":
        y = np.eye(case["layers"][-1])[y]

    trace = network.forward(x)
    exact = GRADIENTS["tolerance"]["loss"]
    assert_agrees(LOSSES[loss].link(trace.a[-1]), case["output"], exact)
    for got, want in zip(trace.z, case.get("z", trace.z), strict=True):
        assert_agrees(got, want, exact)
    # The file counts the link as the last activation.
    for got, want in zip(trace.a[:-1], case.get("a", trace.a)[:-1], strict=True):
        assert_agrees(got, want, exact)

    value, gradient = network.loss_and_gradient(x, y, loss, case["l1"], case["l2"])
    assert_agrees(value, case["total_loss"], exact)
    close = GRADIENTS["tolerance"]["gradient"]
    for layer, w, b in zip(
        layer_views(gradient, network.sizes),
        case["grad_W"],
        case["grad_b"],
        strict=True,
    ):
        assert_agrees(layer.weights, w, close)
        assert_agrees(layer.bias, b, close)


# ---- mazur.json --------------------------------------------------------------------


def keep_biases(layer_bias: NDArray[np.float64]) -> None:
    """Leave the biases where they are, as the article does."""
    layer_bias[:] = 0.0


def share_bias(layer_bias: NDArray[np.float64]) -> None:
    """Give all neurons of a layer one bias, which gets all their gradients."""
    layer_bias[:] = layer_bias.sum()


def train_biases(layer_bias: NDArray[np.float64]) -> None:
    """Let every neuron have its own bias, as in an ordinary network."""


MAZUR_BIASES = {
    "fixed": keep_biases,
    "shared": share_bias,
    "per_neuron": train_biases,
}


def mazur_network() -> Network:
    given = MAZUR["network"]
    return network_of(
        given["layers"],
        given["activations"],
        "squared_error",
        MAZUR["W"],
        MAZUR["b"],
    )


@pytest.mark.parametrize("mode", MAZUR["modes"])
def test_worked_example_of_mazur_up_to_ten_thousand_updates(mode: str) -> None:
    network = mazur_network()
    x, y = np.array(MAZUR["X"]), np.array(MAZUR["T"])
    rule = OPTIMIZERS["gradient_descent"]
    hyper = {"learning_rate": MAZUR["network"]["lr"]}
    allowed = {
        "rel": MAZUR["tolerance"]["computed_rel"],
        "abs": MAZUR["tolerance"]["computed_abs"],
    }
    checkpoints = {c["updates"]: c for c in MAZUR["modes"][mode]["checkpoints"]}
    for update in range(max(checkpoints) + 1):
        error, gradient = network.loss_and_gradient(x, y)
        if update in checkpoints:
            want = checkpoints[update]
            assert_agrees(error, want["E"], allowed)
            assert_agrees(network.predict(x)[0], want["output"], allowed)
            for layer, w, b in zip(network.layers, want["W"], want["b"], strict=True):
                assert_agrees(layer.weights, w, allowed)
                assert_agrees(layer.bias, np.broadcast_to(b, 2), allowed)
        for layer in layer_views(gradient, network.sizes):
            MAZUR_BIASES[mode](layer.bias)
        network.params += rule.update(network.params, gradient, {}, hyper, update + 1)


def test_numbers_that_mazur_published() -> None:
    network = mazur_network()
    x, y = np.array(MAZUR["X"]), np.array(MAZUR["T"])
    trace = network.forward(x)
    error, gradient = network.loss_and_gradient(x, y)
    hidden, output = layer_views(gradient, network.sizes)
    rate = MAZUR["network"]["lr"]
    w1_4 = network.layers[0].weights - rate * hidden.weights
    w5_8 = network.layers[1].weights - rate * output.weights
    shares = 0.5 * (trace.a[1][0] - y[0]) ** 2
    got = {
        "net_h1": trace.z[0][0, 0],
        "out_h1": trace.a[0][0, 0],
        "out_h2": trace.a[0][0, 1],
        "out_o1": trace.a[1][0, 0],
        "out_o2": trace.a[1][0, 1],
        "E_o1": shares[0],
        "E_o2": shares[1],
        "net_o1": trace.z[1][0, 0],
        "E_total": error,
        "dE_dw5": output.weights[0, 0],
        "dE_dw1": hidden.weights[0, 0],
        **{f"w{n}": w for n, w in enumerate(w1_4.ravel(), start=1)},
        **{f"w{n}": w for n, w in enumerate(w5_8.ravel(), start=5)},
    }
    for name, published in MAZUR["published"].items():
        assert got[name] == pytest.approx(
            published, rel=0.0, abs=MAZUR["tolerance"]["published_abs"]
        ), name


# ---- trajectories.json -------------------------------------------------------------


def rule_of(run: dict[str, Any]) -> str:
    given = run["hyper"]
    if run["optimizer"] == "SGD":
        if given.get("nesterov"):
            return "nesterov"
        return "momentum" if "momentum" in given else "gradient_descent"
    return str(run["optimizer"]).lower()


def hyper_of(run: dict[str, Any]) -> dict[str, float]:
    given = dict(run["hyper"])
    given.pop("nesterov", None)
    beta1, beta2 = given.pop("betas", (0.9, 0.999))
    names = {"lr": "learning_rate", "eps": "epsilon", "alpha": "rho"}
    renamed = {names.get(name, name): value for name, value in given.items()}
    return {**renamed, "beta1": beta1, "beta2": beta2}


def rate_at(run: dict[str, Any], index: int) -> float:
    """Return the learning rate of the update with this index (0-based)."""
    factors = {None: 1.0, "x0.1 from step index 100 (0-based) on": 0.1}
    factor = factors[run["lr_factor"]] if index >= 100 else 1.0
    return float(run["hyper"]["lr"] * factor)


def start_of(run: dict[str, Any]) -> tuple[Network, Any, Any]:
    problem = TRAJECTORIES["problems"][run["problem"]]
    loss = LOSS_NAMES[problem["loss"]]
    network = network_of(
        problem["layers"], problem["activations"], loss, problem["W0"], problem["b0"]
    )
    return network, np.array(problem["X"]), np.array(problem["T"])


def assert_params(network: Network, want: dict[str, Any]) -> None:
    allowed = TRAJECTORIES["tolerance"]["params"]
    for layer, w, b in zip(network.layers, want["W"], want["b"], strict=True):
        assert_agrees(layer.weights, w, allowed)
        assert_agrees(layer.bias, b, allowed)


# Clipping arrives with its own setting; until then those two runs have no counterpart.
WITHOUT_CLIPPING = [
    run
    for run in TRAJECTORIES["runs"]
    if run["clip_norm"] is None and run["clip_value"] is None
]


def test_every_rule_has_a_trajectory() -> None:
    assert {rule_of(run) for run in WITHOUT_CLIPPING} == set(OPTIMIZERS)


@pytest.mark.parametrize("run", named(WITHOUT_CLIPPING))
def test_two_hundred_updates_of_a_rule(run: dict[str, Any]) -> None:
    network, x, y = start_of(run)
    penalties = {"l1": run["l1"], "l2": run["l2"]}
    rule = OPTIMIZERS[rule_of(run)]
    slots = rule.init(len(network.params))
    batches = TRAJECTORIES["problems"][run["problem"]]["batches"]
    losses = []
    for index in range(TRAJECTORIES["steps"]):
        rows = (
            slice(None) if run["batches"] == "full" else batches[run["batches"]][index]
        )
        loss, gradient = network.loss_and_gradient(
            x[rows], y[rows], "cross_entropy", **penalties
        )
        losses.append(loss)
        hyper = {**hyper_of(run), "learning_rate": rate_at(run, index)}
        network.params += rule.update(network.params, gradient, slots, hyper, index + 1)
        if str(index + 1) in run["params"]:
            assert_params(network, run["params"][str(index + 1)])
        if str(index + 1) in run["full_loss"]:
            full, _ = network.loss_and_gradient(x, y, "cross_entropy", **penalties)
            want = run["full_loss"][str(index + 1)]
            assert_agrees(full, want, TRAJECTORIES["tolerance"]["loss"])
    assert_agrees(losses, run["batch_loss"], TRAJECTORIES["tolerance"]["loss"])


@pytest.mark.parametrize(
    "run", named([run for run in WITHOUT_CLIPPING if run["batches"] == "full"])
)
def test_two_hundred_updates_of_the_reference_engine(run: dict[str, Any]) -> None:
    network, x, y = start_of(run)
    plan = Plan(
        sizes=network.sizes,
        activations=network.activations,
        loss="cross_entropy",
        l1=run["l1"],
        l2=run["l2"],
        optimizer=rule_of(run),
        hyper=hyper_of(run),
        batch_size=len(x),
        shuffle=False,
        seed=0,
        x=x,
        y=y,
    )
    state = State(network.params, OPTIMIZERS[plan.optimizer].init(len(network.params)))
    engine = ReferenceEngine(plan)
    losses = np.empty(TRAJECTORIES["steps"])
    for update in sorted(map(int, run["params"])):
        begin = state.update
        assert engine.advance(state, update - begin, losses[begin:update]) > 0
        assert_params(network, run["params"][str(update)])
    assert_agrees(losses, run["batch_loss"], TRAJECTORIES["tolerance"]["loss"])


# ---- quadratic.json ----------------------------------------------------------------


QUADRATIC_RULES = {
    "gd": "gradient_descent",
    "momentum": "momentum",
    "nesterov": "nesterov",
}
QUADRATICS = [
    *named(QUADRATIC["cases"]),
    *(
        pytest.param(
            {**case, "A": [[case["lambda"]]], "b": [0.0]},
            id=f"edge-{case['method']}-{case['beta']:g}-"
            f"{'inside' if case['converges'] else 'outside'}",
        )
        for case in QUADRATIC["stability_boundary"]
    ),
]


@pytest.mark.parametrize("case", QUADRATICS)
def test_descent_on_a_quadratic(case: dict[str, Any]) -> None:
    """f(w) = ½ wᵀA w - bᵀw, up to and beyond the edge of stability."""
    rule = OPTIMIZERS[QUADRATIC_RULES[case["method"]]]
    hyper = {"learning_rate": case["alpha"], "momentum": case["beta"]}
    curvature, b = np.array(case["A"]), np.array(case["b"])
    stored = {point["k"]: point for point in case["trajectory"]}
    w = np.array(stored[0]["w"])
    slots = rule.init(len(w))
    for k in range(max(stored) + 1):
        if k in stored:
            assert_agrees(w, stored[k]["w"], QUADRATIC["tolerance"]["w"])
            f = 0.5 * w @ curvature @ w - b @ w
            assert_agrees(f, stored[k]["f"], QUADRATIC["tolerance"]["f"])
        w += rule.update(w, curvature @ w - b, slots, hyper, k + 1)
    if "converges" in case:
        assert bool(abs(w[0]) < 1.0) == case["converges"]
