"""Every prepared starting point is what its file promises."""

from pathlib import Path

import pytest

import playground as pg
from playground import presets as module
from playground.errors import PlaygroundError
from playground.presets import presets

PRESETS = presets()


@pytest.mark.parametrize("key", PRESETS)
def test_preset_learns_as_well_as_it_says(key: str) -> None:
    preset = PRESETS[key]
    run = pg.Run(preset.settings)
    start = run.evaluate()
    run.advance(preset.goal.updates)
    reached = run.evaluate()
    assert reached.test_loss is not None
    assert start.test_loss is not None
    assert reached.test_loss < 0.6 * start.test_loss
    if preset.goal.accuracy is not None:
        assert reached.test_accuracy is not None
        assert reached.test_accuracy >= preset.goal.accuracy
    else:
        assert preset.goal.loss is not None
        assert reached.test_loss <= preset.goal.loss


@pytest.mark.parametrize("key", PRESETS)
def test_preset_fixes_its_seed_and_survives_a_file(key: str) -> None:
    settings = PRESETS[key].settings
    assert "seed" in settings.chosen
    assert pg.Settings.from_json(settings.to_json()) == settings


def test_the_lesson_networks_are_there() -> None:
    for key, data, hidden in (
        ("lesson_3_4_1", "three_inputs", (4,)),
        ("lesson_2_3_3_1", "xor", (3, 3)),
    ):
        settings = PRESETS[key].settings
        assert settings.data == data
        assert settings.hidden == hidden
        assert set(settings.activations) == {"sigmoid"}
        assert settings.loss == "squared_error"


def test_presets_are_listed_by_place() -> None:
    assert list(PRESETS)[:3] == ["lesson_3_4_1", "lesson_2_3_3_1", "spiral"]


@pytest.mark.parametrize(
    "content",
    [
        "not JSON",
        '{"place": 1, "settings": {"data": "nothing"}, "reaches": {"updates": 1}}',
        '{"place": 1, "settings": {}, "reaches": {"updates": 1, "speed": 2}}',
    ],
)
def test_a_broken_file_is_named(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.json").write_text(content, encoding="utf-8")
    monkeypatch.setattr(module, "resource", lambda *parts: tmp_path)
    with pytest.raises(PlaygroundError, match=r"broken\.json is not a preset"):
        presets.__wrapped__()
