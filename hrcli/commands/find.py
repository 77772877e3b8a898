"""`hrcli find`: where the texts of the caseload hold some words, which are kept nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import BinaryIO, NamedTuple

import click

from hrcli.commands._answers import plain_text
from hrcli.commands._desk import Desk, desk, need_terminal
from hrcli.commands._options import Source
from hrcli.commands._screen import asked, columns, remark
from hrcli.document import search
from hrcli.document.document import Document, read
from hrcli.errors import Unreadable, WrongCommand
from hrcli.store.caseload import Caseload
from hrcli.terminal import painted, table, unbroken

COMMENT = "a comment"


class FoundLine(NamedTuple):
    """A line of a case's file that holds the words."""

    case: str
    place: str
    file: str  # as seen from the caseload
    number: int
    line: str


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.option(
    "--words", "shows_words", is_flag=True, help="Also the lines themselves, on your own screen."
)
@click.option(
    "--from",
    "source",
    type=Source("rb"),
    metavar="FILE|-",
    help="Take the words from a file, or from standard input (-).",
)
@desk
@click.pass_context
def find(ctx: click.Context, desk: Desk, shows_words: bool, source: BinaryIO | None) -> None:
    """Find some words in the texts of every case: plans, reviews, events, earlier plans.

    It asks for the words, or reads them from --from; they are no argument, since the shell keeps
    those, and hrcli keeps them nowhere. A text has to hold all of them, in any order; capitals and
    accents make no difference. Told are the case, the place and the line, without what stands
    there.

    \b
    Examples:
      hrcli find
      hrcli find --words
    """
    if ctx.args:
        todo = "Type hrcli find alone: it asks. The shell may have kept what you typed just now."
        raise WrongCommand("Words to look for are no argument.", "hrcli find", todo)
    shows_words = shows_words and desk.shows_words(True)
    caseload = desk.caseload  # before anything is asked
    words = search.looked_for(_typed(source))
    if not words and source is None:
        desk.say("Nothing was looked for.")
        return
    if not words:
        raise WrongCommand("There is nothing to look for.", "hrcli find", "Give a word or more.")
    unread: list[str] = []
    found = list(_all(caseload, words, unread))
    if found:
        click.echo(_table(found, shows_words))
    else:
        desk.say("No text holds that.")
    for what in unread:
        remark(unbroken(f"Not read: {what}"))
    if unread:
        ctx.exit(3)


def _typed(source: BinaryIO | None) -> str:
    """What to look for. No line editor is loaded: it would remember the line."""
    if source is not None:
        return plain_text(source)
    need_terminal("--from FILE|-")
    return asked("Which words?")


def _table(found: list[FoundLine], shows_words: bool) -> str:
    """The lines to print; with the words below each place where they are wanted."""
    rows = [(it.case, it.place, f"{it.file}:{it.number}") for it in found]
    lines = [it.line.strip() for it in found] if shows_words else []
    return table(("CASE", "PLACE", "LINE"), rows, columns(), painted, lines)


def _all(caseload: Caseload, words: Collection[str], unread: list[str]) -> Iterator[FoundLine]:
    """Every place in the caseload; of what cannot be read `unread` is told."""
    for case in caseload.case_ids():
        for name in _files(caseload, case, unread):
            file = f"cases/{case}/{name}"
            try:
                document = _worth_reading(caseload.raw(file), words, file)
            except Unreadable as error:
                unread.append(f"{file}: {error.what}")
                continue
            if document:
                yield from _in_file(document, words, case, file)
    unread += (f"cases/{name}: it has no case id for its name." for name in caseload.strays())


def _in_file(
    document: Document, words: Collection[str], case: str, file: str
) -> Iterator[FoundLine]:
    lines = document.text.split("\n")
    for spot in search.spots(document, words):
        place = COMMENT if spot.path is None else document.dotted(spot.path)
        yield FoundLine(case, place, file, spot.line, lines[spot.line - 1])


def _files(caseload: Caseload, case: str, unread: list[str]) -> list[str]:
    """The names of all YAML files in a case's folder, also of those that nothing else reads."""
    try:
        absent = caseload.stubs(case)
        unread += (f"cases/{case}/{name}: it is not on this computer." for name in absent)
        return [*caseload.files_of(case), *caseload.foreign(case)]
    except Unreadable as error:
        unread.append(f"cases/{case}: {error.what}")
        return []


def _worth_reading(raw: bytes, words: Collection[str], file: str) -> Document | None:
    """The document of a file that may hold the words, else None.

    Raises Unreadable for one with a slip in its YAML: who knows what it holds.
    """
    if not search.may_hold(raw.decode("utf-8", "replace"), words):
        return None
    document = read(raw)
    document.need_sound(file)
    return document
