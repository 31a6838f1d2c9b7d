"""Sweeps: many runs over a grid or a random sample of settings, each with some seeds.

`Plan` says which runs, `run_job` makes one, an `Executor` has them made somewhere,
`perform` leads each result into the `Journal`, and `summarize` reads them together.
"""

from playground.sweep.executor import Executor
from playground.sweep.job import Job, run_job, run_of
from playground.sweep.journal import Journal
from playground.sweep.local import LocalExecutor
from playground.sweep.perform import perform
from playground.sweep.plan import Plan
from playground.sweep.row import OUTCOMES, Row
from playground.sweep.summary import Cell, summarize

__all__ = [
    "OUTCOMES",
    "Cell",
    "Executor",
    "Job",
    "Journal",
    "LocalExecutor",
    "Plan",
    "Row",
    "perform",
    "run_job",
    "run_of",
    "summarize",
]
