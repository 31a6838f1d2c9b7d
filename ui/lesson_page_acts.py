"""What a lesson does beside the run: traps, noise, cost, race, surfaces."""

from typing import Any

from playground.lanes import AXES
from playground.race import four_methods
from playground.race_frame import RaceFrame
from playground.settings import Settings
from ui.lesson_hand import LessonHand, Waiting
from ui.lesson_run_acts import Act
from ui.panels.race_controls import STEPS
from ui.racing import PauseRace, PlayRace


def open_page(hand: LessonHand, key: str) -> Waiting:
    hand.show_page(key)
    yield


def look(hand: LessonHand, _: bool) -> Waiting:
    hand.show_page("traps")
    hand.window.traps.look()
    yield


def open_way_out(hand: LessonHand, key: str) -> Waiting:
    window = hand.window
    hand.show_page("traps")
    window.traps.open(key, True)
    yield from hand.wait_for_start(window.store.settings)


def measure_noise(hand: LessonHand, size: int) -> Waiting:
    noise = hand.window.noise
    hand.show_page("noise")
    yield
    before = noise.noise
    noise.own = size
    noise.follow()
    while noise.noise is before and noise.isVisible():
        noise.follow()
        yield


def ask_samples(hand: LessonHand, count: int) -> Waiting:
    asked = hand.window.cost.asked
    hand.show_page("cost")
    asked.show_value(count)
    asked.committed.emit(count)
    yield


# ---- the race ------------------------------------------------------------------------


def put_lanes(hand: LessonHand, lanes: tuple[dict[str, Any], ...]) -> Waiting:
    settings = hand.window.store.settings
    yield from start_lanes(hand, [settings.replace(**lane) for lane in lanes])


def race_methods(hand: LessonHand, _: bool) -> Waiting:
    yield from start_lanes(hand, four_methods(hand.window.store.settings))


def start_lanes(hand: LessonHand, lanes: list[Settings]) -> Waiting:
    hand.show_page("race")
    hand.window.race.start(tuple(lanes))
    yield


def race_updates(hand: LessonHand, count: int) -> Waiting:
    yield from race_on(hand, AXES[0], count)


def race_samples(hand: LessonHand, count: int) -> Waiting:
    yield from race_on(hand, AXES[2], count)


def race_on(hand: LessonHand, by: str, amount: int) -> Waiting:
    """Let the race go on by so much, and pause it."""
    hand.show_page("race")
    race = hand.window.race
    while race.frame is None:
        yield
    end = race.frame.lanes[0].position[by] + amount
    assert by in STEPS
    race.commanded.emit(PlayRace(by, amount / hand.seconds))
    while race.isVisible() and not has_come(race.frame, by, end):
        yield
    race.commanded.emit(PauseRace())
    yield


def has_come(frame: RaceFrame | None, by: str, end: float) -> bool:
    """Tell whether every lane that still runs has come so far."""
    if frame is None:
        return False
    return all(
        lane.position[by] >= end for lane in frame.lanes if lane.state == "running"
    )


# ---- balls on a surface --------------------------------------------------------------


def choose_surface(hand: LessonHand, key: str) -> Waiting:
    hand.show_page("surfaces")
    hand.window.surfaces.choose_surface(key)
    yield


def set_balls(hand: LessonHand, rules: tuple[str, ...]) -> Waiting:
    hand.show_page("surfaces")
    hand.choose_balls(rules)
    yield


def turn_dials(hand: LessonHand, dials: dict[str, float]) -> Waiting:
    surfaces = hand.window.surfaces
    hand.show_page("surfaces")
    surfaces.controls.turn(**dials)
    surfaces.restart()
    yield


def roll(hand: LessonHand, updates: int) -> Waiting:
    surfaces = hand.window.surfaces
    hand.show_page("surfaces")
    surfaces.set_playing(False)
    turns = max(1, min(updates, round(1000 * hand.seconds / hand.turn_ms)))
    made = 0
    for turn in range(1, turns + 1):
        wanted = round(updates * turn / turns)
        surfaces.run.advance(wanted - made)
        made = wanted
        surfaces.refresh()
        yield


PAGE_ACTS: dict[str, Act] = {
    "page": open_page,
    "look": look,
    "way_out": open_way_out,
    "noise_batch": measure_noise,
    "samples": ask_samples,
    "race": put_lanes,
    "race_methods": race_methods,
    "race_updates": race_updates,
    "race_samples": race_samples,
    "surface": choose_surface,
    "balls": set_balls,
    "dials": turn_dials,
    "surface_updates": roll,
}
