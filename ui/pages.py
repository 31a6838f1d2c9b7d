"""The panels behind the other tabs, and all else that the first picture can do without.

pyqtgraph, Numba and eight panels take longer than all the rest, so they come after the
first picture, one at each turn of the event loop.
"""

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from playground.engines import REFERENCE
from playground.settings import Settings
from ui.labels import text
from ui.panels import FramePanel

if TYPE_CHECKING:
    from ui.main_window import MainWindow

KEYS = (
    *("race", "noise", "momentum", "landscape", "surfaces"),
    *("traps", "cost", "sweep"),
)
# A window that is covered is not painted; after so many milliseconds it goes on, too.
PATIENCE = 500


class Pages(QObject):
    """Builds the pages, each under its name in the window.

    Signals
    -------
    completed : all is there.

    Attributes
    ----------
    are_there : whether all of them are built
    has_begun : whether the window has all that it shows first
    is_building : whether that was painted, too
    is_over : whether the window is closed, so that nothing more is to be built
    """

    completed = Signal()

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window_part = window
        self.are_there = False
        self.has_begun = False
        self.is_building = False
        self.is_over = False
        self.rest = self.build_rest()

    def add(self, key: str, panel: QWidget) -> None:
        """Put a panel behind a tab of its own."""
        tip = text(f"window.tab_{key}_tip")
        self.window_part.center.add_page(panel, text(f"window.tab_{key}"), tip)

    def show_tab(self, place: int) -> None:
        """Bring a tab to the front; one that is not there yet comes when it is."""
        window, keys = self.window_part, ("network", *KEYS)
        if self.are_there:
            window.center.bar.setCurrentIndex(place)
        elif 0 <= place < len(keys):
            window.arrangement.wanted_tab = keys[place]

    def is_in_front(self, key: str) -> bool:
        """Tell whether the page of this name is the one that is seen."""
        return self.are_there and bool(getattr(self.window_part, key).isVisible())

    def framed(self) -> tuple[FramePanel, ...]:
        """Return the panels behind the tabs that follow the run."""
        if not self.are_there:
            return ()
        window = self.window_part
        return (
            *(window.cost, window.landscape, window.noise),
            *(window.momentum, window.traps),
        )

    # ---- one after the other -----------------------------------------------------

    def begin(self) -> None:
        """Begin to build once the first picture was painted."""
        window = self.window_part
        if window.was_shown and window.frame is not None and not self.has_begun:
            self.has_begun = True
            window.network.view.installEventFilter(self)
            QTimer.singleShot(PATIENCE, self.start)

    def start(self) -> None:
        """Make the first piece as soon as what is under way has ended."""
        if not self.is_building:
            self.is_building = True
            self.window_part.network.view.removeEventFilter(self)
            QTimer.singleShot(0, self.go_on)

    def go_on(self) -> None:
        """Make another piece."""
        if self.is_over:
            return
        for _ in self.rest:
            QTimer.singleShot(0, self.go_on)
            return

    def complete(self) -> None:
        """Make at once what is still missing, for somebody who asks for it early."""
        for _ in self.rest:
            pass

    def build_rest(self) -> Generator[None]:
        """Make, piece by piece, what the first picture does not wait for."""
        window = self.window_part
        window.curves.ensure_plot()
        yield
        yield from self.build()
        window.arrangement.take_tab()
        window.autosave.look_for_crashes()
        if window.store.settings.engine != REFERENCE:
            window.engine_preparation.start()
        self.completed.emit()

    def build(self) -> Generator[None]:
        """Make the panels, one at each turn of the event loop."""
        window = self.window_part
        from ui.panels.race import RacePanel

        window.race = RacePanel()
        yield
        from ui.panels.noise import NoisePanel

        window.noise = NoisePanel(window.trainer)
        yield
        from ui.panels.momentum import MomentumPanel

        window.momentum = MomentumPanel(window.trainer)
        yield
        from ui.panels.landscape import LandscapePanel

        window.landscape = LandscapePanel(window.trainer, window.hands)
        yield
        from ui.panels.surfaces import SurfacesPanel

        window.surfaces = SurfacesPanel()
        yield
        from ui.panels.traps import TrapsPanel

        window.traps = TrapsPanel(window.trainer, window.hands, window.store)
        yield
        from ui.panels.cost import CostPanel
        from ui.panels.sweep import SweepPanel

        window.cost = CostPanel()
        window.sweep = SweepPanel()
        yield
        from ui.lesson_guide import LessonGuide

        # All at once, so that the tabs do not jump under the mouse.
        for key in KEYS:
            self.add(key, getattr(window, key))
        self.are_there = True
        window.lessons = LessonGuide(window, window.left)
        self.connect_pages()
        window.following.show_settings(window.store.settings)
        window.probing.look()
        if window.frame is not None:
            for panel in self.framed():
                panel.show_frame(window.frame)

    def connect_pages(self) -> None:
        """Connect the pages with what was there before them."""
        from ui.keyboard import give_keys

        window = self.window_part
        window.network.selected.connect(window.landscape.pick)
        window.documents.opened.connect(window.landscape.forget_past)
        window.traps.noted.connect(window.messages.note)
        window.traps.escape_found.connect(window.landscape.view.show_escape)
        race = window.race
        race.commanded.connect(window.trainer.tell)
        race.run_wanted.connect(self.open_run)
        race.noted.connect(window.messages.note)
        race.refused.connect(window.messages.warn)
        window.trainer.raced.connect(race.take)
        window.sweep.run_wanted.connect(self.open_run)
        window.sweep.noted.connect(window.messages.note)
        window.sweep.refused.connect(window.messages.warn)
        window.noise.edited.connect(window.store.edit)
        window.momentum.edited.connect(window.store.edit)
        window.network.selected.connect(window.momentum.pick)
        give_keys(window)

    def open_run(self, settings: Settings, update: int) -> None:
        """Train in the diagram what was one of many."""
        window = self.window_part
        window.messages.hide()
        window.trainer.run_to(settings, update)
        window.center.show_page(window.network)

    def open_lesson(self, path: Path) -> None:
        """Open a lesson file, also one that comes before the lessons are there."""
        self.complete()
        self.window_part.lessons.open_file(path)

    def shutdown(self) -> None:
        """Build nothing more, and end the processes of a sweep."""
        self.is_over = True
        if self.are_there:
            self.window_part.sweep.shutdown()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.start()
        return super().eventFilter(watched, event)
