"""Good files with some bytes changed: every reader says a sentence or reads them.

The same seed makes the same mutants, so a failure is named by its number.
"""

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import playground as pg
from playground.data import Samples
from playground.data.own import OWN, OwnData, register
from playground.data.reading import read_table
from playground.errors import LoadError, SettingsError
from playground.experiment import describe, encode, from_link, load, to_link
from playground.exporters import EXPORTERS, Record
from playground.formulas import parse
from playground.importers import read_network
from tests.core.hostile import archive, npy

# No reader may take longer for a small file.
MOST_SECONDS = 5.0
BYTES = (0x00, 0x01, 0x7F, 0x80, 0xFF, 0x22, 0x2C, 0x0A, 0x30, 0x5B, 0x7B, 0x50)


@dataclass(frozen=True, slots=True)
class Target:
    """A good file and what reads it."""

    name: str
    content: bytes
    read: Callable[[Path], Any]


def mutate(content: bytes, generator: random.Random) -> bytes:
    """Change 1 to 8 things: bits, bytes, pieces left out, doubled or exchanged."""
    changed = bytearray(content)
    for _ in range(generator.randint(1, 8)):
        size = len(changed)
        if not size:
            break
        place = generator.randrange(size)
        length = min(generator.choice((1, 2, 4, 8, 64)), size - place)
        match generator.randrange(7):
            case 0:
                changed[place] ^= 1 << generator.randrange(8)
            case 1:
                changed[place] = generator.choice(BYTES)
            case 2:
                del changed[place : place + length]
            case 3:
                changed[place:place] = changed[place : place + length]
            case 4:
                other = generator.randrange(size)
                changed[place : place + length] = changed[other : other + length]
            case 5:
                changed[place : place + length] = generator.randbytes(length)
            case 6:
                del changed[generator.randrange(size) :]
    return bytes(changed)


def targets() -> Iterator[Target]:
    """Give every kind of file that the program reads."""
    rows = Samples(np.arange(12.0).reshape(6, 2), np.arange(6) % 2)
    key = register(OwnData("own", ("a", "b"), ("n", "y"), rows))
    run = pg.Run(
        pg.Settings.build(
            data=key, hidden=(3,), optimizer="adam", batch_size=2, engine="reference"
        )
    )
    run.advance(9)
    run.change(learning_rate=0.1)
    run.edit([0], [1.0], "w")
    run.advance(9)
    yield Target("experiment", encode(run, {"panel": [1, "a"]}), load)
    yield Target("summary", encode(run), describe)
    plain = pg.Run(pg.Settings.build(hidden=(3,), engine="reference"))
    record = Record.of_run(plain)
    for suffix in (".npz", ".json", ".safetensors", ".onnx", ".float64.onnx"):
        yield Target(f"net{suffix}", EXPORTERS[suffix].encode(record), read_network)
    text = "a;größe;kind\n" + "".join(
        f"{i},5;{i % 3};{'xy'[i % 2]}\n" for i in range(9)
    )
    yield Target("table.csv", text.encode(), learn)
    yield Target("wide.tsv", b'"a\n b"\t"c ""d"""\n1\t2\n?\tx\n', learn)
    x = np.arange(12.0).reshape(6, 2)
    yield Target("table.npy", npy(x), learn)
    arrays = {"X.npy": npy(x), "y.npy": npy(np.array(list("abcabc")))}
    yield Target("table.npz", archive(arrays), learn)
    link = to_link(pg.Settings.build(features=("x1", "sin(2*x1)"), seed=3))
    yield Target("link", link.encode(), lambda path: from_link(text_of(path)))
    formula = b"exp(-(x1**2+x2**2)/2)*cos(3.5e0*pi)"
    yield Target("formula", formula, lambda path: parse(text_of(path)))
    settings = plain.settings.to_json().encode()
    yield Target(
        "settings", settings, lambda path: pg.Settings.from_json(path.read_bytes())
    )


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def learn(path: Path) -> Any:
    """Read a table and make data of it."""
    reading = read_table(path)
    return reading.to_own_data(reading.usual_target, missing="fill")


def read_good(target: Target, folder: str) -> None:
    path = Path(folder, target.name)
    path.write_bytes(target.content)
    target.read(path)
    path.unlink()


def check(count: int, seed: int, tell: Callable[[str], None]) -> int:
    """Read `count` mutants; return how many were read without an error.

    Raises
    ------
    AssertionError
        names the mutant at which a reader did anything but say a sentence.
    """
    known = list(targets())
    registered = set(OWN)
    bystander = pg.Run(pg.Settings.build(hidden=(3,), engine="reference"))
    before = encode(bystander)
    readable = 0
    with tempfile.TemporaryDirectory() as folder:
        for target in known:
            # The first reader of a kind imports its library, whatever the file is.
            read_good(target, folder)
        for number in range(count):
            generator = random.Random(f"{seed} {number}")
            target = known[number % len(known)]
            suffix = "".join(Path(target.name).suffixes)
            path = Path(folder, f"mutant{suffix}")
            path.write_bytes(mutate(target.content, generator))
            where = f"mutant {number} of seed {seed} ({target.name})"
            began = time.perf_counter()
            said = ""
            try:
                target.read(path)
                readable += 1
            except (LoadError, SettingsError) as error:
                said = str(error)
            except BaseException as error:
                raise AssertionError(f"{where}: {error!r}") from error
            assert "\n" not in said, f"{where}: {said}"
            took = time.perf_counter() - began
            assert took < MOST_SECONDS, f"{where}: {took:.1f} s"
            for key in set(OWN) - registered:
                del OWN[key]
            if number % 1000 == 999:
                tell(f"{number + 1:,} mutants, {readable:,} were read")
            left = os.listdir(folder)
            assert left == [path.name], left
            path.unlink()
    assert encode(bystander) == before, "an open experiment changed"
    return readable
