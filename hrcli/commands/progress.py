"""`hrcli progress`: one more number of a goal."""

from __future__ import annotations

import sys

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import case_argument, dry_run
from hrcli.commands._saving import Saving
from hrcli.commands._tab_plan import item_ids
from hrcli.dates import echo
from hrcli.formats.course import marks_of, way_of
from hrcli.method import measuring
from hrcli.method.doing import day_behind
from hrcli.method.progress import of_goal, share_done
from hrcli.method.status import need_status
from hrcli.plan.case import Case
from hrcli.terminal import marks_for


@click.command()
@case_argument()
@click.argument("goal", shell_complete=item_ids("goals"))
@click.argument("value")
@click.option("--on", "day", metavar="DATE", help="The day on which it was so (else today).")
@dry_run
@desk
def progress(desk: Desk, case: str, goal: str, value: str, day: str | None, dry_run: bool) -> None:
    """Write down one more number of a goal, and see how far it has come.

    GOAL is its id (hrcli show names them), VALUE the number that its measure has now. A second
    number for the same day takes the place of the first.

    \b
    Examples:
      hrcli progress 7KQ2 g2m 3
      hrcli progress 7KQ2 g2m 3 --on yesterday
    """
    found = desk.case(case)
    need_status(found, "open")
    meant = measuring.goal_named(found.plan, goal)
    number = measuring.value_typed(found, meant, value)
    when = day_behind(found, day, f"{measuring.COMMAND} --on")
    saving = Saving(desk, found.id, dry_run)
    saving.save(
        found,
        lambda now: measuring.measured(measuring.goal_named(now.plan, meant.id), number, when),
        new_at=lambda now: (*meant.path, "progress"),
    )
    told = f"{meant.id} on {echo(when, desk.today)}: {number:.15g}"
    saving.tell(f"Saved {told}.", already=f"{told}, as it says already.")
    if not dry_run:
        _tell_course(desk, saving.looked_back() or found, meant.id)


def _tell_course(desk: Desk, case: Case, name: str) -> None:
    goal = measuring.goal_named(case.plan, name)
    steps = of_goal(goal, case.standing)
    desk.say(f"  {way_of(goal, steps)}")
    marks = marks_of(goal, steps, marks_for(sys.stderr.encoding))
    if marks:
        desk.say(f"  {marks}")
    if goal.open and share_done(goal, steps) == 100:
        desk.say(f"  If it is reached: hrcli set {case.id[:4]} goals.{name}.status achieved")
