"""What a lesson can look for: each kind is a pure function of the evidence.

The parameters of a kind are a small struct, so a file that misspells one is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from playground.errors import PlaygroundError
from playground.lanes import AXES
from playground.settings import FIELDS
from playground.surfaces import SURFACES
from ui.lessons.chapter import PAGES, Condition
from ui.lessons.evidence import Evidence
from ui.lessons.numbers import NUMBERS


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters."""


class Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name: of a page, a stage, a kind of verdict."""

    name: str


class Bounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A number of `numbers.NUMBERS` and where it must lie, its ends left out.

    Attributes
    ----------
    of : the number's name
    lane : of which lane, counted from 1, for the numbers of a race
    ball : of which rule's ball, for the numbers of a surface
    """

    of: str
    above: float | None = None
    below: float | None = None
    lane: int | None = None
    ball: str | None = None


class Explained(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A number of the coming update by its name, as delta[2][1], and its bounds."""

    name: str
    above: float | None = None
    below: float | None = None


class SettingIs(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A setting's name, as `Settings.build` knows it, and the values it may have."""

    name: str
    one_of: list[Any]


class Recent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many updates to look back on."""

    updates: int = 20


class Leader(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which lane must have crossed the finish line first, on which axis of a race."""

    lane: int
    axis: str = "updates"


class Sizes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many different batch sizes, or which of them."""

    count: int = 1
    all_of: list[int] = []


# The names that some kinds know.
NAMES: dict[str, tuple[str, ...]] = {
    "page": PAGES,
    "page_seen": PAGES,
    "setting": FIELDS,
    "stage": ("batch", "forward", "loss", "backward", "slots", "update"),
    "verdict": ("descending", "saddle", "plateau", "minimum"),
    "momentum": ("agree", "oppose", "square", "still"),
    "surface": (*SURFACES, "quadratic"),
}


@dataclass(frozen=True, slots=True)
class CheckKind:
    """One kind of check.

    Attributes
    ----------
    meaning : what holds, in a sentence
    parameters : the struct of what stands in `with`
    holds : (evidence, parameters) -> bool
    """

    name: str
    meaning: str
    parameters: type[msgspec.Struct]
    holds: Callable[[Evidence, Any], bool]


def holds(condition: Condition, evidence: Evidence) -> bool:
    """Tell whether a condition is true at a moment.

    Raises
    ------
    PlaygroundError
        when the condition itself is wrong.
    """
    kind = kind_of(condition)
    return kind.holds(evidence, parameters_of(condition))


def all_hold(conditions: tuple[Condition, ...], evidence: Evidence) -> bool:
    """Tell whether all conditions are true at a moment."""
    return all(holds(condition, evidence) for condition in conditions)


def kind_of(condition: Condition) -> CheckKind:
    if condition.kind not in CHECKS:
        raise PlaygroundError(
            f"there is no check {condition.kind!r}; there are {', '.join(CHECKS)}"
        )
    return CHECKS[condition.kind]


def parameters_of(condition: Condition) -> Any:
    """Return the parameters as the kind's struct."""
    kind = kind_of(condition)
    try:
        given: Any = msgspec.convert(condition.parameters, kind.parameters)
    except msgspec.ValidationError as error:
        words = str(error).replace("Object", "`with`").partition(" - at")[0]
        raise PlaygroundError(f"the check {kind.name}: {words}") from None
    for name, known in (("of", NUMBERS), ("axis", AXES)):
        value = getattr(given, name, None)
        if value is not None and value not in known:
            raise PlaygroundError(
                f"the check {kind.name}: {name} must be one of {', '.join(known)}, "
                f"got {value!r}"
            )
    known_names = NAMES.get(kind.name, ())
    if known_names and given.name not in known_names:
        raise PlaygroundError(
            f"the check {kind.name}: name must be one of {', '.join(known_names)}, "
            f"got {given.name!r}"
        )
    return given


def page_in_front(evidence: Evidence, given: Name) -> bool:
    return evidence.page == given.name


def page_seen(evidence: Evidence, given: Name) -> bool:
    return given.name in evidence.deeds.pages


def number_in(evidence: Evidence, given: Bounds) -> bool:
    value = NUMBERS[given.of](evidence, given.lane, given.ball)
    return lies_within(value, given)


def lies_within(value: float | None, given: Bounds | Explained) -> bool:
    if value is None or np.isnan(value):
        return False
    return (given.above is None or value > given.above) and (
        given.below is None or value < given.below
    )


def quantity_in(evidence: Evidence, given: Explained) -> bool:
    trace = evidence.frame.trace
    return trace is not None and lies_within(trace.value(given.name), given)


def setting_is(evidence: Evidence, given: SettingIs) -> bool:
    value = getattr(evidence.settings, given.name)
    value = list(value) if isinstance(value, tuple) else value
    return value in given.one_of


def diverged(evidence: Evidence, given: Nothing) -> bool:
    return evidence.has_diverged


def oscillates(evidence: Evidence, given: Recent) -> bool:
    """Tell whether the batch loss turned at most of the last updates, by much.

    A full batch has no noise: its loss turns only when steps are too long.
    """
    losses = evidence.recent_losses(given.updates)
    if len(losses) < given.updates:
        return False
    changes = np.diff(losses)
    turns = changes[1:] * changes[:-1] < 0.0
    size = np.abs(changes).mean() / max(float(np.abs(losses).mean()), 1e-12)
    return bool(turns.mean() > 0.5 and size > 0.01)


def falls_steadily(evidence: Evidence, given: Recent) -> bool:
    """Tell whether the batch loss fell at each of the last updates."""
    losses = evidence.recent_losses(given.updates)
    return len(losses) == given.updates and bool((np.diff(losses) < 0.0).all())


def stage_seen(evidence: Evidence, given: Name) -> bool:
    return given.name in evidence.deeds.stages


def inspected(evidence: Evidence, given: Name) -> bool:
    """Tell whether a number was opened whose name begins so: "delta" or "delta[2]"."""
    return any(name.startswith(given.name) for name in evidence.deeds.inspected)


def edited(evidence: Evidence, given: Nothing) -> bool:
    return evidence.deeds.edited


def went_back(evidence: Evidence, given: Nothing) -> bool:
    return evidence.deeds.went_back


def gradient_checked(evidence: Evidence, given: Nothing) -> bool:
    return evidence.deeds.gradient_checked


def verdict_is(evidence: Evidence, given: Name) -> bool:
    return evidence.verdict == given.name


def momentum_is(evidence: Evidence, given: Name) -> bool:
    return evidence.momentum == given.name


def surface_is(evidence: Evidence, given: Name) -> bool:
    return evidence.surface_key == given.name


def noise_measured(evidence: Evidence, given: Sizes) -> bool:
    sizes = evidence.deeds.batch_sizes
    return len(sizes) >= given.count and sizes >= set(given.all_of)


def race_won(evidence: Evidence, given: Leader) -> bool:
    """Tell whether a lane is through, at less of the axis than any other.

    Every other lane that still runs must be past that point, so that nobody can
    overtake any more.
    """
    race = evidence.race
    if race is None or not 1 <= given.lane <= len(race.lanes):
        return False
    mine = race.lanes[given.lane - 1].first_below
    if mine is None:
        return False
    for number, lane in enumerate(race.lanes, start=1):
        if number == given.lane:
            continue
        place = lane.position if lane.first_below is None else lane.first_below
        is_out = lane.first_below is None and lane.state != "running"
        if not is_out and place[given.axis] <= mine[given.axis]:
            return False
    return True


CHECKS: dict[str, CheckKind] = {
    kind.name: kind
    for kind in (
        CheckKind("page", "a tab is in front", Name, page_in_front),
        CheckKind("page_seen", "a tab was in front", Name, page_seen),
        CheckKind("number", "a number lies within bounds", Bounds, number_in),
        CheckKind("quantity", "a number of the opened update", Explained, quantity_in),
        CheckKind("setting", "a setting has one of some values", SettingIs, setting_is),
        CheckKind("diverged", "training diverged", Nothing, diverged),
        CheckKind("oscillates", "the loss goes up and down", Recent, oscillates),
        CheckKind("falls", "the loss fell at every update", Recent, falls_steadily),
        CheckKind("stage", "a stage of an update was seen", Name, stage_seen),
        CheckKind("inspected", "a number was opened", Name, inspected),
        CheckKind("edited", "a weight was changed by hand", Nothing, edited),
        CheckKind("went_back", "the run went back in time", Nothing, went_back),
        CheckKind(
            "gradient_checked", "the gradient was checked", Nothing, gradient_checked
        ),
        CheckKind("verdict", "the detector says so", Name, verdict_is),
        CheckKind("momentum", "both steps agree or oppose", Name, momentum_is),
        CheckKind("surface", "a surface is chosen", Name, surface_is),
        CheckKind("noise_measured", "noise was measured", Sizes, noise_measured),
        CheckKind("race_won", "a lane wins on an axis", Leader, race_won),
    )
}
