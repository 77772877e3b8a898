"""`hrcli remove`: take something out of a plan."""

from __future__ import annotations

import click

from hrcli.commands import _prompts, _tab_plan
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import case_argument, dry_run
from hrcli.commands._refusing import block_errors
from hrcli.commands._saving import Saving
from hrcli.commands._screen import remark
from hrcli.errors import WrongCommand
from hrcli.finding import Finding
from hrcli.method.removing import Removal, place, removing
from hrcli.plan.case import Case
from hrcli.rules.engine import examine

SHAPE = ("YML", "SCH", "REF")
"""What must be right in a plan from which something was taken out."""


@click.command()
@case_argument()
@click.argument("item", metavar="ID", shell_complete=_tab_plan.every_id)
@click.option("-y", "--yes", is_flag=True, help="Take it out without asking.")
@dry_run
@desk
def remove(desk: Desk, case: str, item: str, yes: bool, dry_run: bool) -> None:
    """Take a harm, an option, a goal, an action, a consent ... out of a plan.

    ID is that of the item, or its place where it has none (supports.0), as for `hrcli set`. It is
    shown first what goes with it and what names it; those places are mended, and what was agreed
    is set aside where it rested on it. Comments in the item and right above it go too. What a
    record names stays: it is ended with `hrcli set`, and a consent under which a copy has left is
    taken back instead. `hrcli undo` brings all of it back.

    To change something take nothing out: another worker is `hrcli set CASE worker XY`, another
    alias `hrcli set CASE client.alias`.

    \b
    Examples:
      hrcli remove 7KQ2 a8r --dry-run
      hrcli remove 7KQ2 a8r --yes
    """
    found = desk.case(case)
    removal = removing(found, place(found, item))
    _show(removal)
    if not dry_run:
        _ask(desk, yes)
    saving = Saving(desk, found.id, dry_run)
    saving.save(
        found,
        lambda now: removing(now, place(now, item)).changes,
        refuse=lambda now, then: _need_whole(now, then),
    )
    done = "Taken back" if removal.revoked else "Taken out"
    again = f" Agree anew: hrcli agree {found.id[:4]}" if removal.sets_aside else ""
    saving.tell(f"{done}. To have it as before: hrcli undo {found.id[:4]}.{again}")


def _show(removal: Removal) -> None:
    """Tell by ids and kinds what is taken out, and what else changes."""
    first, *with_it = removal.gone
    if removal.revoked:
        remark(f"A copy has left under {first}: it stays, and is taken back as of today.")
        return
    remark(f"Goes: {first}" + (f", with {', '.join(with_it)}" if with_it else "") + ".")
    if removal.mended:
        remark(f"It is named in: {', '.join(removal.mended)}. That goes too.")
    if removal.sets_aside:
        remark("What was agreed rested on it, and is set aside.")


def _ask(desk: Desk, yes: bool) -> None:
    if yes:
        return
    if not at_terminal():
        todo = "Say yes with --yes, or only look with --dry-run."
        raise WrongCommand("This is asked first; nothing was changed.", "hrcli remove", todo)
    _prompts.need_yes(desk, "Do it?")


def _need_whole(now: Case, then: Case) -> None:
    """Refuse where the plan would get a fault in its form that it does not have yet."""
    known = {(it.code, it.message) for it in examine(now)}

    def counts(finding: Finding) -> bool:
        return finding.code.startswith(SHAPE) and (finding.code, finding.message) not in known

    block_errors(now, then, counts)
