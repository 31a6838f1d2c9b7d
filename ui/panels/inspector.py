"""The docked row under the diagram: what is selected, number by number."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from playground.frame import Frame, Probe
from ui import type_scale
from ui.canvas.decision_marks import SampleMarks
from ui.canvas.diagram_selection import Selection
from ui.edits import HandEdits
from ui.labels import glued, text
from ui.panels.inspector_page import NumberPage
from ui.panels.inspector_subject import Subject, subject_of
from ui.panels.sample import SamplePage
from ui.panels.sample_reading import worst_samples
from ui.theme import current

# The same whatever is selected, so that the diagram above never jumps.
HEIGHT, LOW_HEIGHT = 104, 78


class InspectorPanel(QFrame):
    """Shows a number of the coming update, or a training sample, or a hint.

    Attributes
    ----------
    marks : which samples the decision picture is to point out

    Signals
    -------
    selection_wanted : a Selection that the diagram is to mark, or None
    probe_changed : `wish` says something else now
    marks_changed : `marks` are others now
    refused : a sentence
    """

    selection_wanted = Signal(object)
    probe_changed = Signal()
    marks_changed = Signal()
    refused = Signal(str)

    def __init__(self, hands: HandEdits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        type_scale.fit(self, height=HEIGHT)
        self.setAccessibleName(text("inspector.name"))
        self.frame: Frame | None = None
        self.trail: list[Subject | int] = []
        # Where the chosen sample lies: other data have another row there.
        self.sample_point: bytes = b""
        self.marks = SampleMarks()
        self.is_looking_inside = False
        hints = text("inspector.hint"), text("inspector.hint_more")
        self.hint = QLabel(glued("{}\n{}", *hints))
        self.hint.setProperty("role", "muted")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self.page = NumberPage(hands)
        self.sample = SamplePage()
        self.pages = QStackedWidget()
        for page in (self.hint, self.page, self.sample):
            self.pages.addWidget(page)
        # A page that is not shown must not widen the card.
        policy = QSizePolicy.Policy
        self.pages.setSizePolicy(policy.Ignored, policy.Expanding)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 7, 10, 6)
        layout.addWidget(self.pages)
        self.page.asked.connect(self.ask)
        self.page.went_back.connect(self.go_back)
        self.page.sample_wanted.connect(self._on_sample_wanted)
        self.page.refused.connect(self.refused)
        self.sample.asked.connect(self.ask)
        self.sample.sample_chosen.connect(self.show_sample)
        self.sample.toggled.connect(self._on_sample_toggled)

    # ---- what the window tells ---------------------------------------------------

    def wish(self, probe: Probe) -> Probe:
        """Return a probe that shows what this panel needs, too."""
        is_open = self.subject is not None or self.sample.sample is not None
        return replace(
            probe,
            trace=probe.trace or is_open or self.sample.batch.isChecked(),
            losses=probe.losses or self.sample.worst.isChecked(),
        )

    def show_frame(self, frame: Frame) -> None:
        """Follow the training; what this frame does not have is closed."""
        self.frame = frame
        self.page.remember(frame)
        self.keep_sample(frame)
        subject = self.subject
        if subject is not None and not subject.is_in(frame):
            self.trail.clear()
            self.show_top()
        elif self.is_shown(self.page):
            self.page.show_frame(frame)
        elif self.is_shown(self.sample):
            self.sample.show_frame(frame)
        self.refresh_marks()

    def select(self, selection: Selection | None) -> None:
        """Show what was clicked in the diagram."""
        self.trail.clear()
        if selection is not None:
            self.trail.append(self.own_kind(subject_of(selection)))
        self.show_top()

    def show_sample(self, sample: int | None) -> None:
        """Show a training sample that was clicked in the picture, or none."""
        if sample is None:
            if not self.sample.pin.isChecked():
                self.choose_sample(None)
                if self.subject is None:
                    self.trail.clear()
            self.show_top()
            return
        self.choose_sample(sample)
        self.trail = [sample]
        self.selection_wanted.emit(None)
        self.show_top()

    def forget_past(self) -> None:
        """Forget what frames showed before: another run was opened."""
        self.page.forget_past()

    def set_low(self, low: bool) -> None:
        """Take less height, where there is little of it."""
        type_scale.fit(self, height=LOW_HEIGHT if low else HEIGHT)

    # ---- asking on ---------------------------------------------------------------

    @property
    def subject(self) -> Subject | None:
        """The number that is shown, if one is."""
        top = self.trail[-1] if self.trail else None
        return top if isinstance(top, Subject) else None

    def ask(self, subject: Subject) -> None:
        """Show another number, with a way back to this one."""
        if subject == self.subject:
            return
        self.trail.append(subject)
        self.show_top()

    def go_back(self) -> None:
        """Show again what was shown before."""
        if len(self.trail) > 1:
            self.trail.pop()
            self.show_top()

    def own_kind(self, subject: Subject) -> Subject:
        """Return the subject for the pinned sample while its numbers are shown."""
        is_pinned = self.sample.pin.isChecked() and self.page.one.isChecked()
        if subject.is_parameter or not is_pinned:
            return subject
        return subject.of(self.sample.sample)

    def show_top(self) -> None:
        """Show what the trail ends with."""
        frame, subject = self.frame, self.subject
        if frame is None or (not self.trail and self.sample.sample is None):
            self.pages.setCurrentWidget(self.hint)
        elif subject is not None and subject.is_in(frame):
            self.page.show_subject(
                subject,
                frame,
                can_go_back=len(self.trail) > 1,
                sample=self.sample.sample,
            )
            self.pages.setCurrentWidget(self.page)
            self.selection_wanted.emit(subject.selection)
        else:
            self.sample.show_frame(frame)
            self.pages.setCurrentWidget(self.sample)
            self.selection_wanted.emit(None)
        self.probe_changed.emit()
        self.refresh_marks()

    def is_shown(self, page: QWidget) -> bool:
        return self.pages.currentWidget() is page

    # ---- the sample --------------------------------------------------------------

    def choose_sample(self, sample: int | None) -> None:
        self.sample.show_sample(sample)
        if sample is None:
            self.sample.pin.setChecked(False)
        elif self.frame is not None:
            self.sample_point = self.frame.problem.train.x[sample].tobytes()

    def keep_sample(self, frame: Frame) -> None:
        """Let go of the sample when another one stands in its row."""
        sample = self.sample.sample
        if sample is None:
            return
        rows = frame.problem.train.x
        if sample >= len(rows) or rows[sample].tobytes() != self.sample_point:
            self.trail = [
                step
                for step in self.trail
                if isinstance(step, Subject) and step.sample is None
            ]
            self.choose_sample(None)
            self.show_top()

    def look_inside(self, is_inside: bool) -> None:
        """Point out the samples of an update while somebody walks through it."""
        self.is_looking_inside = is_inside
        self.refresh_marks()

    def refresh_marks(self) -> None:
        """Find out which samples the picture is to point out."""
        frame = self.frame
        if frame is None:
            return
        marks = SampleMarks(
            chosen=self.sample.sample,
            pull=self.pull(frame),
            batch=self.batch(frame),
            worst=worst_samples(frame) if self.sample.worst.isChecked() else (),
        )
        if marks != self.marks:
            self.marks = marks
            self.marks_changed.emit()

    def batch(self, frame: Frame) -> tuple[int, ...]:
        """Return the rows of the coming batch; all of them would say nothing."""
        trace = frame.trace
        is_wanted = self.sample.batch.isChecked() or self.is_looking_inside
        if not is_wanted or trace is None:
            return ()
        rows = tuple(np.unique(trace.indices).tolist())
        return rows if len(rows) < len(frame.problem.x) else ()

    def pull(self, frame: Frame) -> tuple[QColor, bool] | None:
        """Return the colour that the chosen sample makes its place, and which way."""
        if self.sample.sample is None:
            return None
        if not self.is_shown(self.sample):
            self.sample.show_frame(frame)
        reading = self.sample.reading
        if reading is None or reading.pull == 0 or not np.isfinite(reading.pull):
            return None
        outputs = len(reading.target)
        if outputs > 1:
            color = current().class_color(reading.unit, outputs)
        else:
            color = current().weight_color(reading.pull)
        return color, reading.pull > 0

    # ---- what a person does ------------------------------------------------------

    def open_menu(self, selection: Selection, place: QPoint) -> None:
        """Open what can be done with a part of the diagram."""
        self.select(selection)
        menu = self.page.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _on_sample_wanted(self, wanted: bool) -> None:
        subject = self.subject
        if subject is not None:
            self.trail[-1] = subject.of(self.sample.sample if wanted else None)
            self.show_top()

    def _on_sample_toggled(self) -> None:
        self.probe_changed.emit()
        if self.frame is not None and self.is_shown(self.sample):
            self.sample.show_frame(self.frame)
        self.refresh_marks()

    def minimumSizeHint(self) -> QSize:
        return QSize(280, self.minimumHeight())
