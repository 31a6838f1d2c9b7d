"""How long a sweep takes: 1,000 runs of 2-8-8-1, 2,000 updates each, two processes."""

import tempfile
import time
from pathlib import Path

from playground.run import Run
from playground.sweep import Journal, LocalExecutor, Plan, perform
from ui.headless import load_engine

RUNS = 1000
UPDATES = 2000
WORKERS = 2
LIMIT_SECONDS = 30.0

PLAN = Plan(
    settings={"hidden": [8, 8], "batch_size": 10, "engine": "compiled"},
    vary={"learning_rate": "0.001:1:log10", "momentum": "0:0.9:lin10"},
    seeds=RUNS // 100,
    updates=UPDATES,
)


def run() -> None:
    """Print the time, once the engine is compiled, from the plan to the last row."""
    load_engine(Run(PLAN.jobs()[0].settings))
    began = time.perf_counter()
    jobs = PLAN.jobs()
    planned = time.perf_counter() - began
    with (
        tempfile.TemporaryDirectory() as folder,
        Journal(Path(folder) / "sweep.sqlite") as journal,
    ):
        rows = list(perform(jobs, journal, LocalExecutor(WORKERS)))
    seconds = time.perf_counter() - began
    inside = sum(row.seconds for row in rows)
    print(f"{len(rows):,} runs of {UPDATES:,} updates: {seconds:.1f} s")
    print(f"limit: {LIMIT_SECONDS:g} s; planning: {1000 * planned:.0f} ms")
    print(
        f"of the time of {WORKERS} processes in runs: {inside / seconds / WORKERS:.0%}"
    )


if __name__ == "__main__":
    run()
