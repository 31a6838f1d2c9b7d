"""What a stage uses: which links and neurons are lit, and which numbers they carry.

Numbers are means over the batch, or those of one sample, as `UpdateTrace.value` says.
Only what is drawn is looked at, so a wide network costs no more than a narrow one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.explaining.rendering import text_number
from playground.explaining.stages import Stage
from playground.losses import LOSSES
from playground.network import layer_views
from ui.canvas.diagram_selection import Selection
from ui.labels import text

if TYPE_CHECKING:
    from playground.update_trace import UpdateTrace

Array = NDArray[np.floating[Any]]

DIGITS = 4

# kind of a stage -> the field of the theme with its colour
COLORS: dict[str, str] = {
    "batch": "stage_forward",
    "forward": "stage_forward",
    "loss": "stage_forward",
    "backward": "stage_backward",
    "slots": "stage_update",
    "update": "stage_update",
}
SLOT_SIGNS = {"velocity": "v", "squares": "s", "mean": "m"}


@dataclass(frozen=True, slots=True)
class LitLink:
    """A link that the stage uses.

    Attributes
    ----------
    strength : 0 … 1 among the links that are lit with it
    words : the number that it carries
    long_words : the same with what it came from
    """

    link: Selection
    strength: float
    words: str
    long_words: str


@dataclass(frozen=True, slots=True)
class LitUnit:
    """A neuron that the stage uses, and the lines of numbers on it."""

    layer: int
    unit: int
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lights:
    """All that a stage lights.

    Attributes
    ----------
    color : field of the theme
    links : the strongest first
    """

    color: str
    links: tuple[LitLink, ...]
    units: tuple[LitUnit, ...]

    def words_of(self, chosen: Selection) -> str:
        """Return the whole number behind something lit; empty if it is not."""
        if chosen.kind != "neuron":
            found = (lit.long_words for lit in self.links if lit.link == chosen)
            return next(found, "")
        place = (chosen.layer, chosen.unit)
        lines = [u.lines for u in self.units if (u.layer, u.unit) == place]
        return " · ".join(lines[0]) if lines else ""


def number(value: float) -> str:
    # Plus 0 makes 0 of −0, which a locked weight's change may be.
    return text_number(float(value) + 0.0, DIGITS)


def signed(value: float) -> str:
    """Return a change with its sign."""
    return f"+{number(value)}" if value > 0 else number(value)


def lights_of(
    trace: "UpdateTrace",
    stage: Stage,
    shown: tuple[int, ...],
    focus: Selection | None = None,
) -> Lights:
    """Find what a stage lights.

    Parameters
    ----------
    shown : how many neurons of each layer are drawn
    focus : a neuron: of its layer only its own links are lit
    """
    reader = Reader(trace, shown, focus)
    links: Iterator[LitLink]
    units: list[LitUnit]
    layer, last = stage.layer or 0, len(shown) - 1
    match stage.kind:
        case "batch":
            links, units = iter(()), [*reader.inputs(), *reader.targets()]
        case "forward":
            links = reader.products(layer)
            units = [*reader.sources(layer), *reader.answers(layer)]
        case "loss":
            links, units = iter(()), reader.predictions()
        case "backward":
            links, units = reader.shares(layer), reader.errors(layer)
            units += reader.sources(layer)
            if layer < last:
                links = iter([*reader.errors_back(layer), *links])
                units += reader.errors(layer + 1)
        case "slots":
            links, units = reader.slots(), reader.everyone()
        case _:
            links, units = reader.changes(), reader.everyone()
    ordered = sorted(links, key=lambda lit: -lit.strength)
    return Lights(COLORS[stage.kind], tuple(ordered), tuple(units))


class Reader:
    """Reads the drawn numbers out of a trace."""

    def __init__(
        self, trace: "UpdateTrace", shown: tuple[int, ...], focus: Selection | None
    ) -> None:
        self.trace = trace
        self.shown = shown
        self.focus = focus if focus is not None and focus.kind == "neuron" else None

    # ---- neurons -----------------------------------------------------------------

    def mean(self, values: Array, layer: int) -> Array:
        """Return the means (shown,) of a layer's numbers (N, M)."""
        with np.errstate(all="ignore"):
            result: Array = values[:, : self.shown[layer]].mean(axis=0)
        return result

    def coming_in(self, layer: int) -> Array:
        """Return what the drawn neurons before a layer answer."""
        values = self.trace.x if layer == 1 else self.trace.a[layer - 2]
        return self.mean(values, layer - 1)

    def inputs(self) -> list[LitUnit]:
        values = self.mean(self.trace.x, 0)
        return [LitUnit(0, i, (number(x),)) for i, x in enumerate(values)]

    def targets(self) -> list[LitUnit]:
        last = len(self.shown) - 1
        return [
            LitUnit(last, k, (text("stages.label.target", value=number(y)),))
            for k, y in enumerate(self.mean(self.trace.y, last))
        ]

    def sources(self, layer: int) -> list[LitUnit]:
        """Return the neurons before a layer, with what they answer."""
        sign = "x" if layer == 1 else "a"
        return [
            LitUnit(layer - 1, i, (f"{sign} {number(a)}",))
            for i, a in enumerate(self.coming_in(layer))
        ]

    def answers(self, layer: int) -> list[LitUnit]:
        trace, is_last = self.trace, layer == len(self.trace.z)
        z = self.mean(trace.z[layer - 1], layer)
        if is_last and LOSSES[trace.plan.loss].owns_output:
            sign, a = "ŷ", self.predicted()
        else:
            sign, a = "a", self.mean(trace.a[layer - 1], layer)
        return [
            LitUnit(layer, j, (f"z {number(z[j])}", f"{sign} {number(a[j])}"))
            for j in range(len(z))
        ]

    def predicted(self) -> Array:
        """Return the predictions after the loss's link."""
        link = LOSSES[self.trace.plan.loss].link
        with np.errstate(all="ignore"):
            return self.mean(link(self.trace.a[-1]), len(self.shown) - 1)

    def predictions(self) -> list[LitUnit]:
        last = len(self.shown) - 1
        y = self.mean(self.trace.y, last)
        return [
            LitUnit(
                last,
                k,
                (
                    text("stages.label.prediction", value=number(answer)),
                    text("stages.label.target", value=number(y[k])),
                ),
            )
            for k, answer in enumerate(self.predicted())
        ]

    def errors(self, layer: int) -> list[LitUnit]:
        delta = self.mean(self.trace.delta[layer - 1], layer)
        return [LitUnit(layer, j, (f"δ {number(d)}",)) for j, d in enumerate(delta)]

    def everyone(self) -> list[LitUnit]:
        layers = range(len(self.shown))
        return [LitUnit(k, unit) for k in layers for unit in range(self.shown[k])]

    # ---- links -------------------------------------------------------------------

    def drawn(self, vector: Array, layer: int) -> tuple[Array, Array]:
        """Return a vector's (P,) weights and biases of the links that are drawn."""
        view = layer_views(vector, self.trace.plan.sizes)[layer - 1]
        after, before = self.shown[layer], self.shown[layer - 1]
        return view.weights[:after, :before], view.bias[:after]

    def is_wanted(self, layer: int, unit: int, source: int | None) -> bool:
        """Tell whether a link is lit, given the neuron one looks at."""
        focus = self.focus
        if focus is None or focus.layer not in (layer, layer - 1):
            return True
        if focus.layer == layer:
            return unit == focus.unit
        return source == focus.unit

    def links(
        self, layer: int, weights: Array, bias: Array | None
    ) -> Iterator[tuple[Selection, float, float]]:
        """Go through links with their number and its strength among them."""
        everything = weights.ravel()
        if bias is not None:
            everything = np.concatenate([everything, bias])
        sizes = np.abs(everything[np.isfinite(everything)])
        largest = float(sizes.max(initial=0.0)) or 1.0
        for unit in range(len(weights)):
            for source, value in enumerate(weights[unit].tolist()):
                if self.is_wanted(layer, unit, source):
                    link = Selection("weight", layer, unit, source)
                    yield link, value, strength(value, largest)
            if bias is not None and self.is_wanted(layer, unit, None):
                value = float(bias[unit])
                yield Selection("bias", layer, unit), value, strength(value, largest)

    def products(self, layer: int) -> Iterator[LitLink]:
        """Return what each link brings in: weight times answer, or the bias."""
        weights, bias = self.drawn(self.trace.params, layer)
        a = self.coming_in(layer)
        with np.errstate(all="ignore"):
            products = weights * a
        for link, value, share in self.links(layer, products, bias):
            long = f"b = {number(value)}"
            if link.source is not None:
                weight = parenthesized(weights[link.unit, link.source])
                come = parenthesized(a[link.source])
                long = f"w·{'x' if layer == 1 else 'a'} = {weight}·{come}"
                long += f" = {number(value)}"
            yield LitLink(link, share, number(value), long)

    def errors_back(self, layer: int) -> Iterator[LitLink]:
        """Return the error that comes back to a layer through each link after it."""
        weights, _ = self.drawn(self.trace.params, layer + 1)
        delta = self.mean(self.trace.delta[layer], layer + 1)
        with np.errstate(all="ignore"):
            back = weights * delta[:, None]
        for link, value, share in self.links(layer + 1, back, None):
            weight = parenthesized(weights[link.unit, link.source or 0])
            error = parenthesized(delta[link.unit])
            long = f"w·δ = {weight}·{error} = {number(value)}"
            yield LitLink(link, share, number(value), long)

    def shares(self, layer: int) -> Iterator[LitLink]:
        """Return the gradient of each weight and bias before a layer."""
        weights, bias = self.drawn(self.trace.gradient, layer)
        for link, value, share in self.links(layer, weights, bias):
            words = text("stages.label.share", value=number(value))
            sign = "w" if link.source is not None else "b"
            yield LitLink(link, share, words, f"∂L/∂{sign} = {number(value)}")

    def slots(self) -> Iterator[LitLink]:
        """Return what the rule remembers of each link after this update."""
        for layer in range(1, len(self.shown)):
            first, *others = self.trace.slots.items()
            weights, bias = self.drawn(first[1], layer)
            rest = [(name, *self.drawn(slot, layer)) for name, slot in others]
            for link, value, share in self.links(layer, weights, bias):
                words = f"{SLOT_SIGNS[first[0]]} {number(value)}"
                long = words
                for name, of_weights, of_bias in rest:
                    other = (
                        of_bias[link.unit]
                        if link.source is None
                        else of_weights[link.unit, link.source]
                    )
                    long += f" · {SLOT_SIGNS[name]} {number(other)}"
                yield LitLink(link, share, words, long)

    def changes(self) -> Iterator[LitLink]:
        """Return how each weight and bias moves: old + change = new."""
        trace = self.trace
        for layer in range(1, len(self.shown)):
            weights, bias = self.drawn(trace.change, layer)
            old_weights, old_bias = self.drawn(trace.params, layer)
            new_weights, new_bias = self.drawn(trace.new, layer)
            for link, value, share in self.links(layer, weights, bias):
                if link.source is None:
                    old, new = old_bias[link.unit], new_bias[link.unit]
                else:
                    old = old_weights[link.unit, link.source]
                    new = new_weights[link.unit, link.source]
                sign = "−" if value < 0 else "+"
                long = f"{number(old)} {sign} {number(abs(value))} = {number(new)}"
                yield LitLink(link, share, signed(value), long)


def parenthesized(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def strength(value: float, largest: float) -> float:
    """Return |value| as a share of the largest; 0 where it is not finite."""
    return min(abs(value) / largest, 1.0) if np.isfinite(value) else 0.0
