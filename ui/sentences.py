"""The core's sentences in another language.

The core speaks English: its errors and findings are sentences with numbers in them.
`assets/translations/LANGUAGE/sentences.json` says for each pattern of them, with {0},
{1} … where something is filled in, how another language says it. What is filled in may
be a sentence itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import msgspec

from ui.resources import asset

SENTENCES = "sentences.json"
# {0} stands for anything, {0#} for a whole number only.
PLACE = re.compile(r"\{(\d+)(#?)\}")
ANYTHING, WHOLE = "(.+?)", r"(\d+)"
# Names without a space, and what stands between them.
COMMA = ", "
LISTED = re.compile(r"[^\s,]+(?:, [^\s,]+)+")
CHINESE = "[\u4e00-\u9fff]"
LATIN = "[^\\W\u3000-\u9fff\uff00-\uffef]|['\"]"
MEETING = re.compile(f"{CHINESE}(?:{LATIN})|(?:{LATIN}){CHINESE}")
GAP = re.compile(f"{CHINESE} {CHINESE}")
# A sentence within a sentence within a sentence, and no deeper.
DEPTH = 4


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of sentence.

    Attributes
    ----------
    shape : matches the English sentence; its groups are what is filled in
    places : which {number} each group is
    foreign : the sentence in the other language
    fixed : the parts of it between what is filled in
    """

    shape: re.Pattern[str]
    places: tuple[str, ...]
    foreign: str
    fixed: tuple[str, ...]

    @classmethod
    def of(cls, english: str, foreign: str) -> "Pattern":
        parts = PLACE.split(english)
        fixed, places, kinds = parts[::3], parts[1::3], parts[2::3]
        shape = re.escape(fixed[0])
        for part, kind in zip(fixed[1:], kinds, strict=True):
            shape += (WHOLE if kind else ANYTHING) + re.escape(part)
        compiled = re.compile(shape, re.DOTALL)
        return cls(compiled, tuple(places), foreign, tuple(filter(None, fixed)))

    @property
    def weight(self) -> int:
        """How many signs are fixed; the heavier one of two that match counts."""
        return sum(map(len, self.fixed))

    def match(self, english: str) -> re.Match[str] | None:
        if all(part in english for part in self.fixed):
            return self.shape.fullmatch(english)
        return None


@dataclass(frozen=True, slots=True)
class Grammar:
    """All patterns of a language, by their first word; under "" those without one."""

    exact: dict[str, str]
    by_word: dict[str, list[Pattern]]

    def match(self, english: str) -> tuple[Pattern, re.Match[str]] | None:
        patterns = [*self.by_word.get(first_word(english), ()), *self.by_word[""]]
        found = [(one, match) for one in patterns if (match := one.match(english))]
        return max(found, key=lambda pair: pair[0].weight, default=None)


def first_word(sentence: str) -> str:
    return sentence.partition(" ")[0]


@cache
def grammar(language: str) -> Grammar:
    """Read a language's patterns; one that has no file has none."""
    file = asset("translations", language).joinpath(SENTENCES)
    if not file.is_file():
        return Grammar({}, {"": []})
    entries = msgspec.json.decode(file.read_bytes(), type=dict[str, str])
    exact: dict[str, str] = {}
    by_word: dict[str, list[Pattern]] = {"": []}
    for english, foreign in entries.items():
        if not PLACE.search(english):
            exact[english] = foreign
            continue
        word = first_word(english)
        key = "" if PLACE.search(word) else word
        by_word.setdefault(key, []).append(Pattern.of(english, foreign))
    return Grammar(exact, by_word)


@lru_cache(maxsize=512)
def translated(english: str, language: str, depth: int = DEPTH) -> str:
    """Return a sentence in another language; one that is not known stays English."""
    rules = grammar(language)
    if english in rules.exact:
        return rules.exact[english]
    if not depth or " " not in english:
        return english
    if LISTED.fullmatch(english):
        # The names that may be given, one after the other.
        return english.replace(COMMA, rules.exact.get(COMMA, COMMA))
    found = rules.match(english)
    if found is None:
        return english
    pattern, match = found
    values = {
        place: translated(value, language, depth - 1)
        for place, value in zip(pattern.places, match.groups(), strict=True)
    }
    return fill(pattern.foreign, values)


def fill(foreign: str, values: Mapping[str, str]) -> str:
    """Return a sentence with its {numbers} filled in, spaced as Chinese is printed."""
    first, *parts = PLACE.split(foreign)
    words = first
    for place, after in zip(parts[::3], parts[2::3], strict=True):
        words = joined(joined(words, values[place]), after)
    return words


def joined(before: str, after: str) -> str:
    """Return two pieces as one: a space lies where Latin and Chinese words meet.

    Whether what is filled in is the one or the other is only known now. Where both are
    Chinese there is no space, nor beside a sign as wide as a word.
    """
    if MEETING.fullmatch(before[-1:] + after[:1]):
        return f"{before} {after}"
    for gap in (before[-2:] + after[:1], before[-1:] + after[:2]):
        if GAP.fullmatch(gap):
            return before.removesuffix(" ") + after.removeprefix(" ")
    return before + after
