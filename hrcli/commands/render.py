"""`hrcli render`: a plan as a page for one reader."""

from __future__ import annotations

from pathlib import Path

import click

from hrcli.commands.desk import Desk, case_argument, desk


@click.command()
@case_argument()
@click.option(
    "--as",
    "audience",
    type=click.Choice(["plan", "client"]),
    default="plan",
    show_default=True,
    help="Who will read it.",
)
@click.option(
    "--to",
    type=click.Choice(["md", "html", "txt"]),
    default="md",
    show_default=True,
    help="In which format.",
)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file instead of standard output.",
)
@desk
def render(desk: Desk, case: str, audience: str, to: str, target: Path | None) -> None:
    """Render a plan as a page: the worker's own, or the client's copy.

    The client's copy holds only what is meant for the client, under a neutral title; where paper
    is not safe for the client it is refused.

    \b
    Examples:
      hrcli render 7KQ2
      hrcli render 7KQ2 --as client --to html -o my-plan.html
    """
    from hrcli import rules
    from hrcli.caseload import write_page
    from hrcli.errors import Refused
    from hrcli.render import render as rendered
    from hrcli.views import may_print_client_copy, wording_with_names

    found = desk.caseload.case(desk.caseload.case_id(case), desk.today)
    shape = [
        f for f in rules.examine(found) if f.code[:3] in ("YML", "SCH") and f.severity == "error"
    ]
    if shape:
        where = f"cases/{found.id}/{shape[0].file}:{shape[0].place.line}:{shape[0].place.column}"
        raise Refused(shape[0].message, where, shape[0].help)
    if audience == "client":
        answer = may_print_client_copy(found.plan.data)
        if answer and answer.refused:
            raise Refused(answer.message, f"cases/{found.id}/plan.yaml", answer.help)
        if answer:
            desk.say(f"{answer.message} {answer.help}")
        for where in wording_with_names(found.plan.data):
            desk.say(f"The wording at {where} holds a name; is it meant for the copy?")
    page = rendered(found, audience, to)
    if target is None:
        click.echo(page, nl=False)
    else:
        write_page(target, page)
        desk.say(f"Wrote {desk.shown(target.absolute())}.")
