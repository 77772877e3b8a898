"""A caseload's folder: its cases, settings, knowledge and drafts, read and written."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from hrcli import ids
from hrcli.document.document import MAX_BYTES, Document, read
from hrcli.document.writer import scalar
from hrcli.errors import NoCaseload, Refused, Unreadable, Unwritable, WrongCommand
from hrcli.plan import schema
from hrcli.plan.case import Case, File, Settings, settings_of
from hrcli.plan.plan import plan_of
from hrcli.resources import text
from hrcli.store.files import (
    TEMPORARY,
    is_file,
    names_in,
    read_bytes,
    remove,
    unreadable,
    unwritable,
)
from hrcli.store.pages import write_over
from hrcli.store.writer import Writer

SETTINGS = "hrcli.yaml"
PLAN = "plan.yaml"
HISTORY = ("reviews", "events")
EARLIER = "plans"
KNOWLEDGE = "knowledge"
TEMPLATES = "templates"
PRIVATE = ".hrcli"
DRAFTS = f"{PRIVATE}/drafts/"
LOCK_SECONDS = 10
EMPTY = File("", Document(""))

IGNORED = f"{PRIVATE}/\n*{TEMPORARY}\n"
ATTRIBUTES = "*.yaml text eol=lf merge=hrcli\n"

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
                raise unreadable(Path(place), OSError(errno.ELOOP, ""))
        return Path(place)

    def read(self, name: str) -> Document:
        """The document in the file `name`. Raises Unreadable where it cannot be opened."""
        return read(read_bytes(self.path(name)))

    @cached_property
    def settings(self) -> Settings:
        """What hrcli.yaml says. Raises Unreadable where its YAML is broken."""
        document = self.read(SETTINGS)
        document.need_sound(SETTINGS)
        return settings_of(document.data)._replace(knowledge=tuple(self._knowledge()))

    def _knowledge(self) -> Iterator[tuple[str, bytes]]:
        """The agency's own knowledge as bytes: `list` and `due` have no need to have it read."""
        for file in self._yaml_files(KNOWLEDGE):
            yield file, read_bytes(self.path(f"{KNOWLEDGE}/{file}"))

    def case_ids(self) -> list[str]:
        """The ids of all cases, in order."""
        return [name for name in names_in(self.path("cases"), "") if ids.CASE.match(name)]

    def strays(self) -> list[str]:
        """The folders among the cases that hold a plan, but have no case id for their name."""
        cases = self.path("cases")
        odd = (name for name in names_in(cases, "") if not ids.CASE.match(name))
        return [name for name in odd if os.path.lexists(cases / name / PLAN)]

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
        return names_in(self.path(folder), ending)

    def _history(self, case: str, folder: str) -> Iterator[File]:
        path = self.path(f"cases/{case}/{folder}")
        for file in names_in(path, ".yaml"):  # opening one follows no link either
            yield File(f"{folder}/{file}", read(read_bytes(os.path.join(path, file))))

    def case(self, case: str, today: date) -> Case:
        """The case with this id, as of `today`. Raises Unreadable where a file can't be opened."""
        plan = self.read(f"cases/{case}/{PLAN}")
        reviews, events = (tuple(self._history(case, folder)) for folder in HISTORY)
        return Case(
            id=case,
            plan_file=File(PLAN, plan),
            plan=plan_of(plan.data),
            reviews=reviews,
            events=events,
            settings=self.settings,
            today=today,
            whole=True,
        )

    def with_earlier(self, case: Case) -> Case:
        """The case with its plans/ too: the plan as it stood before each re-plan."""
        return case._replace(earlier=tuple(self._history(case.id, EARLIER)))

    def files_of(self, case: str) -> list[str]:
        """The names of all YAML files in the folder of a case, the plan first."""
        folder = f"cases/{case}"
        inner = [f"{name}/" for name in (*HISTORY, EARLIER)]
        found = [
            f"{name}{file}" for name in inner for file in self._yaml_files(folder + "/" + name[:-1])
        ]
        return [*self._yaml_files(folder), *found]

    def cases(self, today: date) -> Iterator[Case | ClosedDoor]:
        """All cases, one after the other; one that cannot be opened hides no other."""
        for case in self.case_ids():
            try:
                yield self.case(case, today)
            except Unreadable as error:
                yield ClosedDoor(case, error)
        if self.strays():
            what = "A folder with a plan has no case id for its name, so its plan is left out."
            todo = "See which: hrcli doctor"
            yield ClosedDoor("", Unreadable(what, str(self.path("cases")), todo))

    # Drafts: what is half-written, for the same command to offer again

    def drafts(self) -> list[str]:
        """The names of all drafts that wait for their commands."""
        return names_in(self.root / DRAFTS, "")

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
        remove(self.path(DRAFTS + name))

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
            raise unwritable(self.root, error) from None
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


def make(folder: Path, worker: str) -> None:
    """Make a caseload in `folder`, with `worker` (initials) in its settings.

    Raises Refused where one is there already, Unwritable where the disk says no.
    """
    if os.path.lexists(folder / SETTINGS):
        todo = "Use it as it is, or name another folder."
        raise Refused("There is a caseload here already.", str(folder), todo)
    above = Path(os.path.realpath(folder)).parents
    around = next((each for each in above if is_file(each / SETTINGS)), None)
    if around:
        todo = "Name a folder outside of it, or use that one: each command finds the nearest."
        raise Refused("This folder lies inside a caseload.", str(around), todo)
    settings = text("templates", "caseload.yaml").replace("worker: me", f"worker: {scalar(worker)}")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for inner in ("cases", PRIVATE):
            (folder / inner).mkdir(mode=0o700, exist_ok=True)
        for name, content in (
            (".gitignore", IGNORED),
            (".gitattributes", ATTRIBUTES),
            (SETTINGS, settings),
        ):
            if not (folder / name).exists():
                write_over(folder / name, content.encode("utf-8"))
    except OSError as error:
        raise unwritable(folder, error) from None


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
        case = caseload.with_earlier(caseload.case(folder.name, today))
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
