"""`hrcli explain`: what a rule finds and why it matters; what a word of the plans means."""

from __future__ import annotations

from collections.abc import Mapping

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._screen import columns, listing
from hrcli.commands._tab import offering
from hrcli.errors import HrcliError, WrongCommand
from hrcli.folding import as_code
from hrcli.formats.findings import WEIGHTS
from hrcli.knowledge import field_terms, plan_words
from hrcli.rules import registry
from hrcli.rules.explain import page
from hrcli.rules.rule import Rule
from hrcli.terminal import Marked, painted, table

NAMES = offering(lambda *_: [*registry.names(), *plan_words.names(), *field_terms.every_name()])


@click.command()
@click.argument("word", required=False, metavar="[RULE|TERM]", shell_complete=NAMES)
@desk
def explain(desk: Desk, word: str | None) -> None:
    """Explain a rule, by code or name, or a word used in plans; without any, list the rules.

    \b
    Examples:
      hrcli explain
      hrcli explain GOA01
      hrcli explain smart-part-missing
      hrcli explain livelihood
      hrcli explain harm-reduction
    """
    if word is None:
        rows = [
            (r.code, r.slug, Marked(r.severity.value, WEIGHTS[r.severity]), r.source)
            for r in registry.TABLE.values()
        ]
        click.echo(table(("CODE", "NAME", "WEIGHT", "SOURCE"), rows, columns(), painted))
        return
    rule = registry.find(word) or _own_rules(desk).get(as_code(word))
    if now := registry.RETIRED.get(as_code(word)):
        rule = registry.TABLE[now]
        desk.say(f"{as_code(word)} is now {now}.")
    pages = [page(rule)] if rule else [*field_terms.pages(word), *plan_words.pages(word)]
    if not pages:
        near = [*filter(None, [registry.nearest(word)])]
        near += plan_words.nearest(word, field_terms.every_name())
        todo = f"Did you mean: {', '.join(near)}?" if near else "See all rules: hrcli explain"
        raise WrongCommand("hrcli knows no such rule or word.", "hrcli explain", todo)
    listing("\n\n".join(map(_headed, pages)))


def _own_rules(desk: Desk) -> Mapping[str, Rule]:
    """The rules as they stand in the caseload we are in, with an agency's own; none elsewhere."""
    try:
        return registry.in_use(desk.caseload.settings.knowledge)
    except HrcliError:
        return {}


def _headed(told: str) -> str:
    """A page with its first line as the heading that it is."""
    head, *below = told.split("\n")
    return "\n".join((painted(head, "heading"), *below))
