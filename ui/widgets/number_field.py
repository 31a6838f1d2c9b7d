"""Fields in which a number is typed: every legal one is accepted, no other."""

from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QSizePolicy,
    QStyledItemDelegate,
    QWidget,
)

from playground.errors import SettingsError
from ui.widgets.quantity import Quantity, Value

ROWS = "QAbstractItemView::item { min-height: 20px; padding-left: 5px; }"
STEP_KEYS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class NumberField(QLineEdit):
    """One number. Enter, leaving the field or a click elsewhere takes what was typed.

    Esc takes it back; Up and Down go along the quantity's steps.

    Signals
    -------
    committed : the new value, if it differs.
    refused : a sentence that says what is allowed; the old number is shown again.
    """

    committed = Signal(object)
    refused = Signal(str)

    def __init__(self, quantity: Quantity) -> None:
        super().__init__()
        self.quantity = quantity
        self.value: Value = 0
        # A field keeps two pixels free that a list does not: one column for both.
        self.setTextMargins(-2, 0, 0, 0)
        # Buttons do not take the focus, so leaving is seen by the click itself.
        self.watching = False
        self.editingFinished.connect(self.commit)
        self.textEdited.connect(self._on_edited)

    def show_value(self, value: Value) -> None:
        """Show a number; what is being typed stays when there is no other number."""
        if value == self.value and self.isModified():
            return
        self.value = value
        self.restore()

    def restore(self) -> None:
        """Forget what was typed."""
        self.setText(self.quantity.write(self.value))
        self.setCursorPosition(0)
        self.stop_watching()

    def commit(self) -> None:
        """Take what was typed."""
        if self.isModified():
            self.take(self.quantity.read(self.text()))

    def take(self, wanted: Value) -> None:
        """Make a number the new value, or refuse it."""
        try:
            value = self.quantity.check(wanted)
        except SettingsError as error:
            self.restore()
            self.refused.emit(str(error))
            return
        changed = value != self.value
        self.value = value
        self.restore()
        if changed:
            self.committed.emit(value)

    def step(self, direction: int) -> None:
        """Go to the next number above (1) or below (-1)."""
        self.commit()
        self.take(self.quantity.neighbour(self.value, direction))
        self.selectAll()

    def stop_watching(self) -> None:
        if self.watching:
            self.watching = False
            cast("QCoreApplication", QApplication.instance()).removeEventFilter(self)

    def is_outside(self, watched: QObject) -> bool:
        """Return whether an object is a widget that is not part of the field."""
        if not isinstance(watched, QWidget) or QApplication.activePopupWidget():
            return False
        own = (self, self.parentWidget() if self.is_in_combo() else self)
        return watched not in own

    def is_in_combo(self) -> bool:
        return isinstance(self.parentWidget(), QComboBox)

    def _on_edited(self) -> None:
        if not self.watching:
            self.watching = True
            cast("QCoreApplication", QApplication.instance()).installEventFilter(self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            key = cast("QKeyEvent", event).key()
            if key == Qt.Key.Key_Space:
                # No number has a space: it takes the number, and then plays.
                self.commit()
                event.ignore()
                return False
            if key in STEP_KEYS or (key == Qt.Key.Key_Escape and self.isModified()):
                event.accept()
                return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and self.is_outside(watched):
            self.commit()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in STEP_KEYS:
            self.step(STEP_KEYS[Qt.Key(key)])
        elif key == Qt.Key.Key_Escape and self.isModified():
            self.restore()
            self.selectAll()
        elif key != Qt.Key.Key_Space:
            super().keyPressEvent(event)


class NumberChoice(QComboBox):
    """A number field with its steps as a list under it.

    Signals
    -------
    committed, refused : the field's own.
    """

    committed = Signal(object)
    refused = Signal(str)

    def __init__(self, quantity: Quantity) -> None:
        super().__init__()
        self.field = NumberField(quantity)
        self.setEditable(True)
        self.setLineEdit(self.field)
        # The list's own completion would turn 0.0 into 0.0001 while one types.
        self.setCompleter(None)  # type: ignore[arg-type]
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(16)
        # As airy as the lists of boxes in which nothing can be typed.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.view().setStyleSheet(ROWS)
        self.offer(quantity)
        self.field.committed.connect(self.committed)
        self.field.refused.connect(self.refused)
        self.activated.connect(self._on_activated)

    @property
    def value(self) -> Value:
        return self.field.value

    def offer(self, quantity: Quantity) -> None:
        """Have another range and other steps from now on."""
        self.field.quantity = quantity
        words = [quantity.write(step) for step in quantity.steps]
        if words != [self.itemText(place) for place in range(self.count())]:
            typed = self.field.text(), self.field.isModified()
            self.clear()
            self.addItems(words)
            self.field.setText(typed[0])
            self.field.setModified(typed[1])

    def show_value(self, value: Value) -> None:
        """Show a number; what is being typed stays when there is no other number."""
        if value == self.value and self.field.isModified():
            return
        steps = self.field.quantity.steps
        # Also where no step is shown: choosing an entry writes into the field.
        self.setCurrentIndex(steps.index(value) if value in steps else -1)
        self.field.value = value
        self.field.restore()

    def _on_activated(self, place: int) -> None:
        self.field.take(self.field.quantity.steps[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() in STEP_KEYS and plain:
            self.field.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def showPopup(self) -> None:
        bar = self.view().verticalScrollBar().sizeHint().width()
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + bar + 8)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A combo box would go by its list and not from the number that is shown.
        if self.hasFocus() and event.angleDelta().y():
            self.field.step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()
