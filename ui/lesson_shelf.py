"""The chapters that there are, a teacher's own among them, and what is done of them."""

from pathlib import Path

from playground.errors import PlaygroundError
from ui.labels import Language
from ui.lesson_progress import LessonProgress
from ui.lessons.chapter import Chapter
from ui.lessons.reading import chapters, read_chapter
from ui.lessons.validation import mistakes_of

# What the key of a teacher's own file begins with.
OWN = "own:"


class LessonShelf:
    """Chapters by their keys, in order.

    Attributes
    ----------
    own : chapters that were read from files; they stay until the program ends
    """

    def __init__(self, progress: LessonProgress) -> None:
        self.progress = progress
        self.own: dict[str, Chapter] = {}

    def chapters(self) -> dict[str, Chapter]:
        """Return the chapters of the language in force, and a person's own."""
        return {**chapters(Language.name), **self.own}

    def done(self, key: str) -> list[int]:
        """Return the steps of a chapter that are done, as far as there still are."""
        count = self.length(key)
        return sorted(place for place in self.progress.done(key) if place < count)

    def length(self, key: str) -> int:
        """Return how many steps a chapter has."""
        return len(self.chapters()[key].steps)

    def first_open(self, key: str) -> int:
        """Return the first step of a chapter that is not done, 0 when all are."""
        made = self.done(key)
        return next((one for one in range(self.length(key)) if one not in made), 0)

    def next_key(self, key: str) -> str | None:
        """Return the chapter after another, None after the last."""
        keys = list(self.chapters())
        place = keys.index(key) + 1
        return keys[place] if place < len(keys) else None

    def last(self) -> tuple[str, int] | None:
        """Return the step at which one was; None where its chapter is not there."""
        last = self.progress.last()
        if last is None or last[0] not in self.chapters():
            return None
        return last[0], min(last[1], self.length(last[0]) - 1)

    def read(self, path: Path) -> tuple[str, list[str]]:
        """Add the chapter of a file.

        Returns
        -------
        tuple : its key, and all that is wrong with it; it is added when nothing is
        """
        key = OWN + path.name
        try:
            chapter = read_chapter(path)
            mistakes = mistakes_of(chapter, path.name, rehearsed=False)
        except PlaygroundError as error:
            return key, list(getattr(error, "sentences", (str(error),)))
        if not mistakes:
            self.own[key] = chapter
        return key, mistakes
