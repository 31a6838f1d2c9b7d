"""What is to be filmed: which updates, how large, how fast, and into which file."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from playground.errors import ExportError
from playground.files import check_writable
from ui.film_landscape import OVER_THE_PATH, LandscapeWish
from ui.labels import text
from ui.panels.landscape_survey import PlaneWish
from ui.themes import LIGHT, Theme

# The last picture stays for so long.
HOLD_SECONDS = 1.0
MOST_PICTURES = 3600
FRAMES_PER_SECOND = {".gif": 20, ".mp4": 30, ".webm": 30}


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
