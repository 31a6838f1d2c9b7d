"""From ids to words: the one door between the program and a language.

Each language is a folder of `assets/translations`, each file of it a JSON object; the
key "data.title" is the entry "title" of the file `data.json`. Entries may hold {names}
that are filled in. The window reads its words when it is built; another language builds
it anew.
"""

from functools import cache

import msgspec

from ui.resources import asset

DEFAULT_LANGUAGE = "en"


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return every text of a language by its key."""
    texts = {}
    for file in sorted(asset("translations", language).glob("*.json")):
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
    found = catalogue(Language.name).get(key)
    if found is None:
        found = catalogue(DEFAULT_LANGUAGE)[key]
    return found.format(**values) if values else found


def name_of(kind: str, identifier: str) -> str:
    """Return what a registry's entry is called: name_of("activation", "tanh")."""
    return text(f"names.{kind}.{identifier}")


def tooltip(control: str) -> str:
    """Return the sentence that says what a control does to learning."""
    return text(f"tooltips.{control}")
