"""What a command changes of the run where it stands, or of its branches."""

from playground.branching import is_by_hand
from playground.errors import PlaygroundError
from playground.run import Run
from ui.training.commands import (
    Apply,
    BranchOff,
    Change,
    DeleteBranch,
    EditParameters,
    RenameBranch,
    Reset,
    Rewire,
    SelectBranch,
    SetBookmark,
    SwitchEngine,
    UndoEdit,
)


def change(run: Run, command: Change) -> None:
    """Do to a run what a command says.

    Raises
    ------
    PlaygroundError
        when it has no meaning here; the run then stays as it was.
    """
    match command:
        case Apply(settings, restart):
            if restart:
                run.start_over(settings)
            else:
                run.apply(settings)
        case Reset(settings):
            run.reset(settings)
        case EditParameters(places, values, words, gesture):
            run.edit(places, values, words, gesture)
        case Rewire(wiring, words):
            run.rewire(wiring, words)
        case UndoEdit(words):
            undo_edit(run, words)
        case SelectBranch(number):
            run.select_branch(number)
        case BranchOff(name):
            run.branch(name)
        case RenameBranch(number, name):
            run.rename_branch(number, name)
        case DeleteBranch(number):
            run.delete_branch(number)
        case SetBookmark(name):
            run.set_bookmark(name)
        case SwitchEngine(engine):
            run.switch_engine(engine)


def undo_edit(run: Run, words: str) -> None:
    """Go back before the last edit by hand if it is the one that is meant."""
    by_hand = [event for _, event in run.timeline.branch.events if is_by_hand(event)]
    if not by_hand or by_hand[-1].words != words:
        raise PlaygroundError(
            f"{words} was not edited last on this branch, so nothing is undone; "
            f"the branch on which it was is on the timeline"
        )
    run.undo_edit()


def updates_left_in_epoch(run: Run) -> int:
    """Return how many updates end the epoch in which a run stands."""
    rows = len(run.problem.x) - run.state.position
    return -(-rows // run.settings.rows_per_update)


def epoch_begin(run: Run) -> int:
    """Return the update at which this epoch began, or the one before did."""
    size = run.plan.batch_size
    made = -(-run.state.position // size) or -(-len(run.problem.x) // size)
    return run.update - made
