"""`hrcli event`: write down what happened between two reviews, or what is planned."""

from __future__ import annotations

from datetime import date
from typing import BinaryIO

import click

from hrcli.commands import _answers, _events, _prompts, _tab_plan
from hrcli.commands._desk import Desk, at_terminal, desk, need_terminal
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._saving import Saving
from hrcli.dates import echo
from hrcli.document.data import Data
from hrcli.method import events, guided
from hrcli.method.after_events import died
from hrcli.method.events import learnt_from
from hrcli.plan.case import Case, Event, event_of


@click.command()
@case_argument()
@click.argument("kind", required=False, shell_complete=_tab_plan.words("event", "kind"))
@click.option(
    "--into-plan/--not-into-plan",
    default=None,
    help="Whether its change goes into the relapse plan (else it is asked).",
)
@click.option(
    "--corrects",
    metavar="FILE",
    shell_complete=_tab_plan.records("events"),
    help="The event that this one takes the place of.",
)
@from_file
@dry_run
@desk
def event(
    desk: Desk,
    case: str,
    kind: str | None,
    into_plan: bool | None,
    corrects: str | None,
    source: BinaryIO | None,
    dry_run: bool,
) -> None:
    """Record an event: a lapse, an overdose, a stay, a contact, a disclosure ...

    KIND is one of lapse, slip, prolonged_use, overdose, suicidal_crisis, crisis, violence, seizure,
    injury, adverse_reaction, birth, detox_stay, hospital_stay, custody_stay, break_in_use, contact,
    contact_attempt, disclosure, other; left out, it is asked for. A return to use is something to
    learn from: the case stays open whatever happens. After an overdose, a crisis, violence, a
    seizure, an injury or an adverse reaction an early review is proposed.

    \b
    Example:
      echo "triggers: [a quarrel on the phone]" | hrcli event 7KQ2 lapse --from -
    """
    found = desk.case(case)
    word = events.kind_named(kind) if kind else None
    draft = _prompts.draft_name("event", found.id, word or "any", corrects)
    given = _answers.fragment(source)
    answers = _given(found, given.data, word) if given else _asked(desk, found, draft, word)
    events.need_kind(answers)
    data = events.record(found, {**answers, **events.corrected(found, corrects)})
    saving = Saving(desk, found.id, dry_run, draft, given=given)
    name = _save(saving, found, data, into_plan)
    saving.tell(f"Saved cases/{found.id}/{name}. The case stays {found.plan.status}.")
    _tell_what_follows(desk, saving, event_of(data), name)


def _given(case: Case, data: Data, kind: str | None) -> Data:
    _answers.need_same_case(case, data)
    return {**data, **({"kind": kind} if kind else {})}


def _asked(desk: Desk, case: Case, draft: str, kind: str | None) -> Data:
    need_terminal("--from FILE|-")
    session = _prompts.interview(desk, draft, case.plan.data, kind="event")
    return session.walk(lambda: guided.event(session, kind))


def _save(saving: Saving, case: Case, data: Data, into_plan: bool | None) -> str:
    """Write the event, then what it changes in the plan; gives the name of the event's file."""
    new = _events.new_event(saving, case, data)  # checked before a question about it is asked
    learns = _learns(saving.desk, case, data, into_plan)
    early = _early_review(saving.desk, case, new.then, new.record.name)
    _events.save(
        saving, new, lambda now: [*learnt_from(now, event_of(learns)), *events.sooner(early)]
    )
    return new.record.name


def _learns(desk: Desk, case: Case, data: Data, into_plan: bool | None) -> Data:
    """The event if its change shall go into the relapse plan, else nothing."""
    if into_plan is False or not case.plan.open or not learnt_from(case, event_of(data)):
        return {}
    if into_plan is None:
        question = "Put the change into the relapse plan now?"
        into_plan = at_terminal() and _prompts.yes_or_no(desk, question, default=True)
    return data if into_plan else {}


def _early_review(desk: Desk, case: Case, then: Case, name: str) -> date | None:
    """The day of an early review, where the worker wants one; None leaves the next one as it is."""
    event = next(it for it in then.events if it.file.name == name)
    by = events.look_at_by(then, event) if case.plan.open else None
    if by is None or not at_terminal():
        return None
    planned = case.plan.review.next
    instead = f" instead of {echo(planned, case.today)}" if planned else ""
    question = f"Look at it together: put the next review on {echo(by, case.today)}{instead}?"
    return by if _prompts.yes_or_no(desk, question, default=True) else None


def _tell_what_follows(desk: Desk, saving: Saving, event: Event, name: str) -> None:
    """What is to be done now: after a death the case is closed, else a review may be early."""
    now = saving.looked_back()
    if now is None or not now.plan.open or saving.dry_run:
        return
    if died(event):
        desk.say(f"To close the case: hrcli close {now.id[:4]} --outcome died")
        return
    saved = next((it for it in now.events if it.file.name == name), None)
    by = events.look_at_by(now, saved) if saved else None
    if by:
        desk.say(f"Look at it together by {by}: hrcli set {now.id[:4]} review.next {by}")
