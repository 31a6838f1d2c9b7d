"""Making a film of a span of the timeline, beside everything else.

A second walker on the run's timeline stands at one update after the other in the
training thread, the window paints each moment where nobody sees it, and a third thread
writes. Only a few moments are under way at any time. The file appears when the film is
complete, and not before.
"""

import collections
import queue
import threading
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from playground.errors import PlaygroundError
from playground.files import replace_file
from playground.frame import Frame, Probe
from ui.film_encoder import Encoder, Pixels, pixels_of_image
from ui.film_landscape import FilmGround, LandscapeWish
from ui.film_order import FilmOrder
from ui.film_picture import film_drawing, film_size
from ui.film_walk import Allowance, NoMoment, film_job
from ui.labels import sentence, text
from ui.panels.landscape_survey import NoPlane, as_sentence
from ui.picture_painters import Subject
from ui.pictures import image_of
from ui.trainer import Trainer

QUESTION = "film"


class Film(QObject):
    """Makes one film.

    Signals
    -------
    progressed : (pictures done, of how many)
    ended : a sentence that says why there is no film, "" if there is one
    """

    progressed = Signal(int, int)
    ended = Signal(str)
    # Emitted in the writing thread, answered in the window's.
    news = Signal()

    def __init__(
        self,
        order: FilmOrder,
        trainer: Trainer,
        subject: Callable[[Frame], Subject],
        probe: Probe,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.order = order
        self.trainer = trainer
        self.subject = subject
        self.updates = order.updates()
        self.allowance = Allowance()
        self.ground: FilmGround | NoPlane | None = None
        self.waiting: collections.deque[Frame] = collections.deque()
        self.pictures: queue.SimpleQueue[Pixels | None] = queue.SimpleQueue()
        self.painted = 0
        self.done = 0
        # Who has it may emit; nobody does after the end.
        self.lock = threading.Lock()
        self.is_cancelled = False
        self.sentence: str | None = None
        self.last: tuple[int, Pixels] | None = None
        self.job = film_job(self.updates, probe, self.allowance, order.plane)
        self.turn = QTimer(self)
        self.turn.setInterval(0)
        self.turn.timeout.connect(self._paint_next)
        self.thread_of_writing = threading.Thread(
            target=self.write, name="film", daemon=True
        )
        self.news.connect(self._on_news, Qt.ConnectionType.QueuedConnection)
        trainer.answered.connect(self._on_answered)

    def start(self) -> None:
        """Begin.

        Raises
        ------
        ExportError
            when the film could not be written at its end.
        """
        self.order.check()
        self.thread_of_writing.start()
        self.trainer.ask(QUESTION, self.job)

    def cancel(self) -> None:
        """End; there is no file then.

        Returns at once: the writing thread ends by itself, after ffmpeg, and takes away
        what it wrote.
        """
        with self.lock:
            self.is_cancelled = True
        self.trainer.forget(QUESTION)
        self.stop_listening()
        self.pictures.put(None)

    def stop_listening(self) -> None:
        self.turn.stop()
        self.waiting.clear()
        self.trainer.answered.disconnect(self._on_answered)

    # ---- in the writing thread ---------------------------------------------------

    def write(self) -> None:
        try:
            sentence = self.encode()
        except PlaygroundError as error:
            sentence = str(error)
        # A full disk, or an ffmpeg that ends: whatever it is, it is told.
        except Exception as error:  # noqa: BLE001
            sentence = text("film.failed", reason=f"{type(error).__name__}: {error}")
        self.sentence = sentence
        self.tell()

    def tell(self) -> None:
        """Send news to the window, which may be gone after the end."""
        with self.lock:
            if not self.is_cancelled:
                self.news.emit()

    def encode(self) -> str:
        encoder = Encoder(self.order.path.suffix.lower(), self.order.rate)
        try:
            while self.done < len(self.updates):
                pixels = self.pictures.get()
                if pixels is None or self.is_cancelled:
                    return text("film.cancelled")
                encoder.add(pixels)
                self.done += 1
                self.allowance.add(-1)
                self.tell()
            content = encoder.finish()
            with self.lock:
                # Who cancels waits for a file that is being written, and not longer.
                if self.is_cancelled:
                    return text("film.cancelled")
                replace_file(self.order.path, content)
            return ""
        finally:
            encoder.drop()

    # ---- in the window -----------------------------------------------------------

    def _on_answered(self, kind: str, value: object) -> None:
        if kind != QUESTION:
            return
        if isinstance(value, NoMoment):
            self.cancel()
            self.ended.emit(value.sentence)
        elif isinstance(value, FilmGround | NoPlane):
            self.ground = value
        elif isinstance(value, Frame):
            self.waiting.append(value)
            self.turn.start()

    @Slot()
    def _paint_next(self) -> None:
        """Paint one moment, then let the window do something else."""
        if not self.waiting:
            self.turn.stop()
            return
        frame = self.waiting.popleft()
        # A moment that stays needs no second painting.
        if self.last is None or self.last[0] != frame.update:
            self.last = (frame.update, self.pixels_of(frame))
        self.pictures.put(self.last[1])
        self.painted += 1

    def pixels_of(self, frame: Frame) -> Pixels:
        order = self.order
        subject = on_ground(self.subject(frame), self.ground, order.landscape)
        words = reason_of(self.ground)
        drawing = film_drawing(subject, order.panels, order.last, words)
        scale = order.height / film_size(order.panels).height()
        return pixels_of_image(image_of(drawing, order.theme, scale))

    @Slot()
    def _on_news(self) -> None:
        if self.is_cancelled:
            return
        self.progressed.emit(self.done, len(self.updates))
        if self.sentence is not None:
            sentence, self.sentence = self.sentence, None
            self.thread_of_writing.join()
            self.is_cancelled = True
            self.trainer.forget(QUESTION)
            self.stop_listening()
            self.ended.emit(sentence)


def on_ground(
    subject: Subject, ground: FilmGround | NoPlane | None, wish: LandscapeWish
) -> Subject:
    """Return a moment with its place on the film's landscape, if there is one."""
    landscape = None
    if isinstance(ground, FilmGround):
        landscape = ground.landscape(subject.frame, wish.camera)
    return replace(subject, landscape=landscape)


def reason_of(ground: FilmGround | NoPlane | None) -> str:
    """Return why there is no landscape, or not yet."""
    if isinstance(ground, NoPlane):
        return as_sentence(sentence(ground.sentence))
    return text("film.landscape_coming")
