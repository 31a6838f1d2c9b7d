"""What one can turn on a known surface: rates, momentum, noise, curvature."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from playground.surface_run import ADAPTIVE, ADAPTIVE_SHARE, ROWS, Ball
from playground.surfaces import SURFACES, Surface, quadratic_surface
from ui.canvas.ticks import number
from ui.labels import rich, text
from ui.panels.landscape_chooser import name
from ui.widgets.slider_row import SliderRow

QUADRATIC = "quadratic"
NAMES = (*SURFACES, QUADRATIC)
# The curvatures of the surfaces that are quadratic.
CURVATURES = {"bowl": (1.0, 1.0), "ravine": (0.04, 1.0)}
ANGLE = 0.4

DECADES = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)
RATES = tuple(
    round(digit * 10.0**power, 8) for power in range(-4, 1) for digit in DECADES
)
MOMENTA = (0.0, 0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99)
BATCHES = (1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 95, ROWS)
RATIOS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)

# The spread of one row's gradient, in units of a gentle slope of the surface.
SPREAD = 1.5
GENTLE = 20


@dataclass(frozen=True, slots=True)
class Dials:
    """Where the sliders stand.

    Attributes
    ----------
    ratio : of the two curvatures, for the quadratic with chosen curvature
    """

    rate: float
    adaptive_rate: float
    momentum: float = 0.9
    batch: int = ROWS
    ratio: float = 20.0

    def ball(self, rule: str) -> Ball:
        """Return the ball of a rule."""
        rate = self.adaptive_rate if rule in ADAPTIVE else self.rate
        return Ball(rule, {"learning_rate": rate, "momentum": self.momentum})


def make_surface(key: str, ratio: float) -> Surface:
    """Return a surface by its key in NAMES."""
    if key == QUADRATIC:
        return quadratic_surface((1.0 / ratio, 1.0), ANGLE)
    return SURFACES[key]


def curvatures_of(key: str, ratio: float) -> tuple[float, float] | None:
    """Return the two curvatures of a quadratic surface, None of others."""
    return (1.0 / ratio, 1.0) if key == QUADRATIC else CURVATURES.get(key)


def fitting_dials(surface: Surface, before: Dials | None = None) -> Dials:
    """Return rates that suit a surface; what else was chosen stays."""
    width = max(surface.high[0] - surface.low[0], surface.high[1] - surface.low[1])
    rate = stop_below(RATES, surface.learning_rate)
    adaptive = stop_below(RATES, ADAPTIVE_SHARE * width)
    if before is None:
        return Dials(rate, adaptive)
    return Dials(rate, adaptive, before.momentum, before.batch, before.ratio)


def stop_below(stops: tuple[float, ...], value: float) -> float:
    """Return the largest stop that is not above a value: a larger rate may diverge."""
    return max(stop for stop in stops if stop <= value * (1.0 + 1e-9))


def spread_of(surface: Surface) -> float:
    """Return the spread of a single row's gradient that is felt on this surface."""
    x, y, _ = surface.grid(24)
    points = np.stack(np.meshgrid(x, y), axis=-1)
    slopes = np.linalg.norm(surface.gradient(points), axis=-1)
    return SPREAD * float(np.percentile(slopes, GENTLE))


class SurfaceControls(QWidget):
    """The sliders.

    Signals
    -------
    turned : Dials, after a slider was moved.
    """

    turned = Signal(object)

    def __init__(self, dials: Dials) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.dials = dials
        self.rows: dict[str, SliderRow] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        for key, stops in (
            ("rate", RATES),
            ("adaptive_rate", RATES),
            ("momentum", MOMENTA),
            ("batch", tuple(map(float, BATCHES))),
            ("ratio", RATIOS),
        ):
            words = batch_words if key == "batch" else rate_words
            row = SliderRow(text(f"surfaces.{key}_name"), "learning_rate", words)
            tip = text(f"surfaces.{key}_dial_tip")
            name(row.slider, text(f"surfaces.{key}_name"), tip)
            row.setToolTip(rich(tip))
            for label in row.findChildren(type(row.number)):
                label.setToolTip("")
            row.set_stops(stops)
            self.rows[key] = row
            layout.addWidget(row)
        self.rows["rate"].moved.connect(self._on_rate)
        self.rows["adaptive_rate"].moved.connect(self._on_adaptive_rate)
        self.rows["momentum"].moved.connect(self._on_momentum)
        self.rows["batch"].moved.connect(self._on_batch)
        self.rows["ratio"].moved.connect(self._on_ratio)

    def show_dials(self, dials: Dials, *, has_ratio: bool) -> None:
        """Show where the sliders stand."""
        self.dials = dials
        for key, row in self.rows.items():
            row.show_value(float(getattr(dials, key)))
        self.rows["ratio"].setVisible(has_ratio)

    def turn(self, **changes: float) -> None:
        values = {key: getattr(self.dials, key) for key in self.rows} | changes
        values["batch"] = int(values["batch"])
        self.turned.emit(Dials(**values))

    def _on_rate(self, value: float) -> None:
        self.turn(rate=value)

    def _on_adaptive_rate(self, value: float) -> None:
        self.turn(adaptive_rate=value)

    def _on_momentum(self, value: float) -> None:
        self.turn(momentum=value)

    def _on_batch(self, value: float) -> None:
        self.turn(batch=value)

    def _on_ratio(self, value: float) -> None:
        self.turn(ratio=value)


def rate_words(value: float) -> str:
    return number(value, 2)


def batch_words(value: float) -> str:
    if value >= ROWS:
        return text("surfaces.no_noise")
    return text("surfaces.rows", count=int(value), all=ROWS)
