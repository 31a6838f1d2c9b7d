"""An engine that fails, and what is said when the reference engine takes over."""


class EngineFailed(Exception):  # noqa: N818 - it names an event, as Diverged does
    """An engine raised what it should not; the reference engine can go on."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


def takeover_sentence(error: Exception) -> str:
    return (
        f"The compiled engine failed ({type(error).__name__}: {error}), so the NumPy "
        f"engine goes on."
    )
