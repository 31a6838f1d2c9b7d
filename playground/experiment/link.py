"""Settings as one line of text that can be sent and pasted: `playground://…`."""

import base64
import binascii
import json
import zlib
from typing import Any

from playground.data.own import is_own
from playground.errors import PlaygroundError, SettingsError
from playground.loading import parse_json
from playground.settings import FIELDS, Settings

SCHEME = "playground://"
LONGEST_LINK = 8192
LONGEST_JSON = 64 * 1024


def to_link(settings: Settings) -> str:
    """Return the chosen settings as a link; the others follow from them.

    Raises
    ------
    SettingsError
        when the data is a person's own: rows do not fit into a link.
    """
    if is_own(settings.data):
        raise SettingsError(
            "own data does not fit into a link; save the experiment to send it"
        )
    text = json.dumps(settings.choices(), separators=(",", ":"), ensure_ascii=False)
    packed = zlib.compress(text.encode(), 9)
    return SCHEME + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def from_link(text: str) -> Settings:
    """Return the settings of a link, however it was wrapped on its way.

    Raises
    ------
    SettingsError
        says that the link is broken, or which setting has no meaning here.
    """
    line = "".join(text[: 2 * LONGEST_LINK].split()).strip("<>\"'")
    if not line.startswith(SCHEME) or len(line) > LONGEST_LINK:
        raise SettingsError(f"a link begins with {SCHEME} and has some signs after it")
    choices = unpack(line.removeprefix(SCHEME).rstrip("/"))
    names = {"method", *FIELDS}
    if not isinstance(choices, dict) or not set(choices) <= names:
        raise SettingsError("this link was made by another version of the program")
    if is_own(str(choices.get("data", ""))):
        raise SettingsError("this link names own data, whose rows no link can hold")
    return Settings.build(**choices)


def unpack(line: str) -> Any:
    try:
        packed = base64.b64decode(
            line + "=" * (-len(line) % 4), altchars=b"-_", validate=True
        )
        stream = zlib.decompressobj()
        content = stream.decompress(packed, LONGEST_JSON)
        if not stream.eof:
            raise ValueError("it goes on")
        return parse_json(content)
    except (binascii.Error, zlib.error, ValueError, RecursionError, PlaygroundError):
        raise SettingsError(
            "this link is broken; a part of it was probably lost when it was copied"
        ) from None
