"""Kill processes while they save an experiment; the file always opens.

`python -m tests.core.killing FOLDER TIMES` prints how many saves were finished.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

import playground as pg
from playground.experiment import load, save


def save_without_end(path: Path, told: int) -> None:
    """Save again and again, and say after each save what was saved."""
    settings = pg.Settings.build(
        hidden=(60, 60), optimizer="adam", engine="reference", batch_size="full"
    )
    run = pg.Run(settings)
    while True:
        run.advance(1)
        save(run, path)
        os.write(told, run.update.to_bytes(4, "big"))


def kill_while_saving(folder: Path, times: int) -> int:
    """Return how many saves were finished before their process was killed."""
    path = folder / "e.playground"
    generator = random.Random(times)
    finished = 0
    for _ in range(times):
        told, tell = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(told)
            save_without_end(path, tell)
        os.close(tell)
        first = os.read(told, 4)
        time.sleep(generator.uniform(0.0, 0.04))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        rest = first
        while more := os.read(told, 4096):
            rest += more
        os.close(told)
        last = int.from_bytes(rest[-4:], "big")
        run, _ = load(path)
        assert run.update >= last, f"{run.update} was read and {last} was saved"
        finished += last
        path.unlink()
    save(pg.Run(pg.Settings.build(engine="reference")), path)
    left = [entry.name for entry in folder.iterdir()]
    assert left == [path.name], left
    return finished


if __name__ == "__main__":
    sys.stdout.write(f"{kill_while_saving(Path(sys.argv[1]), int(sys.argv[2]))}\n")
