"""`hrcli agree`: client and worker say yes to the plan, and it becomes active."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import click

from hrcli.commands import _prompts, _tab_plan
from hrcli.commands._answers import fragment
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._refusing import stop_at_gate
from hrcli.commands._saving import Saving
from hrcli.dates import echo
from hrcli.document.data import Data, words
from hrcli.document.document import read
from hrcli.finding import Finding
from hrcli.method import agreeing, lowering
from hrcli.method.answers import unanswered
from hrcli.method.interview import Interview
from hrcli.method.uses import may_mean_less
from hrcli.plan.case import Case
from hrcli.plan.changes import Change, amended
from hrcli.plan.plan import Goal
from hrcli.rules import gate
from hrcli.terminal import safe

ANEW = {
    "yes": "All five, and what came out is written down.",
    "no": "Not yet.",
}


@click.command()
@case_argument()
@click.option(
    "--by",
    metavar="WHO",
    multiple=True,
    shell_complete=_tab_plan.words("plan", "agreed", "by"),
    help="Who agrees: client, worker, ...",
)
@click.option(
    "--goal",
    "goals",
    metavar="ID",
    multiple=True,
    shell_complete=_tab_plan.item_ids("goals"),
    help="Only this goal (else all proposed ones).",
)
@from_file
@dry_run
@desk
def agree(
    desk: Desk,
    case: str,
    by: tuple[str, ...],
    goals: tuple[str, ...],
    source: BinaryIO | None,
    dry_run: bool,
) -> None:
    """Agree on a plan: its proposed goals and the plan itself become active.

    It is refused while the check would find errors in the active plan; one of the five questions
    of "first do no harm" without an answer is such an error, and at a terminal they are asked here.
    What is dangerous and open, and what is only unfinished, is shown there before you say yes.
    Where the client does not agree, the reason is kept: give it with --from as not_because. Whether
    the day of the next review was set with the client is asked too (review: {set_with_client:
    true}), and whether a goal whose word changes no use means using less all the same (goals: [{id:
    g2m, lowers_use: false}]).

    \b
    Example:
      hrcli agree 7KQ2 --by client --by worker
    """
    found = desk.case(case)
    agreeing.need_proposed(found, goals)
    draft = f"agree-{found.id}.json"
    answers = _answers(desk, found, list(by), draft, source)

    def step(now: Case) -> list[Change]:
        return agreeing.agreement(now, answers, goals)

    _need_yes(desk, found, step(found), asks=source is None and at_terminal())
    saving = Saving(desk, found.id, dry_run, draft)
    saving.save(found, step)
    agreed = "Agreed" if "client" in words(answers, "by") else "Kept without the client's agreement"
    saving.tell(f"{agreed}: {found.id} is active. What comes next: hrcli next {found.id[:4]}")


def _question(new: list[Goal]) -> str:
    names = ", ".join(goal.id for goal in new)
    return f"Were the five questions gone through again, with {names} in mind?"


def _need_yes(desk: Desk, now: Case, changes: list[Change], asks: bool) -> None:
    """Stop at the gate; where it lets pass, show what is open all the same, and ask for the yes.

    Enter alone is no yes: the plan stays as it is.
    """
    document = now.plan_file.document
    after = amended(document, changes)
    then = now.with_plan(read(document.encoded(after)))
    stop_at_gate(then, now.plan_file, saved=True)
    if not asks or after == document.text:
        return
    for text in _open(then):
        click.echo(safe(text), err=True)
    question = "Keep this as agreed?" if now.plan.status == "active" else "Make the plan active?"
    if not _prompts.yes_or_no(desk, question, default=False):
        desk.say("Nothing was changed; what was answered here is kept for the next time.")
        raise click.exceptions.Exit(0)


def _open(then: Case) -> Iterator[str]:
    """In plain words: what is dangerous and open in the plan, and what is only unfinished."""
    left = gate.still_open(then)
    nothing = " nothing that hrcli knows to ask about." if not left.dangerous else ""
    yield f"\nDangerous and still open:{nothing}"
    yield from map(_told, left.dangerous)
    if left.unfinished:
        yield "Only unfinished; it can be done later:"
        yield from map(_told, left.unfinished)


def _told(finding: Finding) -> str:
    aside = " (set aside)" if finding.waived else ""
    return f"  - {finding.message}{aside}"


def _answers(desk: Desk, case: Case, by: list[str], draft: str, source: BinaryIO | None) -> Data:
    """Who agrees, why the client does not, and what was missing of the five questions."""
    said = fragment(source)
    given = said.data if said else {}
    people = agreeing.need_people(by or given.get("by") or [])
    if source is None and at_terminal():
        return _asked(desk, case, people, draft)
    if not people:
        raise click.UsageError("Without a terminal, say who agrees: --by client --by worker.")
    return {**given, "by": people}


def _asked(desk: Desk, case: Case, people: list[str], draft: str) -> Data:
    missing, day_open = unanswered(case.plan), agreeing.day_open(case.plan)
    new, unsaid = agreeing.came_after(case.plan), may_mean_less(case.plan)
    sooner = agreeing.sooner(case)
    if "client" in people and not (missing or day_open or sooner or new or unsaid):
        return {"by": people}
    session = _prompts.interview(desk, draft, case.plan.data)
    return session.walk(lambda: _said(session, case, people))


def _said(session: Interview, case: Case, people: list[str]) -> dict[str, Any]:
    """The answers to what is open before one can agree."""
    missing, day_open = unanswered(case.plan), agreeing.day_open(case.plan)
    new, unsaid = agreeing.came_after(case.plan), may_mean_less(case.plan)
    if missing:
        session.tell("First, do no harm: what is still open of the five questions.")
    five = {key: session.value((agreeing.NO_HARM, key)) for key in missing}
    if not people:
        session.tell("Who agrees to this plan?")
        people = session.value(("agreed", "by")) or []
    five = {key: answer for key, answer in five.items() if answer}
    if new and not five and session.choice("asked_anew", _question(new), ANEW) == "yes":
        five["answered_on"] = case.today.isoformat()
    answers: dict[str, Any] = {"by": people, agreeing.NO_HARM: five}
    if "client" not in people:
        answers["not_because"] = session.value(("agreed", "not_because"))
    if day_open:
        session.tell(f"The next review is on {echo(day_open, case.today)}.")
    sooner, review = agreeing.sooner(case), dict[str, Any]()
    if sooner:
        session.tell(
            f"For harms as heavy as these: {echo(sooner, case.today)}, as hrcli.yaml says."
        )
        session.offer(agreeing.NEXT, sooner.isoformat())
        review[agreeing.NEXT[-1]] = session.value(agreeing.NEXT)
    if day_open:
        review[agreeing.TOGETHER[-1]] = session.value(agreeing.TOGETHER)
    answers["review"] = review
    answers[lowering.GOALS] = lowering.asked(session, unsaid)
    return answers
