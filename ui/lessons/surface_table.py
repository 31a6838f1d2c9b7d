"""What stands on the surfaces page of a rehearsed lesson."""

from dataclasses import dataclass, field

import numpy as np

from playground.surface_run import ADAPTIVE, ADAPTIVE_SHARE, Ball, SurfaceRun
from playground.surfaces import SURFACES

FIRST_BALLS = ("gradient_descent", "momentum", "adam")
MOMENTUM = 0.9


@dataclass(slots=True)
class SurfaceTable:
    """What stands on the surfaces page."""

    key: str = "ravine"
    rules: tuple[str, ...] = FIRST_BALLS
    dials: dict[str, float] = field(default_factory=dict)
    run: SurfaceRun | None = None

    def restart(self) -> None:
        surface = SURFACES[self.key]
        dials = {
            "rate": surface.learning_rate,
            "momentum": MOMENTUM,
            **self.dials,
        }
        wide = max(np.subtract(surface.high, surface.low).tolist())
        adaptive = dials.get("adaptive_rate", ADAPTIVE_SHARE * wide)
        self.run = SurfaceRun(
            surface,
            [
                Ball(
                    rule,
                    {
                        "learning_rate": adaptive
                        if rule in ADAPTIVE
                        else dials["rate"],
                        "momentum": dials["momentum"],
                    },
                )
                for rule in self.rules
            ],
        )
