"""Making a film of a span of the timeline, beside everything else.

A second walker on the run's timeline stands at one update after the other in the
training thread, the window paints each moment where nobody sees it, and a third thread
writes. Only a few moments are under way at any time. The file appears when the film is
complete, and not before.
"""

import collections
import os
import queue
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from playground.errors import ExportError, PlaygroundError
from playground.files import check_writable, replace_file
from playground.frame import Frame, Probe, take_frame
from playground.replay import shadow
from playground.run import Run
from ui.film_landscape import (
    OVER_THE_PATH,
    FilmGround,
    LandscapeWish,
    survey_film,
    walk_to,
)
from ui.film_picture import film_drawing, film_size
from ui.labels import sentence, text
from ui.panels.landscape_survey import NoPlane, PlaneWish, as_sentence
from ui.picture_painters import Subject
from ui.pictures import image_of
from ui.themes import LIGHT, Theme
from ui.trainer import Trainer

QUESTION = "film"
# Moments between the walker and the file; and how long the walker rests when there are
# so many.
UNDER_WAY = 4
REST_SECONDS = 0.002
# The last picture stays for so long.
HOLD_SECONDS = 1.0
MOST_PICTURES = 3600
FRAMES_PER_SECOND = {".gif": 20, ".mp4": 30, ".webm": 30}

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class FilmOrder:
    """What is to be filmed.

    Attributes
    ----------
    first, last : updates of the branch
    seconds : how long the film lasts, apart from its last picture
    height : of the pictures, in pixels
    landscape : which one it shows, if it shows one
    """

    path: Path
    first: int
    last: int
    seconds: float
    height: int
    panels: tuple[str, ...]
    theme: Theme = LIGHT
    landscape: LandscapeWish = OVER_THE_PATH

    @property
    def plane(self) -> PlaneWish | None:
        """The plane that must be surveyed before the first picture, if any."""
        return self.landscape.plane if "landscape" in self.panels else None

    @property
    def rate(self) -> int:
        """Pictures a second."""
        return FRAMES_PER_SECOND[self.path.suffix.lower()]

    def updates(self) -> list[int]:
        """Return the update of each picture; slow films show one more than once."""
        count = max(2, min(MOST_PICTURES, round(self.seconds * self.rate)))
        places = np.linspace(self.first, self.last, count).round().astype(np.int64)
        return [*places.tolist(), *[self.last] * round(HOLD_SECONDS * self.rate)]

    def check(self) -> None:
        """Find out now what would fail after a long time.

        Raises
        ------
        ExportError
            when there is no such format, or the file could not be written.
        """
        if self.path.suffix.lower() not in FRAMES_PER_SECOND:
            known = ", ".join(FRAMES_PER_SECOND)
            raise ExportError(text("film.no_format", path=self.path, known=known))
        check_writable(self.path)


@dataclass(frozen=True, slots=True)
class NoMoment:
    """The walker could not stand at an update; the sentence says why."""

    sentence: str


class Allowance:
    """Counts the moments that are under way, across threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.count = 0

    def add(self, change: int) -> None:
        with self.lock:
            self.count += change

    @property
    def is_used_up(self) -> bool:
        return self.count >= UNDER_WAY


def film_job(
    updates: list[int],
    probe: Probe,
    allowance: Allowance,
    plane: PlaneWish | None = None,
) -> Callable[[Run], Iterator[object]]:
    """Return the work for the training thread: a Frame for each update, in order.

    With a plane, what was found there comes before the first Frame.
    """

    def work(run: Run) -> Iterator[object]:
        walker = shadow(run)
        try:
            if plane is not None:
                yield from survey_film(walker, updates[-1], plane)
            walker.seek(updates[0])
            for update in updates:
                yield from walk_to(walker, update)
                while allowance.is_used_up:
                    time.sleep(REST_SECONDS)
                    yield None
                allowance.add(1)
                yield take_frame(walker, probe)
        except PlaygroundError as error:
            # What becomes of the film must not stop the training.
            yield NoMoment(str(error))

    return work


class Encoder:
    """Writes pictures into a file of another folder; `finish` gives its content."""

    def __init__(self, suffix: str, rate: int) -> None:
        # It takes 0.2 s to import.
        import imageio.v2

        self.folder = tempfile.TemporaryDirectory(prefix="playground-film-")
        self.path = Path(self.folder.name) / f"film{suffix}"
        self.writer: Any = imageio.v2.get_writer(
            self.path, **WRITER_OPTIONS[suffix](rate)
        )

    def add(self, pixels: Pixels) -> None:
        self.writer.append_data(pixels)

    def finish(self) -> bytes:
        self.writer.close()
        return self.path.read_bytes()

    def drop(self) -> None:
        """End the writing and take the file away; may be called after `finish`."""
        self.writer.close()
        self.folder.cleanup()


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


def pixels_of_image(image: QImage) -> Pixels:
    """Return an image as (height, width, 3), both sides even as films want them."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    height, width = image.height() // 2 * 2, image.width() // 2 * 2
    lines = np.frombuffer(image.constBits(), np.uint8)
    lines = lines.reshape(image.height(), image.bytesPerLine())
    return lines[:height, : 3 * width].reshape(height, width, 3).copy()


def gif_options(rate: int) -> dict[str, Any]:
    return {"duration": 1000 / rate, "loop": 0}


def mp4_options(rate: int) -> dict[str, Any]:
    return {
        "fps": rate,
        "codec": "libx264",
        "quality": 8,
        "macro_block_size": 2,
        "ffmpeg_log_level": "error",
        "output_params": ["-movflags", "+faststart", "-threads", THREADS],
    }


def webm_options(rate: int) -> dict[str, Any]:
    speed = ["-deadline", "realtime", "-cpu-used", "5", "-row-mt", "1"]
    return {
        "fps": rate,
        "codec": "libvpx-vp9",
        "quality": None,
        "macro_block_size": 2,
        "ffmpeg_log_level": "error",
        "output_params": ["-crf", "30", "-b:v", "0", *speed, "-threads", THREADS],
    }


THREADS = str(os.cpu_count() or 1)
WRITER_OPTIONS: dict[str, Callable[[int], dict[str, Any]]] = {
    ".gif": gif_options,
    ".mp4": mp4_options,
    ".webm": webm_options,
}
