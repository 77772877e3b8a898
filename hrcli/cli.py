"""The command `hrcli`: global options, and the one net that turns errors into exit codes."""

from __future__ import annotations

import gc
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from types import TracebackType
from typing import Any

import click
from click.shell_completion import CompletionItem

from hrcli import __version__
from hrcli.commands import CASE_FIRST, SECTIONS, TABLE, _misuse, load
from hrcli.commands._screen import columns, remark
from hrcli.commands._tab import case_ids, cases_or_files
from hrcli.dates import echo, spoken, what_to_write
from hrcli.errors import HrcliError
from hrcli.method.signs import Stopped
from hrcli.terminal import fitted, safe, unbroken, wants_colour

WIDEST = 120
"""How wide a text of help may be on a wide terminal: longer lines are hard to read."""
STOPPED = 130
BUG = 4
TAB = "_HRCLI_COMPLETE"
"""What a shell sets to ask what TAB may offer."""
NEGATIVE = re.compile(r"-\d", re.ASCII)
MINUS = "\u2212"


class Help(click.HelpFormatter):
    """Help of which no line is longer than the terminal, nor an example that click leaves alone."""

    def getvalue(self) -> str:
        return fitted(super().getvalue(), columns())


class WithHelp(click.Context):
    """What a command is called with."""

    formatter_class = Help

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        """Says of what is typed wrongly behind a command whose it is, where click does not."""
        if isinstance(error, click.UsageError) and error.ctx is None:
            error.ctx = self
        return super().__exit__(kind, error, trace)


class Net(click.Group):
    """A group that says every failure in three lines and gives it its exit code.

    0 done, 1 findings or something due, 2 wrong command line, 3 could not read or write,
    4 a mistake in hrcli, 130 stopped. Left alone, click would answer 1 to most of these, and cron
    could not tell "a review is due" from "hrcli broke".
    """

    context_class = WithHelp

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        inner: Any = super().main
        if not standalone_mode:
            return inner(*args, standalone_mode=False, **extra)
        os.umask(0o077)
        # A command lives for a moment and builds large trees: looking for rings among them every
        # 700 objects would cost a third of the time.
        gc.set_threshold(100_000, 50, 50)
        if sys.stdin is None:  # closed by the shell: <&-
            sys.stdin = open(os.devnull)  # noqa: SIM115
        if sys.stdout is None:  # >&-
            _silence_stdout()
        if sys.stderr is None:  # 2>&-
            _silence_stderr()
        # What a stream cannot hold is shown as an escape; what it cannot read is asked for again.
        for stream, errors in (
            (sys.stdin, "surrogateescape"),
            (sys.stdout, "backslashreplace"),
            (sys.stderr, "backslashreplace"),
        ):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors=errors)
        caught = _unheard if TAB in os.environ else _caught
        sys.exit(caught(lambda: inner(*args, standalone_mode=False, **extra)))

    def shown(self) -> list[str]:
        """The commands that people type."""
        return [name for name, (_, line) in TABLE.items() if line]

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(TABLE)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = load(cmd_name)
        inner = command.commands.values() if isinstance(command, click.Group) else ()
        for each in filter(None, (command, *inner)):
            each.context_class = WithHelp
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if ctx.resilient_parsing:
            return self._at_tab(ctx, args)
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            ctx.fail(_misuse.no_command(args[0], self.shown()))
        name, command, rest = super().resolve_command(ctx, args)
        return name, command, _with_values(command, rest)

    def _at_tab(self, ctx: click.Context, args: list[str]) -> Any:
        """The command that TAB is pressed behind, with the words that it can read.

        An option that still waits for its value would keep click from reading the case before it.
        """
        if len(args) == 1 and args[0] in CASE_FIRST:
            return args[0], AtItsCase(args[0]), []
        name, command, words = super().resolve_command(ctx, args)
        waits = command is not None and words and _takes_value(command, words[-1])
        return name, command, words[:-1] if waits else words

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What TAB offers for the command: click would load each for its line of help."""
        told = ((name, line) for name, (_, line) in TABLE.items() if line)
        found = [CompletionItem(it, help=line) for it, line in told if it.startswith(incomplete)]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        longest = max(map(len, TABLE))
        for heading, rows in SECTIONS.items():
            told = [(name.ljust(longest), line) for name, (_, line) in rows.items() if line]
            with formatter.section(heading):
                formatter.write_dl(told)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _nobody_reads_on():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _nobody_reads_on():
            return super().invoke(ctx)


def _takes_value(command: click.Command, word: str) -> bool:
    options = (it for it in command.params if isinstance(it, click.Option))
    return any(word in it.opts and not it.is_flag for it in options)


class AtItsCase(click.Command):
    """Stands for a command whose case is still to be typed: ids are offered without loading it."""

    def __init__(self, name: str) -> None:
        offer = cases_or_files if name == "validate" else case_ids
        super().__init__(name, params=[click.Argument(["case"], shell_complete=offer)])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What is no case but the beginning of an option, the command itself knows."""
        command = load(str(self.name))
        if command is None:
            return []
        with command.make_context(self.name, [], parent=ctx.parent, resilient_parsing=True) as own:
            return command.shell_complete(own, incomplete)


def _unheard(run: Callable[[], Any]) -> int:
    """The exit code of what a shell asks at TAB; whatever goes wrong, nobody's line is broken."""
    try:
        run()
    except KeyboardInterrupt:
        return STOPPED
    except Exception:
        if os.environ.get("HRCLI_DEBUG"):
            raise
        _silence_stdout()  # a shell that is gone would be told once more at the end
    return 0


def _with_values(command: click.Command | None, args: list[str]) -> list[str]:
    """The words behind a command, a day or number that begins with a hyphen made a plain argument.

    No option begins with a digit, so `-3d` and `-1` are values; click would call them unknown. A
    minus sign means the same to whatever reads days and numbers. What stands behind an option that
    takes a value is left as it is: it may name a file.
    """
    params = command.params if command else []
    options = [it for it in params if isinstance(it, click.Option) and not it.is_flag]
    takes = {name for it in options for name in it.opts}
    return [
        MINUS + word[1:] if NEGATIVE.match(word) and before not in takes else word
        for before, word in pairwise(["", *args])
    ]


def _caught(run: Callable[[], Any]) -> int:
    """The exit code of a command line that `run` carries out; tells what went wrong."""
    try:
        code = run()
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except HrcliError as error:
        _tell(str(error))
        if error.snippet:
            click.echo(safe(error.snippet), nl=False)
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as help_text:
        _tell(help_text.format_message())
        return 2
    except click.UsageError as error:
        _tell(_misuse.told(error))
        return 2
    except click.ClickException as error:
        _tell(f"{unbroken(error.format_message())}\n  hrcli\n  Check the file you named.")
        return 3
    except (click.Abort, KeyboardInterrupt, EOFError, Stopped):
        return _stopped()
    except BrokenPipeError:  # only at the last flush; see _nobody_reads_on
        _silence_stdout()
        return 0
    except OSError as error:
        _silence_stdout()
        _tell(
            f"Something could not be read or written ({type(error).__name__}).\n"
            f"  {os.strerror(error.errno) if error.errno else 'no reason was given'}\n"
            "  Check the disk and the output you chose, then do it again."
        )
        return 3
    except Exception as error:
        _tell(_bug(error))
        return BUG


def _stopped() -> int:
    """Say so below the question, also to somebody who presses Ctrl-C more than once."""
    try:
        _tell("\nStopped." if sys.stderr.isatty() else "Stopped.")
    except KeyboardInterrupt:
        return _stopped()
    return STOPPED


@contextmanager
def _nobody_reads_on() -> Iterator[None]:
    """A reader that closes early, as head does, is no failure; click would make it exit code 1."""
    try:
        yield
    except BrokenPipeError:
        _silence_stdout()
        raise click.exceptions.Exit(0) from None


def _tell(text: str) -> None:
    try:
        remark(text)
    except OSError:
        _silence_stderr()


def _silence_stderr() -> None:
    """The exit code has to say it alone."""
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115


def _silence_stdout() -> None:
    """Nobody reads on: keep Python from complaining once more while it ends."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115


def _bug(error: Exception) -> str:
    """A mistake of ours, told without the error's own text: it may hold a value of a case."""
    if os.environ.get("HRCLI_DEBUG"):
        raise error
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = "unknown"
    if trace:
        where = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
    return (
        f"This is a mistake in hrcli {__version__}, not yours ({type(error).__name__}).\n"
        f"  {where}\n"
        "  Nothing of the case stands in this message: please report it as it is."
    )


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from hrcli.commands._versions import versions  # looking them up takes longer than --help

    click.echo(versions())
    ctx.exit()


def _today(ctx: click.Context, _param: click.Parameter, value: str | None) -> date:
    today = date.today()  # noqa: DTZ011 - the day where the worker sits
    if value is None:
        return today
    days = spoken(value, today)
    if len(days) != 1:
        raise click.BadParameter(what_to_write(days, today))
    if value != str(days[0]):
        ctx.meta[__name__] = f"As if today were {echo(days[0], today)}."
    return days[0]


@click.group(
    cls=Net,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDEST},
)
@click.option(
    "--caseload",
    metavar="DIR",
    envvar="HRCLI_CASELOAD",
    type=click.Path(file_okay=False),
    help="The caseload's folder (else the nearest one upwards from here).",
)
@click.option(
    "--today",
    metavar="DATE",
    envvar="HRCLI_TODAY",
    callback=_today,
    help="Act as if it were this day.",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    help="Whether to use colour (else as your own settings say); nothing is said by it alone.",
)
@click.option(
    "--words/--no-words", default=None, help="Without a command: also the words of actions."
)
@click.option("-q", "--quiet", is_flag=True, help="Results only, no remarks.")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the versions of hrcli and of what it stands on, and exit.",
)
@click.pass_context
def main(
    ctx: click.Context,
    caseload: str | None,
    today: date,
    color: str | None,
    words: bool | None,
    quiet: bool,
) -> None:
    """Harm-reduction case plans, worked out with the client and kept as plain files.

    Alone, at a terminal, `hrcli` shows what is due, what is dangerous, and what comes next.
    Start with `hrcli demo` to see the whole cycle, or `hrcli init` to make a caseload.
    """
    from hrcli.commands._desk import Desk  # --help goes without what a desk can open

    ctx.obj = desk = Desk(caseload, today, quiet)
    ctx.color = wants_colour(color or desk.own.color, sys.stdout.isatty(), os.environ)
    if said := ctx.meta.get(__name__):
        ctx.obj.say(said)
    if ctx.invoked_subcommand is None:
        _alone(ctx, words)
    elif words is not None:
        ctx.fail("Say it behind the command that lists: hrcli due --words")


def _alone(ctx: click.Context, words: bool | None) -> None:
    """What is done without a command: at a terminal one screen of the caseload, else the help."""
    overview = load("overview")
    if overview is None or not sys.stdout.isatty():
        raise click.exceptions.NoArgsIsHelpError(ctx)
    ctx.invoke(overview, words=words)


@main.result_callback()
@click.pass_context
def keep_history(ctx: click.Context, /, *_: object, **__: object) -> None:
    """File first, git second: once a command is through, what it wrote may be committed."""
    ctx.obj.keep_history(ctx.invoked_subcommand or "")
