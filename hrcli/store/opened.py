"""Pages that lie open in a browser: files of their own, gone as soon as they are closed.

Whoever made one keeps it open and locked; what a kill has left is locked by nobody, and the next
command takes it away. No other lock is needed for that.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hrcli.errors import Unreadable
from hrcli.store.files import PRIVATE, inside, unwritable, write_new

OPENED = f"{PRIVATE}/open"

_LOOK = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@contextmanager
def opened(root: Path, page: str) -> Iterator[Path]:
    """A page in a file of a random name, for its owner alone, for as long as this lasts.

    Raises Unwritable where the disk says no, Unreadable where a link stands in the way.
    """
    folder = inside(root, OPENED)
    place = folder / f"{secrets.token_hex(8)}.html"
    handle = -1
    try:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_new(place, page.encode("utf-8"))
            handle = os.open(place, _LOOK)
            _is_free(handle)
        except OSError as error:
            raise unwritable(place, error) from None
        yield place
    finally:
        if handle >= 0:
            os.close(handle)
        _remove(place)


def sweep(root: Path) -> None:
    """Take away the pages that a kill has left; those that somebody has open stay."""
    try:
        folder = inside(root, OPENED)
        names = os.listdir(folder) if folder.is_dir() else []
    except (OSError, Unreadable):  # none is there, or nobody may look
        return
    for name in names:
        if _is_left(folder / name):
            _remove(folder / name)


def _is_left(place: Path) -> bool:
    """Whether nobody has a page open; what is no file of ours stays."""
    try:
        handle = os.open(place, _LOOK)
    except OSError:
        return False
    try:
        return place.suffix == ".html" and _is_free(handle)
    finally:
        os.close(handle)


def _is_free(handle: int) -> bool:
    """Lock an open file, if nobody else has. Where there are no locks an open file stays anyway."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a disk without locks
        return True
    return True


def _remove(place: Path) -> None:
    """Take a page away, and the folder with the last; what cannot be is left to the next one."""
    with suppress(OSError):
        place.unlink(missing_ok=True)
        place.parent.rmdir()
