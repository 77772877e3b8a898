"""`hrcli next`: which step of the method is open, the command for it, and leaving it for later."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from typing import BinaryIO

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._following import look
from hrcli.commands._leaving import leave
from hrcli.commands._options import case_argument, dry_run, formats, from_file
from hrcli.commands._screen import columns, listing
from hrcli.dates import echo
from hrcli.finding import Finding
from hrcli.formats.findings import dangers, dangers_text
from hrcli.formats.next import in_a_row, in_words, next_json
from hrcli.method import leaving, steps
from hrcli.method.steps import ASKED_ON_THE_WAY, Next
from hrcli.plan.case import Case
from hrcli.rules.engine import examine, kept_back
from hrcli.terminal import Meaning, painted, safe, table

MARKS = {"done": "done", "open": "OPEN", "left": "left", "later": "later", "not_needed": "-"}


MEANINGS: dict[str, Meaning] = {"done": "good", "open": "warning"}


@click.command("next")
@case_argument(required=False)
@click.option("--not-now", is_flag=True, help="Leave the open step for later, with a reason.")
@from_file
@dry_run
@formats("text", "json")
@desk
@click.pass_context
def next_step(
    ctx: click.Context,
    desk: Desk,
    case: str | None,
    not_now: bool,
    source: BinaryIO | None,
    dry_run: bool,
    form: str,
) -> None:
    """Say what comes next: in one case, step by step, or in every open case.

    Without a case the list begins with files that cannot be read, then what happened and no review
    has looked at, then reviews that are due, then cases in which the check finds errors.

    With --not-now the open step is left for later, where that is a decision: the reason and the day
    are asked for, or come with --from as because and until. It is open again on that day.

    \b
    Examples:
      hrcli next
      hrcli next 7KQ2
      hrcli next ZQ2K --not-now
    """
    if not_now:
        there = desk.case(_named(case))
        following = steps.next_for(there, examine(there))
        leave(desk, there, leaving.need_may_wait(there, following), source, dry_run)
        return
    if case is not None:
        _show(desk.case(case), form)
        return
    found = sorted(_all(desk), key=lambda it: it.urgency)
    if form == "json":
        click.echo(next_json(found, desk.today))
    elif found:
        rows = [(it.case, in_a_row(it), it.command) for it in found]
        click.echo(table(("CASE", "NEXT", "COMMAND"), rows, columns(), painted))
    else:
        desk.say("No case is open. Write the first plan: hrcli create")
    if any(it.step == "unreadable" for it in found):
        ctx.exit(3)


def _named(case: str | None) -> str:
    if case is None:
        raise click.UsageError("Name the case whose step is left for later.")
    return case


def _all(desk: Desk) -> Iterator[Next]:
    """What comes next in every case that is not closed."""
    for case in desk.caseload.cases(desk.today):
        following, _ = look(case)
        if following:
            yield following


def _show(case: Case, form: str) -> None:
    findings = examine(case)
    following = steps.next_for(case, findings)
    if form == "json":
        click.echo(next_json([following] if following else [], case.today, case, findings))
        return
    for line in _steps(case, findings, following):
        listing(line)


def _mark(state: str) -> str:
    meaning = MEANINGS.get(state)
    told = f"{MARKS[state]:>6}"
    return painted(told, meaning) if meaning else told


def _steps(case: Case, findings: Collection[Finding], following: Next | None) -> Iterator[str]:
    if following is None:
        yield f"{case.id} is closed. To go on with it: hrcli reopen {case.id[:4]}"
        return
    for step in steps.of(case):
        until = f" (until {echo(step.until, case.today)})" if step.until else ""
        yield f"{_mark(step.state)}  {safe(step.title)}{until}"
    yield ""
    head, *below = map(safe, in_words(following, with_word=sys.stdout.isatty()))
    yield from (painted(head, "heading"), *below)
    danger = dangers_text(dangers(case, findings))
    if danger:
        yield painted(f"\n{danger}", "danger")
    later = {it.code: it.slug for it in kept_back(case) if it.code not in ASKED_ON_THE_WAY}
    if later:
        named = ", ".join(f"{code} {slug}" for code, slug in later.items())
        yield f"\nAsked as well once the plan is agreed on (hrcli explain ..): {named}"
