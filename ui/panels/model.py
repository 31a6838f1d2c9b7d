"""Where training starts: a prepared experiment, the first weights, the seed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from playground.activations import ACTIVATIONS
from playground.data.own import find_source
from playground.initializers import INITIALIZERS
from playground.losses import LOSSES
from playground.presets import presets
from playground.ranges import COUNTS
from playground.settings import Settings
from ui.labels import name_of, text
from ui.widgets.choice import Choice
from ui.widgets.labelled import Heading, caption, card_layout, explain
from ui.widgets.seed_row import SeedRow

# Stands for "follows from the other choices" among the output activations.
AUTOMATIC = ""


class ModelPanel(QFrame):
    """The card that chooses how the network begins and ends.

    Signals
    -------
    edited : settings that a person wants changed.
    preset_chosen : the key of a prepared experiment.
    refused : why a typed seed has no meaning.
    """

    edited = Signal(dict)
    preset_chosen = Signal(str)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.settings: Settings | None = None
        layout = card_layout(self)
        layout.addWidget(Heading(text("model.title")))
        self.preset = Choice({key: text(f"presets.{key}") for key in presets()})
        self.preset.setMaxVisibleItems(20)
        explain(self.preset, text("model.preset"), "preset")
        layout.addWidget(self.preset)
        self.output = Choice(
            {
                AUTOMATIC: text("model.automatic"),
                **{name: name_of("activation", name) for name in ACTIVATIONS},
            }
        )
        self.output.setMaxVisibleItems(20)
        explain(self.output, text("model.output_activation"), "output_activation")
        self.initializer = Choice(
            {name: name_of("initializer", name) for name in INITIALIZERS}
        )
        explain(self.initializer, text("model.initializer"), "initializer")
        self.seed = SeedRow(
            COUNTS["seed"],
            text("model.seed_name"),
            text("model.seed"),
            text("model.new_start"),
            "new_start",
        )
        rows = QGridLayout()
        rows.setHorizontalSpacing(6)
        rows.setVerticalSpacing(5)
        rows.setColumnStretch(1, 1)
        for place, (label, control) in enumerate(
            (
                (caption(text("model.output"), self.output), self.output),
                (caption(text("model.weights"), self.initializer), self.initializer),
                (self.seed.caption, self.seed),
            )
        ):
            rows.addWidget(label, place, 0)
            rows.addWidget(control, place, 1)
        layout.addLayout(rows)
        self.preset.chosen.connect(self.preset_chosen)
        self.output.chosen.connect(self._on_output_chosen)
        self.initializer.chosen.connect(self._on_initializer_chosen)
        self.seed.chosen.connect(self._on_seed_chosen)
        self.seed.refused.connect(self.refused)
        for earlier, later in zip(self.tab_order(), self.tab_order()[1:], strict=False):
            QWidget.setTabOrder(earlier, later)

    def tab_order(self) -> tuple[QWidget, ...]:
        return (
            *(self.preset, self.output, self.initializer),
            *(self.seed.field, self.seed.button),
        )

    def show_settings(self, settings: Settings) -> None:
        self.settings = settings
        same = (key for key, known in presets().items() if known.settings == settings)
        self.preset.show_choice(next(same, None), text("model.start_from"))
        self.show_output(settings)
        self.initializer.show_choice(settings.initializer)
        self.seed.show_value(settings.seed)

    def show_output(self, settings: Settings) -> None:
        """Show what is at the output, whoever decided it."""
        owned = LOSSES[settings.loss].owns_output
        self.output.setEnabled(not owned)
        if owned:
            # Cross-entropy brings it itself.
            classes = find_source(settings.data).classes
            link = "sigmoid" if len(classes) == 2 else "softmax"
            self.output.show_choice(None, text(f"model.{link}"))
            return
        words = text("model.automatic")
        is_chosen = "output_activation" in settings.chosen
        if not is_chosen:
            name = name_of("activation", settings.output_activation)
            words = text("model.automatic_as", name=name)
        self.output.rename(AUTOMATIC, words)
        self.output.show_choice(settings.output_activation if is_chosen else AUTOMATIC)

    def _on_output_chosen(self, name: str) -> None:
        self.edited.emit({"output_activation": None if name == AUTOMATIC else name})

    def _on_initializer_chosen(self, name: str) -> None:
        self.edited.emit({"initializer": name})

    def _on_seed_chosen(self, seed: int) -> None:
        if self.settings is not None:
            # Said, because a data seed that nobody chose would follow.
            self.edited.emit({"seed": seed, "data_seed": self.settings.data_seed})
