"""What one seldom meets by chance under the hand: each has a gesture of its own."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from tests.soak import gestures as hand
from tests.soak.acting import Acting
from tests.soak.control_hand import ControlHand
from tests.soak.surfaces import is_scrolled_away, scroll_to
from ui.language_menu import LanguageMenu
from ui.main_window import MainWindow

Way = tuple[float, str, Callable[[MainWindow], None]]

# What is typed into the command palette.
QUERIES = (
    *("", "l", "da", "moment", "learning rate", "theme", "dark", "text", "language"),
    *("data", "spiral", "moons", "tab", "race", "noise", "sweep", "step", "film"),
    *("learning rate = 0.3", "batch = 7", "momentum=2", "layers 3,3", "seed = -1"),
    *("zzzz", "=", "lessons", "undo", "defaults", "full", "projector", "history"),
)
TABLES = ".csv"


class FeatureHand:
    """Finds lessons, palette, first steps, preferences, films, tables and sweeps."""

    def __init__(self, acting: Acting, controls: ControlHand) -> None:
        self.acting, self.controls = acting, controls
        self.ways: tuple[Way, ...] = (
            (24, "lessons", self.use_lessons),
            (14, "palette", self.use_palette),
            (4, "shortcuts", self.press_action("shortcuts")),
            (6, "first steps", self.use_first_steps),
            (9, "preferences", self.press_action("preferences")),
            (4, "defaults", self.trigger("restore_defaults")),
            (6, "language", self.choose_language),
            (6, "look", self.choose_look),
            (5, "projector", self.press_action("projector")),
            (5, "scikit-learn", self.choose_known_table),
            (6, "film", self.trigger("make_film")),
            (12, "sweep", self.use_sweep),
            (7, "table", self.drop_table),
            (2, "report", self.trigger("save_report")),
        )

    def touch(self, window: MainWindow) -> None:
        """Do one of them, each as often as it is worth."""
        weights = [weight for weight, _, _ in self.ways]
        _, name, way = self.acting.rng.choices(self.ways, weights)[0]
        self.acting.note(f"feature: {name}")
        way(window)

    # ---- by one key or one entry of a menu ---------------------------------------

    def press_action(self, key: str) -> Callable[[MainWindow], None]:
        """Return who presses the shortcut of an action."""

        def press(window: MainWindow) -> None:
            action = window.actions_by_key[key]
            hand.press_sequence(window, action.shortcut())

        return press

    def trigger(self, key: str) -> Callable[[MainWindow], None]:
        """Return who chooses an action in its menu."""

        def choose(window: MainWindow) -> None:
            action = window.actions_by_key[key]
            if action.isEnabled():
                action.trigger()

        return choose

    def choose_language(self, window: MainWindow) -> None:
        menu = window.findChildren(LanguageMenu)[0]
        entries = [one for one in menu.actions() if not one.isSeparator()]
        self.acting.rng.choice(entries).trigger()

    def choose_look(self, window: MainWindow) -> None:
        """Choose a theme or a size of the type in the menu."""
        keys = [
            key
            for key in sorted(window.actions_by_key)
            if key.startswith(("theme_", "text_"))
        ]
        key = self.acting.rng.choice(keys)
        self.acting.note(key)
        window.actions_by_key[key].trigger()

    # ---- by some gestures --------------------------------------------------------

    def use_lessons(self, window: MainWindow) -> None:
        """Open the lessons, go on in them, or leave them by F1."""
        rng = self.acting.rng
        if not window.left.has_lesson or rng.random() < 0.08:
            self.press_action("lessons")(window)
            return
        panel = window.lessons.panel
        if panel is not None:
            for _ in range(rng.choice((1, 1, 1, 2, 3))):
                self.controls.touch_control(panel)

    def use_palette(self, window: MainWindow) -> None:
        """Open it, type, go up or down, and choose or leave."""
        rng = self.acting.rng
        palette = window.guidance.palette
        if palette is None or not palette.isVisible():
            self.press_action("palette")(window)
        query = rng.choice(QUERIES)
        self.acting.note(f"palette {query!r}")
        hand.type_text(window, query)
        for _ in range(rng.choice((0, 0, 1, 2, 5, 12))):
            key = rng.choice((Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_PageDown))
            hand.press_key(window, key)
        last = (*(Qt.Key.Key_Return,) * 3, Qt.Key.Key_Escape, Qt.Key.Key_Up)
        hand.press_key(window, rng.choice(last))

    def use_first_steps(self, window: MainWindow) -> None:
        """Begin the bubbles, go on, or skip them."""
        bubbles = window.guidance.bubbles
        if bubbles is None or not bubbles.is_open:
            self.trigger("first_steps")(window)
            return
        is_tired = self.acting.rng.random() < 0.15
        button = bubbles.bubble.skip if is_tired else bubbles.bubble.next
        hand.click(button, button.rect().center())

    def choose_known_table(self, window: MainWindow) -> None:
        """Open the menu of the sets of scikit-learn."""
        buttons = [
            button
            for button in window.data.findChildren(QToolButton)
            if button.menu() is window.data.sklearn_menu
        ]
        for button in buttons:
            self.click_wherever(button)

    def use_sweep(self, window: MainWindow) -> None:
        """Look at the page of the sweep and use its controls."""
        rng = self.acting.rng
        if not window.sweep.isVisible():
            bar = window.center.bar
            place = window.center.pages.indexOf(window.sweep)
            hand.click(bar, bar.tabRect(place).center())
        for _ in range(rng.choice((1, 2, 4))):
            if window.sweep.isVisible() and not self.is_something_open:
                self.controls.touch_control(window.sweep)

    def drop_table(self, window: MainWindow) -> None:
        """Hand a table over; the dialog that comes up is used later."""
        tables = [path for path in self.acting.files if path.suffix == TABLES]
        window.incoming.open_table(self.acting.rng.choice(tables))

    @property
    def is_something_open(self) -> bool:
        application = self.acting.application
        modal = application.activeModalWidget()
        return (modal or application.activePopupWidget()) is not None

    def click_wherever(self, widget: QWidget) -> None:
        if is_scrolled_away(widget):
            scroll_to(widget)
        hand.click(widget, widget.rect().center())
