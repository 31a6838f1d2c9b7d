"""A monkey at the window: random actions of a real hand, the same for the same seed.

Each action draws from a generator of its own, made of the seed and the action's number,
so that what one action does is not changed by how much another one drew.
"""

import collections
import os
import random
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QThread, QTimer, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMenuBar,
    QMessageBox,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

import playground as pg
from tests.soak import gestures as hand
from tests.soak.faults import Faults
from tests.soak.growth import resident_megabytes
from tests.soak.samples import WORDS, make_files, target_name
from tests.soak.surfaces import (
    WEIGHTS,
    controls_of,
    is_scrolled_away,
    place_of_action,
    scroll_to,
    touchable_area,
    words_of,
)
from tests.soak.watchdog import Watchdog
from ui.app import create_window
from ui.main_window import MainWindow

KEPT = 30
ANSWER_MS = 8
# A dialog is touched so often; then it is closed, and must go.
PATIENCE, LAST_PATIENCE = 25, 60
MOST_DEPTH = 12
THREAD_SECONDS = 20.0
SIZES = ((1440, 900), (1280, 800), (1024, 700), (1000, 640), (1600, 1000))
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


@dataclass(slots=True)
class Told:
    """What a monkey brings home."""

    actions: int = 0
    windows: int = 0
    seconds: float = 0.0
    threads_left: list[str] = field(default_factory=list)
    children_left: list[str] = field(default_factory=list)
    megabytes: tuple[float, float] = (0.0, 0.0)
    last: list[str] = field(default_factory=list)


class Monkey:
    """Acts on the windows of this process until it has done enough.

    Parameters
    ----------
    count : how many actions
    folder : where its files are; nothing outside is written
    seconds : ends earlier after so many
    """

    def __init__(
        self,
        application: QApplication,
        seed: int,
        count: int,
        folder: Path,
        seconds: float | None = None,
    ) -> None:
        self.application = application
        self.seed, self.count, self.folder = seed, count, folder
        self.end = time.monotonic() + seconds if seconds else None
        self.faults = Faults()
        self.watchdog = Watchdog()
        self.files = make_files(folder / "files")
        self.out = folder / "out"
        self.out.mkdir()
        self.told = Told()
        self.last: collections.deque[str] = collections.deque(maxlen=KEPT)
        self.rng = random.Random(seed)
        self.serials: list[tuple[int, int]] = []
        self.number = 0
        self.touched: dict[int, int] = {}
        self.closing = False
        self.window: MainWindow | None = None
        self.threads_before = set(threading.enumerate())
        self.turns = QTimer()
        self.turns.timeout.connect(self.turn)
        self.began = time.monotonic()

    # ---- the frame ---------------------------------------------------------------

    def run(self) -> Told:
        """Act until enough was done; return what is left behind."""
        self.faults.recent = lambda: list(self.last)
        self.faults.listen()
        self.open_window()
        self.turns.start(0)
        self.application.exec()
        self.watchdog.stop()
        self.faults.forget()
        self.told.actions = self.number
        self.told.seconds = time.monotonic() - self.began
        self.told.last = self.faults.actions_before or list(self.last)
        return self.told

    def open_window(self) -> None:
        self.watchdog.pause()
        settings = pg.Settings.build(data="circles", hidden=(4, 2), samples=100)
        self.window = create_window(settings)
        self.window.trainer.failed.connect(self.note_failure)
        self.window.resize(1280, 800)
        self.window.show()
        self.window.activateWindow()
        self.wait(lambda: self.is_ready, 60.0, "the window is ready")
        self.told.windows += 1
        if self.told.windows == 1:
            self.told.megabytes = (resident_megabytes(), 0.0)
        self.watchdog.go_on()

    @property
    def is_ready(self) -> bool:
        window = self.window
        return window is not None and window.has_pages and window.frame is not None

    def note_failure(self, reason: str, details: str) -> None:
        self.faults.add("exception", f"training failed: {reason}\n{details}")

    def turn(self) -> None:
        """One turn of the event loop: one action, or the end."""
        self.watchdog.beat()
        self.closing = False
        window = self.window
        if window is None or not isValid(window) or not window.isVisible():
            self.part_with_window()
            if not self.is_enough:
                self.open_window()
                return
        if self.is_enough:
            self.finish()
            return
        self.act()

    @property
    def is_enough(self) -> bool:
        late = self.end is not None and time.monotonic() > self.end
        return late or self.number >= self.count

    def finish(self) -> None:
        """Close the window without keeping anything, and leave."""
        self.turns.stop()
        if self.window is not None:
            self.close_window()
            self.part_with_window()
        self.told.megabytes = (self.told.megabytes[0], resident_megabytes())
        self.application.quit()

    def close_window(self) -> None:
        window = self.window
        assert window is not None
        self.closing = True
        for _ in range(20):
            while (popup := self.application.activePopupWidget()) is not None:
                popup.close()
            if isinstance(modal := self.application.activeModalWidget(), QDialog):
                modal.reject()
                continue
            self.within(window.close, "close the window")
            if not window.isVisible():
                return
            QTest.qWait(20)
        self.faults.add("stuck", "the window does not close")
        window.documents.is_closing = True
        window.close()

    def part_with_window(self) -> None:
        """Look at what a closed window left."""
        window, self.window = self.window, None
        if window is None:
            return
        for top in self.application.topLevelWidgets():
            if top is not window and top.isVisible() and not top.parent():
                self.faults.add("stuck", f"{words_of(top)} is still open")
                top.close()
        self.wait(lambda: not self.threads(), THREAD_SECONDS, "")
        self.told.threads_left += self.threads()
        # Python keeps one helper of `multiprocessing` to its own end.
        children = [
            child
            for child in psutil.Process().children(recursive=True)
            if "resource_tracker" not in " ".join(child.cmdline())
        ]
        _, alive = psutil.wait_procs(children, timeout=5)
        self.told.children_left += [" ".join(one.cmdline()[-3:]) for one in alive]
        for child in alive:
            child.kill()
        window.deleteLater()
        self.sweep_folder()

    def threads(self) -> list[str]:
        """Return the threads that were not there before the first window."""
        return [
            thread.name
            for thread in threading.enumerate()
            if thread not in self.threads_before
            and not isinstance(thread, threading._DummyThread)
            and thread is not self.watchdog.thread_of_watching
        ]

    def sweep_folder(self) -> None:
        """Keep the disk free: films and experiments are large."""
        for path in self.out.rglob("*"):
            if path.is_file():
                path.unlink(missing_ok=True)

    def wait(self, condition: Callable[[], bool], seconds: float, what: str) -> None:
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                if what:
                    self.faults.add("stuck", f"waited {seconds:.0f} s until {what}")
                return
            QTest.qWait(5)
            self.watchdog.beat()

    # ---- one action --------------------------------------------------------------

    def act(self) -> None:
        """Do the next action; another loop of events inside it is answered, too."""
        self.number += 1
        self.faults.action = self.watchdog.action = self.number
        self.rng = random.Random(f"{self.seed} {self.number}")
        self.within(self.touch, "act")

    def within(self, action: Callable[[], Any], what: str) -> None:
        """Do something that may open a dialog and wait for it."""
        serial = self.number
        level = QThread.currentThread().loopLevel()
        self.serials.append((serial, level))
        QTimer.singleShot(ANSWER_MS, lambda: self.answer(serial))
        self.watchdog.beat()
        try:
            action()
        # Whatever it is, the monkey goes on and tells.
        except Exception as error:  # noqa: BLE001
            # Ours when a window vanished under the hand; else the program's.
            if not is_own(error):
                words = "".join(traceback.format_exception(error))
                self.faults.add("exception", f"{what}: {words}")
        finally:
            self.serials = [one for one in self.serials if one[0] != serial]
            self.watchdog.beat()

    def answer(self, serial: int) -> None:
        """Act inside the loop of a dialog that the action opened."""
        levels = dict(self.serials)
        if serial not in levels:
            return
        QTimer.singleShot(ANSWER_MS, lambda: self.answer(serial))
        self.watchdog.beat()
        is_innermost = self.serials[-1][0] == serial
        is_nested = QThread.currentThread().loopLevel() > levels[serial]
        if not is_innermost or not is_nested:
            return
        if self.closing or self.number >= self.count or len(levels) > MOST_DEPTH:
            self.dismiss()
        else:
            self.act()

    def dismiss(self) -> None:
        """Get rid of what is in front, keeping nothing."""
        popup = self.application.activePopupWidget()
        modal = self.application.activeModalWidget()
        if popup is not None:
            popup.close()
        elif isinstance(modal, QMessageBox):
            discard = modal.button(QMessageBox.StandardButton.Discard)
            if discard is not None:
                discard.click()
            else:
                modal.reject()
        elif isinstance(modal, QDialog):
            modal.reject()
        elif modal is not None:
            modal.close()

    def note(self, words: str) -> None:
        self.last.append(f"{self.number}: {words}")

    def touch(self) -> None:
        """Choose what is in front and do something to it."""
        popup = self.application.activePopupWidget()
        if popup is not None:
            self.touch_popup(popup)
            return
        modal = self.application.activeModalWidget()
        if modal is not None:
            self.touch_dialog(modal)
            return
        window = self.window
        if window is None or not window.isVisible():
            return
        tops = [
            top
            for top in self.application.topLevelWidgets()
            if top.isVisible() and top is not window and isinstance(top, QDialog)
        ]
        if tops and self.rng.random() < 0.3:
            self.touch_dialog(self.rng.choice(tops))
            return
        if not window.isActiveWindow():
            window.activateWindow()
        self.touch_window(window)

    def touch_window(self, window: MainWindow) -> None:
        rng = self.rng
        ways: tuple[tuple[float, Callable[[MainWindow], None]], ...] = (
            (62, self.touch_control),
            (9, self.press_any_key),
            (8, self.press_shortcut),
            (5, self.open_menu),
            (2, self.trigger_action),
            (6, self.idle),
            (2, self.resize),
            (2, self.undo),
            (1, self.drop),
            (1, self.see_small_again),
        )
        weights = [weight for weight, _ in ways]
        _, way = rng.choices(ways, weights)[0]
        way(window)

    # ---- the main window ---------------------------------------------------------

    def touch_control(self, top: QWidget) -> None:
        """Use one of the visible controls."""
        rng = self.rng
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
        rng = self.rng
        self.note(f"{kind} {words_of(widget)}")
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
                hand.drag(widget, [point, point + QPoint(*self.far(200))])
            case "menu bar":
                self.open_menu(widget.window())
            case _:
                hand.click(widget, point, twice=rng.random() < 0.05)

    def far(self, most: int) -> tuple[int, int]:
        return self.rng.randint(-most, most), self.rng.randint(-most, most)

    def use_canvas(self, widget: QWidget) -> None:
        rng = self.rng
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
                    points.append(points[-1] + QPoint(*self.far(900)))
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
        rng = self.rng
        hand.click(widget, touchable_area(widget).center())
        hand.type_text(widget, rng.choice(WORDS))
        if isValid(widget):
            keys = (Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_Up)
            hand.press_key(widget, rng.choice(keys))

    def use_slider(self, widget: QWidget) -> None:
        rng = self.rng
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
        rng = self.rng
        assert isinstance(widget, QComboBox)
        hand.click(widget, touchable_area(widget).center())
        popup = self.application.activePopupWidget()
        if popup is None or rng.random() < 0.2:
            return
        for _ in range(rng.randint(0, widget.count())):
            hand.press_key(popup, rng.choice((Qt.Key.Key_Down, Qt.Key.Key_Up)))
        hand.press_key(popup, Qt.Key.Key_Return)

    def use_tabs(self, widget: QWidget) -> None:
        assert isinstance(widget, QTabBar)
        if widget.count():
            place = self.rng.randrange(widget.count())
            hand.click(widget, widget.tabRect(place).center())

    def press_any_key(self, top: QWidget) -> None:
        rng = self.rng
        key, modifier = rng.choice(KEYS), rng.choice(hand.MODIFIERS)
        self.note(f"key {key.name} {modifier.name}")
        for _ in range(rng.choice((1, 1, 1, 4))):
            hand.press_key(top, key, modifier)

    def press_shortcut(self, window: MainWindow) -> None:
        actions = [
            action for action in window.findChildren(QAction) if action.shortcuts()
        ]
        action = self.rng.choice(sorted(actions, key=lambda one: one.text()))
        sequence = self.rng.choice(action.shortcuts())
        if self.is_too_much(action):
            return
        self.note(f"shortcut {sequence.toString()} ({action.text()})")
        hand.press_sequence(window, sequence)

    def is_too_much(self, action: QAction) -> bool:
        """Tell whether it would end the window, which is made anew at a high price."""
        window = self.window
        quits = window is not None and action is window.actions_by_key["quit"]
        return quits and self.rng.random() < 0.95

    def open_menu(self, window: QWidget) -> None:
        bars = [bar for bar in window.findChildren(QMenuBar) if bar.isVisible()]
        if not bars:
            return
        bar = bars[0]
        action = self.rng.choice(bar.actions())
        self.note(f"menu {action.text()}")
        hand.click(bar, place_of_action(bar, action))

    def trigger_action(self, window: MainWindow) -> None:
        keys = sorted(window.actions_by_key)
        action = window.actions_by_key[self.rng.choice(keys)]
        if action.isEnabled() and not self.is_too_much(action):
            self.note(f"action {action.text()}")
            action.trigger()

    def idle(self, window: MainWindow) -> None:
        milliseconds = self.rng.choice((1, 5, 20, 60, 120))
        self.note(f"wait {milliseconds} ms")
        QTest.qWait(milliseconds)

    def resize(self, window: MainWindow) -> None:
        width, height = self.rng.choice(SIZES)
        self.note(f"resize {width}×{height}")
        if self.rng.random() < 0.1:
            window.showMinimized()
            window.showNormal()
        window.resize(width, height)

    def undo(self, window: MainWindow) -> None:
        for _ in range(self.rng.randint(1, 6)):
            key = self.rng.choice((Qt.Key.Key_Z, Qt.Key.Key_Z, Qt.Key.Key_Y))
            self.note(f"Ctrl+{key.name[-1]}")
            hand.press_key(window, key, Qt.KeyboardModifier.ControlModifier)

    def drop(self, window: MainWindow) -> None:
        """Drop a file on the window."""
        path = self.rng.choice(self.files)
        self.note(f"drop {path.name}")
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
        data = self.rng.choice(("xor", "circles", "plane", "moons"))
        self.note(f"small {data}")
        settings = pg.Settings.build(data=data, hidden=(3, 2), samples=80)
        store.replace_all(settings, "small")

    # ---- what comes up over it ---------------------------------------------------

    def touch_popup(self, popup: QWidget) -> None:
        rng = self.rng
        chance = rng.random()
        if self.is_tired_of(popup) or chance < 0.15:
            self.note(f"close {words_of(popup)}")
            hand.press_key(popup, Qt.Key.Key_Escape)
            if isValid(popup) and popup.isVisible() and self.is_tired_of(popup):
                popup.close()
        elif isinstance(popup, QMenu) and chance < 0.85:
            actions = [one for one in popup.actions() if not one.isSeparator()]
            if not actions:
                popup.close()
                return
            action = rng.choice(actions)
            if self.is_too_much(action):
                popup.close()
                return
            self.note(f"choose {action.text()}")
            hand.click(popup, place_of_action(popup, action))
        elif chance < 0.6:
            views = popup.findChildren(QAbstractItemView)
            widget = views[0].viewport() if views else popup
            self.note(f"click in {words_of(popup)}")
            hand.click(widget, hand.random_point(rng, widget.rect()))
        else:
            key = rng.choice(KEYS[:12])
            self.note(f"key {key.name} in {words_of(popup)}")
            hand.press_key(popup, key)

    def is_tired_of(self, widget: QWidget) -> bool:
        """Tell whether a dialog or popup was touched often enough."""
        place = id(widget)
        self.touched[place] = self.touched.get(place, 0) + 1
        return self.touched[place] > PATIENCE

    def touch_dialog(self, dialog: QWidget) -> None:
        rng = self.rng
        if self.is_tired_of(dialog):
            self.note(f"close {words_of(dialog)}")
            is_stuck = self.touched[id(dialog)] > LAST_PATIENCE
            del self.touched[id(dialog)]
            if is_stuck:
                self.faults.add("stuck", f"{words_of(dialog)} does not close")
            hand.press_key(dialog, Qt.Key.Key_Escape)
            if isValid(dialog) and dialog.isVisible():
                dialog.close()
        elif isinstance(dialog, QFileDialog):
            self.answer_file_dialog(dialog)
        elif isinstance(dialog, QMessageBox):
            button = rng.choice(dialog.buttons())
            self.note(f"answer {button.text()} to {dialog.text()[:60]!r}")
            if rng.random() < 0.2:
                hand.press_key(dialog, Qt.Key.Key_Escape)
            else:
                hand.click(button, button.rect().center())
        elif rng.random() < 0.12:
            self.note(f"Escape in {words_of(dialog)}")
            hand.press_key(dialog, Qt.Key.Key_Escape)
        elif rng.random() < 0.1:
            QTest.qWait(rng.choice((5, 50)))
        else:
            self.touch_control(dialog)

    def answer_file_dialog(self, dialog: QFileDialog) -> None:
        """Type a name, never touch the list: it can remove files of this machine."""
        rng = self.rng
        is_open = dialog.acceptMode() == QFileDialog.AcceptMode.AcceptOpen
        if rng.random() < 0.2:
            self.note("Escape in the file dialog")
            hand.press_key(dialog, Qt.Key.Key_Escape)
            return
        if is_open:
            name = str(rng.choice(self.files))
        else:
            name = target_name(rng, self.out)
            filters = dialog.nameFilters()
            if filters:
                dialog.selectNameFilter(rng.choice(filters))
        self.note(f"file {name.removeprefix(str(self.folder))}")
        field = dialog.findChild(QLineEdit)
        assert field is not None
        field.setFocus()
        field.setText(name)
        hand.press_key(dialog, Qt.Key.Key_Return)


def is_own(error: BaseException) -> bool:
    """Tell whether an error is the monkey's: it held a window that is gone."""
    frames = traceback.extract_tb(error.__traceback__)
    inner = os.path.basename(os.path.dirname(frames[-1].filename)) if frames else ""
    return isinstance(error, RuntimeError) and inner == "soak"
