"""What the window knows at one moment: all that a check may look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.frame import Frame
from playground.noise import GradientNoise
from playground.race_frame import RaceFrame
from playground.settings import Settings
from playground.surface_run import SurfaceFrame


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the person did since the step began.

    Attributes
    ----------
    from_update : where the run stood when the step began; 0 when it began a run
    inspected : names of the numbers that were opened in the inspector: "delta[2][1]"
    stages : kinds of the stages that were seen inside an update: "backward"
    batch_sizes : those whose noise was measured
    went_back : whether the run went back in time
    edited : whether a weight or a bias was changed by hand
    gradient_checked : whether the comparison with central differences was opened
    pages : tabs that were in front, by their keys
    """

    from_update: int = 0
    inspected: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    batch_sizes: frozenset[int] = frozenset()
    went_back: bool = False
    edited: bool = False
    gradient_checked: bool = False
    pages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The window at one moment.

    Attributes
    ----------
    frame : the run as it is shown
    page : the key of the tab in front
    deeds : what the person did since the step began
    has_diverged : whether training stopped at a number that is not finite, and has not
        gone on since
    stage : kind of the stage one stands at inside an update; None: not inside
    race : the race as it is shown, None before there is one
    surface_key : which surface is chosen
    surface : the balls as they are shown
    noise : what the noise page shows
    verdict : kind of the detector's last diagnosis, as `Diagnosis.kind`
    momentum : the momentum page's verdict on the coming step, as `MomentumStep.verdict`
    asked_samples : for how many samples the cost page computes
    """

    frame: Frame
    page: str = "network"
    deeds: Deeds = field(default_factory=Deeds)
    has_diverged: bool = False
    stage: str | None = None
    race: RaceFrame | None = None
    surface_key: str | None = None
    surface: SurfaceFrame | None = None
    noise: GradientNoise | None = None
    verdict: str | None = None
    momentum: str | None = None
    asked_samples: int | None = None

    @property
    def settings(self) -> Settings:
        return self.frame.settings

    @property
    def update(self) -> int:
        return self.frame.update

    @property
    def updates_made(self) -> int:
        """Updates further on than where the step began."""
        return self.update - self.deeds.from_update

    @property
    def evaluation(self) -> Mapping[str, float | None]:
        """Losses and accuracies now, by their names."""
        return self.frame.evaluation

    def recent_losses(self, updates: int) -> NDArray[np.float64]:
        """Return the batch losses (k,) of the last updates before this one.

        Those of a run so long that they are no longer kept one by one are not there.
        """
        history = self.frame.history
        if history.block != 1:
            return np.empty(0)
        end = min(self.update, history.count)
        return history.low[max(0, end - updates) : end]
