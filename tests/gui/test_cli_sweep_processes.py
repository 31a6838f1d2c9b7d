"""A sweep that is killed or interrupted loses no row and leaves no process."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import playground as pg
from playground.sweep import Job, run_job
from tests.gui.sweep_commands import QUICK, rows_of, run
from ui.sweeping import JOURNAL

# So long that it is not over before somebody on a busy machine has looked at it.
RUNS = 60
LONG = (
    *("--engine", "reference", "--data", "xor", "--samples", "40", "--hidden", "3"),
    *("--vary", "learning_rate=0.01:1:log5", "--seeds", "12", "--updates", "1200"),
)

needs_signals = pytest.mark.skipif(
    os.name == "nt" or shutil.which("ps") is None, reason="kills with signals, needs ps"
)


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Begin a sweep as the leader of a group of processes, as a shell does."""
    # Where these tests run in the background, Ctrl+C is ignored, and children inherit
    # that; what is handled here is not.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "ui", "sweep", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        try:
            yield process
        finally:
            # When a test fails, nobody waits for a sweep that has no end.
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def kept(folder: Path) -> int:
    """Return how many rows there are, read as another program would."""
    if not (folder / JOURNAL).exists():
        return 0
    try:
        with closing(sqlite3.connect(folder / JOURNAL)) as file:
            return int(file.execute("SELECT count(*) FROM runs").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def wait_until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_group_gone(group: int) -> bool:
    """Tell whether all processes of a group have ended; nobody may have buried them."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True
    )
    states = [line.split() for line in listed.stdout.splitlines()]
    return not any(int(pgid) == group and stat[0] != "Z" for pgid, stat in states)


@needs_signals
def test_kill_9_loses_no_row_and_leaves_no_process(tmp_path: Path) -> None:
    arguments = (*LONG, "--workers", "2", "--out", str(tmp_path))
    with started(*arguments) as process:
        wait_until(lambda: kept(tmp_path) >= 5)
        process.kill()
        process.communicate()
        wait_until(lambda: is_group_gone(process.pid))
    assert 5 <= kept(tmp_path) < RUNS
    with started(*arguments) as process:
        _, said = process.communicate()
    assert process.returncode == 0
    assert re.fullmatch(rf"playground: \d+ of {RUNS} runs are there already\n", said)
    rows = rows_of(tmp_path)
    assert len(rows) == RUNS
    for row in rows[::17]:
        again = run_job(Job(pg.Settings.from_json(row.settings), row.target))
        assert (again.digest, again.train_loss) == (row.digest, row.train_loss)


@needs_signals
def test_ctrl_c_ends_every_process(tmp_path: Path) -> None:
    endless = (*LONG[:-1], str(10**12), "--stop-when", "train_accuracy>2")
    quick = (*QUICK, "--vary", "learning_rate=0.1", "--out", str(tmp_path))
    assert run(*quick, "--workers", "1").exit_code == 0
    with started(*endless, "--workers", "2", "--out", str(tmp_path)) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if children.exists():
            # Two workers, and the process that sweeps up after them.
            wait_until(lambda: len(children.read_text().split()) >= 3)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
        wait_until(lambda: is_group_gone(process.pid))
    assert process.returncode == 130
    assert said.endswith("runs are kept, the same command goes on from there\n")
    assert "Traceback" not in said
    assert len(rows_of(tmp_path)) == 1
