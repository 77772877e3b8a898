"""What is asked about an event, what its file holds, and what it changes in the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from hrcli.dates import day
from hrcli.document.data import group, said, text
from hrcli.method.facts import STAYS
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.plan.changes import Change

LEARNING = ("lapse", "slip", "prolonged_use")

# What is asked about an event: about every one, then about one that has happened.
ASKED = ("status",)
ABOUT_STAYS = ("from", "to")
ABOUT_USE = ("use",)
TAUGHT = ("triggers", "pros", "cons", "learnt", "relapse_plan_change")


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
