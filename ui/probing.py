"""What the window wants to see of the run, and what is looked at closely."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from playground.frame import Frame, Probe
from ui.canvas.diagram_selection import Selection

if TYPE_CHECKING:
    from ui.dialogs.gradient_check import GradientDialog
    from ui.main_window import MainWindow


class Probing(QObject):
    """Tells the trainer what all panels together want to see.

    Attributes
    ----------
    gradient_dialog : compares the gradient, once it was asked for
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window_part = window
        self.gradient_dialog: GradientDialog | None = None

    def commands(self) -> dict[str, Callable[[], None]]:
        """Return what the actions do."""
        return {
            "look_inside": self.look_inside,
            "show_velocity": self.remember_velocity,
            "mark_batch": self.mark_samples,
            "mark_worst": self.mark_samples,
            "check_gradient": self.check_gradient,
        }

    def look(self) -> None:
        """Tell the trainer what is wanted from the next frame on."""
        window = self.window_part
        window.trainer.look(self.wanted())
        if window.has_pages:
            window.race.axes = window.output.probe.axes

    def wanted(self) -> Probe:
        """Return what all panels together want to see."""
        window = self.window_part
        probe = window.inspector.wish(window.output.probe)
        if self.gradient_dialog is not None and self.gradient_dialog.is_waiting:
            probe = replace(probe, trace=True)
        if window.network.stages.is_on:
            # Of the batch; the stages open a single sample by themselves.
            return replace(probe, trace=True, sample=None)
        return probe

    def show_frame(self, frame: Frame) -> None:
        """Hand a frame to the comparison of the gradient, if it is open."""
        if self.gradient_dialog is not None:
            self.gradient_dialog.show_frame(frame)

    # ---- inside an update --------------------------------------------------------

    def look_inside(self) -> None:
        """Open the coming update, or close it."""
        self.window_part.network.stages.toggle()

    def take_stages(self, is_open: bool) -> None:
        """Make room for the stages of an update, or take it back."""
        window = self.window_part
        if is_open:
            window.trainer.pause()
            window.messages.hide()
        # Escape belongs to the mode only while it is on.
        keys = ["E", "Esc"] if is_open else ["E"]
        action = window.actions_by_key["look_inside"]
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setChecked(is_open)
        # The stages explain the same numbers, and need the room.
        window.inspector.setVisible(not is_open)
        self.look()
        if is_open and window.frame is not None:
            # The inspector may have had the update opened: no other frame comes then.
            window.network.stages.show_frame(window.frame)

    def check_gradient(self) -> None:
        """Compare the gradient of the coming batch with central differences."""
        from ui.dialogs.gradient_check import GradientDialog

        if self.gradient_dialog is None:
            self.gradient_dialog = GradientDialog(self.window_part)
            self.gradient_dialog.frame_wanted.connect(self.check_coming)
        self.gradient_dialog.begin()

    def check_coming(self) -> None:
        """See to it that the comparison gets the coming update."""
        self.look()
        frame = self.window_part.frame
        if frame is not None:
            # The inspector may have had the update opened: no other frame comes then.
            self.show_frame(frame)

    # ---- in the pictures ---------------------------------------------------------

    def show_zoom(self, selection: object) -> None:
        """Draw what the neuron under the mouse computes in the large picture."""
        output = self.window_part.output
        if isinstance(selection, Selection) and selection.kind == "neuron":
            output.show_zoom(selection.layer, selection.unit)
        else:
            output.show_zoom(0, None)

    def mark_samples(self) -> None:
        """Mark in the picture what the menu says."""
        actions = self.window_part.actions_by_key
        for name, button in self.window_part.inspector.sample.marks.items():
            button.setChecked(actions[f"mark_{name}"].isChecked())

    def remember_velocity(self) -> None:
        """Begin the next time as now, with or without velocities in the diagram."""
        shown = self.window_part.actions_by_key["show_velocity"].isChecked()
        self.window_part.preferences.set_text("velocity", "shown" if shown else "")

    def close(self) -> None:
        """Close what is open."""
        if self.gradient_dialog is not None:
            self.gradient_dialog.close()
