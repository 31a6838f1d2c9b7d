"""Panels: each shows one thing and says what the user asked for, nothing more.

A panel has the parts of this contract that it needs:

    edited = Signal(dict)                      # settings that the user wants changed
    def show_settings(self, settings): ...     # draw the controls; must not emit
    def show_frame(self, frame): ...           # draw the picture; must not emit

Panels never talk to each other and never touch the run.
"""

from typing import Protocol

from playground.frame import Frame


class FramePanel(Protocol):
    """A panel that draws frames."""

    def show_frame(self, frame: Frame) -> None: ...
