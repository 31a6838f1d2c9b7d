"""The file of a film: pictures go in one by one, bytes come out."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

Pixels = NDArray[np.uint8]


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
