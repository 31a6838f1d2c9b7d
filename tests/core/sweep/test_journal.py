"""The file of results: whole rows, other people's files, full disks."""

import sqlite3
from pathlib import Path

import pytest

from playground.errors import ExportError, PlaygroundError, SettingsError
from playground.sweep import Journal, LocalExecutor, perform, run_job, run_of
from playground.sweep.journal import APPLICATION, TABLES, VERSION
from playground.sweep.own_data import needed_data, register_all
from playground.sweep.row import COLUMNS
from tests.core.sweep_jobs import PLAN, own_jobs, serial, swept, untimed

JOBS = PLAN.jobs()
ROWS = serial(JOBS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sweep.sqlite"


def fill(path: Path) -> None:
    with Journal(path) as journal:
        for row in ROWS:
            journal.add(row)


def test_what_is_added_is_there_bit_for_bit(path: Path) -> None:
    fill(path)
    assert [file.name for file in path.parent.iterdir()] == ["sweep.sqlite"]
    with Journal(path) as journal:
        assert journal.rows() == ROWS
        assert journal.keys() == {row.key for row in ROWS}


def test_the_columns_are_those_of_a_row(path: Path) -> None:
    with Journal(path) as journal:
        found = journal.connection.execute("PRAGMA table_info(runs)")
        assert tuple(column[1] for column in found) == COLUMNS


def test_a_key_is_kept_once_and_the_first_row_stays(path: Path) -> None:
    with Journal(path) as journal:
        journal.add(ROWS[0])
        other = JOBS[0].failure("later")
        same = next(row for row in ROWS if row.key == other.key)
        journal.add(same)
        journal.add(other)
        assert len(journal.rows()) == len({ROWS[0].key, same.key})
        assert {row.error for row in journal.rows()} == {ROWS[0].error, same.error}


def test_failures_are_forgotten_on_demand(path: Path) -> None:
    with Journal(path) as journal:
        journal.add(JOBS[0].failure("no memory"))
        journal.add(next(row for row in ROWS if row.key != JOBS[0].key))
        assert journal.forget_failures() == 1
        assert journal.keys().isdisjoint({JOBS[0].key})
        assert len(journal.keys()) == 1


def test_the_last_plan_is_kept(path: Path) -> None:
    with Journal(path) as journal:
        assert journal.plan is None
        journal.keep_plan("{}")
        journal.keep_plan(PLAN.to_json())
    with Journal(path) as journal:
        assert journal.plan == PLAN.to_json()


def test_another_program_may_read_while_rows_come(path: Path) -> None:
    with Journal(path) as journal:
        journal.add(ROWS[0])
        with Journal(path) as reader:
            assert len(reader.rows()) == 1
            journal.add(ROWS[1])
            assert len(reader.rows()) == 2
    with Journal(path) as journal:
        assert len(journal.rows()) == 2


def test_a_full_disk_stops_with_a_sentence_and_can_be_resumed(path: Path) -> None:
    with Journal(path) as journal:
        pages = journal.number("page_count")
        journal.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(ExportError, match=r"sweep.sqlite .*: the disk is full"):
            list(perform(JOBS, journal, LocalExecutor(1)))
    with Journal(path) as journal:
        assert 0 < len(journal.rows()) < len(JOBS)
    assert swept(path, JOBS, workers=1) == ROWS


def test_a_copy_taken_at_any_moment_holds_whole_rows(path: Path) -> None:
    """What a restart finds after kill -9: the two files as they are."""
    with Journal(path) as journal:
        for count, row in enumerate(ROWS[:8], 1):
            journal.add(row)
            copy = path.parent / f"copy{count}"
            copy.mkdir()
            for name in ("sweep.sqlite", "sweep.sqlite-wal"):
                content = (path.parent / name).read_bytes()
                (copy / name).write_bytes(content)
            with Journal(copy / "sweep.sqlite") as found:
                assert found.rows() == ROWS[:count]


def test_a_torn_end_costs_that_row_and_no_other(path: Path) -> None:
    with Journal(path) as journal:
        for row in ROWS[:6]:
            journal.add(row)
        main = path.read_bytes()
        tail = (path.parent / "sweep.sqlite-wal").read_bytes()
    copy = path.parent / "copy"
    copy.mkdir()
    for length in range(0, len(tail), 997):
        (copy / "sweep.sqlite").write_bytes(main)
        (copy / "sweep.sqlite-wal").write_bytes(tail[:length])
        (copy / "sweep.sqlite-shm").unlink(missing_ok=True)
        with Journal(copy / "sweep.sqlite") as found:
            rows = found.rows()
        assert rows == ROWS[: len(rows)]


def test_own_data_is_kept_with_the_runs(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = own_jobs()
    rows = [run_job(job) for job in jobs]
    with Journal(path) as journal:
        journal.keep_data(needed_data(jobs))
        journal.keep_data(needed_data(jobs))
        for row in rows:
            journal.add(row)
    # Another process knows nothing of it.
    monkeypatch.setattr("playground.data.own.OWN", {})
    with pytest.raises(SettingsError):
        run_of(rows[0])
    with Journal(path) as journal:
        (data,) = journal.data()
    register_all([data])
    assert run_of(rows[0]).evaluate().train_loss == rows[0].train_loss


@pytest.mark.parametrize(
    "change",
    [
        "words = '{}'",
        "words = replace(words, 'mine', 'ours')",
        "key = 'own:0'",
        "x = zeroblob(500)",
        "y = substr(y, 1, 150)",
        "x = y",
        "y = 'text'",
    ],
)
def test_own_data_that_was_changed_is_told(path: Path, change: str) -> None:
    with Journal(path) as journal:
        journal.keep_data(needed_data(own_jobs()))
        journal.connection.execute(f"UPDATE data SET {change}")
        with pytest.raises(PlaygroundError, match=r"sweep.sqlite holds own data that"):
            journal.data()


# ---- other files -----------------------------------------------------------------


def refusal(path: Path) -> str:
    before = path.read_bytes()
    with pytest.raises(PlaygroundError) as caught, Journal(path) as journal:
        journal.rows()
    assert path.read_bytes() == before
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_file_that_is_something_else_is_refused_and_left(path: Path) -> None:
    path.write_bytes(b"precious text, no results" * 100)
    assert "is not a file of sweep results" in refusal(path)
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE friends (name TEXT)")
    other.close()
    assert "is not a file of sweep results" in refusal(path)


def test_a_truncated_file_is_refused(path: Path) -> None:
    fill(path)
    content = path.read_bytes()
    for length in (99, 4096, len(content) - 5000):
        path.write_bytes(content[:length])
        with pytest.raises(PlaygroundError), Journal(path) as journal:
            journal.rows()


def test_views_and_triggers_are_refused(path: Path) -> None:
    fill(path)
    other = sqlite3.connect(path)
    other.execute("CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM plan; END")
    other.close()
    assert "is not a file of sweep results" in refusal(path)


def test_a_later_version_is_told(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE runs (key TEXT)")
    other.execute(f"PRAGMA application_id = {APPLICATION}")
    other.execute(f"PRAGMA user_version = {VERSION + 1}")
    other.close()
    assert "later version" in refusal(path)


@pytest.mark.parametrize("column", ["outcome", "settings", "error"])
@pytest.mark.parametrize("value", [b"\xff", 7])
def test_a_row_that_is_none_is_told(path: Path, column: str, value: object) -> None:
    fill(path)
    other = sqlite3.connect(path)
    other.execute(f"UPDATE runs SET {column} = ?", (value,))
    other.commit()
    other.close()
    with Journal(path) as journal:
        if value == 7 and column != "outcome":
            # SQLite keeps numbers in such a column as text.
            assert getattr(journal.rows()[0], column) == "7"
        else:
            with pytest.raises(PlaygroundError, match="holds a row that is no run"):
                journal.rows()


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be opened: it cannot be opened"):
        Journal(tmp_path / "nowhere" / "sweep.sqlite")


def test_the_tables_are_as_they_were(path: Path) -> None:
    fill(path)
    with Journal(path) as journal:
        assert journal.read_tables() == set(TABLES)
        assert untimed(journal.rows()) == ROWS
