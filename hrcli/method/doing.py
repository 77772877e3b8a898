"""An action of a goal is done: on which day, what that changes, and what comes behind it."""

from __future__ import annotations

from datetime import date

from hrcli.dates import echo, spoken, what_to_write
from hrcli.errors import WrongCommand
from hrcli.method.by_id import by_id
from hrcli.plan.case import Case
from hrcli.plan.changes import Change
from hrcli.plan.plan import Action, Goal, Plan

COMMAND = "hrcli done"


def actions(plan: Plan) -> list[Action]:
    """All actions of all goals, those still to be done first."""
    found = [action for goal in plan.goals for action in goal.actions]
    return sorted(found, key=lambda it: not it.open)


def action_named(plan: Plan, typed: str) -> Action:
    """The action with this id. Raises WrongCommand where there is none."""
    return by_id(actions(plan), typed, "action", COMMAND)


def goal_of(plan: Plan, action: Action) -> Goal:
    """The goal that an action belongs to."""
    return next(goal for goal in plan.goals if goal.path == action.path[:2])


def day_behind(case: Case, typed: str | None, where: str) -> date:
    """The day that was typed, today without one. Raises WrongCommand for one that is to come."""
    today = case.today
    days = spoken(typed, today, True, case.settings.locale) if typed else [today]
    if len(days) != 1 or days[0] > today:
        todo = what_to_write(days, today)
        if len(days) == 1:
            todo = f"{echo(days[0], today)} is yet to come. Name a day that has come."
        raise WrongCommand("This is no day on which it happened.", where, todo)
    return days[0]


def doing(action: Action, day: date) -> list[Change]:
    """What changes once the action was done on this day; one that was put aside is so no more."""
    changes = [] if action.done_on == day else [Change((*action.path, "done_on"), day.isoformat())]
    if action.set_aside_on:
        changes.append(Change((*action.path, "set_aside_on"), None))
    return changes


def comes_next(case: Case, done: Action) -> str:
    """What is to be done for the same goal now, in ids and days alone."""
    goal, short = goal_of(case.plan, done), case.id[:4]
    still = [it for it in goal.actions if it.open and it.id != done.id]
    if not goal.open:
        return f"Goal {goal.id} has ended. What comes next: hrcli next {short}"
    if not still:
        return f"Goal {goal.id} has no open step: hrcli add {short} action --in {goal.id}"
    coming = min(still, key=lambda it: (it.by is None, it.by or date.min))
    when = f", by {echo(coming.by, case.today)}" if coming.by else ""
    return f"Next for goal {goal.id}: {coming.id}{when}"
