"""`hrcli hooks`: has git check the caseload before each commit."""

from __future__ import annotations

import shlex

import click

from hrcli.commands._desk import Desk, desk
from hrcli.errors import Refused, Unwritable
from hrcli.store import git

HOOK = """\
#!/bin/sh
# Written by `hrcli hooks install`: what cannot be read, or lacks what it needs, is not committed.
exec hrcli --quiet{where} validate
"""


@click.command()
@click.argument("what", type=click.Choice(["install"]), metavar="install")
@desk
def hooks(desk: Desk, what: str) -> None:
    """Have git check the caseload: `hooks install` runs `hrcli validate` before each commit.

    A hook that is there already is left alone: put the line into it yourself.

    \b
    Example:
      hrcli hooks install
    """
    git.need(desk.caseload.root)
    folder, inner = git.folder_of_hooks(desk.caseload.root)
    target = folder / "pre-commit"
    hook = HOOK.format(where=f" --caseload {shlex.quote(inner)}" if inner else "")
    if target.is_file() and target.read_text(encoding="utf-8", errors="replace") == hook:
        desk.say("The hook is there already.")
        return
    if target.exists() or target.is_symlink():
        todo = "Put this line into it: hrcli --quiet validate"
        raise Refused("There is a hook of somebody else's already.", str(target), todo)
    try:
        target.parent.mkdir(exist_ok=True)
        target.write_text(hook, encoding="utf-8")
        target.chmod(0o700)
    except OSError:
        todo = "Ask the folder's owner."
        raise Unwritable("The hook could not be written.", str(target), todo) from None
    desk.say(f"Wrote {desk.shown(target)}. Leave a check out once: git commit --no-verify")
