"""Lessons from files: the chapters of a language in order, or a teacher's own file."""

from codecs import BOM_UTF8
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from playground.errors import PlaygroundError
from ui.lessons.chapter import Chapter, Step
from ui.resources import asset

FALLBACK = "en"
# A file larger than this is no lesson.
MOST_BYTES = 1 << 20


class LessonError(PlaygroundError):
    """A file that is not a lesson.

    Attributes
    ----------
    sentences : everything that is wrong, one sentence each
    """

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__(sentences[0])
        self.sentences = sentences


@cache
def chapters(language: str) -> dict[str, Chapter]:
    """Return the chapters of a language by their keys, in order.

    A key is the file's name without its ending: "03_gradient_descent". A chapter that a
    language does not have comes in English.

    Raises
    ------
    LessonError
        names the file that is not a chapter.
    """
    paths = {path.stem: path for path in asset("lessons", FALLBACK).glob("*.toml")}
    own = asset("lessons", language)
    paths.update({path.stem: path for path in own.glob("*.toml")})
    return {key: read_chapter(paths[key]) for key in sorted(paths)}


def read_chapter(path: Path) -> Chapter:
    """Return the chapter in a file; whether it can be done is for `validation`.

    Raises
    ------
    LessonError
        holds everything that is wrong with the file's form.
    """
    content = read_table(path)
    sentences = []
    steps = content.get("steps")
    if isinstance(steps, list) and all(isinstance(step, dict) for step in steps):
        for number, step in enumerate(steps, start=1):
            try:
                msgspec.convert(step, Step)
            except msgspec.ValidationError as error:
                where = step_words(number, step)
                sentences.append(f"{path.name}: {where}{complaint(error)}")
        content = {**content, "steps": []}
    try:
        head = msgspec.convert(content, Chapter)
    except msgspec.ValidationError as error:
        sentences.insert(0, f"{path.name}: {complaint(error)}")
    if sentences:
        raise LessonError(tuple(sentences))
    made = tuple(msgspec.convert(step, Step) for step in steps or ())
    return msgspec.structs.replace(head, steps=made)


def read_table(path: Path) -> dict[str, Any]:
    """Return what a TOML file holds."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise LessonError(
            (f"{path.name} cannot be read: {error.strerror or error}",)
        ) from None
    if len(data) > MOST_BYTES:
        raise LessonError((f"{path.name} is larger than a lesson can be",))
    try:
        # Some editors begin every file with a mark of their own.
        return msgspec.toml.decode(data.removeprefix(BOM_UTF8), type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise LessonError((f"{path.name} is not TOML: {error}",)) from None


def step_words(number: int, step: dict[str, Any]) -> str:
    """Say which step it is: step 2 “A larger rate”, ."""
    title = step.get("title")
    return (
        f"step {number} “{title}”: " if isinstance(title, str) else f"step {number}: "
    )


def complaint(error: msgspec.ValidationError) -> str:
    """Say what is wrong, with the key after it."""
    words, _, place = str(error).partition(" - at `")
    key = place.rstrip("`").removeprefix("$").removeprefix(".")
    words = words[:1].lower() + words[1:].replace("Object ", "it ")
    words = words.replace("object contains", "it contains")
    words = words.replace("object missing", "it is missing")
    return f"{words}, in {key}" if key else words
