"""`hrcli undo`: take back the last change, without git."""

from __future__ import annotations

import click

from hrcli.commands import _prompts, _undoing
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import case_argument, dry_run
from hrcli.commands._screen import columns
from hrcli.errors import WrongCommand
from hrcli.store import taking_back as records
from hrcli.terminal import painted, table


@click.command()
@case_argument(required=False)
@click.option("--list", "lists", is_flag=True, help="List what can be taken back, the last first.")
@click.option("--redo", is_flag=True, help="Do again what was taken back last.")
@click.option("--forget", is_flag=True, help="Drop what is kept for taking back, now.")
@click.option("-y", "--yes", is_flag=True, help="Forget without asking.")
@dry_run
@desk
def undo(
    desk: Desk, case: str | None, lists: bool, redo: bool, forget: bool, yes: bool, dry_run: bool
) -> None:
    """Take back hrcli's last change (of CASE, if it is named); once more goes a step further back.

    It needs no git: what the files held before is kept for 30 days, at most 50 changes, for you
    alone. Where a file has changed since, it shows how and takes nothing back. A disclosure is
    never taken back, nor what lies before it: the copy has gone out. To change one answer, use
    hrcli set; to take an item out of a plan, hrcli remove.

    \b
    Examples:
      hrcli undo
      hrcli undo 7KQ2 --dry-run
      hrcli undo --list
      hrcli undo --forget --yes
    """
    if lists + redo + forget > 1:
        raise click.UsageError("Give one of --list, --redo and --forget.")
    found = desk.caseload.case_id(case) if case else None
    if lists:
        _list(desk, found)
    elif forget:
        _forget(desk, found, yes, dry_run)
    elif dry_run:
        _undoing.show(_undoing.need(records.taking(desk.caseload, found, redo), redo))
    else:
        entry = _undoing.take_back(desk, found, redo)
        verb, other = ("Done again", "") if redo else ("Taken back", " --redo does it again.")
        desk.say(f"{verb}: {entry.told}.{other}")


def _list(desk: Desk, case: str | None) -> None:
    """The steps with day, command and ids, the last first; nothing of what was written."""
    rows = [
        (entry.day, entry.command, ", ".join(entry.cases), entry.final)
        for entry in reversed(desk.caseload.journal.standing(case))
        if not entry.takes_back
    ]
    if rows:
        click.echo(table(("DAY", "COMMAND", "CASE", ""), rows, columns(), painted))
    else:
        desk.say("There is nothing to take back.")


def _forget(desk: Desk, case: str | None, yes: bool, dry_run: bool) -> None:
    question = "Drop what is kept for taking back? It cannot be brought back."
    if dry_run:
        desk.say("Would drop what undo --list shows.")
        return
    if not yes and not at_terminal():
        raise WrongCommand("This is asked first.", "hrcli undo --forget", "Say yes with --yes.")
    if not yes:
        _prompts.need_yes(desk, question)
    desk.say(f"Dropped: {records.forget(desk.caseload, case)}.")
