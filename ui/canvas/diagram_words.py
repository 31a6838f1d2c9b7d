"""The words in and around the network diagram, taken from a frame."""

import re

from playground.features import FEATURES, is_formula
from playground.frame import Frame
from playground.losses import LOSSES
from ui.canvas.diagram_selection import Selection
from ui.labels import glued, listed, name_of, text

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def exact(value: float) -> str:
    """Return a number with six digits and a true minus sign."""
    return f"{value:.6g}".replace("-", "−")


def counted(value: int) -> str:
    """Return a whole number with thin spaces between thousands."""
    return f"{value:,}".replace(",", "\u2009")


def feature_name(name: str, columns: tuple[str, ...]) -> str:
    """Return what a feature is called: x₁, sin x₁, or a table's own column name."""
    if name in FEATURES:
        return name_of("feature", name)
    if is_formula(name):
        return formula_label(name)
    column = columns[int(name[1:]) - 1]
    return f"x{name[1:].translate(SUBSCRIPTS)}" if column == name else column


def formula_label(name: str) -> str:
    """Return a formula as it is written by hand: x1*x2**2 -> x₁·x₂²."""
    label = re.sub(
        r"\bx(\d+)", lambda found: f"x{found[1].translate(SUBSCRIPTS)}", name
    )
    label = re.sub(
        r"\*\*(\d+)(?![\d.])", lambda found: found[1].translate(SUPERSCRIPTS), label
    )
    label = label.replace("**", "^").replace("*", "·").replace("-", "−")
    return re.sub(r"\bpi\b", "π", label)


def input_labels(frame: Frame) -> list[str]:
    columns = frame.problem.columns
    return [feature_name(name, columns) for name in frame.settings.features]


def output_labels(frame: Frame) -> list[str]:
    classes = frame.problem.classes
    return list(classes) if len(classes) > 2 else ["ŷ"]


def activation_name(frame: Frame, layer: int) -> str:
    """Return what turns a layer's sums into its outputs; the loss's link counts too."""
    settings = frame.settings
    if layer == len(frame.sizes) - 1 and LOSSES[settings.loss].owns_output:
        link = "sigmoid" if frame.sizes[-1] == 1 else "softmax"
        return text(f"network.link.{link}")
    return name_of("activation", settings.activations[layer - 1])


def title(layer: int, layers: int, *, short: bool) -> str:
    """Return the title of a column out of `layers` columns."""
    if layer == 0:
        key = "input"
    elif layer == layers - 1:
        key = "output"
    else:
        key = "hidden"
    return text(f"network.{key}_short" if short else f"network.{key}", number=layer)


def subtitles(frame: Frame, layer: int) -> tuple[str, str]:
    """Return what stands under a title, and the same in short."""
    size = counted(frame.sizes[layer])
    if layer == 0:
        key = "features.one" if frame.sizes[0] == 1 else "features.many"
        return text(f"network.{key}", count=size), size
    name = activation_name(frame, layer)
    return text("network.layer", activation=name, count=size), size


def tag(selection: Selection, frame: Frame) -> str:
    """Return what the value tag of a neuron or link says in this frame."""
    value = selection.value(frame)
    if value is None:
        return input_labels(frame)[selection.unit]
    if selection.kind != "neuron":
        return exact(value)
    return text(
        "network.neuron",
        bias=exact(value),
        activation=activation_name(frame, selection.layer),
    )


def summary(frame: Frame, selection: Selection | None) -> str:
    """Return the picture in words, for those who cannot see it."""
    layers = len(frame.sizes)
    columns = listed(
        text(
            "language.named",
            name=title(layer, layers, short=False),
            value=subtitles(frame, layer)[0],
        )
        for layer in range(layers)
    )
    parts = [
        text(
            "network.summary",
            columns=columns,
            parameters=counted(len(frame.params)),
            update=counted(frame.update),
        )
    ]
    if selection is not None:
        name, value = describe(selection, layers), tag(selection, frame)
        parts.append(text("language.named", name=name, value=value))
    return glued(". ".join(["{}"] * len(parts)), *parts)


def describe(selection: Selection, layers: int) -> str:
    """Return which neuron, weight or bias it is, in words."""
    return text(
        f"network.selected.{selection.kind}",
        layer=title(selection.layer, layers, short=False),
        unit=selection.unit + 1,
        source=(selection.source or 0) + 1,
    )
