"""`hrcli open`: a page in the browser, gone once it has been looked at."""

from __future__ import annotations

import click

from hrcli.commands import _disclosing, _foreground, _page
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import case_argument
from hrcli.errors import Undelivered, WrongCommand
from hrcli.pages.audiences import AUDIENCES, DISCLOSED
from hrcli.pages.render import render
from hrcli.store.opened import opened

OWN = tuple(name for name in AUDIENCES if name not in DISCLOSED)
"""The readers in the room; copies for others are made by `render` alone."""


@click.command("open")
@case_argument()
@click.option(
    "--as",
    "audience",
    type=click.Choice(OWN),
    default="plan",
    show_default=True,
    help="Whose page.",
)
@desk
def open_page(desk: Desk, case: str, audience: str) -> None:
    """Look at a page of a case in your browser; it is gone once you have.

    plan is the worker's own, client the client's copy, safety a card for hard nights, review the
    sheet on the table. The page lies in .hrcli/open, for you alone, until you press Enter or
    Ctrl-C; what stays behind after a crash the next command takes away. What is asked before paper
    is handed over is asked here too. The browser is the one that BROWSER names, else your
    system's own; one that may not see hidden folders shows nothing (`hrcli render ... -o FILE`
    does). Pages for others are made by `hrcli render`.

    \b
    Examples:
      hrcli open 7KQ2
      hrcli open 7KQ2 --as client
    """
    instead = f"hrcli render {case} --as {audience} --to html -o FILE"
    if not at_terminal():
        todo = f"Make a file of your own: {instead}"
        raise WrongCommand("There is no terminal to wait at.", "hrcli open", todo)
    found = desk.case(case)
    _page.need_shape(found)
    grant = _disclosing.settled(desk, found, audience, None)
    own = desk.caseload.templates()
    page = render(found, audience, "html", own, grant, _page.dangers(found, audience))
    _page.advise(desk, found, audience, own)
    with _foreground.hearing_the_end(), opened(desk.caseload.root, page) as place:
        if not _foreground.browse(place.as_uri()):
            todo = f"Name one in BROWSER, or make a file: {instead}"
            raise Undelivered("No browser could be started here.", "hrcli open", todo)
        _wait()
    desk.say("The page is gone.")


def _wait() -> None:
    """Until somebody presses Enter; Ctrl-C and Ctrl-D say the same."""
    try:
        click.prompt("Enter takes the page away", default="", show_default=False, err=True)
    except (click.Abort, KeyboardInterrupt):
        click.echo(err=True)
