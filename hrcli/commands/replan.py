"""`hrcli replan`: write the plan anew, with what was not reached carried over."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, BinaryIO

import click

from hrcli.commands import _answers, _prompts, _saving
from hrcli.commands._desk import Desk, desk, need_terminal
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.document.data import group, text
from hrcli.document.document import Document
from hrcli.errors import WrongCommand
from hrcli.ids import new_file_name
from hrcli.method import guided, replanning
from hrcli.method.replanning import ANSWERS, open_actions
from hrcli.plan.case import Case
from hrcli.plan.changes import amended


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
    _need_active(found)
    draft = f"replan-{found.id}.json"
    if source is None:
        need_terminal("--from FILE|-")
        answers = guided.replan(_prompts.interview(desk, draft, found.plan.data), found)
    else:
        answers = _given(found, _answers.fragment(source).data)

    def edit(document: Document) -> str:
        now = found.with_plan(document)
        after = amended(
            document, replanning.replanning(now, answers["because"], answers["actions"])
        )
        _answers.check_new(desk, after, ("replans",), None, source)
        return after

    plan = f"cases/{found.id}/plan.yaml"
    if dry_run:
        _saving.save(desk, plan, edit, dry_run)
        return
    desk.caseload.record({}, plan, edit, kept_as=_earlier(desk, found))
    desk.caseload.drop_draft(draft)
    carried = ", ".join(goal.id for goal in replanning.carried(found.plan)) or "none"
    desk.say(f"Carried over: {carried}. Give them new days, then: hrcli agree {found.id[:4]}")


def _need_active(case: Case) -> None:
    short = case.id[:4]
    todo = {
        "closed": f"It is closed; re-open it first: hrcli reopen {short}",
        "draft": f"It is a draft; just change it: hrcli edit {short}",
    }.get(case.plan.status, f"Mend its status first: hrcli validate {short}")
    if case.plan.status != "active":
        raise WrongCommand("Only an active plan can be planned anew.", case.id, todo)


def _given(case: Case, data: Mapping[str, Any]) -> dict[str, Any]:
    """What --from says, complete: a word for every open action."""
    said = group(data, "actions")
    actions = {name: str(said.get(name)) for name in (it.id for it in open_actions(case.plan))}
    missing = [name for name, word in actions.items() if word not in ANSWERS]
    if missing:
        todo = f"Under actions write {' or '.join(ANSWERS)} for: {', '.join(missing)}"
        raise WrongCommand("What becomes of an open action is not said.", "--from", todo)
    return {"because": text(data, "because") or None, "actions": actions}


def _earlier(desk: Desk, case: Case) -> str | None:
    """The file for the plan as it stands; None where a re-plan cut short has kept it already."""
    known = desk.caseload.with_earlier(case).earlier
    if any(it.document.text == case.plan_file.document.text for it in known):
        return None
    return f"cases/{case.id}/plans/{new_file_name(str(desk.today), secrets.randbelow)}"
