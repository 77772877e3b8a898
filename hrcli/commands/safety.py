"""`hrcli safety`: first, do no harm."""

from __future__ import annotations

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import case_argument, formats
from hrcli.commands._screen import listing
from hrcli.formats.safety import safety_json, safety_text
from hrcli.rules.safety import safety as safety_of
from hrcli.terminal import painted


@click.command()
@case_argument()
@formats("text", "json")
@desk
@click.pass_context
def safety(ctx: click.Context, desk: Desk, case: str, form: str) -> None:
    """Go through the five do-no-harm questions and every rule on unintended harm that fires.

    Each rule says what might go wrong, what it rests on, what to ask, and what would answer it.
    It never gives a dose, and where no rule fires that is no all-clear. Exit code 1 means that an
    error stands open: a critical rule, on an active plan, with nothing in place against it.

    \b
    Examples:
      hrcli safety 7KQ2
      hrcli safety 7KQ2 --format json
    """
    found = safety_of(desk.case(case))
    if form == "json":
        click.echo(safety_json(found))
    else:
        listing(safety_text(found, painted))
    if found.blocked:
        ctx.exit(1)
