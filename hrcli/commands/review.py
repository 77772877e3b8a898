"""`hrcli review`: hold a review, write it down, and take it into the plan."""

from __future__ import annotations

from datetime import date
from typing import BinaryIO

import click

from hrcli import ids
from hrcli.commands import _answers, _early, _prompts, _tab_plan
from hrcli.commands._desk import Desk, desk, draw, need_terminal
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._refusing import block_errors
from hrcli.commands._saving import Record, Saving
from hrcli.dates import echo
from hrcli.document.data import Data
from hrcli.document.document import read
from hrcli.document.writer import block
from hrcli.finding import Finding
from hrcli.method import guided, reviewing
from hrcli.method.interview import Interview
from hrcli.method.next_review import next_review
from hrcli.method.reviewing import small_steps
from hrcli.method.status import need_status
from hrcli.plan.case import Case, File, Review, review_of
from hrcli.plan.changes import Change, amended
from hrcli.rules import gate
from hrcli.rules.engine import examine

SHAPE = ("YML", "SCH", "REF")
"""What stops a review of its own; all else is found once it is saved."""

AGAIN = "Some questions for a moment alone with the client were asked long ago"

DATES = ("REV01", "REV03", "REV04", "REV08")
"""What must be right about the days, so that there always is one review to come."""


@click.command()
@case_argument()
@click.option("--held", metavar="DATE", help="The day it was held (else today).")
@click.option(
    "--corrects",
    metavar="FILE",
    shell_complete=_tab_plan.records("reviews"),
    help="The review that this one takes the place of.",
)
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
    found = desk.case(case)
    need_status(found, "open")
    known = _finished(desk, found, source is None, dry_run)
    if known is None:
        return
    old = reviewing.corrected(known, corrects)
    when = reviewing.day_of(desk.today, old, held, known.settings.locale)
    if held and held != str(when):
        desk.say(f"Held on {echo(when, desk.today)}.")
    draft = _prompts.draft_name("review", known.id, corrects)
    given = _answers.fragment(source)
    is_said = held is not None or bool(old)
    if given:
        _answers.need_same_case(known, given.data)
        locale = known.settings.locale
        when = reviewing.day_given(given.data, desk.today, when, is_said, locale)
        answers = given.data
    else:
        session = _session(desk, known, draft)
        when = when if is_said else _first_day(desk, session)
        answers = session.walk(lambda: guided.review(session, known, when, draw, old))
    reviewing.need_answers(answers)
    data = reviewing.record(known, answers, when, corrects)
    saving = Saving(desk, known.id, dry_run, draft, given=given)
    name = _save(saving, known, data)
    if dry_run:
        return
    after = saving.looked_back()
    _report(desk, known, after, name, data)
    if not given:
        _early.offer(desk, after, AGAIN, "stale")


def _finished(desk: Desk, case: Case, asks: bool, dry_run: bool) -> Case | None:
    """The case with every saved review taken in; None where that was all there was to do."""
    reviews = [it for it in reviewing.unfinished(case) if it.file.document.sound]
    if not reviews:
        return case
    Saving(desk, case.id, dry_run).save(
        case, lambda now: _let_in(now, reviewing.finishing(now, reviews)), gated=False
    )
    desk.say(f"Finished saving the review in {reviews[-1].file.name}.")
    return None if asks or dry_run else desk.case(case.id)


def _session(desk: Desk, case: Case, draft: str) -> Interview:
    need_terminal("--from FILE|-")
    return _prompts.interview(desk, draft, case.plan.data, kind="review")


def _first_day(desk: Desk, session: Interview) -> date:
    """The day on which these answers were begun: a review finished later was held then."""
    begun = session.begun(desk.today)
    if begun != desk.today:
        session.tell(f"It counts as held on {echo(begun, desk.today)}; --held names another day.")
    return begun


def _save(saving: Saving, case: Case, data: Data) -> str:
    """Write the review, then the plan; nothing where the review does not fit the case.

    Gives the name of the review's file.
    """
    there = reviewing.same_file(case.reviews, data)
    own = reviewing.file_day(case, data)
    name = there.name if there else f"reviews/{ids.new_file_name(own, draw)}"
    text = block(dict(data))

    def counts(finding: Finding) -> bool:
        if finding.file == name and finding.code.startswith(SHAPE):
            return True
        return finding.code in DATES and finding.file in (name, case.plan_file.name)

    saving.save(
        reviewing.with_review(case, File(name, read(text.encode("utf-8")))),
        lambda now: _let_in(now, reviewing.taken_in(now, review_of(data))),
        refuse=lambda now, then: block_errors(now, then, counts, any_weight=True),
        record=Record(name, text, is_there=there is not None),
        gated=False,  # what was said at a review is kept, whatever is open
    )
    return name


def _let_in(now: Case, changes: list[Change]) -> list[Change]:
    """What a review changes; where the gate is shut no goal becomes active by it."""
    document = now.plan_file.document
    then = now.with_plan(read(document.encoded(amended(document, changes))))
    if not gate.opens(now.plan, then.plan) or not gate.in_the_way(then):
        return changes
    return [it for it in changes if it.value != "active" or it.path[0] != "goals"]


def _report(desk: Desk, case: Case, after: Case | None, name: str, data: Data) -> None:
    if after is None:
        desk.say(f"Saved cases/{case.id}/{name}. See whether all can be read: hrcli validate")
        return
    review = review_of(data)
    steps = small_steps(after, review)
    if steps:
        desk.say(f"A step nearer the target: {', '.join(steps)}.")
    held, last = review.held_on, after.plan.review.last
    if held and last and held < last:
        desk.say("A later review is known already, so the plan keeps its numbers and its date.")
    for goal in _kept_out(after, review):
        desk.say(
            f"{goal} is not active again; why: hrcli set {case.id[:4]} goals.{goal}.status active"
        )
    if any(finding.file == name for finding in examine(after)):
        desk.say(f"Something is still open in it: hrcli validate {case.id[:4]}")
    when = next_review(after)
    coming = f" Next review: {echo(when, case.today)}." if when else ""
    desk.say(f"Saved cases/{case.id}/{name}.{coming}")


def _kept_out(after: Case, review: Review) -> list[str]:
    """The ids of the goals that the newest review calls active and the plan does not."""
    said = {goal.id for goal in review.goals if goal.status == "active"}
    newest = review.held_on is not None and review.held_on == after.plan.review.last
    ended = (goal.id for goal in after.plan.goals if newest and not goal.open)
    return [name for name in ended if name in said]
