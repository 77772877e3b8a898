"""`hrcli report`: figures and pictures over many cases, and over many caseloads."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from hrcli.commands._desk import Desk, Named, desk, need_free
from hrcli.commands._options import caseload_folders, formats, replaces
from hrcli.commands._screen import columns
from hrcli.dates import echo, spoken, what_to_write
from hrcli.errors import Unreadable
from hrcli.knowledge.labels import labels_for
from hrcli.method.outcomes import Period
from hrcli.plan.case import Case
from hrcli.reports import formats as written
from hrcli.reports.kinds import kind as kind_of
from hrcli.reports.tables import Report, Sources, Tally
from hrcli.store.caseload import Caseload
from hrcli.store.pages import page_place, write_page
from hrcli.terminal import line, painted, unbroken


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    if not value:
        return None
    desk = ctx.ensure_object(Desk)
    days = spoken(value, desk.today, behind=True, locale=desk.locale)
    if len(days) != 1:
        raise click.BadParameter(what_to_write(days, desk.today))
    if value != str(days[0]):
        desk.say(f"{param.opts[0]} {echo(days[0], desk.today)}")
    return days[0]


@click.command()
@click.argument("kind", type=click.Choice(["outcomes", "practice", "caseload"]))
@caseload_folders
@click.option("--from", "first", metavar="DATE", callback=_day, help="Begin on this day.")
@click.option("--to", "last", metavar="DATE", callback=_day, help="End on this day (else today).")
@formats("text", "json", "csv", "html")
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file instead of standard output.",
)
@replaces
@desk
@click.pass_context
def report(  # noqa: PLR0913 - an argument for each option
    ctx: click.Context,
    desk: Desk,
    kind: str,
    folders: tuple[str, ...],
    first: date | None,
    last: date | None,
    form: str,
    target: Path | None,
    replace: bool,
) -> None:
    """Report on many cases: what came of the plans, how the work is done, who is met.

    Figures that come from fewer than five clients are withheld, and so is what would give them
    away. How much is used is never counted as an outcome. Several caseloads give one report over
    all of them: side by side, each would tell what the others withhold.

    \b
    Examples:
      hrcli report outcomes
      hrcli report practice --from 2026-01-01 --to 2026-02-09
      hrcli report caseload --caseload . --format csv
      hrcli report outcomes --format html -o outcomes.html
    """
    if first and first > (last or desk.today):
        raise click.UsageError("The first day lies behind the last one.")
    caseloads = desk.caseloads(folders)
    shut = [it.caseload for it in caseloads if isinstance(it.caseload, Unreadable)]
    if len(shut) == len(caseloads):
        ctx.exit(3)  # each has been told
    told = _counted(desk, caseloads, kind, first, last or desk.today)
    page = _written(told, _first(caseloads), form)
    if target is None and form == "text":
        click.echo(written.as_text(told, columns(), painted))
    elif target is None:
        desk.hand_out(f"{page}\n")
    else:
        page_place(target)
        need_free(desk, target, replace)
        write_page(target, f"{page}\n")
        desk.say(f"Wrote {unbroken(desk.shown(target.absolute()))}.")
    if told.of.twice:
        desk.say("A case that lies in several of these caseloads was counted once.")
    if told.of.unreadable:
        desk.say("Some plans cannot be read and are not counted. See why: hrcli validate")
    if told.of.shut:
        desk.say("Not counted, since they cannot be read: " + line(", ".join(told.of.shut)))
    if told.of.unreadable or told.of.shut:
        ctx.exit(3)


def _first(caseloads: list[Named]) -> Caseload:
    """The first one that can be read: the page is laid out as it says."""
    return next(it.caseload for it in caseloads if not isinstance(it.caseload, Unreadable))


def _counted(
    desk: Desk, caseloads: list[Named], kind: str, first: date | None, last: date
) -> Report:
    """The report on all cases, counted one after the other."""
    known = {it.name: it.caseload for it in caseloads if not isinstance(it.caseload, Unreadable)}
    key_harms = {word for caseload in known.values() for word in caseload.settings.key_harms}
    supplies = {name for caseload in known.values() for name in caseload.settings.supplies}
    tally = Tally(kind_of(kind, sorted(key_harms), sorted(supplies)), Period(first, last))
    seen: set[str] = set()
    unreadable = twice = 0
    for caseload in known.values():
        for case in caseload.cases(desk.today):
            name = case.id if isinstance(case, Case) else case.case
            twice += name in seen
            if not isinstance(case, Case) or not case.plan_file.document.sound:
                unreadable += name not in seen
            elif name not in seen:
                tally.add(case)
            seen |= {name} - {""}  # without an id nobody knows whether it is one case
    shut = tuple(it.name for it in caseloads if it.name not in known)
    return tally.report(desk.today, Sources(tuple(known), shut, unreadable, twice))


def _written(told: Report, caseload: Caseload, form: str) -> str:
    if form == "html":
        settings, own = caseload.settings, caseload.templates()
        return written.as_html(told, labels_for(settings.locale, settings.knowledge), own)
    return {"text": written.as_text, "json": written.as_json, "csv": written.as_csv}[form](told)
