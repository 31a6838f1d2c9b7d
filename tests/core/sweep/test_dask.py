"""Sweeps on a Dask cluster: the same numbers, whatever happens to its workers."""

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from playground.errors import PlaygroundError
from playground.sweep.dask import DaskExecutor
from tests.core.sweep_jobs import (
    MARKER,
    PLAN,
    deadly_once,
    own_jobs,
    serial,
    untimed,
)

JOBS = PLAN.jobs()


def test_without_dask_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(PlaygroundError, match=r"pip install network-playground\[clus"):
        DaskExecutor(None, 1)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("distributed") is None, reason="Dask is not installed")
# Dask's own: it measures its event loop, and closes what it opened a little later.
@pytest.mark.filterwarnings("ignore")
class TestWithDask:
    def test_a_cluster_here_gives_the_same_rows(self) -> None:
        executor = DaskExecutor(None, 2)
        assert untimed(list(executor.rows(JOBS))) == serial(JOBS)

    def test_own_data_goes_to_the_cluster(self) -> None:
        jobs = own_jobs()
        assert untimed(list(DaskExecutor(None, 1).rows(jobs))) == serial(jobs)

    def test_a_sweep_that_is_closed_ends_its_cluster(self) -> None:
        rows = DaskExecutor(None, 1).rows(JOBS)
        next(rows)
        rows.close()

    def test_a_run_that_kills_its_worker_is_reported(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from tests.core.sweep_jobs import DEADLY_SEED, deadly_jobs

        monkeypatch.setattr("playground.sweep.dask.run_jobs", deadly_jobs)
        rows = list(DaskExecutor(None, 2).rows(JOBS[:6]))
        seeds = {job.key: job.settings.seed for job in JOBS}
        failed = {seeds[row.key] for row in rows if row.outcome == "failed"}
        assert failed == {DEADLY_SEED}
        assert len(rows) == 6
        assert all("KilledWorker" in row.error for row in rows if row.error)

    def test_a_cluster_here_that_lost_all_its_workers_gets_new_ones(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import dask.config
        from distributed import Nanny

        async def give_up(nanny: Nanny, code: int) -> None:
            # As it does when the next worker dies while it starts.
            await nanny.close()

        monkeypatch.setattr(Nanny, "_on_worker_exit", give_up)
        monkeypatch.setattr("playground.sweep.dask.run_jobs", deadly_once)
        monkeypatch.setenv(MARKER, str(tmp_path / "killed"))
        with dask.config.set({"distributed.deploy.lost-worker-timeout": "1s"}):
            rows = list(DaskExecutor(None, 1).rows(JOBS[:6]))
        assert (tmp_path / "killed").exists()
        assert untimed(rows) == serial(JOBS[:6])

    def test_an_address_without_a_scheduler_is_told(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("playground.sweep.dask.ANSWER_SECONDS", 1)
        rows = DaskExecutor("tcp://127.0.0.1:9").rows(JOBS)
        with pytest.raises(PlaygroundError, match=r"no Dask scheduler at tcp://127"):
            next(rows)

    def test_a_cluster_that_is_lost_is_told(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from distributed import LocalCluster

        monkeypatch.setattr("playground.sweep.dask.ANSWER_SECONDS", 5)
        with LocalCluster(
            n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as cluster:
            rows = DaskExecutor(cluster.scheduler_address).rows(JOBS)
            next(rows)
            cluster.close()
            with pytest.raises(PlaygroundError, match=r"the cluster at tcp.* was lost"):
                list(rows)

    def test_a_cluster_without_workers_is_told(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from distributed import LocalCluster

        monkeypatch.setattr("playground.sweep.dask.ANSWER_SECONDS", 1)
        with LocalCluster(
            n_workers=0, host="127.0.0.1", dashboard_address=None
        ) as cluster:
            rows = DaskExecutor(cluster.scheduler_address).rows(JOBS)
            with pytest.raises(
                PlaygroundError, match=r"tcp://.* cannot make runs: Timeout"
            ):
                next(rows)
