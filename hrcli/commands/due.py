"""`hrcli due`: what is due, for people, programs, cron and calendars."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TypeAlias

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import caseload_folders, days, formats, with_words
from hrcli.commands._screen import columns
from hrcli.errors import Refused
from hrcli.formats import calendar
from hrcli.formats.calendar import Earlier
from hrcli.formats.due import Words, due_csv, due_json, due_jsonl, due_text
from hrcli.method.due import Due, due_in, urgency, words_of_actions
from hrcli.plan.case import Case
from hrcli.store.caseload import ClosedDoor
from hrcli.store.pages import earlier_page, write_page
from hrcli.terminal import painted

Cases: TypeAlias = "Mapping[str, Iterable[Case | ClosedDoor]]"
"""The cases of each caseload, by the name of its folder."""


@click.command()
@caseload_folders
@click.option("--within", metavar="DAYS", callback=days, help="Also what comes in the next DAYS.")
@click.option(
    "--no-contact", metavar="DAYS", callback=days, help="Also cases without contact for DAYS."
)
@with_words
@click.option("--count", is_flag=True, help="Print only how many.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when anything is due or overdue.")
@formats("text", "json", "jsonl", "csv", "ics")
@click.option(
    "--as",
    "sort",
    type=click.Choice(["event", "todo"]),
    default="event",
    show_default=True,
    help="What a calendar (ics) holds: days, or tasks.",
)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The calendar's file (ics); what it held before is moved or cancelled, never doubled.",
)
@desk
@click.pass_context
def due(  # noqa: PLR0913 - an argument for each option
    ctx: click.Context,
    desk: Desk,
    folders: tuple[str, ...],
    within: int | None,
    no_contact: int | None,
    words: bool | None,
    count: bool,
    exit_code: bool,
    form: str,
    sort: str,
    target: Path | None,
) -> None:
    """List reviews, actions, goals, flags, consents, stays and open questions that are due.

    Nothing due prints nothing. An open plan without a review date is listed as missing, one that
    cannot be read as unreadable (exit code 3). The list holds ids, kinds and dates only, at a
    terminal with --words also what the actions are. An action for the next contact is due at the
    next planned contact, at the next review at the latest.

    Several caseloads give one list; each row says in which folder its case lies. A caseload that
    cannot be read is listed too, and hides no other.

    A calendar (ics) holds everything that is open, and of each no more than its day.

    \b
    Examples:
      hrcli due
      hrcli due --within 14d --no-contact 30d
      hrcli due --words
      hrcli due --exit-code --count
      hrcli due --format csv
      hrcli due --caseload . --within 7d
      hrcli due --format ics -o reviews.ics
    """
    _need_fitting(form, target, count or within is not None, bool(words))
    shows_words = desk.shows_words(words)
    caseloads = desk.caseloads(folders)
    cases: Cases = {it.name: it.cases(desk.today) for it in caseloads}
    if form == "ics":  # a calendar goes through them twice; a list holds one case at a time
        cases = {name: list(them) for name, them in cases.items()}
    told: dict[tuple[str, str, str], str] = {}
    listened = {name: _telling(name, them, told) for name, them in cases.items()}
    items = _due(listened if shows_words else cases, within, no_contact)
    unread = any(item.state == "unreadable" for item in items)
    lacking = False
    if count:
        click.echo(str(len(items)))
    elif form == "ics":
        lacking = _calendar(desk, cases, sort, no_contact, target, unread)
    elif items or form == "json":
        click.echo(_written(form, items, desk.today, len(cases) > 1, told))
    elif sys.stdout.isatty():  # a timer that finds nothing says nothing
        desk.say("Nothing is due.")
    if unread:
        desk.say("Some files cannot be read. See why: hrcli validate")
    if unread or lacking:
        ctx.exit(3)
    if exit_code and any(item.state != "soon" for item in items):
        ctx.exit(1)


def _need_fitting(form: str, target: Path | None, some: bool, words: bool) -> None:
    """Refuse options that do not go together; `some` is wanted where not all of it is."""
    if form != "ics" and target:
        raise click.UsageError("Only a calendar goes to a file of its own: --format ics.")
    if form == "ics" and some:
        raise click.UsageError("A calendar holds everything open: no --within, no --count.")
    if form != "text" and words:
        raise click.UsageError("Words of a case stand in the list for people only.")


def _due(cases: Cases, within: int | None, no_contact: int | None) -> list[Due]:
    """What is due in all of the caseloads, the most pressing first."""
    found: list[Due] = []
    for name, them in cases.items():
        found += due_in(them, within, no_contact, name)
    return sorted(found, key=urgency)


def _telling(
    caseload: str, cases: Iterable[Case | ClosedDoor], told: dict[tuple[str, str, str], str]
) -> Iterator[Case | ClosedDoor]:
    """The cases, the words of whose actions are taken down in `told` as they pass."""
    for case in cases:
        if isinstance(case, Case):
            told.update(words_of_actions(case, caseload))
        yield case


def _calendar(
    desk: Desk,
    cases: Cases,
    sort: str,
    no_contact: int | None,
    target: Path | None,
    unread: bool,
) -> bool:
    """Write the calendar; gives whether it lacks cases that have no number for it yet."""
    known = [(name, it) for name, them in cases.items() for it in them if isinstance(it, Case)]
    lacking = [case.id for _, case in known if calendar.unnumbered(case)]
    several = len(cases) > 1
    found = [
        entry
        for name, case in known
        for entry in calendar.entries(case, sort, no_contact, name if several else "")
    ]
    whole = not (unread or lacking)
    page = calendar.calendar(found, sort, desk.today, _before(target), whole)
    if target:
        write_page(target, page)
    else:
        click.echo(page, nl=False)
    for case_id in lacking:
        desk.say(f"Not in the calendar yet; add it: hrcli set {case_id} calendar new")
    return bool(lacking)


def _before(target: Path | None) -> Earlier:
    """The entries of the calendar that stands at `target`; none where there is no such file."""
    raw = earlier_page(target) if target else None
    if raw is None:
        return {}
    known = calendar.earlier(raw)
    if known is None:
        todo = "Name a file of its own for hrcli's calendar, such as reviews.ics."
        raise Refused("This calendar was not written by hrcli.", str(target), todo)
    return known


def _written(form: str, items: list[Due], today: date, several: bool, words: Words) -> str:
    if form == "text":
        return due_text(items, today, several, columns(), painted, words)
    return {"json": due_json, "jsonl": due_jsonl, "csv": due_csv}[form](items, today)
