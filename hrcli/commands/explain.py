"""`hrcli explain`: what a rule finds and why it matters; what a word of the plans means."""

from __future__ import annotations

import click


@click.command()
@click.argument("word", required=False, metavar="[RULE|TERM]")
def explain(word: str | None) -> None:
    """Explain a rule, by code or name, or a word used in plans; without any, list the rules.

    \b
    Examples:
      hrcli explain
      hrcli explain GOA01
      hrcli explain smart-part-missing
      hrcli explain livelihood
      hrcli explain harm-reduction
    """
    from hrcli import glossary, guidance, rules
    from hrcli.errors import WrongCommand
    from hrcli.terminal import table

    if word is None:
        rows = [(r.code, r.slug, r.severity.value, r.source) for r in rules.TABLE.values()]
        click.echo(table(("CODE", "NAME", "WEIGHT", "SOURCE"), rows))
        return
    rule = rules.find(word)
    pages = [rules.page(rule)] if rule else [*guidance.pages(word), *glossary.pages(word)]
    if not pages:
        near = [*filter(None, [rules.nearest(word)])]
        near += glossary.nearest(word, guidance.every_name())
        todo = f"Did you mean: {', '.join(near)}?" if near else "See all rules: hrcli explain"
        raise WrongCommand("hrcli knows no such rule or word.", "hrcli explain", todo)
    click.echo("\n\n".join(pages))
