"""`hrcli remind`: says that something is due, also through a program of the worker's own."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from hrcli.commands import _foreground, _prompts
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import days
from hrcli.errors import Undelivered, Unwritable
from hrcli.formats import schedule
from hrcli.formats.due import due_notice
from hrcli.formats.schedule import Clock, Units, crontab_with
from hrcli.method.due import due_in
from hrcli.store.pages import write_page

PATIENCE = 60


def _clock(_ctx: click.Context, _param: click.Parameter, value: str) -> Clock:
    hour, _, minute = value.partition(":")
    if all(part.isascii() and part.isdigit() and len(part) == 2 for part in (hour, minute)):
        found = Clock(int(hour), int(minute))
        if found.hour < 24 and found.minute < 60:
            return found
    raise click.BadParameter("write a time such as 08:30")


def _notifier(_ctx: click.Context, _param: click.Parameter, value: str | None) -> list[str]:
    """The notifier's words, the program with its full path: cron and systemd know few folders."""
    if value is None:
        return []
    try:
        words = shlex.split(value)
    except ValueError:
        raise click.BadParameter("a quotation mark is not closed") from None
    program = shutil.which(words[0]) if words else None
    if program is None:
        raise click.BadParameter("there is no such program")
    return [os.path.abspath(program), *words[1:]]


@click.command()
@click.option("--within", metavar="DAYS", callback=days, help="Also what comes in the next DAYS.")
@click.option(
    "--no-contact", metavar="DAYS", callback=days, help="Also cases without contact for DAYS."
)
@click.option(
    "--notify",
    metavar="COMMAND",
    callback=_notifier,
    help="Hand the sentence to this program, as its last word.",
)
@click.option(
    "--install",
    "kind",
    type=click.Choice(["cron", "systemd"]),
    help="Show what does this on every working day, and set it up.",
)
@click.option(
    "--at", metavar="HH:MM", default="08:30", show_default=True, callback=_clock, help="When."
)
@click.option("--yes", is_flag=True, help="Set it up without asking.")
@desk
@click.pass_context
def remind(  # noqa: PLR0913 - an argument for each option
    ctx: click.Context,
    desk: Desk,
    within: int | None,
    no_contact: int | None,
    notify: list[str],
    kind: str | None,
    at: Clock,
    yes: bool,
) -> None:
    """Say in one sentence that something is due, without saying what.

    Nothing due: no word, exit code 0. Something due, or coming up within the lead times: one
    sentence that holds a number, exit code 1. A file that cannot be read: exit code 3.

    \b
    Examples:
      hrcli remind
      hrcli remind --install cron
      hrcli remind --install systemd --at 07:45
    """
    if kind:
        words = [*_program(), "--caseload", str(desk.caseload.root), *_asked(within, no_contact)]
        words += ["--notify", shlex.join(notify)] * bool(notify)
        _install(desk, kind, words, at, yes)
        return
    text, code = _notice(desk, within, no_contact)
    if text and notify:
        _hand_over([*notify, text])
    elif text:
        click.echo(text)
    ctx.exit(code)


def _notice(desk: Desk, within: int | None, no_contact: int | None) -> tuple[str, int]:
    """What there is to say, and the exit code it earns."""
    items = due_in(desk.caseload.cases(desk.today), within, no_contact)
    unread = any(item.state == "unreadable" for item in items)
    return due_notice(items), 3 if unread else int(bool(items))


def _hand_over(words: Sequence[str]) -> None:
    """Run the notifier. Raises Undelivered where it can't be run, or fails."""
    todo = "Try it by itself at the shell; see what is due: hrcli due"
    try:
        code = _foreground.run(words, PATIENCE, reads=False)
    except (OSError, subprocess.TimeoutExpired):
        raise Undelivered("The notifier could not be run.", words[0], todo) from None
    if code:
        what = f"The notifier failed (exit code {code}), so nobody was reminded."
        raise Undelivered(what, words[0], todo)


def _program() -> list[str]:
    """How to start this hrcli where there is no PATH."""
    called = Path(sys.argv[0]).absolute()
    if called.name == "hrcli" and called.is_file():
        return [str(called)]
    return [sys.executable, "-m", "hrcli"]


def _asked(within: int | None, no_contact: int | None) -> list[str]:
    given = (("--within", within), ("--no-contact", no_contact))
    words = [word for name, count in given if count is not None for word in (name, f"{count}d")]
    return ["remind", *words]


def _install(desk: Desk, kind: str, words: Sequence[str], at: Clock, yes: bool) -> None:
    """Show what would be set up; set it up where the worker agrees."""
    caseload = str(desk.caseload.root)
    if kind == "cron":
        lines = schedule.crontab(caseload, words, at)
        click.echo(lines, nl=False)
        if _agreed(desk, yes):
            _put_into_crontab(caseload, lines)
            desk.say("Set up. Take it out again: crontab -e")
        return
    units = schedule.units(caseload, words, at)
    for path, text in _unit_files(units).items():
        click.echo(f"# {path}\n{text}")
    if _agreed(desk, yes):
        _start_timer(units)
        desk.say(f"Set up. Stop it again: systemctl --user disable --now {units.name}.timer")


def _agreed(desk: Desk, yes: bool) -> bool:
    if yes or (at_terminal() and _prompts.yes_or_no(desk, "Set this up?", default=False)):
        return True
    desk.say("Nothing was set up. To do it: the same command with --yes")
    return False


def _put_into_crontab(caseload: str, lines: str) -> None:
    """Add our lines to the worker's crontab. Raises Unwritable rather than lose what it holds."""
    plain = {**os.environ, "LC_ALL": "C"}
    before = _ran(["crontab", "-l"], environment=plain)
    if before.returncode and "no crontab" not in before.stderr:
        todo = "See what it says: crontab -l"
        raise Unwritable("Your crontab could not be read; nothing was changed.", "crontab", todo)
    kept = "" if before.returncode else before.stdout
    if _ran(["crontab", "-"], crontab_with(kept, caseload, lines)).returncode:
        todo = "Put the lines there yourself: crontab -e"
        raise Unwritable("Your crontab could not be changed.", "crontab", todo)


def _unit_files(units: Units) -> dict[Path, str]:
    home = os.environ.get("XDG_CONFIG_HOME", "")
    try:
        config = Path(home) if os.path.isabs(home) else Path.home() / ".config"
    except RuntimeError:
        what = "There is no home folder here, so nobody knows where the timer belongs."
        todo = "Set XDG_CONFIG_HOME to a folder of your own, then do it again."
        raise Unwritable(what, "hrcli remind --install systemd", todo) from None
    return {config / "systemd" / "user" / name: text for name, text in units.files.items()}


def _start_timer(units: Units) -> None:
    for path, text in _unit_files(units).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_page(path, text)
    enable = ["enable", "--now", f"{units.name}.timer"]
    for words in (["daemon-reload"], enable):
        if _ran(["systemctl", "--user", *words]).returncode:
            todo = f"Start it from your desktop: systemctl --user {' '.join(enable)}"
            what = "The files are in place, but systemd did not take them up."
            raise Unwritable(what, "systemctl --user", todo)


def _ran(
    words: Sequence[str], given: str = "", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """A program of the computer, run with `given` as its input. Raises Unwritable without it."""
    try:
        return subprocess.run(
            words,
            input=given,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",  # a crontab may hold other bytes, and keeps them
            timeout=PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        todo = "Use the other way (cron or systemd), or set it up by hand."
        raise Unwritable(f"{words[0]} could not be run here.", words[0], todo) from None
