"""The guided review, event and re-plan: which questions are asked, in which order."""

from __future__ import annotations

from datetime import date
from typing import Any

from hrcli import ids
from hrcli.dates import day, echo
from hrcli.document.data import Data, Value
from hrcli.method import events, replanning
from hrcli.method.interview import Interview
from hrcli.method.priority import order
from hrcli.method.progress import ends
from hrcli.method.reviewing import completed, nothing_seen, proposed
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.terminal import line

FIRST = ("presenting_problem_change",)
LATER = ("quality_of_life", "alliance", "went_well", "client_view", "worker_view")
LAST = ("set_with_client", "with")
SAID = ("comments", "complaints")
ACTIONS = {
    "keep": "It stays to be done.",
    "done": "It is done.",
    "set_aside": "It is not needed any more.",
}


def review(session: Interview, case: Case, held: date, draw: ids.Draw, old: Data) -> dict[str, Any]:
    """Ask for a review held on this day: unintended harm first, and children first of all.

    Gives what was said by the review's keys, always with a next date; empty where nothing was.
    What the `old` review said that this one corrects holds where nothing else is said now.
    """
    if old:
        session.tell("Enter keeps what the old review says.")
    session.tell("First: harm that the plan itself brought. Where there is none, write none.")
    unintended = session.item(("unintended",)).items()
    answers: dict[str, Any] = {"unintended": {key: nothing_seen(it) for key, it in unintended}}
    answers.update({key: session.value((key,)) for key in FIRST})
    answers["harms"] = _harms(session, case)
    answers["goals"] = _goals(session, case)
    answers.update({key: session.value((key,)) for key in LATER})
    answers["client_says"] = _said(session, held, draw)
    answers["replanned"] = session.value(("replanned",))
    if all(value in (None, {}, []) for value in answers.values()):
        return {}
    answers["next"] = _next(session, day(old.get("next")) or proposed(case, held, answers), held)
    answers.update({key: session.value((key,)) for key in LAST})
    said = {key: value for key, value in answers.items() if value not in (None, {}, [])}
    return completed(said, old)


def _harms(session: Interview, case: Case) -> list[dict[str, Any]]:
    """The new numbers of each harm that is not resolved, the most pressing first."""
    found = []
    for harm in (entry.harm for entry in order(case.plan.harms)):
        if harm.resolved or not harm.id:
            continue
        numbers = f"importance {_shown(harm.importance)}, confidence {_shown(harm.confidence)}"
        before = f"degree {harm.degree or '?'}, {numbers}"
        session.about(f"\nHarm {harm.id}: {line(harm.what)} ({before})")
        found.append({"id": harm.id, **session.item(("harms", harm.id))})
    session.about("")
    return [item for item in found if len(item) > 1]


def _goals(session: Interview, case: Case) -> list[dict[str, Any]]:
    """How each open goal stands, and its value."""
    found = []
    for goal in case.plan.goals:
        if not goal.open or not goal.id:
            continue
        baseline, target = ends(goal)
        aim = f"{_shown(baseline)} to {_shown(target)}"
        session.about(f"\nGoal {goal.id}: {line(goal.specific)} (from {aim})")
        found.append({"id": goal.id, **session.item(("goals", goal.id))})
    session.about("")
    return [item for item in found if len(item) > 1]


def _shown(value: Value) -> str:
    return "?" if value is None else str(value)


def _said(session: Interview, held: date, draw: ids.Draw) -> dict[str, Any]:
    """What the client says to the service, each line with an id and the day it was said."""
    found: dict[str, Any] = {}
    taken: set[str] = set()
    for key in SAID:
        lines = [it for it in session.value(("client_says", key)) or [] if it.get("what")]
        for said in lines:
            said["id"] = ids.new_item_id("c", draw, taken)
            said["said_on"] = held.isoformat()
            taken.add(said["id"])
        found[key] = [schema.in_order("review", ("client_says", key, 0), it) for it in lines]
    return {key: lines for key, lines in found.items() if lines}


def _next(session: Interview, offered: date, held: date) -> str:
    """The day of the next review, asked until it lies behind this one."""
    session.tell(f"\nProposed for the next review: {echo(offered, session.today)}; Enter takes it.")
    answer = session.value(("next",))
    while answer is not None and (day(answer) or held) <= held:
        session.tell("  The next review has to be later than this one.")
        answer = session.again(("next",))
    return str(answer or offered.isoformat())


def event(session: Interview, kind: str | None) -> dict[str, Any]:
    """Ask for an event, of this kind or of one that is asked for; empty where none is named.

    Learning is asked about only where there is something to learn from: it has happened.
    """
    answers: dict[str, Any] = {"kind": kind or session.value(("kind",))}
    if answers["kind"] is None:
        return {}
    answers["status"] = session.value(("status",)) or "happened"
    for key in events.questions(answers):
        answers[key] = _day_of_event(session) if key == "date" else session.value((key,))
    if "relapse_plan_change" in answers and answers["relapse_plan_change"] is None:
        answers["no_change_because"] = session.value(("no_change_because",))
    return {key: value for key, value in answers.items() if value is not None}


def _day_of_event(session: Interview) -> str:
    """The day that is named, else the one on which these answers were begun."""
    begun = session.begun(session.today)
    session.tell(f"  Enter takes {echo(begun, session.today)}.")
    return str(session.value(("date",)) or begun.isoformat())


def replan(session: Interview, case: Case) -> dict[str, Any]:
    """Ask why the plan is written anew, and about each open action; a blank one is kept."""
    because = session.value(("replans", 0, "because"))
    found: dict[str, str] = {}
    for action in replanning.open_actions(case.plan):
        when = f", by {action.by}" if action.by else ""
        session.about(f"\nAction {action.id}: {line(action.what)}{when}")
        question = "What becomes of it? Enter keeps it"
        found[action.id] = session.choice(f"actions.{action.id}", question, ACTIONS) or "keep"
    return {"because": because, "actions": found}
