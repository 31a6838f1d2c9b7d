"""What the inspector looks at: a number of the coming update, by name."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from playground.explaining.quantities import Quantity, split_name
from playground.frame import Frame
from playground.wiring import neuron_places, outgoing_places
from ui.canvas.diagram_selection import Selection
from ui.canvas.diagram_words import describe, title
from ui.labels import derived, glued, text

if TYPE_CHECKING:
    from playground.update_trace import UpdateTrace


@dataclass(frozen=True, slots=True)
class Subject:
    """A number by its name.

    Attributes
    ----------
    name : as `UpdateTrace.quantities` writes it
    sample : the training row whose number it is; None: the batch
    """

    name: str
    sample: int | None = None

    @property
    def quantity(self) -> Quantity:
        quantity = split_name(self.name)
        assert quantity is not None
        return quantity

    @property
    def is_parameter(self) -> bool:
        """Whether it is a weight or a bias itself, which does not depend on samples."""
        return self.quantity.kind in ("w", "b") and not self.quantity.family

    def place(self, sizes: tuple[int, ...]) -> int:
        """Return where the weight or bias stands in the parameter vector."""
        return self.quantity.place(sizes)

    def is_in(self, frame: Frame) -> bool:
        """Tell whether this frame has such a number."""
        selection = self.selection
        if self.quantity.kind == "y" and self.quantity.unit > frame.sizes[-1]:
            return False
        if selection is not None and not selection.is_in(frame.sizes):
            return False
        if self.sample is not None and self.sample >= len(frame.problem.x):
            return False
        family = self.quantity.family
        if family in ("", "gradient", "change", "new") or frame.trace is None:
            return True
        return family in frame.trace.slots

    @property
    def selection(self) -> Selection | None:
        """What of the diagram it belongs to."""
        quantity = self.quantity
        unit = quantity.unit - 1
        match quantity.kind:
            case "w":
                return Selection("weight", quantity.layer, unit, quantity.source - 1)
            case "b":
                return Selection("bias", quantity.layer, unit)
            case "x":
                return Selection("neuron", 0, unit)
            case "a" | "z" | "delta":
                return Selection("neuron", quantity.layer, unit)
        return None

    def trace_in(self, frame: Frame) -> "UpdateTrace | None":
        """Return the opened update that has the number, if the frame has one."""
        trace = frame.trace
        if trace is None or self.sample == trace.sample:
            return trace
        return trace if self.sample is None else trace.at_sample(self.sample)

    def of(self, sample: int | None) -> "Subject":
        return replace(self, sample=sample)


def subject_of(selection: Selection) -> Subject:
    """Return the number that a part of the diagram stands for."""
    layer, unit = selection.layer, selection.unit + 1
    if selection.kind == "weight":
        assert selection.source is not None
        return Subject(Quantity("w", "", layer, unit, selection.source + 1).name)
    if selection.kind == "bias":
        return Subject(Quantity("b", "", layer, unit).name)
    if layer == 0:
        return Subject(Quantity("x", "", 0, unit).name)
    return Subject(Quantity("a", "", layer, unit).name)


def words_for(subject: Subject, layers: int) -> str:
    """Say which number it is; `layers` counts the input too."""
    quantity = subject.quantity
    selection = subject.selection
    words = text(f"inspector.kind.{quantity.kind}")
    if quantity.family:
        family = quantity.family
        known = family if family in ("gradient", "change", "new") else "slot"
        words = text(f"inspector.family.{known}", slot=family)
    if selection is not None:
        what = describe(selection, layers)
        words = text("language.named", name=words, value=what) if words else what
    if subject.sample is None:
        return words
    return text("inspector.of_sample", what=words, sample=subject.sample)


def short_words(subject: Subject, layers: int) -> str:
    """Say which number it is in a few letters: H1·4 → H2·2."""
    selection = subject.selection
    if selection is None or subject.quantity.family:
        return words_for(subject, layers)
    layer = title(selection.layer, layers, short=True)
    where = glued("{}·{}", layer, str(selection.unit + 1))
    if selection.kind == "neuron":
        words = text(f"inspector.short.{subject.quantity.kind}", where=where)
    else:
        source = "+1"
        if selection.source is not None:
            layer = title(selection.layer - 1, layers, short=True)
            source = glued("{}·{}", layer, str(selection.source + 1))
        words = glued("{} → {}", source, where)
    if subject.sample is None:
        return words
    return text("inspector.of_sample", what=words, sample=subject.sample)


@dataclass(frozen=True, slots=True)
class Wires:
    """The places in the parameter vector that belong to a part of the diagram.

    Attributes
    ----------
    own : what is locked and cut as this part: the link, or all that arrives at a neuron
    name : what to call it
    leaving : the links that leave a neuron; without them it is off
    """

    own: tuple[int, ...]
    name: str
    leaving: tuple[int, ...] = ()


def wires_of(selection: Selection, sizes: tuple[int, ...]) -> Wires:
    """Return the places that a person means who points at something."""
    layer, unit = selection.layer, selection.unit
    if selection.kind != "neuron":
        subject = subject_of(selection)
        return Wires((subject.place(sizes),), subject.name)
    own = neuron_places(sizes, layer, unit).tolist() if layer else []
    leaving = (
        outgoing_places(sizes, layer, unit).tolist() if layer < len(sizes) - 1 else []
    )
    name = text(
        "edits.neuron",
        unit=unit + 1,
        layer=derived(title(layer, len(sizes), short=False), str.lower),
    )
    return Wires(tuple(own), name, tuple(leaving))
