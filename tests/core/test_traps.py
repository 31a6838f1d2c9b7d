"""Every prepared trap catches what its file says, and its escape gets out."""

from pathlib import Path

import numpy as np
import pytest

import playground as pg
from playground import traps as module
from playground.errors import PlaygroundError
from playground.traps import Trap, traps

TRAPS = traps()
ENGINES = ["reference", "compiled"]


def assert_holds(trap: Trap, run: pg.Run, *, escaping: bool) -> None:
    for claim, value in trap.check(run, escaping=escaping):
        assert claim.holds(value), f"{trap.key}: {claim} but it is {value}"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("key", TRAPS)
def test_the_trap_catches(key: str, engine: str) -> None:
    if engine == "compiled":
        pytest.importorskip("numba")
    trap = TRAPS[key]
    assert_holds(trap, trap.train(engine=engine), escaping=False)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("key", TRAPS)
def test_the_escape_gets_out(key: str, engine: str) -> None:
    if engine == "compiled":
        pytest.importorskip("numba")
    trap = TRAPS[key]
    assert_holds(trap, trap.train(escaping=True, engine=engine), escaping=True)


@pytest.mark.parametrize("key", TRAPS)
def test_trap_and_escape_start_from_the_same_place(key: str) -> None:
    trap = TRAPS[key]
    caught = trap.begin(engine="reference")
    escaping = trap.begin(escaping=True, engine="reference")
    if "initializer" not in trap.escape.changes:
        np.testing.assert_array_equal(caught.params, escaping.params)
    np.testing.assert_array_equal(caught.problem.x, escaping.problem.x)
    assert caught.update == 0


@pytest.mark.parametrize("key", TRAPS)
def test_what_is_claimed_is_not_true_of_both(key: str) -> None:
    trap = TRAPS[key]
    escaped = trap.train(escaping=True)
    assert not all(claim.holds(value) for claim, value in trap.check(escaped))
    caught = trap.train()
    claims = trap.check(caught, escaping=True)
    assert not all(claim.holds(value) for claim, value in claims)


def test_the_gallery_is_complete() -> None:
    assert list(TRAPS) == [
        "symmetric_zero_start",
        "dead_relus",
        "saturated_sigmoids",
        "bad_xor_minimum",
        "ravine",
        "saddle",
        "rate_past_stable",
    ]
    for trap in TRAPS.values():
        assert "seed" in trap.settings.chosen
        assert pg.Settings.from_json(trap.settings.to_json()) == trap.settings


def test_the_start_is_replayed() -> None:
    trap = TRAPS["saddle"]
    run = trap.begin()
    run.advance(20)
    there = run.params.copy()
    run.seek(0)
    np.testing.assert_array_equal(run.params, trap.start)
    run.seek(20)
    np.testing.assert_array_equal(run.params, there)


@pytest.mark.parametrize(
    "content",
    [
        "not JSON",
        '{"place": 1, "settings": {"data": "nothing"}, "updates": 1, "claims": [], '
        '"escape": {"changes": {}, "updates": 1, "claims": []}}',
        '{"place": 1, "settings": {}, "updates": 1, "claims": [{"measure": "luck"}], '
        '"escape": {"changes": {}, "updates": 1, "claims": []}}',
        '{"place": 1, "settings": {}, "updates": 1, "claims": []}',
    ],
)
def test_a_broken_file_is_named(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.json").write_text(content, encoding="utf-8")
    monkeypatch.setattr(module, "resource", lambda *parts: tmp_path)
    with pytest.raises(PlaygroundError, match=r"broken\.json is not a trap"):
        traps.__wrapped__()
