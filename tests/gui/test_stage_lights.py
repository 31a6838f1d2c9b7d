"""What a stage lights and says, and the digits of Mazur's worked example."""

import json
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines.plan import Plan, State
from playground.explaining.stages import Stage
from playground.frame import Probe, take_frame
from playground.losses import LOSSES
from playground.network import layer_views
from playground.optimizers import HYPER_DEFAULTS, OPTIMIZERS
from playground.update_trace import UpdateTrace, open_update
from tests.gui.staged import opened_update, settings
from ui import theme
from ui.canvas.diagram_selection import Selection
from ui.canvas.network_view import NetworkView
from ui.canvas.stage_lights import COLORS, Lights, lights_of, number
from ui.stage_mode import StageMode
from ui.stage_words import example, remark, sentence, title
from ui.themes import THEMES

MAZUR = json.loads(
    (Path(__file__).parents[1] / "oracle" / "mazur.json").read_text(encoding="utf-8")
)


@pytest.fixture
def trace() -> UpdateTrace:
    return opened_update()


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
