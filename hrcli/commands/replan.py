"""`hrcli replan`: write the plan anew, with what was not reached carried over."""

from __future__ import annotations

from typing import BinaryIO

import click

from hrcli.commands import _prompts
from hrcli.commands._answers import fragment
from hrcli.commands._desk import Desk, desk, need_terminal
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._saving import Saving
from hrcli.method import guided, replanning
from hrcli.method.status import need_status


@click.command()
@case_argument()
@from_file
@dry_run
@desk
def replan(desk: Desk, case: str, source: BinaryIO | None, dry_run: bool) -> None:
    """Plan anew: unmet goals are proposed again, and the plan waits to be agreed.

    The plan stays active. Achieved goals and those that were set aside stay as they are, rejected
    options stay too, and each open action is kept, done or set_aside. The plan as it stood is kept
    under plans/. With --from give because, and actions with a word for each id.

    \b
    Example:
      echo "actions: {a8r: keep}" | hrcli replan 7KQ2 --from -
    """
    found = desk.case(case)
    need_status(found, "active")
    draft = f"replan-{found.id}.json"
    given = fragment(source)
    if given:
        answers = replanning.said_in(given.data, found.plan)
    else:
        need_terminal("--from FILE|-")
        session = _prompts.interview(desk, draft, found.plan.data)
        answers = session.walk(lambda: guided.replan(session, found))
    saving = Saving(desk, found.id, dry_run, draft)
    saving.save(
        found,
        lambda now: replanning.replanning(now, answers["because"], answers["actions"]),
        new_at=lambda now: ("replans",),
        keeps_earlier=True,
    )
    carried = ", ".join(goal.id for goal in replanning.carried(found.plan)) or "none"
    saving.tell(f"Carried over: {carried}. Give them new days, then: hrcli agree {found.id[:4]}")
