"""Play, step, reset, speed, and where the run stands."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from playground.frame import Frame
from ui import theme, type_scale
from ui.icons import icon
from ui.labels import derived, text, tooltip, unmarked
from ui.numbers import format_count, format_epochs, format_loss
from ui.widgets.key_tip import KeyTip
from ui.widgets.steady_label import SteadyLabel

# Updates per second; None is as fast as possible.
SPEEDS: tuple[float | None, ...] = (1, 2, 5, 10, 30, 100, 1000, None)


class Counter(QWidget):
    """A name over a number, as wide as the widest number it is meant for."""

    def __init__(self, key: str, widest: str, role: str = "number") -> None:
        super().__init__()
        self.name = QLabel(text(f"transport.{key}"))
        self.name.setProperty("role", "muted")
        self.value = SteadyLabel(widest)
        self.value.setProperty("role", role)
        self.value.show_words("0")
        self.value.setAccessibleName(self.name.text())
        self.setToolTip(tooltip(f"transport_{key}"))
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(1)
        layout.addWidget(self.name, 0, 0)
        layout.addWidget(self.value, 1, 0, Qt.AlignmentFlag.AlignLeft)
        type_scale.fit(self.value, points=11, bold=1)

    def show_text(self, value: str) -> None:
        self.value.show_words(value)


class TransportPanel(QWidget):
    """The row that one looks at while training.

    Signals
    -------
    speed_changed : the speed in updates per second, or None.
    """

    speed_changed = Signal(object)

    def __init__(self, actions: dict[str, QAction]) -> None:
        super().__init__()
        self.actions_by_key = actions
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.reset_button = self.make_button("reset", 34)
        self.play_button = self.make_button("play", 44)
        self.step_button = self.make_button("step", 34)
        self.epoch_button = self.make_button("step_epoch", 34)
        self.play_button.setProperty("role", "play")
        for button in (
            *(self.reset_button, self.play_button),
            *(self.step_button, self.epoch_button),
        ):
            layout.addWidget(button)
        layout.addSpacing(10)
        self.counters = {
            "epoch": Counter("epoch", "0 000 000.0"),
            "update": Counter("update", "00 000 000"),
            "samples": Counter("samples", "000 000 000"),
            "train_loss": Counter("train_loss", "0.0000", "accent-number"),
            "test_loss": Counter("test_loss", "0.0000"),
        }
        for counter in self.counters.values():
            layout.addWidget(counter)
            layout.addSpacing(6)
        self.chip = QLabel()
        self.chip.setProperty("role", "chip")
        self.chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        layout.addWidget(self.chip)
        layout.addStretch(1)
        speed_name = QLabel(text("transport.speed"))
        speed_name.setProperty("role", "muted")
        self.speed = QComboBox()
        self.speed.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for speed in SPEEDS:
            label = text("transport.fastest")
            if speed is not None:
                label = text("transport.per_second", count=format_count(speed))
            self.speed.addItem(label, speed)
        # Slow enough to watch; Ctrl+Up is faster.
        self.speed.setCurrentIndex(SPEEDS.index(1000))
        self.speed.setToolTip(tooltip("speed"))
        self.speed.setAccessibleName(text("transport.speed"))
        type_scale.fit(self.speed, least_width=112)
        speed_name.setBuddy(self.speed)
        box = QGridLayout()
        box.setVerticalSpacing(1)
        box.addWidget(speed_name, 0, 0)
        box.addWidget(self.speed, 1, 0)
        layout.addLayout(box)
        self.speed.currentIndexChanged.connect(self._on_speed_chosen)
        theme.APPEARANCE.changed.connect(self.refresh_icons)
        self.playing = False
        self.chip.hide()
        self.refresh_icons()

    def make_button(self, key: str, size: int) -> QToolButton:
        button = QToolButton()
        action = self.actions_by_key[key]
        type_scale.fit(button, width=size, height=size, icon=size // 2)
        # A click must leave the focus, and so the Space key, where it is.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action.trigger)
        KeyTip(button, action)
        button.setAccessibleName(derived(action.text(), unmarked))
        return button

    def show_playing(self, playing: bool) -> None:
        """Turn the play button into a pause button and back."""
        self.playing = playing
        self.refresh_icons()

    def show_frame(self, frame: Frame) -> None:
        evaluation = frame.evaluation
        for key, value in (
            ("epoch", format_epochs(frame.epochs)),
            ("update", format_count(frame.update)),
            ("samples", format_count(frame.samples_seen)),
            ("train_loss", format_loss(evaluation.train_loss)),
            ("test_loss", format_loss(evaluation.test_loss)),
        ):
            self.counters[key].show_text(value)

    def show_chip(self, words: str) -> None:
        """Show a short notice beside the counters; an empty one hides it."""
        self.chip.setText(words)
        self.chip.setVisible(bool(words))

    def set_speed(self, place: int) -> None:
        """Choose the speed at this place of SPEEDS, as far as they go."""
        self.speed.setCurrentIndex(max(0, min(place, len(SPEEDS) - 1)))

    @property
    def current_speed(self) -> float | None:
        return SPEEDS[self.speed.currentIndex()]

    def refresh_icons(self) -> None:
        colors = theme.current()
        for button, name in (
            (self.reset_button, "reset"),
            (self.step_button, "step"),
            (self.epoch_button, "epoch"),
        ):
            button.setIcon(icon(name, colors.text, colors.strong_line))
        name = "pause" if self.playing else "play"
        drawn: QIcon = icon(name, colors.on_accent)
        self.play_button.setIcon(drawn)
        self.play_button.setAccessibleName(text(f"transport.{name}"))

    def _on_speed_chosen(self, place: int) -> None:
        self.speed_changed.emit(SPEEDS[place])
