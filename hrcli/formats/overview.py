"""What `hrcli` alone shows: one screen of what is due, dangerous, begun, and comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from hrcli.dates import day, from_today
from hrcli.formats.due import NO_WORDS, Words, due_text
from hrcli.formats.next import in_a_row
from hrcli.method.due import Due
from hrcli.method.steps import Next
from hrcli.terminal import Marked, Paint, table, unpainted

MORE = "Every command: hrcli --help"


class OpenDangers(NamedTuple):
    """How many dangerous things are open in a case, and the command that shows them."""

    case: str
    number: int
    command: str


class Draft(NamedTuple):
    """What was begun and stopped: the command, and the case, or the day where it has no case."""

    command: str
    case: str
    begun: date | None = None


class Overview(NamedTuple):
    """What one screen shows of a caseload, each list with the most pressing first."""

    due: Sequence[Due]
    dangers: Sequence[OpenDangers]
    drafts: Sequence[Draft]
    following: Sequence[Next]
    names: Mapping[str, str]  # what the clients are called, by case
    words: Words = NO_WORDS  # of actions, for the worker's own eyes


class Look(NamedTuple):
    """How wide the screen is, and what colours it."""

    room: int | None
    paint: Paint


class Section(NamedTuple):
    """One part of the screen: how its first so many rows are laid out, and where all of it is."""

    rows: int
    laid_out: Callable[[int], str]
    command: str

    def told(self, room: int) -> list[str]:
        """As many rows as fit into so many lines; the others are counted."""
        for number in range(min(self.rows, room), 0, -1):
            lines = self.laid_out(number).splitlines()
            left = self.rows - number
            lines += [f"and {left} more: {self.command}"] if left else []
            if len(lines) <= room:
                return lines
        return [f"{self.rows} more: {self.command}"]


def draft_of(file: str) -> Draft | None:
    """The draft that a file with this name holds; None for what is none."""
    command, _, rest = file.partition(".")[0].partition("-")
    if not rest or ".begun." in file:
        return None
    begun = day(rest[:10])
    return Draft(command, "", begun) if begun else Draft(command, rest[:9])


def overview_text(
    found: Overview,
    today: date,
    lines: int,
    room: int | None = None,
    paint: Paint = unpainted,
) -> str:
    """The screen, at most `lines` high and `room` wide: what does not fit is counted."""
    sections = [it for it in _sections(found, today, Look(room, paint)) if it.rows]
    shares = _shares([len(it.told(lines)) for it in sections], lines - len(sections) - 1)
    parts = [it.told(share) for it, share in zip(sections, shares, strict=True)]
    return "\n".join((*(line for part in parts for line in (*part, "")), MORE))


def _shares(wanted: Sequence[int], room: int) -> list[int]:
    """So many lines for each section: those that want little get it, the others share the rest."""
    shares = [0] * len(wanted)
    for count, at in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        shares[at] = min(wanted[at], (room - sum(shares)) // (len(wanted) - count))
    return shares


def _sections(found: Overview, today: date, look: Look) -> Iterator[Section]:
    def owed(many: int) -> str:
        return due_text(found.due[:many], today, False, *look, found.words)

    yield Section(len(found.due), owed, "hrcli due")
    dangers = [
        (Marked(str(it.number), "danger"), *_case(found, it.case), it.command)
        for it in found.dangers
    ]
    yield _table(("DANGERS OPEN", "CASE", "NAME", "COMMAND"), dangers, "hrcli next", look)
    begun = [(_begun(it, today), *_case(found, it.case), _resumed(it)) for it in found.drafts]
    yield _table(("BEGUN", "CASE", "NAME", "COMMAND"), begun, "hrcli doctor", look)
    after = [(in_a_row(it), *_case(found, it.case), it.command) for it in found.following]
    yield _table(("NEXT", "CASE", "NAME", "COMMAND"), after, "hrcli next", look)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], command: str, look: Look) -> Section:
    return Section(len(rows), lambda many: table(head, rows[:many], *look), command)


def _case(found: Overview, case: str) -> tuple[str, str]:
    return case or "-", found.names.get(case, "")


def _begun(draft: Draft, today: date) -> str:
    return f"{draft.command} ({from_today(draft.begun, today)})" if draft.begun else draft.command


def _resumed(draft: Draft) -> str:
    return f"hrcli {draft.command} {draft.case[:4]}".rstrip()
