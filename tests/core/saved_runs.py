"""Runs to save, what must be the same when they come back, and files with lies."""

import hashlib
import io
import json
import zipfile
from typing import Any

import numpy as np

import playground as pg
from playground.data import Samples
from playground.data.own import OwnData, register
from playground.events import EngineSwitch
from playground.experiment import encode, open_bytes
from playground.experiment.document import DOCUMENT, MANIFEST
from playground.run import Run
from playground.timeline import Branch
from tests.core.hostile import archive


def started(**options: Any) -> Run:
    settings = {"samples": 60, "hidden": (4, 3), "engine": "reference", **options}
    return Run(pg.Settings.build(**settings))


def own_key(rows: int = 40) -> str:
    rng = np.random.default_rng(7)
    x = rng.normal(size=(rows, 3))
    return register(
        OwnData("brought", ("a", "b", "c"), ("n", "y"), Samples(x, np.arange(rows) % 2))
    )


def eventful() -> Run:
    """Return a run with every kind of event, several branches, and bookmarks."""
    run = started(optimizer="adam", batch_size=7)
    run.advance(30)
    run.change(learning_rate=0.01)
    run.advance(9)
    run.edit([0, 5], [0.25, -1.5], "w")
    run.edit([1], [0.5], "w", gesture=3)
    run.rewire(run.wiring.with_locked([2, 3]).with_cut([7], run.params), "lock")
    run.advance(10)
    run.set_bookmark("here it turns")
    run.happen(EngineSwitch("reference"))
    run.change(hidden=(5, 3, 2), features=("x1", "x2", "sin(2*x1)"))
    run.advance(20)
    run.change(optimizer="momentum", batch_size="full")
    run.advance(8)
    run.seek(35)
    run.change(data="moons", noise=0.2)
    run.advance(11)
    run.branch("mine")
    run.advance(5)
    run.change(precision="float32")
    run.advance(6)
    run.start_over(run.settings.replace(seed=5))
    run.advance(25)
    run.select_branch(1, 44)
    return run


def state_of(run: Run) -> tuple[Any, ...]:
    state = run.state
    return (
        run.settings,
        run.engine.name,
        run.wiring,
        state.params.tobytes(),
        {name: slot.tobytes() for name, slot in state.slots.items()},
        *(state.update, state.epoch, state.position, state.samples_seen),
        *(state.rule_step, state.multiply_adds),
    )


def branch_of(branch: Branch) -> tuple[Any, ...]:
    view = branch.history.view()
    return (
        *(branch.number, branch.name, branch.parent, branch.fork, branch.furthest),
        *(branch.bookmarks, branch.is_named, branch.spacing),
        [(k.update, k.state.params.tobytes(), k.settings) for k in branch.keyframes],
        [(at, type(event).__name__) for at, event in branch.events],
        *(view.low.tobytes(), view.high.tobytes(), view.block, view.count),
        *(view.updates.tobytes(), view.evaluations.tobytes()),
        branch.history.losses.rest.tobytes(),
    )


def assert_same(one: Run, other: Run) -> None:
    assert state_of(one) == state_of(other)
    assert one.timeline.branch.number == other.timeline.branch.number
    assert one.timeline.count == other.timeline.count
    assert list(one.timeline.branches) == list(other.timeline.branches)
    for number, branch in one.timeline.branches.items():
        assert branch_of(branch) == branch_of(other.timeline.branches[number])


def again(run: Run) -> Run:
    return open_bytes(encode(run))[0]


def edited(content: bytes, change: Any) -> bytes:
    """Return an experiment with another document and a manifest that fits it."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    document = json.loads(members[DOCUMENT])
    change(document)
    members[DOCUMENT] = json.dumps(document).encode()
    return sealed(members)


def sealed(members: dict[str, bytes]) -> bytes:
    members.pop(MANIFEST, None)
    digests = {name: hashlib.sha256(one).hexdigest() for name, one in members.items()}
    members[MANIFEST] = json.dumps({"format": 1, "members": digests}).encode()
    return archive(members)
