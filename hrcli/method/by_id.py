"""One item of a plan by the id that was typed; where there is none, the one that may be meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from hrcli.errors import WrongCommand
from hrcli.folding import meant, same


class WithId(Protocol):
    """An action, a goal, an option ..."""

    @property
    def id(self) -> str: ...


Item = TypeVar("Item", bound=WithId)


def by_id(items: Iterable[Item], typed: str, kind: str, command: str) -> Item:
    """The item with this id, in either case; `kind` (action, goal) and `command` say who asks.

    Raises WrongCommand where there is none; what was typed is not repeated, it may be a text.
    """
    known = {it.id: it for it in items if it.id}
    found = next((it for name, it in known.items() if same(name, typed)), None)
    if found is None:
        todo = f"{meant(typed, known)}Known: {', '.join(known) or 'there is none yet'}"
        raise WrongCommand(f"The plan has no such {kind}.", command, todo)
    return found
