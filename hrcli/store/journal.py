"""The record of each change: what the files held before, written down before they are touched.

A record that is begun and not marked as done is what a killed command left: the next one that
writes puts back what was before. One that is marked is a step that `hrcli undo` takes back.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from hrcli.document.data import Data, items, keyed, text, whole_number
from hrcli.errors import Unreadable
from hrcli.store.files import (
    PRIVATE,
    TEMPORARY,
    beside,
    flush_folder,
    hash_of,
    inside,
    is_folder,
    listed,
    read_bytes,
    remove,
    unsettled,
    unwritable,
    write_new,
)

UNDO = f"{PRIVATE}/undo"
BEGUN = ".begun"
RECORD = "record.json"
NUMBER = re.compile(r"[1-9][0-9]{0,17}")
STEPS = 50
DAYS = 30
LISTS = (".gitignore", ".gitattributes")
"""The only hidden files that a change of hrcli's may touch."""
DAMAGED = "The record of a change is damaged."
SETTLE = "See what it is with: hrcli doctor"


class Put(NamedTuple):
    """A file and what it holds, before a change and after it; None: it is not there."""

    name: str
    before: bytes | None
    after: bytes | None


class Occasion(NamedTuple):
    """What brings changes about: the day, and the command."""

    day: str = ""
    command: str = ""


class Held(NamedTuple):
    """A file of a change, with the hash of what it held before and after; None: not there."""

    name: str
    before: str | None
    after: str | None


class Entry(NamedTuple):
    """One change as it is written down; `final` says why it is never taken back, if so."""

    number: int
    begun: bool  # and not marked as done
    day: str
    command: str
    final: str
    takes_back: int  # the number of the entry that it has taken back; 0: none
    files: tuple[Held, ...]

    @property
    def cases(self) -> tuple[str, ...]:
        """The ids of the cases whose files it touched."""
        parts = (it.name.split("/") for it in self.files)
        return tuple(dict.fromkeys(it[1] for it in parts if it[0] == "cases" and len(it) > 2))

    @property
    def folder(self) -> str:
        """Where it lies in the caseload."""
        return f"{UNDO}/{self.number}{BEGUN * self.begun}"

    @property
    def told(self) -> str:
        """Which change it is, in words that tell nothing of a case."""
        where = f" in {', '.join(self.cases)}" if self.cases else ""
        return f"{self.command or 'a change'} of {self.day or 'an earlier day'}{where}"


class Journal:
    """The records of a caseload, read and kept in order; who writes must hold the lock."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def entries(self) -> list[Entry]:
        """All changes that are written down and can be read, the earliest first."""
        found = []
        for number, name in self._names():
            try:
                found.append(self._entry(number, name))
            except Unreadable:
                continue
        return found

    def begun(self) -> list[Entry]:
        """Each change that was begun and is not done. Raises Unreadable where one is damaged."""
        return [self._entry(*it) for it in self._names() if it[1].endswith(BEGUN)]

    def standing(self, case: str | None = None) -> list[Entry]:
        """The steps that have not been taken back, the earliest first; of one case, if named.

        What only took another back is among them, with `takes_back`.
        """
        back: set[int] = set()
        found = []
        for entry in reversed(self.entries()):
            if entry.begun or entry.number in back:
                continue
            back.add(entry.takes_back)
            if case is None or case in entry.cases:
                found.append(entry)
        return found[::-1]

    def before(self, entry: Entry) -> list[bytes | None]:
        """What the files of an entry held before. Raises Unreadable where a record is damaged."""
        found: list[bytes | None] = []
        for index, it in enumerate(entry.files):
            place = inside(self.root, f"{entry.folder}/{index}")
            content = None if it.before is None else read_bytes(place)
            if hash_of(content) != it.before:
                raise Unreadable(DAMAGED, str(place), SETTLE)
            found.append(content)
        return found

    def begin(self, puts: Sequence[Put], occasion: Occasion, final: str, takes_back: int) -> Entry:
        """Write a change down, to last, before any of its files is touched."""
        number = max((number for number, _ in self._names()), default=0) + 1
        files = tuple(Held(it.name, hash_of(it.before), hash_of(it.after)) for it in puts)
        entry = Entry(number, True, *occasion, final, takes_back, files)
        place = inside(self.root, entry.folder)
        new = beside(place)
        try:
            if not is_folder(place.parent):
                place.parent.mkdir(mode=0o700)
                flush_folder(place.parent.parent)
            remove(new)
            new.mkdir(mode=0o700)
            for index, put in enumerate(puts):
                if put.before is not None:
                    write_new(new / str(index), put.before)
            write_new(new / RECORD, _written(entry))
            flush_folder(new)
            os.rename(new, place)
            flush_folder(place.parent)
        except OSError as error:
            remove(place)
            raise unwritable(place, error) from None
        finally:
            remove(new)
        return entry

    def mark(self, entry: Entry) -> None:
        """Mark a change as done, to last. Raises Unwritable where the disk says no."""
        place = inside(self.root, entry.folder)
        done = place.with_name(str(entry.number))
        try:
            os.rename(place, done)
            flush_folder(done.parent)
        except OSError:
            raise unsettled(place) from None

    def drop(self, steps: Iterable[Entry]) -> None:
        """Take records away, with what files held before."""
        self._drop(entry.folder for entry in steps)

    def forget(self, case: str | None = None) -> int:
        """Take away the records of all that is done (in `case`, if named); how many there were."""
        if case is None:
            gone = [f"{UNDO}/{name}" for _, name in self._names() if not name.endswith(BEGUN)]
        else:
            gone = [it.folder for it in self.entries() if case in it.cases and not it.begun]
        self._drop(gone)
        return len(gone)

    def settle(self) -> None:
        """Mark a change that was cut short as done, whatever its files hold, or is unreadable."""
        for number, name in self._names():
            if name.endswith(BEGUN):
                os.rename(inside(self.root, f"{UNDO}/{name}"), self.root / UNDO / str(number))

    def sweep(self, day: str) -> None:
        """Take away what is too old, or one too many, and what a kill left half written."""
        for name in listed(self.root / UNDO):
            if name.endswith(TEMPORARY):
                remove(inside(self.root, f"{UNDO}/{name}"))
        names = [(number, name) for number, name in self._names() if not name.endswith(BEGUN)]
        self._drop(f"{UNDO}/{name}" for _, name in names[: -STEPS or None])
        first = (date.fromisoformat(day) - timedelta(DAYS)).isoformat() if day else ""
        for number, name in names[-STEPS:]:
            try:
                entry = self._entry(number, name)
            except Unreadable:
                continue
            if not entry.day or entry.day >= first:
                break
            self.drop([entry])

    def _drop(self, folders: Iterable[str]) -> None:
        """A record goes as a whole: under another name first, so that no half is ever read."""
        for folder in folders:
            place = inside(self.root, folder)
            gone = beside(place)
            try:
                os.rename(place, gone)
            except OSError:
                continue
            remove(gone)

    def _names(self) -> list[tuple[int, str]]:
        """The numbers and names of all records, the earliest first."""
        names = ((name.removesuffix(BEGUN), name) for name in listed(self.root / UNDO))
        return sorted((int(it), name) for it, name in names if NUMBER.fullmatch(it))

    def _entry(self, number: int, name: str) -> Entry:
        place = inside(self.root, f"{UNDO}/{name}")
        try:
            data = keyed(json.loads(read_bytes(place / RECORD)))
        except (ValueError, RecursionError):
            raise Unreadable(DAMAGED, str(place), SETTLE) from None
        files = tuple(_held(it) for _, it in items(data, "files"))
        if not files or not all(_may_be_ours(it.name) for it in files):
            raise Unreadable(DAMAGED, str(place), SETTLE)
        return Entry(
            number,
            name.endswith(BEGUN),
            text(data, "day"),
            text(data, "command"),
            text(data, "final"),
            whole_number(data, "takes_back") or 0,
            files,
        )


def _written(entry: Entry) -> bytes:
    files = [it._asdict() for it in entry.files]
    told = {key: getattr(entry, key) for key in ("day", "command", "final", "takes_back")}
    return json.dumps({**told, "files": files}).encode("ascii")


def _held(data: Data) -> Held:
    return Held(text(data, "name"), text(data, "before") or None, text(data, "after") or None)


def _may_be_ours(name: str) -> bool:
    """Whether a change may have touched this file: a planted record must reach no other."""
    parts = name.split("/")
    return name in LISTS or not any(part in ("", "..") or part[0] == "." for part in parts)
