"""The stage mode: the state alone, its lights and words, and the real window."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.engines.plan import Plan, State
from playground.explaining.stages import Stage
from playground.frame import Probe, take_frame
from playground.losses import LOSSES
from playground.network import layer_views
from playground.optimizers import HYPER_DEFAULTS, OPTIMIZERS
from playground.update_trace import UpdateTrace, open_update
from tests.gui.opening import Opening, opened
from ui import theme
from ui.canvas.diagram_selection import Selection
from ui.canvas.network_view import NetworkView
from ui.canvas.stage_lights import COLORS, Lights, lights_of, number
from ui.main_window import MainWindow
from ui.stage_mode import StageMode
from ui.stage_words import example, remark, sentence, title
from ui.themes import THEMES

WAIT = 15_000
MAZUR = json.loads(
    (Path(__file__).parents[1] / "oracle" / "mazur.json").read_text(encoding="utf-8")
)


def settings(**changes: Any) -> pg.Settings:
    usual: dict[str, Any] = {
        "data": "circles",
        "samples": 80,
        "hidden": (4, 2),
        "optimizer": "momentum",
        "learning_rate": 0.1,
        "engine": REFERENCE,
    }
    return pg.Settings.build(**{**usual, **changes})


@pytest.fixture
def trace() -> UpdateTrace:
    run = pg.Run(settings())
    run.advance(3)
    return pg.explain(run)


# ---- the state -----------------------------------------------------------------------


def test_it_walks_through_all_stages_and_then_asks_for_the_update(
    trace: UpdateTrace,
) -> None:
    mode = StageMode()
    mode.enter()
    assert mode.stage is None
    assert not mode.go_on()
    mode.take(trace)
    assert mode.update == 4
    seen = [mode.stage]
    while not mode.is_last:
        assert not mode.go_on()
        seen.append(mode.stage)
    assert tuple(seen) == trace.stages
    assert mode.go_on()
    # Nothing moves, and nothing is asked for twice, before the next trace is there.
    assert not mode.go_on()
    assert not mode.go_back()
    assert mode.is_last
    mode.take(trace)
    assert mode.awaited_from == 3


def test_after_the_update_the_next_one_opens_at_its_first_stage() -> None:
    run = pg.Run(settings())
    mode = StageMode()
    mode.enter()
    mode.take(pg.explain(run))
    mode.go_to(len(mode.stages) - 1)
    assert mode.go_on()
    run.step()
    mode.take(pg.explain(run))
    assert (mode.update, mode.place) == (2, 0)
    assert mode.go_back()
    run.seek(0)
    mode.take(pg.explain(run))
    assert (mode.update, mode.is_last) == (1, True)


def test_there_is_nothing_before_the_first_stage_of_the_first_update() -> None:
    mode = StageMode()
    mode.enter()
    mode.take(pg.explain(pg.Run(settings())))
    assert mode.is_first_of_all
    assert not mode.go_back()


def test_a_sample_keeps_the_stage_and_the_next_update(trace: UpdateTrace) -> None:
    mode = StageMode()
    mode.enter()
    mode.take(trace)
    mode.go_on()
    mode.look_at(5)
    assert mode.place == 1
    assert mode.trace is not None
    assert mode.trace.sample == 5
    mode.take(trace)
    assert mode.trace.sample == 5
    mode.look_at(10_000)
    assert mode.sample == len(trace.plan.x) - 1
    mode.look_at(None)
    assert mode.trace is trace


def test_what_could_not_be_made_is_waited_for_no_longer(trace: UpdateTrace) -> None:
    mode = StageMode()
    mode.enter()
    mode.take(trace)
    mode.go_to(len(mode.stages) - 1)
    assert mode.go_on()
    mode.give_up()
    assert mode.go_on()
    mode.leave()
    assert (mode.is_on, mode.stage, mode.awaited_from) == (False, None, None)


# ---- lights and words ----------------------------------------------------------------


def lit(lights: Lights, selection: Selection) -> str:
    return next(each.words for each in lights.links if each.link == selection)


def test_forward_lights_only_what_the_layer_uses(trace: UpdateTrace) -> None:
    lights = lights_of(trace, Stage("forward", 2), trace.plan.sizes)
    assert {each.link.layer for each in lights.links} == {2}
    assert {unit.layer for unit in lights.units} == {1, 2}
    assert len(lights.links) == 4 * 2 + 2
    one = next(u for u in lights.units if (u.layer, u.unit) == (2, 1))
    z, a = trace.value("z[2][2]"), trace.value("a[2][2]")
    assert one.lines == (f"z {number(z)}", f"a {number(a)}")


def test_the_products_on_the_links_add_up_to_z(trace: UpdateTrace) -> None:
    for sample in (trace, trace.at_sample(4)):
        value = sample.value("w[2][1,3]") * sample.value("a[1][3]")
        lights = lights_of(sample, Stage("forward", 2), sample.plan.sizes)
        assert lit(lights, Selection("weight", 2, 0, 2)) == number(value)
        bias = number(sample.value("b[2][1]"))
        assert lit(lights, Selection("bias", 2, 0)) == bias


def test_backward_has_the_error_ahead_and_the_shares_behind(
    trace: UpdateTrace,
) -> None:
    lights = lights_of(trace, Stage("backward", 2), trace.plan.sizes)
    assert {each.link.layer for each in lights.links} == {2, 3}
    back = trace.value("w[3][1,2]") * trace.value("delta[3][1]")
    assert lit(lights, Selection("weight", 3, 0, 1)) == number(back)
    share = number(trace.value("gradient.w[2][1,4]"))
    assert lit(lights, Selection("weight", 2, 0, 3)) == f"∂ {share}"
    delta = next(u for u in lights.units if (u.layer, u.unit) == (2, 0))
    assert delta.lines == (f"δ {number(trace.value('delta[2][1]'))}",)


def test_the_update_says_old_change_and_new(trace: UpdateTrace) -> None:
    lights = lights_of(trace, Stage("update"), trace.plan.sizes)
    assert len(lights.links) == len(trace.params)
    link = Selection("weight", 1, 2, 1)
    words = lights.words_of(link)
    assert words.startswith(number(trace.value("w[1][3,2]")))
    assert words.endswith(number(trace.value("new.w[1][3,2]")))
    slots = lights_of(trace, Stage("slots"), trace.plan.sizes)
    velocity = number(trace.value("velocity.w[1][3,2]"))
    assert lit(slots, link) == f"v {velocity}"


def test_looking_at_a_neuron_leaves_only_its_own_links(trace: UpdateTrace) -> None:
    focus = Selection("neuron", 2, 1)
    lights = lights_of(trace, Stage("forward", 2), trace.plan.sizes, focus)
    assert {each.link.unit for each in lights.links} == {1}
    # A neuron elsewhere does not matter.
    elsewhere = Selection("neuron", 3, 0)
    lights = lights_of(trace, Stage("forward", 2), trace.plan.sizes, elsewhere)
    assert {each.link.unit for each in lights.links} == {0, 1}


@pytest.mark.parametrize("name", THEMES)
def test_forward_backward_and_update_have_colors_of_their_own(name: str) -> None:
    chosen = THEMES[name]
    mine = {getattr(chosen, field) for field in COLORS.values()}
    assert len(mine) == 3
    weights = {
        "#{:02x}{:02x}{:02x}".format(*color)
        for color in (chosen.positive, chosen.negative)
    }
    assert not mine & weights


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_stage_has_words_and_an_example(optimizer: str, loss: str) -> None:
    run = pg.Run(settings(optimizer=optimizer, loss=loss))
    batch = pg.explain(run)
    for shown in (batch, batch.at_sample(3)):
        for stage in shown.stages:
            assert title(shown, stage)
            assert sentence(shown, stage).endswith((".", "y."))
            for focus in (None, Selection("neuron", 2, 1), Selection("bias", 3, 0)):
                name = example(shown, stage, focus)
                assert shown.why(name).text
    alone = remark(batch.at_sample(3), batch, Stage("update"))
    assert "sample 3" in alone
    assert remark(batch, batch, Stage("update")) == ""


def test_a_clipped_gradient_is_said() -> None:
    run = pg.Run(settings(clip_norm=1e-3))
    clipped = pg.explain(run)
    assert "0." in remark(clipped, clipped, Stage("update"))
    assert remark(clipped, clipped, Stage("loss")) == ""


def test_numbers_beyond_all_bounds_can_be_looked_at() -> None:
    run = pg.Run(settings(activation="relu", loss="squared_error"))
    run.edit(range(len(run.params)), np.full(len(run.params), 1e200))
    broken = pg.explain(run)
    for stage in broken.stages:
        assert lights_of(broken, stage, broken.plan.sizes).units


def test_a_ring_never_lies_over_a_number(qtbot: QtBot) -> None:
    run = pg.Run(settings())
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(700, 420)
    view.show_settings(run.settings)
    view.show_frame(take_frame(run, Probe(resolution=8, trace=True)))
    view.show_stage((pg.explain(run), Stage("batch")))
    assert view.overlay is not None
    layer = len(run.network.sizes) - 1
    # Within its rounded corners.
    pill = view.overlay.pills[layer, 0].toAlignedRect().adjusted(4, 3, -4, -3)
    before = view.grab(pill).toImage()
    whole = view.grab().toImage()
    view.select(Selection("weight", layer, 0, 0))
    assert view.grab().toImage() != whole
    assert view.grab(pill).toImage() == before


# ---- the real window -----------------------------------------------------------------


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


# ---- Mazur's worked example ----------------------------------------------------------


def mazur() -> UpdateTrace:
    plan = Plan(
        sizes=(2, 2, 2),
        activations=("sigmoid", "sigmoid"),
        loss="squared_error",
        l1=0.0,
        l2=0.0,
        optimizer="gradient_descent",
        hyper={**HYPER_DEFAULTS, "learning_rate": MAZUR["network"]["lr"]},
        batch_size=1,
        shuffle=False,
        seed=0,
        x=np.array(MAZUR["X"]),
        y=np.array(MAZUR["T"]),
        # He leaves the biases alone.
        free=np.array([1.0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0]),
    )
    state = State(np.zeros(12))
    for layer, weights, bias in zip(
        layer_views(state.params, plan.sizes), MAZUR["W"], MAZUR["b"], strict=True
    ):
        layer.weights[:] = weights
        layer.bias[:] = bias
    return open_update(plan, state, ("x1", "x2"))


def published(name: str) -> str:
    return number(MAZUR["published"][name])


def test_mazur_s_digits_stand_in_the_diagram() -> None:
    mode = StageMode()
    mode.enter()
    mode.take(mazur())
    found: dict[tuple[str, int | None], Lights] = {}
    assert mode.trace is not None
    while True:
        assert mode.stage is not None
        key = (mode.stage.kind, mode.stage.layer)
        found[key] = lights_of(mode.trace, mode.stage, (2, 2, 2))
        if mode.is_last:
            break
        mode.go_on()
    first = found["forward", 1].words_of(Selection("neuron", 1, 0))
    assert first == f"z {published('net_h1')} · a {published('out_h1')}"
    for unit, name in enumerate(("out_o1", "out_o2")):
        words = found["forward", 2].words_of(Selection("neuron", 2, unit))
        assert words.endswith(f"a {published(name)}")
    share = lit(found["backward", 2], Selection("weight", 2, 0, 0))
    assert share == f"∂ {published('dE_dw5')}"
    new = iter([f"w{n}" for n in range(1, 9)])
    for layer in (1, 2):
        for unit in (0, 1):
            for source in (0, 1):
                link = Selection("weight", layer, unit, source)
                words = found["update", None].words_of(link)
                assert words.endswith(f"= {published(next(new))}")
            bias = lit(found["update", None], Selection("bias", layer, unit))
            assert bias == "0"
    assert title(mode.trace, Stage("loss")).endswith(published("E_total"))
    assert remark(mode.trace, mode.trace, Stage("update"))


def test_the_theme_is_the_one_in_force() -> None:
    assert getattr(theme.current(), COLORS["forward"]) == THEMES["light"].stage_forward
