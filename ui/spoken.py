"""What was said lately: from words on the screen back to how to say them.

A label only holds its words. To say them in another language one must know the key and
the values they were made of, which `Memory` keeps for everything that went through
`ui.labels`. Numbers change all the time, so it forgets the oldest words of each key.
"""

import html
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

# Words of one key that are remembered: more than a window shows of any.
MOST_WORDS = 400
# What stands for a key where words have none: a pattern of pieces, a core's sentence.
PIECES = "="
SENTENCE = "~"
RICH = ("<qt>", "</qt>")


class Typed(str):
    """Words that a person typed: they stay as they are in every language."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Said:
    """How some words are said.

    Attributes
    ----------
    key : the key of a text, PIECES and the pattern of `labels.glued`, or SENTENCE
    values : what its {names} stand for: numbers, words, or how those are said
    wrapping : what is done to the words after: escaped, put into <qt>
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    wrapping: tuple[Callable[[str], str], ...] = ()

    @classmethod
    def of_pieces(cls, pattern: str, pieces: Sequence[object]) -> "Said":
        named = {str(place): piece for place, piece in enumerate(pieces)}
        return cls(PIECES + pattern, named)


def as_rich(words: str) -> str:
    """Return plain words as a tooltip that is wrapped, as only rich text is."""
    return html.escape(words).replace("\n", "<br>").join(RICH)


class Memory:
    """The words of each key, the newest last, and the keys of all words."""

    def __init__(self) -> None:
        self.by_key: dict[str, dict[str, Said]] = {}
        self.by_words: dict[str, dict[str, None]] = {}
        # The modules that asked for a key.
        self.askers: dict[str, set[str]] = {}

    def keep(self, words: str, said: Said, asker: str) -> None:
        """Remember how words are said, and who wanted them.

        The words among its values were said just before.
        """
        key = said.key
        known = self.by_key.get(key)
        if known is None:
            known = self.by_key[key] = {}
            self.askers[key] = set()
        elif self.is_newest(words, said, asker):
            # Said in every frame, as most words are.
            return
        self.askers[key].add(asker)
        if known.pop(words, None) is None and len(known) >= MOST_WORDS:
            self.forget(key, next(iter(known)))
        known[words] = self.resolve(said) if said.values else said
        keys = self.by_words.setdefault(words, {})
        keys.pop(key, None)
        keys[key] = None

    def is_newest(self, words: str, said: Said, asker: str) -> bool:
        """Tell whether nothing would change: the last of their key, and it theirs."""
        if said.values or asker not in self.askers[said.key]:
            return False
        known, keys = self.by_key[said.key], self.by_words.get(words, {})
        return (
            next(reversed(known), None) == words
            and next(reversed(keys), None) == said.key
            and known[words] == said
        )

    def forget(self, key: str, words: str) -> None:
        self.by_key[key].pop(words, None)
        keys = self.by_words.get(words, {})
        keys.pop(key, None)
        if not keys:
            self.by_words.pop(words, None)

    def ways(self, words: str) -> list[Said]:
        """Return in how many ways these words may have been said, the last one last."""
        keys = tuple(self.by_words.get(words, ()))
        return [self.by_key[key][words] for key in keys if words in self.by_key[key]]

    def latest(self, words: str) -> Said | None:
        """Return the way in which words were said last."""
        ways = self.ways(words)
        return ways[-1] if ways else None

    def resolve(self, said: Said) -> Said:
        """Return the same with the words among its values as ways to say them."""
        values = {
            name: (self.latest(value) or value) if type(value) is str else value
            for name, value in said.values.items()
        }
        return Said(said.key, values, said.wrapping)

    def choose(self, words: str, near: Collection[str]) -> Said | None:
        """Return the most probable way in which words were said.

        Parameters
        ----------
        near : modules that may have asked for them, the nearest first
        """
        ways = self.ways(words)
        if not ways:
            return None
        if len(ways) > 1:
            ways.sort(key=lambda way: self.distance(way.key, near))
        return ways[0]

    def distance(self, key: str, near: Collection[str]) -> float:
        """Return how far the nearest module is that asked for a key."""
        names = {key.partition(".")[0]}
        for asker in self.askers[key]:
            names.update(parts_of(asker))
        for place, module in enumerate(near):
            if module in self.askers[key]:
                return place
            if names & parts_of(module):
                return place + 0.5
        return len(near)


@cache
def parts_of(module: str) -> frozenset[str]:
    """Return what a module is about: ui.panels.race_table is about race and table."""
    return frozenset(module.rpartition(".")[2].split("_"))


MEMORY = Memory()
