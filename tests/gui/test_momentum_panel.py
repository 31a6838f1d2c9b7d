"""Momentum as vectors in the window: exact sums, two weights, the core's numbers."""

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.momentum import gradient_tail, momentum_step
from tests.gui.opening import Opening
from ui.canvas.diagram_selection import Selection
from ui.canvas.ticks import number, percent
from ui.canvas.vector_view import Arrows
from ui.labels import text
from ui.main_window import MainWindow
from ui.panels.momentum import QUESTION, MomentumPanel

WAIT = 15_000


@pytest.fixture
def opening() -> Opening:
    settings = pg.Settings.build(
        data="circles", hidden=(4,), engine=REFERENCE, samples=80, method="momentum"
    )
    return Opening(settings)


@pytest.fixture
def panel(qtbot: QtBot, window: MainWindow) -> MomentumPanel:
    """The panel five updates into the run, with the tail of all of them."""
    window.center.show_page(window.momentum)
    for update in range(1, 6):
        window.trainer.step()
        qtbot.waitUntil(
            lambda update=update: (
                window.frame is not None and window.frame.update == update
            ),
            timeout=WAIT,
        )
    at_update(qtbot, window.momentum, 5)
    return window.momentum


def at_update(qtbot: QtBot, panel: MomentumPanel, update: int) -> None:
    qtbot.waitUntil(
        lambda: (
            panel.moment is not None
            and panel.moment.update == update
            and panel.moment.tail is not None
        ),
        timeout=WAIT,
    )


def alone(window: MainWindow, update: int = 5) -> pg.Run:
    run = pg.Run(window.store.settings, REFERENCE)
    run.advance(update)
    return run


def test_both_steps_add_up_to_the_actual_step(
    window: MainWindow, panel: MomentumPanel
) -> None:
    arrows = panel.view.arrows
    assert arrows is not None
    np.testing.assert_allclose(
        arrows.momentum + arrows.gradient, arrows.step, atol=1e-15
    )
    # The plane holds the step as a whole.
    wanted = momentum_step(alone(window))
    assert np.linalg.norm(arrows.step) == pytest.approx(np.linalg.norm(wanted.step))


def test_the_tail_leads_to_the_momentum_step(
    window: MainWindow, panel: MomentumPanel
) -> None:
    arrows = panel.view.arrows
    assert arrows is not None
    np.testing.assert_allclose(arrows.tail[-1], arrows.momentum, atol=1e-15)
    # Five updates so far, the oldest first: β⁴ … 1.
    np.testing.assert_allclose(arrows.shares, 0.9 ** np.arange(4, -1, -1))


@pytest.mark.parametrize("rule", ["momentum", "nesterov"])
def test_the_tail_fits_every_rule(rule: str) -> None:
    run = pg.Run(
        pg.Settings.build(samples=40, hidden=(3,), engine=REFERENCE, optimizer=rule)
    )
    run.advance(7)
    step, tail = momentum_step(run), gradient_tail(run, 3)
    arrows = Arrows.of(step, tail, step.plane())
    assert len(arrows.tail) == 4
    np.testing.assert_allclose(arrows.tail[-1], arrows.momentum, atol=1e-15)


def test_the_numbers_are_the_cores(window: MainWindow, panel: MomentumPanel) -> None:
    step = momentum_step(alone(window))
    gain = np.linalg.norm(step.step) / np.linalg.norm(step.gradient_step)
    assert step.cosine is not None
    shown = {name: reading.value.text() for name, reading in panel.readings.items()}
    assert shown == {
        "verdict": f"{step.verdict}, {math.degrees(math.acos(step.cosine)):.0f}°",
        "gain": f"{number(float(gain), 3)} ×",
        "limit": "10.0 ×",
        "share": percent(float(step.agreeing.mean())),
    }


def test_it_follows_each_update(
    qtbot: QtBot, window: MainWindow, panel: MomentumPanel
) -> None:
    before = panel.view.grab().toImage()
    window.trainer.step()
    at_update(qtbot, panel, 6)
    assert panel.view.grab().toImage() != before


def test_two_weights_show_their_own_changes(
    qtbot: QtBot, window: MainWindow, panel: MomentumPanel
) -> None:
    qtbot.mouseClick(panel.plane.buttons["weights"], Qt.MouseButton.LeftButton)
    step = momentum_step(alone(window))
    arrows = panel.view.arrows
    assert arrows is not None
    np.testing.assert_allclose(arrows.step, step.step[[0, 1]])
    assert "%" in panel.remark.text()
    # A link that is clicked in the diagram becomes the second axis.
    panel.pick(Selection("weight", 2, 0, 3))
    panel.refresh()
    place = 4 * 2 + 4 + 3
    assert panel.weights.places == (1, place)
    assert panel.view.arrows is not None
    np.testing.assert_allclose(panel.view.arrows.step, step.step[[1, place]])
    assert panel.weights.choices[1].currentText() == panel.view.names[1]
    # The same weight twice is no plane, so both change places.
    panel.weights.choices[0].shown = str(place)
    panel.weights.choices[0].chosen.emit(str(place))
    assert panel.weights.places == (place, 1)


def test_without_velocity_it_says_so_and_offers_momentum(
    qtbot: QtBot, window: MainWindow
) -> None:
    panel = window.momentum
    window.store.edit({"optimizer": "adam"})
    window.center.show_page(panel)
    qtbot.waitUntil(lambda: "Adam" in panel.message.text(), timeout=WAIT)
    assert panel.use.isVisible()
    qtbot.mouseClick(panel.use, Qt.MouseButton.LeftButton)
    assert window.store.settings.optimizer == "momentum"
    qtbot.waitUntil(panel.view.isVisible, timeout=WAIT)
    assert panel.readings["verdict"].value.text() == "no velocity yet"


def test_momentum_is_not_offered_to_who_has_it(window: MainWindow) -> None:
    panel = window.momentum
    window.center.show_page(panel)
    # The answer comes with the next turn of the event loop, at the earliest.
    assert panel.moment is None
    assert panel.message.text() == text("momentum.empty")
    assert panel.use.isHidden()


def test_a_hidden_panel_asks_nothing(
    qtbot: QtBot, window: MainWindow, panel: MomentumPanel
) -> None:
    window.center.show_page(window.network)
    asked = window.trainer.questions[QUESTION]
    window.trainer.step()
    qtbot.waitUntil(
        lambda: window.frame is not None and window.frame.update == 6, timeout=WAIT
    )
    assert window.trainer.questions[QUESTION] == asked


def test_another_network_has_other_weights(
    qtbot: QtBot, window: MainWindow, panel: MomentumPanel
) -> None:
    panel.pick(Selection("bias", 2, 0))
    window.store.edit({"hidden": (2,), "activation": ("tanh",)})
    qtbot.waitUntil(lambda: panel.weights.sizes == (2, 2, 1), timeout=WAIT)
    assert max(panel.weights.places) < 9
    assert panel.weights.choices[0].count() == 9


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_nothing_is_cut_off(
    qtbot: QtBot, window: MainWindow, panel: MomentumPanel, size: tuple[int, int]
) -> None:
    window.resize(*size)
    qtbot.waitUntil(lambda: window.size().toTuple() == size, timeout=WAIT)
    for page in (window.race, window.noise, window.momentum):
        window.center.show_page(page)
        hint = page.minimumSizeHint()
        assert hint.width() <= page.width()
        assert hint.height() <= page.height()
