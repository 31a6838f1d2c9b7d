"""The file of a sweep's results: SQLite, a row for each run, written as runs end.

A row is there as a whole or not at all, also when the process was killed: what a
restart finds in the file is what was done. While the file is written, its last rows lie
in a second file beside it (`-wal`), which is gone when it was closed.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

import msgspec

from playground.data.own import OwnData
from playground.errors import ExportError, PlaygroundError
from playground.sweep.own_data import from_fields, to_fields
from playground.sweep.row import COLUMNS, Row

# Marks the file as ours ("swee" in ASCII); raise the version when the tables change.
APPLICATION = 0x73776565
VERSION = 1

TABLES = (
    "CREATE TABLE plan (id INTEGER PRIMARY KEY CHECK (id = 1), text TEXT NOT NULL)",
    "CREATE TABLE runs (key TEXT PRIMARY KEY, settings TEXT NOT NULL, "
    "target INTEGER NOT NULL, stop_when TEXT, outcome TEXT NOT NULL, "
    "updates INTEGER NOT NULL, train_loss REAL, test_loss REAL, train_accuracy REAL, "
    "test_accuracy REAL, engine TEXT, digest TEXT, seconds REAL NOT NULL, "
    "error TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE data (key TEXT PRIMARY KEY, words TEXT NOT NULL, x BLOB NOT NULL, "
    "y BLOB NOT NULL) WITHOUT ROWID",
)
SELECT = f"SELECT {', '.join(COLUMNS)} FROM runs ORDER BY key"
INSERT = f"INSERT OR IGNORE INTO runs VALUES ({', '.join('?' * len(COLUMNS))})"

# How long to wait for another process that is writing.
PATIENCE_SECONDS = 10.0

REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "there is no permission to write it",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_BUSY: "another program is using it",
    sqlite3.SQLITE_IOERR: "the disk does not take it",
}


class Journal:
    """Results on disk. It belongs to the thread that opened it.

    Parameters
    ----------
    path : the file; it is made if there is none, its folder is not

    Raises
    ------
    PlaygroundError
        when the file holds something else, or cannot be opened.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        with self.errors("opened"):
            self.connection = sqlite3.connect(
                path, timeout=PATIENCE_SECONDS, isolation_level=None
            )
        try:
            with self.errors("opened"):
                self.prepare()
        except BaseException:
            self.connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def prepare(self) -> None:
        """Make the tables of a new file, or check those of an old one."""
        execute = self.connection.execute
        execute("PRAGMA trusted_schema = OFF")
        # First a look that changes nothing: the file may be somebody else's.
        if not self.read_tables() and self.number("application_id") == 0:
            # A row is safe as soon as it is in the second file, whatever becomes of
            # this process; only a power failure may cost the last ones.
            execute("PRAGMA journal_mode = WAL")
            execute("PRAGMA synchronous = NORMAL")
            execute("BEGIN IMMEDIATE")
            try:
                # Another process may have been faster.
                if not self.read_tables():
                    for table in TABLES:
                        execute(table)
                    execute(f"PRAGMA application_id = {APPLICATION}")
                    execute(f"PRAGMA user_version = {VERSION}")
            except BaseException:
                execute("ROLLBACK")
                raise
            execute("COMMIT")
        version = self.number("user_version")
        if self.number("application_id") == APPLICATION and version > VERSION:
            raise PlaygroundError(
                f"{self.path} was written by a later version of this program: it has "
                f"the form {version}, this one reads up to {VERSION}"
            )
        if self.read_tables() != set(TABLES):
            raise PlaygroundError(f"{self.path} is not a file of sweep results")
        execute("PRAGMA journal_mode = WAL")
        execute("PRAGMA synchronous = NORMAL")

    def number(self, pragma: str) -> int:
        return int(self.connection.execute(f"PRAGMA {pragma}").fetchone()[0])

    def read_tables(self) -> set[str]:
        """Return how everything in the file was made; indexes by themselves are not."""
        found = self.connection.execute("SELECT sql FROM sqlite_master")
        return {sql for (sql,) in found if sql is not None}

    # ---- rows --------------------------------------------------------------------

    def add(self, row: Row) -> None:
        """Keep a row; a second one with the same key changes nothing.

        Raises
        ------
        ExportError
            when it cannot be written; all rows before are kept.
        """
        with self.errors("written"):
            self.connection.execute(INSERT, msgspec.structs.astuple(row))

    def keys(self) -> set[str]:
        """Return the keys of all rows."""
        with self.errors("read"):
            return {key for (key,) in self.connection.execute("SELECT key FROM runs")}

    def rows(self) -> list[Row]:
        """Return all rows in the order of their keys.

        Raises
        ------
        PlaygroundError
            when one is none, and names it.
        """
        with self.errors("read"):
            found = self.connection.execute(SELECT).fetchall()
        rows = []
        for values in found:
            try:
                row = dict(zip(COLUMNS, values, strict=True))
                rows.append(msgspec.convert(row, Row))
            except msgspec.ValidationError as error:
                raise PlaygroundError(
                    f"{self.path} holds a row that is no run, {values[0]!r}: {error}"
                ) from None
        return rows

    def forget_failures(self) -> int:
        """Take away the rows of runs that failed; return how many there were."""
        with self.errors("written"):
            statement = "DELETE FROM runs WHERE outcome = 'failed'"
            return self.connection.execute(statement).rowcount

    # ---- the plan ----------------------------------------------------------------

    @property
    def plan(self) -> str | None:
        """The plan that was swept last, as `Plan.to_json` wrote it; None: none yet."""
        with self.errors("read"):
            found = self.connection.execute("SELECT text FROM plan").fetchone()
        return None if found is None else str(found[0])

    def keep_plan(self, text: str) -> None:
        """Keep a plan in place of the one before; rows stay."""
        with self.errors("written"):
            self.connection.execute("REPLACE INTO plan VALUES (1, ?)", (text,))

    # ---- own data ----------------------------------------------------------------

    def keep_data(self, data: Iterable[OwnData]) -> None:
        """Keep the own data of the runs, so that they can be made again anywhere."""
        with self.errors("written"):
            known = {key for (key,) in self.connection.execute("SELECT key FROM data")}
            for one in data:
                if one.key not in known:
                    statement = "INSERT OR IGNORE INTO data VALUES (?, ?, ?, ?)"
                    self.connection.execute(statement, to_fields(one))

    def data(self) -> list[OwnData]:
        """Return the own data of the runs; `register` makes it known.

        Raises
        ------
        PlaygroundError
            when it cannot be read.
        """
        with self.errors("read"):
            found = self.connection.execute("SELECT * FROM data").fetchall()
        try:
            return [from_fields(fields) for fields in found]
        except PlaygroundError as error:
            raise PlaygroundError(f"{self.path} holds {error}") from error

    # ---- the end -----------------------------------------------------------------

    def close(self) -> None:
        """Close the file, so that it is one file again."""
        # Another reader or a full disk may be in the way: the rows are safe all the
        # same, in two files instead of one.
        with contextlib.suppress(sqlite3.Error):
            self.connection.execute("PRAGMA busy_timeout = 0")
            self.connection.execute("PRAGMA journal_mode = DELETE")
        self.connection.close()

    @contextlib.contextmanager
    def errors(self, done: str) -> Iterator[None]:
        """Turn what SQLite says into a sentence."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise PlaygroundError(
                    f"{self.path} is not a file of sweep results, or it is damaged"
                ) from error
            reason = REASONS.get(code, str(error))
            raise ExportError(f"{self.path} cannot be {done}: {reason}") from error
