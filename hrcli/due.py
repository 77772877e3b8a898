"""What is due, and when: reviews, actions, goals, flags, consents and stays to prepare for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from hrcli.dates import after, day
from hrcli.plan import Case, text

SHOWN_AS_FLAG = ("present", "not_assessed")


class Due(NamedTuple):
    """One thing to do. Holds ids, kinds and dates only: it may stand in a mail or a calendar."""

    case: str
    kind: str  # review | action | goal | consent | flag | event
    id: str
    date: date | None
    state: str  # overdue | today | soon | missing | unreadable
    days: int | None  # from today; negative is past


def _state(when: date, today: date, ahead: int) -> str | None:
    days = (when - today).days
    if days < 0:
        return "overdue"
    if days == 0:
        return "today"
    return "soon" if days <= ahead else None


def _dated(case: Case, kind: str, name: str, when: date | None, ahead: int) -> Iterator[Due]:
    if when is None:
        return
    state = _state(when, case.today, ahead)
    if state:
        yield Due(case.id, kind, name, when, state, (when - case.today).days)


def next_review(case: Case) -> date | None:
    """The date of the one open review; None where none is set.

    Where a review was held that the plan does not know of (saving it was cut short), the earlier
    of the plan's date and the one counted from that day holds, so that nothing due is lost.
    """
    planned = case.plan.review.next
    held = case.held[-1] if case.held else None
    if held is None or (case.plan.review.last and held <= case.plan.review.last):
        return planned
    newest = max(
        case.standing or case.reviews,
        key=lambda review: day(review.data.get("held_on")) or date.min,
    )
    every = case.plan.review.every or case.settings.review_every
    counted = day(newest.data.get("next")) or after(held, every)
    return min((when for when in (planned, counted) if when), default=None)


def _review(case: Case, ahead: int) -> Iterator[Due]:
    when = next_review(case)
    if when is None:
        yield Due(case.id, "review", "review", None, "missing", None)
    yield from _dated(case, "review", "review", when, ahead)


def _goals(case: Case, ahead: int) -> Iterator[Due]:
    for goal in case.plan.goals:
        if not goal.open:
            continue
        yield from _dated(case, "goal", goal.id, goal.by, ahead)
        for action in goal.actions:
            if action.open:
                yield from _dated(case, "action", action.id, action.by, ahead)


def _flags(case: Case, ahead: int) -> Iterator[Due]:
    """Flags are named by their position: the word itself may be what nobody else must learn."""
    for number, flag in enumerate(case.plan.flags, start=1):
        if text(flag.data, "status") in SHOWN_AS_FLAG:
            yield from _dated(case, "flag", str(number), flag.on, ahead)


def _consents(case: Case, ahead: int) -> Iterator[Due]:
    for consent in case.plan.consents:
        if not consent.data.get("revoked_on"):
            yield from _dated(case, "consent", consent.id, consent.on, ahead)


def _events(case: Case, ahead: int) -> Iterator[Due]:
    """Planned events are named by the random part of their file name, for the same reason."""
    for event in case.standing_events:
        if text(event.data, "status") == "planned":
            starts = day(event.data.get("from")) or day(event.data.get("date"))
            name = event.name.rpartition("-")[2].removesuffix(".yaml")
            yield from _dated(case, "event", name, starts, ahead)


def due(case: Case, within: int | None = None) -> list[Due]:
    """What is due in an open case on `case.today`, and in the `within` days after it.

    Without `within` only the plan's own lead times (else the caseload's) look ahead. A closed
    case owes nothing. An open one without a review date owes one: state `missing`.
    """
    broken = [
        unreadable(case.id, file.name)
        for file in (case.plan_file, *case.reviews, *case.events)
        if not file.document.sound
    ]
    if not case.plan_file.document.sound or not case.plan.open:
        return broken
    leads = case.plan.remind or case.settings.remind
    ahead = within if within is not None else max(leads, default=0)
    kinds = (_review, _goals, _flags, _consents, _events)
    found = [item for kind in kinds for item in kind(case, ahead)]
    return sorted(broken + found, key=urgency)


def unreadable(case: str, file: str = "plan.yaml") -> Due:
    """A file that cannot be read may hide something due, so it is due itself."""
    return Due(case, "review", file, None, "unreadable", None)


def urgency(item: Due) -> tuple[object, ...]:
    """The order of a list of what is due: what cannot be dated first, then the oldest date."""
    return (item.date is not None, item.date or date.min, item.case, item.kind, item.id)
