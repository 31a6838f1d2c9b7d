"""The table at the end of `playground sweep`: a line for each combination."""

from collections.abc import Sequence
from typing import Any

from playground.sweep import OUTCOMES, Cell
from playground.sweep.table import plain
from ui.report import number, share

# So many combinations are shown, the best; all are in the files.
SHOWN = 40


def table(cells: Sequence[Cell]) -> str:
    """Return a line for each combination of settings, the best first."""
    ended = [name for name in OUTCOMES if any(cell.count(name) for cell in cells)]
    names = list(cells[0].values) if cells else []
    medians = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
    head = [
        *(name.replace("_", " ") for name in names),
        *ended,
        *(name.replace("_", " ") for name in medians),
        "seconds",
    ]
    lines = [head]
    for cell in sorted(cells, key=rank)[:SHOWN]:
        lines.append(
            [
                *(value_text(cell.values[name]) for name in names),
                *(str(cell.count(name)) for name in ended),
                *(number(cell.median(name)) for name in medians[:2]),
                *(share(cell.median(name)) for name in medians[2:]),
                f"{cell.median('seconds') or 0.0:.2f}",
            ]
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = [
        "  ".join(word.rjust(width) for word, width in zip(line, widths, strict=True))
        for line in lines
    ]
    if len(cells) > SHOWN:
        text.append(f"… and {len(cells) - SHOWN:,} more")
    return "\n".join(text)


def rank(cell: Cell) -> tuple[float, float]:
    """Return what sorts the best cell first: runs that converged, then the loss."""
    loss = cell.median("test_loss")
    if loss is None:
        loss = cell.median("train_loss")
    converged = cell.count("converged") / len(cell.rows)
    return -converged, float("inf") if loss is None else loss


def value_text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(plain(value))
