"""The main window: composition only."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QMainWindow,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from playground.engines import COMPILED, REFERENCE
from playground.presets import presets
from playground.settings import Settings
from ui import connections, type_scale
from ui.actions import fill_menu_bar, make_actions, make_undo_actions
from ui.arrangement import USUAL_SIZES, Arrangement
from ui.autosave import Autosave, last_session_path
from ui.canvas.link_drag import LinkDrag
from ui.comfort import Comfort
from ui.divergence import DivergenceGuard
from ui.documents import Documents
from ui.edits import HandEdits
from ui.engine_preparation import EnginePreparation
from ui.following import Following
from ui.guidance import Guidance
from ui.incoming import Incoming
from ui.labels import text
from ui.language_menu import LanguageMenu
from ui.lesson_entry import LessonEntry
from ui.messages import MessageBar
from ui.pages import Pages
from ui.panels.center import CenterCard
from ui.panels.curves import CurvesPanel
from ui.panels.data import DataPanel
from ui.panels.features import FeaturesPanel
from ui.panels.inspector import InspectorPanel
from ui.panels.lessons_column import LessonsColumn
from ui.panels.model import ModelPanel
from ui.panels.network import NetworkPanel
from ui.panels.output import OutputPanel
from ui.panels.stepping import SteppingPanel
from ui.panels.timeline import TimelinePanel
from ui.panels.training import TrainingPanel
from ui.panels.transport import TransportPanel
from ui.playback import Playback
from ui.preferences import Preferences
from ui.preparing import Preparing
from ui.probing import Probing
from ui.recent import RecentMenu
from ui.results import Results
from ui.status_line import StatusLine
from ui.store import SettingsStore
from ui.theme import APPEARANCE
from ui.trainer import Trainer
from ui.widgets.columns import Columns
from ui.widgets.page_area import PageArea
from ui.widgets.scrolled import scrolled

if TYPE_CHECKING:
    from playground.frame import Frame
    from ui.lesson_guide import LessonGuide
    from ui.panels.cost import CostPanel
    from ui.panels.landscape import LandscapePanel
    from ui.panels.momentum import MomentumPanel
    from ui.panels.noise import NoisePanel
    from ui.panels.race import RacePanel
    from ui.panels.surfaces import SurfacesPanel
    from ui.panels.sweep import SweepPanel
    from ui.panels.traps import TrapsPanel

FIRST_START = "spiral"
LEFT_WIDTH = 236
RIGHT_WIDTH = 380
RIGHT_LEAST_WIDTH = 280
RIGHT_SHARE = 0.27
# A lower window has room for a low inspector only.
LOW_WINDOW = 780
GAP = 8


class MainWindow(QMainWindow):
    """Builds the panels and puts them in their places.

    Attributes
    ----------
    frame : the picture of the run that is shown, None before the first
    was_shown : whether the window was ever on a screen
    """

    # Made by `Pages`, after the first picture.
    race: "RacePanel"
    noise: "NoisePanel"
    momentum: "MomentumPanel"
    landscape: "LandscapePanel"
    surfaces: "SurfacesPanel"
    traps: "TrapsPanel"
    cost: "CostPanel"
    sweep: "SweepPanel"
    lessons: "LessonGuide"

    def __init__(
        self, settings: Settings | None = None, preferences: Preferences | None = None
    ) -> None:
        super().__init__()
        self.preferences = preferences or Preferences()
        first = settings or presets()[FIRST_START].settings
        self.store = SettingsStore(first, self)
        self.trainer = Trainer(first, self, engine=REFERENCE)
        self.hands = HandEdits(self.store.undo_stack, self.trainer, self)
        self.engine_preparation = EnginePreparation(self)
        self.frame: Frame | None = None
        self.was_shown = False
        self.pages = Pages(self)
        self.playback = Playback(self)
        self.probing = Probing(self)
        self.results = Results(self)
        self.comfort = Comfort(self)
        self.guidance = Guidance(self)
        self.actions_by_key = make_actions(self, self.commands())
        self.actions_by_key |= make_undo_actions(self.store.undo_stack, self)
        self.recent = RecentMenu(self.preferences, last_session_path(), self)
        self.setWindowTitle(text("window.title"))
        self.setMinimumSize(640, 480)
        self.setAcceptDrops(True)
        self.build()
        self.following = Following(self)
        self.preparing = Preparing(self)
        connections.connect(self)
        APPEARANCE.changed.connect(self.fit_right)
        APPEARANCE.changed.connect(self.fit_inspector)
        geometry = self.preferences.geometry()
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(self.sizeHint().boundedTo(self.screen().availableSize()))
        self.arrangement = Arrangement(self)
        self.arrangement.take()
        self.following.show_settings(first)

    # ---- composition -------------------------------------------------------------

    def build(self) -> None:
        self.transport = TransportPanel(self.actions_by_key)
        self.training = TrainingPanel()
        self.data = DataPanel()
        self.features = FeaturesPanel()
        self.model = ModelPanel()
        self.stepping = SteppingPanel()
        self.network = NetworkPanel()
        self.inspector = InspectorPanel(self.hands)
        self.network.dock(self.inspector)
        self.link_drag = LinkDrag(self.network.view, self.hands)
        self.output = OutputPanel()
        self.curves = CurvesPanel()
        self.timeline = TimelinePanel(self.actions_by_key)
        languages = LanguageMenu(self.preferences, self)
        submenus = {"recent": self.recent, "language": languages}
        submenus |= self.comfort.submenus()
        fill_menu_bar(self.menuBar(), self.actions_by_key, submenus)
        # There before the lessons are: the bar would else grow under the first glance.
        LessonEntry(self.actions_by_key["lessons"], self.menuBar())

        page = QWidget()
        page.setProperty("role", "page")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(10, 2, 10, 2)
        layout.setSpacing(GAP)
        layout.addWidget(card(self.transport, self.training))
        self.left = LessonsColumn(self.left_column())
        center, right = self.center_card(), self.right_column()
        self.columns = Columns(self.left, center, right, GAP)
        layout.addWidget(self.columns, 1)
        layout.addWidget(self.timeline)
        area = PageArea(page)
        self.setCentralWidget(area)
        self.messages = MessageBar(area)
        self.documents = Documents(
            self,
            self.trainer,
            self.store,
            self.messages,
            self.preferences,
            self.view,
            self.recent.last_session,
        )
        self.incoming = Incoming(self, self.store, self.documents, self.messages)
        self.autosave = Autosave(self.documents, self.messages, MessageBar(area))
        self.guard = DivergenceGuard(
            self.store, self.trainer, self.hands, self.messages
        )
        self.status_line = StatusLine(self.statusBar())

    def center_card(self) -> QWidget:
        self.center = CenterCard()
        self.pages.add("network", self.network)
        return self.center

    def left_column(self) -> QWidget:
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        for panel in (self.data, self.features, self.model, self.stepping):
            layout.addWidget(panel)
        layout.addStretch(1)
        area = scrolled(column)
        type_scale.fit(area, width=LEFT_WIDTH)
        return area

    def right_column(self) -> QSplitter:
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setHandleWidth(GAP)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.output)
        splitter.addWidget(self.curves)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes(list(USUAL_SIZES))
        splitter.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding
        )
        self.right = splitter
        return splitter

    def start(self) -> None:
        """Start the training thread; call once."""
        self.probing.look()
        self.trainer.start()

    @property
    def has_pages(self) -> bool:
        """Whether the panels behind the other tabs are there."""
        return self.pages.are_there

    # ---- commands ----------------------------------------------------------------

    def commands(self) -> dict[str, Callable[[], None]]:
        return {
            # The actions are made before the document is.
            "open": lambda: self.documents.ask_open(),
            "open_table": lambda: self.incoming.ask_table(),
            "import_weights": lambda: self.incoming.ask_weights(),
            "copy_link": lambda: self.incoming.copy_link(),
            "paste_link": lambda: self.incoming.paste_link(),
            "save": lambda: self.documents.save(),
            "save_as": lambda: self.documents.save_as(),
            "save_copy": lambda: self.documents.save_copy(),
            **self.results.commands(),
            **self.guidance.commands(),
            "quit": self.quit,
            **self.playback.commands(),
            **self.probing.commands(),
            **self.comfort.commands(),
            "full_screen": self.toggle_full_screen,
            "lessons": self.toggle_lessons,
        }

    def toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def toggle_lessons(self) -> None:
        """Open or close the lessons, as soon as they are there."""
        if self.has_pages:
            self.lessons.toggle()
        else:
            once = Qt.ConnectionType.SingleShotConnection
            self.pages.completed.connect(self.toggle_lessons, once)

    def quit(self) -> None:
        self.close()

    # ---- what a file keeps -------------------------------------------------------

    def view(self) -> dict[str, Any]:
        """Return what an experiment keeps of the window."""
        return {"tab": self.center.bar.currentIndex(), "speed": self.speed_place}

    @property
    def speed_place(self) -> int:
        return self.transport.speed.currentIndex()

    def take_view(self, view: Mapping[str, Any]) -> None:
        """Show what a file keeps of the window, as far as it makes sense here."""
        match view:
            case {"tab": int(tab), "speed": int(speed)}:
                self.pages.show_tab(tab)
                self.transport.set_speed(speed)

    def take_engine(self) -> None:
        """Go on with the compiled engine, now that it is ready."""
        # An opened run goes on as it was computed, with the same bits.
        if self.store.settings.engine != REFERENCE and not self.documents.is_opened:
            self.trainer.switch_engine(COMPILED)

    # ---- life --------------------------------------------------------------------

    def shutdown(self) -> None:
        """End the threads and the child process; may be called twice."""
        self.engine_preparation.shutdown()
        self.pages.shutdown()
        self.trainer.shutdown()

    def sizeHint(self) -> QSize:
        return QSize(1440, 900)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.was_shown = True
        self.pages.begin()

    def fit_right(self) -> None:
        """Give the right column its share, and never less than its words need."""
        whole = type_scale.whole
        least, share = whole(RIGHT_LEAST_WIDTH), round(RIGHT_SHARE * self.width())
        width = max(least, min(whole(RIGHT_WIDTH), share))
        self.columns.fit_right(width, least)

    def fit_inspector(self) -> None:
        """Leave the diagram its room in a window that is low for its size of type."""
        self.inspector.set_low(self.height() < type_scale.whole(LOW_WINDOW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_right()
        self.fit_inspector()
        self.left.fit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.incoming.accepts(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.incoming.drop(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.documents.may_close():
            event.ignore()
            return
        self.arrangement.remember()
        self.probing.close()
        self.results.close()
        self.guidance.close()
        self.shutdown()
        self.incoming.close()
        self.autosave.end()
        super().closeEvent(event)


def card(*rows: QWidget) -> QFrame:
    """Return a card that holds some rows."""
    frame = QFrame()
    frame.setProperty("role", "card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(12, 8, 12, 8)
    layout.setSpacing(6)
    for row in rows:
        layout.addWidget(row)
    return frame
