"""How a person arranged the window: what is where, and how it is shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer
from PySide6.QtWidgets import QCheckBox

from ui.preferences import ARRANGEMENT

if TYPE_CHECKING:
    from ui.main_window import MainWindow

SHOWN = {True: "on", False: "off"}
USUAL_SIZES = (430, 250)
# So much of what was arranged is lost with the power, at most.
MILLISECONDS = 5000


def usual_size(window: "MainWindow") -> QSize:
    """Return how large the window is at the very first start."""
    return window.sizeHint().boundedTo(window.screen().availableSize())


class Arrangement:
    """Remembers tab, speed, splitter and switches; begins the next time as now."""

    def __init__(self, window: "MainWindow") -> None:
        self.window = window
        self.first_speed = window.speed_place
        self.first_checked = {
            key: box.isChecked() for key, box in self.switches().items()
        }
        # What was remembered of a tab that is not there yet.
        self.wanted_tab = ""
        self.timer = QTimer(window)
        self.timer.timeout.connect(self.keep)
        self.timer.start(MILLISECONDS)

    def switches(self) -> dict[str, QCheckBox]:
        """Return the switches that say how something is drawn, by name."""
        output, curves = self.window.output, self.window.curves
        return {
            "log": curves.log,
            "batches": curves.batches,
            "test_data": output.test_data,
            "discretize": output.discretize,
        }

    def take(self) -> None:
        """Arrange the window as it is remembered; what is broken is left alone."""
        read = self.window.preferences.text
        for key, box in self.switches().items():
            known = read(ARRANGEMENT + key, "")
            if known in SHOWN.values():
                box.setChecked(known == "on")
        speed = read(ARRANGEMENT + "speed", "")
        if speed.isdecimal() and speed.isascii():
            self.window.transport.set_speed(int(speed[:3]))
        state = QByteArray.fromBase64(read(ARRANGEMENT + "splitter", "").encode())
        if not state.isEmpty():
            self.window.right.restoreState(state)
        self.wanted_tab = read(ARRANGEMENT + "tab", "")

    def take_tab(self) -> None:
        """Open the remembered tab, once all of them are there."""
        key, self.wanted_tab = self.wanted_tab, ""
        page = getattr(self.window, key, None) if key.isidentifier() else None
        if page is not None and self.window.center.pages.indexOf(page) >= 0:
            self.window.center.show_page(page)

    def keep(self) -> None:
        """Keep how the window is arranged, while it is there to be seen."""
        if self.window.isVisible():
            self.remember()

    def remember(self) -> None:
        """Keep how the window is arranged and where it is; write only what changed."""
        preferences = self.window.preferences
        geometry = self.window.saveGeometry()
        if geometry != preferences.geometry():
            preferences.set_geometry(geometry)
        values: dict[str, str] = {
            key: SHOWN[box.isChecked()] for key, box in self.switches().items()
        }
        output = self.window.output
        if output.paint_toggle.isChecked():
            values["test_data"] = SHOWN[output.tested_before]
        values["speed"] = str(self.window.speed_place)
        state = self.window.right.saveState().toBase64()
        values["splitter"] = bytes(state.data()).decode()
        values["tab"] = self.wanted_tab or self.open_tab()
        for key, value in values.items():
            if value != preferences.text(ARRANGEMENT + key, ""):
                preferences.set_text(ARRANGEMENT + key, value)

    def open_tab(self) -> str:
        """Return the name of the page in front."""
        front = self.window.center.pages.currentWidget()
        names = (name for name, value in vars(self.window).items() if value is front)
        return next(names, "network")

    def restore(self) -> None:
        """Arrange the window as it was at the very first start."""
        window = self.window
        for key, box in self.switches().items():
            box.setChecked(self.first_checked[key])
        window.actions_by_key["show_velocity"].setChecked(False)
        window.transport.set_speed(self.first_speed)
        window.center.show_page(window.network)
        if window.windowState() != Qt.WindowState.WindowNoState:
            window.showNormal()
        window.resize(usual_size(window))
        window.right.setSizes(list(USUAL_SIZES))
