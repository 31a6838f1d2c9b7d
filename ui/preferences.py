"""What the program remembers about a person's window, apart from any experiment.

Nothing here is needed to start: what is missing or broken is the default.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

VERSION = 1
# What "back to the defaults" forgets.
COMFORT = (
    *("theme", "palette", "text_size", "projector", "calm", "language"),
    *("velocity", "geometry"),
)
ARRANGEMENT = "view/"


class Preferences:
    """Window geometry, theme and folders, in the desktop's own settings store."""

    def __init__(self) -> None:
        self.store = QSettings("network-playground", "network-playground")
        if self.text("version", "") != str(VERSION):
            self.store.clear()
            self.store.setValue("version", str(VERSION))

    def text(self, key: str, default: str) -> str:
        value = self.store.value(key, default)
        return value if isinstance(value, str) else default

    def set_text(self, key: str, value: str) -> None:
        self.store.setValue(key, value)

    def choice(self, key: str, allowed: Sequence[str]) -> str:
        """Return what is remembered if it is allowed, else the first of those."""
        value = self.text(key, allowed[0])
        return value if value in allowed else allowed[0]

    def forget_comfort(self) -> None:
        """Forget how the window looks and is arranged; folders and files are kept."""
        for key in self.store.allKeys():
            if key in COMFORT or key.startswith(ARRANGEMENT):
                self.store.remove(key)

    def geometry(self) -> QByteArray:
        """Return what `QWidget.saveGeometry` gave, empty at the first start."""
        value = self.store.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_geometry(self, geometry: QByteArray) -> None:
        self.store.setValue("geometry", geometry)

    def export_path(self) -> Path:
        """Return where the last export went, or a good name in the home folder."""
        stored = self.text("export_path", "")
        path = Path(stored) if stored else Path.home() / "weights.npz"
        return path if path.parent.is_dir() else Path.home() / path.name
