"""Settings travel as one line of text."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import Settings, SettingsError
from playground.data import Samples
from playground.data.own import OwnData, register
from playground.experiment import from_link, to_link
from playground.presets import presets


@pytest.mark.parametrize("key", presets())
def test_every_preset_travels(key: str) -> None:
    settings = presets()[key].settings
    link = to_link(settings)
    assert from_link(link) == settings
    assert len(link) < 400
    assert link.isascii()


def test_a_link_survives_its_way() -> None:
    settings = Settings.build(features=("x1", "sin(3*x1)"), method="sgd", seed=3)
    link = to_link(settings)
    wrapped = "  <" + "\n ".join(link[i : i + 20] for i in range(0, len(link), 20))
    assert from_link(wrapped + ">\n") == settings
    assert from_link(to_link(Settings.build())) == Settings.build()


def pack(text: bytes) -> str:
    return "playground://" + base64.urlsafe_b64encode(zlib.compress(text)).decode()


@pytest.mark.parametrize(
    ("link", "part"),
    [
        ("", "begins with playground://"),
        ("https://example.org", "begins with playground://"),
        ("playground://" + "A" * 9000, "begins with playground://"),
        ("playground://", "is broken"),
        ("playground://!!!", "is broken"),
        ("playground://AAAA", "is broken"),
        (pack(b"{")[:-2], "is broken"),
        (pack(b"[" * 60_000), "is broken"),
        (pack(b" " * 2_000_000), "is broken"),
        (pack(b'{"seed": NaN}'), "is broken"),
        (pack(b"[]"), "another version"),
        (pack(b'{"speed": 1}'), "another version"),
        (pack(b'{"data": "own:0123456789abcdef"}'), "names own data"),
        (pack(b'{"learning_rate": -1}'), "learning_rate must be"),
        (pack(b'{"hidden": [1e3]}'), "hidden must be"),
        (pack(b'{"data": ["spiral"]}'), "data must be one of"),
    ],
)
def test_a_broken_link_is_refused_politely(link: str, part: str) -> None:
    with pytest.raises(SettingsError, match=part):
        from_link(link)


def test_own_data_does_not_travel() -> None:
    rows = Samples([[0.0], [1.0]], [0, 1])  # type: ignore[arg-type]
    key = register(OwnData("d", ("a",), ("n", "y"), rows))
    with pytest.raises(SettingsError, match="does not fit into a link"):
        to_link(Settings.build(data=key))


@given(st.text(max_size=80))
def test_any_text_is_settings_or_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        from_link("playground://" + text)
