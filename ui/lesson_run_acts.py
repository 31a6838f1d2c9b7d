"""What a lesson does with the run: train, go in time, set, edit, look inside."""

from collections.abc import Callable
from typing import Any

from playground.explaining.quantities import split_name
from ui.lesson_hand import LessonHand, Waiting
from ui.panels.inspector_subject import Subject

# More updates are played.
FEW = 40

Act = Callable[[LessonHand, Any], Waiting]


def change(hand: LessonHand, changes: dict[str, Any]) -> Waiting:
    hand.window.store.edit(changes)
    yield from hand.wait_for_change()


def train(hand: LessonHand, updates: int) -> Waiting:
    end = hand.update + updates
    hand.leave_stages()
    # What ended an earlier training does not end this one.
    hand.evidence.has_diverged = False
    if updates <= FEW:
        for _ in range(updates):
            hand.window.trainer.step()
    else:
        hand.window.trainer.play(updates / hand.seconds)
    yield from hand.wait_for(lambda: hand.update >= end)


def train_epochs(hand: LessonHand, epochs: int) -> Waiting:
    window = hand.window
    frame = window.frame
    assert frame is not None
    hand.leave_stages()
    hand.evidence.has_diverged = False
    end = int(frame.epochs) + epochs
    for _ in range(epochs):
        window.trainer.step_epoch()
    yield from hand.wait_for(
        lambda: window.frame is not None and window.frame.epochs >= end - 1e-9
    )


def go_back(hand: LessonHand, updates: int) -> Waiting:
    yield from seek(hand, max(0, hand.update - updates))


def seek(hand: LessonHand, update: int) -> Waiting:
    hand.leave_stages()
    hand.window.trainer.seek(update)
    while hand.update != update:
        yield


def reset(hand: LessonHand, _: bool) -> Waiting:
    hand.window.playback.reset()
    yield from hand.wait_for_change()


def walk_to(hand: LessonHand, kind: str) -> Waiting:
    stages = hand.window.network.stages
    hand.show_page("network")
    stages.enter()
    while stages.is_on:
        stage = stages.mode.stage
        if stage is not None:
            if stage.kind == kind or stages.mode.is_last:
                return
            for _ in range(hand.stay):
                yield
            stages.step_on()
        yield


def inspect(hand: LessonHand, name: str) -> Waiting:
    hand.leave_stages()
    hand.show_page("network")
    hand.window.inspector.ask(Subject(name))
    yield


def edit(hand: LessonHand, values: dict[str, float]) -> Waiting:
    window = hand.window
    for name, value in values.items():
        quantity = split_name(name)
        if quantity is not None and window.frame is not None:
            place = quantity.place(window.frame.sizes)
            window.hands.set_value(place, value)
    yield


def check_gradient(hand: LessonHand, _: bool) -> Waiting:
    hand.window.actions_by_key["check_gradient"].trigger()
    yield


RUN_ACTS: dict[str, Act] = {
    "set": change,
    "updates": train,
    "epochs": train_epochs,
    "back": go_back,
    "seek": seek,
    "reset": reset,
    "stage": walk_to,
    "inspect": inspect,
    "edit": edit,
    "check_gradient": check_gradient,
}
