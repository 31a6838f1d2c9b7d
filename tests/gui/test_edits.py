"""Hands on the wires: every edit is undone and done again, bit by bit."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QUndoStack

import playground as pg
from playground.engines import REFERENCE
from playground.frame import Frame, Probe
from playground.wiring import Wiring
from ui.edits import HandEdits
from ui.training import commands, notices
from ui.worker import TrainingWorker

if TYPE_CHECKING:
    from ui.trainer import Trainer


MADE: list["Hands"] = []


@pytest.fixture(autouse=True)
def stacks_end_before_their_commands() -> Iterator[None]:
    """Take every stack apart while all that it holds is there.

    Collected as garbage in any order, Qt and Python would free a command twice.
    """
    yield
    for hands in MADE:
        hands.stack.clear()
    MADE.clear()


class Hands:
    """Edits by hand on a worker without a thread; every command is answered at once."""

    def __init__(self, **options: object) -> None:
        chosen = {"data": "moons", "samples": 40, "hidden": (3, 2), **options}
        made = pg.Settings.build(**chosen)
        self.worker = TrainingWorker(made, lambda: None, engine=REFERENCE)
        self.stack = QUndoStack()
        self.edits = HandEdits(self.stack, cast("Trainer", self))
        self.said: list[str] = []
        self.refused: list[str] = []
        self.edits.refused.connect(self.refused.append)
        MADE.append(self)
        self.look()

    def tell(self, command: commands.Command) -> None:
        self.worker.commands.put(command)
        self.worker.cycle()
        for notice in self.worker.outbox.take()[2]:
            if isinstance(notice, notices.Stopped):
                self.said.append(notice.reason)

    def edit(
        self,
        places: tuple[int, ...],
        values: tuple[float, ...],
        words: str,
        gesture: int,
    ) -> None:
        self.tell(commands.EditParameters(places, values, words, gesture))

    def rewire(self, wiring: Wiring, words: str) -> None:
        self.tell(commands.Rewire(wiring, words, 0))

    def undo_edit(self, words: str) -> None:
        self.tell(commands.UndoEdit(words, 0))

    def look(self) -> Frame:
        self.worker.camera.is_dirty = True
        self.worker.commands.put(commands.Look(Probe(resolution=4, trace=True)))
        self.worker.commands.put(commands.WantFrame())
        self.worker.cycle()
        frame = self.worker.outbox.take()[0]
        assert frame is not None
        self.edits.show_frame(frame)
        return frame

    def step(self, count: int = 1) -> None:
        for _ in range(count):
            self.tell(commands.Step())

    def state(self) -> tuple[object, ...]:
        run = self.worker.current
        slots = tuple(slot.tobytes() for slot in run.state.slots.values())
        return (run.update, run.params.tobytes(), slots, run.wiring)


Move = tuple[str, int, float]

MOVES = st.lists(
    st.tuples(
        st.sampled_from(["value", "drag", "lock", "free", "cut", "mend", "step"]),
        st.integers(0, 19),
        st.floats(-3, 3),
    ),
    max_size=12,
)


def do(hands: Hands, move: Move) -> None:
    kind, place, value = move
    frame = hands.look()
    match kind:
        case "value":
            hands.edits.set_value(place, value)
        case "drag":
            gesture = hands.edits.begin_gesture()
            for part in (0.3, 0.7, 1.0):
                hands.edits.set_value(place, part * value, gesture)
        case "lock" | "free":
            hands.edits.lock([place], kind == "lock", "it")
        case "cut":
            hands.edits.cut([place], frame, "it")
        case "mend":
            hands.edits.mend([place], "it")
        case "step":
            hands.step(2)


@settings(max_examples=40, deadline=None)
@given(MOVES)
def test_undo_gives_back_the_same_bits_and_redo_does_it_again(
    moves: list[Move],
) -> None:
    hands = Hands(optimizer="momentum")
    states = {}
    for move in moves:
        before = hands.state()
        count = hands.stack.count()
        do(hands, move)
        if hands.stack.count() > count:
            states[count] = (before, hands.state())
    for index in reversed(range(hands.stack.count())):
        hands.look()
        hands.stack.undo()
        assert hands.state() == states[index][0]
    for index in range(hands.stack.count()):
        before, after = states[index]
        run = hands.worker.current
        if before[0] != run.update:
            # Redone here and now, not where updates had led meanwhile.
            break
        hands.look()
        hands.stack.redo()
        assert hands.state() == after
    assert hands.said == []


def test_a_drag_is_one_step_and_two_drags_are_two() -> None:
    hands = Hands()
    for _ in range(2):
        gesture = hands.edits.begin_gesture()
        for value in (0.1, 0.2, 0.3):
            hands.edits.set_value(0, value, gesture)
    assert hands.stack.count() == 2
    assert hands.stack.undoText() == "w[1][1,1] = 0.3"
    assert [m.kind for m in hands.look().timeline.branch.markers] == ["edit", "edit"]


def test_an_edit_in_the_past_keeps_the_future_and_undo_goes_back_there() -> None:
    hands = Hands()
    hands.step(6)
    end = hands.state()
    hands.tell(commands.Seek(2))
    there = hands.state()
    hands.look()
    hands.edits.set_value(0, 2.0)
    hands.step(3)
    hands.stack.undo()
    assert hands.state() == there
    hands.tell(commands.SelectBranch(1, 0))
    hands.tell(commands.Seek(6))
    assert hands.state() == end


def test_a_lock_holds_and_a_cut_link_is_mended_with_its_value() -> None:
    hands = Hands(learning_rate=0.3)
    before = hands.look()
    hands.edits.lock([4], True, "w")
    hands.edits.cut([5], before, "v")
    hands.step(20)
    frame = hands.look()
    assert frame.params[4] == before.params[4]
    assert frame.params[5] == 0.0
    assert frame.params[6] != before.params[6]
    hands.edits.mend([5], "v")
    hands.edits.lock([4], False, "w")
    assert hands.look().params[5] == before.params[5]
    hands.step(1)
    frame = hands.look()
    assert frame.params[4] != before.params[4]
    assert frame.params[5] != before.params[5]


def test_two_rewirings_before_a_frame_arrives_are_both_kept() -> None:
    hands = Hands()
    hands.edits.lock([1], True, "a")
    hands.edits.lock([2], True, "b")
    assert hands.worker.current.wiring.locked == {1, 2}
    hands.stack.undo()
    hands.edits.lock([3], True, "c")
    assert hands.worker.current.wiring.locked == {1, 3}


def test_a_cut_link_takes_no_value() -> None:
    hands = Hands()
    hands.edits.cut([0], hands.look(), "w[1][1,1]")
    hands.edits.set_value(0, 1.0)
    hands.edits.set_value(1, float("nan"))
    assert hands.look().params[0] == 0.0
    assert hands.stack.count() == 1
    assert "w[1][1,1] is cut" in hands.refused[0]
    assert "finite" in hands.refused[1]


def test_many_values_are_one_edit_without_the_cut_ones() -> None:
    hands = Hands()
    frame = hands.look()
    hands.edits.cut([1], frame, "w")
    hands.edits.set_values({0: 1.0, 1: 1.0, 2: 1.0}, "neuron 1")
    assert hands.look().params[:3].tolist() == [1.0, 0.0, 1.0]
    hands.stack.undo()
    assert hands.look().params[0] == frame.params[0]


def test_an_edit_does_not_fit_another_shape() -> None:
    hands = Hands()
    hands.edits.set_value(0, 1.0)
    hands.stack.undo()
    settings = hands.worker.current.settings.replace(hidden=(4, 2))
    hands.tell(commands.Apply(settings, False, 0))
    hands.look()
    hands.stack.redo()
    assert "another shape" in hands.refused[0]
    assert hands.stack.count() == 0


def test_the_edit_of_another_branch_is_not_undone_here() -> None:
    hands = Hands()
    hands.edits.set_value(0, 1.0)
    hands.tell(commands.Reset(hands.worker.current.settings.replace(seed=5), 0))
    before = hands.state()
    hands.stack.undo()
    assert hands.state() == before
    assert "w[1][1,1]" in hands.said[0]


@pytest.mark.parametrize("count", [1, 3])
def test_places_are_those_of_the_names(count: int) -> None:
    hands = Hands(hidden=(count,))
    frame = hands.look()
    hands.edits.set_value(1, 0.25)
    after = hands.look()
    assert after.layers[0].weights[0, 1] == 0.25
    assert np.count_nonzero(after.params != frame.params) == 1
