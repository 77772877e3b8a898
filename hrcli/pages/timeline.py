"""The days of a plan: what happened, what is planned, and the stretches that call for care."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from hrcli.dates import day
from hrcli.document.data import group, items, text
from hrcli.method.facts import DATED, STAYS, WINDOW
from hrcli.pages.pictures import Mark
from hrcli.plan.plan import Plan

Lanes = list[tuple[str, list[Mark]]]
Data = Mapping[str, Any]


class Entry(NamedTuple):
    """One day, or a stretch of days up to `end`, with what it is."""

    kind: str
    name: str
    start: str
    end: str


def lanes(
    plan: Plan, goals: Sequence[Data], reviews: Sequence[Data], events: Sequence[Data]
) -> Lanes:
    """What stands on a plan's timeline: the plan, its goals, reviews, events and windows.

    `goals` bear the numbers they are known by on the page. A window is a stay away, or the days
    after one (or after a dated circumstance) on which tolerance may be lower.
    """
    return [
        ("plan", list(_plan(plan))),
        ("goals", list(_goals(plan, goals))),
        ("reviews", list(_reviews(plan, reviews))),
        ("events", list(_events(events))),
        ("windows", [*_stays(events), *_circumstances(plan)]),
    ]


def entries(told: Lanes) -> list[Entry]:
    """The same in the order of days, for those who read rather than look."""
    marks = (mark for _, lane in told for mark in lane)
    in_order = sorted(marks, key=lambda mark: (mark.start, mark.end or mark.start))
    return [
        Entry(it.kind, it.name, it.start.isoformat(), it.end.isoformat() if it.end else "")
        for it in in_order
    ]


def _on(kind: str, when: Any, name: str = "") -> Iterator[Mark]:
    found = day(when)
    if found:
        yield Mark(kind, name, found)


def _stretch(kind: str, name: str, start: date, end: date) -> Mark:
    return Mark(kind, name, min(start, end), max(start, end))


def _plan(plan: Plan) -> Iterator[Mark]:
    yield from _on("opened", plan.data.get("opened"))
    yield from _on("agreed", group(plan.data, "agreed").get("date"))
    for _, replan in items(plan.data, "replans"):
        yield from _on("replanned", replan.get("date"))
    yield from _on("closed", group(plan.data, "closed").get("date"))


def _goals(plan: Plan, goals: Iterable[Data]) -> Iterator[Mark]:
    for goal in goals:
        timed = group(goal, "timed")
        end = day(timed.get("by"))
        start = day(timed.get("start")) or plan.opened or end
        if start and end:
            yield _stretch("goal", str(goal.get("number", "")), start, end)


def _reviews(plan: Plan, reviews: Iterable[Data]) -> Iterator[Mark]:
    for review in reviews:
        yield from _on("review", review.get("held_on"))
    if plan.open:
        yield from _on("next_review", group(plan.data, "review").get("next"))


def _happened(event: Data) -> bool:
    return text(event, "status") != "cancelled"


def _events(events: Iterable[Data]) -> Iterator[Mark]:
    for event in filter(_happened, events):
        kind = "planned_event" if text(event, "status") == "planned" else "event"
        yield from _on(kind, event.get("date") or event.get("from"), text(event, "kind"))


def _stays(events: Iterable[Data]) -> Iterator[Mark]:
    for event in filter(_happened, events):
        kind, start, end = text(event, "kind"), day(event.get("from")), day(event.get("to"))
        if kind in STAYS and start and end:
            yield _stretch("stay", kind, start, end)
        if kind in STAYS and end:
            yield _stretch("after", kind, end, _last_day(end))


def _circumstances(plan: Plan) -> Iterator[Mark]:
    for _, item in items(group(plan.data, "client"), "context"):
        since = day(item.get("since"))
        if since and text(item, "is").endswith(DATED):
            yield _stretch("after", text(item, "is"), since, _last_day(since))


def _last_day(since: date) -> date:
    return date.fromordinal(min(since.toordinal() + WINDOW, date.max.toordinal()))
