"""Own data on its way to other processes: nothing is lost and nothing is believed."""

import json

import numpy as np
import pytest

from playground.data import Samples
from playground.data.own import OWN, OwnData
from playground.errors import PlaygroundError
from playground.sweep import Plan
from playground.sweep.own_data import (
    from_fields,
    needed_data,
    register_all,
    to_fields,
)
from tests.core.sweep_jobs import own_jobs


def classes(**changes: object) -> OwnData:
    x = np.random.default_rng(5).normal(size=(6, 2))
    choices = {"framed": False, "ordered": False, **changes}
    return OwnData(
        "mine", ("a", "b"), ("n", "y"), Samples(x, np.arange(6) % 2), **choices
    )


def numbers() -> OwnData:
    x = np.linspace(-1.0, 1.0, 5)[:, None]
    return OwnData("curve", ("t",), (), Samples(x, x**2))


@pytest.mark.parametrize(
    "data",
    [classes(), classes(framed=True), classes(ordered=True), numbers()],
    ids=["classes", "framed", "ordered", "numbers"],
)
def test_own_data_comes_back_to_the_bit(data: OwnData) -> None:
    found = from_fields(to_fields(data))
    assert found.key == data.key
    assert (found.name, found.columns, found.classes) == (
        data.name,
        data.columns,
        data.classes,
    )
    assert (found.framed, found.ordered) == (data.framed, data.ordered)
    assert found.samples.x.tobytes() == data.samples.x.tobytes()
    np.testing.assert_array_equal(found.samples.y, data.samples.y)


def test_each_set_that_jobs_need_is_taken_once() -> None:
    jobs = own_jobs()
    assert len(jobs) > 1
    (data,) = needed_data([*jobs, *Plan(settings={"data": "xor"}).jobs()])
    assert data.key == jobs[0].settings.data
    assert needed_data(Plan(settings={"data": "xor"}).jobs()) == ()


def test_what_is_registered_is_known_by_its_key() -> None:
    data = numbers()
    entry = OWN.pop(data.key, None)
    try:
        register_all([data])
        assert data.key in OWN
    finally:
        OWN.pop(data.key, None)
        if entry is not None:
            OWN[data.key] = entry


def test_changed_numbers_are_noticed() -> None:
    key, text, x, y = to_fields(classes())
    changed = bytearray(x)
    changed[-1] ^= 1
    with pytest.raises(PlaygroundError, match=f"was changed, '{key}'"):
        from_fields((key, text, bytes(changed), y))
    words = json.dumps({**json.loads(text), "name": "yours"})
    with pytest.raises(PlaygroundError, match="was changed"):
        from_fields((key, words, x, y))


@pytest.mark.parametrize(
    "change",
    [
        lambda f: (f[0], "{", *f[2:]),
        lambda f: (f[0], f[1].replace('"name"', '"nome"'), *f[2:]),
        lambda f: (f[0], f[1], b"", f[3]),
        lambda f: (f[0], f[1], f[2][:-1], f[3]),
        lambda f: (f[0], f[1], f[3], f[2]),
        lambda f: f[:3],
        lambda f: (None, *f[1:]),
    ],
)
def test_what_cannot_be_read_is_told(change) -> None:
    with pytest.raises(PlaygroundError, match=r"^own data that cannot be read: "):
        from_fields(change(to_fields(classes())))
