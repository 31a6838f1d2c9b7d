"""The stage mode in the real window."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import playground as pg
from tests.gui.opening import Opening, opened
from tests.gui.staged import settings
from ui.canvas.diagram_selection import Selection
from ui.canvas.stage_lights import number
from ui.main_window import MainWindow
from ui.stage_mode import StageMode

WAIT = 15_000


@pytest.fixture
def opening() -> Opening:
    return Opening(settings(), active=True)


def params(window: MainWindow) -> bytes:
    assert window.frame is not None
    return window.frame.params.tobytes()


def enter(qtbot: QtBot, window: MainWindow) -> StageMode:
    qtbot.keyClick(window, Qt.Key.Key_E)
    mode = window.network.stages.mode
    qtbot.waitUntil(lambda: mode.stage is not None, timeout=WAIT)
    return mode


def test_e_and_the_arrows_walk_through_exactly_one_update(
    qtbot: QtBot, window: MainWindow
) -> None:
    start = params(window)
    mode = enter(qtbot, window)
    bar = window.network.stages
    assert bar.isVisible()
    for place in range(len(mode.stages)):
        assert mode.place == place
        assert bar.title.text()
        assert params(window) == start
        overlay = window.network.view.overlay
        assert overlay is not None
        assert overlay.lights.units
        qtbot.keyClick(window, Qt.Key.Key_Right)
    # More keys than stages: until the next update is open they do nothing.
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: mode.update == 2, timeout=WAIT)
    plain = pg.Run(settings())
    plain.step()
    assert params(window) == plain.params.tobytes()
    assert window.frame is not None
    assert window.frame.update == 1
    assert mode.place == 0
    qtbot.keyClick(window, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: mode.update == 1, timeout=WAIT)
    assert mode.is_last
    assert params(window) == start


def test_leaving_early_changes_no_bit(qtbot: QtBot, window: MainWindow) -> None:
    start = params(window)
    mode = enter(qtbot, window)
    for _ in range(4):
        qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.keyClick(window, Qt.Key.Key_Left)
    assert mode.place == 3
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.network.stages.isVisible()
    assert not window.actions_by_key["look_inside"].isChecked()
    assert window.network.view.overlay is None
    # The next key is an update again, and the very one that was looked at.
    assert params(window) == start
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.update == 1)
    plain = pg.Run(settings())
    plain.step()
    assert params(window) == plain.params.tobytes()


def test_it_pauses_training_and_opens_where_that_stands(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.trainer.playing, timeout=WAIT)
    mode = enter(qtbot, window)
    qtbot.waitUntil(lambda: not window.trainer.playing, timeout=WAIT)
    qtbot.waitUntil(
        lambda: window.frame is not None and mode.update == window.frame.update + 1,
        timeout=WAIT,
    )
    assert window.network.stages.is_on


def test_space_walks_on_by_itself(qtbot: QtBot, window: MainWindow) -> None:
    mode = enter(qtbot, window)
    bar = window.network.stages
    bar.clock.setInterval(1)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert bar.clock.isActive()
    qtbot.waitUntil(lambda: (mode.update or 0) > 2, timeout=WAIT)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert not bar.clock.isActive()
    assert not window.trainer.playing
    # Training for real closes the mode.
    bar.leave()
    enter(qtbot, window)
    window.trainer.play(None)
    qtbot.waitUntil(lambda: not bar.is_on, timeout=WAIT)
    window.trainer.pause()


def test_one_sample_or_the_batch(qtbot: QtBot, window: MainWindow) -> None:
    mode = enter(qtbot, window)
    bar = window.network.stages
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert not bar.options.sample.isVisible()
    qtbot.mouseClick(bar.options.choice.buttons["sample"], Qt.MouseButton.LeftButton)
    assert mode.coming is not None
    assert mode.sample == mode.coming.indices[0]
    bar.options.sample.setValue(7)
    assert mode.sample == 7
    overlay = window.network.view.overlay
    assert overlay is not None
    x = number(mode.coming.plan.x[7, 0])
    assert any(u.lines == (f"x {x}",) for u in overlay.lights.units)
    qtbot.mouseClick(bar.options.choice.buttons["batch"], Qt.MouseButton.LeftButton)
    assert mode.sample is None


def test_pointing_at_a_neuron_explains_it(qtbot: QtBot, window: MainWindow) -> None:
    enter(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_Right)
    bar, view = window.network.stages, window.network.view
    assert bar.reading.example.words.startswith("z[1][1] = ")
    view.point_at(Selection("neuron", 1, 3))
    assert bar.reading.example.words.startswith("z[1][4] = ")
    assert view.overlay is not None
    assert {each.link.unit for each in view.overlay.lights.links} == {3}


def test_another_shape_opens_its_own_update(qtbot: QtBot, window: MainWindow) -> None:
    mode = enter(qtbot, window)
    window.store.edit({"hidden": (3,), "activation": ("tanh",)})
    qtbot.waitUntil(
        lambda: mode.coming is not None and mode.coming.plan.sizes == (2, 3, 1),
        timeout=WAIT,
    )
    assert mode.place == 0
    assert window.network.view.overlay is not None


def test_an_update_that_diverges_leaves_one_at_the_last_stage(qtbot: QtBot) -> None:
    chosen = settings(
        data="plane", activation="relu", optimizer="gradient_descent", learning_rate=0.1
    )
    diverging = chosen.replace(learning_rate=1e300)
    with opened(qtbot, Opening(diverging, active=True)) as window:
        mode = enter(qtbot, window)

        def is_settled() -> bool:
            return mode.awaited_from is None or window.messages.isVisible()

        for _ in range(3 * len(mode.stages)):
            qtbot.keyClick(window, Qt.Key.Key_Right)
            qtbot.waitUntil(is_settled, timeout=WAIT)
            if window.messages.isVisible():
                break
        assert window.messages.isVisible()
        assert mode.awaited_from is None


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_the_window_does_not_grow(
    qtbot: QtBot, window: MainWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    enter(qtbot, window)
    window.network.stages.look_at(3)
    for has_matrix in (False, True):
        window.network.stages.options.matrix.setChecked(has_matrix)
        for _ in window.network.stages.mode.stages:
            window.network.stages.mode.go_on()
            window.network.stages.mode.give_up()
            window.network.stages.show_state()
            qtbot.wait(1)
            hint = window.centralWidget().minimumSizeHint()
            assert hint.width() <= size[0]
            assert hint.height() <= window.centralWidget().height()
