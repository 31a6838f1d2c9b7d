"""A chapter of a lesson, as a TOML file holds it."""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.errors import PlaygroundError
from playground.presets import presets
from playground.race import four_methods
from playground.settings import Settings
from playground.traps import traps

# The tabs of the window, by their keys.
PAGES = (
    *("network", "race", "noise", "momentum", "landscape", "surfaces"),
    *("traps", "cost", "sweep"),
)


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file; a key that does not belong there is refused."""


class Experiment(Part, frozen=True, kw_only=True):
    """What a step prepares before the person begins.

    At most one of `settings`, `preset` and `trap` says which run; with none of them the
    run goes on that is there.

    Attributes
    ----------
    settings : options of `Settings.build`
    preset, trap : the key of a prepared experiment
    page : which tab comes to the front
    race : one table of changed settings a lane
    race_methods : race the four methods with the run's settings
    finish : the loss of the race's finish line
    by : what the lanes advance by: "updates", "samples" or "seconds"
    surface : which surface the balls roll on, with a rate that suits it
    balls : the rules whose balls run there; empty: those that are on
    speed : a speed of the transport, in updates a second; 0: as fast as possible
    """

    settings: dict[str, Any] | None = None
    preset: str | None = None
    trap: str | None = None
    page: str | None = None
    race: tuple[dict[str, Any], ...] = ()
    race_methods: bool = False
    finish: float | None = None
    by: str = "updates"
    surface: str | None = None
    balls: tuple[str, ...] = ()
    speed: int | None = None

    @property
    def begins_run(self) -> bool:
        """Whether another run begins."""
        return (self.settings, self.preset, self.trap) != (None, None, None)

    def run_settings(self) -> Settings | None:
        """Return the settings to begin with; None: go on with those in force.

        Raises
        ------
        PlaygroundError
            when they have no meaning.
        """
        if self.preset is not None:
            if self.preset not in presets():
                raise PlaygroundError(f"there is no preset {self.preset!r}")
            return presets()[self.preset].settings
        if self.trap is not None:
            if self.trap not in traps():
                raise PlaygroundError(f"there is no trap {self.trap!r}")
            return traps()[self.trap].settings
        return None if self.settings is None else Settings.build(**self.settings)

    def start(self) -> NDArray[np.float64] | None:
        """Return the parameters (P,) to begin with; None: those that the seed draws."""
        return None if self.trap is None else traps()[self.trap].start

    def lanes(self, settings: Settings) -> list[Settings]:
        """Return what races, given the run's settings; empty: no race is prepared."""
        if self.race_methods:
            return four_methods(settings)
        return [settings.replace(**changes) for changes in self.race]


class Condition(Part, frozen=True, kw_only=True):
    """A question that the program itself can answer: a kind of `checks.CHECKS`.

    Attributes
    ----------
    parameters : written `with` in the file
    """

    kind: str
    parameters: dict[str, Any] = msgspec.field(name="with", default_factory=dict)


class Action(Part, frozen=True, kw_only=True):
    """One thing that a person could do; exactly one key of it is set.

    Attributes
    ----------
    set : changes of settings, as the panels make them
    updates, epochs : train so long
    back : step so many updates back
    seek : go to this update
    reset : back to the same start
    page : bring a tab to the front
    stage : look inside the coming update, up to the first stage of this kind
    inspect : open a number in the inspector, by its name, as delta[2][1]
    edit : values of weights and biases by their names
    check_gradient : open the comparison with central differences
    look : ask the detector of the traps page
    way_out : open the way out of this trap
    noise_batch : measure the noise of this batch size
    samples : ask the cost page for a set of so many samples
    race : put lanes at the start
    race_methods : race the four methods
    race_updates, race_samples : let the race go on
    surface : choose a surface
    balls : the rules whose balls run, from the start
    dials : where the sliders of the surface stand: rate, momentum, batch
    surface_updates : let the balls roll
    """

    set: dict[str, Any] | None = None
    updates: int | None = None
    epochs: int | None = None
    back: int | None = None
    seek: int | None = None
    reset: bool | None = None
    page: str | None = None
    stage: str | None = None
    inspect: str | None = None
    edit: dict[str, float] | None = None
    check_gradient: bool | None = None
    look: bool | None = None
    way_out: str | None = None
    noise_batch: int | None = None
    samples: int | None = None
    race: tuple[dict[str, Any], ...] | None = None
    race_methods: bool | None = None
    race_updates: int | None = None
    race_samples: int | None = None
    surface: str | None = None
    balls: tuple[str, ...] | None = None
    dials: dict[str, float] | None = None
    surface_updates: int | None = None

    @property
    def given(self) -> dict[str, Any]:
        """What is set."""
        values = msgspec.structs.asdict(self)
        return {name: value for name, value in values.items() if value is not None}


class Claim(Part, frozen=True, kw_only=True):
    """What makes an answer right, as something that can be run.

    Attributes
    ----------
    after : what is done first, from the step's experiment; None: the check's solution
    holds : what is true then
    """

    after: tuple[Action, ...] | None = None
    holds: tuple[Condition, ...]


class Prediction(Part, frozen=True, kw_only=True):
    """A question before the experiment.

    Attributes
    ----------
    choices : two to four answers
    answer : which of them is right, counted from 1
    because : shown after answering, right or wrong
    claim : the proof
    """

    question: str
    choices: tuple[str, ...]
    answer: int
    because: str
    claim: Claim | None = None

    def is_right(self, place: int) -> bool:
        """Tell whether the choice at a place, counted from 0, is the right one."""
        return place == self.answer - 1


class Check(Condition, frozen=True, kw_only=True):
    """What the program looks for while the person tries.

    Attributes
    ----------
    also : further conditions, all of which must hold
    success : what is said when it holds
    looking : whether nothing has to be done, so that it may hold from the beginning
    solution : what a person could do, so that the lesson itself can be tested
    """

    also: tuple[Condition, ...] = ()
    success: str
    looking: bool = False
    solution: tuple[Action, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return (Condition(kind=self.kind, parameters=self.parameters), *self.also)


class Step(Part, frozen=True, kw_only=True):
    """One step, seen at a time; only a title and a text are needed."""

    title: str
    text: str
    experiment: Experiment | None = None
    predict: Prediction | None = None
    do: str | None = None
    check: Check | None = None
    remember: str | None = None


class Chapter(Part, frozen=True, kw_only=True):
    """A chapter; `remember` is what stays when all else is forgotten."""

    title: str
    summary: str
    remember: str
    steps: tuple[Step, ...]
