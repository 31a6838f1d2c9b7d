"""`make soak`: the reliability campaign, printed as a table.

`python -m tests.soak [PART …] [--actions N] [--seconds N] [--seed N] [--seeds N]`; the
parts are monkey, memory, busy, fuzz, kill, or all. `monkey --replay SEED --until N`
does again what a seed did up to action N.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from tests.soak.part import Part, print_findings, table_of

# How many actions before a crash are told.
LAST = 30


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of a part is enough for a release.

    Attributes
    ----------
    actions : in all, over the seeds
    seconds : how long it goes on, None as long as it takes
    """

    actions: int
    seeds: int = 1
    seconds: float | None = None


AMOUNTS = {
    "monkey": Amount(100_000, seeds=20),
    "memory": Amount(0, seconds=1800.0),
    "busy": Amount(10_000),
    "fuzz": Amount(20_000),
    "kill": Amount(200),
}


def read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*AMOUNTS, "all"], default=["all"])
    parser.add_argument("--actions", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--seeds", type=int)
    parser.add_argument("--replay", type=int)
    parser.add_argument("--until", type=int)
    parser.add_argument(
        "--any-speed", action="store_true", help="do not judge how long a turn takes"
    )
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--trace", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def ask(part: str, seed: int, actions: int, seconds: float | None) -> Part:
    """Run a part in a process of its own; one that crashed is a row, too."""
    command = [sys.executable, "-X", "faulthandler", "-m", "tests.soak", part]
    command += ["--child", "--seed", str(seed), "--actions", str(actions)]
    if seconds is not None:
        command += ["--seconds", str(seconds)]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace.txt"
        command += ["--trace", str(trace)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        lines = ended.stdout.strip().splitlines()
        if ended.returncode == 0 and lines:
            return Part.from_json(lines[-1])
        told = trace.read_text(encoding="utf-8") if trace.exists() else ""
    words = f"it ended with {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
    last = told.splitlines()[-LAST:]
    took = time.monotonic() - began
    amount = f"crashed in action {last[-1].partition(':')[0]}" if last else "crashed"
    return Part(part, amount, seed, took, exceptions=1, faults=[words], last=last)


def campaign(wanted: argparse.Namespace, console: Console) -> list[Part]:
    """Run all that is wanted, one after another."""
    names = list(AMOUNTS) if "all" in wanted.parts else list(wanted.parts)
    rows: list[Part] = []
    for name in names:
        usual = AMOUNTS[name]
        seeds = wanted.seeds or usual.seeds
        actions = wanted.actions or usual.actions
        first = wanted.seed
        if first is None:
            first = random.SystemRandom().getrandbits(24)
        for place in range(seeds):
            seconds = wanted.seconds or usual.seconds
            row = ask(name, first + place, -(-actions // seeds), seconds)
            if wanted.any_speed:
                row.hang = None
                row.faults = [one for one in row.faults if not one.startswith("hang")]
            rows.append(row)
            print_findings(console, row)
            verdict = "good" if row.is_good else "failed"
            console.print(f"{name} {row.seed}: {row.amount}, {verdict}")
    return rows


def main(arguments: Sequence[str]) -> int:
    # Before NumPy loads: one thread serves the products of small networks.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    wanted = read(arguments)
    if wanted.replay is not None:
        wanted.parts, wanted.seed, wanted.seeds = ["monkey"], wanted.replay, 1
        wanted.actions = wanted.until or wanted.actions
    if wanted.child:
        from tests.soak.child import run_child

        run_child(wanted)
    console = Console(width=None if sys.stdout.isatty() else 160)
    rows = campaign(wanted, console)
    console.print(table_of(rows))
    return 0 if all(row.is_good for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
