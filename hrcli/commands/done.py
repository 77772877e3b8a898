"""`hrcli done`: an action of a goal is done."""

from __future__ import annotations

import click

from hrcli.commands import _tab_plan
from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import case_argument, dry_run
from hrcli.commands._saving import Saving
from hrcli.dates import echo
from hrcli.method import doing
from hrcli.method.status import need_status


@click.command()
@case_argument()
@click.argument("action", shell_complete=_tab_plan.open_actions)
@click.argument("day", required=False, metavar="[DATE]")
@dry_run
@desk
def done(desk: Desk, case: str, action: str, day: str | None, dry_run: bool) -> None:
    """Write down that an action of a goal is done.

    ACTION is its id (hrcli show names them), DATE the day on which it was done, as people say it;
    today without one. Then what comes next for the same goal is told.

    \b
    Examples:
      hrcli done 7KQ2 a8r
      hrcli done 7KQ2 a8r yesterday
      hrcli done 7KQ2 a8r -3d
    """
    found = desk.case(case)
    need_status(found, "open")
    meant = doing.action_named(found.plan, action)
    when = doing.day_behind(found, day, doing.COMMAND)
    if day is None and meant.done_on:
        desk.say(f"{meant.id} was done on {echo(meant.done_on, desk.today)}; nothing was changed.")
        return
    saving = Saving(desk, found.id, dry_run)
    saving.save(found, lambda now: doing.doing(doing.action_named(now.plan, meant.id), when))
    told = f"{meant.id} was done on {echo(when, desk.today)}"
    after = saving.looked_back() or found
    saving.tell(f"{told}. {doing.comes_next(after, meant)}", already=f"{told}, as it says already.")
