"""What happened and no review has looked at yet: an overdose, a crisis, violence, an injury."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from hrcli.dates import days_after
from hrcli.knowledge.table_of_facts import event_kind
from hrcli.plan.case import Case, Event


class ToLookAt(NamedTuple):
    """An event that no review has followed, and the last day to look at it in time."""

    event: Event
    days: int
    by: date | None  # None where nobody knows when it happened


def to_look_at(case: Case) -> Iterator[ToLookAt]:
    """What has happened and waits for a review, held on its day or later."""
    for event in case.standing_events:
        days = event_kind(event.kind).look_within
        if days is not None and event.happened and not _followed(case, event):
            yield ToLookAt(event, days, event.day and days_after(event.day, days))


def look_again_by(case: Case, held: date) -> date | None:
    """By when to look again, where a review held on this day is the first since something
    happened: while its own days still run until they end, else as many days later.
    """
    waits = (it for it in to_look_at(case) if it.event.day is None or it.event.day <= held)
    found = [it.by if it.by and it.by > held else days_after(held, it.days) for it in waits]
    return min((day for day in found if day), default=None)


def _followed(case: Case, event: Event) -> bool:
    held = case.last_review and case.last_review.held_on
    return bool(held and event.day and held >= event.day)


def died(event: Event) -> bool:
    """Whether the client did not survive it, so that nobody is there to look at it with."""
    return event.happened and event.survived is False


def client_died(case: Case) -> bool:
    """Whether an event says that the client died: no danger is left to look at."""
    return any(died(event) for event in case.standing_events)
