"""`hrcli due`: what is due, for people, cron and systemd timers."""

from __future__ import annotations

import click

from hrcli.commands.desk import Desk, desk, formats


def _days(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    number = value.removesuffix("d")
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        raise click.BadParameter("write a number of days, such as 14d")
    return int(number)


@click.command()
@click.option("--within", metavar="DAYS", callback=_days, help="Also what comes in the next DAYS.")
@click.option("--count", is_flag=True, help="Print only how many.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when anything is due or overdue.")
@formats("text", "json")
@desk
@click.pass_context
def due(
    ctx: click.Context, desk: Desk, within: int | None, count: bool, exit_code: bool, form: str
) -> None:
    """List reviews, actions, goals, flags, consents and stays that are due.

    Nothing due prints nothing. An open plan without a review date is listed as missing, one that
    cannot be read as unreadable (exit code 3). The list holds ids, kinds and dates only.

    \b
    Examples:
      hrcli due
      hrcli due --within 14d
      hrcli due --exit-code --count
    """
    from hrcli import output
    from hrcli.due import due as due_in
    from hrcli.due import unreadable, urgency
    from hrcli.plan import Case

    items = []
    for case in desk.caseload.cases(desk.today):
        if isinstance(case, Case):
            items += due_in(case, within)
        else:
            items.append(unreadable(case.case))
    items.sort(key=urgency)
    if count:
        click.echo(str(len(items)))
    elif form == "json":
        click.echo(output.due_json(items, desk.today))
    elif items:
        click.echo(output.due_text(items, desk.today))
    if any(item.state == "unreadable" for item in items):
        desk.say("Some files cannot be read. See why: hrcli validate")
        ctx.exit(3)
    if exit_code and any(item.state != "soon" for item in items):
        ctx.exit(1)
