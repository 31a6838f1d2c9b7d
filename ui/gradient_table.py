"""Check my gradient: backpropagation beside central differences, number by number."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from playground.explaining.quantities import quantity_at
from playground.gradient_check import STEP, TOLERANCE, check_gradient
from playground.network import Network

if TYPE_CHECKING:
    from playground.update_trace import UpdateTrace

# One check of a number computes the loss twice; all together may cost so many
# multiply-adds, so of a large network only some numbers are checked, evenly spread.
MOST_MULTIPLY_ADDS = 4e8
LEAST_NUMBERS = 24
HEADER = ("number", "backpropagated", "central difference", "difference", "verdict")


@dataclass(frozen=True, slots=True)
class GradientRow:
    """One number of the gradient, found in two ways.

    Attributes
    ----------
    agrees : whether both are the same but for rounding
    """

    name: str
    backpropagated: float
    central: float
    agrees: bool

    @property
    def difference(self) -> float:
        return self.backpropagated - self.central

    @property
    def cells(self) -> tuple[str, ...]:
        return (
            self.name,
            f"{self.backpropagated:+.9e}",
            f"{self.central:+.9e}",
            f"{self.difference:+.1e}",
            "agrees" if self.agrees else "DIFFERS",
        )


@dataclass(frozen=True, slots=True)
class GradientTable:
    """The gradient of one batch, checked.

    Attributes
    ----------
    parameters : how many there are; `rows` may be fewer
    samples : of the batch
    """

    rows: tuple[GradientRow, ...]
    parameters: int
    samples: int

    @property
    def is_passed(self) -> bool:
        return all(row.agrees for row in self.rows)

    @property
    def largest(self) -> float:
        """The largest difference."""
        return max(abs(row.difference) for row in self.rows)

    @property
    def summary(self) -> str:
        checked = f"{len(self.rows)} of {self.parameters} numbers"
        failed = sum(not row.agrees for row in self.rows)
        verdict = "all agree" if not failed else f"{failed} differ"
        return (
            f"{checked} checked on a batch of {self.samples}: {verdict}, "
            f"largest difference {self.largest:.1e} (step {STEP:.0e})"
        )

    @property
    def text(self) -> str:
        """The table in aligned columns, the summary last."""
        lines = [HEADER, *(row.cells for row in self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(5)]
        written = [
            "  ".join(
                cell.rjust(width) if 0 < column < 4 else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in lines
        ]
        return "\n".join([*written, self.summary])

    @property
    def tabs(self) -> str:
        """The table for a spreadsheet, all digits."""
        rows = (
            (
                row.name,
                repr(row.backpropagated),
                repr(row.central),
                repr(row.difference),
                row.cells[-1],
            )
            for row in self.rows
        )
        return "\n".join("\t".join(line) for line in (HEADER, *rows))


def read_gradient(trace: "UpdateTrace") -> GradientTable:
    """Check the gradient of an opened update's batch at its parameters."""
    plan, sizes = trace.plan, trace.plan.sizes
    network = Network(sizes, plan.activations)
    network.params[:] = trace.params
    count = len(network.params)
    places = checked_places(count, len(trace.x))
    check = check_gradient(
        network, trace.x, trace.y, plan.loss, plan.l1, plan.l2, places
    )
    with np.errstate(all="ignore"):
        allowed = TOLERANCE * max(1.0, float(np.abs(check.differences).max()))
        agrees = np.abs(check.backpropagation - check.differences) < allowed
    rows = tuple(
        GradientRow(f"gradient.{quantity_at(place, sizes).name}", ours, central, same)
        for place, ours, central, same in zip(
            places,
            check.backpropagation.tolist(),
            check.differences.tolist(),
            agrees.tolist(),
            strict=True,
        )
    )
    return GradientTable(rows, count, len(trace.x))


def checked_places(count: int, samples: int) -> list[int]:
    """Return which of the parameters are checked, evenly spread over all layers."""
    # A loss with its gradient costs three multiply-adds for each weight and sample.
    affordable = int(MOST_MULTIPLY_ADDS / (6 * count * samples))
    number = min(count, max(LEAST_NUMBERS, affordable))
    places: list[int] = np.linspace(0, count - 1, number).round().astype(int).tolist()
    return places
