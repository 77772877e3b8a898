"""`hrcli templates`: the forms that pages are made with, and an agency's own over them."""

from __future__ import annotations

from collections.abc import Mapping

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import dry_run
from hrcli.commands._screen import columns, listing
from hrcli.commands._tab import offering
from hrcli.errors import NoCaseload, Refused, WrongCommand
from hrcli.finding import Finding
from hrcli.folding import meant
from hrcli.formats.findings import weight
from hrcli.pages.audiences import AUDIENCES
from hrcli.pages.lint import amiss
from hrcli.pages.render import built_in
from hrcli.reports.kinds import sheets
from hrcli.store.caseload import TEMPLATES
from hrcli.store.files import is_file
from hrcli.store.journal import Put
from hrcli.terminal import line, painted, safe, table

NAMES = offering(lambda *_: built_in())


@click.group()
def templates() -> None:
    """List, show, copy and check the templates that pages are made with.

    A file in the caseload's templates/ folder is used in place of hrcli's own of the same name.
    It is laid out in a sandbox: it sees what its reader may see, and can do no more than write.
    To change single words or to add a language, lay knowledge/labels.LANGUAGE.yaml in the caseload.

    \b
    Examples:
      hrcli templates list
      hrcli templates show client.j2
      hrcli templates copy client.j2
      hrcli templates lint
    """


@templates.command(name="list")
@desk
def list_templates(desk: Desk) -> None:
    """List all templates, and which of them are the agency's own."""
    own = _own(desk)
    rows = [
        (name, "yours" if name in own else "hrcli", _what_for(name, AUDIENCES))
        for name in sorted({*own, *built_in()})
    ]
    click.echo(table(("TEMPLATE", "FROM", "FOR"), rows, columns(), painted))


def _what_for(name: str, audiences: tuple[str, ...]) -> str:
    word = name.split(".")[0]
    if word in audiences:
        return f"hrcli render CASE --as {word}"
    if word == "report":
        return "hrcli report KIND --format html"
    if word == "format":
        return f"how pages look as {name.split('.')[1]}"
    return "a part of other templates"


@templates.command()
@click.argument("name", shell_complete=NAMES)
@desk
def show(desk: Desk, name: str) -> None:
    """Print a template: the agency's own where there is one, else hrcli's."""
    found = {**built_in(), **_own(desk)}
    click.echo(safe(found[_known(name, found)]), nl=False)


@templates.command()
@click.argument("name", shell_complete=NAMES)
@dry_run
@desk
def copy(desk: Desk, name: str, dry_run: bool) -> None:
    """Copy one of hrcli's templates into the caseload, to be changed there."""
    known = built_in()
    source = known[_known(name, known)]
    place = f"{TEMPLATES}/{name}"
    if is_file(desk.caseload.path(place)):
        todo = "Change that file, or move it away first."
        raise Refused("There is such a template here already.", place, todo)
    if dry_run:
        desk.say(f"Would copy hrcli's {name} to {place}.")
        return
    with desk.caseload.writing() as writer:
        writer.change([Put(place, None, source.encode("utf-8"))])
    desk.say(f"Copied to {place}. After each change: hrcli templates lint")


@templates.command()
@click.pass_context
def lint(ctx: click.Context) -> None:
    """Check the agency's templates; exit code 1 where something is amiss.

    Looked for: lines that cannot be read, output that is not escaped, attributes without quotes,
    links and scripts, fields that the reader of the page does not get to see.
    """
    desk = ctx.ensure_object(Desk)
    own = _own(desk)
    found = amiss(own, desk.today, desk.caseload.settings, sheets) if own else []
    if found:
        listing("\n\n".join(map(_told, found)))
    desk.say(f"{len(own)} templates of your own, {len(found)} findings.")
    if any(finding.blocks for finding in found):
        ctx.exit(1)


def _told(finding: Finding) -> str:
    head = line(f"{finding.code} {finding.slug}: {finding.message}")
    below = map(line, (f"{finding.file}:{finding.place.line}", finding.help))
    return "\n  ".join((f"{weight(finding.severity, painted)} {head}", *below))


def _own(desk: Desk) -> dict[str, str]:
    """The agency's own templates; none outside a caseload."""
    try:
        return desk.caseload.templates()
    except NoCaseload:
        return {}


def _known(name: str, found: Mapping[str, str]) -> str:
    if name not in found:
        todo = f"{meant(name, found)}One of: {', '.join(sorted(found))}"
        raise WrongCommand("There is no such template.", "hrcli templates", todo)
    return name
