"""What one training sample does in the coming update."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.frame import Frame
from playground.losses import LOSSES
from playground.network import Network

if TYPE_CHECKING:
    from playground.update_trace import UpdateTrace

Array = NDArray[np.floating[Any]]

# So many samples with the largest loss are pointed out.
WORST = 5


@dataclass(frozen=True, slots=True)
class SampleReading:
    """One training row in one frame.

    Attributes
    ----------
    point : (D,) raw inputs
    target : (K,) as the loss compares it
    unit : the output that speaks for it: of several classes the sample's own, else 0
    output : that output after the link
    loss : of this sample alone, without penalties
    share : its part of the coming batch's gradient, None if it is not in the batch
    moved : the output after an update by this sample alone
    trace : that update, opened
    """

    sample: int
    point: Array
    target: Array
    unit: int
    output: float
    loss: float
    share: float | None
    moved: float
    trace: "UpdateTrace"

    @property
    def pull(self) -> float:
        """How far the sample moves its own output, up or down."""
        return self.moved - self.output


def read_sample(frame: Frame, sample: int) -> SampleReading | None:
    """Read a training row; None when the frame has no such row or no opened update."""
    batch = frame.trace
    if batch is None or sample >= len(frame.problem.x):
        return None
    own = batch if batch.sample == sample else batch.at_sample(sample)
    target = own.y[0]
    unit = int(target.argmax()) if len(target) > 1 else 0
    link = LOSSES[frame.settings.loss].link
    network = Network(own.plan.sizes, own.plan.activations)
    network.params[:] = own.new
    with np.errstate(all="ignore"):
        moved = link(network.predict(own.x))[0, unit]
        output = link(own.a[-1])[0, unit]
    return SampleReading(
        sample=sample,
        point=frame.problem.train.x[sample],
        target=target,
        unit=unit,
        output=float(output),
        loss=own.loss,
        share=share_of(batch, sample) if batch.sample is None else None,
        moved=float(moved),
        trace=own,
    )


def share_of(trace: "UpdateTrace", sample: int) -> float | None:
    """Return a sample's part of the batch's gradient of the loss, None if not in it.

    It is the sample's own gradient gₙ projected onto the batch's mean G, as a part of
    the whole: gₙ·G / Σₘ gₘ·G. The parts of all rows of the batch add up to 1.
    """
    rows = np.flatnonzero(trace.indices == sample)
    if not len(rows):
        return None
    parts = projections(trace)
    whole = float(parts.sum())
    return float(parts[rows].sum()) / whole if whole else 0.0


def projections(trace: "UpdateTrace") -> Array:
    """Return gₙ·G (N,) for every row, without a matrix of all gradients.

    A layer's part of gₙ is δₙ ⊗ (aₙ, 1), so its part of the product is δₙ·(G aₙ + G_b).
    """
    result = np.zeros(len(trace.x))
    with np.errstate(all="ignore"):
        for delta, before in zip(trace.delta, (trace.x, *trace.a), strict=False):
            weights = delta.T @ before / len(before)
            bias = delta.mean(axis=0)
            result += np.einsum("nm,nm->n", delta, before @ weights.T + bias)
    return result


def worst_samples(frame: Frame) -> tuple[int, ...]:
    """Return the training rows with the largest loss, the largest first."""
    if frame.losses is None:
        return ()
    order = np.argsort(-np.nan_to_num(frame.losses, nan=np.inf), kind="stable")
    return tuple(order[:WORST].tolist())
