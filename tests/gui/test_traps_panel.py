"""The traps tab: each trap opens and is measured; ways out of divergence branch."""

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import playground as pg
from playground.curvature import diagnose
from playground.engines import REFERENCE
from playground.frame import Frame, Probe, take_frame
from playground.objective import Objective
from playground.trap_measures import MEASURES
from playground.traps import traps
from ui.app import create_window
from ui.labels import text
from ui.main_window import MainWindow
from ui.panels.traps import LOOK, has_stalled, measure_job
from ui.panels.traps_card import Measured, TrapCard, measure_words
from ui.panels.traps_detector import (
    Detector,
    Errand,
    Finding,
    NoFinding,
    look_job,
)

WAIT = 15_000


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    settings = pg.Settings.build(
        data="circles", hidden=(3,), engine=REFERENCE, samples=60
    )
    window = create_window(settings)
    # No compiler beside the tests: the run stays on the reference engine.
    window.engine_preparation.start = lambda: None  # type: ignore[method-assign]
    window.resize(1280, 800)
    window.show()
    qtbot.waitUntil(lambda: window.has_pages, timeout=WAIT)
    window.center.show_page(window.traps)
    yield window
    window.documents.is_closing = True
    window.close()
    window.deleteLater()


def frame_of(window: MainWindow) -> Frame:
    assert window.frame is not None
    return window.frame


def loaded(qtbot: QtBot, window: MainWindow, key: str, *, escaping: bool) -> None:
    trap = traps()[key]
    card = window.traps.cards[key]
    (card.way_out if escaping else card.open).click()
    wanted = trap.begin(escaping=escaping, engine=REFERENCE)

    def is_there() -> bool:
        frame = frame_of(window)
        return (
            frame.settings == wanted.settings
            and frame.update == 0
            and np.array_equal(frame.params, wanted.params)
        )

    qtbot.waitUntil(is_there, timeout=WAIT)


@pytest.mark.parametrize("key", traps())
def test_each_trap_opens_at_its_start_and_is_measured(
    qtbot: QtBot, window: MainWindow, key: str
) -> None:
    loaded(qtbot, window, key, escaping=False)
    trap, card = traps()[key], window.traps.cards[key]
    qtbot.waitUntil(lambda: not card.measures.isHidden(), timeout=WAIT)
    run = trap.begin(engine=REFERENCE)
    for claim in trap.claims:
        words = measure_words(claim, MEASURES[claim.measure](run))
        qtbot.waitUntil(lambda w=words: w in card.measures.text(), timeout=WAIT)
    # The message goes by itself after a while, which may be over here; its words stay.
    assert text(f"traps.{key}") in window.messages.label.text()


def test_the_way_out_begins_at_the_same_place(qtbot: QtBot, window: MainWindow) -> None:
    loaded(qtbot, window, "saddle", escaping=False)
    start = frame_of(window).params.copy()
    loaded(qtbot, window, "saddle", escaping=True)
    np.testing.assert_array_equal(frame_of(window).params, start)
    assert frame_of(window).settings.optimizer == "momentum"
    # Opened again, a trap begins again.
    window.trainer.step()
    qtbot.waitUntil(lambda: frame_of(window).update == 1, timeout=WAIT)
    loaded(qtbot, window, "saddle", escaping=True)


def test_the_claim_of_the_saddle_is_shown_where_it_is_true(
    qtbot: QtBot, window: MainWindow
) -> None:
    loaded(qtbot, window, "saddle", escaping=False)
    for _ in range(150):
        window.trainer.step()
    qtbot.waitUntil(lambda: frame_of(window).update == 150, timeout=WAIT)
    card = window.traps.cards["saddle"]
    qtbot.waitUntil(lambda: card.measures.text().count("✓") == 4, timeout=WAIT)
    assert "○" not in card.measures.text()
    window.store.edit({"data": "circles"})
    qtbot.waitUntil(card.measures.isHidden, timeout=WAIT)


def test_the_detector_says_what_the_core_says(qtbot: QtBot, window: MainWindow) -> None:
    loaded(qtbot, window, "saddle", escaping=False)
    for _ in range(150):
        window.trainer.step()
    qtbot.waitUntil(lambda: frame_of(window).update == 150, timeout=WAIT)
    panel = window.traps
    panel.detector.look.click()
    qtbot.waitUntil(
        lambda: (
            panel.detector.finding is not None and panel.detector.finding.update == 150
        ),
        timeout=WAIT,
    )
    finding = panel.detector.finding
    assert finding is not None
    frame = frame_of(window)
    objective = Objective.of(frame.settings, frame.problem)
    wanted = diagnose(objective, frame.params)
    assert finding.diagnosis.kind == wanted.kind == "saddle"
    np.testing.assert_array_equal(finding.diagnosis.eigenvalues, wanted.eigenvalues)
    assert f"{wanted.down} directions lead down" in panel.detector.verdict.text() or (
        wanted.down == 1 and "1 direction leads" in panel.detector.verdict.text()
    )
    assert wanted.stable_rate is not None
    assert finding.bound == pytest.approx(wanted.stable_rate)
    # A step along the escape direction is lower, exact, and can be undone.
    before = frame.params.copy()
    assert finding.way_down is not None
    assert objective.values(finding.way_down[None])[0] < wanted.loss
    move = finding.way_down - finding.params
    cosine = move @ wanted.escape / np.linalg.norm(move)
    assert cosine == pytest.approx(1.0)
    panel.detector.escape.click()
    qtbot.waitUntil(
        lambda: np.array_equal(frame_of(window).params, finding.way_down),
        timeout=WAIT,
    )
    assert not panel.detector.escape.isEnabled()
    window.actions_by_key["undo"].trigger()
    qtbot.waitUntil(
        lambda: np.array_equal(frame_of(window).params, before), timeout=WAIT
    )


def test_it_looks_by_itself_when_training_stops(
    qtbot: QtBot, window: MainWindow
) -> None:
    panel = window.traps
    window.playback.toggle_play()
    qtbot.waitUntil(lambda: frame_of(window).update > 3, timeout=WAIT)
    window.playback.toggle_play()
    qtbot.waitUntil(
        lambda: (
            not window.trainer.playing
            and panel.detector.finding is not None
            and panel.detector.finding.update == frame_of(window).update
        ),
        timeout=WAIT,
    )


def test_a_hidden_panel_gives_its_question_up(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.traps
    panel.look()
    errand, asked = panel.errand, window.trainer.questions[LOOK]
    window.center.show_page(window.network)
    assert errand.is_given_up
    assert window.trainer.questions[LOOK] == asked + 1
    run = pg.Run(pg.Settings.build(samples=40), REFERENCE)
    assert list(look_job(errand)(run)) == []


def test_a_place_without_curvature_is_a_sentence() -> None:
    settings = pg.Settings.build(data="plane", samples=40, hidden=())
    run = pg.Run(settings, REFERENCE)
    run.edit(np.arange(len(run.params)), np.full(len(run.params), 1e300))
    (found,) = look_job(Errand())(run)
    assert isinstance(found, NoFinding)
    assert "not finite" in found.sentence


def test_rates_beyond_the_bound_are_called_too_large(qtbot: QtBot) -> None:
    detector = Detector()
    qtbot.addWidget(detector)
    run = traps()["rate_past_stable"].begin(engine=REFERENCE)
    (found,) = look_job(Errand())(run)
    assert isinstance(found, Finding)
    detector.show_finding(found)
    assert "too large" in detector.values["stable"].text()
    (found,) = look_job(Errand())(
        traps()["rate_past_stable"].begin(escaping=True, engine=REFERENCE)
    )
    assert isinstance(found, Finding)
    detector.show_finding(found)
    assert "too large" not in detector.values["stable"].text()


def test_no_progress_is_noticed() -> None:
    stuck = traps()["symmetric_zero_start"].train(engine=REFERENCE)
    assert has_stalled(take_frame(stuck, Probe(resolution=4)))
    run = pg.Run(pg.Settings.build(samples=60, learning_rate=0.1), REFERENCE)
    assert not has_stalled(take_frame(run, Probe(resolution=4)))
    run.advance(60)
    assert not has_stalled(take_frame(run, Probe(resolution=4)))


def test_all_claims_are_measured_at_one_update_while_training_goes_on() -> None:
    trap = traps()["rate_past_stable"]
    run = trap.begin(engine=REFERENCE)
    run.advance(3)
    wanted = [MEASURES[claim.measure](run) for claim in trap.claims]
    assert len(wanted) > 1
    for answer in measure_job(trap, escaping=False)(run):
        if answer is None:
            run.advance(2)
        else:
            assert isinstance(answer, Measured)
            assert answer.update == 3
            assert [value for _, value in answer.found] == wanted


def test_a_card_marks_what_holds(qtbot: QtBot) -> None:
    trap = traps()["ravine"]
    card = TrapCard(trap)
    qtbot.addWidget(card)
    found = tuple((claim, 0.97) for claim in trap.claims)
    card.show_measures(Measured(trap.key, False, 7, found))
    assert "between 0.95 and 1" in card.measures.text()
    assert card.measures.text().count("✓") == 3
    card.show_measures(None)
    assert card.measures.isHidden()


def diverged(qtbot: QtBot, window: MainWindow) -> np.ndarray:
    window.store.edit({"data": "plane", "learning_rate": 1e9, "activation": ("relu",)})
    qtbot.waitUntil(
        lambda: (
            frame_of(window).settings.data == "plane" and frame_of(window).update == 0
        ),
        timeout=WAIT,
    )
    start = frame_of(window).params.copy()
    window.playback.toggle_play()
    qtbot.waitUntil(lambda: len(window.messages.way_buttons) == 3, timeout=WAIT)
    qtbot.waitUntil(lambda: not window.trainer.playing, timeout=WAIT)
    qtbot.waitUntil(
        lambda: f"update {frame_of(window).update}" in window.messages.label.text(),
        timeout=WAIT,
    )
    return start


def test_divergence_names_the_number_and_offers_half_the_rate(
    qtbot: QtBot, window: MainWindow
) -> None:
    start = diverged(qtbot, window)
    words = window.messages.label.text()
    assert "not finite" in words
    assert "in layer" in words
    far = frame_of(window).furthest
    branches = len(frame_of(window).timeline.branches)
    window.messages.way_buttons[0].click()
    qtbot.waitUntil(
        lambda: frame_of(window).settings.learning_rate == 5e8, timeout=WAIT
    )
    frame = frame_of(window)
    assert frame.update == 0
    np.testing.assert_array_equal(frame.params, start)
    # The future that failed is still there, as a branch of its own.
    assert len(frame.timeline.branches) == branches + (far > 0)
    assert not window.messages.isVisible()


def test_divergence_offers_clipping(qtbot: QtBot, window: MainWindow) -> None:
    diverged(qtbot, window)
    window.messages.way_buttons[1].click()
    qtbot.waitUntil(lambda: frame_of(window).settings.clip_norm == 1.0, timeout=WAIT)
    assert frame_of(window).update == 0


def test_divergence_offers_smaller_first_weights(
    qtbot: QtBot, window: MainWindow
) -> None:
    start = diverged(qtbot, window)
    window.messages.way_buttons[2].click()
    qtbot.waitUntil(
        lambda: np.array_equal(frame_of(window).params, 0.5 * start), timeout=WAIT
    )
    assert frame_of(window).update == 0
    # Another sentence has no such buttons.
    window.messages.note("Fine.")
    assert window.messages.way_buttons == []
