"""How long it takes to open one update of a large network, and to ask for a number."""

import time
from collections.abc import Callable

import numpy as np

from playground.engines.plan import Plan, State
from playground.network import Network
from playground.update_trace import UpdateTrace, open_update

SIZES = (784, 128, 10)
BATCH = 128
NAMES = (
    "x[5]",
    "z[1][3]",
    "a[1][3]",
    "loss",
    "penalty",
    "delta[2][3]",
    "delta[1][3]",
    "gradient.w[1][3,4]",
    "velocity.w[1][3,4]",
    "new.w[1][3,4]",
)


def large_update() -> tuple[Plan, State, tuple[str, ...]]:
    """Return an update of 784-128-10 with a batch of 128 random rows."""
    rng = np.random.default_rng(0)
    plan = Plan(
        sizes=SIZES,
        activations=("tanh", "identity"),
        loss="cross_entropy",
        l1=0.0,
        l2=1e-4,
        optimizer="momentum",
        hyper={"learning_rate": 0.03, "momentum": 0.9},
        batch_size=BATCH,
        shuffle=True,
        seed=0,
        x=rng.random((1000, SIZES[0])),
        y=np.eye(SIZES[-1])[rng.integers(0, SIZES[-1], 1000)],
    )
    network = Network(plan.sizes, plan.activations)
    network.initialize("xavier", seed=0)
    state = State(network.params, {"velocity": np.zeros_like(network.params)})
    return plan, state, tuple(f"x{index}" for index in range(1, SIZES[0] + 1))


def milliseconds(work: Callable[[], object], rounds: int = 5) -> float:
    """Return the shortest of a few times."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return 1000.0 * min(times)


def times_of(trace: UpdateTrace, name: str) -> tuple[float, ...]:
    reason = trace.why(name)
    return (
        milliseconds(lambda: trace.why(name)),
        milliseconds(lambda: reason.text),
        milliseconds(lambda: reason.latex),
        milliseconds(lambda: reason.terms, rounds=2),
        milliseconds(lambda: reason.python, rounds=2),
    )


def run() -> None:
    """Print what opening and asking cost."""
    update = large_update()
    trace = open_update(*update)
    print(f"784-128-10, batch 128: {milliseconds(lambda: open_update(*update)):.1f} ms")
    print(f"one sample of it: {milliseconds(lambda: trace.at_sample(7)):.1f} ms")
    print(
        f"all {len(trace.quantities())} names: {milliseconds(trace.quantities):.0f} ms"
    )
    print(f"{'milliseconds':20}   why    text   latex   terms  python")
    for name in NAMES:
        row = "".join(f"{number:8.2f}" for number in times_of(trace, name))
        print(f"{name:18}{row}")


if __name__ == "__main__":
    run()
