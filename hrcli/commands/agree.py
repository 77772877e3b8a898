"""`hrcli agree`: client and worker say yes to the plan, and it becomes active."""

from __future__ import annotations

from typing import Any, BinaryIO

import click

from hrcli.commands import _prompts
from hrcli.commands._answers import fragment
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._refusing import block_errors
from hrcli.commands._saving import Saving
from hrcli.dates import echo
from hrcli.document.data import Data, words
from hrcli.method import agreeing
from hrcli.method.answers import unanswered
from hrcli.plan.case import Case


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
    agreeing.need_proposed(found, goals)
    draft = f"agree-{found.id}.json"
    answers = _answers(desk, found, list(by), draft, source)
    saving = Saving(desk, found.id, dry_run, draft)
    saving.save(found, lambda now: agreeing.agreement(now, answers, goals), refuse=_refuse)
    agreed = "Agreed" if "client" in words(answers, "by") else "Kept without the client's agreement"
    saving.tell(f"{agreed}: {found.id} is active. What comes next: hrcli next {found.id[:4]}")


def _refuse(now: Case, then: Case) -> None:
    """Stop at any error in the plan as it would be, and at an open one of the five questions."""
    block_errors(now, then, lambda finding: True)
    agreeing.need_five(then)


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
    if people and "client" in people and not missing and not day_open:
        return {"by": people}
    session = _prompts.interview(desk, draft, case.plan.data)
    if missing:
        session.tell("First, do no harm: what is still open of the five questions.")
    five = {key: session.value((agreeing.NO_HARM, key)) for key in missing}
    if not people:
        session.tell("Who agrees to this plan?")
        people = session.value(("agreed", "by")) or []
    five = {key: answer for key, answer in five.items() if answer}
    answers: dict[str, Any] = {"by": people, agreeing.NO_HARM: five}
    if "client" not in people:
        answers["not_because"] = session.value(("agreed", "not_because"))
    if day_open:
        session.tell(f"The next review is on {echo(day_open, case.today)}.")
        answers["review"] = {agreeing.TOGETHER[-1]: session.value(agreeing.TOGETHER)}
    return answers
