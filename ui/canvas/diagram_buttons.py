"""The small buttons in the diagram: real ones, for keys and screen readers as well."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from playground.decisions import MAX_LAYERS
from playground.settings import Settings
from ui.canvas.diagram_edits import (
    MOST_NEURONS,
    Edit,
    add_layer,
    add_neuron,
    remove_layer,
    remove_neuron,
)
from ui.canvas.diagram_layout import Layout
from ui.canvas.diagram_rect import Rect
from ui.labels import text
from ui.theme import current


@dataclass(frozen=True, slots=True)
class Action:
    """What one kind of button does and looks like.

    Attributes
    ----------
    name : key of its words, and of its places in the layout's `buttons`
    refusal : key of the words for why it cannot be pressed, if that can be
    """

    name: str
    sign: str
    shape: str
    edit: Callable[[Settings, int], Edit | None]
    refusal: str = ""
    limit: int = 0


class DiagramButton(QToolButton):
    """A sign in a square, in a dashed circle or alone, in the theme's colours."""

    def __init__(self, action: Action, index: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.action = action
        self.index = index
        self.refused = ""
        self.looks: tuple[object, ...] = ()
        self.picture = QPixmap()
        self.setAccessibleName(text(f"network.{action.name}", number=index + 1))
        # A click must not take the space bar away from play and pause.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def allow(self, possible: bool) -> None:
        self.setEnabled(possible)
        action = self.action
        key = f"{action.name}.tip" if possible else f"{action.name}.{action.refusal}"
        self.setToolTip(
            text(f"network.{key}", number=self.index + 1, limit=action.limit)
        )

    def place(self, rect: Rect) -> None:
        self.setGeometry(int(rect.x), int(rect.y), int(rect.width), int(rect.height))

    def outline_color(self) -> QColor | None:
        theme = current()
        if not self.isEnabled():
            return QColor(theme.line) if self.action.shape != "bare" else None
        if self.hasFocus() or self.underMouse():
            return QColor(theme.accent)
        return QColor(theme.strong_line) if self.action.shape != "bare" else None

    def paintEvent(self, event: QPaintEvent) -> None:
        # Painted with every frame of the diagram behind it, and nearly always alike.
        looks = (
            *(self.size(), self.devicePixelRatioF(), current(), self.isEnabled()),
            *(self.underMouse(), self.hasFocus(), self.isDown()),
        )
        if looks != self.looks:
            self.looks = looks
            self.picture = self.drawn()
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self.picture)

    def drawn(self) -> QPixmap:
        """Return the button as it looks now."""
        theme = current()
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            outline = self.outline_color()
            pen = QPen(outline or QColor(0, 0, 0, 0), 1)
            if self.action.shape == "circle":
                resting = not (self.underMouse() or self.hasFocus())
                pen.setStyle(Qt.PenStyle.DashLine if resting else Qt.PenStyle.SolidLine)
                pen.setDashPattern([2.5, 2.5]) if resting else None
            painter.setPen(pen if outline else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.line if self.isDown() else theme.card))
            if self.action.shape == "circle":
                painter.drawEllipse(area)
            else:
                painter.drawRoundedRect(area, 5, 5)
            self.draw_sign(painter, area)
        return picture

    def draw_sign(self, painter: QPainter, area: QRectF) -> None:
        theme = current()
        if not self.isEnabled():
            ink = QColor(theme.strong_line)
        elif self.underMouse() or self.hasFocus():
            ink = QColor(theme.accent)
        else:
            bold = self.action.shape == "box"
            ink = QColor(theme.text if bold else theme.muted)
        pen = QPen(ink, 1.4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        middle = area.center()
        arm = area.width() * (0.2 if self.action.sign != "cross" else 0.22)
        for dx, dy in SIGNS[self.action.sign]:
            step = QPointF(dx * arm, dy * arm)
            painter.drawLine(middle - step, middle + step)


class DiagramButtons(QObject):
    """All buttons of a diagram; they follow its layout.

    Signals
    -------
    edited : the settings that a click wants changed
    """

    edited = Signal(dict)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.view = parent
        self.settings: Settings | None = None
        self.buttons: dict[str, list[DiagramButton]] = {name: [] for name in ACTIONS}

    def show_settings(self, settings: Settings) -> None:
        """Act on these settings from now on."""
        self.settings = settings
        for buttons in self.buttons.values():
            for button in buttons:
                self.refresh(button)

    def follow(self, layout: Layout) -> None:
        """Stand where the layout says, as many as it says."""
        for name, buttons in self.buttons.items():
            places: tuple[Rect, ...] = getattr(layout.buttons, name)
            while len(buttons) > len(places):
                button = buttons.pop()
                button.hide()
                button.deleteLater()
            while len(buttons) < len(places):
                buttons.append(self.make_button(ACTIONS[name], len(buttons)))
            for button, place in zip(buttons, places, strict=True):
                button.place(place)

    def make_button(self, action: Action, index: int) -> DiagramButton:
        button = DiagramButton(action, index, self.view)
        button.clicked.connect(self._on_clicked)
        self.refresh(button)
        button.show()
        return button

    def refresh(self, button: DiagramButton) -> None:
        settings = self.settings
        button.allow(
            settings is not None
            and button.action.edit(settings, button.index) is not None
        )

    def _on_clicked(self) -> None:
        button = self.sender()
        assert isinstance(button, DiagramButton)
        if self.settings is None:
            return
        edit = button.action.edit(self.settings, button.index)
        if edit is not None:
            self.edited.emit(edit)


# Directions of the strokes of each sign.
SIGNS: dict[str, tuple[tuple[float, float], ...]] = {
    "minus": ((1, 0),),
    "plus": ((1, 0), (0, 1)),
    "cross": ((1, 1), (1, -1)),
}

ACTIONS: dict[str, Action] = {
    action.name: action
    for action in (
        Action("remove_layer", "cross", "bare", remove_layer, "tip"),
        Action("remove_neuron", "minus", "box", remove_neuron, "last"),
        Action("add_neuron", "plus", "box", add_neuron, "full", MOST_NEURONS),
        Action("add_layer", "plus", "circle", add_layer, "full", MAX_LAYERS),
    )
}
