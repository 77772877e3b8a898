"""The arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from hrcli.commands._desk import Desk, F
from hrcli.commands._tab import case_ids


def replaces(function: F) -> F:
    """The option --replace of the commands that write a page to a file of the worker's choice."""
    text = "Replace the file at -o, whatever it holds."
    return click.option("--replace", is_flag=True, help=text)(function)


def with_words(function: F) -> F:
    """The option --words of the lists that hold ids and kinds only, unless somebody asks."""
    text = "Also the words of actions, on your own screen (else: as your own settings say)."
    return click.option("--words/--no-words", default=None, help=text)(function)


def caseload_folders(function: F) -> F:
    """The option --caseload of the commands that answer for several at once."""
    return click.option(
        "--caseload",
        "folders",
        metavar="DIR",
        multiple=True,
        type=click.Path(file_okay=False),
        help="A caseload to look at (may be given more than once; else the one you are in).",
    )(function)


def case_argument(required: bool = True) -> Callable[[F], F]:
    """The argument CASE: an id, or any unique beginning of one."""
    return click.argument("case", required=required, shell_complete=case_ids, metavar="CASE")


def dry_run(function: F) -> F:
    """The options -n/--dry-run and --commit of every command that writes."""
    text = "Show what would change, and write nothing."
    commits = click.option(
        "--commit/--no-commit",
        default=None,
        expose_value=False,
        callback=_commits,
        help="Put the change into git's history at once (else: as hrcli.yaml says).",
    )
    return click.option("-n", "--dry-run", is_flag=True, help=text)(commits(function))


def _commits(ctx: click.Context, _param: click.Parameter, value: bool | None) -> None:
    ctx.ensure_object(Desk).commits = value


class Source(click.File):
    """A file to read answers from; TAB does not open it, since it may be a pipe that never ends."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return None if ctx and ctx.resilient_parsing else super().convert(value, param, ctx)


def from_file(function: F) -> F:
    """The option --from FILE|- for answers that must not travel as arguments."""
    text = "Take the answers from a YAML file, or from standard input (-)."
    return click.option("--from", "source", type=Source("rb"), help=text, metavar="FILE|-")(
        function
    )


def days(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int | None:
    """A number of days as typed: 14d, or 14."""
    if value is None:
        return None
    number = value.removesuffix("d")
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        raise click.BadParameter("write a number of days, such as 14d")
    return int(number)


def formats(*names: str) -> Callable[[F], F]:
    """The option --format with the first of `names` as default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help="How to print the result.",
    )
