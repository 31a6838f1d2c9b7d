"""Every word that some widgets hold, by where it stands."""

from PySide6.QtWidgets import QWidget

from ui.widget_words import ACTION_WORDS, words_of


def words_on(root: QWidget) -> dict[str, str]:
    """Return the words of a widget and of all in it, by class, number and place."""
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for widget in (root, *root.findChildren(QWidget)):
        kind = type(widget).__name__
        counts[kind] = number = counts.get(kind, -1) + 1
        for place, read, _ in words_of(widget):
            words = read(widget)
            if words:
                found[f"{kind} {number}: {place}"] = words
        for number_of_action, action in enumerate(widget.actions()):
            for place, read, _ in ACTION_WORDS:
                words = read(action)
                if words:
                    name = f"{kind} {number} action {number_of_action}: {place}"
                    found[name] = words
    return found
