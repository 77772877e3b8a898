"""Puts files into a folder while its lock is held.

Every write goes one way: lock, sweep what a killed write left, note and write a temporary file in
the same folder, see that nobody changed the target meanwhile, rename, flush. "Saved" is said only
after that.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hrcli.errors import Unreadable, Unwritable
from hrcli.store.files import (
    OVER,
    TEMPORARY,
    beside,
    flush_folder,
    inside,
    is_file,
    need_same,
    read_bytes,
    remove,
    settle,
    unwritable,
    write_new,
)

PRIVATE = ".hrcli"
"""The folder for what hrcli keeps for itself; git never takes it in."""

UNFINISHED = f"{PRIVATE}/unfinished"
LOCK_SECONDS = 10
QUIET_SECONDS = 1


class Writer:
    """Puts files into the folder `root` while its lock is held; `written` names them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: list[str] = []

    def sweep(self) -> None:
        """Remove what a write that was killed left behind; the note says where."""
        try:
            name = read_bytes(inside(self.root, UNFINISHED)).decode("utf-8").strip()
            if name.endswith(TEMPORARY):
                remove(inside(self.root, name))
        except (Unreadable, UnicodeDecodeError):
            return

    def put(self, name: str, content: bytes, expected: bytes | None) -> None:
        """Make `content` the file `name`, all or nothing.

        `expected` is what the file held when the change was worked out (None: it must not exist);
        if it holds anything else by now, Unwritable is raised and nothing is changed.
        """
        self._place(name, content, lambda target: need_same(target, expected))
        self.written.append(name)

    def keep(self, name: str, content: bytes) -> None:
        """Make `content` the file `name`, whatever it held before, all or nothing."""
        self._place(name, content, lambda target: None)

    def _place(self, name: str, content: bytes, look: Callable[[Path], None]) -> None:
        target = inside(self.root, name)
        temporary = beside(target)
        try:
            self._ensure_folder(target.parent)
            self._note(temporary)
            write_new(temporary, content)
            look(target)
            os.replace(temporary, target)
        except OSError as error:
            raise unwritable(target, error) from None
        finally:
            remove(temporary)
        settle(target)

    def new_folder(self, name: str, files: dict[str, bytes]) -> None:
        """Make the folder `name` with `files` in it, all or nothing; it must not exist."""
        target = inside(self.root, name)
        temporary = beside(target)
        try:
            self._ensure_folder(target.parent)
            self._note(temporary)
            temporary.mkdir(mode=0o700)
            for file, content in files.items():
                write_new(temporary / file, content)
            flush_folder(temporary)
            if target.exists():
                raise Unwritable("This folder is there already.", str(target), "Try once more.")
            os.rename(temporary, target)
        except OSError as error:
            raise unwritable(target, error) from None
        finally:
            remove(temporary)
        settle(target)
        self.written += [f"{name}/{file}" for file in files]

    def keep_schemas(self, schemas: dict[str, str]) -> None:
        """Put the schemas where the first line of each file tells editors to look."""
        for file, content in schemas.items():
            name, now = f"{PRIVATE}/schemas/{file}", content.encode("utf-8")
            place = inside(self.root, name)
            if not is_file(place) or read_bytes(place) != now:
                self.keep(name, now)

    def _note(self, temporary: Path) -> None:
        """Write down which temporary comes next, so that a killed write can be swept."""
        name = temporary.relative_to(self.root).as_posix()
        handle = os.open(inside(self.root, UNFINISHED), OVER, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(name.encode("utf-8"))

    def _ensure_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._ensure_folder(folder.parent)
            folder.mkdir(mode=0o700)
            flush_folder(folder.parent)


@contextmanager
def writing(root: Path, waits: Callable[[], None] = lambda: None) -> Iterator[Writer]:
    """The right to write into `root`, for one process at a time; sweeps first.

    Where somebody else holds it, `waits` is called after a second; after LOCK_SECONDS Unwritable is
    raised, as it is where the disk says no.
    """
    from filelock import FileLock, Timeout  # costs as much as click; only writers pay

    place = inside(root, f"{PRIVATE}/lock")
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        lock = FileLock(place, timeout=LOCK_SECONDS, mode=0o600)
        try:
            lock.acquire(timeout=min(QUIET_SECONDS, LOCK_SECONDS))
        except Timeout:
            if LOCK_SECONDS <= QUIET_SECONDS:
                raise
            waits()
            lock.acquire()
    except Timeout:
        raise Unwritable(
            "Another hrcli is writing in this caseload.",
            str(root),
            "Wait until it has finished, then do it again.",
        ) from None
    except OSError as error:
        raise unwritable(root, error) from None
    try:
        writer = Writer(root)
        writer.sweep()
        yield writer
    finally:
        lock.release()
