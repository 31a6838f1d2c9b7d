"""Other rows take a moment: making them, and giving them up when nobody wants them."""

from collections.abc import Callable
from functools import partial

from playground.data.own import find_source
from playground.loading import Cancelled
from playground.run import Run
from playground.settings import Settings
from ui.training.commands import Apply, Command, Quit, Reset, RunTo

# Fewer numbers, in all rows together, are there in a moment.
MANY_NUMBERS = 1_000_000


def is_big(settings: Settings) -> bool:
    """Tell whether preparing the rows of some settings takes long enough to wonder."""
    columns = len(find_source(settings.data).columns)
    return settings.samples * columns >= MANY_NUMBERS


class Preparation:
    """Makes the rows that a command needs, before the run is touched.

    A million rows take seconds. What was asked meanwhile may make them needless, and
    then the run stays as it is until that is answered.

    Attributes
    ----------
    is_wanted : tells whether the rows of a command are still wanted
    was_given_up : whether the last rows were not made to the end
    """

    def __init__(self, is_wanted: Callable[[Command], bool]) -> None:
        self.is_wanted = is_wanted
        self.was_given_up = False

    def serves(self, command: Command, run: Run) -> bool:
        """Tell whether a command is to be obeyed, now that its rows are there.

        Not when they are no longer wanted; and not when it only takes back what was
        given up: then the run goes on where it stands.

        Raises
        ------
        PlaygroundError
            when there can be no such rows.
        """
        was_given_up, self.was_given_up = self.was_given_up, False
        settings = settings_after(command)
        if settings is None:
            return True
        if was_given_up and isinstance(command, Apply) and settings == run.settings:
            return False
        # What is there in a moment is done and recorded, whatever comes after it.
        if is_big(settings):
            try:
                run.problems.get(settings, partial(self.is_wanted, command))
            except Cancelled:
                self.was_given_up = True
                return False
        return True


def settings_after(command: Command) -> Settings | None:
    """Return the settings that a command brings, None when it brings none."""
    match command:
        case Apply(settings=settings) | Reset(settings=settings):
            return settings
        case RunTo(settings=settings):
            return settings
    return None


def makes_needless(newer: Command, older: Command) -> bool:
    """Tell whether what an older command would prepare does not matter any more.

    The newer one starts over with settings of its own, or ends everything; or both only
    change settings, and those of the newer one are whole.
    """
    match newer:
        case Apply(restart=restart):
            return restart or (isinstance(older, Apply) and not older.restart)
    return isinstance(newer, (RunTo, Quit))
