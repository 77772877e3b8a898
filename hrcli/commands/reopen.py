"""`hrcli reopen`: take up a closed case again."""

from __future__ import annotations

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import case_argument, dry_run
from hrcli.commands._saving import Saving
from hrcli.dates import echo
from hrcli.errors import Blocked
from hrcli.method.closing import first_review, reopening
from hrcli.method.status import need_status


@click.command()
@case_argument()
@click.option("--review", metavar="DATE", help="The next review (else after the plan's interval).")
@click.option("--draft", is_flag=True, help="Re-open it as a draft, to be agreed on anew.")
@dry_run
@desk
def reopen(desk: Desk, case: str, review: str | None, draft: bool, dry_run: bool) -> None:
    """Re-open a closed case: it is active again, with a day for its next review.

    Everything stays as it was; the plan as it stood when it was closed is kept under plans/. What
    may not be active as it is comes back with --draft: it can be mended then, and agreed on anew.

    \b
    Examples:
      hrcli close EDD0 --outcome enough_for_now && hrcli reopen EDD0
      hrcli close EDD0 --outcome enough_for_now && hrcli reopen EDD0 --review +2w
      hrcli close EDD0 --outcome enough_for_now && hrcli reopen EDD0 --draft
    """
    found = desk.case(case)
    need_status(found, "closed")
    when = first_review(found, review)
    saving = Saving(desk, found.id, dry_run)
    try:
        saving.save(found, lambda now: reopening(now, when, draft), keeps_earlier=True)
    except Blocked as error:
        error.todo += f" Or mend it in a draft, and agree anew: hrcli reopen {case} --draft"
        raise
    as_draft = " as a draft" if draft else ""
    saving.tell(f"{found.id} is open again{as_draft}. Next review: {echo(when, desk.today)}.")
