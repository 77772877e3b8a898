"""What every command finds on its desk: the caseload, the date, the terminal."""

from __future__ import annotations

import os
import secrets
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import click

from hrcli.commands._screen import remark
from hrcli.errors import HrcliError, NoCaseload, Refused, Unreadable, WrongCommand
from hrcli.method.signs import Stopped
from hrcli.plan.case import Case
from hrcli.store import git
from hrcli.store.caseload import Caseload, ClosedDoor, find
from hrcli.store.journal import Occasion
from hrcli.store.opened import sweep
from hrcli.store.own_settings import OwnSettings, own_settings, place
from hrcli.store.pages import earlier_page
from hrcli.store.writing import Tells
from hrcli.terminal import safe, unbroken

F = TypeVar("F", bound=Callable[..., Any])

draw = secrets.randbelow
"""Chance for new ids: the only place where any comes from."""

BEGINNING = 1000  # bytes
OWN_MARKS = (
    b"default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    b"%\xf0\x9f\x96\xa4",  # the second line of what hrcli's engine for PDF writes
)
"""What tells a page of hrcli's by its beginning: no mark names hrcli, for the client's sake."""


class Named(NamedTuple):
    """A caseload asked for by its folder: what it is called, and itself or why it stays shut."""

    name: str
    folder: str
    caseload: Caseload | Unreadable

    def cases(self, today: date) -> Iterator[Case | ClosedDoor]:
        """All its cases; where it stays shut one door that hides nobody knows what."""
        if isinstance(self.caseload, Unreadable):
            return iter((ClosedDoor("", self.caseload),))
        return self.caseload.cases(today)


class Desk:
    """The global options, the worker's own settings, and what follows from them.

    Nothing is opened before it is asked for.
    """

    def __init__(self, folder: str | None, today: date, quiet: bool) -> None:
        self.folder = folder
        self.today = today
        self.quiet = quiet
        self.commits: bool | None = None  # --commit or --no-commit; else hrcli.yaml says
        self.is_default = False  # whether nothing but the worker's own settings names the caseload
        self.on_refusal: list[Callable[[HrcliError], None]] = []
        self.on_stop: list[Callable[[], None]] = []
        self.told_signs = False
        self.leaves = False
        """Whether `<` at the first question of a command raises AtTheStart, for whoever runs one
        command after the other."""
        self.goes_on = ""
        """The command that goes on after a stop, where it is another than the one that asked."""

    @cached_property
    def caseload(self) -> Caseload:
        """The caseload named with --caseload, else the nearest one upwards from here."""
        caseload = self._caseload()
        sweep(caseload.root)
        context = click.get_current_context(silent=True)
        command = context.find_root().invoked_subcommand if context else None
        caseload.occasion = Occasion(self.today.isoformat(), command or "")
        waits = "Another hrcli is writing here; waiting for it."
        caseload.tells = Tells(waits=lambda: self.say(waits), mended=self.say)
        return caseload

    def _caseload(self) -> Caseload:
        try:
            return caseload_at(self.folder)
        except NoCaseload:
            if self.folder or not self.own.caseload:
                raise
        try:
            found = Caseload(Path(self.own.caseload))
        except NoCaseload as error:
            error.todo = f"Your own settings name it: {own_place()}"
            raise
        self.is_default = True
        return found

    @cached_property
    def own(self) -> OwnSettings:
        """The worker's own settings; with a slip in them, which is told, none of them holds."""
        try:
            return own_here()
        except Unreadable as error:
            error.what = f"Your own settings do not hold: {error.what}"
            self.say(str(error))
            return OwnSettings()

    @property
    def locale(self) -> str:
        """How days are said in the caseload we are in; `en` where there is none to ask."""
        try:
            return self.caseload.settings.locale
        except HrcliError:
            return "en"

    def caseloads(self, folders: Sequence[str]) -> list[Named]:
        """The caseloads in `folders`, each once; without any the one of the desk.

        One that cannot be opened hides no other: it comes with its error, which is told at once.
        """
        if not folders:
            return [Named(self.caseload.root.name, "", self.caseload)]
        found: dict[object, Named] = {}
        called: Counter[str] = Counter()
        for folder in folders:
            caseload = _opened(folder)
            root = os.path.realpath(folder)
            if root in found:
                continue
            name = os.path.basename(root)
            called[name] += 1
            name = name if called[name] == 1 else f"{name} ({called[name]})"
            found[root] = Named(name, folder, caseload)
            if isinstance(caseload, Unreadable):
                remark(str(caseload))
        return list(found.values())

    def case(self, typed: str) -> Case:
        """The case whose id begins as `typed`. Raises Unreadable where its plan cannot be read."""
        found = self.caseload.case(self.caseload.case_id(typed), self.today)
        found.plan_file.document.need_sound(f"cases/{found.id}/plan.yaml")
        return found

    def keep_history(self, command: str) -> None:
        """Put what a command has written into git's history, where that is wanted.

        The files are saved by then; what git says against it is an error all the same.
        """
        caseload: Caseload | None = self.__dict__.get("caseload")
        names = list(dict.fromkeys(caseload.written)) if caseload else []
        if not caseload or not names:
            return
        if self.is_default:
            self.say(f"Written in {unbroken(str(caseload.root))}, which your own settings name.")
        if self.commits is False:
            return
        if self.commits or caseload.settings.commit:
            message = f"{_case_of(names[0])}: {command}"
            git.commit(caseload.root, names, message, caseload.settings.worker)

    def say(self, text: str) -> None:
        """Tell the worker something that is no result: on stderr, and not with --quiet."""
        if not self.quiet:
            remark(text)

    def shows_words(self, asked: bool | None) -> bool:
        """Whether a list shows words of a case: `asked` for, else as the worker's own settings say.

        Raises WrongCommand where nobody sits at the terminal who could read them.
        """
        if asked and not sys.stdout.isatty():
            what = "Words of a case are shown on your own screen alone."
            where = click.get_current_context().command_path
            raise WrongCommand(what, f"{where} --words", "Leave --words out.")
        return sys.stdout.isatty() and (self.own.words if asked is None else asked)

    def hand_out(self, page: str) -> None:
        """Print a page as it is; at a terminal what a page may hold is shown as harmless."""
        click.echo(safe(page) if sys.stdout.isatty() else page, nl=False)

    def shown(self, path: Path) -> str:
        """A path as the worker would name it from here, as raw as it is."""
        try:
            return str(path.relative_to(path.cwd()))
        except (ValueError, OSError):  # it lies elsewhere; the folder we are in is gone
            return str(path)


def own_place() -> Path:
    """Where the worker's own settings are looked for."""
    return place(os.environ, sys.platform, os.path.expanduser("~"))


def own_here() -> OwnSettings:
    """The worker's own settings. Raises Unreadable where there is a slip in them."""
    return own_settings(own_place())


def caseload_at(folder: str | None) -> Caseload:
    """The caseload in `folder`, else the nearest one upwards from here. Raises NoCaseload."""
    if folder:
        return Caseload(Path(folder))
    try:
        here = Path.cwd()
    except OSError:
        what, todo = "The folder you are in is gone.", "Go into another one: cd"
        raise NoCaseload(what, "here", todo) from None
    return Caseload(find(here))


def _opened(folder: str) -> Caseload | Unreadable:
    """The caseload in a folder, if its settings can be read; else why there is none."""
    try:
        caseload = Caseload(Path(folder))
        sweep(caseload.root)
        _ = caseload.settings
        return caseload
    except HrcliError as error:
        return Unreadable(error.what, f"{folder}: {error.where}", error.todo)


def _case_of(name: str) -> str:
    """The case whose folder holds a file; a message in git's history names nothing else."""
    parts = name.split("/")
    return parts[1] if parts[0] == "cases" and len(parts) > 2 else "caseload"


def desk(function: F) -> F:
    """Hands a command its Desk; where the command is refused, what it asked may be asked again."""

    @wraps(function)
    def with_desk(desk: Desk, *args: Any, **more: Any) -> Any:
        try:
            return function(desk, *args, **more)
        except HrcliError as error:
            for tell in desk.on_refusal:
                tell(error)
            raise
        except (click.Abort, KeyboardInterrupt, Stopped) as stop:
            if not isinstance(stop, Stopped):
                click.echo(err=True)  # the question's line is not at its end
            while desk.on_stop:
                desk.on_stop.pop()()
            raise

    return cast(F, click.make_pass_decorator(Desk)(with_desk))


def at_terminal() -> bool:
    """Whether questions can be asked: somebody sits at both ends."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def plain_lines() -> bool:
    """Whether the terminal shows plain lines alone, as a screen reader wants them."""
    return os.environ.get("TERM") == "dumb"


def need_terminal(option: str) -> None:
    """Without a terminal nothing can be asked; say which option answers instead."""
    if not at_terminal():
        raise WrongCommand(
            "There is no terminal to ask at.",
            click.get_current_context().command_path,
            f"Give the answer with {option}.",
        )


def need_free(desk: Desk, place: Path, replace: bool) -> None:
    """Refuse to write over what hrcli cannot have made, unless somebody says so."""
    stands = earlier_page(place)
    if replace or not stands or any(mark in stands[:BEGINNING] for mark in OWN_MARKS):
        return
    question = f"Replace what stands in {unbroken(desk.shown(place.absolute()))}?"
    if not (at_terminal() and click.confirm(question, default=False, err=True)):
        todo = "Name another file, or say --replace."
        raise Refused("Something else may stand in this file.", str(place), todo)
