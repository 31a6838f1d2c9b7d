"""What is taken out of a run: one trained network with all that a prediction needs."""

from dataclasses import dataclass
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.frame import Frame
from playground.network import Layer, layer_views
from playground.preprocessing import Preprocessor
from playground.problem import Problem
from playground.run import Run
from playground.settings import Settings

# Rises when a reader of older files would misunderstand a new one.
FORMAT = 1

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A network at one update, from the raw inputs to the prediction.

    Attributes
    ----------
    sizes : neurons per layer, the features first
    activations : one name per layer after the input
    params : (P,), a read-only copy
    preprocessor : from raw inputs to features
    loss : a name of LOSSES; it owns the link at the end
    columns : names of the raw inputs
    classes : names of the classes, () for regression
    update : updates that were made
    engine : name of the engine that made the last of them
    """

    settings: Settings
    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    params: Array
    preprocessor: Preprocessor
    loss: str
    columns: tuple[str, ...]
    classes: tuple[str, ...]
    update: int
    engine: str

    @classmethod
    def of_run(cls, run: Run) -> Self:
        """Take the record of a run as it stands."""
        return cls.make(
            run.settings,
            run.problem,
            run.network.sizes,
            run.params,
            run.update,
            run.engine.name,
        )

    @classmethod
    def of_frame(cls, frame: Frame) -> Self:
        """Take the record of the frame that is shown, whatever the run did since."""
        return cls.make(
            frame.settings,
            frame.problem,
            frame.sizes,
            frame.params,
            frame.update,
            frame.engine,
        )

    @classmethod
    def make(
        cls,
        settings: Settings,
        problem: Problem,
        sizes: tuple[int, ...],
        params: Array,
        update: int,
        engine: str,
    ) -> Self:
        params = params.copy()
        params.flags.writeable = False
        return cls(
            settings=settings,
            sizes=sizes,
            activations=settings.activations,
            params=params,
            preprocessor=problem.preprocessor,
            loss=settings.loss,
            columns=problem.columns,
            classes=problem.classes,
            update=update,
            engine=engine,
        )

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Views into `params`, the first hidden layer first."""
        return layer_views(self.params, self.sizes)

    @property
    def is_finite(self) -> bool:
        numbers = (self.params, self.preprocessor.mean, self.preprocessor.scale)
        return all(array is None or np.isfinite(array).all() for array in numbers)

    def describe(self) -> dict[str, Any]:
        """Return all but the arrays as what JSON can hold."""
        return {
            "format": FORMAT,
            "sizes": list(self.sizes),
            "activations": list(self.activations),
            "loss": self.loss,
            "features": list(self.preprocessor.features),
            "columns": list(self.columns),
            "classes": list(self.classes),
            "update": self.update,
            "engine": self.engine,
            "dtype": self.params.dtype.name,
            "settings": msgspec.to_builtins(self.settings),
        }
