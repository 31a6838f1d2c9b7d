"""The main window under the monkey's hand: keys, shortcuts, menus, sizes, files."""

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import playground as pg
from tests.soak import gestures as hand
from tests.soak.acting import Acting
from tests.soak.control_hand import ControlHand
from tests.soak.feature_hand import FeatureHand
from ui.main_window import MainWindow

SIZES = ((1440, 900), (1280, 800), (1024, 700), (1000, 640), (1600, 1000))
Way = tuple[float, Callable[[MainWindow], None]]


class WindowHand:
    """Does what a person does to a whole window."""

    def __init__(self, acting: Acting, controls: ControlHand) -> None:
        self.acting = acting
        self.ways: tuple[Way, ...] = (
            (62, controls.touch_control),
            (9, controls.press_any_key),
            (8, self.press_shortcut),
            (5, controls.open_menu),
            (2, self.trigger_action),
            (6, self.idle),
            (2, self.resize),
            (2, self.undo),
            (1, self.drop),
            (1, self.see_small_again),
            (10, FeatureHand(acting, controls).touch),
        )

    def touch(self, window: MainWindow) -> None:
        """Do one of them, each as often as it is worth."""
        weights = [weight for weight, _ in self.ways]
        _, way = self.acting.rng.choices(self.ways, weights)[0]
        way(window)

    def press_shortcut(self, window: MainWindow) -> None:
        actions = [
            action for action in window.findChildren(QAction) if action.shortcuts()
        ]
        action = self.acting.rng.choice(sorted(actions, key=lambda one: one.text()))
        sequence = self.acting.rng.choice(action.shortcuts())
        if self.is_too_much(window, action):
            return
        self.acting.note(f"shortcut {sequence.toString()} ({action.text()})")
        hand.press_sequence(window, sequence)

    def trigger_action(self, window: MainWindow) -> None:
        keys = sorted(window.actions_by_key)
        action = window.actions_by_key[self.acting.rng.choice(keys)]
        if action.isEnabled() and not self.is_too_much(window, action):
            self.acting.note(f"action {action.text()}")
            action.trigger()

    def idle(self, window: MainWindow) -> None:
        milliseconds = self.acting.rng.choice((1, 5, 20, 60, 120))
        self.acting.note(f"wait {milliseconds} ms")
        QTest.qWait(milliseconds)

    def resize(self, window: MainWindow) -> None:
        width, height = self.acting.rng.choice(SIZES)
        self.acting.note(f"resize {width}×{height}")
        if self.acting.rng.random() < 0.1:
            window.showMinimized()
            window.showNormal()
        window.resize(width, height)

    def undo(self, window: MainWindow) -> None:
        for _ in range(self.acting.rng.randint(1, 6)):
            key = self.acting.rng.choice((Qt.Key.Key_Z, Qt.Key.Key_Z, Qt.Key.Key_Y))
            self.acting.note(f"Ctrl+{key.name[-1]}")
            hand.press_key(window, key, Qt.KeyboardModifier.ControlModifier)

    def drop(self, window: MainWindow) -> None:
        """Drop a file on the window."""
        path = self.acting.rng.choice(self.acting.files)
        self.acting.note(f"drop {path.name}")
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        place = QPointF(window.rect().center())
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(place.toPoint(), copy, mime, left, none)
        QApplication.sendEvent(window, enter)
        if enter.isAccepted():
            QApplication.sendEvent(window, QDropEvent(place, copy, mime, left, none))

    def see_small_again(self, window: MainWindow) -> None:
        """Come back to a small problem; else a slow one stays for a long time."""
        store = window.store
        data = self.acting.rng.choice(("xor", "circles", "plane", "moons"))
        self.acting.note(f"small {data}")
        settings = pg.Settings.build(data=data, hidden=(3, 2), samples=80)
        store.replace_all(settings, "small")

    def is_too_much(self, window: MainWindow, action: QAction) -> bool:
        """Tell whether it would end the window, which is made anew at a high price."""
        quits = action is window.actions_by_key["quit"]
        return quits and self.acting.rng.random() < 0.95
