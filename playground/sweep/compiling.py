"""The compiled engine for many processes: one of them compiles, the others wait."""

import logging
from collections.abc import Sequence

from playground.engines import COMPILED, prepare_compiled, settle_engine
from playground.engines.cache import is_cached
from playground.sweep.job import Job

logger = logging.getLogger(__name__)


def must_compile(jobs: Sequence[Job]) -> bool:
    """Return whether these runs need kernels that are not on this computer's disk."""
    return not is_cached() and any(
        settle_engine(job.settings.engine) == COMPILED for job in jobs
    )


def compile_engine() -> None:
    """Put the kernels on the disk, where the other processes find them.

    It takes half a minute. What goes wrong is left to the runs: each takes the other
    engine and says so.
    """
    try:
        prepare_compiled()
    except Exception as error:  # noqa: BLE001 - a broken Numba raises anything
        logger.warning("the engine cannot be compiled: %s", error)
