"""What is asked about an event, what its file holds, and what it changes in the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from hrcli.document.data import Data, said
from hrcli.errors import WrongCommand
from hrcli.folding import meant
from hrcli.knowledge.table_of_facts import event_kind
from hrcli.method.after_events import died, to_look_at
from hrcli.method.interview import Misheard, heard
from hrcli.plan import schema
from hrcli.plan.case import Case, Event, File, event_of
from hrcli.plan.changes import Change

# What is asked about an event, besides its status: about a stay, then about one that has happened.
ABOUT_STAYS = ("from", "to")
ABOUT_USE = ("use",)
TAUGHT = {
    "use": ("triggers", "pros", "cons", "learnt", "relapse_plan_change"),
    "danger": ("triggers", "learnt", "relapse_plan_change"),
}


def kind_named(typed: str) -> str:
    """The kind that was typed, or a beginning of it; any other word is not repeated.

    Raises WrongCommand for such a word.
    """
    words = schema.words_at("event", ("kind",))
    try:
        return str(heard({}, words, typed, date.min))
    except Misheard:
        todo = f"{meant(typed, words)}One of: {', '.join(words)}"
        raise WrongCommand("hrcli knows no such kind of event.", "hrcli event", todo) from None


def need_kind(answers: Data) -> None:
    """Raises WrongCommand where the kind of event is missing."""
    if not answers.get("kind"):
        todo = "Name it: hrcli event CASE KIND, such as lapse or contact."
        raise WrongCommand("The kind of event is missing; nothing was written.", "kind", todo)


def corrected(case: Case, name: str | None) -> dict[str, str]:
    """The event whose place this one takes, as its file names it; empty where it takes nobody's.

    Raises WrongCommand where there is no such file.
    """
    if name is None:
        return {}
    own = name.rpartition("/")[2]
    if own not in [it.file.own_name for it in case.events]:
        todo = "See the files under events/ of the case."
        raise WrongCommand("There is no such event.", "hrcli event --corrects", todo)
    return {"corrects": own}


def is_return(event: Event) -> bool:
    """Whether it is a return to use: a lapse, a slip, prolonged use."""
    return event_kind(event.kind).teaches == "use"


def final(data: Data) -> str:
    """Why the record of this event is never taken back; empty where it may be."""
    return event_kind(event_of(data).kind).final


def questions(answers: Data) -> Iterator[str]:
    """The keys to ask about next for an event whose kind and status are known, in their order."""
    event = event_of(answers)
    about = event_kind(event.kind)
    yield from ABOUT_STAYS if event.is_stay else ("date",)
    if about.of_use:
        yield from ABOUT_USE
    if event.status == "happened":
        yield from about.asks
    yield "what"
    if event.status != "happened" or answers.get("survived") is False:
        return
    yield from TAUGHT.get(about.teaches, ())


def record(case: Case, answers: Data) -> dict[str, Any]:
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


def with_event(case: Case, file: File) -> Case:
    """The case with this event in it, in place of one with the same name."""
    others = tuple(event for event in case.events if event.file.name != file.name)
    return case._replace(events=(*others, event_of(file.data, file)))


def look_at_by(case: Case, event: Event) -> date | None:
    """The day by which a review should look at what happened, today at the earliest.

    None where it wants no review, where one was held since, or the next one comes by then.
    """
    name = event.file.name
    found = next((it for it in to_look_at(case) if it.event.file.name == name), None)
    if found is None or died(event):
        return None
    by, planned = max(found.by or case.today, case.today), case.plan.review.next
    return by if planned is None or planned > by else None


def sooner(when: date | None) -> list[Change]:
    """The next review put on this day, where there is one."""
    return [Change(("review", "next"), when.isoformat())] if when else []


def learnt_from(case: Case, event: Event) -> list[Change]:
    """The event's change put into the relapse plan, behind what stands there."""
    change = event.relapse_plan_change.strip()
    before = case.plan.relapse_plan.for_client
    if not change or change in before:
        return []
    joined = f"{before.rstrip()}\n{change}" if before.strip() else change
    return [Change(("relapse_plan", "for_client"), joined)]
