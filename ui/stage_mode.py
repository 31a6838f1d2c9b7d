"""Where one stands inside an update: the state of the stage mode, without widgets."""

from typing import TYPE_CHECKING

from playground.explaining.stages import Stage

if TYPE_CHECKING:
    from playground.update_trace import UpdateTrace


class StageMode:
    """Off, or at a stage of one opened update.

    Moving past the last stage asks for the update to be made, moving before the first
    one for the update before; until its trace arrives nothing else moves.

    Attributes
    ----------
    coming : the opened update of the whole batch, None while it is off or on its way
    sample : the training row that is looked at alone, None: the batch
    place : which of the stages one stands at, from 0
    awaited_from : the update that one leaves while another is on its way, else None
    """

    def __init__(self) -> None:
        self.is_on = False
        self.coming: UpdateTrace | None = None
        self.opened: UpdateTrace | None = None
        self.sample: int | None = None
        self.place = 0
        self.awaited_from: int | None = None

    @property
    def trace(self) -> "UpdateTrace | None":
        """The update whose numbers are shown: of the batch or of the sample."""
        return self.opened

    @property
    def stages(self) -> tuple[Stage, ...]:
        return () if self.coming is None else self.coming.stages

    @property
    def stage(self) -> Stage | None:
        stages = self.stages
        return stages[self.place] if stages else None

    @property
    def update(self) -> int | None:
        """The number of the update that is open; the first one is 1."""
        return None if self.coming is None else self.coming.before.update + 1

    @property
    def is_last(self) -> bool:
        return bool(self.stages) and self.place == len(self.stages) - 1

    @property
    def is_first_of_all(self) -> bool:
        """Whether there is nothing before: the first stage of the first update."""
        return self.place == 0 and self.update in (None, 1)

    def enter(self) -> None:
        """Wait for a trace; the batch is looked at first."""
        self.leave()
        self.is_on = True

    def leave(self) -> None:
        """Forget everything; the run is as it was."""
        self.is_on = False
        self.coming = self.opened = self.awaited_from = self.sample = None
        self.place = 0

    def take(self, trace: "UpdateTrace") -> None:
        """Look at the opened update of the batch that the run would make now."""
        update, before = trace.before.update, self.awaited_from
        if before is not None:
            if update == before:
                # Made before the update that was asked for.
                return
            self.place = len(trace.stages) - 1 if update < before else 0
        elif self.coming is None or (update, trace.stages) != (
            self.coming.before.update,
            self.coming.stages,
        ):
            self.place = 0
        self.awaited_from = None
        self.coming = trace
        self.look_at(self.sample)

    def look_at(self, sample: int | None) -> None:
        """Show the numbers of one training row, or those of the batch (None)."""
        coming = self.coming
        if coming is not None and sample is not None:
            sample = min(sample, len(coming.plan.x) - 1)
        self.sample = sample
        self.opened = (
            coming if coming is None or sample is None else coming.at_sample(sample)
        )

    def go_on(self) -> bool:
        """Go to the next stage; True: this was the last, now make the update."""
        if self.coming is None or self.awaited_from is not None:
            return False
        if self.is_last:
            self.awaited_from = self.coming.before.update
            return True
        self.place += 1
        return False

    def go_back(self) -> bool:
        """Go to the stage before; True: now stand at the update before."""
        if self.coming is None or self.awaited_from is not None:
            return False
        if self.place:
            self.place -= 1
            return False
        if self.is_first_of_all:
            return False
        self.awaited_from = self.coming.before.update
        return True

    def go_to(self, place: int) -> None:
        """Stand at a stage of this update."""
        if self.awaited_from is None and 0 <= place < len(self.stages):
            self.place = place

    def give_up(self) -> None:
        """Wait no longer: the update that was asked for could not be made."""
        self.awaited_from = None
