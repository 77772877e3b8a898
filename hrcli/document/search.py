"""Where the texts of a file hold certain words, whatever their case and accents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from hrcli import ids
from hrcli.document.document import Document, scalars_below
from hrcli.finding import Path
from hrcli.folding import without_accents

OWN_KEY = "x-"


class Matched(NamedTuple):
    """A text that holds the words: its place, none for a comment, and its line from 1."""

    path: Path | None
    line: int


def looked_for(typed: str) -> frozenset[str]:
    """The words that were typed, in the form in which texts are searched; empty for none."""
    return frozenset(without_accents(typed).split())


def may_hold(text: str, words: Collection[str]) -> bool:
    """Whether a file is worth reading: one with escapes, or that is not in UTF-8, always is."""
    return any(sign in text for sign in "\\\ufffd\0") or _holds(text, words)


def spots(document: Document, words: Collection[str]) -> Iterator[Matched]:
    """Each text of a file that holds all the words: values, keys of one's own, then comments."""
    lines = document.text.split("\n")
    seen: set[int] = set()
    for path, event, is_key in scalars_below(document.root, ()):
        if is_key and ids.KEY.match(event.value) and not event.value.startswith(OWN_KEY):
            continue
        if _holds(event.value, words):
            covered = range(event.start_mark.line, event.end_mark.line + 1)
            seen.update(covered)
            yield Matched(path, _first(lines, covered, words) + 1)
    for number, line in enumerate(lines):
        if number not in seen and "#" in line and _holds(line.partition("#")[2], words):
            yield Matched(None, number + 1)


def _holds(text: str, words: Collection[str]) -> bool:
    there = without_accents(text)
    return all(word in there for word in words)


def _first(lines: Sequence[str], covered: range, words: Collection[str]) -> int:
    """The first line of a text in which one of the words stands; else the one it begins on."""
    for number in covered:
        there = without_accents(lines[number]) if number < len(lines) else ""
        if any(word in there for word in words):
            return number
    return covered[0]
