"""The parts of one update, in the order in which they happen."""

import pytest

from playground.explaining.stages import Stage, stages_of


def words(layers: int, has_slots: bool) -> list[str]:
    return [f"{one.kind} {one.layer or ''}" for one in stages_of(layers, has_slots)]


def test_one_layer_without_memory() -> None:
    assert words(1, False) == ["batch ", "forward 1", "loss ", "backward 1", "update "]


def test_forward_and_then_back_through_all_layers() -> None:
    assert words(3, True) == [
        *("batch ", "forward 1", "forward 2", "forward 3", "loss "),
        *("backward 3", "backward 2", "backward 1", "slots ", "update "),
    ]


@pytest.mark.parametrize("layers", [1, 2, 9])
@pytest.mark.parametrize("has_slots", [False, True])
def test_no_stage_comes_twice(layers: int, has_slots: bool) -> None:
    stages = stages_of(layers, has_slots)
    assert len(set(stages)) == len(stages) == 2 * layers + 3 + has_slots
    assert stages[0] == Stage("batch")
