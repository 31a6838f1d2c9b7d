"""From ids to words: the one door between the program and a language.

Each language is a folder of `assets/translations`, each file of it a JSON object; the
key "data.title" is the entry "title" of the file `data.json`. Entries may hold {names}
that are filled in. What was said is remembered in `ui.spoken`, so that the window can
say all that it shows again in another language.
"""

import re
import sys
from collections.abc import Callable, Iterable
from functools import cache

import msgspec

from ui.resources import asset
from ui.sentences import SENTENCES, translated
from ui.spoken import MEMORY, PIECES, SENTENCE, Said, Typed, as_rich

DEFAULT_LANGUAGE = "en"


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return every text of a language by its key."""
    texts = {}
    for file in sorted(asset("translations", language).glob("*.json")):
        if file.name != SENTENCES:
            entries = msgspec.json.decode(file.read_bytes(), type=dict[str, str])
            texts.update({f"{file.stem}.{key}": text for key, text in entries.items()})
    return texts


class Language:
    """The language in force."""

    name = DEFAULT_LANGUAGE


def choose_language(name: str) -> None:
    """Speak another language from now on; see `languages` for the names."""
    Language.name = name


def languages() -> tuple[str, ...]:
    """Return the names of the languages that are there, English first."""
    names = {folder.name for folder in asset("translations").iterdir()}
    return (DEFAULT_LANGUAGE, *sorted(names - {DEFAULT_LANGUAGE}))


def text(key: str, **values: object) -> str:
    """Return the words for a key, with its {names} filled in.

    Raises
    ------
    KeyError
        when no language has the key, which is a mistake of the program.
    """
    return say(key, values, asker())


def name_of(kind: str, identifier: str) -> str:
    """Return what a registry's entry is called: name_of("activation", "tanh")."""
    return say(f"names.{kind}.{identifier}", {}, asker())


def tooltip(control: str) -> str:
    """Return the sentence that says what a control does to learning."""
    return say(f"tooltips.{control}", {}, asker())


def asker() -> str:
    """Return the name of the module that called whoever asks."""
    name: str = sys._getframe(2).f_globals["__name__"]  # noqa: SLF001
    return name


def glued(pattern: str, *pieces: str) -> str:
    """Return some words in a pattern that is the same in every language.

    For what is no sentence: glued("{} · {}", name, number). Each of the pieces is said
    again by itself when the language changes.
    """
    words = pattern.format(*pieces)
    MEMORY.keep(words, Said.of_pieces(pattern, pieces), "")
    return words


def listed(words: Iterable[str]) -> str:
    """Return some words one after the other, with the language's own comma."""
    whole = ""
    for one in words:
        whole = text("language.list", first=whole, next=one) if whole else one
    return whole


def derived(words: str, change: Callable[[str], str]) -> str:
    """Return some words changed, as they will be in every language: lowered."""
    result = change(words)
    said = MEMORY.choose(words, (asker(),))
    if said is not None and result != words:
        again = Said(said.key, said.values, (*said.wrapping, change))
        MEMORY.keep(result, again, asker())
    return result


def rich(words: str) -> str:
    """Return plain words as a tooltip that is wrapped."""
    return derived(words, as_rich)


def unmarked(words: str) -> str:
    """Return what an action is called, without the mark of its key: &Play, 播放(&P)."""
    return re.sub(r"\(&\w\)", "", words).replace("&", "")


def sentence(english: str) -> str:
    """Return one of the core's sentences in the language in force.

    The core speaks English. A sentence that has no translation stays as it is, and so
    do words that were said by `text`: whoever shows both need not tell them apart.
    """
    known = MEMORY.latest(english)
    if known is not None:
        if known.key != SENTENCE or known.wrapping:
            return english
        english = str(known.values["english"])
    words = translated(english, Language.name)
    MEMORY.keep(words, Said(SENTENCE, {"english": Typed(english)}), "")
    return words


def retold(words: str) -> str:
    """Return words that were said before, in whatever language, in the one in force."""
    said = MEMORY.latest(words)
    return sentence(words) if said is None else again(said)


def again(said: Said) -> str:
    """Say something once more, in the language in force."""
    values = {
        name: again(value) if isinstance(value, Said) else value
        for name, value in said.values.items()
    }
    if said.key == SENTENCE:
        words = sentence(str(values["english"]))
    elif said.key.startswith(PIECES):
        words = glued(said.key.removeprefix(PIECES), *map(str, values.values()))
    else:
        words = say(said.key, values, __name__)
    for wrap in said.wrapping:
        words = wrap(words)
    return words


def say(key: str, values: dict[str, object], module: str) -> str:
    """Return the words for a key, and remember which module wanted them."""
    found = catalogue(Language.name).get(key)
    if found is None:
        found = catalogue(DEFAULT_LANGUAGE)[key]
    words = found.format(**values) if values else found
    MEMORY.keep(words, Said(key, values), module)
    return words
