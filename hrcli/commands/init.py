"""`hrcli init`: makes a caseload."""

from __future__ import annotations

from pathlib import Path

import click

from hrcli.commands._desk import Desk, desk
from hrcli.store import git as git_door
from hrcli.store.caseload import make
from hrcli.terminal import unbroken


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option("--worker", metavar="INITIALS", default="me", help="Your initials, for the plans.")
@click.option("--git/--no-git", default=True, help="Also make a git repository (the default).")
@desk
def init(desk: Desk, folder: Path, worker: str, git: bool) -> None:
    """Make a caseload in FOLDER (here, if none is named).

    \b
    Examples:
      hrcli init caseload --worker jm
      hrcli init caseload --no-git
    """
    grown = make(folder, worker)
    desk.say(f"Made a caseload in {unbroken(desk.shown(folder.absolute()))}.")
    for name in grown:
        desk.say(f"Added to {name} what git must know: drafts stay out, plans merge by item.")
    if git and not git_door.holds(folder.absolute()) and not git_door.init(folder):
        desk.say("Git is not installed here, so changes are not kept as history yet.")
    elif git:
        git_door.set_driver(folder)
    desk.say("Next: go into the folder and write the first plan: hrcli create")
