"""What of the window is connected to what, from the first picture on."""

from typing import TYPE_CHECKING

from playground.presets import presets
from ui.labels import text

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def connect(window: "MainWindow") -> None:
    """Connect the parts of the window; call once."""
    connect_controls(window)
    connect_documents(window)
    connect_diagram(window)
    connect_inspector(window)
    connect_time(window)


def connect_controls(window: "MainWindow") -> None:
    """Let the store take what the controls say, and the trainer what it took."""
    store, messages = window.store, window.messages
    for panel in (
        *(window.data, window.features, window.model, window.stepping),
        *(window.training, window.network, window.output),
    ):
        panel.edited.connect(store.edit)
    for refusing in (
        *(window.training, window.data, window.features),
        *(window.model, window.stepping, window.hands),
    ):
        refusing.refused.connect(messages.note)
    window.model.preset_chosen.connect(
        lambda key: store.replace_all(presets()[key].settings, text(f"presets.{key}"))
    )
    store.applied.connect(
        lambda settings, restart: window.trainer.apply(settings, restart=restart)
    )
    store.refused.connect(messages.warn)
    store.noted.connect(messages.note)
    window.engine_preparation.ready.connect(window.take_engine)
    window.engine_preparation.failed.connect(messages.note)


def connect_documents(window: "MainWindow") -> None:
    """Connect files, and what the menu of recent ones says."""
    documents, recent = window.documents, window.recent
    documents.opened.connect(window.take_view)
    # The branches of another run may have the same numbers.
    documents.opened.connect(window.inspector.forget_past)
    documents.opened.connect(window.timeline.canvas.silhouette.forget)
    window.incoming.lesson_wanted.connect(window.pages.open_lesson)
    documents.remembered.connect(recent.remember)
    window.data.table_wanted.connect(window.incoming.ask_table)
    recent.chosen.connect(documents.open)
    recent.last_session_wanted.connect(
        lambda: documents.open_again((recent.last_session,))
    )


def connect_diagram(window: "MainWindow") -> None:
    """Connect the diagram with its actions and with the stages of an update."""
    network, trainer, probing = window.network, window.trainer, window.probing
    network.follow(window.actions_by_key["look_inside"])
    show_velocity = window.actions_by_key["show_velocity"]
    network.follow_velocity(show_velocity)
    show_velocity.setChecked(window.preferences.text("velocity", "") == "shown")
    network.velocity.clicked.connect(probing.remember_velocity)
    network.hovered.connect(probing.show_zoom)
    stages = network.stages
    stages.opened.connect(probing.take_stages)
    stages.opened.connect(window.inspector.look_inside)
    stages.update_wanted.connect(trainer.step)
    stages.update_before_wanted.connect(trainer.step_back)
    stages.playing_changed.connect(window.transport.show_playing)


def connect_inspector(window: "MainWindow") -> None:
    """Connect the inspector with what is selected, in the diagram or the picture."""
    inspector, picture = window.inspector, window.output.view
    window.network.selected.connect(inspector.select)
    picture.sample_clicked.connect(inspector.show_sample)
    window.link_drag.menu_wanted.connect(inspector.open_menu)
    inspector.selection_wanted.connect(window.network.view.select)
    inspector.probe_changed.connect(window.probing.look)
    inspector.marks_changed.connect(lambda: picture.show_marks(inspector.marks))
    inspector.refused.connect(window.messages.note)
    for name, button in inspector.sample.marks.items():
        button.toggled.connect(window.actions_by_key[f"mark_{name}"].setChecked)
    window.output.probe_changed.connect(window.probing.look)


def connect_time(window: "MainWindow") -> None:
    """Connect the timeline and the speed with the trainer."""
    timeline, trainer = window.timeline, window.trainer
    timeline.sought.connect(trainer.seek)
    timeline.branch_selected.connect(trainer.select_branch)
    timeline.branch_deleted.connect(trainer.delete_branch)
    timeline.branch_renamed.connect(trainer.rename_branch)
    timeline.branched_off.connect(trainer.branch_off)
    timeline.bookmarked.connect(trainer.bookmark)
    window.transport.speed_changed.connect(window.playback.go_on_at)
