"""The exceptions that callers may catch; each message is one sentence for a person."""


class PlaygroundError(Exception):
    """Something a person can understand and mend."""


class SettingsError(PlaygroundError):
    """A setting, or a combination of settings, that has no meaning."""


class ExportError(PlaygroundError):
    """A file that could not be written; the old file is still there."""


class LoadError(PlaygroundError):
    """A file that could not be read; nothing that is open has changed."""


class Diverged(PlaygroundError):  # noqa: N818 - it names an event, not a mistake
    """Training met a number that is not finite; the run stands at the update before.

    Attributes
    ----------
    update : the last update at which every number was finite.
    reason : a sentence that says what became infinite or undefined.
    """

    def __init__(self, update: int, reason: str) -> None:
        super().__init__(reason)
        self.update = update
        self.reason = reason
