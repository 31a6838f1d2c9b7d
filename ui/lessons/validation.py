"""Everything that is wrong with a chapter, as sentences.

First what can be read off the file, then what comes out when it is done.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playground.errors import PlaygroundError
from playground.optimizers import OPTIMIZERS
from playground.race import check_lanes
from playground.ranges import Count
from playground.settings import Settings
from playground.surfaces import SURFACES
from ui.lessons.chapter import (
    PAGES,
    Action,
    Chapter,
    Check,
    Condition,
    Experiment,
    Prediction,
    Step,
)
from ui.lessons.checks import all_hold, holds, parameters_of
from ui.lessons.reading import LessonError, read_chapter
from ui.lessons.rehearsal import Rehearsal, begins_run, stand_before
from ui.lessons.rehearsal_acts import ACTIONS

MOST_STEPS = 12
FEWEST_CHOICES, MOST_CHOICES = 2, 4
# A title stands on one line of a narrow panel, a text is a few sentences.
LONGEST = {"title": 60, "text": 500, "do": 400, "remember": 300}
# A lesson is done in a minute; a slip of the finger would train for days.
COUNTED = (
    *("updates", "epochs", "back", "noise_batch", "samples"),
    *("race_updates", "race_samples", "surface_updates"),
)
LARGEST_COUNT = 10_000_000
MEASURES = ("updates", "samples", "seconds")
# The speeds of the transport; 0 is as fast as possible.
SPEEDS = (0, 1, 2, 5, 10, 30, 100, 1000)


class Mistakes:
    """Collects sentences, each with the place before it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.where = ""
        self.sentences: list[str] = []

    def add(self, sentence: object) -> None:
        place = f"{self.where}: " if self.where else ""
        self.sentences.append(f"{self.file}: {place}{sentence}")

    @contextmanager
    def caught(self, key: str) -> Iterator[None]:
        """Add what a person can mend, under a key of the step."""
        try:
            yield
        except PlaygroundError as error:
            self.add(f"{key}: {error}")


def mistakes_in(path: Path) -> list[str]:
    """Return everything that is wrong with a file; empty: it is a good lesson."""
    try:
        chapter = read_chapter(path)
    except LessonError as error:
        return list(error.sentences)
    return mistakes_of(chapter, path.name)


def mistakes_of(chapter: Chapter, file: str, *, rehearsed: bool = True) -> list[str]:
    """Return everything that is wrong with a chapter.

    Parameters
    ----------
    file : what to call it in the sentences
    rehearsed : whether to do it, too, when its form is right
    """
    mistakes = Mistakes(file)
    check_texts(mistakes, "title", chapter.title, "summary", chapter.summary)
    check_texts(mistakes, "remember", chapter.remember)
    if not 1 <= len(chapter.steps) <= MOST_STEPS:
        mistakes.add(f"a chapter has 1 … {MOST_STEPS} steps, got {len(chapter.steps)}")
    if chapter.steps and not begins_run(chapter.steps[0]):
        mistakes.add(
            "the first step needs an experiment with settings, a preset or a trap"
        )
    settings = Settings.build()
    for number, step in enumerate(chapter.steps, start=1):
        mistakes.where = f"step {number} “{step.title}”"
        settings = check_step(mistakes, step, settings)
    if rehearsed and not mistakes.sentences:
        rehearse(mistakes, chapter)
    return mistakes.sentences


def check_texts(mistakes: Mistakes, *pairs: str | None) -> None:
    """Check some texts, given as key, text, key, text, …; None is no text."""
    for key, words in zip(pairs[::2], pairs[1::2], strict=True):
        if words is None:
            continue
        longest = LONGEST.get(str(key).rsplit(".")[-1], LONGEST["text"])
        if not words.strip():
            mistakes.add(f"{key} is empty")
        elif len(words) > longest:
            mistakes.add(f"{key} has {len(words)} characters, at most {longest} fit")


# ---- what can be read off the file ---------------------------------------------------


def check_step(mistakes: Mistakes, step: Step, settings: Settings) -> Settings:
    """Check a step's form; return the settings that it begins with."""
    check_texts(
        mistakes,
        *("title", step.title, "text", step.text),
        *("do", step.do, "remember", step.remember),
    )
    if step.experiment is not None:
        settings = check_experiment(mistakes, step.experiment, settings)
    if step.predict is not None:
        check_prediction(mistakes, step.predict)
    if step.check is not None:
        check_check(mistakes, step.check)
        if step.do is None and not step.check.looking:
            mistakes.add("there is a check, so `do` must say what to do")
    return settings


def check_experiment(
    mistakes: Mistakes, experiment: Experiment, settings: Settings
) -> Settings:
    starts = (experiment.settings, experiment.preset, experiment.trap)
    if sum(start is not None for start in starts) > 1:
        mistakes.add("experiment: only one of settings, preset and trap can be given")
        return settings
    with mistakes.caught("experiment"):
        settings = experiment.run_settings() or settings
    one_of(mistakes, "experiment: page", experiment.page, PAGES)
    one_of(mistakes, "experiment: by", experiment.by, MEASURES)
    one_of(mistakes, "experiment: surface", experiment.surface, tuple(SURFACES))
    for rule in experiment.balls:
        one_of(mistakes, "experiment: balls", rule, tuple(OPTIMIZERS))
    if experiment.speed is not None and experiment.speed not in SPEEDS:
        speeds = ", ".join(map(str, SPEEDS))
        mistakes.add(
            f"experiment: speed must be one of {speeds}, got {experiment.speed}"
        )
    if experiment.race and experiment.race_methods:
        mistakes.add("experiment: only one of race and race_methods can be given")
    if experiment.finish is not None and not experiment.finish > 0.0:
        mistakes.add(f"experiment: finish must be above 0, got {experiment.finish}")
    with mistakes.caught("experiment: race"):
        lanes = experiment.lanes(settings)
        if lanes:
            check_lanes(lanes)
    return settings


def one_of(
    mistakes: Mistakes, key: str, value: str | None, known: tuple[str, ...]
) -> None:
    if value is not None and value not in known:
        mistakes.add(f"{key} must be one of {', '.join(known)}, got {value!r}")


def check_prediction(mistakes: Mistakes, predict: Prediction) -> None:
    check_texts(
        mistakes,
        *("predict.question", predict.question, "predict.because", predict.because),
    )
    count = len(predict.choices)
    if not FEWEST_CHOICES <= count <= MOST_CHOICES:
        mistakes.add(
            f"predict: there must be {FEWEST_CHOICES} … {MOST_CHOICES} choices, "
            f"got {count}"
        )
    if len(set(predict.choices)) < count or not all(map(str.strip, predict.choices)):
        mistakes.add("predict: all choices must differ, and none may be empty")
    if not 1 <= predict.answer <= count:
        mistakes.add(
            f"predict: answer must be in 1 … {count}, the choices counted from 1, "
            f"got {predict.answer}"
        )
    if predict.claim is not None:
        check_conditions(mistakes, "predict.claim", predict.claim.holds)
        check_actions(mistakes, "predict.claim.after", predict.claim.after or ())


def check_check(mistakes: Mistakes, check: Check) -> None:
    check_texts(mistakes, "check.success", check.success)
    check_conditions(mistakes, "check", check.conditions)
    check_actions(mistakes, "check.solution", check.solution)
    if not check.solution and not check.looking:
        mistakes.add(
            "check: a solution is missing; or say looking = true where nothing has "
            "to be done"
        )


def check_conditions(
    mistakes: Mistakes, key: str, conditions: tuple[Condition, ...]
) -> None:
    if not conditions:
        mistakes.add(f"{key}: a condition is missing")
    for condition in conditions:
        with mistakes.caught(key):
            parameters_of(condition)


def check_actions(mistakes: Mistakes, key: str, actions: tuple[Action, ...]) -> None:
    for number, action in enumerate(actions, start=1):
        given = action.given
        if len(given) != 1:
            mistakes.add(
                f"{key}: action {number} must have one key of {', '.join(ACTIONS)}, "
                f"got {', '.join(given) or 'none'}"
            )
        one_of(mistakes, f"{key}: page", given.get("page"), PAGES)
        one_of(mistakes, f"{key}: surface", given.get("surface"), tuple(SURFACES))
        for name in COUNTED:
            if name in given:
                with mistakes.caught(key):
                    Count(name, 1, LARGEST_COUNT).check(given[name])


# ---- what comes out ------------------------------------------------------------------


def rehearse(mistakes: Mistakes, chapter: Chapter) -> None:
    """Do the whole chapter, step after step."""
    rehearsal = Rehearsal()
    for place, step in enumerate(chapter.steps):
        mistakes.where = f"step {place + 1} “{step.title}”"
        before = len(mistakes.sentences)
        with mistakes.caught("experiment"):
            rehearsal.begin(step)
        if len(mistakes.sentences) > before:
            # What follows would be said of another experiment.
            return
        if step.check is not None:
            rehearse_check(mistakes, step.check, rehearsal)
        if step.predict is not None and step.predict.claim is not None:
            with mistakes.caught("predict.claim"):
                check_claim(mistakes, chapter, place, rehearsal)


def rehearse_check(mistakes: Mistakes, check: Check, rehearsal: Rehearsal) -> None:
    with mistakes.caught("check"):
        at_first = all_hold(check.conditions, rehearsal.evidence())
        if at_first and not check.looking:
            mistakes.add("check: it holds before anything is done")
    with mistakes.caught("check.solution"):
        rehearsal.do(check.solution)
        evidence = rehearsal.evidence()
        for condition in check.conditions:
            if not holds(condition, evidence):
                mistakes.add(
                    f"check: {describe(condition)} does not hold after the solution"
                )


def check_claim(
    mistakes: Mistakes, chapter: Chapter, place: int, done: Rehearsal
) -> None:
    """Hold a prediction to its word; `done` has done the step's solution."""
    predict = chapter.steps[place].predict
    assert predict is not None
    assert predict.claim is not None
    rehearsal = done
    if predict.claim.after is not None:
        rehearsal = stand_before(chapter, place)
        rehearsal.do(predict.claim.after)
    evidence = rehearsal.evidence()
    for condition in predict.claim.holds:
        if not holds(condition, evidence):
            mistakes.add(f"predict.claim: {describe(condition)} does not hold")


def describe(condition: Condition) -> str:
    """Say which condition it is: number(of = "update", above = 99)."""
    given = ", ".join(f"{key} = {value}" for key, value in condition.parameters.items())
    return f"{condition.kind}({given})"
