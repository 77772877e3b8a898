"""Where in its file one character of a value stands."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache

from hrcli.document.document import Document, place_at
from hrcli.finding import Path, Place

ESCAPED = {'"': '"', "\\": "\\", "/": "/"}
CODES = {"x": 2, "u": 4, "U": 8}


def spot(document: Document, path: Path, offset: int) -> Place:
    """The place of the character at `offset` in the text at `path`; the value's own place where
    the way it was written down does not tell.
    """
    try:
        event = document.node(path)
    except (KeyError, IndexError, TypeError):
        return document.place(path)
    value = getattr(event, "value", None)
    if not isinstance(value, str):
        return document.place(path)
    start, end = event.start_mark.index, event.end_mark.index
    source = document.text[start:end]
    places = _places(source, event.style or "", value)
    if not 0 <= offset < len(places) or places[offset] < 0:
        return document.place(path)
    place = place_at(source, places[offset])
    column = place.column if place.line > 1 else event.start_mark.column + place.column
    return Place(event.start_mark.line + place.line, column)


@lru_cache(maxsize=4)  # one text may be asked about at many of its words
def _places(source: str, style: str, value: str) -> Sequence[int]:
    """Where in `source` each character of the value stands, -1 for a space; empty where the way
    it was written down does not tell.
    """
    seen = _seen(source, style)
    places = array("l")
    for char in value:
        if char.isspace():
            places.append(-1)
        else:
            typed, at = next(seen, ("", -1))
            if typed != char:
                return ()
            places.append(at)
    return places if next(seen, None) is None else ()


def _seen(source: str, style: str) -> Iterator[tuple[str, int]]:
    """The characters of a value that are no space, as they stand in the file, each with its place.

    Only spaces are changed by folding, so these are the same in the file and in the value.
    """
    pairs: Iterator[tuple[str, int]]
    if style in ("|", ">"):
        first = source.find("\n") + 1
        pairs = ((source[at], at) for at in range(first, len(source)))
    elif style == '"':
        pairs = _unescaped(source)
    elif style == "'":
        inner = source[1:-1].replace("''", "'\n")  # of the same length, with one quote to see
        pairs = ((char, at) for at, char in enumerate(inner, 1))
    else:
        pairs = ((char, at) for at, char in enumerate(source))
    return ((char, at) for char, at in pairs if not char.isspace())


def _unescaped(source: str) -> Iterator[tuple[str, int]]:
    """The characters between double quotes, escapes read; one that stands for a space or a break
    is left out.
    """
    at = 1
    while at < len(source) - 1:
        if source[at] != "\\":
            yield source[at], at
            at += 1
            continue
        code = source[at + 1]
        digits = CODES.get(code, 0)
        if digits:
            yield chr(int(source[at + 2 : at + 2 + digits], 16)), at
        elif code in ESCAPED:
            yield ESCAPED[code], at
        at += 2 + digits
