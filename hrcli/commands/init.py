"""`hrcli init`: makes a caseload."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.resources import page
from hrcli.store import git as git_door
from hrcli.store.caseload import keep_every_change, make
from hrcli.terminal import unbroken

NOBODY = "me"
THERE_BEFORE = (
    "This folder lies in a git repository that was there before, so nothing was committed. "
    "To have it keep every change: commit: true in hrcli.yaml."
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option(
    "--worker",
    metavar="INITIALS",
    help=f"Your initials, for the plans (else asked at a terminal; {NOBODY} where not said).",
)
@click.option("--git/--no-git", default=True, help="Also have git keep every change (the default).")
@desk
def init(desk: Desk, folder: Path, worker: str | None, git: bool) -> None:
    """Make a caseload in FOLDER (here, if none is named).

    Where git is installed, the folder becomes a repository that keeps every change from the first
    day on. In a repository that was there before nothing is committed. hrcli pushes nothing.

    \b
    Examples:
      hrcli init caseload --worker jm
      hrcli init caseload --no-git
    """
    worker = worker or _initials()
    grown = make(folder, worker)
    desk.say(f"Made a caseload in {unbroken(desk.shown(folder.absolute()))}.")
    for name in grown:
        desk.say(f"Added to {name} what git must know: drafts stay out, plans merge by item.")
    if git:
        _keep_history(desk, folder, worker)
    desk.say(f"New to it? Your first hour, step by step: {page('first-hour.md')}")
    desk.say(f"Next, write the first plan: {_into(folder)}hrcli create")


def _initials() -> str:
    if not at_terminal():
        return NOBODY
    return str(click.prompt("Your initials, for the plans", default=NOBODY, err=True)).strip()


def _keep_history(desk: Desk, folder: Path, worker: str) -> None:
    """Have git keep every change, where the repository is hrcli's own to make."""
    if git_door.holds(folder.absolute()):
        git_door.set_driver(folder)
        desk.say(THERE_BEFORE)
    elif not git_door.init(folder):
        desk.say("Git is not installed here, so changes are not kept as history yet.")
    else:
        git_door.set_driver(folder)
        git_door.commit(folder, keep_every_change(folder), "caseload: init", worker)
        who = unbroken(git_door.author(folder, worker))
        desk.say(f"Git keeps every change from now on, as made by {who} (commit: in hrcli.yaml).")


def _into(folder: Path) -> str:
    """The command that leads into the folder, with what joins the next one to it."""
    return "" if folder.absolute() == Path.cwd() else f"cd {shlex.quote(str(folder))}, then "
