"""What lanes, their places and their numbers are called."""

from collections.abc import Sequence

from playground.lanes import COUNTED
from playground.optimizers import HYPER_DEFAULTS, OPTIMIZERS
from playground.race_frame import LaneFrame, RaceFrame
from playground.settings import Settings
from ui.canvas.race_lane import LaneWords
from ui.canvas.ticks import number
from ui.labels import listed, name_of, sentence, text
from ui.numbers import format_count, format_quantity
from ui.setting_words import NAMED, value_words
from ui.widgets.quantity import write_number

# From here on a number is written in short: 1.25 · 10⁶.
LONG = 1e6

# In what lanes may differ beside rule, rate and batch.
OTHERS = (
    *("activation", "momentum", "beta1", "beta2", "rho", "epsilon", "weight_decay"),
    *("l1", "l2", "schedule", "schedule_updates", "clip_norm", "patience", "engine"),
)


def lane_name(settings: Settings) -> str:
    """Return the lesson's name of a method, or the rule's."""
    if settings.method is not None:
        return text(f"race.method_{settings.method}")
    return name_of("optimizer", settings.optimizer)


def lane_details(settings: Settings, lanes: Sequence[Settings]) -> str:
    """Return a lane's rate and batch in a few letters, and what else is its own."""
    rate = write_number(settings.learning_rate)
    if settings.is_full_batch:
        words = text("race.details_full", rate=rate)
    else:
        words = text("race.details", rate=rate, batch=settings.rows_per_update)
    return with_others(words, settings, lanes)


def short_details(settings: Settings, lanes: Sequence[Settings]) -> str:
    """Return the same in fewer letters, for a narrow card."""
    rate = write_number(settings.learning_rate)
    words = text("race.details_short", rate=rate, batch=settings.rows_per_update)
    return with_others(words, settings, lanes)


def with_others(words: str, settings: Settings, lanes: Sequence[Settings]) -> str:
    """Add the settings in which not all lanes are the same, as far as they matter."""
    for name in OTHERS:
        values = {getattr(lane, name) for lane in lanes if matters(name, lane)}
        if len(values) > 1 and matters(name, settings):
            value = own_value(name, settings)
            if name not in NAMED:
                value = text("race.setting", name=text(f"settings.{name}"), value=value)
            words = text("race.details_other", details=words, other=value)
    return words


def matters(name: str, settings: Settings) -> bool:
    """Tell whether a setting does anything in a lane."""
    if name in HYPER_DEFAULTS:
        return name in OPTIMIZERS[settings.optimizer].uses
    return name != "schedule_updates" or settings.schedule != "constant"


def own_value(name: str, settings: Settings) -> str:
    if name == "activation":
        # The same one in every layer is said once.
        names = dict.fromkeys(settings.activation)
        return listed(name_of("activation", one) for one in names)
    return value_words(settings, name)


def axis_number(axis: str, value: float | None) -> str:
    """Write a place on one of the race's axes."""
    if value is None:
        return number(None)
    if value >= LONG:
        return format_quantity(value)
    return format_count(value) if axis in COUNTED else number(value, 3)


def state_word(lane: LaneFrame) -> str:
    """Return why a lane does not go on, in a word; "" while it does."""
    return "" if lane.state == "running" else text(f"race.{lane.state}")


def places(frame: RaceFrame, axis: str) -> dict[int, int]:
    """Return the place, 1 for the first, of each lane that has finished, on an axis."""
    reached = sorted(
        (lane.first_below[axis], index)
        for index, lane in enumerate(frame.lanes)
        if lane.first_below is not None
    )
    values = [value for value, _ in reached]
    # Who comes in at the same number shares the place.
    return {index: values.index(value) + 1 for value, index in reached}


def card_words(frame: RaceFrame, lane: int, axis: str) -> LaneWords:
    """Return what a lane's card says when the race is measured on an axis."""
    shown = frame.lanes[lane]
    lanes = [each.settings for each in frame.lanes]
    place = places(frame, axis).get(lane)
    return LaneWords(
        name=lane_name(shown.settings),
        details=lane_details(shown.settings, lanes),
        short=short_details(shown.settings, lanes),
        flag="" if place is None else text("race.places").split()[place - 1],
        state=state_word(shown),
        reason=sentence(shown.reason) if shown.reason else "",
    )
