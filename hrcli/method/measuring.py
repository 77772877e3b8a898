"""One more number of a goal's measure: whether it can be one, and what it changes."""

from __future__ import annotations

import re
from datetime import date

from hrcli.document.data import length_at
from hrcli.errors import WrongCommand
from hrcli.folding import folded
from hrcli.method.by_id import by_id
from hrcli.method.interview import Misheard, heard
from hrcli.method.progress import ends
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.plan.changes import Change
from hrcli.plan.plan import Goal, Plan

COMMAND = "hrcli progress"

# In a unit, folded: "out of 4" and "von 4", "0-10" and "0 bis 10", "%" and "per cent".
_OUT_OF = re.compile(r"(?:^|out )(?:of|von) (\d{1,6})\b(?![.,]\d)")
_FROM_TO = re.compile(
    r"(?:^|scale |skala |from |von )(\d{1,6}) ?(?:-|to|bis) ?(\d{1,6})\b(?![.,]\d)"
)
_PER_CENT = re.compile(r"%|\bper ?cent\b|\bprozent\b")


def goal_named(plan: Plan, typed: str) -> Goal:
    """The goal with this id, which has to be measured by a number. Raises WrongCommand."""
    goal = by_id(plan.goals, typed, "goal", COMMAND)
    if ends(goal) == (None, None):
        todo = (
            f"Say what is counted, from where to where: hrcli set CASE goals.{goal.id}.assessable"
        )
        raise WrongCommand("This goal is not measured by a number yet.", f"goals.{goal.id}", todo)
    return goal


def bounds(goal: Goal) -> tuple[float | None, float | None]:
    """The least and the most that a goal's number can be, as far as its measure says.

    A unit that does not hold the goal's own first number and target is not believed.
    """
    known = [end for end in ends(goal) if end is not None]
    low, high = _in_unit(folded(goal.assessable.unit))
    if high is not None and all((low or 0) <= end <= high for end in known):
        return low, high
    return (0 if min(known, default=-1) >= 0 else None), None


def _in_unit(unit: str) -> tuple[float | None, float | None]:
    if found := _FROM_TO.search(unit):
        return float(found[1]), float(found[2])
    if found := _OUT_OF.search(unit):
        return 0, float(found[1])
    return (0, 100) if _PER_CENT.search(unit) else (None, None)


def value_typed(case: Case, goal: Goal, typed: str) -> int | float:
    """The number that was typed. Raises WrongCommand for what is none, or cannot be one here."""
    part = dict(schema.property_at("plan", ("goals", 0, "progress", 0, "value")) or {})
    low, high = bounds(goal)
    limits = {"minimum": low, "maximum": high}
    part |= {key: limit for key, limit in limits.items() if limit is not None}
    try:
        number: int | float = heard({**part, "type": "number"}, (), typed, case.today)
    except Misheard:
        within = f" from {low:g}" if low is not None else ""
        within += f" to {high:g}" if high is not None else ""
        todo = f"Give a number{within}, as the measure of {goal.id} says."
        raise WrongCommand("This value does not fit the goal.", COMMAND, todo) from None
    return number


def measured(goal: Goal, value: float, day: date) -> list[Change]:
    """What a number on a day changes: a step of its own, or the number of the step of that day."""
    same_day = [step for step in goal.progress if step.date == day.isoformat()]
    if same_day:
        last = same_day[-1]
        return [] if last.value == value else [Change((*last.path, "value"), value)]
    behind = length_at(goal.data, ("progress",))
    return [Change((*goal.path, "progress", behind), {"date": day.isoformat(), "value": value})]
