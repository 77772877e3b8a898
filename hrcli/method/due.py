"""What is due, and when: the review, what was planned, what happened, what the client asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple, Protocol

from hrcli.dates import day, days_after
from hrcli.document.data import value_at
from hrcli.ids import is_item_id
from hrcli.knowledge.table_of_facts import event_kind
from hrcli.method.after_events import to_look_at
from hrcli.method.client_says import COMPLAINT, of_case
from hrcli.method.next_review import next_review
from hrcli.method.steps import left_over
from hrcli.plan.case import Case, Event
from hrcli.plan.plan import Goal

SHOWN_AS_FLAG = ("present", "not_assessed")
EVER = 10**7
"""More days than the calendar has: to look ahead at everything."""


class Due(NamedTuple):
    """One thing to do. Holds ids, kinds and dates only: it may stand in a mail or a calendar."""

    case: str
    # review | action | goal | consent | flag | event | after_event | contact | question | concern
    # | complaint | step
    kind: str
    id: str
    date: date | None
    state: str  # overdue | today | soon | missing | unreadable
    days: int | None  # from today; negative is past
    caseload: str = ""  # the name of its folder


class Closed(Protocol):
    """A case that cannot be opened: no more of it is known than its id, and perhaps not that."""

    @property
    def case(self) -> str: ...
    @property
    def file(self) -> str: ...


def _state(when: date, today: date, ahead: int) -> str | None:
    days = (when - today).days
    if days < 0:
        return "overdue"
    if days == 0:
        return "today"
    return "soon" if days <= ahead else None


def _named(name: str, position: int) -> str:
    """The id of an item; its position (from 1) where what stands there may be no id at all."""
    return name if is_item_id(name) else str(position)


def _dated(case: Case, kind: str, name: str, said: object, ahead: int) -> Iterator[Due]:
    """Something that is owed on the day `said`; what stands there and is no day is owed now."""
    if said is not None:
        yield from _must(case, kind, name, day(said), ahead)


def _must(case: Case, kind: str, name: str, when: date | None, ahead: int) -> Iterator[Due]:
    """Something that is owed even where nobody can say when."""
    if when is None:
        yield Due(case.id, kind, name, None, "missing", None)
        return
    state = _state(when, case.today, ahead)
    if state:
        yield Due(case.id, kind, name, when, state, (when - case.today).days)


def _review(case: Case, ahead: int) -> Iterator[Due]:
    yield from _must(case, "review", "review", next_review(case), ahead)


def _goals(case: Case, ahead: int) -> Iterator[Due]:
    for number, goal in enumerate(case.plan.goals, start=1):
        if goal.open:
            by = value_at(goal.data, ("timed", "by"))
            yield from _dated(case, "goal", _named(goal.id, number), by, ahead)
            yield from _actions(case, goal, ahead)


def _actions(case: Case, goal: Goal, ahead: int) -> Iterator[Due]:
    for number, action in enumerate(goal.actions, start=1):
        if not action.open:
            continue
        name = _named(action.id, number)
        if action.data.get("by") is None and action.when == "next_contact":
            yield from _must(case, "action", name, next_contact(case), ahead)
        else:
            yield from _dated(case, "action", name, action.data.get("by"), ahead)


def words_of_actions(case: Case, caseload: str = "") -> dict[tuple[str, str, str], str]:
    """The words of the open actions, by the caseload, the case, and the id that `due` gives them.

    They belong on the worker's own screen alone, and so are no part of what is due.
    """
    return {
        (caseload, case.id, _named(action.id, number)): action.what
        for goal in case.plan.goals
        for number, action in enumerate(goal.actions, start=1)
        if action.open
    }


def next_contact(case: Case) -> date | None:
    """When the client is met next: at a planned contact, at the next review at the latest."""
    planned = (event.date for event in case.standing_events if _meets(event) and event.planned)
    return min((when for when in (*planned, next_review(case)) if when), default=None)


def _meets(event: Event) -> bool:
    """Whether the client is met at such an event."""
    return event_kind(event.kind).meets


def last_contact(case: Case) -> date | None:
    """The day the client was last met, up to today: the opening counts, a planned contact not."""
    reviews = (review.held_on for review in case.standing if "client" in review.with_)
    events = (
        event.date for event in case.standing_events if _meets(event) and event.status == "happened"
    )
    days = (*reviews, *events, case.plan.opened)
    return max((when for when in days if when and when <= case.today), default=None)


def _contact(case: Case, longest: int, ahead: int) -> Iterator[Due]:
    """The case itself, where the client was not met for `longest` days."""
    last = last_contact(case)
    yield from _must(case, "contact", "contact", last and days_after(last, longest), ahead)


def _remarks(case: Case, ahead: int) -> Iterator[Due]:
    """What the client said and nobody has settled: a complaint is due from the day it was made, a
    question or a concern when the client is met next.
    """
    for it in of_case(case):
        made = it.remark.said_on
        when = made and min(made, case.today) if it.kind == COMPLAINT else next_contact(case)
        if it.waits:
            yield from _must(case, it.kind, it.name, when, ahead)


def _flags(case: Case, ahead: int) -> Iterator[Due]:
    """Flags are named by their position: the word itself may be what nobody else must learn."""
    for number, flag in enumerate(case.plan.flags, start=1):
        if flag.status in SHOWN_AS_FLAG:
            yield from _dated(case, "flag", str(number), flag.data.get("review_by"), ahead)


def _left_steps(case: Case, ahead: int) -> Iterator[Due]:
    """Steps of the method that were left for later, while they are open still."""
    for it in left_over(case):
        name = it.item if is_item_id(it.item) else it.step
        yield from _dated(case, "step", name, it.data.get("until"), ahead)


def _consents(case: Case, ahead: int) -> Iterator[Due]:
    for number, consent in enumerate(case.plan.consents, start=1):
        if not consent.revoked:
            name = _named(consent.id, number)
            yield from _dated(case, "consent", name, consent.data.get("expires"), ahead)


def _events(case: Case, ahead: int) -> Iterator[Due]:
    """Events are named by the random part of their file name, for the same reason."""
    for event in case.standing_events:
        if event.planned:
            yield from _must(case, "event", _of_file(event), event.from_ or event.date, ahead)


def _after_events(case: Case, ahead: int) -> Iterator[Due]:
    """What happened and is to be looked at together: from its day on, each by the day that its
    kind allows.
    """
    for found in to_look_at(case):
        name, seen_from = _of_file(found.event), max(ahead, found.days)
        yield from _must(case, "after_event", name, found.by, seen_from)


def _of_file(event: Event) -> str:
    return event.file.name.rpartition("-")[2].removesuffix(".yaml")


def lead_times(case: Case) -> tuple[int, ...]:
    """How many days ahead to remind: the plan's own lead times, else the caseload's."""
    return case.plan.remind or case.settings.remind


def due(case: Case, within: int | None = None, no_contact: int | None = None) -> list[Due]:
    """What is due in an open case on `case.today`, and in the `within` days after it.

    Without `within` only the lead times look ahead. With `no_contact` also the case itself is
    listed, once the client was not met for so many days. A closed case owes nothing. An open one
    without a review date owes one: state `missing`.
    """
    histories = (*(it.file for it in case.reviews), *(it.file for it in case.events))
    files = (case.plan_file, *histories)
    broken = [unreadable(case.id, file.name) for file in files if not file.document.sound]
    if not case.plan_file.document.sound or not case.plan.open:
        return broken
    ahead = within if within is not None else max(lead_times(case), default=0)
    kinds = (_review, _goals, _flags, _consents, _events, _after_events, _remarks, _left_steps)
    found = [item for kind in kinds for item in kind(case, ahead)]
    if no_contact is not None:
        found += _contact(case, no_contact, ahead)
    return sorted(broken + found, key=urgency)


def due_in(
    cases: Iterable[Case | Closed],
    within: int | None = None,
    no_contact: int | None = None,
    caseload: str = "",
) -> list[Due]:
    """What is due in all the cases, the most pressing first; a case no one can open is due too.

    Each says the name of the `caseload` that its case is in.
    """
    found: list[Due] = []
    for case in cases:
        if isinstance(case, Case):
            items = due(case, within, no_contact)
        else:
            items = [unreadable(case.case, case.file or ("plan.yaml" if case.case else "cases"))]
        found += (item._replace(caseload=caseload) for item in items)
    return sorted(found, key=urgency)


def unreadable(case: str, file: str = "plan.yaml") -> Due:
    """A file that cannot be read may hide something due, so it is due itself."""
    return Due(case, "review", file, None, "unreadable", None)


def urgency(item: Due) -> tuple[object, ...]:
    """The order of a list of what is due: what cannot be dated first, then the oldest date."""
    when = item.date or date.min
    return (item.date is not None, when, item.case, item.kind, item.id, item.caseload)
