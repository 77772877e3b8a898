"""`hrcli event`: write down what happened between two reviews, or what is planned."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO

import click

from hrcli import ids
from hrcli.commands import _answers, _prompts, _saving
from hrcli.commands._desk import Desk, at_terminal, desk, need_terminal
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.document.document import Document, read
from hrcli.document.writer import block
from hrcli.errors import WrongCommand
from hrcli.finding import Finding
from hrcli.method import events, guided, reviewing
from hrcli.method.events import learnt_from
from hrcli.method.interview import Misheard, heard
from hrcli.plan import schema
from hrcli.plan.case import Case, File
from hrcli.plan.changes import amended

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
    word = _kind(kind) if kind else None
    draft = _prompts.draft_name("event", found.id, word or "any", corrects)
    given = _answers.fragment(source) if source else None
    if given is None:
        need_terminal("--from FILE|-")
        session = _prompts.interview(desk, draft, found.plan.data, kind="event")
        answers: Mapping[str, Any] = guided.event(session, word)
    else:
        _answers.need_same_case(found, given.data)
        answers = {**given.data, **({"kind": word} if word else {})}
    _need_kind(answers)
    data = events.record(found, {**answers, **_corrected(found, corrects)})
    text = block(data)
    _answers.check_new(desk, text, (), given, source)
    there = reviewing.same_file(found.events, data)
    own_day = str(events.day_of(data, desk.today))
    name = there.name if there else f"events/{ids.new_file_name(own_day, secrets.randbelow)}"
    _save(desk, found, name, None if there else text, _learns(found, data, into_plan), dry_run)
    if not dry_run:
        desk.caseload.drop_draft(draft)
        desk.say(f"Saved cases/{found.id}/{name}. The case stays {found.plan.status}.")


def _kind(typed: str) -> str:
    """The kind that was typed, or a beginning of it; any other word is not repeated."""
    words = schema.words_at("event", ("kind",))
    try:
        return str(heard({}, words, typed, date.min))
    except Misheard:
        todo = f"One of: {', '.join(words)}"
        raise WrongCommand("hrcli knows no such kind of event.", "hrcli event", todo) from None


def _corrected(case: Case, name: str | None) -> dict[str, str]:
    """The event whose place this one takes, as its file names it."""
    if name is None:
        return {}
    own = name.rpartition("/")[2]
    if own not in [it.own_name for it in case.events]:
        todo = "See the files under events/ of the case."
        raise WrongCommand("There is no such event.", "hrcli event --corrects", todo)
    return {"corrects": own}


def _need_kind(answers: Mapping[str, Any]) -> None:
    if not answers.get("kind"):
        todo = "Name it: hrcli event CASE KIND, such as lapse or contact."
        raise WrongCommand("The kind of event is missing; nothing was written.", "kind", todo)


def _learns(case: Case, data: Mapping[str, Any], into_plan: bool | None) -> Mapping[str, Any]:
    """The event if its change shall go into the relapse plan, else nothing."""
    if into_plan is False or not case.plan.open or not learnt_from(case, data):
        return {}
    if into_plan is None:
        question = "Put the change into the relapse plan now?"
        into_plan = at_terminal() and click.confirm(question, default=True, err=True)
    return data if into_plan else {}


def _save(
    desk: Desk,
    case: Case,
    name: str,
    text: str | None,
    learns: Mapping[str, Any],
    dry_run: bool,
) -> None:
    """Write the event (no text: it is there), then what it changes in the plan."""
    known = case
    if text is not None:
        new = File(name, read(text.encode("utf-8")))
        known = case._replace(events=(*case.events, new))

    def counts(finding: Finding) -> bool:
        return finding.file == name and finding.code.startswith(SHAPE)

    def edit(document: Document) -> str:
        now = known.with_plan(document)
        after = amended(document, learnt_from(now, learns))
        _saving.block_errors(now, document, after, counts, any_weight=True)
        return after

    plan, file = f"cases/{case.id}/plan.yaml", f"cases/{case.id}/{name}"
    if dry_run:
        _saving.show_change(file, "", text or "")
        _saving.save(desk, plan, edit, dry_run)
    else:
        desk.caseload.record({file: text.encode("utf-8")} if text else {}, plan, edit)
