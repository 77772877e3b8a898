"""`hrcli review`: hold a review, write it down, and take it into the plan."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO

import click

from hrcli import ids
from hrcli.commands import _answers, _prompts, _saving
from hrcli.commands._desk import Desk, desk, need_terminal
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.dates import FORMS, day, echo, spoken
from hrcli.document.document import Document, read
from hrcli.document.writer import block
from hrcli.errors import WrongCommand
from hrcli.finding import Finding
from hrcli.method import guided, reviewing
from hrcli.method.due import next_review
from hrcli.method.interview import Interview
from hrcli.method.reviewing import small_steps
from hrcli.plan.case import Case, File
from hrcli.plan.changes import amended
from hrcli.rules import examine

SHAPE = ("YML", "SCH", "REF")
"""What stops a review of its own; all else is found once it is saved."""

DATES = ("REV01", "REV03", "REV04", "REV08")
"""What must be right about the days, so that there always is one review to come."""


@click.command()
@case_argument()
@click.option("--held", metavar="DATE", help="The day it was held (else today).")
@click.option("--corrects", metavar="FILE", help="The review that this one takes the place of.")
@from_file
@dry_run
@desk
def review(
    desk: Desk,
    case: str,
    held: str | None,
    corrects: str | None,
    source: BinaryIO | None,
    dry_run: bool,
) -> None:
    """Hold a review: what the plan did, first of all any harm it brought, and what comes next.

    Writes a file of its own under reviews/ and takes its numbers, goals and next date into the
    plan; the next one is counted from the day this one was held. A saving that was cut short is
    finished by the same command.

    \b
    Example:
      echo "unintended: {children: none_seen}" | hrcli review 7KQ2 --from -
    """
    found = _finished(desk, _open_case(desk, case), source is None, dry_run)
    if found is None:
        return
    old = _corrected(found, corrects)
    when = _day(desk, old, held)
    draft = _prompts.draft_name("review", found.id, corrects)
    given = _answers.fragment(source) if source else None
    if given is None:
        need_terminal("--from FILE|-")
        session = _prompts.interview(desk, draft, found.plan.data, kind="review")
        when = when if held or old else _first_day(desk, session)
        answers: Mapping[str, Any] = guided.review(session, found, when, secrets.randbelow, old)
    else:
        _answers.need_same_case(found, given.data)
        answers = given.data
        when = _day_given(desk, answers, when, held is not None or bool(old))
    _need_answers(answers)
    data = _record(found, answers, when, corrects)
    text = _text(desk, data, given, source)
    name = _name(found, data)
    _save(desk, found, name, data, text, dry_run)
    if not dry_run:
        desk.caseload.drop_draft(draft)
        _report(desk, found, name, data)


def _open_case(desk: Desk, case: str) -> Case:
    found = desk.case(case)
    if not found.plan.open:
        todo = f"Re-open it first: hrcli reopen {found.id[:4]}"
        raise WrongCommand("This case is closed; nothing is due in it.", found.id, todo)
    return found


def _finished(desk: Desk, case: Case, asks: bool, dry_run: bool) -> Case | None:
    """The case with every saved review taken in; None where that was all there was to do."""
    files = [file for file in reviewing.unfinished(case) if file.document.sound]
    if not files:
        return case

    def edit(document: Document) -> str:
        for file in files:
            now = case.with_plan(document)
            after = amended(document, reviewing.taken_in(now, _dated(now, file)))
            document = read(document.encoded(after))
        return document.text

    _saving.save(desk, f"cases/{case.id}/plan.yaml", edit, dry_run)
    desk.say(f"Finished saving the review in {files[-1].name}.")
    return None if asks or dry_run else desk.case(case.id)


def _dated(case: Case, file: File) -> dict[str, Any]:
    """A saved review with a next date, also where it holds none."""
    held = day(file.data.get("held_on")) or case.today
    return {**file.data, "next": file.data.get("next") or str(reviewing.proposed(case, held))}


def _corrected(case: Case, name: str | None) -> Mapping[str, Any]:
    """The review whose place this one takes; empty where it takes nobody's."""
    if name is None:
        return {}
    own = name.rpartition("/")[2]
    old = next((it for it in case.reviews if it.own_name == own), None)
    if old is None:
        todo = "See the files under reviews/ of the case."
        raise WrongCommand("There is no such review.", "hrcli review --corrects", todo)
    return old.data


def _day(desk: Desk, old: Mapping[str, Any], held: str | None) -> date:
    """The day of the review; one that corrects another keeps the other's day."""
    if old:
        return day(old.get("held_on")) or desk.today
    when = spoken(held, desk.today) if held else desk.today
    if when is None or when > desk.today:
        todo = f"Write a day that has come, such as {FORMS.partition(', today')[0]}."
        raise WrongCommand("This is no day on which it was held.", "hrcli review --held", todo)
    return when


def _day_given(desk: Desk, answers: Mapping[str, Any], when: date, is_said: bool) -> date:
    """The day that the answers themselves give; it may not contradict what was `said` beside."""
    given = answers.get("held_on")
    if given is None or given == str(when):
        return when
    if is_said:
        todo = "Leave held_on out of the answers; a correction keeps the day of the old review."
        raise WrongCommand("The answers give another day for this review.", "held_on", todo)
    return _day(desk, {}, str(given))


def _first_day(desk: Desk, session: Interview) -> date:
    """The day on which these answers were begun: a review finished later was held then."""
    begun = session.begun(desk.today)
    if begun != desk.today:
        session.tell(f"It counts as held on {echo(begun, desk.today)}; --held names another day.")
    return begun


def _need_answers(answers: Mapping[str, Any]) -> None:
    if not answers:
        todo = "Answer at least one question, or give the review with --from."
        raise WrongCommand("Nothing was answered; no review was written.", "hrcli review", todo)


def _record(
    case: Case, answers: Mapping[str, Any], held: date, corrects: str | None
) -> dict[str, Any]:
    own = {"corrects": corrects.rpartition("/")[2]} if corrects else {}
    return reviewing.record(case, {**answers, **own}, held)


def _text(
    desk: Desk, data: Mapping[str, Any], given: Document | None, source: BinaryIO | None
) -> str:
    """The review's text, once the schema has nothing to say about it."""
    text = block(dict(data))
    _answers.check_new(desk, text, (), given, source)
    return text


def _name(case: Case, data: Mapping[str, Any]) -> str:
    """The file for the review: the one that holds it already, else a new one."""
    there = reviewing.same_file(case.reviews, data)
    if there:
        return there.name
    own = str(case.today) if "corrects" in data else str(data["held_on"])
    return f"reviews/{ids.new_file_name(own, secrets.randbelow)}"


def _save(
    desk: Desk, case: Case, name: str, data: Mapping[str, Any], text: str, dry_run: bool
) -> None:
    """Write the review, then the plan; nothing where the review does not fit the case."""
    file = File(name, read(text.encode("utf-8")))
    others = tuple(it for it in case.reviews if it.name != name)
    known = case._replace(reviews=(*others, file))
    is_new = len(others) == len(case.reviews)

    def counts(finding: Finding) -> bool:
        if finding.file == name and finding.code.startswith(SHAPE):
            return True
        return finding.code in DATES and finding.file in (name, case.plan_file.name)

    def edit(document: Document) -> str:
        now = known.with_plan(document)
        after = amended(document, reviewing.taken_in(now, data))
        _saving.block_errors(now, document, after, counts, any_weight=True)
        return after

    plan = f"cases/{case.id}/plan.yaml"
    if dry_run:
        _saving.show_change(f"cases/{case.id}/{name}", "", text if is_new else "")
        _saving.save(desk, plan, edit, dry_run)
        return
    new = {f"cases/{case.id}/{name}": text.encode("utf-8")} if is_new else {}
    desk.caseload.record(new, plan, edit)


def _report(desk: Desk, case: Case, name: str, data: Mapping[str, Any]) -> None:
    after = desk.case(case.id)
    steps = small_steps(after, data)
    if steps:
        desk.say(f"A step nearer the target: {', '.join(steps)}.")
    held, last = day(data["held_on"]), after.plan.review.last
    if held and last and held < last:
        desk.say("A later review is known already, so the plan keeps its numbers and its date.")
    if any(finding.file == name for finding in examine(after)):
        desk.say(f"Something is still open in it: hrcli validate {case.id[:4]}")
    when = next_review(after)
    coming = f" Next review: {echo(when, case.today)}." if when else ""
    desk.say(f"Saved cases/{case.id}/{name}.{coming}")
