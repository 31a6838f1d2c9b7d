"""A lesson done without a window: the core behind it does what a person would do.

Every action changes what the window would know, and `evidence` shows that, so a check
that holds here holds there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from playground.curvature import diagnose
from playground.errors import Diverged, PlaygroundError
from playground.explain import explain
from playground.explaining.quantities import read_name
from playground.explaining.stages import stages_of
from playground.frame import Frame, Probe, take_frame
from playground.momentum import RULES, momentum_step
from playground.noise import gradient_noise
from playground.objective import Objective
from playground.optimizers import OPTIMIZERS
from playground.race import Race
from playground.race_frame import race_frame
from playground.run import Run
from playground.settings import Settings
from playground.surface_run import Ball, SurfaceRun
from playground.surfaces import SURFACES
from playground.traps import traps
from ui.lessons.chapter import Action, Chapter, Experiment, Step
from ui.lessons.evidence import Deeds, Evidence

# As in the window, training begins again when one of these changes.
RESTARTING = ("data", "seed", "initializer")
FINISH = 0.3
ASKED_SAMPLES = 1_000_000
# The window looks closer; the checks need no pictures.
PROBE = Probe(resolution=2, trace=True)
FIRST_BALLS = ("gradient_descent", "momentum", "adam")
MOMENTUM = 0.9
# Rules that scale the slope away go about this share of the picture in an update.
ADAPTIVE = ("adagrad", "rmsprop", "adam", "adamw")
ADAPTIVE_SHARE = 0.02


@dataclass(slots=True)
class Table:
    """What stands on the surfaces page."""

    key: str = "ravine"
    rules: tuple[str, ...] = FIRST_BALLS
    dials: dict[str, float] = field(default_factory=dict)
    run: SurfaceRun | None = None

    def restart(self) -> None:
        surface = SURFACES[self.key]
        dials = {
            "rate": surface.learning_rate,
            "momentum": MOMENTUM,
            **self.dials,
        }
        wide = max(np.subtract(surface.high, surface.low).tolist())
        adaptive = dials.get("adaptive_rate", ADAPTIVE_SHARE * wide)
        self.run = SurfaceRun(
            surface,
            [
                Ball(
                    rule,
                    {
                        "learning_rate": adaptive
                        if rule in ADAPTIVE
                        else dials["rate"],
                        "momentum": dials["momentum"],
                    },
                )
                for rule in self.rules
            ],
        )


class Rehearsal:
    """The window of somebody who does what a lesson asks.

    Parameters
    ----------
    engine : of the run and of all lanes
    """

    def __init__(self, engine: str = "reference") -> None:
        self.engine = engine
        self.run = Run(Settings.build(), engine)
        self.page = "network"
        self.deeds = Deeds()
        self.has_diverged = False
        self.stage: str | None = None
        self.race: Race | None = None
        self.table = Table()
        self.noise_batch: int | None = None
        self.asked_samples = ASKED_SAMPLES

    # ---- what a step prepares ----------------------------------------------------

    def begin(self, step: Step) -> None:
        """Stand where a step begins.

        Raises
        ------
        PlaygroundError
            when its experiment cannot be prepared.
        """
        if step.experiment is not None:
            self.prepare(step.experiment)
        self.deeds = Deeds(from_update=self.run.update)
        self.stage = None
        self.show_page(self.page)

    def prepare(self, experiment: Experiment) -> None:
        settings = experiment.run_settings()
        if settings is not None:
            self.start_over(settings, experiment.start())
        if experiment.page is not None:
            self.page = experiment.page
        lanes = experiment.lanes(self.run.settings)
        if lanes:
            finish = FINISH if experiment.finish is None else experiment.finish
            self.race = Race(lanes, finish, self.engine)
        if experiment.surface is not None:
            self.table.key, self.table.dials = experiment.surface, {}
        if experiment.balls:
            self.table.rules = experiment.balls
        if experiment.surface is not None or experiment.balls:
            self.table.restart()

    def start_over(self, settings: Settings, start: Any = None) -> None:
        self.run = Run(settings, self.engine)
        if start is not None:
            self.run.edit(np.arange(len(start)), start, "θ")
        self.has_diverged = False
        self.noise_batch = None
        self.stage = None

    # ---- what the window would know ----------------------------------------------

    def evidence(self) -> Evidence:
        """Return what the window would know now."""
        frame = take_frame(self.run, PROBE)
        surface = self.table.run
        return Evidence(
            frame=frame,
            page=self.page,
            deeds=self.deeds,
            has_diverged=self.has_diverged,
            stage=self.stage,
            race=None if self.race is None else race_frame(self.race, PROBE),
            surface_key=self.table.key,
            surface=None if surface is None else surface.frame(),
            noise=gradient_noise(self.run, self.batch_on_page(frame))
            if self.page == "noise"
            else None,
            verdict=self.verdict() if self.page == "traps" else None,
            momentum=momentum_step(self.run).verdict
            if self.page == "momentum" and self.run.settings.optimizer in RULES
            else None,
            asked_samples=self.asked_samples if self.page == "cost" else None,
        )

    def batch_on_page(self, frame: Frame) -> int:
        own = frame.settings.rows_per_update
        size = own if self.noise_batch is None else self.noise_batch
        return min(size, frame.settings.training_rows)

    def verdict(self) -> str:
        objective = Objective.of(self.run.settings, self.run.problem)
        return diagnose(objective, self.run.params).kind

    # ---- what a person does ------------------------------------------------------

    def do(self, actions: tuple[Action, ...]) -> None:
        """Do some things, one after the other.

        Raises
        ------
        PlaygroundError
            when one of them cannot be done.
        """
        for action in actions:
            given = action.given
            if len(given) != 1:
                raise PlaygroundError(
                    f"an action has one key, got {', '.join(given) or 'none'}"
                )
            ((name, value),) = given.items()
            ACTIONS[name](self, value)

    def note(self, **changes: Any) -> None:
        self.deeds = replace(self.deeds, **changes)

    def change(self, changes: dict[str, Any]) -> None:
        before = self.run.settings
        after = before.replace(**changes)
        if any(getattr(before, name) != getattr(after, name) for name in RESTARTING):
            self.start_over(after)
            self.note(from_update=0)
        else:
            self.run.apply(after)
            self.has_diverged = False

    def train(self, updates: int) -> None:
        self.stage = None
        self.has_diverged = False
        try:
            self.run.advance(updates)
        except Diverged:
            self.has_diverged = True

    def train_epochs(self, epochs: int) -> None:
        rows, size = len(self.run.problem.x), self.run.plan.batch_size
        self.train(epochs * -(-rows // size))

    def go_back(self, updates: int) -> None:
        self.seek(self.run.update - updates)

    def seek(self, update: int) -> None:
        if update < self.run.update:
            self.note(went_back=True)
        self.run.seek(update)
        self.has_diverged = False

    def reset(self, _: bool) -> None:
        self.run.reset(self.run.settings)
        self.note(from_update=0, went_back=True)
        self.has_diverged = False

    def show_page(self, page: str) -> None:
        self.page = page
        self.note(pages=self.deeds.pages | {page})
        if page == "noise":
            size = self.batch_on_page(take_frame(self.run, PROBE))
            self.note(batch_sizes=self.deeds.batch_sizes | {size})
        if page == "surfaces" and self.table.run is None:
            self.table.restart()

    def walk_to(self, kind: str) -> None:
        """Look inside the coming update and go on to the first stage of this kind."""
        rule = OPTIMIZERS[self.run.settings.optimizer]
        stages = stages_of(len(self.run.network.layers), bool(rule.slots))
        kinds = [stage.kind for stage in stages]
        if kind not in kinds:
            raise PlaygroundError(
                f"there is no stage {kind!r} in this update; "
                f"there are {', '.join(dict.fromkeys(kinds))}"
            )
        self.stage = kind
        seen = kinds[: kinds.index(kind) + 1]
        self.note(stages=self.deeds.stages | set(seen))

    def inspect(self, name: str) -> None:
        explain(self.run).value(name)
        self.note(inspected=self.deeds.inspected | {name})

    def edit(self, values: dict[str, float]) -> None:
        slots = tuple(self.run.state.slots)
        sizes = self.run.network.sizes
        for name, value in values.items():
            place = read_name(name, sizes, slots).place(sizes)
            self.run.edit(place, value, name)
        self.note(edited=True)

    def check_gradient(self, _: bool) -> None:
        self.note(gradient_checked=True)

    def look(self, _: bool) -> None:
        self.show_page("traps")

    def open_way_out(self, key: str) -> None:
        if key not in traps():
            raise PlaygroundError(f"there is no trap {key!r}")
        trap = traps()[key]
        self.start_over(trap.escape_settings, trap.start)
        self.note(from_update=0)

    def measure_noise(self, size: int) -> None:
        self.noise_batch = size
        self.show_page("noise")

    def ask_samples(self, count: int) -> None:
        self.asked_samples = count
        self.show_page("cost")

    def put_lanes(self, lanes: tuple[dict[str, Any], ...]) -> None:
        experiment = Experiment(race=tuple(lanes))
        finish = FINISH if self.race is None else self.race.finish
        self.race = Race(experiment.lanes(self.run.settings), finish, self.engine)

    def race_methods(self, _: bool) -> None:
        experiment = Experiment(race_methods=True)
        finish = FINISH if self.race is None else self.race.finish
        self.race = Race(experiment.lanes(self.run.settings), finish, self.engine)

    def race_updates(self, count: int) -> None:
        self.lanes().advance(updates=count)

    def race_samples(self, count: int) -> None:
        self.lanes().advance(samples=count)

    def lanes(self) -> Race:
        if self.race is None:
            raise PlaygroundError("there is no race yet")
        return self.race

    def choose_surface(self, key: str) -> None:
        if key not in SURFACES:
            raise PlaygroundError(f"there is no surface {key!r}")
        self.table.key, self.table.dials = key, {}
        self.table.restart()

    def choose_balls(self, rules: tuple[str, ...]) -> None:
        self.table.rules = rules
        self.table.restart()

    def turn(self, dials: dict[str, float]) -> None:
        """Turn dials with the balls at the start."""
        self.table.dials.update(dials)
        self.table.restart()

    def roll(self, updates: int) -> None:
        if self.table.run is None:
            self.table.restart()
        assert self.table.run is not None
        self.table.run.advance(updates)


def stand_before(chapter: Chapter, place: int, engine: str = "reference") -> Rehearsal:
    """Return a rehearsal at the beginning of a step, counted from 0.

    The steps before it are done as their solutions say, from the last one that begins a
    run.
    """
    rehearsal = Rehearsal(engine)
    first = place
    while first > 0 and not begins_run(chapter.steps[first]):
        first -= 1
    for step in chapter.steps[first:place]:
        rehearsal.begin(step)
        if step.check is not None:
            rehearsal.do(step.check.solution)
    rehearsal.begin(chapter.steps[place])
    return rehearsal


def begins_run(step: Step) -> bool:
    return step.experiment is not None and step.experiment.begins_run


ACTIONS: dict[str, Callable[[Rehearsal, Any], None]] = {
    "set": Rehearsal.change,
    "updates": Rehearsal.train,
    "epochs": Rehearsal.train_epochs,
    "back": Rehearsal.go_back,
    "seek": Rehearsal.seek,
    "reset": Rehearsal.reset,
    "page": Rehearsal.show_page,
    "stage": Rehearsal.walk_to,
    "inspect": Rehearsal.inspect,
    "edit": Rehearsal.edit,
    "check_gradient": Rehearsal.check_gradient,
    "look": Rehearsal.look,
    "way_out": Rehearsal.open_way_out,
    "noise_batch": Rehearsal.measure_noise,
    "samples": Rehearsal.ask_samples,
    "race": Rehearsal.put_lanes,
    "race_methods": Rehearsal.race_methods,
    "race_updates": Rehearsal.race_updates,
    "race_samples": Rehearsal.race_samples,
    "surface": Rehearsal.choose_surface,
    "balls": Rehearsal.choose_balls,
    "dials": Rehearsal.turn,
    "surface_updates": Rehearsal.roll,
}
