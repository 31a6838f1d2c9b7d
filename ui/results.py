"""What leaves the window for other programs: weights, pictures, history, films."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from playground.errors import PlaygroundError
from playground.files import replace_file
from playground.frame import Frame
from ui.labels import sentence, text
from ui.numbers import format_count
from ui.questions import FileQuestions, with_suffix

if TYPE_CHECKING:
    from ui.dialogs.film import FilmDialog
    from ui.dialogs.pictures import PictureDialog
    from ui.main_window import MainWindow
    from ui.weights_export import WeightsExport


class Results(QObject):
    """Asks where to write, writes, and says in the message bar what came of it.

    What draws and writes is imported when it is first wanted: the window comes first.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window = window
        self.picture_dialog: PictureDialog | None = None
        self.film_dialog: FilmDialog | None = None
        self.exporting: WeightsExport | None = None

    @property
    def questions(self) -> FileQuestions:
        """Who asks before a file is replaced that no dialog asked about."""
        return self.window.documents.questions

    def commands(self) -> dict[str, Callable[[], None]]:
        """Return what the actions do."""
        return {
            "save_picture": self.save_picture,
            "save_window": self.save_window,
            "export": self.export_weights,
            "save_history": self.save_history,
            "save_report": self.save_report,
            "make_film": self.make_film,
        }

    def save_picture(self) -> None:
        """Show the pictures that can be saved, as they are now."""
        from ui.dialogs.pictures import PictureDialog
        from ui.picture_painters import subject_of_window

        window = self.window
        if window.frame is None:
            return
        if self.picture_dialog is None:
            self.picture_dialog = PictureDialog(
                window, window.preferences, window.messages
            )
        self.picture_dialog.begin(subject_of_window(window, window.frame))

    def save_window(self) -> None:
        """Ask for a file and save what the window shows."""
        from ui.pictures import png_of

        window = self.window
        picture = window.grab().toImage()
        start = str(window.preferences.export_path().with_name("playground.png"))
        chosen, _ = QFileDialog.getSaveFileName(
            window, text("window.picture_title"), start, text("window.picture_filter")
        )
        if not chosen:
            return
        path = with_suffix(Path(chosen), ".png")
        if not self.questions.may_write(Path(chosen), path):
            return
        try:
            replace_file(path, png_of(picture))
        except PlaygroundError as error:
            window.messages.warn(str(error))
            return
        window.messages.note(text("messages.picture_saved", path=path))

    def export_weights(self) -> None:
        """Ask for a file and write the weights of the frame that is shown."""
        from playground.exporters import EXPORTERS

        frame = self.window.frame
        if frame is None:
            return
        filters = ";;".join(
            f"{sentence(exporter.name)} (*{suffix})"
            for suffix, exporter in EXPORTERS.items()
        )
        start = str(self.window.preferences.export_path())
        title = text("window.export_title", update=format_count(frame.update))
        chosen, _ = QFileDialog.getSaveFileName(self.window, title, start, filters)
        if chosen:
            self.export_to(frame, Path(chosen))

    def export_to(self, frame: Frame, path: Path) -> None:
        """Write a frame's weights; what goes wrong becomes a sentence."""
        from ui.weights_export import WeightsExport

        if self.exporting is None:
            self.exporting = WeightsExport(self.window, self.window.messages)
        if self.exporting.write(frame, path):
            self.window.preferences.set_text("export_path", str(path))

    def save_history(self) -> None:
        """Ask for a file and write the history of all branches."""
        from ui.history_table import save_history

        frame = self.window.frame
        path = self.ask("history", "history.csv") if frame is not None else None
        if frame is None or path is None:
            return
        try:
            lines = save_history(path, frame.timeline)
        except PlaygroundError as error:
            self.window.messages.warn(str(error))
            return
        words = text("pictures.history_saved", lines=format_count(lines), path=path)
        self.window.messages.note(words)

    def save_report(self) -> None:
        """Ask for a file and write the report of the frame that is shown."""
        from ui.picture_painters import subject_of_window
        from ui.report_page import report_page

        window, frame = self.window, self.window.frame
        path = self.ask("report", "report.html") if frame is not None else None
        if frame is None or path is None:
            return
        chosen, path = path, path if path.suffix else with_suffix(path, ".html")
        if not self.questions.may_write(chosen, path):
            return
        try:
            page = report_page(subject_of_window(window, frame))
            replace_file(path, page.encode())
        except PlaygroundError as error:
            window.messages.warn(str(error))
            return
        window.messages.note(text("pictures.report_saved", path=path))

    def make_film(self) -> None:
        """Offer a film of what was trained."""
        from ui.dialogs.film import FilmDialog
        from ui.film_landscape import LandscapeWish
        from ui.panels.landscape_survey import PlaneWish
        from ui.picture_painters import subject_of_window

        window = self.window
        if window.frame is None:
            return
        subject = subject_of_window(window, window.frame)
        if self.film_dialog is None:
            self.film_dialog = FilmDialog(
                window, window.trainer, window.preferences, window.messages
            )
            has_looked = subject.landscape is not None
            self.film_dialog.panels["landscape"].setChecked(has_looked)
        chooser, view = window.landscape.chooser, window.landscape.view
        # Without a choice the panel suggests what suits the update that is shown.
        plane = chooser.wish if chooser.was_chosen else PlaneWish("principal")
        self.film_dialog.begin(subject, LandscapeWish(plane, view.camera))

    def ask(self, key: str, name: str) -> Path | None:
        """Ask for a file, in the folder of the last export."""
        start = str(self.window.preferences.export_path().with_name(name))
        title, filters = text(f"pictures.{key}_title"), text(f"pictures.{key}_filter")
        chosen, _ = QFileDialog.getSaveFileName(self.window, title, start, filters)
        return Path(chosen) if chosen else None

    def close(self) -> None:
        """Close what is open."""
        for dialog in (self.picture_dialog, self.film_dialog):
            if dialog is not None:
                dialog.close()
        if self.exporting is not None:
            self.exporting.close()
