"""The exact answer at the mouse: one forward pass of one point."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.frame import Frame, shown_axes
from playground.losses import LOSSES
from playground.metrics import predicted_classes
from playground.network import Network
from ui.canvas.decision_area import PlotArea, column_label
from ui.canvas.ticks import fixed, number
from ui.labels import text

Array = NDArray[np.floating[Any]]

# Of many classes, so many are named, the likeliest first.
NAMED_CLASSES = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network answers at one point of the picture.

    Attributes
    ----------
    point : (D,) raw inputs, already rounded to the digits that are shown, so that a
        calculation by hand with them gives the shown ŷ
    prediction : (K,) after the link
    rows : (name, value) pairs for the tag
    """

    point: Array
    prediction: Array
    rows: tuple[tuple[str, str], ...]


def predict(frame: Frame, x: Array) -> tuple[Array, Array]:
    """Return output and prediction after the link (N, K) for raw inputs x (N, D)."""
    network = Network(frame.sizes, frame.settings.activations, dtype=frame.params.dtype)
    network.params[:] = frame.params
    with np.errstate(all="ignore"):
        output = network.predict(frame.problem.preprocessor.transform(x))
        return output, LOSSES[frame.settings.loss].link(output)


def read_at(frame: Frame, area: PlotArea, x: float, y: float) -> Reading:
    """Return the answer at a place of the picture (raw units)."""
    problem = frame.problem
    point = np.array(problem.center, np.float64)
    rows = []
    axes = shown_axes(problem, frame.probe)
    x_low, x_high, y_low, y_high = area.extent
    sides = (
        (axes[0], x, (x_high - x_low) / area.rect.width()),
        (axes[1], y, (y_high - y_low) / area.rect.height()),
    )
    for column, value, pixel in sides[: len(problem.columns)]:
        decimals = max(0, math.ceil(-math.log10(pixel)))
        point[column] = round(value, decimals)
        name = column_label(problem.columns[column])
        rows.append((name, fixed(point[column], decimals)))
    output, prediction = predict(frame, point[None])
    rows += answer_rows(frame, output, prediction[0])
    return Reading(point, prediction[0], tuple(rows))


def answer_rows(
    frame: Frame, output: Array, prediction: Array
) -> list[tuple[str, str]]:
    """Return the tag's rows for ŷ; `output` (1, K) is before the link."""
    problem = frame.problem
    if len(prediction) > 1 and problem.classes:
        order = np.argsort(-prediction, kind="stable")[:NAMED_CLASSES]
        return [
            (text("output.of_class", name=problem.classes[k]), number(prediction[k]))
            for k in order
        ]
    rows = [(text("output.prediction_symbol"), number(value)) for value in prediction]
    if problem.classes:
        guess = int(predicted_classes(output, problem.threshold)[0])
        rows.append((text("output.class"), problem.classes[guess]))
    return rows
