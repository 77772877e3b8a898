"""`hrcli agree`: client and worker say yes to the plan, and it becomes active."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import click

from hrcli.commands import _leaving, _prompts, _risks, _tab_plan
from hrcli.commands._answers import fragment
from hrcli.commands._desk import Desk, at_terminal, desk, draw
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._refusing import stop_at_gate
from hrcli.commands._saving import Saving, Step
from hrcli.commands._screen import remark
from hrcli.dates import echo
from hrcli.document.data import Data, words
from hrcli.document.document import read
from hrcli.errors import Blocked
from hrcli.finding import Finding
from hrcli.method import agreeing, lowering, setting
from hrcli.method.answers import unanswered
from hrcli.method.interview import Interview
from hrcli.method.uses import may_mean_less
from hrcli.plan.case import Case
from hrcli.plan.changes import Change, amended
from hrcli.plan.plan import Goal
from hrcli.rules import gate

AGREE = ("client", "worker")
"""Who usually agrees: what is shown before anybody was asked is what they would agree to."""

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
    So are who does what by when for each goal, a plan for a day that goes otherwise where the
    client would use less, and what is in place against what may do harm; what was answered stays,
    whether or not anybody agrees. What is dangerous and open, and what is only unfinished, is shown
    there before you say yes.

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
    said = fragment(source)
    people = agreeing.need_people(list(by) or (said.data if said else {}).get("by") or [])
    if source is None and at_terminal():
        _at_terminal(desk, found, people, goals, dry_run)
        return
    if not people:
        raise click.UsageError("Without a terminal, say who agrees: --by client --by worker.")
    answers: Data = {**(said.data if said else {}), "by": people}
    _agree(desk, found, lambda now: agreeing.agreement(now, answers, goals), people, dry_run)


def _agree(desk: Desk, case: Case, step: Step, people: list[str], dry_run: bool) -> None:
    """Make the agreement, and say whether it is one with the client."""
    stop_at_gate(_then(case, list(step(case))), case.plan_file, saved=True)
    saving = Saving(desk, case.id, dry_run, _draft(case))
    saving.save(case, step)
    agreed = "Agreed" if "client" in people else "Kept without the client's agreement"
    saving.tell(f"{agreed}: {case.id} is active. What comes next: hrcli next {case.id[:4]}")


def _draft(case: Case) -> str:
    return f"agree-{case.id}.json"


def _then(now: Case, changes: list[Change]) -> Case:
    """The case as it would be."""
    document = now.plan_file.document
    return now.with_plan(read(document.encoded(amended(document, changes))))


# At a terminal


def _at_terminal(
    desk: Desk, case: Case, people: list[str], goals: tuple[str, ...], dry_run: bool
) -> None:
    """Ask what is open and save it, show what is open all the same, then ask who agrees.

    What was said stays said, whether or not anybody agrees.
    """
    before = _said(desk, case, bool(people), dry_run)
    now = _then(case, before) if dry_run else desk.case(case.id)
    before = before if dry_run else []
    changes = agreeing.agreeing(now, people or list(AGREE), None, goals)
    then = _then(now, changes)
    if then.plan_file.document.text == now.plan_file.document.text and not before:
        desk.say(f"It is agreed as it stands. What comes next: hrcli next {case.id[:4]}")
        return
    risks = _risks.asked(desk, now, then, dry_run)
    now = _then(now, risks) if dry_run else desk.case(case.id)
    before += risks if dry_run else []
    then = _then(now, changes)
    try:
        stop_at_gate(then, now.plan_file, saved=True)
    except Blocked:
        _leaving.offer(desk, case, dry_run)
        raise
    _tell_open(then)
    answers = _who(desk, now, people)
    if not answers:
        desk.say("Nobody has agreed yet; what was answered here is kept.")
        _leaving.offer(desk, case, dry_run)
        return

    def step(at: Case) -> list[Change]:
        return before + agreeing.agreement(at, answers, goals)

    _agree(desk, case if dry_run else now, step, list(words(answers, "by")), dry_run)


def _is_open(case: Case, named: bool) -> bool:
    """Whether anything is to be asked before somebody agrees."""
    plan = case.plan
    asked = (unanswered(plan), named and agreeing.day_open(plan), agreeing.came_after(plan))
    return any((*asked, agreeing.sooner(case), may_mean_less(plan), agreeing.beside_open(case)))


def _said(desk: Desk, case: Case, named: bool, dry_run: bool) -> list[Change]:
    """Ask what is open, and save the answers; what they change."""
    if not _is_open(case, named):
        return []
    session = _prompts.interview(desk, _draft(case), case.plan.data)
    answers, beside = session.walk(
        lambda: (_asked(session, case, named), agreeing.asked_beside(session, case, draw))
    )

    def step(now: Case) -> list[Change]:
        return agreeing.told(now, answers) + setting.answering(now, beside)

    changes = step(case)
    saving = Saving(desk, case.id, dry_run, _draft(case))
    if changes and not dry_run:
        saving.save(case, step)
        saving.tell(f"Saved in {case.id}.")
    elif not changes:
        saving.drop_drafts()
    return changes


def _tell_open(then: Case) -> None:
    for text in _open(then):
        remark(text)


def _who(desk: Desk, case: Case, people: list[str]) -> Data:
    """Who agrees, and why the client does not; empty where nobody has said yes.

    Enter alone is no yes, and never says that the client was left out.
    """
    question = "Keep this as agreed?" if case.plan.status == "active" else "Make the plan active?"
    if people and not _prompts.yes_or_no(desk, question, default=False):
        return {}
    if "client" in people:
        return {"by": people}
    session = _prompts.interview(desk, _draft(case), case.plan.data)
    day = agreeing.day_open(case.plan)
    return session.walk(lambda: _agreeing(session, people, echo(day, case.today) if day else ""))


def _agreeing(session: Interview, people: list[str], day: str) -> Data:
    """Who agrees to the plan, and with it to the `day` of the next review where that is open."""
    question = f"Who agrees to this plan, and to look at it again on {day}?" if day else ""
    people = people or session.value(("agreed", "by"), question) or []
    if not people:
        return {}
    if "client" in people:
        return {"by": people, **({"review": {agreeing.TOGETHER[-1]: True}} if day else {})}
    because = session.value(("agreed", "not_because"))
    return {"by": people, "not_because": because} if because else {}


def _question(new: list[Goal]) -> str:
    names = ", ".join(goal.id for goal in new)
    return f"Were the five questions gone through again, with {names} in mind?"


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


def _asked(session: Interview, case: Case, named: bool) -> Data:
    """What was missing of the five questions, and what else an agreement has to say; `named` where
    it was said already who agrees.
    """
    missing, day_open = unanswered(case.plan), agreeing.day_open(case.plan)
    new, unsaid = agreeing.came_after(case.plan), may_mean_less(case.plan)
    sooner = agreeing.sooner(case)
    if missing:
        session.tell("First, do no harm: what is still open of the five questions.")
    before = agreeing.said_before(case.plan)
    five = {key: agreeing.no_harm_asked(session, key, before.get(key, "")) for key in missing}
    five = {key: answer for key, answer in five.items() if answer}
    if new and not five and session.choice("asked_anew", _question(new), ANEW) == "yes":
        five["answered_on"] = case.today.isoformat()
    answers: dict[str, Any] = {agreeing.NO_HARM: five}
    if day_open:
        session.tell(f"The next review is on {echo(day_open, case.today)}.")
    review: dict[str, Any] = {}
    if sooner:
        session.tell(
            f"For harms as heavy as these: {echo(sooner, case.today)}, as hrcli.yaml says."
        )
        session.offer(agreeing.NEXT, sooner.isoformat())
        review[agreeing.NEXT[-1]] = session.value(agreeing.NEXT)
    if day_open and named:  # else whoever agrees to the plan agrees to its day as well
        review[agreeing.TOGETHER[-1]] = session.value(agreeing.TOGETHER)
    answers["review"] = review
    answers[lowering.GOALS] = lowering.asked(session, unsaid)
    return answers
