"""The main window: composition only."""

import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMessageBox,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

import playground
from playground.engines import COMPILED, REFERENCE
from playground.errors import PlaygroundError
from playground.exporters import EXPORTERS, export
from playground.frame import Frame, Probe
from playground.presets import presets
from playground.record import Record
from playground.settings import Settings
from ui import type_scale
from ui.actions import fill_menu_bar, make_actions, make_undo_actions
from ui.arrangement import USUAL_SIZES, Arrangement
from ui.autosave import Autosave, last_session_path
from ui.canvas.diagram_selection import Selection
from ui.canvas.link_drag import LinkDrag
from ui.comfort import Comfort
from ui.dialogs.gradient_check import GradientDialog
from ui.dialogs.history import HistoryDialog
from ui.divergence import DivergenceGuard
from ui.documents import Documents
from ui.edits import HandEdits
from ui.engine_preparation import EnginePreparation
from ui.guidance import Guidance
from ui.incoming import Incoming
from ui.keyboard import give_keys
from ui.labels import name_of, sentence, text
from ui.language import LANGUAGE
from ui.language_menu import LanguageMenu
from ui.log import LOG
from ui.messages import MessageBar
from ui.numbers import format_count
from ui.panels import FramePanel
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
from ui.preferences import Preferences
from ui.recent import RecentMenu
from ui.results import Results
from ui.store import SettingsStore
from ui.theme import APPEARANCE
from ui.trainer import Trainer
from ui.training.commands import (
    BranchOff,
    DeleteBranch,
    RenameBranch,
    SetBookmark,
    SwitchEngine,
)
from ui.widgets.page_area import PageArea
from ui.widgets.seed_row import another_seed

FIRST_START = "spiral"
LEFT_WIDTH = 236
RIGHT_WIDTH = 380
RIGHT_LEAST_WIDTH = 290
RIGHT_SHARE = 0.27
# A lower window has room for a low inspector only.
LOW_WINDOW = 780
GAP = 8


class MainWindow(QMainWindow):
    """Builds the panels and connects them to the store and the trainer."""

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
        self.gradient_dialog: GradientDialog | None = None
        self.history_dialog: HistoryDialog | None = None
        self.results = Results(self)
        self.comfort = Comfort(self)
        self.guidance = Guidance(self)
        self.was_shown = False
        self.has_pages = False
        self.has_begun_rest = False
        self.is_over = False
        self.rest = self.build_rest()
        self.has_just_diverged = False
        self.actions_by_key = make_actions(self, self.commands())
        self.actions_by_key |= make_undo_actions(self.store.undo_stack, self)
        self.recent = RecentMenu(self.preferences, last_session_path(), self)
        self.setWindowTitle(text("window.title"))
        self.setMinimumSize(640, 480)
        self.build()
        self.connect_parts()
        geometry = self.preferences.geometry()
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(self.sizeHint().boundedTo(self.screen().availableSize()))
        self.arrangement = Arrangement(self)
        self.arrangement.take()
        self.show_settings(first)

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

        page = QWidget()
        page.setProperty("role", "page")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(10, 2, 10, 2)
        layout.setSpacing(GAP)
        layout.addWidget(card(self.transport, self.training))
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self.left = LessonsColumn(self.left_column())
        row.addWidget(self.left)
        row.addWidget(self.center_card(), 1)
        row.addWidget(self.right_column())
        layout.addLayout(row, 1)
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
        self.build_status_bar()

    def center_card(self) -> QWidget:
        self.center = CenterCard()
        self.add_page("network", self.network)
        return self.center

    def add_page(self, key: str, panel: QWidget) -> None:
        tip = text(f"window.tab_{key}_tip")
        self.center.add_page(panel, text(f"window.tab_{key}"), tip)

    def build_pages(self) -> Generator[None]:
        """Make the panels behind the other tabs, one at each turn of the event loop."""
        from ui.panels.race import RacePanel

        self.race = RacePanel()
        yield
        from ui.panels.noise import NoisePanel

        self.noise = NoisePanel(self.trainer)
        yield
        from ui.panels.momentum import MomentumPanel

        self.momentum = MomentumPanel(self.trainer)
        yield
        from ui.panels.landscape import LandscapePanel

        self.landscape = LandscapePanel(self.trainer, self.hands)
        yield
        from ui.panels.surfaces import SurfacesPanel

        self.surfaces = SurfacesPanel()
        yield
        from ui.panels.traps import TrapsPanel

        self.traps = TrapsPanel(self.trainer, self.hands, self.store)
        yield
        from ui.panels.cost import CostPanel
        from ui.panels.sweep import SweepPanel

        self.cost = CostPanel()
        self.sweep = SweepPanel()
        yield
        from ui.lesson_guide import LessonGuide

        # All at once, so that the tabs do not jump under the mouse.
        for key in (
            *("race", "noise", "momentum", "landscape", "surfaces"),
            *("traps", "cost", "sweep"),
        ):
            self.add_page(key, getattr(self, key))
        self.has_pages = True
        self.lessons = LessonGuide(self, self.left)
        self.connect_pages()
        self.show_settings(self.store.settings)
        self.look()
        if self.frame is not None:
            for panel in self.framed_pages():
                panel.show_frame(self.frame)

    def framed_pages(self) -> tuple[FramePanel, ...]:
        """Return the panels behind the tabs that follow the run."""
        if not self.has_pages:
            return ()
        return (self.cost, self.landscape, self.noise, self.momentum, self.traps)

    def is_in_front(self, name: str) -> bool:
        """Tell whether the page of this name is the one that is seen."""
        return self.has_pages and bool(getattr(self, name).isVisible())

    def left_column(self) -> QWidget:
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        for panel in (self.data, self.features, self.model, self.stepping):
            layout.addWidget(panel)
        layout.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(column)
        type_scale.fit(area, width=LEFT_WIDTH)
        return area

    def right_column(self) -> QWidget:
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

    def build_status_bar(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        self.status = QLabel(text("window.ready"))
        self.status.setContentsMargins(8, 0, 0, 0)
        self.speed_label = QLabel()
        self.engine_label = QLabel()
        self.seed_label = QLabel()
        bar.addWidget(self.status, 1)
        for label in (self.speed_label, self.engine_label, self.seed_label):
            label.setContentsMargins(8, 0, 8, 0)
            bar.addPermanentWidget(label)

    def connect_parts(self) -> None:
        for panel in (
            *(self.data, self.features, self.model, self.stepping),
            *(self.training, self.network),
        ):
            panel.edited.connect(self.store.edit)
        APPEARANCE.changed.connect(self.fit_right)
        self.training.refused.connect(self.messages.note)
        self.data.refused.connect(self.messages.note)
        self.features.refused.connect(self.messages.note)
        self.model.refused.connect(self.messages.note)
        self.stepping.refused.connect(self.messages.note)
        self.model.preset_chosen.connect(self._on_preset_chosen)
        self.store.settings_changed.connect(self.show_settings)
        self.store.applied.connect(self._on_settings_applied)
        self.store.refused.connect(self.messages.warn)
        self.store.noted.connect(self.messages.note)
        self.trainer.frame_ready.connect(self._on_frame)
        self.trainer.playing_changed.connect(self._on_playing_changed)
        self.trainer.stopped.connect(self._on_stopped)
        self.trainer.failed.connect(self._on_failed)
        self.trainer.speed_measured.connect(self._on_speed_measured)
        self.output.probe_changed.connect(self.look)
        self.output.edited.connect(self.store.edit)
        self.connect_documents()
        self.connect_inspector()
        stages = self.network.stages
        self.network.follow(self.actions_by_key["look_inside"])
        show_velocity = self.actions_by_key["show_velocity"]
        self.network.follow_velocity(show_velocity)
        show_velocity.setChecked(self.preferences.text("velocity", "") == "shown")
        self.network.velocity.clicked.connect(self.remember_velocity)
        stages.opened.connect(self._on_stages_opened)
        stages.update_wanted.connect(self.trainer.step)
        stages.update_before_wanted.connect(self.trainer.step_back)
        stages.playing_changed.connect(self.transport.show_playing)
        self.engine_preparation.ready.connect(self._on_engine_ready)
        self.engine_preparation.failed.connect(self.messages.note)
        self.trainer.noted.connect(self.messages.note)
        self.timeline.sought.connect(self.trainer.seek)
        self.timeline.branch_selected.connect(self.trainer.select_branch)
        self.timeline.branch_deleted.connect(self._on_branch_deleted)
        self.timeline.branch_renamed.connect(self._on_branch_renamed)
        self.timeline.branched_off.connect(self._on_branched_off)
        self.timeline.bookmarked.connect(self._on_bookmarked)
        self.network.hovered.connect(self._on_unit_hovered)
        self.transport.speed_changed.connect(self._on_speed_changed)
        LANGUAGE.changed.connect(self.say_again)

    def connect_documents(self) -> None:
        documents = self.documents
        documents.opened.connect(self._on_opened)
        self.data.table_wanted.connect(self.incoming.ask_table)
        self.setAcceptDrops(True)
        documents.remembered.connect(self.recent.remember)
        self.recent.chosen.connect(documents.open)
        self.recent.last_session_wanted.connect(
            lambda: documents.open_again((self.recent.last_session,))
        )

    def connect_inspector(self) -> None:
        inspector, picture = self.inspector, self.output.view
        self.network.selected.connect(inspector.select)
        picture.sample_clicked.connect(inspector.show_sample)
        self.link_drag.menu_wanted.connect(inspector.open_menu)
        inspector.selection_wanted.connect(self.network.view.select)
        inspector.probe_changed.connect(self.look)
        inspector.marks_changed.connect(lambda: picture.show_marks(inspector.marks))
        inspector.refused.connect(self.messages.note)
        self.hands.refused.connect(self.messages.note)
        for name, button in inspector.sample.marks.items():
            button.toggled.connect(self.actions_by_key[f"mark_{name}"].setChecked)

    def connect_pages(self) -> None:
        self.network.selected.connect(self.landscape.pick)
        self.traps.noted.connect(self.messages.note)
        self.traps.escape_found.connect(self.landscape.view.show_escape)
        race = self.race
        race.commanded.connect(self.trainer.tell)
        race.run_wanted.connect(self._on_lane_opened)
        race.noted.connect(self.messages.note)
        race.refused.connect(self.messages.warn)
        self.trainer.raced.connect(race.take)
        self.sweep.run_wanted.connect(self._on_lane_opened)
        self.sweep.noted.connect(self.messages.note)
        self.sweep.refused.connect(self.messages.warn)
        self.noise.edited.connect(self.store.edit)
        self.momentum.edited.connect(self.store.edit)
        self.network.selected.connect(self.momentum.pick)
        give_keys(self)

    def start(self) -> None:
        """Start the training thread; call once."""
        self.look()
        self.trainer.start()

    def look(self) -> None:
        """Tell the trainer what all panels together want to see."""
        self.trainer.look(self.wanted_probe())
        if self.has_pages:
            self.race.axes = self.output.probe.axes

    def wanted_probe(self) -> Probe:
        probe = self.inspector.wish(self.output.probe)
        if self.gradient_dialog is not None and self.gradient_dialog.is_waiting:
            probe = replace(probe, trace=True)
        if self.network.stages.is_on:
            # Of the batch; the stages open a single sample by themselves.
            return replace(probe, trace=True, sample=None)
        return probe

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
            "export": self.export_weights,
            "save_window": self.save_window,
            **self.results.commands(),
            **self.guidance.commands(),
            "quit": self.quit,
            "play": self.toggle_play,
            "step": self.step,
            "step_epoch": self.trainer.step_epoch,
            "step_back": self.step_back,
            "step_back_epoch": self.trainer.step_back_epoch,
            "to_start": self.go_to_start,
            "to_end": self.go_to_end,
            "play_back": self.play_back,
            "look_inside": self.look_inside,
            "show_velocity": self.remember_velocity,
            "mark_batch": self.mark_samples,
            "mark_worst": self.mark_samples,
            "check_gradient": self.check_gradient,
            "history": self.show_history,
            "reset": self.reset,
            "new_start": self.new_start,
            "new_sample": self.new_sample,
            "faster": self.faster,
            "slower": self.slower,
            **self.comfort.commands(),
            "full_screen": self.toggle_full_screen,
            "lessons": lambda: self.lessons.toggle() if self.has_pages else None,
            "about": self.show_about,
        }

    def toggle_play(self) -> None:
        if self.is_in_front("race"):
            self.race.toggle_play()
        elif self.is_in_front("surfaces"):
            self.surfaces.toggle_play()
        elif self.network.stages.is_on:
            self.network.stages.toggle_play()
        elif self.trainer.playing:
            self.trainer.pause()
        else:
            self.messages.hide()
            self.trainer.play(self.transport.current_speed)

    def step(self) -> None:
        """Make one update; while one looks inside it, go on to its next stage."""
        if self.is_in_front("race"):
            self.race.make_step()
        elif self.is_in_front("surfaces"):
            self.surfaces.step()
        elif self.network.stages.is_on:
            self.network.stages.step_on()
        else:
            self.trainer.step()

    def step_back(self) -> None:
        if self.is_in_front("surfaces"):
            self.surfaces.step_back()
        elif self.network.stages.is_on:
            self.network.stages.step_back()
        else:
            self.trainer.step_back()

    def mark_samples(self) -> None:
        """Mark in the picture what the menu says."""
        for name, button in self.inspector.sample.marks.items():
            button.setChecked(self.actions_by_key[f"mark_{name}"].isChecked())

    def remember_velocity(self) -> None:
        """Begin the next time as now, with or without velocities in the diagram."""
        shown = self.actions_by_key["show_velocity"].isChecked()
        self.preferences.set_text("velocity", "shown" if shown else "")

    def check_gradient(self) -> None:
        """Compare the gradient of the coming batch with central differences."""
        if self.gradient_dialog is None:
            self.gradient_dialog = GradientDialog(self)
            self.gradient_dialog.frame_wanted.connect(self.look)
        self.gradient_dialog.begin()

    def show_history(self) -> None:
        """Show everything that was done, to go back to any of it."""
        if self.history_dialog is None:
            self.history_dialog = HistoryDialog(self.store.undo_stack, self)
        self.history_dialog.show()
        self.history_dialog.raise_()

    def look_inside(self) -> None:
        """Open the coming update, or close it."""
        self.network.stages.toggle()

    def play_back(self) -> None:
        """Go back in time at the chosen speed, or pause."""
        if self.trainer.playing:
            self.trainer.pause()
        else:
            self.trainer.play_back(self.transport.current_speed)

    def go_to_start(self) -> None:
        self.trainer.seek(0)

    def go_to_end(self) -> None:
        if self.frame is not None:
            self.trainer.seek(self.frame.furthest)

    def reset(self) -> None:
        """Go back to update 0 and the same first weights."""
        self.messages.hide()
        self.trainer.reset(self.store.settings)

    def new_start(self) -> None:
        """Draw other first weights on the same data."""
        settings = self.store.settings
        self.store.edit(
            {"seed": another_seed(settings.seed), "data_seed": settings.data_seed}
        )

    def new_sample(self) -> None:
        """Draw other data of the same kind for the same first weights."""
        self.store.edit({"data_seed": another_seed(self.store.settings.data_seed)})

    def faster(self) -> None:
        self.transport.set_speed(self.transport.speed.currentIndex() + 1)

    def slower(self) -> None:
        self.transport.set_speed(self.transport.speed.currentIndex() - 1)

    def toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def show_about(self) -> None:
        QMessageBox.about(
            self,
            text("window.title"),
            text("window.about", version=playground.__version__),
        )

    def quit(self) -> None:
        self.close()

    # ---- files -------------------------------------------------------------------

    def view(self) -> dict[str, Any]:
        """Return what an experiment keeps of the window."""
        return {"tab": self.center.bar.currentIndex(), "speed": self.speed_place}

    @property
    def speed_place(self) -> int:
        return self.transport.speed.currentIndex()

    def _on_opened(self, view: Mapping[str, Any]) -> None:
        """Show what a file keeps of the window, as far as it makes sense here."""
        match view:
            case {"tab": int(tab), "speed": int(speed)}:
                self.center.bar.setCurrentIndex(tab)
                self.transport.set_speed(speed)

    def export_weights(self) -> None:
        """Ask for a file and write the weights of the frame that is shown."""
        frame = self.frame
        if frame is None:
            return
        filters = ";;".join(
            f"{sentence(exporter.name)} (*{suffix})"
            for suffix, exporter in EXPORTERS.items()
        )
        start = str(self.preferences.export_path())
        title = text("window.export_title", update=format_count(frame.update))
        chosen, _ = QFileDialog.getSaveFileName(self, title, start, filters)
        if chosen:
            self.export_to(frame, Path(chosen))

    def export_to(self, frame: Frame, path: Path) -> None:
        """Write a frame's weights; what goes wrong becomes a sentence."""
        try:
            export(Record.of_frame(frame), path)
        except PlaygroundError as error:
            self.messages.warn(str(error))
            return
        self.preferences.set_text("export_path", str(path))
        self.messages.note(
            text("messages.exported", update=format_count(frame.update), path=path)
        )

    def save_window(self) -> None:
        """Ask for a file and save what the window shows."""
        picture = self.grab()
        start = str(self.preferences.export_path().with_name("playground.png"))
        chosen, _ = QFileDialog.getSaveFileName(
            self, text("window.picture_title"), start, text("window.picture_filter")
        )
        if not chosen:
            return
        path = Path(chosen).with_suffix(".png")
        if picture.save(str(path)):
            self.messages.note(text("messages.picture_saved", path=path))
        else:
            self.messages.warn(text("messages.picture_failed", path=path))

    # ---- what arrives ------------------------------------------------------------

    def show_settings(self, settings: Settings) -> None:
        wanted = self.output.probe
        for panel in (
            *(self.data, self.features, self.model, self.stepping),
            *(self.training, self.network, self.output),
            *((self.race, self.sweep) if self.has_pages else ()),
        ):
            panel.show_settings(settings)
        if self.output.probe != wanted:
            # Other data: another slice, or a confusion matrix.
            self.look()
        self.seed_label.setText(text("window.seed", seed=settings.seed))

    def _on_settings_applied(self, settings: Settings, restart: bool) -> None:
        self.trainer.apply(settings, restart=restart)

    def say_again(self) -> None:
        """Write what is composed of many words again, in another language."""
        self.show_settings(self.store.settings)
        if self.frame is not None:
            for panel in (*self.framed_panels(), *self.framed_pages()):
                panel.show_frame(self.frame)

    def framed_panels(self) -> tuple[FramePanel, ...]:
        """Return the panels that follow the run and are always there."""
        return (
            *(self.transport, self.network, self.output),
            *(self.hands, self.inspector, self.curves, self.timeline),
        )

    def _on_frame(self, frame: Frame) -> None:
        began = time.perf_counter()
        self.frame = frame
        # Controls show what was in force at the update that is shown.
        self.store.follow(frame.settings)
        for panel in (*self.framed_panels(), *self.framed_pages(), self.guard):
            panel.show_frame(frame)
        self.documents.show_frame(frame)
        if self.gradient_dialog is not None:
            self.gradient_dialog.show_frame(frame)
        engine = name_of("engine", frame.engine)
        self.engine_label.setText(text("window.engine", engine=engine))
        if self.has_just_diverged:
            self.has_just_diverged = False
            words = text("window.diverged", update=format_count(frame.update))
            self.transport.show_chip(words)
        if not self.trainer.playing:
            self.show_standing(frame)
        self.begin_rest()
        self.trainer.note_frame_cost(1000.0 * (time.perf_counter() - began))

    def show_standing(self, frame: Frame) -> None:
        words = text("window.ready")
        if frame.update:
            words = text("window.paused", update=format_count(frame.update))
        self.status.setText(words)

    def _on_stages_opened(self, is_open: bool) -> None:
        if is_open:
            self.trainer.pause()
            self.messages.hide()
        # Escape belongs to the mode only while it is on.
        keys = ["E", "Esc"] if is_open else ["E"]
        action = self.actions_by_key["look_inside"]
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setChecked(is_open)
        # The stages explain the same numbers, and need the room.
        self.inspector.setVisible(not is_open)
        self.look()
        if is_open and self.frame is not None:
            # The inspector may have had the update opened: no other frame comes then.
            self.network.stages.show_frame(self.frame)

    def _on_playing_changed(self, playing: bool) -> None:
        if playing:
            # Nobody can follow the stages of a thousand updates a second.
            self.network.stages.leave()
        self.transport.show_playing(playing)
        self.transport.show_chip("")
        if playing:
            self.status.setText(text("window.training"))
        else:
            self.speed_label.setText("")

    def _on_stopped(self, reason: str, diverged: bool) -> None:
        self.network.stages.give_up()
        if not diverged:
            self.messages.warn(reason)
            return
        self.guard.offer(reason)
        # The frame of the update at which it stopped is still on its way.
        self.has_just_diverged = True

    def _on_failed(self, reason: str, details: str) -> None:
        self.network.stages.give_up()
        LOG.error("training failed: %s", details.rstrip())
        self.messages.warn(text("messages.failed", reason=sentence(reason)), details)

    def _on_speed_measured(self, updates_per_second: float) -> None:
        count = format_count(updates_per_second)
        self.speed_label.setText(text("window.speed", count=count))

    def _on_speed_changed(self, speed: float | None) -> None:
        if self.trainer.playing:
            self.trainer.play(speed)

    def _on_preset_chosen(self, key: str) -> None:
        self.store.replace_all(presets()[key].settings, text(f"presets.{key}"))

    def _on_engine_ready(self) -> None:
        # An opened run goes on as it was computed, with the same bits.
        if self.store.settings.engine != REFERENCE and not self.documents.is_opened:
            self.trainer.tell(SwitchEngine(COMPILED))

    def _on_lane_opened(self, settings: Settings, update: int) -> None:
        self.messages.hide()
        self.trainer.run_to(settings, update)
        self.center.show_page(self.network)

    def _on_branch_deleted(self, number: int) -> None:
        self.trainer.tell(DeleteBranch(number))

    def _on_branch_renamed(self, number: int, name: str) -> None:
        self.trainer.tell(RenameBranch(number, name))

    def _on_branched_off(self, name: str) -> None:
        self.trainer.tell(BranchOff(name))

    def _on_bookmarked(self, name: str) -> None:
        self.trainer.tell(SetBookmark(name))

    def _on_unit_hovered(self, selection: object) -> None:
        if isinstance(selection, Selection) and selection.kind == "neuron":
            self.output.show_zoom(selection.layer, selection.unit)
        else:
            self.output.show_zoom(0, None)

    # ---- life --------------------------------------------------------------------

    def shutdown(self) -> None:
        """End the threads and the child process; may be called twice."""
        self.is_over = True
        self.engine_preparation.shutdown()
        if self.has_pages:
            self.sweep.shutdown()
        self.trainer.shutdown()

    def sizeHint(self) -> QSize:
        return QSize(1440, 900)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # pyqtgraph and Numba take longer than all the rest, so they come after the
        # first picture.
        self.was_shown = True
        self.begin_rest()

    def begin_rest(self) -> None:
        """Begin to build the rest after the first picture."""
        if self.was_shown and self.frame is not None and not self.has_begun_rest:
            self.has_begun_rest = True
            QTimer.singleShot(0, self.go_on_building)

    def go_on_building(self) -> None:
        """Make another piece of what the first picture did not wait for."""
        if self.is_over:
            return
        for _ in self.rest:
            QTimer.singleShot(0, self.go_on_building)
            return

    def complete(self) -> None:
        """Make at once what is still missing, for somebody who asks for it early."""
        for _ in self.rest:
            pass

    def build_rest(self) -> Generator[None]:
        """Make, piece by piece, what the first picture does not wait for."""
        self.curves.ensure_plot()
        yield
        yield from self.build_pages()
        self.arrangement.take_tab()
        self.autosave.look_for_crashes()
        if self.store.settings.engine != REFERENCE:
            self.engine_preparation.start()

    def fit_right(self) -> None:
        """Give the right column its share, and never less than its words need."""
        whole = type_scale.whole
        width = min(whole(RIGHT_WIDTH), round(RIGHT_SHARE * self.width()))
        self.right.setFixedWidth(max(whole(RIGHT_LEAST_WIDTH), width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_right()
        self.inspector.set_low(self.height() < LOW_WINDOW)
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
        self.preferences.set_geometry(self.saveGeometry())
        self.arrangement.remember()
        for dialog in (self.gradient_dialog, self.history_dialog):
            if dialog is not None:
                dialog.close()
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
