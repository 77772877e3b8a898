"""Taking back the last change of hrcli's, without git."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from hrcli.errors import Unreadable
from hrcli.store.caseload import Caseload
from hrcli.store.files import hash_at, hash_of
from hrcli.store.journal import Entry, Put
from hrcli.store.writing import writing


class Taking(NamedTuple):
    """The entry that would be taken back, with what its files hold now and would hold again."""

    entry: Entry
    puts: tuple[Put, ...]

    @property
    def changed_since(self) -> tuple[str, ...]:
        """The names of those files that hold something else by now than the entry left in them."""
        rows = zip(self.puts, self.entry.files, strict=True)
        return tuple(it.name for it, then in rows if hash_of(it.before) != then.after)


def taking(caseload: Caseload, case: str | None, again: bool = False) -> Taking | None:
    """What would be taken back: the last change (of `case`, if named), None where there is none.

    With `again` it is the last taking back that is taken back.
    """
    standing = caseload.journal.standing(case)
    plain = {it.number for it in caseload.journal.entries() if not it.takes_back}
    fits = [it for it in standing if (it.takes_back in plain if again else not it.takes_back)]
    if not fits:
        return None
    entry = fits[-1]
    rows = zip(entry.files, caseload.journal.before(entry), strict=True)
    puts = (Put(it.name, _now(caseload, it.name), before) for it, before in rows)
    return Taking(entry, tuple(puts))


def take_back(
    caseload: Caseload, case: str | None, again: bool, need: Callable[[Taking | None], Taking]
) -> Taking:
    """Take an entry back, and write that down as a change of its own.

    `need` is asked under the lock, and raises where it must not be done.
    """
    with caseload.writing() as writer:
        found = need(taking(caseload, case, again))
        writer.change(found.puts[::-1], takes_back=found.entry.number)
    return found


def forget(caseload: Caseload, case: str | None = None) -> int:
    """Drop the records of all changes (of `case`, if named) that are done; how many there were."""
    with caseload.writing() as writer:
        return writer.journal.forget(case)


def changed_amid(caseload: Caseload, entry: Entry) -> list[str]:
    """The names of those files of a change that hold neither what was before it nor after it."""
    return [it.name for it in entry.files if hash_at(caseload.path(it.name)) not in it[1:]]


def mend(caseload: Caseload) -> None:
    """Put right what a change that was cut short has left."""
    with caseload.writing():
        pass


def settle(caseload: Caseload) -> None:
    """Leave the files of a change that was cut short as they lie; its record stays as a step."""
    with writing(caseload.root, caseload.occasion, caseload.tells, mends=False) as writer:
        writer.journal.settle()


def _now(caseload: Caseload, name: str) -> bytes | None:
    try:
        return caseload.raw(name)
    except Unreadable:
        if caseload.path(name).exists():
            raise
        return None
