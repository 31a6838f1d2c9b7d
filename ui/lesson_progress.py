"""Which steps of which chapters a person has done, kept among the preferences."""

from ui.preferences import Preferences

FOLDER = "lessons"
PLACE = f"{FOLDER}/open"


class LessonProgress:
    """Remembers places of steps by the key of their chapter."""

    def __init__(self, preferences: Preferences) -> None:
        self.preferences = preferences

    def done(self, key: str) -> frozenset[int]:
        """Return the places of the steps that are done."""
        words = self.preferences.text(f"{FOLDER}/done/{key}", "")
        return frozenset(int(word) for word in words.split() if word.isdecimal())

    def add(self, key: str, place: int) -> None:
        """Take a step as done."""
        places = sorted(self.done(key) | {place})
        self.preferences.set_text(f"{FOLDER}/done/{key}", " ".join(map(str, places)))

    def last(self) -> tuple[str, int] | None:
        """Return where one was; None before the first step."""
        key, _, place = self.preferences.text(PLACE, "").rpartition(" ")
        return (key, int(place)) if key and place.isdecimal() else None

    def stand_at(self, key: str, place: int) -> None:
        """Go on here the next time."""
        self.preferences.set_text(PLACE, f"{key} {place}")

    def forget(self) -> None:
        """Begin anew."""
        self.preferences.store.remove(FOLDER)
