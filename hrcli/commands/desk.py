"""What every command finds on its desk: the caseload, the date, the options shared by several."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import click

from hrcli.errors import HrcliError, Refused, Unreadable, WrongCommand

if TYPE_CHECKING:
    from pathlib import Path

    from hrcli.caseload import Caseload, ClosedDoor
    from hrcli.plan import Case

F = TypeVar("F", bound=Callable[..., Any])

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
        from hrcli.caseload import ClosedDoor

        if isinstance(self.caseload, Unreadable):
            return iter((ClosedDoor("", self.caseload),))
        return self.caseload.cases(today)


class Desk:
    """The global options, and what follows from them; nothing is opened before it is asked for."""

    def __init__(self, folder: str | None, today: date, quiet: bool) -> None:
        self.folder = folder
        self.today = today
        self.quiet = quiet
        self.commits: bool | None = None  # --commit or --no-commit; else hrcli.yaml says
        self.on_refusal: list[Callable[[HrcliError], None]] = []

    @cached_property
    def caseload(self) -> Caseload:
        """The caseload named with --caseload, else the nearest one upwards from here."""
        from pathlib import Path  # a fifth of what click costs; --help goes without

        from hrcli.caseload import Caseload, find

        return Caseload(Path(self.folder) if self.folder else find(Path.cwd()))

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
                from hrcli.terminal import safe

                click.echo(safe(str(caseload)), err=True)
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
        if not caseload or not names or self.commits is False:
            return
        if self.commits or caseload.settings.commit:
            from hrcli import git

            git.commit(caseload.root, names, f"{_case_of(names[0])}: {command}")

    def say(self, text: str) -> None:
        """Tell the worker something that is no result: on stderr, and not with --quiet."""
        if not self.quiet:
            click.echo(text, err=True)

    def shown(self, path: Path) -> str:
        """A path as the worker would name it from here."""
        try:
            return str(path.relative_to(path.cwd()))
        except ValueError:
            return str(path)


def _opened(folder: str) -> Caseload | Unreadable:
    """The caseload in a folder, if its settings can be read; else why there is none."""
    from pathlib import Path

    from hrcli.caseload import Caseload

    try:
        caseload = Caseload(Path(folder))
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

    return cast(F, click.make_pass_decorator(Desk)(with_desk))


def at_terminal() -> bool:
    """Whether questions can be asked: somebody sits at both ends."""
    return sys.stdin.isatty() and sys.stderr.isatty()


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
    from hrcli.caseload import earlier_page

    stands = earlier_page(place)
    if replace or not stands or any(mark in stands[:BEGINNING] for mark in OWN_MARKS):
        return
    question = f"Replace what stands in {desk.shown(place.absolute())}?"
    if not (at_terminal() and click.confirm(question, default=False, err=True)):
        todo = "Name another file, or say --replace."
        raise Refused("Something else may stand in this file.", str(place), todo)


def replaces(function: F) -> F:
    """The option --replace of the commands that write a page to a file of the worker's choice."""
    text = "Replace the file at -o, whatever it holds."
    return click.option("--replace", is_flag=True, help=text)(function)


def case_ids(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Ids for TAB, from folder names alone; nothing when anything is amiss."""
    try:
        found = ctx.ensure_object(Desk).caseload.case_ids()
    except Exception:
        return []
    return [name for name in found if name.startswith(incomplete.upper())][:200]


def caseload_folders(function: F) -> F:
    """The option --caseload of the commands that answer for several at once."""
    return click.option(
        "--caseload",
        "folders",
        metavar="DIR",
        multiple=True,
        type=click.Path(file_okay=False),
        help="A caseload to look at (may be given more than once; else the one you are in).",
    )(function)


def case_argument(required: bool = True) -> Callable[[F], F]:
    """The argument CASE: an id, or any unique beginning of one."""
    return click.argument("case", required=required, shell_complete=case_ids, metavar="CASE")


def dry_run(function: F) -> F:
    """The options -n/--dry-run and --commit of every command that writes."""
    text = "Show what would change, and write nothing."
    commits = click.option(
        "--commit/--no-commit",
        default=None,
        expose_value=False,
        callback=_commits,
        help="Put the change into git's history at once (else: as hrcli.yaml says).",
    )
    return click.option("-n", "--dry-run", is_flag=True, help=text)(commits(function))


def _commits(ctx: click.Context, _param: click.Parameter, value: bool | None) -> None:
    ctx.ensure_object(Desk).commits = value


def from_file(function: F) -> F:
    """The option --from FILE|- for answers that must not travel as arguments."""
    text = "Take the answers from a YAML file, or from standard input (-)."
    return click.option("--from", "source", type=click.File("rb"), help=text, metavar="FILE|-")(
        function
    )


def days(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int | None:
    """A number of days as typed: 14d, or 14."""
    if value is None:
        return None
    number = value.removesuffix("d")
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        raise click.BadParameter("write a number of days, such as 14d")
    return int(number)


def formats(*names: str) -> Callable[[F], F]:
    """The option --format with the first of `names` as default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help="How to print the result.",
    )
