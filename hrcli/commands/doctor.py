"""`hrcli doctor`: whether the caseload's folder is in order, and mending what is not."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._screen import listing
from hrcli.errors import Unreadable
from hrcli.store import git
from hrcli.store.caseload import LISTS, SETTINGS, Caseload, lists_for_git
from hrcli.store.files import TEMPORARY
from hrcli.store.journal import Put
from hrcli.store.taking_back import changed_amid, mend, settle
from hrcli.terminal import line, painted

OTHERS = stat.S_IRWXG | stat.S_IRWXO
BY_HAND = None
COPY = "Compare it with the file it may be a copy of, bring over what is missing, delete it."
PUSHED = (
    "hrcli pushes nothing. If whoever gets there must not read it, have a filter encrypt cases/ "
    "(docs/teams.md) before you push."
)
LIKELY = ("cases/0000-0000/plan.yaml", "cases/0000-0000/events/2000-01-01-0000.yaml")
"""Names that stand for the files of cases yet to come."""
STUB = "Have the service keep the whole folder here; if it was deleted on purpose, delete this too."


class Ailment(NamedTuple):
    """Something amiss: what, what to do, and what mends it (None: only people can)."""

    what: str
    todo: str
    mend: Callable[[], object] | None = BY_HAND


@click.command()
@click.option("--fix", is_flag=True, help="Mend what can be mended.")
@desk
@click.pass_context
def doctor(ctx: click.Context, desk: Desk, fix: bool) -> None:
    """See whether the caseload's folder is in order: git, merging, rights, leftovers.

    A place that git may push to is named for as long as no filter encrypts the cases.

    Only looks; --fix mends. After cloning a caseload run it with --fix, since git hands on no
    settings. Exit code 1: something is amiss still.

    \b
    Examples:
      hrcli doctor --fix
    """
    left = 0
    caseload = desk.caseload
    for ailment in [*_cut_short(caseload), *_in_git(caseload), *_in_files(caseload)]:
        if fix and ailment.mend:
            ailment.mend()
            listing(f"{painted('Mended:', 'good')} {line(ailment.what)}")
        else:
            left += 1
            listing(f"{painted(line(ailment.what), 'warning')}\n  {line(ailment.todo)}")
    for place in _read_there(desk.caseload.root):
        desk.say(f"What is pushed to {line(place)} can be read there. {PUSHED}")
    for name in caseload.drafts():
        desk.say(f"A draft waits for its command; do not delete it: {line(name)}")
    if kept := caseload.journal.entries():
        many = f"{len(kept)} change{'s' * (len(kept) != 1)} since {kept[0].day}"
        desk.say(f"Kept for hrcli undo: {many}. To drop them now: hrcli undo --forget")
    if left:
        ctx.exit(1)
    desk.say("The caseload's folder is in order.")


def _cut_short(caseload: Caseload) -> Iterator[Ailment]:
    """Each change that a killed command has left half done, with what becomes of it."""
    try:
        begun = caseload.journal.begun()
    except Unreadable as damaged:
        todo = "Look at the last case you changed: hrcli validate. hrcli doctor --fix leaves it so."
        yield Ailment(f"{damaged.what} {damaged.where}", todo, lambda: settle(caseload))
        return
    for entry in begun:
        if names := changed_amid(caseload, entry):
            what = f"Cut short, and changed by somebody since: {entry.told} ({', '.join(names)})."
            todo = (
                f"What the files held before lies in {entry.folder}; bring over what is missing. "
                "hrcli doctor --fix then leaves them as they are. Do not delete it before that."
            )
            yield Ailment(what, todo, lambda: settle(caseload))
        else:
            what = f"Cut short: {entry.told}."
            todo = (
                "hrcli doctor --fix, or the next command that writes, puts right what it left: do "
                f"not delete {entry.folder}."
            )
            yield Ailment(what, todo, lambda: mend(caseload))


def _in_git(caseload: Caseload) -> Iterator[Ailment]:
    root = caseload.root
    try:
        git.need(root)
    except git.NoGit as missing:
        yield Ailment(missing.what, f"{missing.todo} (without it there is no history)")
        return
    settings = git.settings(root)
    if settings.get(git.DRIVER) != git.DRIVER_COMMAND:
        todo = "hrcli doctor --fix tells git; do it once in every clone."
        yield Ailment("Git does not merge plans by item.", todo, lambda: git.set_driver(root))
    if shutil.which("hrcli") is None:
        todo = (
            "Put it on the PATH; until then git merges line by line and calls all of it a conflict."
        )
        yield Ailment("Git finds no hrcli to merge plans with.", todo)
    yield from _in_lists(caseload)
    if git.tracked(root, ".hrcli"):
        todo = "Take it out: git rm -r --cached .hrcli"
        yield Ailment("Drafts and other private files are kept in git.", todo)
    for key in git.runs_programs(root, [SETTINGS, *git.lying(root)]):
        todo = f"If nobody here has set it, take it out: git config --unset {shlex.quote(key)}"
        yield Ailment(f"A setting of this repository can run a program: {key}", todo)
    if os.name != "nt" and not git.is_shared(root):
        loose = [path for place in git.own_folders(root) for path in _open_in_git(place)]
        if loose:
            what = f"Others on this computer may open what git keeps: {_some(loose)}."
            todo = "hrcli doctor --fix keeps it for you alone."
            yield Ailment(what, todo, lambda: _close(loose))


def _read_there(root: Path) -> list[str]:
    """Where git may push the cases to as they are. A team may mean it so: it is no ailment."""
    try:
        git.need(root)
    except git.NoGit:
        return []
    plain = git.unencrypted(root, [*git.tracked(root, "cases"), *LIKELY])
    return git.remotes(root) if plain else []


def _open_in_git(place: Path) -> Iterator[Path]:
    """What of a repository's own folder, its settings, hooks and history others may open.

    Where they cannot get into the folder, the modes in it, which git sets, are of no matter.
    """
    if not place.stat().st_mode & OTHERS:
        return
    inner = sorted(path for path in place.iterdir() if not path.is_symlink())
    hooks = sorted(path for path in (place / "hooks").glob("*") if not path.is_symlink())
    yield from (path for path in (place, *inner, *hooks) if path.stat().st_mode & OTHERS)


def _some(paths: list[Path]) -> str:
    return ", ".join(path.name for path in paths[:3]) + " .." * (len(paths) > 3)


def _in_lists(caseload: Caseload) -> Iterator[Ailment]:
    """What git reads about files: each list must hold hrcli's own lines."""
    for name, whole in lists_for_git(caseload.root).items():
        lines = [line for line in LISTS[name].splitlines() if line.encode() in whole.splitlines()]
        todo = f"It lacks some of: {'; '.join(lines)}"
        yield Ailment(f"{name} is not complete.", todo, _write(caseload, name, whole))


def _write(caseload: Caseload, name: str, content: bytes) -> Callable[[], object]:
    def mend() -> None:
        with caseload.writing() as writer:
            known = caseload.raw(name) if caseload.path(name).exists() else None
            writer.change([Put(name, known, content)])

    return mend


def _in_files(caseload: Caseload) -> Iterator[Ailment]:
    yield from _by_name(caseload)
    paths = list(_paths(caseload.root))
    loose = [path for path in paths if os.name != "nt" and path.stat().st_mode & OTHERS]
    if loose:
        files = f"{len(loose)} file{'s' * (len(loose) != 1)} or folders"
        todo = "hrcli doctor --fix keeps them for you alone."
        yield Ailment(f"Others on this computer may open {files}.", todo, lambda: _close(loose))
    for path in paths:
        name = path.relative_to(caseload.root).as_posix()
        if name.endswith(TEMPORARY) and path.is_file():
            todo = "It is no part of the caseload; hrcli doctor --fix takes it away."
            yield Ailment(f"A write that was cut short left {name}", todo, path.unlink)


def _by_name(caseload: Caseload) -> Iterator[Ailment]:
    """What counts for nothing because of its name: strays, second copies, stubs."""
    for stray in caseload.strays():
        todo = "If it is a case, give it the id that its plan names; else move it out of cases/."
        yield Ailment(f"This has no case id for its name, so hrcli leaves it out: {stray}", todo)
    for name in caseload.copies():
        yield Ailment(f"This is a second copy, which nobody reads: {name}", COPY)
    for case in caseload.case_ids():
        for name in caseload.foreign(case):
            what = f"This may be a second copy; by its name nobody reads it: {case}/{name}"
            yield Ailment(what, COPY)
        for name in caseload.stubs(case):
            what = f"A record is not on this computer; this is in its place: {case}/{name}"
            yield Ailment(what, STUB)


def _paths(root: Path) -> Iterator[Path]:
    """The caseload's folder and all in it, but neither git's own nor what links lead to."""
    for folder, inner, files in os.walk(root):
        inner[:] = [name for name in inner if name != ".git"]
        place = Path(folder)
        yield place
        yield from (place / name for name in files if not (place / name).is_symlink())


def _close(paths: list[Path]) -> None:
    for path in paths:
        path.chmod(path.stat().st_mode & ~OTHERS)
