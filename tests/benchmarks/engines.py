"""The engines beside the textbook and other libraries, on W1 to W7.

Every contestant makes a stretch of updates in turn, again and again, so that a machine
that others use slows all of them alike; what is printed are medians, and ratios are
medians of the ratios within one turn.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from playground.engines.compiled import CompiledEngine, path
from playground.engines.fields import neuron_maps
from playground.engines.plan import Plan, State
from playground.engines.reference import ReferenceEngine
from playground.network import Network, parameter_count
from playground.optimizers import OPTIMIZERS
from tests.benchmarks.contestants import ENTRANTS, Contestant
from tests.benchmarks.workloads import WORKLOADS, Workload

REPEATS = 9
# Of work that takes a second an update.
REPEATS_OF_LARGE = 3
LARGE_ROWS = 100_000
MEMORY_MB = 250
SINGLE_GAIN = 1.7
# Of an update's time, what the products of W6 alone would take.
PRODUCTS_SHARE = (0.76, 0.9)
# Its page is TypeScript of another project, which does not belong into this one.
WITHOUT = (("TF Playground", "skipped: its code is not part of this repository"),)

Seconds = np.ndarray[Any, Any]


def engine_run(engine: Any, state: State) -> Callable[[int], int]:
    """Return what makes so many updates, on losses of the right length."""

    def run(count: int) -> int:
        return int(engine.advance(state, count, np.empty(count)))

    return run


def seconds(run: Callable[[int], int], count: int) -> float:
    """Return the time of one update, over so many of them."""
    began = time.perf_counter()
    made = run(count)
    return (time.perf_counter() - began) / made


def in_turn(contestants: dict[str, Contestant], repeats: int) -> dict[str, Seconds]:
    """Return the seconds of an update of each contestant (repeats,), turn by turn."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    rng = np.random.default_rng(0)
    for _ in range(repeats):
        for name in rng.permutation(list(contestants)):
            contestant = contestants[str(name)]
            times[str(name)].append(contestant.seconds(contestant.count))
    return {name: np.array(numbers) for name, numbers in times.items()}


def compare(work: Workload, repeats: int) -> None:
    """Print the table of one work."""
    if work.rows >= LARGE_ROWS:
        repeats = min(repeats, REPEATS_OF_LARGE)
    absent = dict(WITHOUT)
    with ExitStack() as stack:
        contestants = {}
        for name, entrant in ENTRANTS.items():
            if not entrant.is_for(work):
                continue
            contestant = stack.enter_context(Contestant(name, work))
            if contestant.answer == "ready":
                contestants[name] = contestant
            else:
                absent[entrant.title] = f"skipped: {contestant.answer}"
        times = in_turn(contestants, repeats)
    print(f"\n{work.title} ({path(work.plan())}); µs of an update: median, best")
    for name, numbers in times.items():
        ratio = float(np.median(numbers / times["compiled"]))
        line = f"  {ENTRANTS[name].title:17}{1e6 * np.median(numbers):12.2f}"
        line += f"{1e6 * np.min(numbers):12.2f}{ratio:9.2f}×"
        goals = PRODUCTS_SHARE if name == "products" else work.goals.get(name)
        if goals:
            first, second = goals
            word = "yes" if ratio >= second else "first" if ratio >= first else "no"
            line += f"   goal {first:g} → {second:g}: {word}"
        print(line)
    for title, reason in absent.items():
        print(f"  {title:17}{reason}")


def compare_precisions(repeats: int) -> None:
    print(f"\nfloat32 beside float64, goal {SINGLE_GAIN}×")
    for name in ("W4", "W5"):
        with ExitStack() as stack:
            contestants = {
                dtype: stack.enter_context(
                    Contestant("compiled", WORKLOADS[name].with_precision(dtype))
                )
                for dtype in ("float64", "float32")
            }
            times = in_turn(contestants, repeats)
        gain = float(np.median(times["float64"] / times["float32"]))
        print(f"  {name}: {gain:.2f}×")


def show_memory() -> None:
    """Print the largest memory of a process that trains W7."""
    code = "from tests.benchmarks.engines import train_large; train_large()"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    print(f"\nW7: peak memory {answer.stdout.strip()} MB, limit {MEMORY_MB} MB")


def train_large() -> None:
    work = WORKLOADS["W7"]
    ENTRANTS["compiled"].make(work)(3)
    print(peak_memory_mb())


def peak_memory_mb() -> int:
    """Return the largest resident memory of this process."""
    status = Path("/proc/self/status")
    if status.exists():
        # getrusage would count what the parent had when it started this process.
        (line,) = (row for row in status.read_text().splitlines() if "VmHWM" in row)
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def random_plan(width: int, batch: int, rows: int) -> Plan:
    rng = np.random.default_rng(0)
    return Plan(
        sizes=(2, width, width, 1),
        activations=("tanh", "tanh", "tanh"),
        loss="squared_error",
        l1=0.0,
        l2=0.0,
        optimizer="gradient_descent",
        hyper={"learning_rate": 0.01},
        batch_size=batch,
        shuffle=batch < rows,
        seed=0,
        x=rng.normal(size=(rows, 2)),
        y=rng.uniform(-1, 1, (rows, 1)),
    )


def start_of(plan: Plan) -> State:
    network = Network(plan.sizes, plan.activations, plan.x.dtype)
    network.initialize("xavier", seed=1)
    count = parameter_count(plan.sizes)
    return State(network.params, OPTIMIZERS[plan.optimizer].init(count, plan.x.dtype))


def show_maps() -> None:
    """Print what the maps of all neurons over a square of points cost."""
    print("\nms for the maps of all neurons (float32): compiled, NumPy")
    for name in ("W1", "W3", "W5"):
        work = WORKLOADS[name]
        network = Network(work.sizes, work.activations, "float32")
        network.initialize("xavier", seed=1)
        cells = []
        for side in (100, 256):
            axis = np.linspace(-6, 6, side, dtype=np.float32)
            x = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
            settings = (network.sizes, network.activations, network.params, x)
            ours = min(timed(partial(neuron_maps, *settings)) for _ in range(9))
            numpy = min(timed(partial(network.forward, x)) for _ in range(3))
            cells.append(f"{side}²: {1e3 * ours:6.2f} {1e3 * numpy:7.2f}")
        print(f"  {name}  {'   '.join(cells)}")


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def show_costs(rows: int = 2048) -> None:
    """Print the cost of an update of 2-width-width-1 over widths and batches."""
    batches = (1, 4, 16, 64, 256, rows)
    titles = [*(str(batch) for batch in batches[:-1]), f"all {rows:,}"]
    print("\nµs per update of 2-width-width-1 (float64), and ns per multiply-add")
    print(f"  {'width':>6}" + "".join(f"{title:>18}" for title in titles))
    for width in (1, 4, 16, 64, 256, 1024):
        cells = []
        for batch in batches:
            plan = random_plan(width, batch, rows)
            run = engine_run(CompiledEngine(plan), start_of(plan))
            run(1)
            each = seconds(run, 1)
            count = max(1, min(10_000, round(0.02 / each)))
            each = min(seconds(run, count) for _ in range(3))
            work = 3 * batch * parameter_count(plan.sizes)
            cells.append(f"{1e6 * each:11.1f} {1e9 * each / work:6.3f}")
        print(f"  {width:6}" + "".join(cells))


def show_agreement(updates: int = 1000) -> None:
    """Print how far the engines drift apart where rounding grows."""
    print(f"\nlargest difference of a parameter after {updates:,} updates (float64)")
    cases = [("tanh", rule, 0.0) for rule in OPTIMIZERS]
    cases += [(name, "momentum", 0.0) for name in ("relu", "leaky_relu", "elu")]
    cases += [("tanh", "gradient_descent", 1e-3)]
    for activation, rule, l1 in cases:
        plan = WORKLOADS["W3"].plan(
            activations=(activation,) * 3 + ("tanh",),
            optimizer=rule,
            hyper={"learning_rate": 0.003},
            l1=l1,
        )
        states = []
        for engine in (CompiledEngine(plan), ReferenceEngine(plan)):
            state = start_of(plan)
            engine.advance(state, updates, np.empty(updates))
            states.append(state.params)
        difference = float(np.abs(states[0] - states[1]).max())
        penalty = " and L1" if l1 else ""
        print(f"  {rule + penalty:26}{activation:12}{difference:.1e}")


def run(repeats: int = REPEATS) -> None:
    """Print all tables."""
    for work in WORKLOADS.values():
        compare(work, repeats)
    compare_precisions(repeats)
    show_memory()
    show_maps()
    show_costs()
    show_agreement()


if __name__ == "__main__":
    run()
