"""Runs that were changed on the way, and the bits that they must have again."""

import playground as pg
from playground.run import Run


def small(**options: object) -> pg.Settings:
    return pg.Settings.build(
        **{"data": "moons", "samples": 30, "hidden": (3, 2), **options}
    )


def bits(run: Run) -> tuple[object, ...]:
    state = run.state
    return (
        state.params.tobytes(),
        {name: slot.tobytes() for name, slot in state.slots.items()},
        state.update,
        state.epoch,
        state.position,
        state.rule_step,
        state.samples_seen,
        state.multiply_adds,
        run.settings,
        run.engine.name,
    )


def losses(run: Run) -> bytes:
    history = run.timeline.branch.history
    assert history.losses.block == 1
    return history.losses.low.view()[: history.losses.count].tobytes()


def changed_run(engine: str, spacing: int = 64) -> Run:
    """Return a run of 700 updates with every kind of event on the way."""
    run = Run(small(optimizer="momentum", engine=engine))
    run.timeline.branch.spacing = spacing
    run.advance(150)
    run.change(learning_rate=0.2, batch_size=4)
    run.advance(101)
    run.edit([0, 3], [0.5, -0.25], "w[1][1,1]")
    run.advance(99)
    run.change(hidden=(4, 2), activation="sigmoid")
    run.advance(50)
    run.change(optimizer="adam", l2=0.01)
    run.advance(70)
    run.change(data_seed=5, samples=24)
    run.advance(80)
    run.switch_engine("reference")
    run.advance(50)
    run.change(loss="squared_error")
    run.change(learning_rate=0.01)
    run.advance(100)
    assert run.update == run.furthest == 700
    return run
