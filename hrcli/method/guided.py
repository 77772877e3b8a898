"""The guided review, event and re-plan: which questions are asked, in which order."""

from __future__ import annotations

from datetime import date
from typing import Any

from hrcli import ids
from hrcli.dates import day, echo
from hrcli.document.data import Data, Value
from hrcli.knowledge.table_of_facts import event_kind
from hrcli.method import events, replanning
from hrcli.method.after_events import look_again_by
from hrcli.method.interview import Interview
from hrcli.method.priority import order
from hrcli.method.progress import ends
from hrcli.method.reviewing import completed, nothing_seen, proposed
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.terminal import line

FIRST = ("went_well",)
THEN = ("presenting_problem_change",)
LATER = ("quality_of_life", "alliance", "client_view", "worker_view")
LAST = ("set_with_client", "with")
SAYS = ("client_says",)
ACTIONS = {
    "keep": "It stays to be done.",
    "done": "It is done.",
    "set_aside": "It is not needed any more.",
}


def review(session: Interview, case: Case, held: date, draw: ids.Draw, old: Data) -> dict[str, Any]:
    """Ask for a review held on this day: what went well, then unintended harm, children first.

    Gives what was said by the review's keys, always with a next date; empty where nothing was.
    What the `old` review said that this one corrects holds where nothing else is said now.
    """
    if old:
        session.tell("Enter keeps what the old review says.")
    answers: dict[str, Any] = {key: session.value((key,)) for key in FIRST}
    session.about("Harm that the plan itself brought. Where there is none, write none.")
    unintended = session.item(("unintended",)).items()
    answers["unintended"] = {key: nothing_seen(it) for key, it in unintended}
    session.about("")
    answers.update({key: session.value((key,)) for key in THEN})
    answers["harms"] = _harms(session, case)
    answers["goals"] = _goals(session, case)
    answers.update({key: session.value((key,)) for key in LATER})
    answers["client_says"] = _said(session, held, draw)
    answers["replanned"] = session.value(("replanned",))
    if all(value in (None, {}, []) for value in answers.values()):
        return {}
    usual = day(old.get("next")) or proposed(case, held, answers)
    answers["next"] = _next(session, _sooner(session, case, held, usual), held)
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
    parts = schema.property_at("review", SAYS) or {}
    kinds = {key: str(part["description"]) for key, part in parts["properties"].items()}
    for key in session.several("says", "What does the client want to say to the service?", kinds):
        session.about(f"{key.capitalize()} of the client, in their words.")
        lines = [it for it in session.value((*SAYS, key)) or [] if it.get("what")]
        for said in lines:
            said["id"] = ids.new_item_id("c", draw, taken)
            said["said_on"] = held.isoformat()
            taken.add(said["id"])
        found[key] = [schema.in_order("review", (*SAYS, key, 0), it) for it in lines]
    session.about("")
    return {key: lines for key, lines in found.items() if lines}


def _sooner(session: Interview, case: Case, held: date, usual: date) -> date:
    """The day to offer for the next review: the usual one, or sooner after what has happened."""
    soon = look_again_by(case, held)
    if soon is None or usual <= soon:
        return usual
    session.tell("\nSooner than usual, for what has happened since the last review.")
    return soon


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
    may_be_planned = event_kind(answers["kind"]).ahead
    answers["status"] = (may_be_planned and session.value(("status",))) or "happened"
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
