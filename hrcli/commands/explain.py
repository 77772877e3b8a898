"""`hrcli explain`: what a rule finds and why it matters; what a word of the plans means."""

from __future__ import annotations

import click

from hrcli import rules
from hrcli.commands._desk import Desk, desk
from hrcli.errors import WrongCommand
from hrcli.knowledge import field_terms, plan_words
from hrcli.terminal import table


@click.command()
@click.argument("word", required=False, metavar="[RULE|TERM]")
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
        rows = [(r.code, r.slug, r.severity.value, r.source) for r in rules.TABLE.values()]
        click.echo(table(("CODE", "NAME", "WEIGHT", "SOURCE"), rows))
        return
    rule = rules.find(word)
    pages = [rules.page(rule)] if rule else [*field_terms.pages(word), *plan_words.pages(word)]
    if not pages:
        near = [*filter(None, [rules.nearest(word)])]
        near += plan_words.nearest(word, field_terms.every_name())
        todo = f"Did you mean: {', '.join(near)}?" if near else "See all rules: hrcli explain"
        raise WrongCommand("hrcli knows no such rule or word.", "hrcli explain", todo)
    click.echo("\n\n".join(pages))
