"""`hrcli hooks`: has git check the caseload before each commit."""

from __future__ import annotations

import os
import shlex

import click

from hrcli.commands._desk import Desk, desk
from hrcli.errors import Refused, Unwritable
from hrcli.store import git
from hrcli.terminal import unbroken

HOOK = """\
#!/bin/sh
# Written by `hrcli hooks install`: what cannot be read, or lacks what it needs, is not committed.
exec hrcli --quiet{where} validate --staged
"""


@click.command()
@click.argument("what", type=click.Choice(["install"]), metavar="install", expose_value=False)
@desk
def hooks(desk: Desk) -> None:
    """Have git check the caseload: `hooks install` runs `hrcli validate` before each commit.

    It looks at what would be committed, whatever lies in the folder by then. A hook that is there
    already is left alone: put the line into it yourself.

    \b
    Example:
      hrcli hooks install
    """
    git.need(desk.caseload.root)
    folder, inner = git.folder_of_hooks(desk.caseload.root)
    target = folder / "pre-commit"
    hook = HOOK.format(where=f" --caseload {shlex.quote(inner)}" if inner else "")
    stands = target.read_text(encoding="utf-8", errors="replace") if target.is_file() else ""
    if stands == hook:
        desk.say("The hook is there already.")
        return
    earlier = hook.replace(" --staged", "")  # of before it looked at what is staged
    if os.path.lexists(target) and stands != earlier:
        todo = "Put this line into it: hrcli --quiet validate --staged"
        raise Refused("There is a hook of somebody else's already.", str(target), todo)
    try:
        target.parent.mkdir(exist_ok=True)
        target.write_text(hook, encoding="utf-8")
        target.chmod(0o700)
    except OSError:
        todo = "Ask the folder's owner."
        raise Unwritable("The hook could not be written.", str(target), todo) from None
    desk.say(
        f"Wrote {unbroken(desk.shown(target))}. Leave a check out once: git commit --no-verify"
    )
