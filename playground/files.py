"""Replacing a file as a whole or not at all.

The new content goes into a temporary file of the same folder, is flushed to the disk
and then takes the old file's name in one step. Whatever fails on the way, a full disk
or the end of the process, the old file is still there. A process that was killed leaves
its temporary file behind; the next one that writes into the folder takes it away.
"""

import contextlib
import errno
import os
import re
import secrets
import socket
import stat
import sys
import time
import zlib
from pathlib import Path

from playground.errors import ExportError

# Processes are only known by number on their own computer; a shared folder has several.
COMPUTER = f"{zlib.crc32(socket.gethostname().encode()):08x}"
TEMPORARY = re.compile(rf"\.playground-{COMPUTER}-(\d+)-[0-9a-f]+\.part")

# On Windows a virus scanner may hold a file for a moment after it was written.
IS_WINDOWS = sys.platform == "win32"
REPLACE_ATTEMPTS = 10 if IS_WINDOWS else 1
REPLACE_PAUSE = 0.1

# What a file system answers that cannot flush a folder; the file itself is flushed.
NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES}

REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "there is no permission to write it",
    errno.EPERM: "there is no permission to write it",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "the name is too long",
}


def replace_file(path: Path, content: bytes | memoryview) -> None:
    """Make `content` the whole content of a file, new or old.

    Raises
    ------
    ExportError
        names the file and the reason; an old file is then unchanged.
    """
    try:
        target = writable_target(path)
        sweep_folder(target.parent)
        temporary = write_temporary(target, content)
        try:
            replace(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    except (OSError, ValueError) as error:
        raise ExportError(f"{path} cannot be written: {reason(path, error)}") from error


def check_writable(path: Path) -> None:
    """Find out now whether `replace_file` could write there, and change nothing.

    Raises
    ------
    ExportError
        as `replace_file` would.
    """
    try:
        target = writable_target(path)
        write_temporary(target, b"").unlink()
    except (OSError, ValueError) as error:
        raise ExportError(f"{path} cannot be written: {reason(path, error)}") from error


def writable_target(path: Path) -> Path:
    """Return the file behind the path, behind all links, if it is one or can be one."""
    target = path.resolve()
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not target.is_file():
        raise OSError("it is a device and not a file")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it is write-protected")
    return target


def write_temporary(target: Path, content: bytes | memoryview) -> Path:
    """Write and flush a new file beside the target, with the target's permissions."""
    name = f".playground-{COMPUTER}-{os.getpid()}-{secrets.token_hex(4)}.part"
    temporary = target.with_name(name)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666)
    try:
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if target.exists():
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def replace(temporary: Path, target: Path) -> None:
    for attempt in range(1, REPLACE_ATTEMPTS + 1):
        try:
            os.replace(temporary, target)
        except PermissionError:
            if attempt == REPLACE_ATTEMPTS:
                raise
            time.sleep(REPLACE_PAUSE)
        else:
            return


def sync_folder(folder: Path) -> None:
    """Flush the folder, so that the new name survives a power failure too."""
    if IS_WINDOWS:
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in NO_FOLDER_SYNC:
            raise


def sweep_folder(folder: Path) -> None:
    """Remove the temporary files of processes that are no longer alive."""
    # Whatever cannot be listed or removed is only litter: writing goes on.
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        orphans = [
            Path(entry.path)
            for entry in entries
            if (match := TEMPORARY.fullmatch(entry.name))
            and not is_alive(int(match[1]))
        ]
        for orphan in orphans:
            orphan.unlink(missing_ok=True)


def is_alive(process: int) -> bool:
    """Tell whether a process of this computer runs, or may run."""
    if IS_WINDOWS:
        # There signal 0 is Ctrl+C; but an open file cannot be removed there anyway.
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def reason(path: Path, error: OSError | ValueError) -> str:
    """Say why a file could not be written, as the end of a sentence."""
    if not isinstance(error, OSError):
        return "its name holds a character that no file name can hold"
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        if path.parent.exists() and not path.parent.is_dir():
            return f"{path.parent} is not a folder"
        return f"the folder {path.parent} does not exist"
    return REASONS.get(error.errno or 0, error.strerror or str(error))
