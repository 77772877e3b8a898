"""What is asked about an event, what its file holds, and what it changes in the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from hrcli.document.data import said
from hrcli.plan import schema
from hrcli.plan.case import Case, Event, event_of
from hrcli.plan.changes import Change

LEARNING = ("lapse", "slip", "prolonged_use")

# What is asked about an event, besides its status: about a stay, then about one that has happened.
ABOUT_STAYS = ("from", "to")
ABOUT_USE = ("use",)
TAUGHT = ("triggers", "pros", "cons", "learnt", "relapse_plan_change")


def questions(answers: Mapping[str, Any]) -> Iterator[str]:
    """The keys to ask about next for an event whose kind and status are known, in their order."""
    event = event_of(answers)
    kind = event.kind
    yield from ABOUT_STAYS if event.is_stay else ("date",)
    if kind in LEARNING or kind in ("overdose", "break_in_use"):
        yield from ABOUT_USE
    yield "what"
    if kind in LEARNING and event.status == "happened":
        yield from TAUGHT


def record(case: Case, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an event's file: the answers in the schema's order, with its case and worker.

    What was not said happened, and today; a stay is dated by its days.
    """
    data: dict[str, Any] = {"status": "happened", **answers, "hrcli": "event/1", "case": case.id}
    if event_of(data).day is None and "date" not in data:
        data["date"] = case.today.isoformat()
    if case.plan.worker and not said(data, "worker"):
        data["worker"] = case.plan.worker
    return schema.in_order("event", (), data)


def day_of(event: Event, today: date) -> date:
    """The day in an event's file name: of a correction the day it is made, else its own."""
    return today if event.corrects else event.day or today


def learnt_from(case: Case, event: Event) -> list[Change]:
    """The event's change put into the relapse plan, behind what stands there."""
    change = event.relapse_plan_change.strip()
    before = case.plan.relapse_plan.for_client
    if not change or change in before:
        return []
    joined = f"{before.rstrip()}\n{change}" if before.strip() else change
    return [Change(("relapse_plan", "for_client"), joined)]
