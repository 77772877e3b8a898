"""`hrcli reopen`: take up a closed case again."""

from __future__ import annotations

import secrets
from datetime import date

import click

from hrcli.commands import _saving
from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import case_argument, dry_run
from hrcli.dates import FORMS, echo, spoken
from hrcli.document.document import Document
from hrcli.errors import WrongCommand
from hrcli.ids import new_file_name
from hrcli.method.closing import reopening
from hrcli.method.reviewing import proposed
from hrcli.plan.case import Case
from hrcli.plan.changes import amended


@click.command()
@case_argument()
@click.option("--review", metavar="DATE", help="The next review (else after the plan's interval).")
@dry_run
@desk
def reopen(desk: Desk, case: str, review: str | None, dry_run: bool) -> None:
    """Re-open a closed case: it is active again, with a day for its next review.

    Everything stays as it was; the plan as it stood when it was closed is kept under plans/.

    \b
    Examples:
      hrcli close EDD0 --outcome enough_for_now && hrcli reopen EDD0
      hrcli close EDD0 --outcome enough_for_now && hrcli reopen EDD0 --review +2w
    """
    found = desk.case(case)
    when = _review(found, review)

    def edit(document: Document) -> str:
        return amended(document, reopening(found.with_plan(document), when))

    plan = f"cases/{found.id}/plan.yaml"
    if dry_run:
        _saving.save(desk, plan, edit, dry_run)
        return
    earlier = desk.caseload.with_earlier(found).earlier
    kept = any(it.document.text == found.plan_file.document.text for it in earlier)
    name = f"cases/{found.id}/plans/{new_file_name(str(desk.today), secrets.randbelow)}"
    desk.caseload.record({}, plan, edit, kept_as=None if kept else name)
    desk.say(f"{found.id} is open again. Next review: {echo(when, desk.today)}.")


def _review(case: Case, typed: str | None) -> date:
    """The day of the next review: the one that was typed, else counted from today."""
    if case.plan.open:
        raise WrongCommand("This case is open.", case.id, f"Go on: hrcli next {case.id[:4]}")
    when = spoken(typed, case.today) if typed else proposed(case, case.today)
    if when is None or when < case.today:
        todo = f"Write a day from today on, such as {FORMS}."
        raise WrongCommand("This is no day for a review.", "hrcli reopen --review", todo)
    return when
