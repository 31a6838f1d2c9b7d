"""The visible controls under the monkey's hand: each kind is used as it is meant."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractSlider, QComboBox, QMenuBar, QTabBar, QWidget
from shiboken6 import isValid

from tests.soak import gestures as hand
from tests.soak.acting import Acting
from tests.soak.samples import WORDS
from tests.soak.surfaces import (
    WEIGHTS,
    controls_of,
    is_scrolled_away,
    place_of_action,
    scroll_to,
    touchable_area,
    words_of,
)

KEYS = (
    *(Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
    *(Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Plus, Qt.Key.Key_Minus),
    *(Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_E, Qt.Key.Key_R, Qt.Key.Key_W),
    *(Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_5, Qt.Key.Key_9, Qt.Key.Key_Period),
    *(
        Qt.Key.Key_Menu,
        Qt.Key.Key_F1,
        Qt.Key.Key_F2,
        Qt.Key.Key_F10,
        Qt.Key.Key_Question,
    ),
)


class ControlHand:
    """Uses the controls of the main window and of dialogs."""

    def __init__(self, acting: Acting) -> None:
        self.acting = acting

    def touch_control(self, top: QWidget) -> None:
        """Use one of the visible controls."""
        rng = self.acting.rng
        found = controls_of(top)
        if not found:
            self.press_any_key(top)
            return
        kinds = sorted(found)
        kind = rng.choices(kinds, [WEIGHTS[kind] for kind in kinds])[0]
        widget = rng.choice(found[kind])
        if is_scrolled_away(widget):
            scroll_to(widget)
        self.use(widget, kind)

    def use(self, widget: QWidget, kind: str) -> None:
        rng = self.acting.rng
        self.acting.note(f"{kind} {words_of(widget)}")
        point = hand.random_point(rng, touchable_area(widget))
        anything = rng.random()
        if anything < 0.04:
            hand.click(widget, point, hand.RIGHT)
            return
        if anything < 0.07:
            hand.turn_wheel(widget, point, rng.choice((-5, -1, 1, 5)))
            return
        match kind:
            case "canvas":
                self.use_canvas(widget)
            case "field" | "text":
                self.use_field(widget)
            case "slider" | "scroll bar":
                self.use_slider(widget)
            case "combo":
                self.use_combo(widget)
            case "tabs":
                self.use_tabs(widget)
            case "list":
                hand.click(widget, point, twice=rng.random() < 0.2)
            case "splitter":
                hand.drag(widget, [point, point + QPoint(*self.acting.far(200))])
            case "menu bar":
                self.open_menu(widget.window())
            case _:
                hand.click(widget, point, twice=rng.random() < 0.05)

    def use_canvas(self, widget: QWidget) -> None:
        rng = self.acting.rng
        area = touchable_area(widget)
        points = [hand.random_point(rng, area) for _ in range(rng.randint(2, 5))]
        match rng.randrange(8):
            case 0 | 1:
                modifier = rng.choice(hand.MODIFIERS)
                hand.click(widget, points[0], hand.LEFT, modifier)
            case 2:
                hand.click(widget, points[0], twice=True)
            case 3 | 4:
                if rng.random() < 0.2:
                    points.append(points[-1] + QPoint(*self.acting.far(900)))
                button = hand.LEFT if rng.random() < 0.85 else hand.RIGHT
                hand.drag(widget, points, button)
            case 5:
                hand.hover(widget, points)
            case 6:
                steps = rng.choice((-8, -2, -1, 1, 2, 8))
                hand.turn_wheel(widget, points[0], steps, rng.choice(hand.MODIFIERS))
            case 7:
                hand.click(widget, points[0])
                for _ in range(rng.randint(1, 4)):
                    hand.press_key(widget, rng.choice(KEYS), rng.choice(hand.MODIFIERS))

    def use_field(self, widget: QWidget) -> None:
        rng = self.acting.rng
        hand.click(widget, touchable_area(widget).center())
        hand.type_text(widget, rng.choice(WORDS))
        if isValid(widget):
            keys = (Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_Up)
            hand.press_key(widget, rng.choice(keys))

    def use_slider(self, widget: QWidget) -> None:
        rng = self.acting.rng
        area = touchable_area(widget)
        point = hand.random_point(rng, area)
        match rng.randrange(3):
            case 0:
                hand.click(widget, point)
            case 1:
                points = [hand.random_point(rng, area) for _ in range(4)]
                if isinstance(widget, QAbstractSlider):
                    share = widget.sliderPosition() - widget.minimum()
                    share /= max(1, widget.maximum() - widget.minimum())
                    x = area.left() + round(share * area.width())
                    points[0] = QPoint(x, area.center().y())
                hand.drag(widget, points)
            case 2:
                hand.click(widget, point)
                for _ in range(rng.randint(1, 5)):
                    hand.press_key(widget, rng.choice(KEYS[4:12]))

    def use_combo(self, widget: QWidget) -> None:
        rng = self.acting.rng
        assert isinstance(widget, QComboBox)
        hand.click(widget, touchable_area(widget).center())
        popup = self.acting.application.activePopupWidget()
        if popup is None or rng.random() < 0.2:
            return
        for _ in range(rng.randint(0, widget.count())):
            hand.press_key(popup, rng.choice((Qt.Key.Key_Down, Qt.Key.Key_Up)))
        hand.press_key(popup, Qt.Key.Key_Return)

    def use_tabs(self, widget: QWidget) -> None:
        assert isinstance(widget, QTabBar)
        if widget.count():
            place = self.acting.rng.randrange(widget.count())
            hand.click(widget, widget.tabRect(place).center())

    def press_any_key(self, top: QWidget) -> None:
        rng = self.acting.rng
        key, modifier = rng.choice(KEYS), rng.choice(hand.MODIFIERS)
        self.acting.note(f"key {key.name} {modifier.name}")
        for _ in range(rng.choice((1, 1, 1, 4))):
            hand.press_key(top, key, modifier)

    def open_menu(self, window: QWidget) -> None:
        bars = [bar for bar in window.findChildren(QMenuBar) if bar.isVisible()]
        if not bars:
            return
        bar = bars[0]
        action = self.acting.rng.choice(bar.actions())
        self.acting.note(f"menu {action.text()}")
        hand.click(bar, place_of_action(bar, action))
