"""`hrcli schema`: the definition of a kind of file, for editors and other programs."""

from __future__ import annotations

import json

import click

from hrcli.commands._desk import Desk, desk
from hrcli.errors import NoCaseload
from hrcli.plan.schema import bundled

# As in hrcli.plan.schema, which --help does without; a test holds the two together.
KINDS = (
    "plan",
    "review",
    "event",
    "caseload",
    "config",
    "unintended_harms",
    "language",
    "resources",
)


@click.command()
@click.argument("kind", type=click.Choice(KINDS), default="plan")
@desk
def schema(desk: Desk, kind: str) -> None:
    """Print the JSON Schema (2020-12) of a kind of file, complete in itself.

    Inside a caseload the agency's own key harms are in it.

    \b
    Examples:
      hrcli schema plan
      hrcli schema review
    """
    try:
        key_harms = desk.caseload.settings.key_harms
    except NoCaseload:
        key_harms = ()
    click.echo(json.dumps(bundled(kind, key_harms), indent=2))
