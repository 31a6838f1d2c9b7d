"""Saving by itself."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths


def data_folder() -> Path:
    """Return the folder of this program among a person's data."""
    place = QStandardPaths.StandardLocation.AppDataLocation
    return Path(QStandardPaths.writableLocation(place))


def last_session_path() -> Path:
    """Return where a run is kept that was not saved when the window was closed."""
    return data_folder() / "last-session.playground"
