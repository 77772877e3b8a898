"""The days of a plan: what happened, what is planned, and the stretches that call for care."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from hrcli.dates import days_after
from hrcli.knowledge.table_of_facts import days_after_stay, days_of
from hrcli.pages.pictures import Mark
from hrcli.plan.case import Event, Review
from hrcli.plan.plan import Goal, Plan

Lanes = list[tuple[str, list[Mark]]]


class TimelineEntry(NamedTuple):
    """One day, or a stretch of days up to `end`, with what it is."""

    kind: str
    name: str
    start: str
    end: str


def lanes(
    plan: Plan, goals: Sequence[Goal], reviews: Sequence[Review], events: Sequence[Event]
) -> Lanes:
    """What stands on a plan's timeline: the plan, its goals, reviews, events and windows.

    `goals` are numbered as on the page, from 1 in their order. A window is a stay away, or the days
    after one (or after a dated circumstance) on which tolerance may be lower.
    """
    taking_place = [event for event in events if not event.cancelled]
    return [
        ("plan", list(_plan(plan))),
        ("goals", list(_goals(plan, goals))),
        ("reviews", list(_reviews(plan, reviews))),
        ("events", list(_events(taking_place))),
        ("windows", [*_stays(taking_place), *_circumstances(plan)]),
    ]


def entries(told: Lanes) -> list[TimelineEntry]:
    """The same in the order of days, for those who read rather than look."""
    marks = (mark for _, lane in told for mark in lane)
    in_order = sorted(marks, key=lambda mark: (mark.start, mark.end or mark.start))
    return [
        TimelineEntry(it.kind, it.name, it.start.isoformat(), it.end.isoformat() if it.end else "")
        for it in in_order
    ]


def _on(kind: str, when: date | None, name: str = "") -> Iterator[Mark]:
    if when:
        yield Mark(kind, name, when)


def _stretch(kind: str, name: str, start: date, end: date) -> Mark:
    return Mark(kind, name, min(start, end), max(start, end))


def _plan(plan: Plan) -> Iterator[Mark]:
    yield from _on("opened", plan.opened)
    yield from _on("agreed", plan.agreed.date)
    for replan in plan.replans:
        yield from _on("replanned", replan.date)
    yield from _on("closed", plan.closed.date)


def _goals(plan: Plan, goals: Iterable[Goal]) -> Iterator[Mark]:
    for number, goal in enumerate(goals, start=1):
        start = goal.start or plan.opened or goal.by
        if start and goal.by:
            yield _stretch("goal", str(number), start, goal.by)


def _reviews(plan: Plan, reviews: Iterable[Review]) -> Iterator[Mark]:
    for review in reviews:
        yield from _on("review", review.held_on)
    if plan.open:
        yield from _on("next_review", plan.review.next)


def _events(events: Iterable[Event]) -> Iterator[Mark]:
    for event in events:
        yield from _on("planned_event" if event.planned else "event", event.day, event.kind)


def _stays(events: Iterable[Event]) -> Iterator[Mark]:
    for event in events:
        if event.is_stay and event.from_ and event.to:
            yield _stretch("stay", event.kind, event.from_, event.to)
        if event.is_stay and event.to:
            days = days_after_stay(event.kind)
            yield _stretch("after", event.kind, event.to, days_after(event.to, days))


def _circumstances(plan: Plan) -> Iterator[Mark]:
    for it in plan.client.circumstances:
        days = days_of(it.word)
        if it.since and days is not None:
            yield _stretch("after", it.word, it.since, days_after(it.since, days))
