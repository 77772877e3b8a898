"""`hrcli list`: the caseload at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hrcli.commands.desk import Desk, desk

if TYPE_CHECKING:
    from hrcli.plan import Case


@click.command("list")
@click.option(
    "--status",
    type=click.Choice(["draft", "active", "closed"]),
    multiple=True,
    help="Only cases of this status (may be given more than once).",
)
@desk
@click.pass_context
def list_cases(ctx: click.Context, desk: Desk, status: tuple[str, ...]) -> None:
    """List the cases: status, next review, open goals, high-priority harms.

    \b
    Examples:
      hrcli list
      hrcli list --status active
    """
    from hrcli.plan import Case
    from hrcli.terminal import table

    rows: list[tuple[str, ...]] = []
    broken = False
    for case in desk.caseload.cases(desk.today):
        if not isinstance(case, Case) or not case.plan_file.document.sound:
            name = case.id if isinstance(case, Case) else case.case
            rows.append((name, "unreadable", "", "", "", "", ""))
            broken = True
        elif not status or case.plan.status in status:
            rows.append(_row(case))
    if rows:
        head = ("CASE", "STATUS", "NAME", "WORKER", "NEXT REVIEW", "GOALS", "HARMS FIRST")
        click.echo(table(head, rows))
    else:
        desk.say("No case yet. Write the first plan: hrcli create")
    if broken:
        desk.say("Some plans cannot be read. See why: hrcli validate")
        ctx.exit(3)


def _row(case: Case) -> tuple[str, ...]:
    from hrcli.due import next_review
    from hrcli.plan import group, text

    plan = case.plan
    pinned = [harm for harm in plan.harms if harm.serious and not harm.resolved]
    when = next_review(case) if plan.open else None
    review = when.isoformat() if when else ("missing" if plan.open else "-")
    return (
        case.id,
        plan.status,
        text(group(plan.data, "client"), "alias"),
        plan.worker,
        f"{review} overdue" if when and when < case.today else review,
        str(sum(goal.open for goal in plan.goals)),
        ", ".join(dict.fromkeys(harm.reasons_serious[-1].replace("_", " ") for harm in pinned)),
    )
