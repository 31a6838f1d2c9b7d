"""Reading files that anybody may have made: limits first, and one kind of error.

A reader asks for the bytes with `read_file`, takes JSON and archives apart with what is
here, and does so inside `refusing`, which turns whatever goes wrong into one sentence.
"""

import contextlib
import io
import json
import math
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playground.errors import LoadError, PlaygroundError

MEGABYTE = 2**20
MOST_FILE_BYTES = 256 * MEGABYTE
MOST_MEMBERS = 4096
MOST_UNPACKED_BYTES = 512 * MEGABYTE
# What is packed tighter than this is made to unpack into nonsense.
MOST_RATIO = 200
RATIO_FREE_BYTES = MEGABYTE
DEEPEST_JSON = 64
LONGEST_TEXT = 64 * 1024

JSON_MARK = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


class Cancelled(PlaygroundError):  # noqa: N818 - it names an event
    """The caller did not want to wait any longer; nothing has changed."""


@contextlib.contextmanager
def refusing(path: Path | str, what: str) -> Iterator[None]:
    """Turn whatever a broken file causes into a LoadError.

    Parameters
    ----------
    path : the file
    what : what it was taken for, "an experiment" say
    """
    try:
        yield
    except Cancelled:
        raise
    except LoadError as error:
        raise LoadError(f"{path} cannot be read: {error}") from error
    except PlaygroundError as error:
        raise LoadError(f"{path} is not {what}: {error}") from error
    except MemoryError:
        raise LoadError(
            f"{path} cannot be read: it needs more memory than the computer has"
        ) from None
    # A list of what the readers of NumPy, zipfile, ONNX, … raise would be incomplete:
    # they were made to raise a dozen kinds by changing some bytes of good files.
    except Exception as error:
        raise LoadError(f"{path} is not {what}: {reason_of(error)}") from error


def reason_of(error: Exception) -> str:
    """Return the message of an exception as the end of a sentence, on one line."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    words = " ".join(plain(str(error)).split())
    return words[:200] or type(error).__name__


def read_file(path: Path, most: int = MOST_FILE_BYTES) -> bytes:
    """Return the content of a file that is not too large.

    Raises
    ------
    LoadError
        says what is wrong, as the end of a sentence that begins with the file's name.
    """
    try:
        kind = path.stat()
        if stat.S_ISDIR(kind.st_mode):
            raise LoadError("it is a folder")
        if not stat.S_ISREG(kind.st_mode):
            raise LoadError("it is a device and not a file")
        with path.open("rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError:
        raise LoadError("there is no such file") from None
    except PermissionError:
        raise LoadError("there is no permission to read it") from None
    except OSError as error:
        raise LoadError(error.strerror or str(error)) from None
    except ValueError:
        raise LoadError(
            "its name holds a character that no file name can hold"
        ) from None
    if len(content) > most:
        raise LoadError(f"it is larger than {most // MEGABYTE} MB")
    return content


def plain(text: str) -> str:
    """Return a text without what a screen would not show as a sign, shortened."""
    return "".join(
        sign if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co") else " "
        for sign in text[:LONGEST_TEXT]
    )


def parse_json(content: bytes) -> Any:
    """Read JSON in which every number is finite and no key comes twice.

    Raises
    ------
    LoadError
        when it is nested too deeply, has a key twice or a number that is not finite.
    ValueError
        when it is no JSON.
    """
    depth = 0
    for mark in JSON_MARK.finditer(content):
        sign = mark[0][:1]
        depth += (sign in b"[{") - (sign in b"]}")
        if depth > DEEPEST_JSON:
            raise LoadError(f"it is nested deeper than {DEEPEST_JSON} levels")
    return json.loads(
        content,
        object_pairs_hook=without_repetition,
        parse_constant=refuse_constant,
        parse_float=finite_number,
    )


def without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise LoadError("a key comes twice in one object")
    return found


def refuse_constant(name: str) -> float:
    raise LoadError(f"{name} is no finite number")


def finite_number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise LoadError(f"{text[:40]} is no finite number")
    return number


class Archive:
    """A zip whose members are read from memory; checked before anything is unpacked.

    Raises
    ------
    LoadError
        when it has too many members, unpacks into too much, or names files outside.
    """

    def __init__(self, content: bytes) -> None:
        self.file = zipfile.ZipFile(io.BytesIO(content))
        members = self.file.infolist()
        if len(members) > MOST_MEMBERS:
            raise LoadError(f"it has more than {MOST_MEMBERS:,} members")
        self.members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            self.check(member)
            self.members[member.filename] = member
        if sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
            raise LoadError(f"it unpacks into more than {MOST_UNPACKED_BYTES:,} bytes")

    def check(self, member: zipfile.ZipInfo) -> None:
        name = member.filename
        if name in self.members:
            raise LoadError(f"the member {plain(name)!r} comes twice")
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name:
            raise LoadError(f"the member {plain(name)!r} names a place outside")
        if member.flag_bits & 1:
            raise LoadError("it is encrypted")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise LoadError(f"the member {plain(name)!r} is packed in an unusual way")
        tight = member.file_size > MOST_RATIO * max(member.compress_size, 1)
        if tight and member.file_size > RATIO_FREE_BYTES:
            raise LoadError(f"the member {plain(name)!r} unpacks into too much")

    def read(self, name: str) -> bytes:
        """Return a member's content.

        Raises
        ------
        LoadError
            when there is none of this name.
        """
        if name not in self.members:
            raise LoadError(f"the member {plain(name)!r} is missing")
        member = self.members[name]
        with self.file.open(member) as file:
            content = file.read(member.file_size + 1)
        if len(content) != member.file_size:
            raise LoadError(f"the member {plain(name)!r} is incomplete")
        return content
