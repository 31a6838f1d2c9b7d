"""Broken and hostile files, made by code: what a reader must refuse with a sentence."""

import io
import json
import struct
import zipfile
from collections.abc import Iterator

import numpy as np


def npy(array: np.ndarray) -> bytes:
    """Return the bytes of a .npy file; of objects with the pickle that they need."""
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=True)
    return buffer.getvalue()


def npy_header(text: str, rest: bytes = b"") -> bytes:
    """Return a .npy file with a header of one's own."""
    header = text.encode("latin-1") + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + rest


def archive(members: dict[str, bytes], packed: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packed) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name), content, packed)
    return buffer.getvalue()


def lying_size(content: bytes, size: int) -> bytes:
    """Return a zip whose first member claims another size in the directory."""
    place = content.rindex(b"PK\x01\x02") + 24
    return content[:place] + struct.pack("<I", size) + content[place + 4 :]


def hostile_arrays() -> Iterator[tuple[str, bytes]]:
    """Give .npy files that must not be read."""
    claim = "{'descr': '<f8', 'fortran_order': False, 'shape': (%s,), }"
    yield "a shape of 8 TB", npy_header(claim % 10**12)
    yield "a shape of 1.6 GB", npy_header(claim % (2 * 10**8), bytes(64))
    yield "a negative shape", npy_header(claim % -5)
    yield "many dimensions", npy_header(claim % ("1," * 60), bytes(8))
    yield "shorter than it says", npy(np.zeros(9))[:-1]
    yield "longer than it says", npy(np.zeros(9)) + b"\0"
    yield "objects", npy(np.array([{}, []], object))
    yield "a structure", npy(np.zeros(3, "<f8,<i4"))
    yield "dates", npy(np.zeros(3, "datetime64[s]"))
    yield "void", npy(np.zeros(3, "V8"))
    yield "code", npy_header("__import__('os').system('true')")
    yield "an unfinished header", npy_header("{'descr': (((((")
    yield "a deep header", npy_header("(" * 900 + ")" * 900)
    yield "a huge header", npy_header(" " * 60_000)
    yield "version 3", b"\x93NUMPY\x03\x00" + bytes(100)
    yield "a pickle", b"\x80\x04cposix\nsystem\n(S'true'\ntR."
    yield "nothing", b""
    yield "zeros", bytes(1000)


def hostile_archives(member: str = "X.npy") -> Iterator[tuple[str, bytes]]:
    """Give archives that must not be read, with a member of the wanted name."""
    good = npy(np.eye(3))
    bomb = npy(np.zeros(2**27, np.uint8))
    yield "a bomb", archive({member: bomb}, zipfile.ZIP_DEFLATED)
    yield "a lying size", lying_size(archive({member: good}), 5)
    yield "a huge lying size", lying_size(archive({member: good}), 2**31)
    yield "traversal", archive({member: good, "../evil.npy": good})
    yield "an absolute name", archive({member: good, "/etc/evil.npy": good})
    yield "a drive", archive({member: good, "C:evil.npy": good})
    yield "backslashes", archive({member: good, "..\\evil.npy": good})
    yield "many members", archive({f"m{i}.npy": b"" for i in range(5000)})
    yield "packed unusually", archive({member: good}, zipfile.ZIP_LZMA)
    yield "cut in the middle", archive({member: good})[:60]
    yield "cut at the end", archive({member: good})[:-10]
    yield "no zip", b"PK\x03\x04" + bytes(200)
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as file:
        for _ in range(2):
            info = zipfile.ZipInfo(member)
            info.filename = member
            file.NameToInfo.clear()
            file.writestr(info, good)
    yield "a member twice", twice.getvalue()
    changed = bytearray(archive({member: good}))
    changed[150] ^= 1
    yield "a changed byte", bytes(changed)
    for name, content in hostile_arrays():
        yield f"an array: {name}", archive({member: content})


def hostile_json() -> Iterator[tuple[str, bytes]]:
    """Give JSON that must not be read."""
    yield "deep lists", b"[" * 100_000 + b"]" * 100_000
    yield "deep objects", b'{"a":' * 5000 + b"1" + b"}" * 5000
    yield "NaN", b'{"layers": NaN}'
    yield "Infinity", b'{"layers": [-Infinity]}'
    yield "1e999", b'{"layers": 1e999}'
    yield "5,000 digits", b'{"layers": ' + b"9" * 5000 + b"}"
    yield "a key twice", b'{"layers": [], "layers": [1]}'
    yield "half", json.dumps({"layers": [[1.0]] * 9}).encode()[:-3]
    yield "no text", b"\xff\xfe\x00{"
    yield "nothing", b""
    yield "a word", b"hello"
    yield "a list", b"[1, 2, 3]"
    yield "null", b"null"
