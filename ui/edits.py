"""Edits of the network by hand, on the undo stack of the settings.

An edit that is undone takes the run back to the update at which it was made; the edited
future stays as a branch. A setting that is undone is a new event now.
"""

import itertools
import math
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from playground.explaining.quantities import quantity_at
from playground.frame import Frame
from playground.wiring import Wiring
from ui.labels import text
from ui.numbers import format_weight
from ui.trainer import Trainer

# The kind of undo command of which neighbours may become one.
VALUE_EDITS = 1


class HandEdits(QObject):
    """Changes weights and wires because a person wants it.

    Attributes
    ----------
    wiring : what stands still once all that was asked for is done

    Signals
    -------
    refused : a sentence that says why something cannot be done.
    """

    refused = Signal(str)

    def __init__(
        self, undo_stack: QUndoStack, trainer: Trainer, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.undo_stack = undo_stack
        self.trainer = trainer
        self.sizes: tuple[int, ...] = ()
        self.wiring = Wiring()
        self.gestures = itertools.count(1)

    def show_frame(self, frame: Frame) -> None:
        """Take what is so now; frames from before the last rewiring do not come."""
        self.sizes = frame.sizes
        self.wiring = frame.wiring

    def begin_gesture(self) -> int:
        """Return a number for the edits of one movement: together one step to undo."""
        return next(self.gestures)

    def set_value(self, place: int, value: float, gesture: int = 0) -> None:
        """Give one weight or bias a value."""
        name = quantity_at(place, self.sizes).name
        if place in self.wiring.cut:
            self.refused.emit(text("edits.is_cut", name=name))
        elif not math.isfinite(value):
            self.refused.emit(text("edits.not_a_number"))
        else:
            words = text("edits.value", name=name, value=format_weight(value))
            self.push((place,), (value,), name, words, gesture)

    def set_values(self, values: Mapping[int, float], what: str) -> None:
        """Give many places their values in one edit; those that are cut stay so."""
        places = tuple(place for place in values if place not in self.wiring.cut)
        if places:
            numbers = tuple(values[place] for place in places)
            self.push(places, numbers, what, text("edits.values", what=what))

    def push(
        self,
        places: tuple[int, ...],
        values: tuple[float, ...],
        name: str,
        words: str,
        gesture: int = 0,
    ) -> None:
        number = gesture or self.begin_gesture()
        self.undo_stack.push(ValueEdit(self, places, values, name, words, number))

    def lock(self, places: Iterable[int], locked: bool, what: str) -> None:
        """Let no update change these places, or let updates change them again."""
        wiring = self.wiring
        after = wiring.with_locked(places) if locked else wiring.without_locked(places)
        self.rewire(after, text("edits.locked" if locked else "edits.freed", what=what))

    def cut(
        self, places: Iterable[int], frame: Frame, what: str, *, neuron: bool = False
    ) -> None:
        """Cut these links: they are 0, and keep their values for when they are mended.

        `neuron` is whether they are all the links that leave a neuron.
        """
        words = text("edits.switched_off" if neuron else "edits.cut", what=what)
        self.rewire(self.wiring.with_cut(places, frame.params), words)

    def mend(self, places: Iterable[int], what: str, *, neuron: bool = False) -> None:
        """Give cut links their values back."""
        words = text("edits.switched_on" if neuron else "edits.mended", what=what)
        self.rewire(self.wiring.without_cut(places), words)

    def rewire(self, wiring: Wiring, words: str) -> None:
        if wiring != self.wiring:
            self.undo_stack.push(WiringEdit(self, wiring, words))


class HandEdit(QUndoCommand):
    """What both kinds of edits have in common.

    Attributes
    ----------
    event_words : the words of the edit on the timeline, by which it is undone
    """

    def __init__(self, hands: HandEdits, words: str, event_words: str) -> None:
        super().__init__(words)
        self.hands = hands
        self.event_words = event_words
        self.sizes = hands.sizes
        self.wiring_before = hands.wiring

    def still_fits(self) -> bool:
        """Return whether the network has the same shape; else it is not done again."""
        if self.sizes == self.hands.sizes:
            return True
        self.setObsolete(True)
        self.hands.refused.emit(text("edits.other_shape"))
        return False

    def undo(self) -> None:
        self.hands.wiring = self.wiring_before
        self.hands.trainer.undo_edit(self.event_words)


class ValueEdit(HandEdit):
    """Weights and biases got values; edits of one gesture are one."""

    def __init__(
        self,
        hands: HandEdits,
        places: tuple[int, ...],
        values: tuple[float, ...],
        name: str,
        words: str,
        gesture: int,
    ) -> None:
        super().__init__(hands, words, name)
        self.places = places
        self.values = values
        self.gesture = gesture

    def redo(self) -> None:
        if self.still_fits():
            trainer = self.hands.trainer
            trainer.edit(self.places, self.values, self.event_words, self.gesture)

    def id(self) -> int:
        return VALUE_EDITS

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, ValueEdit) or other.gesture != self.gesture:
            return False
        self.values = other.values
        self.setText(other.text())
        return True


class WiringEdit(HandEdit):
    """Parameters were locked or freed, links cut or mended."""

    def __init__(self, hands: HandEdits, wiring: Wiring, words: str) -> None:
        super().__init__(hands, words, words)
        self.wiring = wiring

    def redo(self) -> None:
        if self.still_fits():
            self.hands.wiring = self.wiring
            self.hands.trainer.rewire(self.wiring, self.event_words)
