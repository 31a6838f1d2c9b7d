"""A lesson done without a window: the core behind it does what a person would do.

Every action changes what the window would know, and `evidence` shows that, so a check
that holds here holds there.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from playground.curvature import diagnose
from playground.errors import PlaygroundError
from playground.frame import Frame, Probe, take_frame
from playground.momentum import RULES, momentum_step
from playground.noise import gradient_noise
from playground.objective import Objective
from playground.race import Race
from playground.race_frame import race_frame
from playground.run import Run
from playground.settings import Settings
from ui.lessons.chapter import Action, Chapter, Experiment, Step
from ui.lessons.evidence import Deeds, Evidence
from ui.lessons.rehearsal_acts import ACTIONS, FINISH
from ui.lessons.surface_table import SurfaceTable

ASKED_SAMPLES = 1_000_000
# The window looks closer; the checks need no pictures.
PROBE = Probe(resolution=2, trace=True)


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
        self.table = SurfaceTable()
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

    def show_page(self, page: str) -> None:
        self.page = page
        self.note(pages=self.deeds.pages | {page})
        if page == "noise":
            size = self.batch_on_page(take_frame(self.run, PROBE))
            self.note(batch_sizes=self.deeds.batch_sizes | {size})
        if page == "surfaces" and self.table.run is None:
            self.table.restart()

    def lanes(self) -> Race:
        if self.race is None:
            raise PlaygroundError("there is no race yet")
        return self.race


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
