"""Puts files into a folder while its lock is held."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from hrcli.errors import Unreadable, Unwritable
from hrcli.store.caseload import PRIVATE, Caseload
from hrcli.store.files import (
    OVER,
    TEMPORARY,
    beside,
    flush_folder,
    is_file,
    need_same,
    read_bytes,
    remove,
    settle,
    unwritable,
    write_new,
)

UNFINISHED = f"{PRIVATE}/unfinished"


class Writer:
    """Puts files into a caseload while its lock is held."""

    def __init__(self, caseload: Caseload) -> None:
        self.caseload = caseload

    def sweep(self) -> None:
        """Remove what a write that was killed left behind; the note says where."""
        try:
            name = read_bytes(self.caseload.path(UNFINISHED)).decode("utf-8").strip()
            if name.endswith(TEMPORARY):
                remove(self.caseload.path(name))
        except (Unreadable, UnicodeDecodeError):
            return

    def put(self, name: str, content: bytes, expected: bytes | None) -> None:
        """Make `content` the file `name`, all or nothing.

        `expected` is what the file held when the change was worked out (None: it must not exist);
        if it holds anything else by now, Unwritable is raised and nothing is changed.
        """
        self._place(name, content, lambda target: need_same(target, expected))
        self.caseload.written.append(name)

    def keep(self, name: str, content: bytes) -> None:
        """Make `content` the file `name`, whatever it held before, all or nothing."""
        self._place(name, content, lambda target: None)

    def _place(self, name: str, content: bytes, look: Callable[[Path], None]) -> None:
        target = self.caseload.path(name)
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
        target = self.caseload.path(name)
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
        self.caseload.written += [f"{name}/{file}" for file in files]

    def keep_schemas(self, schemas: dict[str, str]) -> None:
        """Put the schemas where the first line of each file tells editors to look."""
        for file, content in schemas.items():
            name, now = f"{PRIVATE}/schemas/{file}", content.encode("utf-8")
            place = self.caseload.path(name)
            if not is_file(place) or read_bytes(place) != now:
                self.keep(name, now)

    def _note(self, temporary: Path) -> None:
        """Write down which temporary comes next, so that a killed write can be swept."""
        name = temporary.relative_to(self.caseload.root).as_posix()
        handle = os.open(self.caseload.path(UNFINISHED), OVER, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(name.encode("utf-8"))

    def _ensure_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._ensure_folder(folder.parent)
            folder.mkdir(mode=0o700)
            flush_folder(folder.parent)
