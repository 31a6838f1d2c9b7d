"""How well typed letters fit words: `lrnr` finds “Learning rate”."""

import unicodedata

# What a letter is worth that continues the one before, or begins a word.
NEXT_TO, WORD_START, ANYWHERE = 8, 6, 1
# A word that stands there whole is worth more than its letters one by one.
WHOLE = 20


def plain(words: str) -> str:
    """Return words in small letters without accents and with plain indices."""
    parts = unicodedata.normalize("NFKD", words.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def fit(query: str, words: str) -> int | None:
    """Return how well every word of a query fits, or None if one does not.

    More is better; shorter words win where letters fit alike.
    """
    target = plain(words)
    total = 0
    for part in plain(query).split():
        score = fit_part(part, target)
        if score is None:
            return None
        total += score
    return total * 100 - min(len(target), 99)


def fit_part(part: str, target: str) -> int | None:
    """Return how well one word without blanks fits, both in plain letters."""
    place = target.find(part)
    if place >= 0:
        start = place == 0 or not target[place - 1].isalnum()
        return WHOLE + NEXT_TO * len(part) + (WORD_START if start else 0)
    # Letter by letter, each at the best place that the one before leaves.
    best: dict[int, int] = {-1: 0}
    for letter in part:
        after: dict[int, int] = {}
        for place, sign in enumerate(target):
            if sign != letter:
                continue
            before = [
                score + (NEXT_TO if place == last + 1 and last >= 0 else 0)
                for last, score in best.items()
                if last < place
            ]
            if before:
                start = place == 0 or not target[place - 1].isalnum()
                own = WORD_START if start else ANYWHERE
                after[place] = max(before) + own
        if not after:
            return None
        best = after
    found = max(best.values())
    # Letters that are strewn over all words fit by accident.
    return found if found >= (WORD_START - 1) * len(part) else None
