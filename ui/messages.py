"""The message bar: one sentence over the window's lower edge, never a box."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QHideEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import labels
from ui.fault_report import report
from ui.labels import text
from ui.theme import APPEARANCE

NOTE_SECONDS = 8
# A button of the bar: its words, and what it does.
Way = tuple[str, Callable[[], None]]
MARGIN = 12
STACK_GAP = 6


class MessageBar(QFrame):
    """Floats over its parent, so that nothing moves when it comes and goes.

    Bars of one parent stand above each other, the first one lowest.

    Attributes
    ----------
    engine_words : says which engine runs, for the report

    Signals
    -------
    dismissed : the person closed it.
    """

    dismissed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.window_part = parent
        self.engine_words: Callable[[], str] = str
        self.setObjectName("messageBar")
        self.setAccessibleName(text("messages.bar"))
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred
        )
        self.details_button = QPushButton(text("messages.details"))
        self.details_button.setCheckable(True)
        self.fit_details()
        APPEARANCE.dressed.connect(self.fit_details)
        self.copy_button = QPushButton(text("messages.copy_report"))
        self.close_button = QPushButton(text("messages.close"))
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setFont(
            QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        )
        self.details.setFixedHeight(150)
        self.details.setAccessibleName(text("messages.details"))
        row = QHBoxLayout()
        row.addWidget(self.label, 1)
        for button in (self.details_button, self.copy_button, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.addLayout(row)
        layout.addWidget(self.details)
        self.ways = QHBoxLayout()
        layout.addLayout(self.ways)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.hide)
        self.details_button.toggled.connect(self._on_details_toggled)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.close_button.clicked.connect(self._on_close_clicked)
        parent.installEventFilter(self)
        self.hide()

    def fit_details(self) -> None:
        """Leave room for the words of the button pressed in, which are bold."""
        self.details_button.setMinimumWidth(0)
        room = self.details_button.sizeHint().width() + 8
        self.details_button.setMinimumWidth(room)

    def note(self, sentence: str) -> None:
        """Show a sentence for some seconds."""
        self.present(sentence, "note", "")
        self.timer.start(NOTE_SECONDS * 1000)

    def warn(self, sentence: str, details: str = "", ways: Sequence[Way] = ()) -> None:
        """Show a sentence until it is closed.

        Parameters
        ----------
        details : what happened, of which a report to copy is made
        ways : buttons that do something about it; each closes the bar
        """
        self.present(sentence, "error", details)
        for words, action in ways:
            button = QPushButton(words)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self.hide)
            button.clicked.connect(lambda _=False, act=action: act())
            self.ways.addWidget(button)
            # Else it is shown after the bar took its height, and squeezed.
            button.show()
        if ways:
            self.ways.addStretch(1)
            self.place()

    def clear_ways(self) -> None:
        """Take the buttons of an earlier sentence away."""
        for button in self.way_buttons:
            button.hide()
            button.deleteLater()
        while self.ways.takeAt(0):
            pass

    @property
    def way_buttons(self) -> list[QPushButton]:
        """The buttons that do something about what is said."""
        items = (self.ways.itemAt(place) for place in range(self.ways.count()))
        found = (item.widget() for item in items if item is not None)
        return [button for button in found if isinstance(button, QPushButton)]

    def present(self, sentence: str, level: str, details: str) -> None:
        self.timer.stop()
        self.clear_ways()
        words = labels.sentence(sentence)
        self.label.setText(words)
        self.setAccessibleDescription(words)
        self.details.setPlainText(
            report(details, self.engine_words()) if details else ""
        )
        self.copy_button.setText(text("messages.copy_report"))
        self.details_button.setChecked(False)
        self.details.hide()
        self.details_button.setVisible(bool(details))
        self.copy_button.setVisible(bool(details))
        self.setProperty("level", level)
        self.style().unpolish(self)
        self.style().polish(self)
        bold = QFont(self.font())
        self.label.setFont(bold)
        self.show()
        self.raise_()
        self.place()

    def place(self) -> None:
        """Take the lower middle of the parent, above the bars that are there."""
        bottom = self.window_part.height() - MARGIN
        whole = Qt.FindChildOption.FindDirectChildrenOnly
        for bar in self.window_part.findChildren(MessageBar, options=whole):
            if bar.isVisibleTo(self.window_part):
                bottom = bar.stand_on(bottom) - STACK_GAP

    def stand_on(self, bottom: int) -> int:
        """Stand with the lower edge there; return where the upper edge is."""
        parent = self.window_part
        width = min(820, parent.width() - 2 * MARGIN)
        height = max(self.heightForWidth(width), self.sizeHint().height())
        left = (parent.width() - width) // 2
        self.setGeometry(left, bottom - height, width, height)
        return bottom - height

    def _on_details_toggled(self, visible: bool) -> None:
        self.details.setVisible(visible)
        self.place()

    def _on_copy_clicked(self) -> None:
        words = f"{self.label.text()}\n\n{self.details.toPlainText()}"
        QGuiApplication.clipboard().setText(words)
        self.copy_button.setText(text("report_bar.copied"))

    def _on_close_clicked(self) -> None:
        self.hide()
        self.dismissed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # Those above come down.
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)
