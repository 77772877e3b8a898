"""`hrcli close`: end the work with somebody, and say how it ended."""

from __future__ import annotations

from typing import BinaryIO

import click

from hrcli.commands import _prompts, _tab_plan
from hrcli.commands._answers import fragment
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._refusing import block_errors
from hrcli.commands._saving import Saving
from hrcli.document.data import Data
from hrcli.finding import Finding
from hrcli.knowledge.closed_for_use import closed_for_use
from hrcli.method import closing
from hrcli.method.interview import Interview
from hrcli.method.status import need_status
from hrcli.plan.case import Case
from hrcli.rules.registry import SLUGS

RULE = "closed-for-use"


@click.command()
@case_argument()
@click.option(
    "--outcome",
    metavar="WORD",
    shell_complete=_tab_plan.words("plan", "closed", "outcome"),
    help="goals_met, enough_for_now, client_ended, ...",
)
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
    need_status(found, "open")
    draft = f"close-{found.id}.json"
    answers = _answers(desk, found, draft, outcome, source)
    end = closing.ending(answers)
    saving = Saving(desk, found.id, dry_run, draft)
    saving.save(
        found,
        lambda now: closing.closing(now, end, answers.get("because")),
        new_at=lambda now: ("closed",),
        refuse=lambda now, then: block_errors(now, then, _speaks_of_use, any_weight=True),
    )
    saving.tell(f"Closed {found.id}. It can be taken up again: hrcli reopen {found.id[:4]}")
    if end != "died":
        _tell_of_goals(saving, found)


def _tell_of_goals(saving: Saving, case: Case) -> None:
    """Name the goals of which nobody has said how they ended."""
    for goal in case.plan.goals:
        if goal.open and goal.id:
            command = f"hrcli set {case.id[:4]} goals.{goal.id}.status"
            saving.tell(f"Goal {goal.id} is still open. Say how it ended: {command}")


def _answers(
    desk: Desk, case: Case, draft: str, outcome: str | None, source: BinaryIO | None
) -> Data:
    """Outcome and reason, from --from and --outcome or asked for."""
    if outcome:
        closing.ending({"outcome": outcome})  # before anything is asked
    given = fragment(source)
    if given is None and at_terminal():
        return _asked(desk, case, draft, outcome)
    said = given.data if given else {}
    return {**said, "outcome": outcome or said.get("outcome")}


def _asked(desk: Desk, case: Case, draft: str, outcome: str | None) -> Data:
    """Outcome and reason; a reason that speaks of use is asked for in other words."""
    session = _prompts.interview(desk, draft, case.plan.data)
    return session.walk(lambda: _said(session, outcome))


def _said(session: Interview, outcome: str | None) -> Data:
    end = outcome or session.value(("closed", "outcome"))
    because = session.value(("closed", "because"))
    while because and closed_for_use(because):
        session.tell(
            "  Using again is no reason to end the work with somebody. Say what became of the "
            "harms and what the client wants; Ctrl-C leaves the case open."
        )
        because = session.again(("closed", "because"))
    return {"outcome": end, "because": because}


def _speaks_of_use(finding: Finding) -> bool:
    return finding.code == SLUGS[RULE].code
