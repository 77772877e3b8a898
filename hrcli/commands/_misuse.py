"""What is wrong with a command line, in three lines.

The words typed are not repeated: they may be a client's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

from hrcli.folding import folded, meant
from hrcli.terminal import unbroken

QUOTED = r"""(['"])(.*?)\1 is not """
UNKNOWN = r"""No such command (['"])(.*?)\1"""


CALLED = {
    **dict.fromkeys(("delete", "del", "rm"), "To take something out of a plan: hrcli remove."),
    **dict.fromkeys(("revert", "back", "rollback"), "To take a change back: hrcli undo."),
    "redo": "To do again what was taken back: hrcli undo --redo.",
    **dict.fromkeys(
        ("rename", "move", "mv", "assign", "transfer"),
        "Another alias: hrcli set CASE client.alias. Another worker: hrcli set CASE worker XY.",
    ),
}
"""What other programs call a thing that goes by another name here."""


def told(error: click.UsageError) -> str:
    """What, where, and what to do about a command line that click refuses."""
    command = error.ctx.command_path if error.ctx else "hrcli"
    what, todo = _what(error)
    see = f"See what it takes: {command} --help"
    return f"{unbroken(what)}\n  {command}\n  {unbroken(f'{todo}{see}')}"


def no_command(typed: str, known: Iterable[str]) -> str:
    """The message about a word that is no command."""
    alike = CALLED.get(folded(typed)) or meant(typed, known).strip()
    return f"hrcli has no such command. {alike}" if alike else "No such command."


def _what(error: click.UsageError) -> tuple[str, str]:
    """What is wrong, and what to do beside looking at the help, with a space behind it."""
    message = error.format_message()
    if isinstance(error, click.NoSuchOption):
        return "No such option.", meant(error.option_name, _options(error.ctx))
    if isinstance(error, click.MissingParameter):
        return _missing(error), f"Write it so: {_usage(error.ctx)}. "
    if isinstance(error, click.BadParameter) and error.param:
        return _unfit(error, error.param)
    if isinstance(error, click.BadOptionUsage) and "requires" in message:
        return f"The option {error.option_name} needs a value.", _example(error)
    if found := re.match(UNKNOWN, message):
        group = error.ctx.command if error.ctx else None
        known = group.commands if isinstance(group, click.Group) else ()
        return no_command(found[2], known), ""
    if message.startswith("Got unexpected extra argument"):
        return (
            "There are more words than this command takes.",
            f"Put words that belong together in quotes. Write it so: {_usage(error.ctx)}. ",
        )
    return message, ""


def _missing(error: click.MissingParameter) -> str:
    name = _name(error.param)
    case = " (hrcli list shows the cases)" if error.param and error.param.name == "case" else ""
    return f"{name} is missing{case}."


def _unfit(error: click.BadParameter, param: click.Parameter) -> tuple[str, str]:
    """What does not fit; a message of our own repeats nothing, those of click may."""
    kind = param.type
    if isinstance(kind, click.Choice):
        words = list(map(str, kind.choices))
        typed = re.match(QUOTED, error.message, re.DOTALL)
        alike = meant(typed[2], words) if typed else ""
        where = f"{_name(param)} takes one of these words"
        return f"{where}: {', '.join(words)}.", alike
    if isinstance(kind, click.types.IntParamType):
        least = getattr(kind, "min", None)
        more = "" if least is None else f" of {least} or more"
        return f"{_name(param)} takes a whole number{more}.", ""
    return error.format_message(), ""


def _name(param: click.Parameter | None) -> str:
    """What a parameter is called: an option by its longest spelling, an argument as it is shown."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    if param is None:
        return "Something"
    return param.human_readable_name.strip("[].")


def _options(ctx: click.Context | None) -> list[str]:
    params = ctx.command.get_params(ctx) if ctx else []
    return [it for param in params if isinstance(param, click.Option) for it in param.opts]


def _usage(ctx: click.Context | None) -> str:
    """How the command is written, without its options."""
    if ctx is None:
        return "hrcli COMMAND"
    pieces = ctx.command.collect_usage_pieces(ctx)
    return " ".join((ctx.command_path, *(it for it in pieces if it != "[OPTIONS]")))


def _example(error: click.BadOptionUsage) -> str:
    """An option with what stands behind it."""
    for param in error.ctx.command.params if error.ctx else ():
        if error.ctx and isinstance(param, click.Option) and error.option_name in param.opts:
            return f"Write it so: {error.option_name} {param.make_metavar(error.ctx)}. "
    return ""
