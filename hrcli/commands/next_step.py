"""`hrcli next`: which step of the method is open, and the command for it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import case_argument
from hrcli.commands._screen import columns, listing
from hrcli.folding import uncapitalised
from hrcli.formats.findings import dangers
from hrcli.method import steps
from hrcli.method.after_events import client_died
from hrcli.method.steps import ASKED_ON_THE_WAY, OWN_REASON, Next
from hrcli.plan.case import Case
from hrcli.rules.engine import examine, kept_back
from hrcli.terminal import painted, safe, table

MARKS = {"done": "done", "open": "OPEN", "later": "later", "not_needed": "-"}


@click.command("next")
@case_argument(required=False)
@desk
@click.pass_context
def next_step(ctx: click.Context, desk: Desk, case: str | None) -> None:
    """Say what comes next: in one case, step by step, or in every open case.

    Without a case the list begins with files that cannot be read, then what happened and no review
    has looked at, then reviews that are due, then cases in which the check finds errors.

    \b
    Examples:
      hrcli next
      hrcli next 7KQ2
    """
    if case is not None:
        for line in _steps(desk.case(case)):
            told = safe(line)
            listing(painted(told, "heading") if told.startswith("\n") else told)
        return
    found = sorted(_all(desk), key=lambda it: it.urgency)
    if found:
        rows = [(it.case, _title(it), it.command) for it in found]
        click.echo(table(("CASE", "NEXT", "COMMAND"), rows, columns(), painted))
    else:
        desk.say("No case is open. Write the first plan: hrcli create")
    if any(it.step == "unreadable" for it in found):
        ctx.exit(3)


def _title(following: Next) -> str:
    """What comes next; with the reason where it is this case's own, not the step's."""
    why = uncapitalised(following.why).rstrip(".")
    return f"{following.title} ({why})" if following.step in OWN_REASON else following.title


def _all(desk: Desk) -> Iterator[Next]:
    """What comes next in every case that is not closed."""
    for case in desk.caseload.cases(desk.today):
        if not isinstance(case, Case) or not case.plan_file.document.sound:
            yield steps.unreadable(case.id if isinstance(case, Case) else case.case)
            continue
        following = steps.next_for(case, examine(case))
        if following:
            yield following


def _steps(case: Case) -> Iterator[str]:
    findings = examine(case)
    following = steps.next_for(case, findings)
    if following is None:
        yield f"{case.id} is closed. To go on with it: hrcli reopen {case.id[:4]}"
        return
    for step in steps.of(case):
        yield f"{MARKS[step.state]:>6}  {step.title}"
    yield f"\nNext: {following.title}"
    yield f"  {following.why}"
    yield f"  {following.command}"
    if following.other:
        yield f"  {following.other}"
    danger = "" if client_died(case) else dangers(findings, case.id[:4])
    if danger:
        yield f"\n{danger}"
    later = {it.code: it.slug for it in kept_back(case) if it.code not in ASKED_ON_THE_WAY}
    if later:
        named = ", ".join(f"{code} {slug}" for code, slug in later.items())
        yield f"\nAsked as well once the plan is agreed on (hrcli explain ..): {named}"
