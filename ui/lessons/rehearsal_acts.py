"""What a person does in a rehearsed lesson: one function for each action."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playground.errors import Diverged, PlaygroundError
from playground.explain import explain
from playground.explaining.quantities import read_name
from playground.explaining.stages import stages_of
from playground.optimizers import OPTIMIZERS
from playground.problem import RESTARTING
from playground.race import Race
from playground.surfaces import SURFACES
from playground.traps import traps
from ui.lessons.chapter import Experiment

if TYPE_CHECKING:
    from ui.lessons.rehearsal import Rehearsal

Act = Callable[["Rehearsal", Any], None]
# Where a race ends that nobody gave another finish.
FINISH = 0.3


def change(rehearsal: "Rehearsal", changes: dict[str, Any]) -> None:
    before = rehearsal.run.settings
    after = before.replace(**changes)
    if any(getattr(before, name) != getattr(after, name) for name in RESTARTING):
        rehearsal.start_over(after)
        rehearsal.note(from_update=0)
    else:
        rehearsal.run.apply(after)
        rehearsal.has_diverged = False


def train(rehearsal: "Rehearsal", updates: int) -> None:
    rehearsal.stage = None
    rehearsal.has_diverged = False
    try:
        rehearsal.run.advance(updates)
    except Diverged:
        rehearsal.has_diverged = True


def train_epochs(rehearsal: "Rehearsal", epochs: int) -> None:
    rows, size = len(rehearsal.run.problem.x), rehearsal.run.plan.batch_size
    train(rehearsal, epochs * -(-rows // size))


def go_back(rehearsal: "Rehearsal", updates: int) -> None:
    seek(rehearsal, rehearsal.run.update - updates)


def seek(rehearsal: "Rehearsal", update: int) -> None:
    if update < rehearsal.run.update:
        rehearsal.note(went_back=True)
    rehearsal.run.seek(update)
    rehearsal.has_diverged = False


def reset(rehearsal: "Rehearsal", _: bool) -> None:
    rehearsal.run.reset(rehearsal.run.settings)
    rehearsal.note(from_update=0, went_back=True)
    rehearsal.has_diverged = False


def walk_to(rehearsal: "Rehearsal", kind: str) -> None:
    """Look inside the coming update and go on to the first stage of this kind."""
    rule = OPTIMIZERS[rehearsal.run.settings.optimizer]
    stages = stages_of(len(rehearsal.run.network.layers), bool(rule.slots))
    kinds = [stage.kind for stage in stages]
    if kind not in kinds:
        raise PlaygroundError(
            f"there is no stage {kind!r} in this update; "
            f"there are {', '.join(dict.fromkeys(kinds))}"
        )
    rehearsal.stage = kind
    seen = kinds[: kinds.index(kind) + 1]
    rehearsal.note(stages=rehearsal.deeds.stages | set(seen))


def inspect(rehearsal: "Rehearsal", name: str) -> None:
    explain(rehearsal.run).value(name)
    rehearsal.note(inspected=rehearsal.deeds.inspected | {name})


def edit(rehearsal: "Rehearsal", values: dict[str, float]) -> None:
    slots = tuple(rehearsal.run.state.slots)
    sizes = rehearsal.run.network.sizes
    for name, value in values.items():
        place = read_name(name, sizes, slots).place(sizes)
        rehearsal.run.edit(place, value, name)
    rehearsal.note(edited=True)


def check_gradient(rehearsal: "Rehearsal", _: bool) -> None:
    rehearsal.note(gradient_checked=True)


def look(rehearsal: "Rehearsal", _: bool) -> None:
    rehearsal.show_page("traps")


def open_way_out(rehearsal: "Rehearsal", key: str) -> None:
    if key not in traps():
        raise PlaygroundError(f"there is no trap {key!r}")
    trap = traps()[key]
    rehearsal.start_over(trap.escape_settings, trap.start)
    rehearsal.note(from_update=0)


def show_page(rehearsal: "Rehearsal", page: str) -> None:
    rehearsal.show_page(page)


def measure_noise(rehearsal: "Rehearsal", size: int) -> None:
    rehearsal.noise_batch = size
    rehearsal.show_page("noise")


def ask_samples(rehearsal: "Rehearsal", count: int) -> None:
    rehearsal.asked_samples = count
    rehearsal.show_page("cost")


def put_lanes(rehearsal: "Rehearsal", lanes: tuple[dict[str, Any], ...]) -> None:
    start_race(rehearsal, Experiment(race=tuple(lanes)))


def race_methods(rehearsal: "Rehearsal", _: bool) -> None:
    start_race(rehearsal, Experiment(race_methods=True))


def start_race(rehearsal: "Rehearsal", experiment: Experiment) -> None:
    """Put other lanes on the course; the finish stays where it is."""
    finish = FINISH if rehearsal.race is None else rehearsal.race.finish
    lanes = experiment.lanes(rehearsal.run.settings)
    rehearsal.race = Race(lanes, finish, rehearsal.engine)


def race_updates(rehearsal: "Rehearsal", count: int) -> None:
    rehearsal.lanes().advance(updates=count)


def race_samples(rehearsal: "Rehearsal", count: int) -> None:
    rehearsal.lanes().advance(samples=count)


def choose_surface(rehearsal: "Rehearsal", key: str) -> None:
    if key not in SURFACES:
        raise PlaygroundError(f"there is no surface {key!r}")
    rehearsal.table.key, rehearsal.table.dials = key, {}
    rehearsal.table.restart()


def choose_balls(rehearsal: "Rehearsal", rules: tuple[str, ...]) -> None:
    rehearsal.table.rules = rules
    rehearsal.table.restart()


def turn(rehearsal: "Rehearsal", dials: dict[str, float]) -> None:
    """Turn dials with the balls at the start."""
    rehearsal.table.dials.update(dials)
    rehearsal.table.restart()


def roll(rehearsal: "Rehearsal", updates: int) -> None:
    if rehearsal.table.run is None:
        rehearsal.table.restart()
    assert rehearsal.table.run is not None
    rehearsal.table.run.advance(updates)


ACTIONS: dict[str, Act] = {
    "set": change,
    "updates": train,
    "epochs": train_epochs,
    "back": go_back,
    "seek": seek,
    "reset": reset,
    "page": show_page,
    "stage": walk_to,
    "inspect": inspect,
    "edit": edit,
    "check_gradient": check_gradient,
    "look": look,
    "way_out": open_way_out,
    "noise_batch": measure_noise,
    "samples": ask_samples,
    "race": put_lanes,
    "race_methods": race_methods,
    "race_updates": race_updates,
    "race_samples": race_samples,
    "surface": choose_surface,
    "balls": choose_balls,
    "dials": turn,
    "surface_updates": roll,
}
