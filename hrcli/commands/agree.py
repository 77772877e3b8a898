"""`hrcli agree`: client and worker say yes to the plan, and it becomes active."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO

import click

from hrcli.commands import _prompts, _saving
from hrcli.commands._answers import fragment
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.dates import echo
from hrcli.document.data import group, said
from hrcli.document.document import Document, read
from hrcli.errors import Blocked, WrongCommand
from hrcli.method.agreeing import agreeing
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.plan.changes import Change, amended
from hrcli.plan.plan import plan_of, unanswered

NO_HARM = "do_no_harm"
TOGETHER = ("review", "set_with_client")


@click.command()
@case_argument()
@click.option("--by", metavar="WHO", multiple=True, help="Who agrees: client, worker, ...")
@click.option(
    "--goal", "goals", metavar="ID", multiple=True, help="Only this goal (else all proposed ones)."
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

    It is refused while the check would find errors in the active plan, or while one of the five
    questions of "first do no harm" has no answer; at a terminal those are asked here. Where the
    client does not agree, the reason is kept: give it with --from as not_because. Whether the day
    of the next review was set with the client is asked too (review: {set_with_client: true}).

    \b
    Example:
      hrcli agree 7KQ2 --by client --by worker
    """
    found = desk.case(case)
    _check(found, goals)
    draft = f"agree-{found.id}.json"
    answers = dict(_answers(desk, found, list(by), draft, source))
    people = [str(who) for who in answers.get("by", ())]

    def edit(document: Document) -> str:
        now = found.with_plan(document)
        changes = _five(now, answers) + _set_with_client(answers)
        changes += agreeing(now, people, answers.get("not_because"), goals)
        after = amended(document, changes)
        _saving.block_errors(now, document, after, lambda finding: True)
        _need_five(now, document.encoded(after))
        return after

    _saving.save(desk, f"cases/{found.id}/plan.yaml", edit, dry_run)
    if not dry_run:
        desk.caseload.drop_draft(draft)
        agreed = "Agreed" if "client" in people else "Kept without the client's agreement"
        desk.say(f"{agreed}: {found.id} is active. What comes next: hrcli next {found.id[:4]}")


def _check(case: Case, goals: tuple[str, ...]) -> None:
    if not case.plan.open:
        todo = f"Re-open it first: hrcli reopen {case.id[:4]}"
        raise WrongCommand("This case is closed.", case.id, todo)
    proposed = [goal.id for goal in case.plan.goals if goal.status == "proposed"]
    if not set(goals) <= set(proposed):
        todo = f"Proposed are: {', '.join(filter(None, proposed)) or 'none'}"
        raise WrongCommand("The plan has no such proposed goal.", "hrcli agree --goal", todo)


def _answers(
    desk: Desk, case: Case, by: list[str], draft: str, source: BinaryIO | None
) -> Mapping[str, Any]:
    """Who agrees, why the client does not, and what was missing of the five questions."""
    given = dict(fragment(source).data) if source else {}
    known = list(schema.words_at("plan", ("agreed", "by")))
    people = by or given.get("by") or []
    if not isinstance(people, list) or not set(map(str, people)) <= set(known):
        raise WrongCommand("hrcli does not know these people.", "--by", f"Of: {', '.join(known)}")
    if source is None and at_terminal():
        return _asked(desk, case, people, draft)
    if not people:
        raise click.UsageError("Without a terminal, say who agrees: --by client --by worker.")
    return {**given, "by": people}


def _asked(desk: Desk, case: Case, people: list[str], draft: str) -> Mapping[str, Any]:
    missing, day_open = unanswered(case.plan), _day_open(case)
    if people and "client" in people and not missing and not day_open:
        return {"by": people}
    session = _prompts.interview(desk, draft, case.plan.data)
    if missing:
        session.tell("First, do no harm: what is still open of the five questions.")
    five = {key: session.value((NO_HARM, key)) for key in missing}
    if not people:
        session.tell("Who agrees to this plan?")
        people = session.value(("agreed", "by")) or []
    answers: dict[str, Any] = {"by": people, NO_HARM: {k: it for k, it in five.items() if it}}
    if "client" not in people:
        answers["not_because"] = session.value(("agreed", "not_because"))
    if day_open:
        session.tell(f"The next review is on {echo(day_open, case.today)}.")
        answers["review"] = {TOGETHER[-1]: session.value(TOGETHER)}
    return answers


def _day_open(case: Case) -> date | None:
    """The day of the next review, where nobody has said whether it was set with the client."""
    review = group(case.plan.data, "review")
    return None if said(review, TOGETHER[-1]) else case.plan.review.next


def _set_with_client(answers: Mapping[str, Any]) -> list[Change]:
    """Whether the day of the next review was set with the client, where that was said just now."""
    together = group(answers, "review").get(TOGETHER[-1])
    return [] if together is None else [Change(TOGETHER, together)]


def _five(case: Case, answers: Mapping[str, Any]) -> list[Change]:
    """The answers to the five questions given just now, and the day they were given."""
    given = group(answers, NO_HARM)
    changes = [Change((NO_HARM, key), value) for key, value in given.items()]
    if changes and not said(given, "answered_on"):
        changes.append(Change((NO_HARM, "answered_on"), case.today.isoformat()))
    return changes


def _need_five(case: Case, after: bytes) -> None:
    """Refuse a plan whose five questions are not all answered: no waiver does away with them."""
    missing = unanswered(plan_of(read(after).data))
    if missing:
        todo = f"Ask them with the client: hrcli safety {case.id[:4]} shows all five."
        where = f"{NO_HARM}: {', '.join(missing)}"
        raise Blocked("Not all five questions are answered; nothing was written.", where, todo)
