"""The shelf of lessons: which chapters, what is done of them, where one goes on."""

from pathlib import Path

import pytest

from ui.lesson_progress import LessonProgress
from ui.lesson_shelf import OWN, LessonShelf
from ui.preferences import Preferences


@pytest.fixture
def shelf() -> LessonShelf:
    return LessonShelf(LessonProgress(Preferences()))


def test_one_goes_on_at_the_first_step_that_is_not_done(shelf: LessonShelf) -> None:
    key = next(iter(shelf.chapters()))
    assert shelf.first_open(key) == 0
    shelf.progress.add(key, 0)
    shelf.progress.add(key, 2)
    assert shelf.first_open(key) == 1
    for place in range(shelf.length(key)):
        shelf.progress.add(key, place)
    # All are done: from the beginning.
    assert shelf.first_open(key) == 0


def test_a_step_that_is_no_longer_there_counts_for_nothing(shelf: LessonShelf) -> None:
    key = next(iter(shelf.chapters()))
    shelf.progress.add(key, shelf.length(key) + 5)
    assert shelf.done(key) == []
    shelf.progress.stand_at(key, shelf.length(key) + 5)
    assert shelf.last() == (key, shelf.length(key) - 1)
    shelf.progress.stand_at("a chapter of another version", 0)
    assert shelf.last() is None


def test_chapters_follow_each_other(shelf: LessonShelf) -> None:
    keys = list(shelf.chapters())
    assert [shelf.next_key(key) for key in keys] == [*keys[1:], None]


def test_a_file_with_mistakes_is_not_put_on_it(
    shelf: LessonShelf, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("title = 3\n", encoding="utf-8")
    key, mistakes = shelf.read(path)
    assert key == f"{OWN}mine.toml"
    assert mistakes
    assert key not in shelf.chapters()
    _, missing = shelf.read(tmp_path / "nothing.toml")
    assert missing
