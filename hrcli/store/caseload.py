"""A caseload's folder: its cases, settings, knowledge and drafts, read and written."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from hrcli import ids
from hrcli.document.document import MAX_BYTES, Document, read
from hrcli.document.writer import scalar
from hrcli.errors import NoCaseload, Refused, Unreadable, WrongCommand
from hrcli.folding import folded, meant
from hrcli.plan import schema
from hrcli.plan.case import NO_FILE, Case, File, Settings, events_of, reviews_of, settings_of
from hrcli.plan.plan import plan_of
from hrcli.resources import text
from hrcli.store.files import (
    PRIVATE,
    TEMPORARY,
    YAML,
    inside,
    is_file,
    is_folder,
    listed,
    read_bytes,
    remove,
    unreadable,
    unwritable,
)
from hrcli.store.journal import Journal, Occasion
from hrcli.store.pages import write_over
from hrcli.store.writing import Tells, Writer, writing

SETTINGS = "hrcli.yaml"
SEE_ALL = "See them all: hrcli list"
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
KNOWLEDGE = "knowledge"
TEMPLATES = "templates"
DRAFTS = f"{PRIVATE}/drafts/"

IGNORED = f"{PRIVATE}/\n*{TEMPORARY}\n"
ATTRIBUTES = "*.yaml text eol=lf merge=hrcli\n"
LISTS = {".gitignore": IGNORED, ".gitattributes": ATTRIBUTES}
COMMITS = (
    "# commit: false                 # true: git",
    "commit: true                    # git",
)
"""The setting in a new hrcli.yaml, and how it reads where init made the repository itself."""

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


def _raise_unreadable(error: OSError) -> None:
    if error.errno != errno.ENOENT:
        raise unreadable(error.filename, error)


def _taken_off(stub: Path) -> Unreadable:
    """The failure for a file that a folder service has taken off this computer."""
    what = "A record is not on this computer: a folder service left something else in its place."
    todo = (
        "Have the service keep the whole folder on this computer, then do it again. "
        "If the record was deleted on purpose, delete this too."
    )
    return Unreadable(what, str(stub), todo)


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
        if folded(name).endswith(YAML) and not proper(name) and not _hidden(name)
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
    file: str = ""  # which one, where it is not the plan


class Caseload:
    """A caseload's folder. Names of files are relative to it, with slashes."""

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.realpath(root))
        self.written: list[str] = []  # case files that were written, for whoever keeps history
        self._lists: dict[str, list[str]] | None = None  # what folders hold, while a case is read
        self.occasion = Occasion()  # what is written down with each change
        self.tells = Tells()
        if not is_file(self.root / SETTINGS):
            raise NoCaseload(
                "This folder is no caseload: it has no hrcli.yaml.",
                str(root),
                "Name another with --caseload, or make one: hrcli init",
            )

    # Reading

    def path(self, name: str) -> Path:
        """Where the file `name` lies; refuses a name that leads out of the caseload."""
        return inside(self.root, name)

    def raw(self, name: str) -> bytes:
        """The bytes of the file `name`. Raises Unreadable where it cannot be opened."""
        return read_bytes(self.path(name))

    def read(self, name: str) -> Document:
        """The document in the file `name`. Raises Unreadable where it cannot be opened."""
        return read(self.raw(name))

    def _listed(self, folder: str) -> list[str]:
        """The names of all that lies in a folder of the caseload; none where it is not there."""
        if self._lists is None:
            return listed(self.path(folder))
        if folder not in self._lists:
            self._lists[folder] = listed(self.path(folder))
        return self._lists[folder]

    def _below(self, folder: str) -> Iterator[str]:
        """The names of all files below a folder of the caseload, as seen from there."""
        top = str(self.path(folder))  # text, since it is asked for every file of every case
        for place, inner, files in os.walk(top, onerror=_raise_unreadable):
            links = [name for name in inner if os.path.islink(os.path.join(place, name))]
            for name in (*files, *links):
                yield os.path.join(place, name)[len(top) + 1 :].replace(os.sep, "/")

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
        if folded(name).endswith(YAML) or not is_folder(place := self.root / "cases" / name):
            return folded(name).endswith(YAML)
        try:
            return bool(_foreign(f"{name}/{file}" for file in self._below(f"cases/{name}")))
        except Unreadable:  # a link, or a folder that is shut: who knows what it holds
            return os.path.lexists(place / PLAN) or not os.access(place, os.R_OK)

    def copies(self) -> list[str]:
        """Second copies of hrcli.yaml and of the agency's knowledge, told by what they are like."""
        own = [SETTINGS, *(f"{KNOWLEDGE}/{it}" for it in self._yaml_files(KNOWLEDGE))]
        known = [*_shown(listed(self.root), ".yaml"), *own[1:]]
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
        raise WrongCommand("No case begins like this.", shown, f"{self._alike(wanted)}{SEE_ALL}")

    def _alike(self, wanted: str) -> str:
        """The case that may be meant by the beginning of an id, told by as much as was typed."""
        return meant(wanted, (it[: max(len(wanted), 4)] for it in self.case_ids()))

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
            reviews=reviews_of(reviews),
            events=events_of(events),
            settings=self.settings,
            today=today,
            whole=True,
        )

    def plan_only(self, case: str, today: date) -> Case:
        """The case with this id and nothing but its plan; no other file of it is opened."""
        plan = self.read(f"cases/{case}/{PLAN}")
        return Case(
            id=case,
            plan_file=File(PLAN, plan),
            plan=plan_of(plan.data),
            reviews=(),
            events=(),
            settings=self.settings,
            today=today,
            whole=False,
        )

    def with_earlier(self, case: Case) -> Case:
        """The case with its plans/ too: the plan as it stood before each re-plan."""
        return case._replace(earlier=self._history(case.id, EARLIER))

    def as_it_lies(self, case: str, today: date) -> Case:
        """The case with all that its folder holds, to be checked: also what is amiss in there.

        Raises Unreadable where a file can't be opened.
        """
        self._lists = {}  # each folder of the case is asked for three times
        try:
            plan = self._plan(case)
            reviews, events, earlier = (
                tuple(self._opened(f"cases/{case}/{folder}", self._records(case, folder)[0]))
                for folder in (*HISTORY, EARLIER)
            )
            foreign, stubs = tuple(self.foreign(case)), tuple(self.stubs(case))
        finally:
            self._lists = None
        found = self._case(case, today, plan, reviews, events)
        return found._replace(earlier=earlier, foreign=foreign, stubs=stubs)

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
        """All cases, one after the other; one that cannot be opened hides no other.

        Nor does a hrcli.yaml with a slip in its YAML: it is named once, and hrcli's own settings
        hold. One that may not be opened at all (a link, no right to it) keeps the caseload shut.
        """
        try:
            _ = self.settings
        except Unreadable as error:
            if self._is_mistyped(SETTINGS):
                yield ClosedDoor("", error, SETTINGS)
                self.settings = Settings()
        yield from self._each(self.case, today)

    def _is_mistyped(self, name: str) -> bool:
        """Whether a file can be opened, and has a slip in its YAML."""
        try:
            return not self.read(name).sound
        except Unreadable:
            return False

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
        return _shown(listed(self.root / DRAFTS))

    def left_beside(self, draft: str) -> list[str]:
        """What an editor has left beside a draft: its undo, its swap file, its backup."""
        names = os.listdir(self.root / DRAFTS) if is_folder(self.root / DRAFTS) else []
        return sorted(name for name in names if draft in name and name != draft)

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
        """The right to write, for one process at a time; mends and sweeps first.

        Raises Unwritable, and Refused where a change that was cut short has to be looked at.
        """
        with writing(self.root, self.occasion, self.tells) as writer:
            try:
                yield writer
            finally:
                self.written += writer.written

    @property
    def journal(self) -> Journal:
        """The records of the changes, to be read; who writes has the writer's own."""
        return Journal(self.root)

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

    def edited(self, name: str, edit: Edit) -> tuple[bytes, Document, str]:
        """The file `name` as it stands, in bytes and read, and its text after `edit`.

        Writes nothing. Raises Refused where the file has a slip.
        """
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
            raise unreadable(self.root / name, OSError(reason, ""))
        return content

    def _listed(self, folder: str) -> list[str]:
        return list(dict.fromkeys(name.partition("/")[0] for name in self._below(folder)))

    def _below(self, folder: str) -> Iterator[str]:
        inside = f"{folder}/"
        return (it.removeprefix(inside) for it in self.contents if it.startswith(inside))

    def _opened(self, folder: str, names: Iterable[str]) -> Iterator[File]:
        for name in names:
            yield File(f"{folder.rpartition('/')[2]}/{name}", self.read(f"{folder}/{name}"))


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
            write_over(folder / name, content)
    except OSError as error:
        raise unwritable(folder, error) from None
    return grown


def keep_every_change(folder: Path) -> list[str]:
    """Have a caseload that was just made put each change into git's history.

    Gives the names of the files that were made, for the first commit.
    """
    settings = read_bytes(folder / SETTINGS).decode("utf-8")
    write_over(folder / SETTINGS, settings.replace(*COMMITS).encode("utf-8"))
    return [SETTINGS, *LISTS]


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
        plan_file=file if kind not in ("review", "event") else NO_FILE,
        plan=plan_of(file.data if kind == "plan" else {}),
        reviews=reviews_of([file] if kind == "review" else ()),
        events=events_of([file] if kind == "event" else ()),
        settings=Settings(),
        today=today,
        whole=False,
    )
    return case, file.name
