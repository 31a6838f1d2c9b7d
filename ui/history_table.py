"""The history of all branches as a table for other programs: CSV or Parquet."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from playground.errors import ExportError
from playground.files import replace_file
from playground.history import EVALUATION_COLUMNS, HistoryView
from playground.timeline import TimelineView
from ui.labels import text

if TYPE_CHECKING:
    import polars

FORMATS = (".csv", ".parquet")


def history_table(timeline: TimelineView) -> "polars.DataFrame":
    """Return a line for each update that has a number, branch after branch.

    The columns are branch, name, update, batch_loss_low and batch_loss_high (the loss
    of the batch that led to the update, penalties included; two different numbers only
    where a very long run keeps the range of several updates), and the evaluations. A
    number that does not exist is null.
    """
    # It takes 0.1 s to import, and few windows need it.
    import polars

    tables = []
    for branch in timeline.branches:
        losses, evaluations = parts(branch.history)
        joined = polars.DataFrame(losses).join(
            polars.DataFrame(evaluations), on="update", how="full", coalesce=True
        )
        names = (
            polars.lit(branch.number).alias("branch"),
            polars.lit(branch.name).alias("name"),
        )
        tables.append(joined.sort("update").select(*names, polars.all()))
    return polars.concat(tables).fill_nan(None)


def parts(
    history: HistoryView,
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return the columns of the batch losses, and those of the evaluations."""
    blocks = np.arange(1, len(history.low) + 1, dtype=np.int64)
    losses = {
        "update": np.minimum(blocks * history.block, history.count),
        "batch_loss_low": history.low,
        "batch_loss_high": history.high,
    }
    evaluations = {"update": history.updates} | {
        name: history.column(name) for name in EVALUATION_COLUMNS
    }
    return losses, evaluations


def save_history(path: Path, timeline: TimelineView) -> int:
    """Write the table in the format of the suffix; return how many lines it has.

    Raises
    ------
    ExportError
        when there is no such format, or the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        known = ", ".join(FORMATS)
        raise ExportError(text("pictures.no_format", path=path, known=known))
    table = history_table(timeline)
    content = io.BytesIO()
    if suffix == ".csv":
        table.write_csv(content)
    else:
        table.write_parquet(content)
    replace_file(path, content.getvalue())
    return len(table)
