"""Taking back the last change: what speaks against it, and how it is shown."""

from __future__ import annotations

from hrcli.commands._desk import Desk
from hrcli.commands._saving import show_change
from hrcli.errors import Refused, WrongCommand
from hrcli.store import taking_back as records
from hrcli.store.journal import Entry
from hrcli.store.taking_back import Taking

NOTHING = "There is no change that could be taken back."


def take_back(desk: Desk, case: str | None = None, redo: bool = False) -> Entry:
    """Take back the last change (of the case with this id, if one is named), and give it.

    With `redo` what was taken back last is done again. Raises WrongCommand where there is none,
    Refused where it is never taken back, or where a file has changed since, which is shown then.
    """
    return records.take_back(desk.caseload, case, redo, lambda found: need(found, redo)).entry


def need(found: Taking | None, redo: bool = False) -> Taking:
    """What may be taken back. Raises as `take_back` does."""
    if found is None:
        what = "Nothing was taken back that could be done again." if redo else NOTHING
        raise WrongCommand(what, "hrcli undo", "See what is kept: hrcli undo --list")
    if found.entry.final:
        todo = "If something in it is wrong, write down what is right; nothing is taken back."
        raise Refused(found.entry.final, found.entry.told, todo)
    if found.changed_since:
        show(found)
        names = ", ".join(found.changed_since)
        todo = "What would be lost is shown. Change what you want to with: hrcli set, hrcli edit"
        raise Refused("A file has changed since, so nothing was taken back.", names, todo)
    return found


def show(found: Taking) -> None:
    """Print what the files would be again, as `diff -u` does."""
    for put in found.puts:
        show_change(put.name, _text(put.before), _text(put.after))


def _text(content: bytes | None) -> str:
    return (content or b"").decode("utf-8", "replace")
