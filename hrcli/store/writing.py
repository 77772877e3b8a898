"""Changes files of a folder while its lock is held.

Every change goes one way: lock, mend what a killed one left, write a record of what is there, put
each file in place (a temporary in the same folder, flushed, renamed once nobody has changed the
target meanwhile), flush, mark the record as done. "Saved" is said only after that; where a file
cannot be put in place, those before it are put back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from hrcli.errors import HrcliError, Refused, Unreadable, Unwritable
from hrcli.store.files import (
    PRIVATE,
    TEMPORARY,
    beside,
    flush_folder,
    hash_at,
    hash_of,
    inside,
    is_file,
    listed,
    need_same,
    read_bytes,
    remove,
    settle,
    unwritable,
    write_new,
)
from hrcli.store.journal import Entry, Journal, Occasion, Put

OWN = (f"{PRIVATE}/drafts", f"{PRIVATE}/schemas")
"""The folders of what is kept without a record of it."""

LOCK_SECONDS = 10
QUIET_SECONDS = 1


class Tells(NamedTuple):
    """Who is told what happens beside a change."""

    waits: Callable[[], None] = lambda: None  # another process holds the lock
    mended: Callable[[str], None] = lambda _: None  # what became of a change that was cut short


class Writer:
    """Changes files of the folder `root` while its lock is held; `written` names them."""

    def __init__(self, root: Path, occasion: Occasion) -> None:
        self.root = root
        self.occasion = occasion
        self.journal = Journal(root)
        self.written: list[str] = []

    def change(self, puts: Sequence[Put], final: str = "", takes_back: int = 0) -> None:
        """Have each file hold what it shall, all or none of them; a record of it is kept.

        `final` says why it shall never be taken back, `takes_back` names the entry it takes back.
        Raises Changed where a file holds something else than when the change was worked out.
        """
        puts = [it for it in puts if it.after != it.before]
        for it in puts:
            need_same(inside(self.root, it.name), hash_of(it.before))
        if not puts:
            return
        entry = self.journal.begin(puts, self.occasion, final, takes_back)
        try:
            folders = [self._put(it.name, it.after, hash_of(it.before)) for it in puts]
        except BaseException as error:
            self._give_up(entry, error)
            raise
        self.written += [it.name for it in puts]
        _settle(folders)
        self.journal.mark(entry)

    def keep(self, name: str, content: bytes) -> None:
        """Make `content` the file `name` of hrcli's own, whatever it held before, unrecorded."""
        settle(self._put(name, content, hash_at(inside(self.root, name))))

    def keep_schemas(self, schemas: Mapping[str, str]) -> None:
        """Put the schemas where the first line of each file tells editors to look."""
        for file, content in schemas.items():
            name, now = f"{PRIVATE}/schemas/{file}", content.encode("utf-8")
            place = inside(self.root, name)
            if not is_file(place) or read_bytes(place) != now:
                self.keep(name, now)

    def mend(self, tell: Callable[[str], None]) -> None:
        """Put right what a killed command has left, and sweep; `tell` hears of it.

        Raises Refused where a file is neither as before the change nor as after it.
        """
        for entry in reversed(self.journal.begun()):
            self._mend(entry, tell)
        for folder in OWN:
            with suppress(Unreadable):  # whoever writes into it will be told
                for name in listed(inside(self.root, folder)):
                    if name.endswith(TEMPORARY):
                        remove(inside(self.root, f"{folder}/{name}"))
        self.journal.sweep(self.occasion.day)

    def _mend(self, entry: Entry, tell: Callable[[str], None]) -> None:
        now = [hash_at(inside(self.root, it.name)) for it in entry.files]
        odd = [it.name for it, found in zip(entry.files, now, strict=True) if found not in it[1:]]
        if odd:
            what = "A change was cut short, and a file in it has been changed since."
            todo = "Nothing is touched until you have looked at it: hrcli doctor"
            raise Refused(what, f"{', '.join(odd)} ({entry.told})", todo)
        if now == [it.after for it in entry.files]:
            self.journal.mark(entry)
            return
        self._put_back(entry)
        if now != [it.before for it in entry.files]:
            tell(f"Cut short, and put back as it was before: {entry.told}.")

    def _put_back(self, entry: Entry) -> None:
        """Have the files of an entry hold again what they held before, and drop its record."""
        rows = list(zip(entry.files, self.journal.before(entry), strict=True))
        folders = []
        for it, content in reversed(rows):
            for place in _temporaries(self.root, it.name):
                remove(place)
            if hash_at(inside(self.root, it.name)) != it.before:
                folders.append(self._put(it.name, content, it.after))
            elif content is None:
                self._without_empty(inside(self.root, it.name).parent)
        _settle(folders)
        self.journal.drop([entry])

    def _give_up(self, entry: Entry, error: BaseException) -> None:
        """Put back what was changed; where that fails too, the error says what stands."""
        try:
            self._put_back(entry)
        except (HrcliError, OSError):
            if isinstance(error, HrcliError):
                error.what = f"{error.what.partition(';')[0].rstrip('.')}; part of it stands."
                error.todo += " The next command that writes puts back what was before."

    def _put(self, name: str, content: bytes | None, expected: str | None) -> Path:
        """Have one file hold `content` in place of what has the hash `expected`, all or nothing.

        Gives the folder whose names have changed by it.
        """
        target = inside(self.root, name)
        try:
            if content is None:
                need_same(target, expected)
                target.unlink()
                return self._without_empty(target.parent)
            if target.parent.is_dir():
                return _replace(target, content, expected)
            need_same(target, expected)
            return _make_with_folders(target, content)
        except OSError as error:
            raise unwritable(target, error) from None

    def _without_empty(self, folder: Path) -> Path:
        """Take away a folder of a case, and the one it lies in, where nothing is in it any more.

        Gives the first one that stays.
        """
        while folder.parent != self.root != folder:
            try:
                folder.rmdir()
            except FileNotFoundError:
                pass
            except OSError:
                break
            folder = folder.parent
        return folder


def _replace(target: Path, content: bytes, expected: str | None) -> Path:
    temporary = beside(target)
    remove(temporary)
    try:
        write_new(temporary, content)
        need_same(target, expected)
        os.replace(temporary, target)
    finally:
        remove(temporary)
    return target.parent


def _make_with_folders(target: Path, content: bytes) -> Path:
    """Make a file together with the folders that it lies in, so that nobody finds them empty."""
    missing = [folder for folder in target.parents if not folder.is_dir()]
    top = missing[-1]
    temporary = beside(top)
    remove(temporary)
    try:
        for folder in reversed(missing):
            (temporary / folder.relative_to(top)).mkdir(mode=0o700)
        write_new(temporary / target.relative_to(top), content)
        for folder in missing:
            flush_folder(temporary / folder.relative_to(top))
        os.rename(temporary, top)
    finally:
        remove(temporary)
    return top.parent


def _temporaries(root: Path, name: str) -> Iterator[Path]:
    """Whatever a write of this file that was cut short may have left beside it."""
    target = inside(root, name)
    yield from (beside(it) for it in (target, *target.parents) if root in it.parents)


def _settle(folders: Iterable[Path]) -> None:
    for folder in dict.fromkeys(folders):
        settle(folder)


@contextmanager
def writing(
    root: Path, occasion: Occasion, tells: Tells, *, mends: bool = True
) -> Iterator[Writer]:
    """The right to write into `root`, for one process at a time; mends and sweeps first.

    Where somebody else holds it, `tells` hears of it after a second; after LOCK_SECONDS Unwritable
    is raised, as it is where the disk says no. With `mends` false what was cut short is left.
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
            tells.waits()
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
        writer = Writer(root, occasion)
        if mends:
            writer.mend(tells.mended)
        yield writer
    finally:
        lock.release()
