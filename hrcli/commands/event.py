"""`hrcli event`: write down what happened between two reviews, or what is planned."""

from __future__ import annotations

from typing import BinaryIO

import click

from hrcli import ids
from hrcli.commands import _answers, _prompts
from hrcli.commands._desk import Desk, at_terminal, desk, draw, need_terminal
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._refusing import block_errors
from hrcli.commands._saving import Record, Saving
from hrcli.document.data import Data
from hrcli.document.document import read
from hrcli.document.writer import block
from hrcli.finding import Finding
from hrcli.method import events, guided, reviewing
from hrcli.method.events import learnt_from
from hrcli.plan.case import Case, File, event_of

SHAPE = ("YML", "SCH", "REF", "EVT04")
"""What stops an event of its own; all else is found once it is saved."""


@click.command()
@case_argument()
@click.argument("kind", required=False)
@click.option(
    "--into-plan/--not-into-plan",
    default=None,
    help="Whether its change goes into the relapse plan (else it is asked).",
)
@click.option("--corrects", metavar="FILE", help="The event that this one takes the place of.")
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

    KIND is one of lapse, slip, prolonged_use, overdose, detox_stay, hospital_stay, custody_stay,
    break_in_use, crisis, contact, disclosure, other; left out, it is asked for. A return to use is
    something to learn from: the case stays open whatever happens.

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


def _given(case: Case, data: Data, kind: str | None) -> Data:
    _answers.need_same_case(case, data)
    return {**data, **({"kind": kind} if kind else {})}


def _asked(desk: Desk, case: Case, draft: str, kind: str | None) -> Data:
    need_terminal("--from FILE|-")
    return guided.event(_prompts.interview(desk, draft, case.plan.data, kind="event"), kind)


def _save(saving: Saving, case: Case, data: Data, into_plan: bool | None) -> str:
    """Write the event, then what it changes in the plan; gives the name of the event's file."""
    there = reviewing.same_file(case.events, data)
    own_day = str(events.day_of(event_of(data), case.today))
    name = there.name if there else f"events/{ids.new_file_name(own_day, draw)}"
    text = block(dict(data))
    saving.check_new(text)  # before a question about it is asked
    learns = _learns(case, data, into_plan)

    def counts(finding: Finding) -> bool:
        return finding.file == name and finding.code.startswith(SHAPE)

    saving.save(
        events.with_event(case, File(name, read(text.encode("utf-8")))),
        lambda now: learnt_from(now, event_of(learns)),
        refuse=lambda now, then: block_errors(now, then, counts, any_weight=True),
        record=Record(name, text, is_there=there is not None),
    )
    return name


def _learns(case: Case, data: Data, into_plan: bool | None) -> Data:
    """The event if its change shall go into the relapse plan, else nothing."""
    if into_plan is False or not case.plan.open or not learnt_from(case, event_of(data)):
        return {}
    if into_plan is None:
        question = "Put the change into the relapse plan now?"
        into_plan = at_terminal() and click.confirm(question, default=True, err=True)
    return data if into_plan else {}
