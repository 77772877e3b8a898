"""The course of a plan: what re-planning, closing, re-opening and an event change in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from hrcli import schema
from hrcli.amend import Change
from hrcli.context import STAYS
from hrcli.dates import day
from hrcli.document import length_at
from hrcli.plan import Action, Case, Goal, Plan, group, said, text

UNMET = ("active", "partly_achieved", "not_achieved")
LEARNING = ("lapse", "slip", "prolonged_use")
ANSWERS = ("keep", "done", "set_aside")
"""What becomes of an open action when the plan is written anew."""

DAYS = {"done": "done_on", "set_aside": "set_aside_on"}

# What is asked about an event, besides its status: about a stay, then about one that has happened.
ABOUT_STAYS = ("from", "to")
ABOUT_USE = ("use",)
TAUGHT = ("triggers", "pros", "cons", "learnt", "relapse_plan_change")


def carried(plan: Plan) -> list[Goal]:
    """The goals that a re-plan carries over: those that are active, or ended without being met."""
    return [goal for goal in plan.goals if goal.status in UNMET]


def open_actions(plan: Plan) -> list[Action]:
    """The actions about which a re-plan asks: the open ones of the goals that go on."""
    going_on = [goal for goal in plan.goals if goal.open or goal.status in UNMET]
    return [action for goal in going_on for action in goal.actions if action.open]


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


def _keys(data: Mapping[str, Any], path: tuple[Any, ...], new: Mapping[str, Any]) -> list[Change]:
    """`new` at `path`: key by key where a mapping stands there, so that its comments stay."""
    if group(data, path[-1]):
        return [Change((*path, key), value) for key, value in new.items()]
    return [Change(path, dict(new))]


def closing(case: Case, outcome: str, because: str | None) -> list[Change]:
    """What closing changes: the status, when and why it ended, and that no review is planned.

    Goals stay as they stand.
    """
    closed = {"date": case.today.isoformat(), "outcome": outcome, "because": because}
    known = {key: value for key, value in closed.items() if value}
    changes = [Change(("closed",), known), Change(("status",), "closed")]
    return changes + [Change(("review", "next"), None)] * case.plan.review.said


def reopening(case: Case, review: date) -> list[Change]:
    """What re-opening changes: active again, with a day for the next review."""
    changes = [Change(("status",), "active"), Change(("review", "next"), review.isoformat())]
    if "closed" in case.plan.data:
        changes.append(Change(("closed",), None))
    return changes


def questions(event: Mapping[str, Any]) -> Iterator[str]:
    """The keys to ask about next for an event whose kind and status are known, in their order."""
    kind = text(event, "kind")
    yield from ABOUT_STAYS if kind in STAYS else ("date",)
    happened = text(event, "status") == "happened"
    if kind in LEARNING or kind in ("overdose", "break_in_use"):
        yield from ABOUT_USE
    yield "what"
    if kind in LEARNING and happened:
        yield from TAUGHT


def record(case: Case, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an event's file: the answers in the schema's order, with its case and worker.

    What was not said happened, and today; a stay is dated by its days.
    """
    data: dict[str, Any] = {"status": "happened", **answers, "hrcli": "event/1", "case": case.id}
    if day(data.get("date")) is None and day(data.get("from")) is None and "date" not in data:
        data["date"] = case.today.isoformat()
    if case.plan.worker and not said(data, "worker"):
        data["worker"] = case.plan.worker
    return schema.in_order("event", (), data)


def day_of(event: Mapping[str, Any], today: date) -> date:
    """The day in an event's file name: of a correction the day it is made, else its own."""
    if text(event, "corrects"):
        return today
    return day(event.get("date")) or day(event.get("from")) or today


def learnt_from(case: Case, event: Mapping[str, Any]) -> list[Change]:
    """The event's change put into the relapse plan, behind what stands there."""
    change = text(event, "relapse_plan_change").strip()
    before = text(group(case.plan.data, "relapse_plan"), "for_client")
    if not change or change in before:
        return []
    joined = f"{before.rstrip()}\n{change}" if before.strip() else change
    return [Change(("relapse_plan", "for_client"), joined)]
