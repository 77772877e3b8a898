"""What TAB offers: words that begin as typed, never an error, nothing written.

Ids stand alone, without the alias or a text of what they name: others can see the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class

from hrcli import ids
from hrcli.errors import HrcliError
from hrcli.folding import folded
from hrcli.store import roster

MOST = 200
"""More words than these help nobody to go on."""

Offer = Callable[[click.Context, click.Parameter, str], list[str]]


@add_completion_class
class Bash(BashComplete):
    """Bash takes words apart at each `=`; an option and its value stand side by side again."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that TAB is pressed in, and that one."""
        words, incomplete = super().get_completion_args()
        return [word for word in words if word != "="], incomplete


def case_ids(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The ids of the cases that begin as typed, in either case."""
    typed = ids.as_typed(incomplete)
    return [name for name in roster.case_ids(folder(ctx)) if name.startswith(typed)][:MOST]


def cases_or_files(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The ids that begin as typed; where none does, the files, which the shell knows."""
    found = [CompletionItem(name) for name in case_ids(ctx, param, incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def folder(ctx: click.Context) -> str | None:
    """What --caseload names: TAB reads the command line without running it, so no desk knows.

    Where we are in no caseload and none is named, what the worker's own settings name.
    """
    named: str | None = ctx.find_root().params.get("caseload")
    return named or (None if roster.root(None) else _default())


def _default() -> str | None:
    from hrcli.commands._desk import own_here  # TAB seldom needs to read a file

    try:
        return own_here().caseload or None
    except HrcliError:
        return None


def offering(words: Callable[[click.Context, str], Iterable[str]]) -> Offer:
    """Offers those `words` that begin as typed; none where what tells them cannot be read."""

    def offer(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
        typed = folded(incomplete)
        try:
            known = dict.fromkeys(words(ctx, incomplete))
        except HrcliError:
            return []
        return [word for word in known if folded(word).startswith(typed)][:MOST]

    return offer
