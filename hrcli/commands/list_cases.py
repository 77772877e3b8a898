"""`hrcli list`: the caseload at a glance."""

from __future__ import annotations

from typing import NamedTuple

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._screen import columns
from hrcli.document.data import group, text
from hrcli.folding import folded, same
from hrcli.method.next_review import next_review
from hrcli.plan.case import Case
from hrcli.terminal import Marked, painted, table

CASES = ("CASE", "STATUS", "NAME", "WORKER", "NEXT REVIEW", "GOALS", "HARMS FIRST")
WORKERS = ("WORKER", "CASES", "DRAFT", "ACTIVE", "CLOSED", "OVERDUE", "MISSING")
STATES = ("draft", "active", "closed")
LATE = " overdue"
MISSING, UNREADABLE = Marked("missing", "danger"), Marked("unreadable", "danger")


class Listed(NamedTuple):
    """One line of the list."""

    case: str
    status: str
    alias: str = ""
    worker: str = ""
    review: str = ""
    goals: str = ""
    harms: str = ""


@click.command("list")
@click.option(
    "--status",
    type=click.Choice(["draft", "active", "closed"]),
    multiple=True,
    help="Only cases of this status (may be given more than once).",
)
@click.option(
    "--worker", metavar="WHO", help="Only the cases of this worker; unreadable ones stay."
)
@click.option("--by-worker", is_flag=True, help="Count them: a line for each worker.")
@desk
@click.pass_context
def list_cases(
    ctx: click.Context, desk: Desk, status: tuple[str, ...], worker: str | None, by_worker: bool
) -> None:
    """List the cases: status, next review, open goals, high-priority harms.

    A file that cannot be read is listed whatever is asked for: nobody knows whose it is.

    \b
    Examples:
      hrcli list
      hrcli list --status active
      hrcli list --worker jm
      hrcli list --by-worker
    """
    found: list[Listed] = []  # no case itself: a large caseload would fill the memory
    broken = 0
    for case in desk.caseload.cases(desk.today):
        if not isinstance(case, Case) or not case.plan_file.document.sound:
            name = case.id if isinstance(case, Case) else case.case
            found.append(Listed(name or "-", UNREADABLE))
            broken += 1
        elif (not status or case.plan.status in status) and _is_of(case, worker):
            found.append(_listed(case))
    if not found:
        some = "No such case. See whose there are: hrcli list --by-worker"
        none = "No case yet. Write the first plan: hrcli create"
        desk.say(some if status or worker is not None else none)
    elif by_worker:
        click.echo(table(WORKERS, _counted(found), columns(), painted))
    else:
        click.echo(table(CASES, found, columns(), painted))
    if broken:
        desk.say("Some plans cannot be read. See why: hrcli validate")
        ctx.exit(3)


def _is_of(case: Case, worker: str | None) -> bool:
    return worker is None or same(case.plan.worker, worker)


def _counted(found: list[Listed]) -> list[tuple[str, ...]]:
    """A line for each worker, one for the cases of nobody, and one for what cannot be read."""
    known = [it for it in found if it.status != UNREADABLE]
    rows = []
    workers = {folded(it.worker): it.worker for it in reversed(known)}  # as the first case has it
    for one, worker in sorted(workers.items()):
        own = [it for it in known if folded(it.worker) == one]
        counts = [sum(it.status == word for it in own) for word in STATES]
        late = sum(it.review.endswith(LATE) for it in own)
        missing = sum(it.review == MISSING for it in own)
        rows.append((worker or "-", *map(str, (len(own), *counts, late, missing))))
    if len(known) < len(found):
        rows.append((UNREADABLE, str(len(found) - len(known)), "", "", "", "", ""))
    return rows


def _listed(case: Case) -> Listed:
    plan = case.plan
    pinned = [harm for harm in plan.harms if harm.serious and not harm.resolved]
    return Listed(
        case.id,
        plan.status,
        text(group(plan.data, "client"), "alias"),
        plan.worker,
        _review(case) if plan.open else "-",
        str(sum(goal.open for goal in plan.goals)),
        ", ".join(dict.fromkeys(harm.reasons_serious[-1].replace("_", " ") for harm in pinned)),
    )


def _review(case: Case) -> str:
    when = next_review(case)
    if when is None:
        return MISSING
    return Marked(f"{when}{LATE}", "danger") if when < case.today else str(when)
