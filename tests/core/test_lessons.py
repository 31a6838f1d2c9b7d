"""The lessons: every claim is tried, and a broken file is refused with a sentence."""

import re
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from ui.lessons.checks import CHECKS
from ui.lessons.reading import LessonError, chapters, read_chapter
from ui.lessons.rehearsal_acts import ACTIONS
from ui.lessons.validation import mistakes_in, mistakes_of
from ui.lessons_command import lessons

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/guide/writing-lessons.md").read_text("utf-8")
EXAMPLE = re.search(r"```toml\n(.*?)```", GUIDE, re.DOTALL)[1]
KEYS = tuple(chapters("en"))
# What is said, not done.
WORDS = {
    *("title", "summary", "remember", "text", "do", "question"),
    *("choices", "because", "success"),
}


def skeleton(value):
    if isinstance(value, dict):
        return {k: skeleton(v) for k, v in value.items() if k not in WORDS}
    if isinstance(value, (list, tuple)):
        return [skeleton(one) for one in value]
    return value


def test_there_are_ten_chapters_of_three_to_eight_steps():
    assert [key[:2] for key in KEYS] == [f"{number:02}" for number in range(1, 11)]
    assert all(3 <= len(chapter.steps) <= 8 for chapter in chapters("en").values())


@pytest.mark.parametrize("key", KEYS)
def test_every_chapter_does_what_it_says(key):
    assert mistakes_of(chapters("en")[key], key) == []


@pytest.mark.parametrize("key", KEYS)
def test_every_prediction_has_a_claim(key):
    steps = chapters("en")[key].steps
    assert any(step.predict for step in steps)
    assert all(step.predict.claim for step in steps if step.predict)


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_share_a_skeleton(key):
    english, chinese = chapters("en")[key], chapters("zh")[key]
    assert (ROOT / "assets/lessons/zh" / f"{key}.toml").is_file()
    assert mistakes_of(chinese, key, rehearsed=False) == []
    assert skeleton(msgspec.to_builtins(english)) == skeleton(
        msgspec.to_builtins(chinese)
    )
    for one, other in zip(english.steps, chinese.steps, strict=True):
        assert (one.do is None) == (other.do is None)
        if one.predict:
            assert len(one.predict.choices) == len(other.predict.choices)
    assert re.search(r"[\u4e00-\u9fff]", chinese.title)


def test_a_language_without_lessons_has_the_english_ones():
    assert chapters("eo") == chapters("en")


def written(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_example_of_the_guide_is_good(tmp_path):
    path = written(tmp_path, EXAMPLE)
    assert mistakes_in(path) == []
    answer = read_chapter(path).steps[0].predict
    assert answer.is_right(0)
    assert not answer.is_right(1)


@pytest.mark.parametrize("registry", [CHECKS, ACTIONS])
def test_the_guide_names_everything(registry):
    assert [name for name in registry if f"`{name}`" not in GUIDE] == []


BROKEN = {
    "no toml": ('title = "A', 'title = A"', "is not TOML"),
    "unknown key": ('do = "Set', 'doo = "Set', "unknown field `doo`"),
    "missing text": ('text = "The', '# text = "The', "`text`"),
    "unknown setting": ("hidden =", "hiden =", "there is no setting 'hiden'"),
    "unknown data": ('"circles"', '"cirlces"', "data must be one of"),
    "negative rate": ("rate = 0.03 }", "rate = -1 }", "learning_rate must be"),
    "unknown page": ('"network"', '"nowhere"', "page must be one of"),
    "answer": ("answer = 1", "answer = 3", "answer must be in 1 … 2"),
    "one choice": ('["Yes", "No"]', '["Yes"]', "2 … 4 choices"),
    "same choices": ('"No"]', '"Yes"]', "must differ"),
    "unknown check": ('kind = "number"\n', 'kind = "nmber"\n', "no check 'nmber'"),
    "unknown number": ('"updates_made"', '"updates"', "of must be one of"),
    "unknown parameter": ("above = 99", "over = 99", "`over`"),
    "no solution": ("solution = [{ set", "# [{ set", "a solution is missing"),
    "two keys": ("}, { updates = 100", ", updates = 100", "must have one key"),
    "not enough": ("{ updates = 100 }", "{ updates = 9 }", "after the solution"),
    "endless": ("updates = 100 }", "updates = 2000000000 }", "in 1 … 10000000"),
    "no samples": ("{ updates = 100 }", "{ samples = -7 }", "samples must be a whole"),
    "false claim": ('"falls"', '"oscillates"', "predict.claim: oscillates"),
    "no experiment": ("settings = {", "# {", "the first step needs"),
    "empty": (
        'text = "The learning rate is the length of a step."',
        'text = " "',
        "text is empty",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_a_sentence(tmp_path, name):
    old, new, words = BROKEN[name]
    assert EXAMPLE.count(old) >= 1
    sentences = mistakes_in(written(tmp_path, EXAMPLE.replace(old, new, 1)))
    assert any(words in sentence for sentence in sentences), sentences
    assert all(sentence.startswith("mine.toml") for sentence in sentences)


def test_the_mark_that_some_editors_write_is_no_mistake(tmp_path):
    assert mistakes_in(written(tmp_path, "\ufeff" + EXAMPLE)) == []


def test_a_check_that_holds_at_first_is_refused(tmp_path):
    text = EXAMPLE.replace("above = 99", "above = -1").replace(
        "above = 0.29", "above = 0.0"
    )
    assert any("before anything" in one for one in mistakes_in(written(tmp_path, text)))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(LessonError, match="cannot be read"):
        read_chapter(tmp_path / "none.toml")


def test_the_command_tells_good_files_from_bad_ones(tmp_path):
    good = written(tmp_path, EXAMPLE)
    assert CliRunner().invoke(lessons, ["check", str(good)]).exit_code == 0
    bad = tmp_path / "bad.toml"
    bad.write_text("title = 3", "utf-8")
    assert CliRunner().invoke(lessons, ["check", str(bad)]).exit_code == 1
    listed = CliRunner().invoke(lessons, ["list", "--language", "zh"])
    assert listed.output.count("\n") == len(KEYS)
