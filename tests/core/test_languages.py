"""Both languages say the same things, with the same {names} filled in."""

import string

import pytest

from ui import labels
from ui.labels import (
    again,
    catalogue,
    choose_language,
    derived,
    glued,
    languages,
    listed,
    retold,
    rich,
    sentence,
    text,
    unmarked,
)
from ui.spoken import MEMORY, MOST_WORDS, Memory, Said, Typed

OTHERS = [name for name in languages() if name != "en"]


@pytest.fixture(autouse=True)
def english():
    yield
    choose_language("en")


def names_in(words: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(words)} - {None}


def test_english_and_chinese_are_there() -> None:
    assert languages()[0] == "en"
    assert "zh" in OTHERS


@pytest.mark.parametrize("name", OTHERS)
def test_no_text_is_missing_and_none_is_too_many(name: str) -> None:
    assert catalogue(name).keys() == catalogue("en").keys()


@pytest.mark.parametrize("name", OTHERS)
def test_the_same_is_filled_in(name: str) -> None:
    english, other = catalogue("en"), catalogue(name)
    differing = {
        key: (names_in(english[key]), names_in(other[key]))
        for key in english.keys() & other.keys()
        if names_in(english[key]) != names_in(other[key])
    }
    assert not differing


@pytest.mark.parametrize("name", OTHERS)
def test_only_what_is_empty_in_english_is_empty(name: str) -> None:
    english, other = catalogue("en"), catalogue(name)
    empty = [
        key
        for key in english.keys() & other.keys()
        if bool(english[key].strip()) != bool(other[key].strip())
    ]
    assert not empty


def said_again(words: str, language: str) -> str:
    """Return words that were just said, in another language."""
    said = MEMORY.latest(words)
    assert said is not None, f"nobody knows how {words!r} was said"
    choose_language(language)
    return again(said)


def test_words_are_said_again_with_what_was_filled_in() -> None:
    words = text("window.paused", update="1 000")
    there = said_again(words, "zh")
    assert there == catalogue("zh")["window.paused"].format(update="1 000")
    assert said_again(there, "en") == words


def test_words_within_words_are_said_again_too() -> None:
    inner = text("settings.learning_rate")
    there = said_again(text("messages.given_up", names=inner), "zh")
    assert catalogue("zh")["settings.learning_rate"] in there
    assert inner not in there


def test_what_a_person_typed_stays() -> None:
    typed = Typed(text("settings.noise"))
    there = said_again(text("documents.title", name=typed), "zh")
    assert typed in there


def test_pieces_lists_and_derived_words_are_said_again() -> None:
    chinese = catalogue("zh")
    noise, loss = text("settings.noise"), text("settings.loss")
    pieces = glued("{} <b>{}</b>", noise, "3")
    assert said_again(pieces, "zh") == f"{chinese['settings.noise']} <b>3</b>"
    choose_language("en")
    both = listed([noise, loss])
    there = said_again(both, "zh")
    assert there == f"{chinese['settings.noise']}、{chinese['settings.loss']}"
    choose_language("en")
    tip = rich(text("actions.reset_tip"))
    there = said_again(tip, "zh")
    assert there.startswith("<qt>")
    assert chinese["actions.reset_tip"] in there


def test_the_mark_of_a_key_is_taken_away() -> None:
    assert unmarked("&Play") == "Play"
    assert unmarked("播放(&P)") == "播放"
    words = derived(text("language.undo"), unmarked)
    assert said_again(words, "zh") == "撤销"


def test_a_sentence_of_the_core_goes_both_ways() -> None:
    english = sentence("it is empty")
    there = said_again(english, "zh")
    assert there == "它是空的"
    assert sentence(there) == there
    assert said_again(there, "en") == "it is empty"


def test_a_sentence_that_was_said_by_a_text_stays() -> None:
    choose_language("zh")
    words = text("window.ready")
    assert sentence(words) == words


def test_old_words_are_said_in_the_language_in_force() -> None:
    words = text("settings.momentum")
    choose_language("zh")
    assert retold(words) == catalogue("zh")["settings.momentum"]
    assert retold("words of a person") == "words of a person"


def test_it_forgets_the_oldest_words_of_a_key_only() -> None:
    memory = Memory()
    memory.keep("stays", Said("b"), "x")
    for number in range(MOST_WORDS + 10):
        memory.keep(f"words {number}", Said("a"), "x")
        memory.keep("often", Said("a"), "x")
    assert memory.latest("words 0") is None
    assert memory.latest(f"words {MOST_WORDS + 9}") is not None
    assert memory.latest("stays") is not None
    assert memory.latest("often") is not None
    assert len(memory.by_key["a"]) == MOST_WORDS
    assert len(memory.by_words) == MOST_WORDS + 1


def test_of_two_keys_with_the_same_words_the_nearer_one_is_meant() -> None:
    memory = Memory()
    memory.keep("Loss", Said("curves.title"), "ui.panels.curves")
    memory.keep("Loss", Said("sweep.loss"), "ui.panels.sweep")
    near = ["ui.panels.curves", "ui.main_window"]
    assert memory.choose("Loss", near) == Said("curves.title")
    assert memory.choose("Loss", ["ui.panels.sweep"]) == Said("sweep.loss")
    assert memory.latest("Loss") == Said("sweep.loss")
    assert memory.choose("Gain", near) is None


def test_words_know_who_asked_for_them() -> None:
    text("film.title")
    labels.name_of("activation", "tanh")
    assert __name__ in MEMORY.askers["film.title"]
    assert __name__ in MEMORY.askers["names.activation.tanh"]
