"""The dialog that makes a film: which span, how long, what it shows, how large."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from playground.errors import PlaygroundError
from playground.frame import Frame, Probe
from playground.ranges import Count, Number
from ui import labels, type_scale
from ui.filing import FileNotice, Opened
from ui.film import Film, on_ground, reason_of
from ui.film_landscape import OVER_THE_PATH, FilmGround, LandscapeWish, film_ground
from ui.film_order import FRAMES_PER_SECOND, FilmOrder
from ui.film_picture import PANELS, film_drawing, film_size
from ui.labels import text
from ui.messages import MessageBar
from ui.numbers import format_count, format_quantity, format_seconds
from ui.panels.landscape_survey import NoPlane
from ui.picture_painters import Subject
from ui.pictures import image_of
from ui.preferences import Preferences
from ui.questions import FileQuestions, with_suffix
from ui.theme import APPEARANCE
from ui.themes import PRINTED, Theme, theme_of
from ui.trainer import Trainer
from ui.widgets.number_field import NumberField
from ui.widgets.quantity import Quantity
from ui.widgets.segmented import Segmented

HEIGHTS = ("480", "720", "1080")
UPDATE = Count("update", 0, 2**53 - 1)
SECONDS = Number("seconds", 0.5, 120.0)
FIRST_SECONDS = 8.0
GROUND_QUESTION = "film_ground"
# Pixels along a side of the maps: finer than the window's while it trains.
RESOLUTION = 80


class FilmDialog(QDialog):
    """Takes an order and shows how far its film is.

    Attributes
    ----------
    film : the one that is being made, or None
    ground : under the preview: the landscape up to the last update, once it is found
    """

    def __init__(
        self,
        parent: QWidget,
        trainer: Trainer,
        preferences: Preferences,
        messages: MessageBar,
    ) -> None:
        super().__init__(parent)
        self.trainer = trainer
        self.preferences = preferences
        self.messages = messages
        self.subject: Subject | None = None
        self.film: Film | None = None
        self.landscape = OVER_THE_PATH
        self.ground: FilmGround | NoPlane | None = None
        self.began = 0.0
        self.setWindowTitle(text("film.title"))
        self.first = number_field(UPDATE.check, 0, "span")
        self.last = number_field(UPDATE.check, 0, "to")
        self.seconds = number_field(SECONDS.check, FIRST_SECONDS, "seconds")
        self.panels = {name: QCheckBox(text(f"film.{name}")) for name in PANELS}
        self.height_choice = Segmented({name: f"{name}p" for name in HEIGHTS})
        self.height_choice.show_choice("720")
        self.colors = Segmented({name: text(f"film.{name}") for name in PRINTED})
        self.colors.show_choice("light")
        self.speed = muted("")
        self.preview = QLabel()
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setAccessibleName(text("film.preview"))
        self.preview.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored
        )
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setProperty("role", "thin")
        self.standing = muted("")
        self.make_button = QPushButton(text("film.make"))
        self.make_button.setProperty("role", "primary")
        self.make_button.setDefault(True)
        self.close_button = QPushButton(text("film.close"))
        self.build()
        self.connect_parts()

    def build(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(8)
        span = QHBoxLayout()
        span.setSpacing(8)
        span.addWidget(self.first)
        span.addWidget(muted(text("film.to")))
        span.addWidget(self.last)
        span.addSpacing(16)
        span.addWidget(muted(text("film.seconds")))
        span.addWidget(self.seconds)
        span.addStretch(1)
        span.addWidget(self.speed)
        shows = QHBoxLayout()
        shows.setSpacing(14)
        for box in self.panels.values():
            # Not everybody has looked at a landscape.
            box.setChecked(box is not self.panels["landscape"])
            shows.addWidget(box)
        shows.addStretch(1)
        shows.addWidget(muted(text("film.height")))
        shows.addWidget(self.height_choice)
        shows.addSpacing(8)
        shows.addWidget(muted(text("film.colours")))
        shows.addWidget(self.colors)
        form.addWidget(muted(text("film.span")), 0, 0)
        form.addLayout(span, 0, 1)
        form.addWidget(muted(text("film.panels")), 1, 0)
        form.addLayout(shows, 1, 1)
        form.setColumnStretch(1, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.standing, 1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.make_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(form)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.bar)
        layout.addLayout(foot)
        self.bar.hide()
        # Or what the rows need in larger type.
        self.preview.setMinimumSize(828, 240)
        type_scale.open_at(self, 920, 680)

    def connect_parts(self) -> None:
        self.make_button.clicked.connect(self.make_or_cancel)
        self.close_button.clicked.connect(self.close)
        for field in (self.first, self.last, self.seconds):
            field.committed.connect(self.show_speed)
            field.refused.connect(self.show_refusal)
        self.last.committed.connect(self.ask_ground)
        self.panels["landscape"].toggled.connect(self.ask_ground)
        self.trainer.answered.connect(self._on_answered)
        self.trainer.filed.connect(self._on_filed)
        for box in self.panels.values():
            box.toggled.connect(self.draw_preview)
        self.colors.chosen.connect(self.draw_preview)

    def begin(self, subject: Subject, landscape: LandscapeWish) -> None:
        """Offer a film of all that was trained."""
        if self.film is None:
            self.subject = replace(subject, is_fine=False)
            self.landscape = landscape
            furthest = subject.frame.furthest
            self.first.show_value(0)
            self.last.show_value(furthest)
            self.standing.setText("" if furthest else text("film.nothing_yet"))
            self.make_button.setEnabled(furthest > 0)
            self.show_speed()
            self.ask_ground()
        self.show()
        self.raise_()
        self.draw_preview()

    # ---- what is chosen ----------------------------------------------------------

    @property
    def theme(self) -> Theme:
        return theme_of(self.colors.shown or "light", APPEARANCE.palette)

    @property
    def shown_panels(self) -> tuple[str, ...]:
        return tuple(name for name, box in self.panels.items() if box.isChecked())

    def order(self, path: Path) -> FilmOrder:
        return FilmOrder(
            path,
            int(self.first.value),
            int(self.last.value),
            float(self.seconds.value),
            int(self.height_choice.shown or HEIGHTS[1]),
            self.shown_panels,
            self.theme,
            self.landscape,
        )

    def refusal(self) -> str:
        """Return why there can be no such film, "" if there can."""
        furthest = self.subject.frame.furthest if self.subject is not None else 0
        if not 0 <= int(self.first.value) < int(self.last.value) <= furthest:
            return text("film.wrong_span", furthest=format_count(furthest))
        return "" if self.shown_panels else text("film.no_panel")

    def show_speed(self) -> None:
        order = self.order(Path("film.mp4"))
        speed = (order.last - order.first) / order.seconds
        pictures = format_count(len(order.updates()))
        words = text("film.speed", pictures=pictures, speed=format_quantity(speed))
        self.speed.setText(words)

    def ask_ground(self) -> None:
        """Ask for the landscape of the preview; the film will find the same one."""
        self.ground = None
        self.trainer.forget(GROUND_QUESTION)
        if "landscape" in self.shown_panels and not self.refusal():
            job = film_ground(int(self.last.value), self.landscape.plane)
            self.trainer.ask(GROUND_QUESTION, job)

    def _on_answered(self, kind: str, value: object) -> None:
        if kind == GROUND_QUESTION and isinstance(value, FilmGround | NoPlane):
            self.ground = value
            self.draw_preview()

    def _on_filed(self, notice: FileNotice) -> None:
        if isinstance(notice, Opened):
            # The run that was to be filmed is gone.
            self.close()

    def draw_preview(self) -> None:
        """Show the moment at which the dialog was opened, as the film will."""
        panels = self.shown_panels
        if self.subject is None or not panels:
            self.preview.clear()
            return
        size, ratio = film_size(panels), self.devicePixelRatioF()
        room = QSize(self.preview.width() - 2, self.preview.height() - 2)
        fitting = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        scale = ratio * fitting.width() / size.width()
        if scale <= 0.05:
            return
        subject = on_ground(self.subject, self.ground, self.landscape)
        words = reason_of(self.ground)
        furthest = subject.frame.furthest
        drawing = film_drawing(subject, panels, furthest, words)
        pixmap = QPixmap.fromImage(image_of(drawing, self.theme, scale))
        pixmap.setDevicePixelRatio(ratio)
        self.preview.setPixmap(pixmap)

    # ---- making ------------------------------------------------------------------

    def make_or_cancel(self) -> None:
        if self.film is not None:
            self.cancel()
            self.standing.setText(text("film.cancelled"))
            return
        refusal = self.refusal()
        if refusal:
            self.standing.setText(refusal)
            return
        start = str(self.preferences.export_path().with_name("training.mp4"))
        title, filters = text("film.title"), text("film.filter")
        chosen, kind = QFileDialog.getSaveFileName(self, title, start, filters)
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() not in FRAMES_PER_SECOND:
            suffixes = (s for s in FRAMES_PER_SECOND if f"*{s}" in kind)
            path = with_suffix(path, next(suffixes, ".mp4"))
            if not FileQuestions(self, self.preferences).may_write(Path(chosen), path):
                return
        self.make(path)

    def make(self, path: Path) -> None:
        """Begin a film; what goes wrong becomes a sentence."""
        subject = self.subject
        assert subject is not None

        def subject_at(frame: Frame) -> Subject:
            return replace(subject, frame=frame)

        probe = Probe(RESOLUTION, subject.frame.probe.axes)
        film = Film(self.order(path), self.trainer, subject_at, probe, self)
        try:
            film.start()
        except PlaygroundError as error:
            film.stop_listening()
            film.deleteLater()
            self.standing.setText(labels.sentence(str(error)))
            return
        self.film = film
        self.began = time.monotonic()
        self.bar.setRange(0, len(film.updates))
        self.bar.setValue(0)
        self.bar.show()
        self.make_button.setText(text("film.cancel"))
        film.progressed.connect(self._on_progressed)
        film.ended.connect(self._on_ended)

    def cancel(self) -> None:
        """End the film that is being made; nothing is written."""
        if self.film is not None:
            self.film.cancel()
            self.put_away()

    def put_away(self) -> None:
        if self.film is not None:
            self.film.deleteLater()
        self.film = None
        self.bar.hide()
        self.make_button.setText(text("film.make"))

    def _on_progressed(self, done: int, pictures: int) -> None:
        self.bar.setValue(done)
        words = {"done": format_count(done), "pictures": format_count(pictures)}
        spent = time.monotonic() - self.began
        if done > 5 and spent > 1.0:
            left = format_seconds(spent * (pictures - done) / done)
            self.standing.setText(text("film.progress_left", **words, seconds=left))
        else:
            self.standing.setText(text("film.progress", **words))

    def show_refusal(self, sentence: str) -> None:
        self.standing.setText(labels.sentence(sentence))

    def _on_ended(self, sentence: str) -> None:
        path = self.film.order.path if self.film is not None else Path()
        self.put_away()
        words = labels.sentence(sentence) or text("film.done", path=path)
        self.standing.setText(words)
        if not sentence:
            self.messages.note(words)

    # ---- Qt ----------------------------------------------------------------------

    def done(self, result: int) -> None:
        # Escape comes here too, and not through `closeEvent`.
        self.trainer.forget(GROUND_QUESTION)
        self.cancel()
        super().done(result)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.draw_preview()


def number_field(
    check: Callable[[object], object], first: float, key: str
) -> NumberField:
    field = NumberField(Quantity(check))  # type: ignore[arg-type]
    field.show_value(first)
    field.setAccessibleName(text(f"film.{key}"))
    type_scale.fit(field, width=84)
    return field


def muted(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "muted")
    return label
