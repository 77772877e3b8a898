"""Whether a goal means using less, asked where the word for what it does is none about that."""

from __future__ import annotations

from collections.abc import Collection

from hrcli.document.data import Data, Value, items
from hrcli.errors import WrongCommand
from hrcli.method.interview import Interview
from hrcli.plan.changes import Change
from hrcli.plan.plan import Goal, Plan
from hrcli.terminal import line

GOALS, KEY = "goals", "lowers_use"


def asked(session: Interview, goals: Collection[Goal]) -> list[Value]:
    """Ask it of each of `goals`: an entry with id and answer where it was answered."""
    answers: list[Value] = []
    for goal in goals:
        session.about(f"Goal {goal.id}: {line(goal.specific)}")
        answer = session.value((GOALS, goal.id, KEY))
        if answer is not None:
            answers.append({"id": goal.id, KEY: answer})
    return answers


def lowering(plan: Plan, answers: Data) -> list[Change]:
    """What the entries under `goals` in the answers change. Raises WrongCommand for a goal that
    the plan does not have, and for an entry that says anything else.
    """
    places = {goal.id: goal.path for goal in plan.goals if goal.id}
    entries = [entry for _, entry in items(answers, GOALS)]
    if any(entry.get("id") not in places or set(entry) != {"id", KEY} for entry in entries):
        todo = f"Give id and {KEY} alone; hrcli set and hrcli add take the rest."
        raise WrongCommand("This is no answer about a goal of the plan.", GOALS, todo)
    return [Change((*places[str(entry["id"])], KEY), entry[KEY]) for entry in entries]
