"""Films as ffmpeg and ffprobe see them: whole, of the right size, speed and length."""

import json
import shutil
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from ui.film_encoder import Encoder
from ui.film_order import FRAMES_PER_SECOND

PICTURES, HEIGHT, WIDTH = 40, 90, 160
CODECS = {".gif": "gif", ".mp4": "h264", ".webm": "vp9"}


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a film of each format: a bright square that moves to the right."""
    folder = tmp_path_factory.mktemp("films")
    paths = {}
    for suffix, rate in FRAMES_PER_SECOND.items():
        encoder = Encoder(suffix, rate)
        for place in range(PICTURES):
            pixels = np.full((HEIGHT, WIDTH, 3), 30, np.uint8)
            pixels[30:60, 2 * place : 2 * place + 30] = 220
            encoder.add(pixels)
        paths[suffix] = folder / f"film{suffix}"
        paths[suffix].write_bytes(encoder.finish())
        encoder.drop()
    return paths


@pytest.mark.parametrize("suffix", FRAMES_PER_SECOND)
def test_ffmpeg_finds_nothing_wrong(films: dict[str, Path], suffix: str) -> None:
    program = imageio_ffmpeg.get_ffmpeg_exe()
    quiet = (program, "-v", "warning", "-xerror", "-i", str(films[suffix]))
    raw = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-fps_mode", "passthrough", "-")
    done = subprocess.run((*quiet, *raw), check=True, capture_output=True)
    assert done.stderr == b""
    shown = np.frombuffer(done.stdout, np.uint8).reshape(-1, HEIGHT, WIDTH, 3)
    assert len(shown) == PICTURES
    # The square is where it was painted, in the first picture and in the last.
    for place in (0, PICTURES - 1):
        bright = np.flatnonzero(shown[place, 45, :, 1] > 125)
        assert abs(int(bright[0]) - 2 * place) <= 1
        assert abs(int(bright[-1]) - 2 * place - 29) <= 1


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
@pytest.mark.parametrize("suffix", FRAMES_PER_SECOND)
def test_ffprobe_says_what_was_ordered(films: dict[str, Path], suffix: str) -> None:
    command = ("ffprobe", "-v", "error", "-count_frames", "-show_streams")
    done = subprocess.run(
        (*command, "-show_format", "-of", "json", str(films[suffix])),
        check=True,
        capture_output=True,
    )
    assert done.stderr == b""
    said = json.loads(done.stdout)
    (stream,) = said["streams"]
    assert stream["codec_name"] == CODECS[suffix]
    assert (stream["width"], stream["height"]) == (WIDTH, HEIGHT)
    assert int(stream["nb_read_frames"]) == PICTURES
    rate = FRAMES_PER_SECOND[suffix]
    numerator, denominator = map(int, stream["avg_frame_rate"].split("/"))
    assert numerator / denominator == pytest.approx(rate, rel=0.05)
    seconds = float(said["format"]["duration"])
    assert seconds == pytest.approx(PICTURES / rate, rel=0.05)
