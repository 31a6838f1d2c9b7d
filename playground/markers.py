"""The events of a branch as a picture shows them."""

from dataclasses import dataclass, field

from playground.events import (
    EngineSwitch,
    Event,
    ParameterEdit,
    SettingsChange,
    WiringChange,
)
from playground.settings import Settings


@dataclass(frozen=True, slots=True)
class Marker:
    """An event as a picture shows it.

    Attributes
    ----------
    kind : "settings", "edit", "wiring" or "engine"
    what : names of the settings that changed, what was edited or wired, the engine
    """

    update: int
    kind: str
    what: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Marking:
    """The markers of a branch; each is made once, however many pictures are taken.

    Attributes
    ----------
    events : those that have a marker, (update, event)
    digest : a number that is another one for other markers
    """

    events: list[tuple[int, Event]] = field(default_factory=list)
    markers: tuple[Marker, ...] = ()
    digest: int = hash(())

    def follow(self, events: list[tuple[int, Event]], first: Settings) -> None:
        """Make what is missing; `first` are the settings at the branch's start."""
        made = self.events
        if len(made) == len(events) and (not made or made[-1] is events[-1]):
            return
        # Of the edits of one gesture the next takes the place of the last.
        while made and (
            len(made) > len(events) or made[-1] is not events[len(made) - 1]
        ):
            made.pop()
        changes = (
            one.settings for _, one in reversed(made) if isinstance(one, SettingsChange)
        )
        settings = next(changes, first)
        kept = len(made)
        found = []
        for update, event in events[kept:]:
            found.append(marker_of(update, event, settings))
            if isinstance(event, SettingsChange):
                settings = event.settings
        made += events[kept:]
        self.markers = (*self.markers[:kept], *found)
        self.digest = hash(self.markers)


def changed_settings(before: Settings, after: Settings) -> tuple[str, ...]:
    """Return the names of the settings that differ."""
    return tuple(
        name
        for name in Settings.__struct_fields__
        if name != "chosen" and getattr(before, name) != getattr(after, name)
    )


def marker_of(update: int, event: Event, before: Settings) -> Marker:
    """Return what happened, for a picture of it; `before` is what was in force."""
    match event:
        case SettingsChange(after):
            return Marker(update, "settings", changed_settings(before, after))
        case ParameterEdit(words=words):
            return Marker(update, "edit", (words,))
        case WiringChange(words=words):
            return Marker(update, "wiring", (words,))
        case EngineSwitch(engine):
            return Marker(update, "engine", (engine,))
