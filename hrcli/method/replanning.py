"""What re-planning changes: unmet goals proposed anew, open actions answered for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hrcli.document.data import Data, group, length_at, text
from hrcli.errors import WrongCommand
from hrcli.plan.case import Case
from hrcli.plan.changes import Change
from hrcli.plan.plan import Action, Goal, Plan

UNMET = ("active", "partly_achieved", "not_achieved")
ANSWERS = ("keep", "done", "set_aside")
"""What becomes of an open action when the plan is written anew."""

DAYS = {"done": "done_on", "set_aside": "set_aside_on"}


def carried(plan: Plan) -> list[Goal]:
    """The goals that a re-plan carries over: those that are active, or ended without being met."""
    return [goal for goal in plan.goals if goal.status in UNMET]


def open_actions(plan: Plan) -> list[Action]:
    """The actions about which a re-plan asks: the open ones of the goals that go on."""
    going_on = [goal for goal in plan.goals if goal.open or goal.status in UNMET]
    return [action for goal in going_on for action in goal.actions if action.open]


def said_in(data: Data, plan: Plan) -> dict[str, Any]:
    """What the data of --from say, complete: why, and a word for every open action.

    Raises WrongCommand where one has none.
    """
    said = group(data, "actions")
    actions = {action.id: str(said.get(action.id)) for action in open_actions(plan)}
    missing = [name for name, word in actions.items() if word not in ANSWERS]
    if missing:
        todo = f"Under actions write {' or '.join(ANSWERS)} for: {', '.join(missing)}"
        raise WrongCommand("What becomes of an open action is not said.", "--from", todo)
    return {"because": text(data, "because") or None, "actions": actions}


def replanning(case: Case, because: str | None, actions: Mapping[str, str]) -> list[Change]:
    """What a re-plan changes today: unmet goals are proposed anew, and nothing is agreed any more.

    `actions` says for each open action, by id, whether it is to keep, done or set_aside.
    """
    plan, today = case.plan, case.today.isoformat()
    changes: list[Change] = []
    for goal in carried(plan):
        changes.append(Change((*goal.path, "status"), "proposed"))
        origin = {"date": today, "status": goal.status}
        changes += _keys(goal.data, (*goal.path, "carried_from"), origin)
    for action in open_actions(plan):
        key = DAYS.get(actions.get(action.id, "keep"))
        if key:
            changes.append(Change((*action.path, key), today))
    changes.append(Change(("agreed",), None))
    entry = {"date": today, **({"because": because} if because else {})}
    return [*changes, Change(("replans", length_at(plan.data, ("replans",))), entry)]


def _keys(data: Data, path: tuple[Any, ...], new: Data) -> list[Change]:
    """`new` at `path`: key by key where a mapping stands there, so that its comments stay."""
    if group(data, path[-1]):
        return [Change((*path, key), value) for key, value in new.items()]
    return [Change(path, dict(new))]
