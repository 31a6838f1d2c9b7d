"""Prepares what a step needs, and does what a person would do, in the window.

The training thread answers later, so all of it is written as generators that yield as
long as they wait.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from playground.explaining.quantities import split_name
from playground.lanes import AXES
from playground.race import four_methods
from playground.race_frame import RaceFrame
from playground.settings import Settings
from ui.labels import text
from ui.lesson_evidence import LessonEvidence
from ui.lessons.chapter import Action, Experiment
from ui.panels.inspector_subject import Subject
from ui.panels.race_controls import STEPS
from ui.panels.transport import SPEEDS
from ui.racing import PauseRace, PlayRace

if TYPE_CHECKING:
    from ui.main_window import MainWindow

TURN_MS = 30
# What takes longer than a few single updates is played, and takes about so long.
FEW = 40
SECONDS = 2.5
# So many turns one stays at a stage on the way to another.
STAY = 12

Waiting = Iterator[None]


class LessonDoer(QObject):
    """Goes through one generator at a time, on the window's clock.

    Attributes
    ----------
    is_busy : whether it is under way
    """

    def __init__(self, window: "MainWindow", evidence: LessonEvidence) -> None:
        super().__init__(window)
        self.window_part = window
        self.evidence = evidence
        self.work: Waiting | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(TURN_MS)
        self.timer.timeout.connect(self.turn)

    @property
    def is_busy(self) -> bool:
        return self.work is not None

    def begin(self, work: Waiting) -> None:
        """Do this, and nothing any longer that was begun before."""
        self.stop()
        self.work = work
        self.timer.start()
        self.turn()

    def stop(self) -> None:
        """Give up what is under way."""
        self.timer.stop()
        self.work = None

    def turn(self) -> None:
        """Go on until there is something to wait for."""
        work = self.work
        if work is None:
            return
        try:
            next(work)
        except StopIteration:
            # The end of it may have begun something else.
            if self.work is work:
                self.stop()

    # ---- preparing ---------------------------------------------------------------

    def prepare(self, experiment: Experiment, name: str) -> Waiting:
        """Load what a step begins with; `name` is for the list of what was done."""
        window = self.window_part
        settings = experiment.run_settings()
        if settings is not None:
            self.evidence.forget_shown()
            yield from self.start_over(experiment, settings, name)
        if experiment.speed is not None:
            window.transport.set_speed(SPEEDS.index(experiment.speed or None))
        if experiment.page is not None:
            self.show_page(experiment.page)
        lanes = experiment.lanes(window.store.settings)
        if lanes:
            if experiment.finish is not None:
                window.race.controls.finish.show_value(experiment.finish)
            window.race.controls.by.show_choice(experiment.by)
            window.race.start(tuple(lanes))
        if experiment.surface is not None:
            window.surfaces.choose_surface(experiment.surface)
        if experiment.surface is not None or experiment.balls:
            self.choose_balls(experiment.balls)

    def start_over(
        self, experiment: Experiment, settings: Settings, name: str
    ) -> Waiting:
        window = self.window_part
        if experiment.trap is not None:
            window.traps.open(experiment.trap, False)
            window.messages.hide()
        else:
            window.store.replace_all(settings, name)
        yield from self.wait_for_start(settings)

    def wait_for_start(self, settings: Settings) -> Waiting:
        """Wait until a run with these settings is shown, and its start is in place."""
        window = self.window_part
        generation = window.trainer.generation
        while self.evidence.last[1] < generation or window.traps.is_pending:
            yield
        while window.frame is None or window.frame.settings != settings:
            if window.trainer.generation != generation:
                # A person did something else meanwhile.
                return
            yield

    def show_page(self, key: str) -> None:
        window = self.window_part
        window.center.show_page(getattr(window, key))

    def choose_balls(self, rules: tuple[str, ...]) -> None:
        """Put these rules' balls at the start; without any those that run."""
        surfaces = self.window_part.surfaces
        if rules:
            for rule, box in surfaces.table.boxes.items():
                box.blockSignals(True)
                box.setChecked(rule in rules)
                box.blockSignals(False)
        surfaces.set_playing(False)
        surfaces.restart()

    # ---- doing -------------------------------------------------------------------

    def do(self, actions: tuple[Action, ...]) -> Waiting:
        """Do some things, one after the other."""
        for action in actions:
            for name, value in action.given.items():
                yield from ACTIONS[name](self, value)

    def update(self) -> int:
        frame = self.window_part.frame
        return 0 if frame is None else frame.update

    def change(self, changes: dict[str, Any]) -> Waiting:
        window = self.window_part
        window.store.edit(changes)
        generation = window.trainer.generation
        while self.evidence.last[1] < generation:
            yield

    def train(self, updates: int) -> Waiting:
        end = self.update() + updates
        self.window_part.network.stages.leave()
        if updates <= FEW:
            for _ in range(updates):
                self.window_part.trainer.step()
        else:
            self.window_part.trainer.play(updates / SECONDS)
        yield from self.wait_for(lambda: self.update() >= end)

    def train_epochs(self, epochs: int) -> Waiting:
        window = self.window_part
        frame = window.frame
        assert frame is not None
        window.network.stages.leave()
        end = int(frame.epochs) + epochs
        for _ in range(epochs):
            window.trainer.step_epoch()
        yield from self.wait_for(
            lambda: window.frame is not None and window.frame.epochs >= end - 1e-9
        )

    def wait_for(self, is_there: Callable[[], bool]) -> Waiting:
        """Wait until training is where it shall be, or ends by itself; then pause."""
        window = self.window_part
        has_played = False
        while not (is_there() or self.evidence.has_diverged):
            if has_played and not window.trainer.playing:
                # A person paused it.
                break
            has_played = has_played or window.trainer.playing
            yield
        window.trainer.pause()
        while window.trainer.playing:
            yield

    def go_back(self, updates: int) -> Waiting:
        yield from self.seek(max(0, self.update() - updates))

    def seek(self, update: int) -> Waiting:
        self.window_part.network.stages.leave()
        self.window_part.trainer.seek(update)
        while self.update() != update:
            yield

    def reset(self, _: bool) -> Waiting:
        window = self.window_part
        window.playback.reset()
        generation = window.trainer.generation
        while self.evidence.last[1] < generation:
            yield

    def open_page(self, key: str) -> Waiting:
        self.show_page(key)
        yield

    def walk_to(self, kind: str) -> Waiting:
        stages = self.window_part.network.stages
        self.show_page("network")
        stages.enter()
        while stages.is_on:
            stage = stages.mode.stage
            if stage is not None:
                if stage.kind == kind or stages.mode.is_last:
                    return
                for _ in range(STAY):
                    yield
                stages.step_on()
            yield

    def inspect(self, name: str) -> Waiting:
        window = self.window_part
        window.network.stages.leave()
        self.show_page("network")
        window.inspector.ask(Subject(name))
        yield

    def edit(self, values: dict[str, float]) -> Waiting:
        window = self.window_part
        for name, value in values.items():
            quantity = split_name(name)
            if quantity is not None and window.frame is not None:
                place = quantity.place(window.frame.sizes)
                window.hands.set_value(place, value)
        yield

    def check_gradient(self, _: bool) -> Waiting:
        self.window_part.actions_by_key["check_gradient"].trigger()
        yield

    def look(self, _: bool) -> Waiting:
        self.show_page("traps")
        self.window_part.traps.look()
        yield

    def open_way_out(self, key: str) -> Waiting:
        window = self.window_part
        self.show_page("traps")
        window.traps.open(key, True)
        yield from self.wait_for_start(window.store.settings)

    def measure_noise(self, size: int) -> Waiting:
        window = self.window_part
        self.show_page("noise")
        yield
        before = window.noise.noise
        window.noise.own = size
        window.noise.follow()
        while window.noise.noise is before and window.noise.isVisible():
            window.noise.follow()
            yield

    def ask_samples(self, count: int) -> Waiting:
        cost = self.window_part.cost
        self.show_page("cost")
        cost.asked.show_value(count)
        cost.asked.committed.emit(count)
        yield

    def put_lanes(self, lanes: tuple[dict[str, Any], ...]) -> Waiting:
        settings = self.window_part.store.settings
        yield from self.start_lanes([settings.replace(**lane) for lane in lanes])

    def race_methods(self, _: bool) -> Waiting:
        yield from self.start_lanes(four_methods(self.window_part.store.settings))

    def start_lanes(self, lanes: list[Settings]) -> Waiting:
        self.show_page("race")
        self.window_part.race.start(tuple(lanes))
        yield

    def race_updates(self, count: int) -> Waiting:
        yield from self.race_on(AXES[0], count)

    def race_samples(self, count: int) -> Waiting:
        yield from self.race_on(AXES[2], count)

    def race_on(self, by: str, amount: int) -> Waiting:
        """Let the race go on by so much, and pause it."""
        self.show_page("race")
        race = self.window_part.race
        while race.frame is None:
            yield
        end = race.frame.lanes[0].position[by] + amount
        assert by in STEPS
        race.commanded.emit(PlayRace(by, amount / SECONDS))
        while race.isVisible() and not has_come(race.frame, by, end):
            yield
        race.commanded.emit(PauseRace())
        yield

    def choose_surface(self, key: str) -> Waiting:
        self.show_page("surfaces")
        self.window_part.surfaces.choose_surface(key)
        yield

    def set_balls(self, rules: tuple[str, ...]) -> Waiting:
        self.show_page("surfaces")
        self.choose_balls(rules)
        yield

    def turn_dials(self, dials: dict[str, float]) -> Waiting:
        surfaces = self.window_part.surfaces
        self.show_page("surfaces")
        surfaces.controls.turn(**dials)
        surfaces.restart()
        yield

    def roll(self, updates: int) -> Waiting:
        surfaces = self.window_part.surfaces
        self.show_page("surfaces")
        surfaces.set_playing(False)
        turns = max(1, min(updates, round(1000 * SECONDS / TURN_MS)))
        made = 0
        for turn in range(1, turns + 1):
            wanted = round(updates * turn / turns)
            surfaces.run.advance(wanted - made)
            made = wanted
            surfaces.refresh()
            yield


def has_come(frame: RaceFrame | None, by: str, end: float) -> bool:
    """Tell whether every lane that still runs has come so far."""
    if frame is None:
        return False
    return all(
        lane.position[by] >= end for lane in frame.lanes if lane.state == "running"
    )


def words_of_start(title: str) -> str:
    """Return what the list of what was done calls the beginning of a step."""
    return text("lessons.undo", title=title)


ACTIONS: dict[str, Callable[[LessonDoer, Any], Waiting]] = {
    "set": LessonDoer.change,
    "updates": LessonDoer.train,
    "epochs": LessonDoer.train_epochs,
    "back": LessonDoer.go_back,
    "seek": LessonDoer.seek,
    "reset": LessonDoer.reset,
    "page": LessonDoer.open_page,
    "stage": LessonDoer.walk_to,
    "inspect": LessonDoer.inspect,
    "edit": LessonDoer.edit,
    "check_gradient": LessonDoer.check_gradient,
    "look": LessonDoer.look,
    "way_out": LessonDoer.open_way_out,
    "noise_batch": LessonDoer.measure_noise,
    "samples": LessonDoer.ask_samples,
    "race": LessonDoer.put_lanes,
    "race_methods": LessonDoer.race_methods,
    "race_updates": LessonDoer.race_updates,
    "race_samples": LessonDoer.race_samples,
    "surface": LessonDoer.choose_surface,
    "balls": LessonDoer.set_balls,
    "dials": LessonDoer.turn_dials,
    "surface_updates": LessonDoer.roll,
}
