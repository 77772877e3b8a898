"""`hrcli close`: end the work with somebody, and say how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

import click

from hrcli.commands import _answers, _prompts, _saving
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.document.document import Document
from hrcli.errors import WrongCommand
from hrcli.finding import Finding
from hrcli.knowledge.closed_for_use import closed_for_use
from hrcli.method import closing
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.plan.changes import amended
from hrcli.rules import SLUGS

RULE = "closed-for-use"


@click.command()
@case_argument()
@click.option("--outcome", metavar="WORD", help="goals_met, enough_for_now, client_ended, ...")
@from_file
@dry_run
@desk
def close(
    desk: Desk, case: str, outcome: str | None, source: BinaryIO | None, dry_run: bool
) -> None:
    """Close a case: with an outcome, and the reason in words if you like.

    Outcomes are goals_met, enough_for_now, client_ended, moved_service, lost_contact, died and
    other. Using again is no reason: whoever does has nothing to leave for. Nothing is due in a
    closed case; `hrcli reopen` takes it up again.

    \b
    Example:
      hrcli close 7KQ2 --outcome goals_met
    """
    found = desk.case(case)
    _need_open(found)
    draft = f"close-{found.id}.json"
    given = _answers.fragment(source).data if source else {}
    if source is None and at_terminal():
        answers = _asked(desk, found, draft, outcome)
    else:
        answers = {**given, "outcome": outcome or given.get("outcome")}
    end = _outcome(answers)

    def edit(document: Document) -> str:
        now = found.with_plan(document)
        after = amended(document, closing.closing(now, end, answers.get("because")))
        _answers.check_new(desk, after, ("closed",), None, source)
        _saving.block_errors(now, document, after, _speaks_of_use, any_weight=True)
        return after

    _saving.save(desk, f"cases/{found.id}/plan.yaml", edit, dry_run)
    if not dry_run:
        desk.caseload.drop_draft(draft)
        desk.say(f"Closed {found.id}. It can be taken up again: hrcli reopen {found.id[:4]}")
        if end != "died":
            _tell_of_goals(desk, found)


def _tell_of_goals(desk: Desk, case: Case) -> None:
    """Name the goals of which nobody has said how they ended."""
    for goal in case.plan.goals:
        if goal.open and goal.id:
            command = f"hrcli set {case.id[:4]} goals.{goal.id}.status"
            desk.say(f"Goal {goal.id} is still open. Say how it ended: {command}")


def _need_open(case: Case) -> None:
    if not case.plan.open:
        todo = "Nothing has to be done."
        raise WrongCommand("This case is closed already.", case.id, todo)


def _asked(desk: Desk, case: Case, draft: str, outcome: str | None) -> Mapping[str, Any]:
    """Outcome and reason; a reason that speaks of use is asked for in other words."""
    session = _prompts.interview(desk, draft, case.plan.data)
    end = outcome or session.value(("closed", "outcome"))
    because = session.value(("closed", "because"))
    while because and closed_for_use(because):
        session.tell(
            "  Using again is no reason to end the work with somebody. Say what became of the "
            "harms and what the client wants; Ctrl-C leaves the case open."
        )
        because = session.again(("closed", "because"))
    return {"outcome": end, "because": because}


def _outcome(answers: Mapping[str, Any]) -> str:
    known = schema.words_at("plan", ("closed", "outcome"))
    outcome = schema.as_word(str(answers.get("outcome") or ""))
    if outcome not in known:
        todo = f"Give --outcome with one of: {', '.join(known)}"
        raise WrongCommand("How it ended is not said.", "hrcli close", todo)
    return outcome


def _speaks_of_use(finding: Finding) -> bool:
    return finding.code == SLUGS[RULE].code
