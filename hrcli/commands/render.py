"""`hrcli render`: a case as a page for one reader."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from hrcli.commands import _disclosing, _page
from hrcli.commands._desk import Desk, desk, need_free
from hrcli.commands._options import case_argument, dry_run, replaces
from hrcli.commands._tab_plan import item_ids
from hrcli.errors import HrcliError, Refused, WrongCommand
from hrcli.pages.audiences import AUDIENCES, DISCLOSED, TABLE
from hrcli.pages.pdf import pdf
from hrcli.pages.render import render as rendered
from hrcli.pages.views import Grant
from hrcli.plan.case import Case
from hrcli.store.files import is_folder
from hrcli.store.pages import page_place, write_page
from hrcli.terminal import unbroken


@click.command()
@case_argument()
@click.option(
    "--as",
    "audience",
    type=click.Choice(AUDIENCES),
    default="plan",
    show_default=True,
    help="Who will read it.",
)
@click.option(
    "--to",
    type=click.Choice(["md", "html", "txt", "pdf"]),
    default="md",
    show_default=True,
    help="In which format; pdf takes the extra hrcli[pdf].",
)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="Write to this file, or under a neutral name in this folder, not to standard output.",
)
@click.option(
    "--consent",
    metavar="ID",
    shell_complete=item_ids("consents"),
    help="The consent, or exception, it goes out under.",
)
@click.option("-y", "--yes", is_flag=True, help="Record the disclosure without asking.")
@replaces
@dry_run
@desk
def render(  # noqa: PLR0913 - an argument for each option
    desk: Desk,
    case: str,
    audience: str,
    to: str,
    target: Path | None,
    consent: str | None,
    yes: bool,
    replace: bool,
    dry_run: bool,
) -> None:
    """Render a case as a page for one reader, with what that reader may see and no more.

    plan is the worker's own. client is the client's copy, safety a card for hard nights, review a
    sheet to fill in together. referral, handover, court and family leave the service: they need a
    consent that covers them, and each is recorded as a disclosure. Where paper is not safe for the
    client, nothing is made that somebody carries home. Where to get help comes from
    knowledge/resources.yaml of the caseload; the client says whether it stands on their copy. A
    file that is no page of hrcli's is replaced only where you say so.

    \b
    Examples:
      hrcli render 7KQ2
      hrcli render 7KQ2 --as client --to html -o my-plan.html
      hrcli render 7KQ2 --as safety --to html -o my-card.html
      hrcli render 6PYF --as referral --consent c2hm --yes
    """
    found = desk.caseload.case(desk.caseload.case_id(case), desk.today)
    _page.need_shape(found)
    grant = _disclosing.settled(desk, found, audience, consent)
    place = _place(target, audience, to)
    if place and not dry_run:
        _need_place(desk, place, replace)
    own = desk.caseload.templates()
    page = _made(found, audience, to, grant, own)
    _page.advise(desk, found, audience, own)
    if audience in DISCLOSED:
        _disclosing.disclose(desk, found, audience, grant, yes, dry_run)
    if not dry_run:
        _put(desk, place, page, audience)


def _made(case: Case, audience: str, to: str, grant: Grant, own: Mapping[str, str]) -> str | bytes:
    """The page; it is whole before anything is recorded."""
    dangers = _page.dangers(case, audience)
    if to != "pdf":
        return rendered(case, audience, to, own, grant, dangers)

    return pdf(rendered(case, audience, "html", own, grant, dangers))


def _place(target: Path | None, audience: str, to: str) -> Path | None:
    """Where the page goes; None is standard output, which takes no PDF at a terminal."""
    if target is None:
        if to == "pdf" and sys.stdout.isatty():
            todo = "Name a file with -o FILE, such as -o my-plan.pdf."
            raise WrongCommand("A PDF cannot be shown at the terminal.", "hrcli render", todo)
        return None

    place = target / f"{TABLE[audience].file_name}.{to}" if is_folder(target) else target
    page_place(place)  # before a disclosure is written down that then could not be made
    return place


def _need_place(desk: Desk, place: Path, replace: bool) -> None:
    """Refuse a place among the cases, and one that holds what hrcli has not made."""
    cases = desk.caseload.path("cases").resolve()
    if place.resolve().is_relative_to(cases):
        todo = "Name a place outside of cases/; git would take the page up there."
        raise Refused("A page does not belong among the cases.", str(place), todo)
    need_free(desk, place, replace)


def _put(desk: Desk, place: Path | None, page: str | bytes, audience: str) -> None:
    if place is None:
        click.echo(page, nl=False) if isinstance(page, bytes) else desk.hand_out(page)
        return
    try:
        write_page(place, page)
    except HrcliError:
        if audience in DISCLOSED:
            desk.say("The disclosure is recorded, but no copy was made: make it again, or correct")
            desk.say("the event with hrcli event CASE disclosure --corrects FILE.")
        raise
    desk.say(f"Wrote {unbroken(desk.shown(place.absolute()))}.")
