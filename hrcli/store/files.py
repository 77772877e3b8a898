"""The only door to files: read without following links, written all or nothing.

A new file goes under a temporary name into the same folder, is flushed to the disk, renamed, and
its folder flushed, so that a kill or a power cut leaves the old file or the new.
"""

from __future__ import annotations

import errno
import os
import stat
from hashlib import sha256
from pathlib import Path

from hrcli.document.document import MAX_BYTES
from hrcli.errors import Changed, Unreadable, Unwritable

PRIVATE = ".hrcli"
"""The folder for what hrcli keeps for itself; git never takes it in."""

TEMPORARY = ".hrcli-tmp"
YAML = (".yaml", ".yml")

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


def inside(root: Path, name: str) -> Path:
    """Where the file `name` (with slashes) lies in `root`; refuses a name that leads out of it.

    Raises Unreadable for such a name, and for one that leads through a link.
    """
    place = str(root)  # text, since it is asked for every file of every case
    for part in name.split("/"):
        if part in ("", ".", "..") or os.sep in part:
            raise Unreadable("This name leads out of the caseload.", name, "Name a case file.")
        place = os.path.join(place, part)
        if os.path.islink(place):
            raise unreadable(Path(place), OSError(errno.ELOOP, ""))
    return Path(place)


def read_bytes(path: Path | str, most: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file, at most one more than hrcli accepts. Follows no link."""
    try:
        handle = os.open(path, _READ)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise Unreadable("This is not a file.", str(path), "Name a YAML file.")
            return _bytes_of(handle, found.st_size, most + 1)
        finally:
            os.close(handle)
    except OSError as error:
        raise unreadable(path, error) from None


def _bytes_of(handle: int, size: int, most: int) -> bytes:
    """The bytes of an open file up to `most`, however much its `size` has changed meanwhile.

    A file object would cost more than the reading, and a caseload has thousands of small files.
    """
    found = b""
    while len(found) < most:
        piece = os.read(handle, min(max(size, 1024) + 1, most - len(found)))
        if not piece:
            break
        found += piece
    return found


def _mode(path: Path) -> int:
    """What stands at `path`, 0 if nothing does. Raises Unreadable where nobody may look."""
    try:
        return os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except OSError as error:
        raise unreadable(path, error) from None


def listed(folder: Path) -> list[str]:
    """The names of all that lies in a folder; none where it is not there."""
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise unreadable(folder, error) from None


def is_file(path: Path) -> bool:
    """Whether there is such a file. Raises Unreadable where nobody may look."""
    return stat.S_ISREG(_mode(path))


def is_folder(path: Path) -> bool:
    """Whether there is such a folder. Raises Unreadable where nobody may look."""
    return stat.S_ISDIR(_mode(path))


def unreadable(path: Path | str, error: OSError) -> Unreadable:
    reasons = {
        errno.ENOENT: ("There is no such file.", "Check the name, or restore the file."),
        errno.ELOOP: ("This is a link; hrcli follows none.", "Put the file itself here."),
        errno.ENOTDIR: ("There is no such file.", "Check the name: part of it is no folder."),
        errno.EISDIR: ("This is a folder, not a file.", "Name a file inside it."),
        errno.EACCES: ("You may not read this file.", "Ask its owner for the right to read it."),
    }
    fallback = ("This file could not be read.", "Check the disk and try again.")
    what, todo = reasons.get(error.errno or 0, fallback)
    return Unreadable(what, str(path), todo)


def unwritable(path: Path, error: OSError) -> Unwritable:
    reasons = {
        errno.ENOSPC: ("The disk is full; nothing was changed.", "Make room, then do it again."),
        errno.EDQUOT: ("Your share of the disk is full; nothing was changed.", "Make room first."),
        errno.EROFS: ("The caseload is read-only; nothing was changed.", "Work on a copy of it."),
        errno.EACCES: ("You may not write here; nothing was changed.", "Ask the folder's owner."),
        errno.EPERM: ("You may not write here; nothing was changed.", "Ask the folder's owner."),
        errno.ENOENT: ("There is no such folder; nothing was changed.", "Make the folder first."),
        errno.EFBIG: ("The file may not grow further; nothing was changed.", "Make room first."),
    }
    fallback = ("The file could not be written; nothing was changed.", "Check the disk.")
    what, todo = reasons.get(error.errno or 0, fallback)
    return Unwritable(what, str(path), todo)


def beside(target: Path) -> Path:
    """The temporary in the same folder: always the same, so that the next try takes it away."""
    return target.with_name(f".{target.name}{TEMPORARY}")


def hash_of(content: bytes | None) -> str | None:
    """What tells one content of a file from any other; None for a file that is not there."""
    return None if content is None else sha256(content).hexdigest()


def write_new(path: Path, content: bytes) -> None:
    handle = os.open(path, _NEW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        _flush(file.fileno())


def _flush(handle: int) -> None:
    """Have the disk keep what was written. On macOS fsync alone leaves it in the drive's cache."""
    try:
        import fcntl

        if hasattr(fcntl, "F_FULLFSYNC"):
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
    except (ImportError, OSError):
        pass
    os.fsync(handle)


def flush_folder(folder: Path) -> None:
    """Have the disk keep a folder's names; Windows has no way to ask for it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network disks know no such wish
            raise
    finally:
        os.close(handle)


def settle(folder: Path) -> None:
    """Have the disk keep a folder's names; what changed them is done, so a failure says so."""
    try:
        flush_folder(folder)
    except OSError:
        raise unsettled(folder) from None


def unsettled(place: Path) -> Unwritable:
    """The failure for a change that was made and may not last."""
    return Unwritable(
        "The change was made, but the disk does not confirm that it will last.",
        str(place),
        "Check the disk, then look whether the change is still there.",
    )


def hash_at(target: Path) -> str | None:
    """The hash of what a file holds, None where it is not there. Raises Unreadable."""
    try:
        return hash_of(read_bytes(target))
    except Unreadable:
        if os.path.lexists(target):
            raise
        return None


def need_same(target: Path, expected: str | None) -> None:
    """Raise Changed where a file holds something else than what has this hash."""
    if hash_at(target) != expected:
        raise Changed(
            "The file was changed by somebody else meanwhile; nothing was overwritten.",
            str(target),
            "Do it again: hrcli will then work on the file as it is now.",
        )


def remove(path: Path) -> None:
    """Take away a temporary file or folder of ours, if it is there."""
    try:
        if path.is_dir() and not path.is_symlink():
            for inner in path.iterdir():
                remove(inner)
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return  # the next writing command tries again
