"""The only door to case folders: finds, reads and writes them, and holds their lock.

Every write goes one way: lock, sweep what a killed write left, write a temporary file in the same
folder, flush it to the disk, see that nobody changed the target meanwhile, rename, flush the
folder. "Saved" is said only after that, so a kill or a power cut leaves the old file or the new.
Links are followed nowhere. Reading writes nothing and starts no process.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from hrcli import ids, schema
from hrcli.document import MAX_BYTES, Document, read
from hrcli.errors import Changed, NoCaseload, Refused, Unreadable, Unwritable, WrongCommand
from hrcli.plan import Case, File, Settings, plan_of, settings_of
from hrcli.resources import text
from hrcli.writing import scalar

SETTINGS = "hrcli.yaml"
PLAN = "plan.yaml"
HISTORY = ("reviews", "events")
EARLIER = "plans"
IN_A_CASE = {
    "": re.compile(r"(plan|registration)\.yaml"),
    **dict.fromkeys((*HISTORY, EARLIER), ids.RECORD),
}
"""What may lie in a case's folder, by the folder in it: any other YAML file is read by nobody.

So a second copy that a folder service makes counts for nothing, whatever name it gives it.
"""
YAML = (".yaml", ".yml")
KNOWLEDGE = "knowledge"
TEMPLATES = "templates"
PRIVATE = ".hrcli"
UNFINISHED = f"{PRIVATE}/unfinished"
DRAFTS = f"{PRIVATE}/drafts/"
TEMPORARY = ".hrcli-tmp"
LOCK_SECONDS = 10
PAGE_BYTES = 64 * MAX_BYTES
EMPTY = File("", Document(""))

PAGES = {
    "",
    ".md",
    ".html",
    ".txt",
    ".pdf",
    ".csv",
    ".json",
    ".jsonl",
    ".ics",
    ".service",
    ".timer",
}
"""Endings of what is written at the worker's word; a file with another one stays as it is."""

READ_BY_HRCLI = (*YAML, ".j2")

IGNORED = f"{PRIVATE}/\n*{TEMPORARY}\n"
ATTRIBUTES = "*.yaml text eol=lf merge=hrcli\n"
LISTS = {".gitignore": IGNORED, ".gitattributes": ATTRIBUTES}

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_OVER = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)

Files = tuple[File, ...]
Edit = Callable[[Document], str]
"""From a file as it stands to its new text."""


def find(start: Path) -> Path:
    """The caseload that holds `start`: the nearest folder upwards with a hrcli.yaml.

    Raises NoCaseload where there is none, Unreadable where nobody may look.
    """
    for folder in (start, *start.parents):
        if is_file(folder / SETTINGS):
            return folder
    raise NoCaseload(
        "There is no caseload here.",
        str(start),
        "Go into your caseload's folder, name it with --caseload, or make one: hrcli init",
    )


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
        raise _unreadable(path, error) from None


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
        raise _unreadable(path, error) from None


def is_file(path: Path) -> bool:
    """Whether there is such a file. Raises Unreadable where nobody may look."""
    return stat.S_ISREG(_mode(path))


def is_folder(path: Path) -> bool:
    """Whether there is such a folder. Raises Unreadable where nobody may look."""
    return stat.S_ISDIR(_mode(path))


def _unreadable(path: Path | str, error: OSError) -> Unreadable:
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


def _raise_unreadable(error: OSError) -> None:
    if error.errno != errno.ENOENT:
        raise _unreadable(error.filename, error)


def _taken_off(stub: Path) -> Unreadable:
    """The failure for a file that a folder service has taken off this computer."""
    what = "A record is not on this computer: a folder service left something else in its place."
    todo = (
        "Have the service keep the whole folder on this computer, then do it again. "
        "If the record was deleted on purpose, delete this too."
    )
    return Unreadable(what, str(stub), todo)


def _unwritable(path: Path, error: OSError) -> Unwritable:
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


def _listed(folder: Path) -> list[str]:
    """The names of all that lies in a folder; none where it is not there."""
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unreadable(folder, error) from None


def _shown(names: Iterable[str], ending: str = "") -> list[str]:
    """Those of the names that end so and are not hidden, in order."""
    return sorted(name for name in names if name.endswith(ending) and name[0] != ".")


def proper(name: str) -> bool:
    """Whether a file of this name (`reviews/2026-02-09-k7fw.yaml`) may lie in a case's folder."""
    folder, _, own = name.rpartition("/")
    return folder in IN_A_CASE and IN_A_CASE[folder].fullmatch(own) is not None


def _foreign(names: Iterable[str]) -> list[str]:
    """Those of the names in a case's folder that are YAML and have no place there.

    Hidden ones are left to the programs that keep them: editors, and the disks of other systems.
    """
    return [
        name
        for name in sorted(names)
        if name.lower().endswith(YAML) and not proper(name) and not _hidden(name)
    ]


def _hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def _stands_for(name: str) -> str | None:
    """The file that another one beside it is named after: plan.yaml for `.plan.yaml.icloud`."""
    folder, _, own = name.rpartition("/")
    if own.endswith((*YAML, TEMPORARY)) or folder not in IN_A_CASE:
        return None
    found = IN_A_CASE[folder].search(own)
    return found and found[0]


def _is_made_from(name: str, other: str) -> bool:
    """Whether a name is another one with something put in: `hrcli (1).yaml` is hrcli.yaml's."""
    stem = other.removesuffix(".yaml")
    labels = stem.startswith(f"{KNOWLEDGE}/labels.")  # of de-AT beside de
    return not labels and re.match(re.escape(stem) + r"[^\w/]", name[:-5]) is not None


class ClosedDoor(NamedTuple):
    """A case with a file that cannot be opened, and why; its id is empty where it has none."""

    case: str
    error: Unreadable


class Caseload:
    """A caseload's folder. Names of files are relative to it, with slashes."""

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.realpath(root))
        self.written: list[str] = []  # case files that were written, for whoever keeps history
        if not is_file(self.root / SETTINGS):
            raise NoCaseload(
                "This folder is no caseload: it has no hrcli.yaml.",
                str(root),
                "Name another with --caseload, or make one: hrcli init",
            )

    # Reading

    def path(self, name: str) -> Path:
        """Where the file `name` lies; refuses a name that leads out of the caseload."""
        place = str(self.root)  # text, since it is asked for every file of every case
        for part in name.split("/"):
            if part in ("", ".", "..") or os.sep in part:
                raise Unreadable("This name leads out of the caseload.", name, "Name a case file.")
            place = os.path.join(place, part)
            if os.path.islink(place):
                raise _unreadable(Path(place), OSError(errno.ELOOP, ""))
        return Path(place)

    def raw(self, name: str) -> bytes:
        """The bytes of the file `name`. Raises Unreadable where it cannot be opened."""
        return read_bytes(self.path(name))

    def read(self, name: str) -> Document:
        """The document in the file `name`. Raises Unreadable where it cannot be opened."""
        return read(self.raw(name))

    def _listed(self, folder: str) -> list[str]:
        """The names of all that lies in a folder of the caseload; none where it is not there."""
        return _listed(self.path(folder))

    def _below(self, folder: str) -> Iterator[str]:
        """The names of all files below a folder of the caseload, as seen from there."""
        top = self.path(folder)
        for place, inner, files in os.walk(top, onerror=_raise_unreadable):
            links = [name for name in inner if os.path.islink(os.path.join(place, name))]
            for name in (*files, *links):
                yield Path(place, name).relative_to(top).as_posix()

    def _opened(self, folder: str, names: Iterable[str]) -> Iterator[File]:
        """The files with these names in a folder of the caseload; its name goes with them."""
        path, inner = self.path(folder), folder.rpartition("/")[2]
        for name in names:  # opening one follows no link either
            yield File(f"{inner}/{name}", read(read_bytes(os.path.join(path, name))))

    @cached_property
    def settings(self) -> Settings:
        """What hrcli.yaml says. Raises Unreadable where its YAML is broken."""
        document = self.read(SETTINGS)
        document.need_sound(SETTINGS)
        return settings_of(document.data)._replace(knowledge=tuple(self._knowledge()))

    def _knowledge(self) -> Iterator[tuple[str, bytes]]:
        """The agency's own knowledge as bytes: `list` and `due` have no need to have it read."""
        for file in self._yaml_files(KNOWLEDGE):
            yield file, self.raw(f"{KNOWLEDGE}/{file}")

    def case_ids(self) -> list[str]:
        """The ids of all cases, in order."""
        return sorted(name for name in self._listed("cases") if ids.CASE.match(name))

    def strays(self) -> list[str]:
        """What lies among the cases with YAML in it, but has no case id for its name."""
        odd = [name for name in _shown(self._listed("cases")) if not ids.CASE.match(name)]
        return [name for name in odd if self._holds_yaml(name)]

    def _holds_yaml(self, name: str) -> bool:
        if name.lower().endswith(YAML) or not is_folder(place := self.root / "cases" / name):
            return name.lower().endswith(YAML)
        try:
            return bool(_foreign(f"{name}/{file}" for file in self._below(f"cases/{name}")))
        except Unreadable:  # a link, or a folder that is shut: who knows what it holds
            return os.path.lexists(place / PLAN) or not os.access(place, os.R_OK)

    def copies(self) -> list[str]:
        """Second copies of hrcli.yaml and of the agency's knowledge, told by what they are like."""
        own = [SETTINGS, *(f"{KNOWLEDGE}/{it}" for it in self._yaml_files(KNOWLEDGE))]
        known = [*_shown(_listed(self.root), ".yaml"), *own[1:]]
        return sorted({name for name in known for it in own if _is_made_from(name, it)})

    def case_id(self, typed: str) -> str:
        """The one case whose id begins with what was typed, in either case."""
        wanted = ids.as_typed(typed)
        found = [name for name in self.case_ids() if wanted and name.startswith(wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            todo = f"Type one more character: {', '.join(found[:6])}"
            raise WrongCommand("Several cases begin like this.", wanted, todo)
        shown = wanted if ids.BEGINNING.match(wanted) else "This is no id such as 7KQ2-9XMP."
        raise WrongCommand("No case begins like this.", shown, "See them all: hrcli list")

    def templates(self) -> dict[str, str]:
        """The agency's own templates by name. Raises Unreadable where one cannot be read."""
        return {name: self._template(name) for name in self._files(TEMPLATES, ".j2")}

    def _template(self, name: str) -> str:
        path = self.path(f"{TEMPLATES}/{name}")
        raw = read_bytes(path)
        try:
            if len(raw) <= MAX_BYTES:
                return raw.decode("utf-8").replace("\r\n", "\n")
            what = "This template is too large."
        except UnicodeDecodeError:
            what = "This template is not saved as UTF-8."
        raise Unreadable(what, str(path), "Save it again as UTF-8, at most 1 MiB.")

    def _yaml_files(self, folder: str) -> list[str]:
        return self._files(folder, ".yaml")

    def _files(self, folder: str, ending: str) -> list[str]:
        """The names of the files with this ending in a folder of the caseload, in order."""
        return _shown(self._listed(folder), ending)

    def _records(self, case: str, folder: str) -> tuple[list[str], list[str]]:
        """The names of the records in a folder of a case, and of what stands for others."""
        known = self._listed(f"cases/{case}/{folder}")
        records = sorted(filter(ids.RECORD.fullmatch, known))
        odd = len(records) < len(known)
        return records, self._stubs(case, folder, known) if odd else []

    def _stubs(self, case: str, folder: str, known: list[str]) -> list[str]:
        """What stands for a file that is not there; not what an editor kept of a deleted one."""
        inner = f"{folder}/" if folder else ""
        return [
            inner + name
            for name in sorted(known)
            if _stands_for(inner + name) not in (None, *known)
            and (name.startswith(".") or not self._is_kept(f"cases/{case}/{inner}{name}"))
        ]

    def _is_kept(self, name: str) -> bool:
        try:
            return schema.kind_of(self.read(name).data) is not None
        except Unreadable:
            return False

    def _history(self, case: str, folder: str) -> tuple[File, ...]:
        records, stubs = self._records(case, folder)
        for stub in stubs:
            raise _taken_off(self.path(f"cases/{case}") / stub)
        return tuple(self._opened(f"cases/{case}/{folder}", records))

    def _plan(self, case: str) -> File:
        try:
            return File(PLAN, self.read(f"cases/{case}/{PLAN}"))
        except Unreadable:
            for stub in self._stubs(case, "", self._listed(f"cases/{case}")):
                raise _taken_off(self.path(f"cases/{case}") / stub) from None
            raise

    def case(self, case: str, today: date) -> Case:
        """The case with this id, as of `today`. Raises Unreadable where a file can't be opened."""
        plan = self._plan(case)
        reviews, events = (self._history(case, folder) for folder in HISTORY)
        return self._case(case, today, plan, reviews, events)

    def _case(self, case: str, today: date, plan: File, reviews: Files, events: Files) -> Case:
        return Case(
            id=case,
            plan_file=plan,
            plan=plan_of(plan.data),
            reviews=reviews,
            events=events,
            settings=self.settings,
            today=today,
            whole=True,
        )

    def with_earlier(self, case: Case) -> Case:
        """The case with its plans/ too: the plan as it stood before each re-plan."""
        return case._replace(earlier=self._history(case.id, EARLIER))

    def as_it_lies(self, case: str, today: date) -> Case:
        """The case with all that its folder holds, to be checked: also what is amiss in there.

        Raises Unreadable where a file can't be opened.
        """
        plan = self._plan(case)
        reviews, events, earlier = (
            tuple(self._opened(f"cases/{case}/{folder}", self._records(case, folder)[0]))
            for folder in (*HISTORY, EARLIER)
        )
        return self._case(case, today, plan, reviews, events)._replace(
            earlier=earlier, foreign=tuple(self.foreign(case)), stubs=tuple(self.stubs(case))
        )

    def foreign(self, case: str) -> list[str]:
        """The names of the YAML files in a case's folder that nothing reads."""
        return _foreign(self._below(f"cases/{case}"))

    def stubs(self, case: str) -> list[str]:
        """The names of what a folder service left in the place of the plan or of a record."""
        records = (it for folder in (*HISTORY, EARLIER) for it in self._records(case, folder)[1])
        return [*self._stubs(case, "", self._listed(f"cases/{case}")), *records]

    def files_of(self, case: str) -> list[str]:
        """The names of the plan and the records in the folder of a case, the plan first."""
        inner = (*HISTORY, EARLIER)
        records = [f"{folder}/{it}" for folder in inner for it in self._records(case, folder)[0]]
        return [PLAN, *records] if PLAN in self._listed(f"cases/{case}") else records

    def cases(self, today: date) -> Iterator[Case | ClosedDoor]:
        """All cases, one after the other; one that cannot be opened hides no other."""
        return self._each(self.case, today)

    def cases_as_they_lie(self, today: date) -> Iterator[Case | ClosedDoor]:
        """All cases with all that their folders hold, in the same way."""
        return self._each(self.as_it_lies, today)

    def _each(
        self, opened: Callable[[str, date], Case], today: date
    ) -> Iterator[Case | ClosedDoor]:
        for case in self.case_ids():
            try:
                yield opened(case, today)
            except Unreadable as error:
                yield ClosedDoor(case, error)
        if self.strays():
            what = "Something with a plan or record has no case id for its name: it is left out."
            todo = "See which: hrcli doctor"
            yield ClosedDoor("", Unreadable(what, str(self.path("cases")), todo))

    # Drafts: what is half-written, for the same command to offer again

    def drafts(self) -> list[str]:
        """The names of all drafts that wait for their commands."""
        return _shown(_listed(self.root / DRAFTS))

    def draft(self, name: str) -> bytes | None:
        """What a draft holds; None where there is none."""
        try:
            return read_bytes(self.path(DRAFTS + name))
        except Unreadable:
            return None

    def keep_draft(self, name: str, content: bytes) -> Path:
        """Keep `content` as a draft, readable by its owner alone; gives its place."""
        with self.writing() as writer:
            writer.keep(DRAFTS + name, content)
        return self.path(DRAFTS + name)

    def drop_draft(self, name: str) -> None:
        """Take a draft away."""
        _remove(self.path(DRAFTS + name))

    # Writing

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """The right to write, for one process at a time; sweeps first. Raises Unwritable."""
        from filelock import FileLock, Timeout  # costs as much as click; only writers pay

        place = self.path(f"{PRIVATE}/lock")
        try:
            place.parent.mkdir(mode=0o700, exist_ok=True)
            lock = FileLock(place, timeout=LOCK_SECONDS, mode=0o600)
            lock.acquire()
        except Timeout:
            raise Unwritable(
                "Another hrcli is writing in this caseload.",
                str(self.root),
                "Wait until it has finished, then do it again.",
            ) from None
        except OSError as error:
            raise _unwritable(self.root, error) from None
        try:
            writer = Writer(self)
            writer.sweep()
            yield writer
        finally:
            lock.release()

    def change(self, name: str, edit: Edit) -> tuple[str, str]:
        """Rewrite the file `name` by `edit`; gives its text before and after.

        `edit` sees the file as it stands under the lock, so no other command's change is lost.
        """
        with self.writing() as writer:
            before, document, after = self._edited(name, edit)
            if after != document.text:
                writer.put(name, document.encoded(after), expected=before)
            return document.text, after

    def record(
        self, new: dict[str, bytes], name: str, edit: Edit, kept_as: str | None = None
    ) -> None:
        """Write the `new` files, then rewrite the file `name` by `edit`; first keep it `kept_as`.

        In this order, so that a kill in between leaves a record that the other file does not know
        of yet; nothing is written where `edit` refuses.
        """
        with self.writing() as writer:
            before, document, after = self._edited(name, edit)
            kept = {kept_as: before} if kept_as else {}
            for file, content in {**kept, **new}.items():
                writer.put(file, content, expected=None)
            if after != document.text:
                writer.put(name, document.encoded(after), expected=before)

    def preview(self, name: str, edit: Edit) -> tuple[str, str]:
        """What `change` would do; writes nothing."""
        _, document, after = self._edited(name, edit)
        return document.text, after

    def sound(self, name: str) -> Document:
        """The document in the file `name`, to be changed. Raises Refused where it has a slip."""
        return self._sound(name)[1]

    def _sound(self, name: str) -> tuple[bytes, Document]:
        raw = read_bytes(self.path(name))
        document = read(raw)
        if not document.sound:
            slip = document.findings[0]
            raise Refused.at(name, slip._replace(message=f"{slip.message} Nothing was changed."))
        return raw, document

    def _edited(self, name: str, edit: Edit) -> tuple[bytes, Document, str]:
        raw, document = self._sound(name)
        try:
            return raw, document, edit(document)
        except Refused as refusal:
            if refusal.where[:1].isdigit():  # a place in the file, not in what was given
                refusal.where = f"{name}:{refusal.where}"
            raise


class Staged(Caseload):
    """A caseload as the next commit would hold it; None stands for a link."""

    def __init__(self, root: Path, contents: Mapping[str, bytes | None]) -> None:
        super().__init__(root)
        self.contents = contents

    def raw(self, name: str) -> bytes:
        content = self.contents.get(name)
        if content is None:
            reason = errno.ELOOP if name in self.contents else errno.ENOENT
            raise _unreadable(self.root / name, OSError(reason, ""))
        return content

    def _listed(self, folder: str) -> list[str]:
        return list(dict.fromkeys(name.partition("/")[0] for name in self._below(folder)))

    def _below(self, folder: str) -> Iterator[str]:
        inside = f"{folder}/"
        return (it.removeprefix(inside) for it in self.contents if it.startswith(inside))

    def _opened(self, folder: str, names: Iterable[str]) -> Iterator[File]:
        for name in names:
            yield File(f"{folder.rpartition('/')[2]}/{name}", self.read(f"{folder}/{name}"))


class Writer:
    """Puts files into a caseload while its lock is held."""

    def __init__(self, caseload: Caseload) -> None:
        self.caseload = caseload

    def sweep(self) -> None:
        """Remove what a write that was killed left behind; the note says where."""
        try:
            name = read_bytes(self.caseload.path(UNFINISHED)).decode("utf-8").strip()
            if name.endswith(TEMPORARY):
                _remove(self.caseload.path(name))
        except (Unreadable, UnicodeDecodeError):
            return

    def put(self, name: str, content: bytes, expected: bytes | None) -> None:
        """Make `content` the file `name`, all or nothing.

        `expected` is what the file held when the change was worked out (None: it must not exist);
        if it holds anything else by now, Unwritable is raised and nothing is changed.
        """
        self._place(name, content, lambda target: _same_as_before(target, expected))
        self.caseload.written.append(name)

    def keep(self, name: str, content: bytes) -> None:
        """Make `content` the file `name`, whatever it held before, all or nothing."""
        self._place(name, content, lambda target: None)

    def _place(self, name: str, content: bytes, look: Callable[[Path], None]) -> None:
        target = self.caseload.path(name)
        temporary = _beside(target)
        try:
            self._ensure_folder(target.parent)
            self._note(temporary)
            _write_new(temporary, content)
            look(target)
            os.replace(temporary, target)
        except OSError as error:
            raise _unwritable(target, error) from None
        finally:
            _remove(temporary)
        _settle(target)

    def new_folder(self, name: str, files: dict[str, bytes]) -> None:
        """Make the folder `name` with `files` in it, all or nothing; it must not exist."""
        target = self.caseload.path(name)
        temporary = _beside(target)
        try:
            self._ensure_folder(target.parent)
            self._note(temporary)
            temporary.mkdir(mode=0o700)
            for file, content in files.items():
                _write_new(temporary / file, content)
            _flush_folder(temporary)
            if target.exists():
                raise Unwritable("This folder is there already.", str(target), "Try once more.")
            os.rename(temporary, target)
        except OSError as error:
            raise _unwritable(target, error) from None
        finally:
            _remove(temporary)
        _settle(target)
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
        handle = os.open(self.caseload.path(UNFINISHED), _OVER, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(name.encode("utf-8"))

    def _ensure_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._ensure_folder(folder.parent)
            folder.mkdir(mode=0o700)
            _flush_folder(folder.parent)


def _beside(target: Path) -> Path:
    """The name of a temporary in the same folder, unlike any other's."""
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}{TEMPORARY}")


def _write_new(path: Path, content: bytes) -> None:
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


def _flush_folder(folder: Path) -> None:
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


def _settle(target: Path) -> None:
    """Have the disk keep a new name; the change is made by now, so a failure says so."""
    try:
        _flush_folder(target.parent)
    except OSError:
        raise Unwritable(
            "The change was made, but the disk does not confirm that it will last.",
            str(target),
            "Check the disk, then look whether the change is still there.",
        ) from None


def _same_as_before(target: Path, expected: bytes | None) -> None:
    try:
        now: bytes | None = read_bytes(target)
    except Unreadable:
        now = None
        if target.is_symlink() or target.exists():
            raise
    if now != expected:
        raise Changed(
            "The file was changed by somebody else meanwhile; nothing was overwritten.",
            str(target),
            "Do it again: hrcli will then work on the file as it is now.",
        )


def _remove(path: Path) -> None:
    """Take away a temporary file or folder of ours, if it is there."""
    try:
        if path.is_dir() and not path.is_symlink():
            for inner in path.iterdir():
                inner.unlink()
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return  # the next writing command tries again; the note still names it


def page_place(target: Path) -> None:
    """Ask whether a page may be written to `target`, before anything is done for it.

    Raises Refused where something stands there that is no page (a link, a device, a hidden file, a
    file of another kind) or the name is one that hrcli reads, Unwritable where no folder is.
    """
    own = target.suffix in READ_BY_HRCLI or target.name.startswith(".")
    taken = os.path.lexists(target) and (target.is_symlink() or not is_file(target))
    other = os.path.lexists(target) and target.suffix.lower() not in PAGES
    if own or taken or other:
        todo = "Name a file of its own for the page, such as my-plan.html."
        raise Refused("A page is not written over this.", str(target), todo)
    if not is_folder(target.parent):
        raise _unwritable(target, FileNotFoundError(errno.ENOENT, ""))


def write_page(target: Path, page: str | bytes) -> None:
    """Write a rendered page to a file of the worker's choice, all or nothing, for its owner only.

    Raises Refused and Unwritable as page_place does, Unwritable also where the disk says no.
    """
    page_place(target)
    write_copy(target, page.encode("utf-8") if isinstance(page, str) else page)


def write_copy(target: Path, content: bytes) -> None:
    """Write over a copy that another program keeps for itself, whatever its name, all or nothing.

    Git's copies of a file that is being merged are such. Raises Unwritable.
    """
    try:
        _write_over(target, content)
    except OSError as error:
        raise _unwritable(target, error) from None


def earlier_page(target: Path) -> bytes | None:
    """What a file of the worker's choice holds before it is written anew; None if there is none.

    Raises Unreadable where it cannot be opened.
    """
    return read_bytes(target, PAGE_BYTES) if os.path.lexists(target) else None


def _write_over(target: Path, content: bytes) -> None:
    """Make `content` the file `target`, all or nothing, where no note can be kept of it.

    The temporary's name is always the same, so that the next try takes away what a kill left.
    """
    temporary = target.with_name(f".{target.name}{TEMPORARY}")
    _remove(temporary)
    try:
        _write_new(temporary, content)
        os.replace(temporary, target)
    finally:
        _remove(temporary)
    _settle(target)


def lists_for_git(folder: Path) -> dict[str, bytes]:
    """What git must read about a caseload's files, by the name of the list that lacks some of it.

    What stands there already comes first and unchanged. Raises Unreadable.
    """
    found = {}
    for name, wanted in LISTS.items():
        known = read_bytes(folder / name) if os.path.lexists(folder / name) else b""
        missing = [line for line in wanted.encode().splitlines() if line not in known.splitlines()]
        if missing:
            begun = known if known.endswith(b"\n") or not known else known + b"\n"
            found[name] = begun + b"".join(line + b"\n" for line in missing)
    return found


def make(folder: Path, worker: str) -> list[str]:
    """Make a caseload in `folder`, with `worker` (initials) in its settings.

    Gives the names of those of git's lists that were there already and lacked lines. Raises
    Refused where a caseload is there already, Unreadable where such a list cannot be read,
    Unwritable where the disk says no.
    """
    if os.path.lexists(folder / SETTINGS):
        todo = "Use it as it is, or name another folder."
        raise Refused("There is a caseload here already.", str(folder), todo)
    above = Path(os.path.realpath(folder)).parents
    around = next((each for each in above if is_file(each / SETTINGS)), None)
    if around:
        todo = "Name a folder outside of it, or use that one: each command finds the nearest."
        raise Refused("This folder lies inside a caseload.", str(around), todo)
    lists = lists_for_git(folder)
    grown = [name for name in lists if (folder / name).exists()]
    settings = text("templates", "caseload.yaml").replace("worker: me", f"worker: {scalar(worker)}")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for inner in ("cases", PRIVATE):
            (folder / inner).mkdir(mode=0o700, exist_ok=True)
        for name, content in {**lists, SETTINGS: settings.encode("utf-8")}.items():
            _write_over(folder / name, content)
    except OSError as error:
        raise _unwritable(folder, error) from None
    return grown


def lone(path: Path, today: date) -> tuple[Case, str]:
    """The case a file belongs to, and the file's name in it, for a file named by its path.

    A file outside any case folder makes a case of its own with nothing else known (`whole` is
    False). Raises Unreadable where the file cannot be opened.
    """
    place = Path(os.path.abspath(path))
    inner = place.parent.name if place.parent.name in (*HISTORY, EARLIER) else ""
    folder = place.parent.parent if inner else place.parent
    in_case = bool(inner) or place.name == PLAN
    if in_case and ids.CASE.match(folder.name) and is_file(folder.parent.parent / SETTINGS):
        caseload = Caseload(folder.parent.parent)
        case = caseload.as_it_lies(folder.name, today)
        return case, f"{inner}/{place.name}" if inner else place.name
    file = File(place.name, read(read_bytes(place)))
    kind = schema.kind_of(file.data)
    case = Case(
        id="",
        plan_file=file if kind not in ("review", "event") else EMPTY,
        plan=plan_of(file.data if kind == "plan" else {}),
        reviews=(file,) if kind == "review" else (),
        events=(file,) if kind == "event" else (),
        settings=Settings(),
        today=today,
        whole=False,
    )
    return case, file.name
