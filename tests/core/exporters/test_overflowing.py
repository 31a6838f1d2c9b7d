"""A network whose answers overflow is written and read back without a warning."""

from pathlib import Path

import numpy as np
import pytest

from playground.exporters import Record, export, verify
from tests.core.small_runs import make_run


@pytest.mark.parametrize("suffix", [".npz", ".json", ".py", ".csv", ".safetensors"])
def test_what_overflows_in_the_run_overflows_in_the_file(
    suffix: str, tmp_path: Path
) -> None:
    run = make_run(
        loss="squared_error", activation="identity", output_activation="identity"
    )
    run.edit(np.arange(len(run.params)), 1e150)
    record = Record.of_run(run)
    path = tmp_path / f"large{suffix}"
    export(record, path)
    assert not np.isfinite(run.predict([[1.0, 2.0]])).all()
    assert verify(record, path).agrees
