"""`hrcli` alone: what is due, dangerous, begun, and comes next, on one screen."""

from __future__ import annotations

from collections.abc import Iterator

import click

from hrcli.commands import _prompts
from hrcli.commands._desk import Desk, desk
from hrcli.commands._following import look
from hrcli.commands._options import with_words
from hrcli.commands._screen import columns, listing, rows
from hrcli.document.data import group, text
from hrcli.errors import NoCaseload
from hrcli.finding import Finding
from hrcli.formats.findings import dangers
from hrcli.formats.overview import Draft, OpenDangers, Overview, draft_of, overview_text
from hrcli.method.due import Due, due_in, urgency, words_of_actions
from hrcli.method.steps import Next
from hrcli.plan.case import Case
from hrcli.resources import page
from hrcli.store.caseload import Caseload
from hrcli.terminal import painted

FEWEST = 24
"""The lines of the lowest terminal that the screen is made for."""
TYPED = 2
"""The lines of the terminal that the command and the next prompt take."""

BEGIN = """\
hrcli keeps harm-reduction case plans, worked out with a client, as plain files.
You are in no caseload. If you have one, go into its folder: cd FOLDER. To begin:

  hrcli init caseload  make a caseload, in a new folder here
  hrcli demo           walk the whole cycle on invented cases
  hrcli --help         see every command

Your first hour, step by step: {page}"""
NO_CASE = "No case is open. Write the first plan: hrcli create"


@click.command()
@with_words
@desk
@click.pass_context
def overview(ctx: click.Context, desk: Desk, words: bool | None) -> None:
    """Show on one screen what is due, dangerous, begun, and comes next.

    Ids, kinds and what the clients are called, no words of a case: somebody may sit beside it.
    """
    shows_words = desk.shows_words(words)
    try:
        caseload = desk.caseload
    except NoCaseload:
        if desk.folder or desk.own.caseload:
            raise
        listing(BEGIN.format(page=page("first-hour.md")))
        return
    found = _looked_at(caseload, desk, shows_words)
    if any((found.due, found.drafts, found.following)):
        lines = max(FEWEST, rows()) - TYPED
        click.echo(overview_text(found, desk.today, lines, columns(), painted))
    else:
        desk.say(NO_CASE)
    if any(it.state == "unreadable" for it in found.due):
        ctx.exit(3)


def _looked_at(caseload: Caseload, desk: Desk, shows_words: bool) -> Overview:
    """Each case is read once for all parts of the screen, and then let go."""
    owed: list[Due] = []
    risks: list[OpenDangers] = []
    after: list[Next] = []
    names: dict[str, str] = {}
    words: dict[tuple[str, str, str], str] = {}
    for case in caseload.cases(desk.today):
        owed += due_in([case])
        following, findings = look(case)
        if following:
            after.append(following)
        if isinstance(case, Case):
            names[case.id] = text(group(case.plan.data, "client"), "alias")
            words |= words_of_actions(case) if shows_words else {}
            risks += _risks(case, findings)
    after.sort(key=lambda it: it.urgency)
    return Overview(
        sorted(owed, key=urgency),
        sorted(risks, key=lambda it: -it.number),
        _drafts(caseload),
        after,
        names,
        words,
    )


def _risks(case: Case, findings: list[Finding]) -> Iterator[OpenDangers]:
    found = dangers(case, findings)
    if found.number:
        yield OpenDangers(case.id, found.number, ", ".join(found.commands))


def _drafts(caseload: Caseload) -> list[Draft]:
    """What was begun and stopped; a plan in the editor, or answers that were given."""
    names = caseload.drafts()
    begun = (it for it in names if not it.endswith(".json") or _prompts.answers_kept(caseload, it))
    return [draft for name in begun if (draft := draft_of(name))]
