"""What comes up over the window, under the monkey's hand: menus, dialogs, files."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QWidget,
)
from shiboken6 import isValid

from tests.soak import gestures as hand
from tests.soak.acting import Acting
from tests.soak.control_hand import KEYS, ControlHand
from tests.soak.samples import target_name
from tests.soak.surfaces import place_of_action, words_of

# A dialog is touched so often; then it is closed, and must go.
PATIENCE, LAST_PATIENCE = 25, 60


class DialogHand:
    """Uses popups and dialogs, and closes them when it is tired of them.

    Parameters
    ----------
    is_too_much : tells whether an action is not worth its price
    """

    def __init__(
        self,
        acting: Acting,
        controls: ControlHand,
        is_too_much: Callable[[QAction], bool],
    ) -> None:
        self.acting, self.controls = acting, controls
        self.is_too_much = is_too_much
        self.touched: dict[int, int] = {}

    def touch_popup(self, popup: QWidget) -> None:
        rng = self.acting.rng
        chance = rng.random()
        if self.is_tired_of(popup) or chance < 0.15:
            self.acting.note(f"close {words_of(popup)}")
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
            self.acting.note(f"choose {action.text()}")
            hand.click(popup, place_of_action(popup, action))
        elif chance < 0.6:
            views = popup.findChildren(QAbstractItemView)
            widget = views[0].viewport() if views else popup
            self.acting.note(f"click in {words_of(popup)}")
            hand.click(widget, hand.random_point(rng, widget.rect()))
        else:
            key = rng.choice(KEYS[:12])
            self.acting.note(f"key {key.name} in {words_of(popup)}")
            hand.press_key(popup, key)

    def is_tired_of(self, widget: QWidget) -> bool:
        """Tell whether a dialog or popup was touched often enough."""
        place = id(widget)
        self.touched[place] = self.touched.get(place, 0) + 1
        return self.touched[place] > PATIENCE

    def touch_dialog(self, dialog: QWidget) -> None:
        rng = self.acting.rng
        if self.is_tired_of(dialog):
            self.acting.note(f"close {words_of(dialog)}")
            is_stuck = self.touched[id(dialog)] > LAST_PATIENCE
            del self.touched[id(dialog)]
            if is_stuck:
                self.acting.faults.add("stuck", f"{words_of(dialog)} does not close")
            hand.press_key(dialog, Qt.Key.Key_Escape)
            if isValid(dialog) and dialog.isVisible():
                dialog.close()
        elif isinstance(dialog, QFileDialog):
            self.answer_file_dialog(dialog)
        elif isinstance(dialog, QMessageBox):
            button = rng.choice(dialog.buttons())
            self.acting.note(f"answer {button.text()} to {dialog.text()[:60]!r}")
            if rng.random() < 0.2:
                hand.press_key(dialog, Qt.Key.Key_Escape)
            else:
                hand.click(button, button.rect().center())
        elif rng.random() < 0.12:
            self.acting.note(f"Escape in {words_of(dialog)}")
            hand.press_key(dialog, Qt.Key.Key_Escape)
        elif rng.random() < 0.1:
            QTest.qWait(rng.choice((5, 50)))
        else:
            self.controls.touch_control(dialog)

    def answer_file_dialog(self, dialog: QFileDialog) -> None:
        """Type a name, never touch the list: it can remove files of this machine."""
        rng = self.acting.rng
        is_open = dialog.acceptMode() == QFileDialog.AcceptMode.AcceptOpen
        if rng.random() < 0.2:
            self.acting.note("Escape in the file dialog")
            hand.press_key(dialog, Qt.Key.Key_Escape)
            return
        if is_open:
            name = str(rng.choice(self.acting.files))
        else:
            name = target_name(rng, self.acting.out)
            filters = dialog.nameFilters()
            if filters:
                dialog.selectNameFilter(rng.choice(filters))
        self.acting.note(f"file {name.removeprefix(str(self.acting.folder))}")
        field = dialog.findChild(QLineEdit)
        assert field is not None
        field.setFocus()
        field.setText(name)
        hand.press_key(dialog, Qt.Key.Key_Return)
