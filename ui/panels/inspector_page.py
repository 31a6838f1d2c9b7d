"""The page of the inspector that shows one number of the coming update."""

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from playground.frame import Frame
from ui import theme
from ui.edits import HandEdits
from ui.icons import icon
from ui.labels import text
from ui.language import LANGUAGE
from ui.numbers import format_weight
from ui.panels.inspector_formula import FormulaLine
from ui.panels.inspector_history import HistoryCurve, NumberHistory, ParameterHistory
from ui.panels.inspector_menu import WireMenu, add_copies
from ui.panels.inspector_stat import Stat
from ui.panels.inspector_subject import Subject, short_words, wires_of, words_for
from ui.panels.inspector_tools import tool
from ui.panels.inspector_value import ValueEditor

if TYPE_CHECKING:
    from playground.update_trace import UpdateTrace

# A narrower page leaves the curve away and writes the stats before the formula.
WIDE = 600
FOUR = 4


class NumberPage(QWidget):
    """Shows a subject's number, its slope, its coming change, and its formula.

    Signals
    -------
    asked : the Subject of a number that was clicked
    went_back : the way back was wanted
    sample_wanted : whether numbers of the one sample are to be shown
    refused : a sentence
    """

    asked = Signal(object)
    went_back = Signal()
    sample_wanted = Signal(bool)
    refused = Signal(str)

    def __init__(self, hands: HandEdits) -> None:
        super().__init__()
        self.hands = hands
        self.subject: Subject | None = None
        self.frame: Frame | None = None
        self.trace: UpdateTrace | None = None
        self.digits: int | None = FOUR
        self.sample: int | None = None
        self.gesture = 0
        self.parameters = ParameterHistory()
        self.seen = NumberHistory()
        self.wires = WireMenu(hands, self)
        self.back = tool("inspector.back")
        self.name = QLabel()
        self.name.setFont(theme.font(10.5, bold=True))
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setFont(theme.font(8.5))
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.number = QLabel()
        self.number.setFont(theme.font(12, bold=True))
        self.number.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.editor = ValueEditor()
        self.stats = (Stat(), Stat())
        self.curve = HistoryCurve()
        self.one = tool("inspector.of_one", checkable=True)
        self.lock = tool("inspector.lock", checkable=True)
        self.more = tool("inspector.more")
        self.formula = FormulaLine()
        self.build()
        self.connect_parts()
        self.refresh_icons()

    def build(self) -> None:
        """Lay the parts out."""
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.back)
        row.addLayout(names, 3)
        row.addWidget(self.number)
        row.addWidget(self.editor, 2)
        for stat in self.stats:
            row.addWidget(stat)
        row.addWidget(self.curve)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self.one, self.lock, self.more):
            buttons.addWidget(button)
        row.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.formula, 1)

    def connect_parts(self) -> None:
        self.back.clicked.connect(self.went_back)
        self.formula.asked.connect(self.asked)
        self.editor.chosen.connect(self._on_chosen)
        self.editor.gesture_begun.connect(self._on_gesture_begun)
        self.editor.refused.connect(self.refused)
        self.stats[0].clicked.connect(lambda: self.ask_stat(0))
        self.stats[1].clicked.connect(lambda: self.ask_stat(1))
        self.lock.clicked.connect(self._on_lock_clicked)
        self.one.clicked.connect(self.sample_wanted)
        self.more.clicked.connect(self._on_more_clicked)
        theme.APPEARANCE.changed.connect(self.refresh_icons)
        LANGUAGE.changed.connect(self.refresh_words)

    # ---- what it shows -----------------------------------------------------------

    def show_subject(
        self, subject: Subject, frame: Frame, *, can_go_back: bool, sample: int | None
    ) -> None:
        """Show another number.

        Parameters
        ----------
        can_go_back : whether another one was shown before
        sample : the training row whose numbers could be shown instead of the batch's
        """
        self.subject = subject
        self.sample = sample
        self.back.setVisible(can_go_back)
        self.one.setVisible(sample is not None and self.width() >= WIDE)
        if sample is not None:
            self.one.setText(text("inspector.of_one", sample=sample))
            self.one.setChecked(subject.sample is not None)
        self.name.setText(subject.name)
        quantity = subject.quantity
        self.editor.setVisible(subject.is_parameter)
        self.number.setVisible(not subject.is_parameter)
        self.lock.setVisible(quantity.kind in ("w", "b") and self.width() >= WIDE)
        if subject.is_parameter:
            place = subject.place(frame.sizes)
            self.editor.begin(subject.name, float(frame.params[place]))
        keys = self.stat_keys()
        for index, stat in enumerate(self.stats):
            stat.setVisible(bool(keys) and self.width() >= WIDE)
            if keys:
                key = keys[index]
                name = text(f"inspector.{key}", kind=quantity.kind)
                stat.show_name(name, text(f"inspector.{key}_tip"))
        self.show_frame(frame)

    def stat_keys(self) -> tuple[str, ...]:
        """Return which two numbers belong beside the value."""
        subject = self.subject
        if subject is None or subject.quantity.family:
            return ()
        match subject.quantity.kind:
            case "w" | "b":
                return ("gradient", "change")
            case "a":
                return ("z", "delta")
        return ()

    def stat_subject(self, key: str) -> Subject:
        """Return the number that a stat shows."""
        assert self.subject is not None
        quantity = self.subject.quantity
        name = f"{key}.{self.subject.name}"
        if key in ("z", "delta"):
            name = f"{key}[{quantity.layer}][{quantity.unit}]"
        return Subject(name, self.subject.sample)

    def remember(self, frame: Frame) -> None:
        """Keep a frame's parameters for the curve, whatever is shown."""
        self.parameters.show_frame(frame)

    def forget_past(self) -> None:
        """Begin the curves anew: what comes has nothing to do with what was."""
        self.parameters.forget_from(0)
        self.seen = NumberHistory()

    def show_frame(self, frame: Frame) -> None:
        """Show the number in this frame, which must have it."""
        self.frame = frame
        subject = self.subject
        if subject is None:
            return
        self.trace = subject.trace_in(frame)
        words = words_for(subject, len(frame.sizes))
        short = short_words(subject, len(frame.sizes))
        room = max(self.words.width(), 40)
        metrics = self.words.fontMetrics()
        self.words.setText(metrics.elidedText(short, Qt.TextElideMode.ElideRight, room))
        self.words.setToolTip(words)
        self.name.setToolTip(words)
        if subject.is_parameter:
            self.show_parameter(subject, frame)
        if self.trace is None:
            return
        if not subject.is_parameter:
            value = self.trace.value(subject.name)
            self.number.setText(format_weight(value, self.digits))
            self.seen.add((subject, frame.timeline.current), frame.update, value)
            self.curve.show_points(*self.seen.values(), frame.update)
        self.show_reason(self.trace, subject)

    def show_parameter(self, subject: Subject, frame: Frame) -> None:
        place = subject.place(frame.sizes)
        self.editor.show_value(float(frame.params[place]), self.digits)
        self.editor.setEnabled(place not in frame.wiring.cut)
        self.lock.setChecked(place in frame.wiring.locked)
        if self.parameters.fits(frame):
            self.curve.show_points(*self.parameters.values(place), frame.update)

    def show_reason(self, trace: "UpdateTrace", subject: Subject) -> None:
        first = []
        for stat, key in zip(self.stats, self.stat_keys(), strict=False):
            asked = self.stat_subject(key)
            words = format_weight(trace.value(asked.name), FOUR)
            if key == "change" and not words.startswith("−"):
                words = f"+{words}"
            stat.show_value(words)
            name = text(f"inspector.{key}", kind=subject.quantity.kind)
            target = self.formula.link(asked.name, asked.sample, words)
            first.append(f"{escape(name)} {target}")
        reasons = [trace.why(subject.name)]
        if subject.is_parameter:
            # Nothing was computed to get it: what becomes of it says more.
            names = (f"new.{subject.name}", f"gradient.{subject.name}")
            reasons = [trace.why(name) for name in names]
        self.formula.show_reasons(
            reasons,
            self.digits,
            subject.sample,
            "" if self.width() >= WIDE or not first else " · ".join(first) + "<br>",
        )

    def ask_stat(self, index: int) -> None:
        keys = self.stat_keys()
        if keys:
            self.asked.emit(self.stat_subject(keys[index]))

    # ---- what a person does ------------------------------------------------------

    def menu(self) -> QMenu:
        """Return everything that can be done with what is shown."""
        menu = QMenu(self)
        subject, frame, trace = self.subject, self.frame, self.trace
        digits = menu.addAction(text("inspector.menu.digits"))
        digits.setCheckable(True)
        digits.setChecked(self.digits is None)
        digits.toggled.connect(self.show_all_digits)
        if subject is None or frame is None:
            return menu
        if self.sample is not None:
            one = menu.addAction(text("inspector.menu.sample", sample=self.sample))
            one.setCheckable(True)
            one.setChecked(subject.sample is not None)
            one.toggled.connect(self.sample_wanted)
        menu.addSeparator()
        if trace is not None:
            name = f"new.{subject.name}" if subject.is_parameter else subject.name
            add_copies(menu, trace.why(name), self.digits)
            menu.addSeparator()
        selection = subject.selection
        if selection is not None:
            self.wires.fill(menu, selection, frame)
        return menu

    def show_all_digits(self, every: bool) -> None:
        """Show all digits, or four."""
        self.digits = None if every else FOUR
        if self.frame is not None:
            self.show_frame(self.frame)

    def _on_more_clicked(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        height = menu.sizeHint().height()
        # The row is at the bottom of its card, so the menu opens upward.
        menu.popup(self.more.mapToGlobal(QPoint(0, -height)))

    def _on_lock_clicked(self, locked: bool) -> None:
        subject, frame = self.subject, self.frame
        if subject is None or frame is None or subject.selection is None:
            return
        wires = wires_of(subject.selection, frame.sizes)
        self.hands.lock(wires.own, locked, wires.name)

    def _on_gesture_begun(self) -> None:
        self.gesture = self.hands.begin_gesture()

    def _on_chosen(self, value: float, is_gesture: bool) -> None:
        if self.subject is None or self.frame is None:
            return
        place = self.subject.place(self.frame.sizes)
        self.hands.set_value(place, value, self.gesture if is_gesture else 0)

    def refresh_words(self) -> None:
        """Say everything again in another language."""
        subject, frame = self.subject, self.frame
        if subject is not None and frame is not None:
            can_go_back = not self.back.isHidden()
            self.show_subject(
                subject, frame, can_go_back=can_go_back, sample=self.sample
            )

    def refresh_icons(self) -> None:
        colors = theme.current()
        for button, name in (
            (self.back, "back"),
            (self.lock, "lock"),
            (self.more, "more"),
        ):
            button.setIcon(icon(name, colors.text, colors.strong_line))
        self.formula.shown = ""
        for stat in self.stats:
            stat.shown = ""
        if self.frame is not None:
            self.show_frame(self.frame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_wide = self.width() >= WIDE
        self.curve.setVisible(is_wide)
        if self.subject is not None and self.frame is not None:
            self.lock.setVisible(is_wide and self.subject.quantity.kind in ("w", "b"))
            self.one.setVisible(is_wide and self.sample is not None)
            for stat in self.stats:
                stat.setVisible(is_wide and bool(self.stat_keys()))
            self.show_frame(self.frame)
